/* The bytes of a part after its stream steps. */
#ifndef JB_CONTAINER_CONTENT_H
#define JB_CONTAINER_CONTENT_H

#include "io/source.h"
#include "model/model.h"

typedef struct jb_content {
  jb_span bytes;   /* borrowed from the source or the scratch arena; what could be read */
  bool complete;   /* false: ended early, damaged or a limit */
  jb_why why;      /* when not complete: JB_WHY_INPUT, _LIMIT, or _MISSING (no decoder) */
  const char *detail; /* static: the limit's name or what is wrong */
} jb_content;

/* Joins the ranges and applies inflate, gif-sub-blocks, base64 and raw-profile.
 * Character steps (utf16, utf32, latin1) are left to the reader.  Nothing is copied when the source
 * is resident and the part is one plain range.  `inflated_total` counts
 * against inflate_total_max (may be NULL). */
jb_content jb_part_content(jb_source *source, const jb_part *part, const jb_limits *limits,
                           jb_arena *scratch, uint64_t *inflated_total);

#endif
