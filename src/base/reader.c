#include "base/reader.h"

static const char *const k_too_short = "ends early";

jb_reader jb_reader_new(jb_span data, uint64_t base) {
  return (jb_reader){.data = data, .base = base};
}

void jb_reader_fail(jb_reader *r, const char *reason) {
  if (r->fail) return;
  r->fail = reason;
  r->fail_offset = jb_reader_tell(r);
}

jb_span jb_read_span(jb_reader *r, size_t n) {
  if (r->fail || n > jb_reader_left(r)) {
    jb_reader_fail(r, k_too_short);
    return (jb_span){NULL, 0};
  }
  jb_span s = jb_span_cut(r->data, r->pos, n);
  r->pos += n;
  return s;
}

jb_span jb_read_rest(jb_reader *r) {
  if (r->fail) return (jb_span){NULL, 0};
  return jb_read_span(r, jb_reader_left(r));
}

jb_span jb_read_until(jb_reader *r, uint8_t stop) {
  if (r->fail) return (jb_span){NULL, 0};
  jb_span left = jb_span_cut(r->data, r->pos, jb_reader_left(r));
  const uint8_t *hit = left.len ? memchr(left.ptr, stop, left.len) : NULL;
  if (!hit) {
    jb_reader_fail(r, "terminator missing");
    r->pos = r->data.len;
    return left;
  }
  jb_span s = jb_span_cut(left, 0, (size_t)(hit - left.ptr));
  r->pos += s.len + 1;
  return s;
}

static uint64_t read_be(jb_reader *r, size_t n) {
  jb_span s = jb_read_span(r, n);
  uint64_t v = 0;
  for (size_t i = 0; i < s.len; i++) v = (v << 8) | s.ptr[i];
  return v;
}

static uint64_t read_le(jb_reader *r, size_t n) {
  jb_span s = jb_read_span(r, n);
  uint64_t v = 0;
  for (size_t i = s.len; i > 0; i--) v = (v << 8) | s.ptr[i - 1];
  return v;
}

uint8_t jb_read_u8(jb_reader *r) { return (uint8_t)read_be(r, 1); }
uint16_t jb_read_u16be(jb_reader *r) { return (uint16_t)read_be(r, 2); }
uint16_t jb_read_u16le(jb_reader *r) { return (uint16_t)read_le(r, 2); }
uint32_t jb_read_u24be(jb_reader *r) { return (uint32_t)read_be(r, 3); }
uint32_t jb_read_u24le(jb_reader *r) { return (uint32_t)read_le(r, 3); }
uint32_t jb_read_u32be(jb_reader *r) { return (uint32_t)read_be(r, 4); }
uint32_t jb_read_u32le(jb_reader *r) { return (uint32_t)read_le(r, 4); }
uint64_t jb_read_u64be(jb_reader *r) { return read_be(r, 8); }
uint64_t jb_read_u64le(jb_reader *r) { return read_le(r, 8); }

void jb_reader_skip(jb_reader *r, uint64_t n) {
  if (r->fail || n > jb_reader_left(r)) {
    jb_reader_fail(r, k_too_short);
    return;
  }
  r->pos += (size_t)n;
}

void jb_reader_seek(jb_reader *r, uint64_t pos) {
  if (r->fail || pos > r->data.len) {
    jb_reader_fail(r, "offset outside its container");
    return;
  }
  r->pos = (size_t)pos;
}

jb_reader jb_reader_child(jb_reader *r, uint64_t n) {
  uint64_t base = jb_reader_tell(r);
  if (n > jb_reader_left(r)) {
    jb_reader_fail(r, k_too_short);
    return jb_reader_new((jb_span){NULL, 0}, base);
  }
  return jb_reader_new(jb_read_span(r, (size_t)n), base);
}
