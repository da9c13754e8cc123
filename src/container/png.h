/* PNG inside this room: what the chunk walker and the text chunks share.
 * W3C Portable Network Graphics (Third Edition); C2PA 2.2 A.3.2 (caBX).
 */
#ifndef JB_CONTAINER_PNG_H
#define JB_CONTAINER_PNG_H

#include "container/container.h"

typedef struct jb_png_chunk {
  char type[5];
  uint64_t at;     /* of the length field */
  uint64_t data;   /* first byte of the data */
  uint64_t length; /* of the data, as far as it stands in the file */
  uint64_t end;    /* after the CRC, or where the file ends */
} jb_png_chunk;

typedef struct jb_png {
  jb_walk *walk; /* its role becomes trailer behind IEND */
  jb_part *self;
  uint64_t chunks, unlisted;
  jb_part *image, *frames; /* all IDAT; all fdAT */
  bool image_open;         /* the last chunk was IDAT */
  bool after_image, behind_end, scattered;
  size_t xmp_count, store_count;
} jb_png;

/* A part over the data without its first `skip` bytes. */
jb_part *jb_png_add(jb_png *p, jb_part_kind kind, const jb_png_chunk *c, uint64_t skip,
                    jb_span key);

/* tEXt, zTXt, iTXt and iCCP: a keyword, then perhaps compressed content.
 * NULL when no part could be added. */
jb_part *jb_png_text(jb_png *p, const jb_png_chunk *c);
jb_part *jb_png_icc(jb_png *p, const jb_png_chunk *c);

#endif
