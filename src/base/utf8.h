/* UTF-8, UTF-16 and UTF-32 without iconv (which loads modules while parsing),
 * and the one reversible escape for text that came out of a file. */
#ifndef JB_BASE_UTF8_H
#define JB_BASE_UTF8_H

#include "base/buf.h"

/* Decode one code point at s.ptr; returns its length in bytes, or 0 when the
 * bytes are no well-formed UTF-8 (overlong, surrogate, above U+10FFFF). */
size_t jb_utf8_decode(jb_span s, uint32_t *code);

/* Append a code point as UTF-8; U+FFFD for what is none. */
void jb_utf8_encode(jb_buf *out, uint32_t code);

bool jb_utf8_valid(jb_span s);

/* True when the code point must not reach a terminal, page or report as it
 * is: C0/C1 controls but \n and \t, bidi marks and overrides, zero-width and
 * tag characters, byte order mark, noncharacters. */
bool jb_code_is_hostile(uint32_t code);

/* The reversible escape of product.md: bytes that are no UTF-8, hostile code
 * points and NUL become \xHH per byte, a backslash that would read as such an
 * escape becomes \x5C.  Returns true when anything was escaped. */
bool jb_escape(jb_buf *out, jb_span raw);

/* The inverse: text made by jb_escape back to the bytes. */
void jb_unescape(jb_buf *out, jb_span escaped);

/* UTF-16 to UTF-8.  Unpaired surrogates become U+FFFD. */
void jb_utf16_to_utf8(jb_buf *out, jb_span raw, bool big_endian);

/* Guess the byte order of UTF-16 text: a BOM wins, otherwise the side where
 * more zero bytes fall.  Returns false when neither side tells. */
bool jb_utf16_sniff(jb_span raw, bool *big_endian, size_t *bom_length);

/* UTF-32 to UTF-8. */
void jb_utf32_to_utf8(jb_buf *out, jb_span raw, bool big_endian);

/* ISO 8859-1 to UTF-8 (PNG tEXt and zTXt). */
void jb_latin1_to_utf8(jb_buf *out, jb_span raw);

#endif
