/* Character classes of ASCII, independent of any locale. */
#ifndef JB_BASE_ASCII_H
#define JB_BASE_ASCII_H

#include <stdbool.h>
#include <stdint.h>

static inline bool jb_ascii_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static inline bool jb_ascii_upper_case(uint8_t c) { return c >= 'A' && c <= 'Z'; }
static inline bool jb_ascii_lower_case(uint8_t c) { return c >= 'a' && c <= 'z'; }
static inline bool jb_ascii_alpha(uint8_t c) {
  return jb_ascii_upper_case(c) || jb_ascii_lower_case(c);
}
static inline bool jb_ascii_space(uint8_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
static inline bool jb_ascii_print(uint8_t c) { return c >= 0x20 && c <= 0x7E; }
static inline uint8_t jb_ascii_lower(uint8_t c) {
  return jb_ascii_upper_case(c) ? (uint8_t)(c + 32) : c;
}
/* 0..15, or -1 when c is no hexadecimal digit. */
static inline int jb_ascii_hex(uint8_t c) {
  if (jb_ascii_digit(c)) return c - '0';
  uint8_t l = jb_ascii_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

#endif
