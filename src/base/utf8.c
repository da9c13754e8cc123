#include "base/utf8.h"

#include "base/ascii.h"

size_t jb_utf8_decode(jb_span s, uint32_t *code) {
  static const uint32_t k_least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (s.len == 0) return 0;
  uint8_t c = s.ptr[0];
  if (c < 0x80) {
    *code = c;
    return 1;
  }
  size_t n = c >= 0xF0 && c < 0xF8 ? 4 : c >= 0xE0 ? 3 : 2;
  if (c < 0xC2 || c >= 0xF5 || s.len < n) return 0;
  uint32_t v = c & (0x7Fu >> n);
  for (size_t i = 1; i < n; i++) {
    if ((s.ptr[i] & 0xC0) != 0x80) return 0;
    v = (v << 6) | (s.ptr[i] & 0x3Fu);
  }
  if (v < k_least[n] || v > 0x10FFFF || (v >= 0xD800 && v <= 0xDFFF)) return 0;
  *code = v;
  return n;
}

void jb_utf8_encode(jb_buf *out, uint32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
  uint8_t b[4];
  size_t n;
  if (code < 0x80) {
    b[0] = (uint8_t)code;
    n = 1;
  } else if (code < 0x800) {
    b[0] = (uint8_t)(0xC0 | (code >> 6));
    n = 2;
  } else if (code < 0x10000) {
    b[0] = (uint8_t)(0xE0 | (code >> 12));
    n = 3;
  } else {
    b[0] = (uint8_t)(0xF0 | (code >> 18));
    n = 4;
  }
  for (size_t i = 1; i < n; i++) b[i] = (uint8_t)(0x80 | ((code >> (6 * (n - 1 - i))) & 0x3F));
  jb_buf_add(out, jb_span_of(b, n));
}

bool jb_utf8_valid(jb_span s) {
  for (size_t i = 0; i < s.len;) {
    uint32_t code;
    size_t n = jb_utf8_decode(jb_span_cut(s, i, s.len - i), &code);
    if (n == 0) return false;
    i += n;
  }
  return true;
}

bool jb_code_is_hostile(uint32_t c) {
  if (c == '\n' || c == '\t') return false;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
  if (c == 0x61C || (c >= 0x200B && c <= 0x200F)) return true;   /* marks, zero width */
  if (c >= 0x2028 && c <= 0x202E) return true;                    /* separators, overrides */
  if (c >= 0x2060 && c <= 0x206F) return true;                    /* joiners, isolates */
  if (c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB)) return true;   /* BOM, annotation */
  if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) return true;
  return c >= 0xE0000 && c <= 0xE0FFF;                            /* tags */
}

static bool reads_as_escape(jb_span s) {
  return s.len >= 4 && s.ptr[0] == '\\' && s.ptr[1] == 'x' && jb_ascii_hex(s.ptr[2]) >= 0 &&
         jb_ascii_hex(s.ptr[3]) >= 0;
}

bool jb_escape(jb_buf *out, jb_span raw) {
  bool escaped = false;
  for (size_t i = 0; i < raw.len;) {
    jb_span rest = jb_span_cut(raw, i, raw.len - i);
    uint32_t code = 0;
    size_t n = jb_utf8_decode(rest, &code);
    if (n > 0 && !jb_code_is_hostile(code) && !reads_as_escape(rest)) {
      jb_buf_add(out, jb_span_cut(rest, 0, n));
      i += n;
      continue;
    }
    if (n == 0) n = 1;
    for (size_t k = 0; k < n; k++) jb_buf_format(out, "\\x%02X", rest.ptr[k]);
    escaped = true;
    i += n;
  }
  return escaped;
}

void jb_unescape(jb_buf *out, jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    jb_span rest = jb_span_cut(s, i, s.len - i);
    if (reads_as_escape(rest)) {
      jb_buf_char(out, (char)(jb_ascii_hex(rest.ptr[2]) * 16 + jb_ascii_hex(rest.ptr[3])));
      i += 3;
    } else {
      jb_buf_add(out, jb_span_cut(rest, 0, 1));
    }
  }
}

static uint32_t unit16(const uint8_t *p, bool be) {
  return be ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

void jb_utf16_to_utf8(jb_buf *out, jb_span raw, bool big_endian) {
  for (size_t i = 0; raw.len - i >= 2; i += 2) {
    uint32_t u = unit16(raw.ptr + i, big_endian);
    if (u >= 0xD800 && u < 0xDC00 && raw.len - i >= 4) {
      uint32_t low = unit16(raw.ptr + i + 2, big_endian);
      if (low >= 0xDC00 && low < 0xE000) {
        u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    jb_utf8_encode(out, u);
  }
}

bool jb_utf16_sniff(jb_span raw, bool *big_endian, size_t *bom_length) {
  *bom_length = 0;
  if (raw.len >= 2 && ((raw.ptr[0] == 0xFE && raw.ptr[1] == 0xFF) ||
                       (raw.ptr[0] == 0xFF && raw.ptr[1] == 0xFE))) {
    *big_endian = raw.ptr[0] == 0xFE;
    *bom_length = 2;
    return true;
  }
  size_t zero[2] = {0, 0};
  for (size_t i = 0; i < raw.len; i++) zero[i & 1] += raw.ptr[i] == 0;
  if (zero[0] == zero[1]) return false;
  *big_endian = zero[0] > zero[1];
  return true;
}

void jb_utf32_to_utf8(jb_buf *out, jb_span raw, bool big_endian) {
  for (size_t i = 0; raw.len - i >= 4; i += 4) {
    const uint8_t *p = raw.ptr + i;
    uint32_t hi = unit16(p + (big_endian ? 0 : 2), big_endian);
    uint32_t lo = unit16(p + (big_endian ? 2 : 0), big_endian);
    jb_utf8_encode(out, hi << 16 | lo);
  }
}

void jb_latin1_to_utf8(jb_buf *out, jb_span raw) {
  for (size_t i = 0; i < raw.len; i++) jb_utf8_encode(out, raw.ptr[i]);
}
