#include "base/json_pull.h"

#include "base/ascii.h"
#include "base/utf8.h"

jb_json_pull jb_json_pull_new(jb_span text) {
  return (jb_json_pull){.text = text, .scratch = jb_buf_new(text.len + 4)};
}

void jb_json_pull_free(jb_json_pull *p) { jb_buf_free(&p->scratch); }

void jb_pull_fail(jb_json_pull *p, const char *reason) {
  if (p->fail) return;
  p->fail = reason;
  p->fail_at = p->pos;
}

static bool at_end(const jb_json_pull *p) { return p->pos >= p->text.len; }

/* The next byte that is no white space, 0 at the end or after a failure. */
static uint8_t next(jb_json_pull *p) {
  if (p->fail) return 0;
  while (!at_end(p)) {
    uint8_t c = p->text.ptr[p->pos];
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return c;
    p->pos++;
  }
  return 0;
}

static bool enter(jb_json_pull *p, uint8_t bracket) {
  if (next(p) != bracket) {
    jb_pull_fail(p, bracket == '{' ? "object expected" : "list expected");
    return false;
  }
  if (p->depth == JB_PULL_DEPTH) {
    jb_pull_fail(p, "nested too deeply");
    return false;
  }
  p->pos++;
  p->any[p->depth++] = false;
  return true;
}

bool jb_pull_object(jb_json_pull *p) { return enter(p, '{'); }
bool jb_pull_list(jb_json_pull *p) { return enter(p, '['); }

/* Before an element: its comma, or the closing bracket, which is consumed. */
static bool element(jb_json_pull *p, uint8_t close) {
  uint8_t c = next(p);
  if (p->fail || p->depth == 0) return false;
  bool *any = &p->any[p->depth - 1];
  if (c == close) {
    p->pos++;
    p->depth--;
    return false;
  }
  if (*any) {
    if (c != ',') {
      jb_pull_fail(p, "comma expected");
      return false;
    }
    p->pos++;
    c = next(p);
  }
  if (at_end(p)) jb_pull_fail(p, "ends inside a list or object");
  *any = true;
  return jb_pull_ok(p);
}

bool jb_pull_item(jb_json_pull *p) { return element(p, ']'); }

/* ---- strings ---- */

static bool hex4(const jb_json_pull *p, size_t at, uint32_t *out) {
  uint32_t v = 0;
  if (at > p->text.len || p->text.len - at < 4) return false;
  for (size_t i = 0; i < 4; i++) {
    int d = jb_ascii_hex(p->text.ptr[at + i]);
    if (d < 0) return false;
    v = v << 4 | (uint32_t)d;
  }
  *out = v;
  return true;
}

/* At a backslash: what it stands for goes into scratch. */
static void escape(jb_json_pull *p) {
  static const char k_from[] = "\"\\/bfnrt", k_to[] = "\"\\/\b\f\n\r\t";
  uint8_t c = p->pos + 1 < p->text.len ? p->text.ptr[p->pos + 1] : 0;
  const char *hit = c ? strchr(k_from, c) : NULL;
  uint32_t code = 0, low = 0;
  if (hit) {
    jb_buf_char(&p->scratch, k_to[hit - k_from]);
    p->pos += 2;
    return;
  }
  if (c != 'u' || !hex4(p, p->pos + 2, &code)) {
    jb_pull_fail(p, "bad escape");
    return;
  }
  if (code >= 0xD800 && code < 0xE000) {
    bool pair = code < 0xDC00 && p->text.len - p->pos > 8 && p->text.ptr[p->pos + 6] == '\\' &&
                p->text.ptr[p->pos + 7] == 'u' && hex4(p, p->pos + 8, &low) && low >= 0xDC00 &&
                low < 0xE000;
    if (!pair) {
      jb_pull_fail(p, "unpaired surrogate");
      return;
    }
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    p->pos += 6;
  }
  jb_utf8_encode(&p->scratch, code);
  p->pos += 6;
}

/* Bytes that stand for themselves, up to a quote, a backslash or a control. */
static jb_span run(jb_json_pull *p, bool *high) {
  size_t start = p->pos;
  while (!at_end(p)) {
    uint8_t c = p->text.ptr[p->pos];
    if (c == '"' || c == '\\' || c < 0x20) break;
    *high |= c >= 0x80;
    p->pos++;
  }
  return jb_span_cut(p->text, start, p->pos - start);
}

