/* One value of an Exif tag as text, and the names of tags. */
#ifndef JB_METADATA_EXIF_VALUE_H
#define JB_METADATA_EXIF_VALUE_H

#include "container/tiff_ifd.h"

/* Name of a tag in Exif 2.32/3.0, TIFF 6.0, DNG 1.7; NULL when unknown. */
const char *jb_exif_tag_name(jb_ifd_kind kind, uint16_t tag);

enum {
  JB_EXIF_NUMBERS_MAX = 64, /* of a list; " ..." follows */
  JB_EXIF_HEX_MAX = 64      /* bytes of a binary value */
};

/* Numbers as decimals separated by blanks, rationals as "n/d".  `raw` is the
 * whole value.  Nothing is written for other types. */
void jb_exif_numbers_text(jb_buf *out, const jb_tiff *tiff, const jb_ifd_entry *entry,
                          jb_span raw);

/* True when the bytes are UTF-8 without controls but tab, CR and LF. */
bool jb_exif_is_text(jb_span raw);

#endif
