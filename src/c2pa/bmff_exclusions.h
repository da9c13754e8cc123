/* The exclusions of a BMFF hash (C2PA 2.2 clause 18.6): boxes named by a path
 * and by what they hold, turned into ranges of the file. */
#ifndef JB_C2PA_BMFF_EXCLUSIONS_H
#define JB_C2PA_BMFF_EXCLUSIONS_H

#include "c2pa/binding_run.h"
#include "container/bmff.h"

enum { JB_BMFF_EXCLUSIONS = 128, JB_BMFF_PATH = 12 };

typedef struct jb_bmff_exclusion {
  const jb_cbor_item *item;
  struct {
    uint32_t type;
    uint64_t index; /* 1-based among siblings of the type; 0: all */
  } path[JB_BMFF_PATH];
  size_t depth;
} jb_bmff_exclusion;

typedef struct jb_bmff_exclusions {
  jb_bmff_exclusion *list;
  size_t count;
  uint64_t seen[JB_BMFF_EXCLUSIONS]; /* root boxes of the first type of each path so far */
} jb_bmff_exclusions;

/* Read and check them; what is wrong is said as malformed, what is too much as
 * a limit, and the answer is false. */
bool jb_bmff_exclusions_read(jb_binding_run *run, const jb_cbor_item *list,
                             jb_bmff_exclusions *out);

/* What the exclusions take out of one root box, root boxes in file order:
 * appended to `out`, in no order. */
bool jb_bmff_exclusions_apply(jb_binding_run *run, jb_bmff_exclusions *ex, const jb_boxes *level,
                              const jb_box *root, jb_ranges *out);

extern const uint8_t jb_bmff_c2pa_uuid[16];

#endif
