/* Hexadecimal and base64. */
#ifndef JB_BASE_CODEC_H
#define JB_BASE_CODEC_H

#include "base/buf.h"

void jb_hex_encode(jb_buf *out, jb_span raw);
/* Into a NUL-terminated array of 2 * raw.len + 1 characters. */
void jb_hex_string(char *out, jb_span raw);
/* False when the length is odd or a digit is none; out keeps what came first. */
bool jb_hex_decode(jb_buf *out, jb_span hex);

/* RFC 4648, standard and URL alphabets alike, white space passed over,
 * padding optional.  False on any other character. */
bool jb_base64_decode(jb_buf *out, jb_span text);

#endif
