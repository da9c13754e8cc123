#include "c2pa/der.h"

/* Certificates and tokens nest less than twenty deep. */
enum { DER_DEPTH = 32, DER_BOOLEAN = 0x01, DER_CONSTRUCTED = 0x20, DER_HIGH_TAG = 0x1F };

/* X.690 8.1.3: short form, or 0x80 + count and that many bytes. */
static size_t read_length(jb_reader *r, bool *shortest) {
  uint8_t first = jb_read_u8(r);
  *shortest = true;
  if (first < 0x80) return first;
  unsigned count = first & 0x7Fu;
  if (count == 0 || count > 4) {
    jb_reader_fail(r, "der.length");
    return 0;
  }
  uint32_t length = 0;
  for (unsigned i = 0; i < count; i++) length = length << 8 | jb_read_u8(r);
  *shortest = length >= 0x80 && (count == 1 || length >> (8 * (count - 1)) != 0);
  return length;
}

static bool next(jb_reader *r, jb_der *out, bool *shortest) {
  if (!jb_reader_ok(r) || jb_reader_left(r) == 0) return false;
  size_t start = r->pos;
  uint64_t at = jb_reader_tell(r);
  out->tag = jb_read_u8(r);
  if ((out->tag & DER_HIGH_TAG) == DER_HIGH_TAG) jb_reader_fail(r, "der.tag");
  size_t length = read_length(r, shortest);
  out->at = (size_t)at;
  out->body_at = (size_t)jb_reader_tell(r);
  out->body = jb_read_span(r, length);
  if (!jb_reader_ok(r)) return false;
  out->whole = jb_span_cut(r->data, start, r->pos - start);
  return true;
}

bool jb_der_next(jb_reader *r, jb_der *out) {
  bool shortest;
  return next(r, out, &shortest);
}

bool jb_der_take(jb_reader *r, uint8_t tag, jb_der *out) {
  jb_reader ahead = *r;
  if (!jb_der_next(&ahead, out) || out->tag != tag) return false;
  *r = ahead;
  return true;
}

jb_reader jb_der_inside(const jb_der *element) {
  return jb_reader_new(element->body, element->body_at);
}

bool jb_der_is_one(jb_span bytes) {
  jb_reader r = jb_reader_new(bytes, 0);
  jb_der element;
  return jb_der_next(&r, &element) && jb_reader_left(&r) == 0;
}

static bool primitive_is_minimal(const jb_der *e) {
  if (e->tag == DER_BOOLEAN) {
    return e->body.len == 1 && (e->body.ptr[0] == 0 || e->body.ptr[0] == 0xFF);
  }
  if (e->tag == JB_DER_INTEGER) {
    if (e->body.len == 0) return false;
    if (e->body.len == 1) return true;
    bool high = e->body.ptr[1] >= 0x80;
    return !(e->body.ptr[0] == 0 && !high) && !(e->body.ptr[0] == 0xFF && high);
  }
  return true;
}

bool jb_der_distinguished(jb_span bytes, size_t *at) {
  jb_reader stack[DER_DEPTH];
  size_t depth = 0;
  stack[0] = jb_reader_new(bytes, 0);
  for (;;) {
    jb_reader *r = &stack[depth];
    jb_der e;
    bool shortest = true;
    if (jb_reader_left(r) == 0) {
      if (depth == 0) return true;
      depth--;
      continue;
    }
    *at = (size_t)jb_reader_tell(r);
    if (!next(r, &e, &shortest) || !shortest || !primitive_is_minimal(&e)) return false;
    if ((e.tag & DER_CONSTRUCTED) == 0) continue;
    if (depth + 1 == DER_DEPTH) return false;
    stack[++depth] = jb_der_inside(&e);
  }
}

void jb_der_write(jb_buf *out, uint8_t tag, jb_span body) {
  jb_buf_char(out, (char)tag);
  if (body.len < 0x80) {
    jb_buf_char(out, (char)body.len);
  } else {
    unsigned bytes = 1;
    while (bytes < sizeof body.len && body.len >> (8 * bytes)) bytes++;
    jb_buf_char(out, (char)(0x80 | bytes));
    for (unsigned i = bytes; i > 0; i--) jb_buf_char(out, (char)(body.len >> (8 * (i - 1)) & 0xFF));
  }
  jb_buf_add(out, body);
}
