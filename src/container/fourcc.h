/* Four-character codes of BMFF boxes and RIFF chunks, as a number whose bytes
 * stand in file order from the top. */
#ifndef JB_CONTAINER_FOURCC_H
#define JB_CONTAINER_FOURCC_H

#include "base/ascii.h"

#define JB_FOURCC(a, b, c, d) \
  ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

enum { JB_FOURCC_NAME = 17 }; /* four times \xHH and a NUL */

/* True when all four are printable ASCII or the (c) sign of QuickTime. */
static inline bool jb_fourcc_printable(uint32_t code) {
  for (unsigned i = 0; i < 4; i++) {
    uint8_t c = (uint8_t)(code >> (24 - 8 * i));
    if (!jb_ascii_print(c) && c != 0xA9) return false;
  }
  return true;
}

/* The code as text; what is not printable becomes \xHH. */
static inline void jb_fourcc_name(uint32_t code, char out[JB_FOURCC_NAME]) {
  static const char k_digits[] = "0123456789ABCDEF";
  unsigned n = 0;
  for (unsigned i = 0; i < 4; i++) {
    uint8_t c = (uint8_t)(code >> (24 - 8 * i));
    if (jb_ascii_print(c)) {
      out[n++] = (char)c;
      continue;
    }
    out[n++] = '\\';
    out[n++] = 'x';
    out[n++] = k_digits[c >> 4];
    out[n++] = k_digits[c & 15];
  }
  out[n] = 0;
}

#endif
