/* Boxes of the ISO base media file format (ISO/IEC 14496-12 4.2), written once
 * for HEIF, AVIF, JPEG XL and whatever else is made of boxes.
 *
 * Boxes are read through the walk's source window; nothing is loaded whole but
 * the tables that jb_box_reader is asked for.
 */
#ifndef JB_CONTAINER_BMFF_H
#define JB_CONTAINER_BMFF_H

#include "base/reader.h"
#include "container/container.h"
#include "container/fourcc.h"

typedef struct jb_box {
  uint32_t type;
  uint8_t uuid[16];          /* of a 'uuid' box, zero otherwise */
  uint64_t start, body, end; /* header, payload (after the uuid), first byte behind */
  bool to_end;               /* size 0: reaches to the end of what holds it */
} jb_box;

/* One file of boxes and what has been spent on it. */
typedef struct jb_bmff {
  jb_walk *walk;
  jb_arena *scratch; /* tables; lives as long as the walk of this file */
  uint64_t boxes;    /* seen so far, against boxes_max */
} jb_bmff;

typedef enum jb_boxes_stop {
  JB_BOXES_MORE = 0, /* not at an end yet */
  JB_BOXES_END,
  JB_BOXES_FAULT, /* `fault` says what, `at` where */
  JB_BOXES_LIMIT  /* boxes_max or nesting_max; not_checked says so already */
} jb_boxes_stop;

/* The boxes that stand in [at, end). */
typedef struct jb_boxes {
  jb_bmff *file;
  uint64_t at, end;
  unsigned depth;
  jb_boxes_stop stop;
  const char *fault;
} jb_boxes;

jb_boxes jb_boxes_new(jb_bmff *file, uint64_t start, uint64_t end);
/* The boxes inside a box, from `skip` bytes into its payload (4 for a full
 * box).  They cannot leave it. */
jb_boxes jb_boxes_inside(const jb_boxes *outer, const jb_box *box, uint64_t skip);

/* The next box.  False at the end, at a fault or at a limit: see `stop`.  A box
 * that says it is longer than what holds it is a fault "bmff.box-past-end";
 * *box is then filled too, cut to what is there. */
bool jb_boxes_next(jb_boxes *it, jb_box *box);

/* After the last jb_boxes_next: put a fault on record as damage of `part`. */
void jb_boxes_close(const jb_boxes *it, jb_part *part);

static inline uint64_t jb_box_length(const jb_box *box) { return box->end - box->body; }

/* The payload as a reader, at most part_content_max bytes of it: borrowed when
 * the source is resident, in the scratch arena otherwise.  A longer payload is
 * cut and recorded as a limit. */
jb_reader jb_box_reader(jb_bmff *file, const jb_box *box);

/* Version and flags of a full box (4.2): reads 4 bytes. */
typedef struct jb_full_box {
  unsigned version;
  uint32_t flags;
} jb_full_box;
jb_full_box jb_read_full_box(jb_reader *r);

/* A part for boxes that mean the same in every file of boxes: free, skip and
 * wide (what they hold may be left over), uuid (C2PA store, XMP, others), jumb.
 * False when it is none of these. */
bool jb_bmff_common_box(jb_bmff *file, const jb_box *box);

/* A part named after the box: its payload, its frame as envelope. */
jb_part *jb_box_part(jb_bmff *file, const jb_box *box, jb_part_kind kind);

#endif
