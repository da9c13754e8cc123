#include "model/json_read.h"

#include "base/ascii.h"
#include "base/date.h"
#include "base/utf8.h"

/* The string with our escape undone; valid until the next one. */
static jb_span unescaped(jb_json_read *r) {
  jb_span s = jb_pull_string(&r->pull);
  if (s.len == 0 || !memchr(s.ptr, '\\', s.len)) return s;
  jb_buf_reset(&r->raw);
  jb_unescape(&r->raw, s);
  if (!jb_buf_ok(&r->raw)) jb_pull_fail(&r->pull, "out of memory");
  return jb_buf_span(&r->raw);
}

static jb_span kept(jb_json_read *r, jb_span s) {
  jb_span own = jb_arena_copy(r->in->arena, s);
  if (!own.ptr) jb_pull_fail(&r->pull, "larger than the limit memory_max");
  return own;
}

jb_bytes jb_read_bytes(jb_json_read *r) { return jb_bytes_of(kept(r, unescaped(r))); }

const char *jb_read_text(jb_json_read *r) {
  jb_span s = unescaped(r);
  if (s.len && memchr(s.ptr, 0, s.len)) jb_pull_fail(&r->pull, "NUL in a text");
  return (const char *)kept(r, s).ptr;
}

const char *jb_read_text_or_null(jb_json_read *r) {
  return jb_pull_null(&r->pull) ? NULL : jb_read_text(r);
}

const char *jb_read_shared(jb_json_read *r) {
  jb_span s = unescaped(r);
  if (r->shared && s.len == r->shared_length && memcmp(s.ptr, r->shared, s.len) == 0) {
    return r->shared;
  }
  if (s.len && memchr(s.ptr, 0, s.len)) jb_pull_fail(&r->pull, "NUL in a text");
  r->shared = (const char *)kept(r, s).ptr;
  r->shared_length = s.len;
  return r->shared;
}

bool jb_read_digest(jb_json_read *r, uint8_t out[32]) {
  if (jb_pull_null(&r->pull)) return false;
  jb_span s = jb_pull_string(&r->pull);
  if (s.len != 64) {
    jb_pull_fail(&r->pull, "digest of 64 hexadecimal digits expected");
    return false;
  }
  for (size_t i = 0; i < 32; i++) {
    int high = jb_ascii_hex(s.ptr[2 * i]), low = jb_ascii_hex(s.ptr[2 * i + 1]);
    if (high < 0 || low < 0) {
      jb_pull_fail(&r->pull, "digest of 64 hexadecimal digits expected");
      return false;
    }
    out[i] = (uint8_t)(high * 16 + low);
  }
  return true;
}

jb_answer jb_read_answer(jb_json_read *r) {
  if (jb_pull_null(&r->pull)) return JB_UNKNOWN;
  return jb_pull_bool(&r->pull) ? JB_PRESENT : JB_ABSENT;
}

int64_t jb_read_time(jb_json_read *r) {
  int64_t seconds = INT64_MIN;
  if (jb_pull_null(&r->pull)) return seconds;
  if (!jb_time_parse(jb_pull_string(&r->pull), &seconds)) {
    jb_pull_fail(&r->pull, "RFC 3339 time expected");
  }
  return seconds;
}

uint32_t jb_read_u32(jb_json_read *r) {
  uint64_t v = jb_pull_uint(&r->pull);
  if (v >= UINT32_MAX) jb_pull_fail(&r->pull, "number too large");
  return (uint32_t)v;
}

uint32_t jb_read_index(jb_json_read *r) {
  return jb_pull_null(&r->pull) ? JB_NO_PART : jb_read_u32(r);
}

/* A list of exactly two numbers. */
jb_range jb_read_range(jb_json_read *r) {
  jb_range out = {0, 0};
  unsigned depth = r->pull.depth;
  if (!jb_pull_list(&r->pull)) return out;
  uint64_t v[2] = {0, 0};
  size_t n = 0;
  for (; jb_pull_item(&r->pull) && n < 2; n++) v[n] = jb_pull_uint(&r->pull);
  if (n != 2 || r->pull.depth != depth) jb_pull_fail(&r->pull, "[offset, length] expected");
  out = (jb_range){v[0], v[1]};
  if (out.length > UINT64_MAX - out.offset) jb_pull_fail(&r->pull, "range overflows");
  return out;
}

size_t jb_read_ranges(jb_json_read *r, const jb_range **out) {
  jb_range *list = NULL;
  size_t count = 0, capacity = 0;
  if (!jb_pull_list(&r->pull)) return 0;
  while (jb_pull_item(&r->pull)) {
    if (!list) {
      /* most lists have one range: no need for the eight of a growing list */
      jb_range first = jb_read_range(r);
      list = jb_arena_alloc(r->in->arena, sizeof *list);
      if (!list) jb_pull_fail(&r->pull, "larger than the limit memory_max");
      if (!list) return 0;
      list[0] = first;
      count = capacity = 1;
      continue;
    }
    if (count == capacity) {
      jb_range *more = jb_arena_grow(r->in->arena, list, count, &capacity, sizeof *list);
      if (!more) jb_pull_fail(&r->pull, "larger than the limit memory_max");
      if (!more) return 0;
      list = more;
    }
    list[count++] = jb_read_range(r);
  }
  *out = list;
  return count;
}

static const char *step_name(unsigned v) { return jb_step_name((jb_step)v); }

uint8_t jb_read_steps(jb_json_read *r, uint8_t steps[JB_STEPS_MAX]) {
  uint8_t count = 0;
  if (!jb_pull_list(&r->pull)) return 0;
  while (jb_pull_item(&r->pull)) {
    unsigned step = jb_read_enum(r, step_name, JB_STEP_COUNT);
    if (count == JB_STEPS_MAX) {
      jb_pull_fail(&r->pull, "too many steps");
      return 0;
    }
    steps[count++] = (uint8_t)step;
  }
  return count;
}

size_t jb_read_ids(jb_json_read *r, const uint32_t **out) {
  uint32_t *list = NULL;
  size_t count = 0, capacity = 0;
  if (!jb_pull_list(&r->pull)) return 0;
  while (jb_pull_item(&r->pull)) {
    uint32_t id = jb_read_u32(r);
    list = jb_arena_grow(r->in->arena, list, count, &capacity, sizeof *list);
    if (!list) jb_pull_fail(&r->pull, "larger than the limit memory_max");
    if (!list) return 0;
    list[count++] = id;
  }
  *out = list;
  return count;
}

unsigned jb_read_enum(jb_json_read *r, const char *(*name)(unsigned), unsigned count) {
  jb_span s = jb_pull_string(&r->pull);
  for (unsigned v = 0; v < count; v++) {
    if (jb_span_is(s, name(v))) return v;
  }
  jb_pull_fail(&r->pull, "unknown name");
  return 0;
}

void *jb_read_more(jb_json_read *r, void *list, size_t *count, size_t *capacity, size_t size) {
  void *more = jb_arena_grow(r->in->arena, list, *count, capacity, size);
  if (!more) {
    jb_pull_fail(&r->pull, "larger than the limit memory_max");
    return NULL;
  }
  (*count)++;
  return more;
}

void jb_read_need(jb_json_read *r, const void *value, const char *missing) {
  if (!value) jb_pull_fail(&r->pull, missing);
}
