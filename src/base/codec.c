#include "base/codec.h"

#include "base/ascii.h"

void jb_hex_string(char *out, jb_span raw) {
  static const char k_digits[] = "0123456789abcdef";
  for (size_t i = 0; i < raw.len; i++) {
    out[2 * i] = k_digits[raw.ptr[i] >> 4];
    out[2 * i + 1] = k_digits[raw.ptr[i] & 15];
  }
  out[2 * raw.len] = '\0';
}

void jb_hex_encode(jb_buf *out, jb_span raw) {
  for (size_t i = 0; i < raw.len; i++) {
    char two[3];
    jb_hex_string(two, jb_span_cut(raw, i, 1));
    jb_buf_add(out, jb_span_of(two, 2));
  }
}

bool jb_hex_decode(jb_buf *out, jb_span hex) {
  if (hex.len % 2 != 0) return false;
  for (size_t i = 0; i < hex.len; i += 2) {
    int hi = jb_ascii_hex(hex.ptr[i]), lo = jb_ascii_hex(hex.ptr[i + 1]);
    if (hi < 0 || lo < 0) return false;
    jb_buf_char(out, (char)(hi * 16 + lo));
  }
  return true;
}

static int base64_value(uint8_t c) {
  if (jb_ascii_upper_case(c)) return c - 'A';
  if (jb_ascii_lower_case(c)) return c - 'a' + 26;
  if (jb_ascii_digit(c)) return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

bool jb_base64_decode(jb_buf *out, jb_span text) {
  uint32_t bits = 0;
  unsigned held = 0;
  size_t i = 0;
  for (; i < text.len && text.ptr[i] != '='; i++) {
    if (jb_ascii_space(text.ptr[i])) continue;
    int v = base64_value(text.ptr[i]);
    if (v < 0) return false;
    bits = bits << 6 | (uint32_t)v;
    held += 6;
    if (held >= 8) {
      held -= 8;
      jb_buf_char(out, (char)(bits >> held & 0xFF));
    }
  }
  for (; i < text.len; i++) {
    if (text.ptr[i] != '=' && !jb_ascii_space(text.ptr[i])) return false;
  }
  return held != 6;
}
