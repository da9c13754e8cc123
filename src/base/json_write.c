#include "base/json_write.h"

#include <inttypes.h>

#include "base/utf8.h"

jb_json_writer jb_json_writer_new(jb_buf *out, bool pretty) {
  return (jb_json_writer){.out = out, .pretty = pretty};
}

static void line(jb_json_writer *w) {
  if (!w->pretty) return;
  jb_buf_char(w->out, '\n');
  for (unsigned i = 0; i < w->depth; i++) jb_buf_str(w->out, "  ");
}

/* Comma and line break before a value or key at the current depth. */
static void before(jb_json_writer *w) {
  if (w->after_key) {
    w->after_key = false;
    return;
  }
  if (w->depth == 0) return;
  if (w->any[w->depth - 1]) jb_buf_char(w->out, ',');
  w->any[w->depth - 1] = true;
  line(w);
}

static void open_level(jb_json_writer *w, char bracket) {
  before(w);
  jb_buf_char(w->out, bracket);
  if (w->depth >= JB_JSON_DEPTH) {
    w->out->failed = true; /* our own nesting is fixed: a bug, not an input */
    return;
  }
  w->any[w->depth++] = false;
}

static void close_level(jb_json_writer *w, char bracket) {
  if (w->depth == 0) {
    w->out->failed = true;
    return;
  }
  bool any = w->any[--w->depth];
  if (any) line(w);
  jb_buf_char(w->out, bracket);
}

void jb_json_object(jb_json_writer *w) { open_level(w, '{'); }
void jb_json_object_end(jb_json_writer *w) { close_level(w, '}'); }
void jb_json_list(jb_json_writer *w) { open_level(w, '['); }
void jb_json_list_end(jb_json_writer *w) { close_level(w, ']'); }

/* Bytes that stand for themselves in a JSON string. */
static bool is_plain(uint8_t c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

/* The common case in one go: ASCII without escapes. */
static bool quoted_plain(jb_buf *out, jb_span s) {
  size_t i = 0;
  while (i < s.len && is_plain(s.ptr[i])) i++;
  uint8_t *at = i == s.len && i < SIZE_MAX - 2 ? jb_buf_extend(out, s.len + 2) : NULL;
  if (!at) return false;
  at[0] = '"';
  if (s.len) memcpy(at + 1, s.ptr, s.len);
  at[s.len + 1] = '"';
  return true;
}

static void quoted(jb_buf *out, jb_span s) {
  if (quoted_plain(out, s)) return;
  jb_buf_char(out, '"');
  size_t plain = 0; /* start of the run not yet copied */
  for (size_t i = 0; i < s.len;) {
    uint8_t c = s.ptr[i];
    if (is_plain(c)) {
      i++;
      continue;
    }
    uint32_t code = 0xFFFD;
    size_t n = jb_utf8_decode(jb_span_cut(s, i, s.len - i), &code);
    if (n > 1) {
      i += n;
      continue;
    }
    jb_buf_add(out, jb_span_cut(s, plain, i - plain));
    if (n == 0) {
      jb_utf8_encode(out, 0xFFFD);
    } else if (c == '"' || c == '\\') {
      jb_buf_format(out, "\\%c", c);
    } else if (c == '\n') {
      jb_buf_str(out, "\\n");
    } else if (c == '\t') {
      jb_buf_str(out, "\\t");
    } else {
      jb_buf_format(out, "\\u%04x", c);
    }
    plain = ++i;
  }
  jb_buf_add(out, jb_span_cut(s, plain, s.len - plain));
  jb_buf_char(out, '"');
}

void jb_json_key(jb_json_writer *w, const char *key) {
  before(w);
  quoted(w->out, jb_span_str(key));
  jb_buf_str(w->out, w->pretty ? ": " : ":");
  w->after_key = true;
}

void jb_json_string(jb_json_writer *w, jb_span text) {
  before(w);
  quoted(w->out, text);
}

void jb_json_text(jb_json_writer *w, const char *text) {
  if (text) {
    jb_json_string(w, jb_span_str(text));
  } else {
    jb_json_null(w);
  }
}

void jb_json_uint(jb_json_writer *w, uint64_t v) {
  char digits[20]; /* of 2^64 - 1 */
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + v % 10);
    v /= 10;
  } while (v);
  before(w);
  jb_buf_add(w->out, jb_span_of(digits + at, sizeof digits - at));
}

void jb_json_int(jb_json_writer *w, int64_t v) {
  before(w);
  jb_buf_format(w->out, "%" PRId64, v);
}

void jb_json_bool(jb_json_writer *w, bool v) {
  before(w);
  jb_buf_str(w->out, v ? "true" : "false");
}

void jb_json_null(jb_json_writer *w) {
  before(w);
  jb_buf_str(w->out, "null");
}

void jb_json_raw(jb_json_writer *w, jb_span json) {
  before(w);
  jb_buf_add(w->out, json);
}

void jb_json_put_string(jb_json_writer *w, const char *key, jb_span text) {
  jb_json_key(w, key);
  jb_json_string(w, text);
}

void jb_json_put_text(jb_json_writer *w, const char *key, const char *text) {
  jb_json_key(w, key);
  jb_json_text(w, text);
}

void jb_json_put_uint(jb_json_writer *w, const char *key, uint64_t v) {
  jb_json_key(w, key);
  jb_json_uint(w, v);
}

void jb_json_put_bool(jb_json_writer *w, const char *key, bool v) {
  jb_json_key(w, key);
  jb_json_bool(w, v);
}
