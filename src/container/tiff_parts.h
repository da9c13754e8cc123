/* TIFF tags whose value is a part of its own, wherever the IFD stands. */
#ifndef JB_CONTAINER_TIFF_PARTS_H
#define JB_CONTAINER_TIFF_PARTS_H

#include "container/tiff_ifd.h"
#include "model/model.h"

typedef struct jb_tiff_part {
  uint16_t tag;
  jb_part_kind kind;
  const char *key; /* of the part, or NULL */
} jb_tiff_part;

/* NULL when the tag's value is an ordinary one. */
const jb_tiff_part *jb_tiff_part_of(uint16_t tag);

/* Key of an EXIF part that is a whole TIFF file: its ranges are the bytes of
 * its directories and values alone, its offsets count within its envelope, so
 * a reader walks that window of the source and never joins the ranges. */
#define JB_TIFF_EXIF_KEY "tiff"

#endif
