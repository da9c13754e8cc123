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

/* What was taken as a part of one block already.  Directories of several pages
 * may share a profile: the same range is one part.  Parts that do not overlap
 * fit into the block together: what goes beyond is refused, so that a reader
 * is not sent over the same bytes thousands of times. */
enum { JB_TIFF_PARTS_MAX = 128 };

typedef struct jb_tiff_ledger {
  jb_range taken[JB_TIFF_PARTS_MAX];
  size_t count;
  uint64_t bytes_left; /* the block's length at first */
} jb_tiff_ledger;

typedef enum jb_tiff_take { JB_TIFF_TAKE, JB_TIFF_TAKEN_ALREADY, JB_TIFF_REFUSED } jb_tiff_take;

jb_tiff_take jb_tiff_ledger_take(jb_tiff_ledger *ledger, jb_range value);

/* Key of an EXIF part that is a whole TIFF file: its ranges are the bytes of
 * its directories and values alone, its offsets count within its envelope, so
 * a reader walks that window of the source and never joins the ranges. */
#define JB_TIFF_EXIF_KEY "tiff"

#endif
