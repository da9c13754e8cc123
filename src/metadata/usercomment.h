/* Exif UserComment (0x9286) and the GPS texts of the same make: an 8-byte
 * character code, then text (Exif 2.32, CIPA DC-008, 4.6.6 table 9).
 *
 * What is met in files: the code in any letter case, padded with NUL or
 * blanks; no code at all; UNICODE in either byte order whatever the TIFF
 * order is; UNICODE before UTF-8. */
#ifndef JB_METADATA_USERCOMMENT_H
#define JB_METADATA_USERCOMMENT_H

#include "base/buf.h"

typedef enum jb_comment_encoding {
  JB_COMMENT_BYTES, /* UTF-8, ASCII or unknown: kept as they are */
  JB_COMMENT_UTF16BE,
  JB_COMMENT_UTF16LE
} jb_comment_encoding;

typedef struct jb_user_comment {
  const char *code; /* "ascii" "unicode" "jis" "undefined", or "bare": no code; static */
  size_t at, length; /* the text in the raw value, without code, byte order mark and padding */
  jb_comment_encoding encoding;
} jb_user_comment;

/* `tiff_big_endian` decides only where the text itself does not tell. */
jb_user_comment jb_user_comment_read(jb_span raw, bool tiff_big_endian);

/* Append the text as UTF-8 (bytes of an unknown encoding as they are). */
void jb_user_comment_text(jb_buf *out, jb_span raw, const jb_user_comment *comment);

#endif