jb_span jb_pull_string(jb_json_pull *p) {
  if (next(p) != '"') {
    jb_pull_fail(p, "string expected");
    return jb_span_of("", 0);
  }
  p->pos++;
  bool high = false, copied = false;
  jb_span value = run(p, &high);
  while (jb_pull_ok(p) && !at_end(p) && p->text.ptr[p->pos] == '\\') {
    if (!copied) {
      jb_buf_reset(&p->scratch);
      jb_buf_add(&p->scratch, value);
      copied = true;
    }
    escape(p);
    jb_buf_add(&p->scratch, run(p, &high));
  }
  if (copied) value = jb_buf_span(&p->scratch);
  if (at_end(p)) jb_pull_fail(p, "string without end");
  if (jb_pull_ok(p) && p->text.ptr[p->pos] != '"') jb_pull_fail(p, "control character in string");
  if (jb_pull_ok(p) && high && !jb_utf8_valid(value)) jb_pull_fail(p, "string is no UTF-8");
  if (jb_pull_ok(p) && !jb_buf_ok(&p->scratch)) jb_pull_fail(p, "out of memory");
  if (!jb_pull_ok(p)) return jb_span_of("", 0);
  p->pos++;
  return value;
}

bool jb_pull_key(jb_json_pull *p, jb_span *key) {
  if (!element(p, '}')) return false;
  if (next(p) != '"') {
    jb_pull_fail(p, "key expected");
    return false;
  }
  size_t start = ++p->pos;
  while (!at_end(p) && p->text.ptr[p->pos] != '"' && p->text.ptr[p->pos] >= 0x20) {
    p->pos += p->text.ptr[p->pos] == '\\' ? 2u : 1u;
  }
  if (at_end(p) || p->text.ptr[p->pos] != '"') {
    jb_pull_fail(p, "key without end");
    return false;
  }
  *key = jb_span_cut(p->text, start, p->pos - start);
  p->pos++;
  if (next(p) != ':') {
    jb_pull_fail(p, "colon expected");
    return false;
  }
  p->pos++;
  return true;
}

/* ---- other values ---- */

static bool word(jb_json_pull *p, const char *text) {
  jb_span w = jb_span_str(text);
  if (!jb_span_starts(jb_span_cut(p->text, p->pos, w.len), w)) return false;
  p->pos += w.len;
  return true;
}

bool jb_pull_null(jb_json_pull *p) { return next(p) == 'n' && word(p, "null"); }

bool jb_pull_bool(jb_json_pull *p) {
  uint8_t c = next(p);
  if (c == 't' && word(p, "true")) return true;
  if (c != 'f' || !word(p, "false")) jb_pull_fail(p, "true or false expected");
  return false;
}

uint64_t jb_pull_uint(jb_json_pull *p) {
  uint64_t v = 0;
  if (!jb_ascii_digit(next(p))) {
    jb_pull_fail(p, "number expected");
    return 0;
  }
  size_t start = p->pos;
  while (!at_end(p) && jb_ascii_digit(p->text.ptr[p->pos])) {
    uint64_t d = (uint64_t)(p->text.ptr[p->pos] - '0');
    if (v > (UINT64_MAX - d) / 10) {
      jb_pull_fail(p, "number too large");
      return 0;
    }
    v = v * 10 + d;
    p->pos++;
  }
  uint8_t after = at_end(p) ? 0 : p->text.ptr[p->pos];
  if ((p->text.ptr[start] == '0' && p->pos - start > 1) || after == '.' || (after | 32) == 'e') {
    jb_pull_fail(p, "whole number expected");
    return 0;
  }
  return v;
}

/* A number of any form; its grammar matters to nobody who skips it, but what
 * it ends with must be a delimiter. */
static void skip_number(jb_json_pull *p) {
  size_t start = p->pos;
  while (!at_end(p)) {
    uint8_t c = p->text.ptr[p->pos];
    if (!jb_ascii_digit(c) && c != '-' && c != '+' && c != '.' && (c | 32) != 'e') break;
    p->pos++;
  }
  if (p->pos == start) jb_pull_fail(p, "value expected");
}

jb_span jb_pull_skip(jb_json_pull *p) {
  unsigned floor = p->depth;
  bool is_object[JB_PULL_DEPTH] = {false};
  jb_span key;
  uint8_t c = next(p);
  size_t start = p->pos;
  do {
    bool open = p->depth > floor;
    if (open && !(is_object[p->depth - 1] ? jb_pull_key(p, &key) : jb_pull_item(p))) continue;
    c = next(p);
    if (c == '{' || c == '[') {
      if (enter(p, c)) is_object[p->depth - 1] = c == '{';
    } else if (c == '"') {
      (void)jb_pull_string(p);
    } else if (c == 't' || c == 'f') {
      (void)jb_pull_bool(p);
    } else if (!jb_pull_null(p)) {
      skip_number(p);
    }
  } while (jb_pull_ok(p) && p->depth > floor);
  return jb_pull_ok(p) ? jb_span_cut(p->text, start, p->pos - start) : jb_span_of("", 0);
}

bool jb_pull_more(jb_json_pull *p) {
  (void)next(p);
  return jb_pull_ok(p) && !at_end(p);
}

bool jb_pull_end(jb_json_pull *p) {
  (void)next(p);
  if (jb_pull_ok(p) && !at_end(p)) jb_pull_fail(p, "data after the end");
  return jb_pull_ok(p);
}
