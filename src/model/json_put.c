#include "model/json_put.h"

#include "base/codec.h"
#include "base/date.h"
#include "base/utf8.h"

enum { SHA256_BYTES = 32 };

/* True when the bytes need no escape of ours: printable ASCII, no backslash. */
static bool is_plain(jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7E || s.ptr[i] == '\\') return false;
  }
  return true;
}

/* Any bytes, escaped.  Returns whether the escape changed them. */
bool jb_put_one_bytes(jb_json_writer *w, jb_span s) {
  if (is_plain(s)) {
    jb_json_string(w, s);
    return false;
  }
  jb_buf escaped = jb_buf_new(s.len < SIZE_MAX / 4 ? s.len * 4 : s.len);
  bool changed = jb_escape(&escaped, s);
  if (!jb_buf_ok(&escaped)) w->out->failed = true;
  jb_json_string(w, jb_buf_span(&escaped));
  jb_buf_free(&escaped);
  return changed;
}

bool jb_put_bytes(jb_json_writer *w, const char *key, jb_span s) {
  jb_json_key(w, key);
  return jb_put_one_bytes(w, s);
}

void jb_put_bytes_if(jb_json_writer *w, const char *key, jb_bytes b) {
  if (b.len) (void)jb_put_bytes(w, key, jb_span_from(b));
}

/* Text of ours that is never absent. */
void jb_put_id(jb_json_writer *w, const char *key, const char *text) {
  (void)jb_put_bytes(w, key, jb_span_str(text ? text : ""));
}

void jb_put_text(jb_json_writer *w, const char *key, const char *text) {
  if (text) {
    jb_put_id(w, key, text);
  } else {
    jb_json_put_text(w, key, NULL);
  }
}

void jb_put_text_if(jb_json_writer *w, const char *key, const char *text) {
  if (text) jb_put_id(w, key, text);
}

void jb_put_digest(jb_json_writer *w, const char *key, bool has, const uint8_t *sum) {
  char hex[2 * SHA256_BYTES + 1];
  if (has) jb_hex_string(hex, jb_span_of(sum, SHA256_BYTES));
  jb_json_put_text(w, key, has ? hex : NULL);
}

void jb_put_time(jb_json_writer *w, const char *key, int64_t seconds) {
  const int64_t last = 253402300799; /* 9999-12-31T23:59:59Z: what RFC 3339 can say */
  char text[21];
  bool known = seconds >= 0 && seconds <= last;
  if (known) jb_time_format(seconds, text);
  jb_json_put_text(w, key, known ? text : NULL);
}

/* The three answers of a yes-or-no question. */
void jb_put_answer(jb_json_writer *w, const char *key, jb_answer a) {
  jb_json_key(w, key);
  if (a == JB_UNKNOWN) {
    jb_json_null(w);
  } else {
    jb_json_bool(w, a == JB_PRESENT);
  }
}

/* "[offset,length]", on one line in indented texts too. */
void jb_put_one_range(jb_json_writer *w, jb_range r) {
  jb_json_raw(w, jb_span_str("["));
  jb_json_writer inner = jb_json_writer_new(w->out, false);
  jb_json_uint(&inner, r.offset);
  jb_buf_char(w->out, ',');
  jb_json_uint(&inner, r.length);
  jb_buf_char(w->out, ']');
}

void jb_put_range_if(jb_json_writer *w, const char *key, jb_range r) {
  if (r.offset == 0 && r.length == 0) return;
  jb_json_key(w, key);
  jb_put_one_range(w, r);
}
