#include "aigc/layers.h"

#include "base/ascii.h"
#include "base/codec.h"
#include "base/utf8.h"

static bool hex_run(jb_span in, size_t at, size_t digits, uint32_t *out) {
  uint32_t v = 0;
  if (at > in.len || in.len - at < digits) return false;
  for (size_t i = 0; i < digits; i++) {
    int d = jb_ascii_hex(in.ptr[at + i]);
    if (d < 0) return false;
    v = v << 4 | (uint32_t)d;
  }
  *out = v;
  return true;
}

static size_t keep(jb_span in, size_t at, size_t n, jb_buf *out) {
  jb_buf_add(out, jb_span_cut(in, at, n));
  return n;
}

/* &#34; or &#x22; */
static size_t numeric_entity(jb_span in, size_t at, jb_buf *out) {
  jb_span rest = jb_span_cut(in, at, 12);
  bool hexadecimal = rest.len > 2 && (rest.ptr[2] | 32) == 'x';
  uint32_t code = 0;
  size_t i = hexadecimal ? 3 : 2, first = i;
  for (; i < rest.len && rest.ptr[i] != ';'; i++) {
    int d = jb_ascii_hex(rest.ptr[i]);
    if (d < 0 || (!hexadecimal && d > 9) || code > 0x10FFFF) return keep(in, at, 1, out);
    code = code * (hexadecimal ? 16 : 10) + (uint32_t)d;
  }
  if (i == first || i >= rest.len || code == 0 || code > 0x10FFFF) return keep(in, at, 1, out);
  jb_utf8_encode(out, code);
  return i + 1;
}

/* XML 1.0, 4.6: the five predefined entities; 4.1: character references */
static size_t entity_unit(jb_span in, size_t at, jb_buf *out) {
  static const struct {
    const char *text;
    char c;
  } k_named[] = {{"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
  if (in.ptr[at] != '&') return keep(in, at, 1, out);
  jb_span rest = jb_span_cut(in, at, in.len - at);
  if (rest.len > 2 && rest.ptr[1] == '#') return numeric_entity(in, at, out);
  for (size_t i = 0; i < sizeof k_named / sizeof k_named[0]; i++) {
    if (!jb_span_starts(rest, jb_span_str(k_named[i].text))) continue;
    jb_buf_char(out, k_named[i].c);
    return strlen(k_named[i].text);
  }
  return keep(in, at, 1, out);
}

/* RFC 8259, section 7 */
static size_t json_unit(jb_span in, size_t at, jb_buf *out) {
  static const char k_from[] = "\"\\/bfnrt", k_to[] = "\"\\/\b\f\n\r\t";
  if (in.ptr[at] != '\\' || in.len - at < 2) return keep(in, at, 1, out);
  uint8_t c = in.ptr[at + 1];
  const char *hit = c ? strchr(k_from, c) : NULL;
  if (hit) {
    jb_buf_char(out, k_to[hit - k_from]);
    return 2;
  }
  uint32_t code, low;
  if (c != 'u' || !hex_run(in, at + 2, 4, &code)) return keep(in, at, 1, out);
  bool pair = code >= 0xD800 && code < 0xDC00 &&
              jb_span_is(jb_span_cut(in, at + 6, 2), "\\u") && hex_run(in, at + 8, 4, &low) &&
              low >= 0xDC00 && low < 0xE000;
  if (pair) code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  jb_utf8_encode(out, code);
  return pair ? 12 : 6;
}

static size_t percent_unit(jb_span in, size_t at, jb_buf *out) {
  uint32_t v;
  if (in.ptr[at] != '%' || !hex_run(in, at + 1, 2, &v)) return keep(in, at, 1, out);
  jb_buf_char(out, (char)v);
  return 3;
}

static size_t utf16_unit(jb_span in, size_t at, bool big_endian, jb_buf *out) {
  jb_span two = jb_span_cut(in, at, 2), four = jb_span_cut(in, at, 4);
  if (two.len < 2) return in.len - at;
  bool high = (two.ptr[big_endian ? 0 : 1] & 0xFC) == 0xD8;
  bool pair = high && four.len == 4 && (four.ptr[big_endian ? 2 : 3] & 0xFC) == 0xDC;
  jb_utf16_to_utf8(out, pair ? four : two, big_endian);
  return pair ? 4 : 2;
}

static size_t unit(jb_step step, jb_span in, size_t at, jb_buf *out) {
  switch (step) {
    case JB_STEP_ENTITY: return entity_unit(in, at, out);
    case JB_STEP_JSON_STRING: return json_unit(in, at, out);
    case JB_STEP_PERCENT: return percent_unit(in, at, out);
    case JB_STEP_UTF16BE: return utf16_unit(in, at, true, out);
    case JB_STEP_UTF16LE: return utf16_unit(in, at, false, out);
    case JB_STEP_LATIN1:
      jb_utf8_encode(out, in.ptr[at]);
      return 1;
    default: return keep(in, at, 1, out);
  }
}

static bool has_units(jb_step step) {
  return step == JB_STEP_ENTITY || step == JB_STEP_JSON_STRING || step == JB_STEP_PERCENT ||
         step == JB_STEP_LATIN1 || step == JB_STEP_UTF16BE || step == JB_STEP_UTF16LE;
}

/* No unit gives more than twice its own length, but for a lone UTF-16 one. */
static jb_buf room_for(jb_span in) { return jb_buf_new(in.len * 2 + 16); }

jb_span jb_aigc_decode(jb_arena *arena, jb_step step, jb_span in) {
  if (in.len == 0 || (!has_units(step) && step != JB_STEP_BASE64)) return in;
  jb_buf out = room_for(in);
  bool ok = true;
  if (step == JB_STEP_BASE64) {
    ok = jb_base64_decode(&out, in);
  } else {
    for (size_t at = 0; at < in.len;) at += unit(step, in, at, &out);
  }
  jb_span result = {NULL, 0};
  if (ok && jb_buf_ok(&out)) result = jb_arena_copy(arena, jb_buf_span(&out));
  jb_buf_free(&out);
  return result;
}

size_t jb_aigc_origin(jb_step step, jb_span in, size_t decoded_at) {
  if (step == JB_STEP_BASE64) return 0;
  if (!has_units(step)) return decoded_at < in.len ? decoded_at : in.len;
  jb_buf out = room_for(in);
  size_t at = 0;
  while (at < in.len) {
    size_t n = unit(step, in, at, &out);
    if (out.len > decoded_at || !jb_buf_ok(&out)) break;
    at += n;
  }
  jb_buf_free(&out);
  return at;
}
