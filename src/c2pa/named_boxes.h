/* The boxes of a file as a boxes hash names them (C2PA 2.2 clause 18.7.3): one
 * after another in file order, found by their own framing and nothing else. */
#ifndef JB_C2PA_NAMED_BOXES_H
#define JB_C2PA_NAMED_BOXES_H

#include "c2pa/binding_run.h"
#include "container/container.h"

typedef struct jb_named_box {
  char name[24];
  jb_range range;
  bool store;     /* the store with all of its framing */
  bool continues; /* RSTn: entropy-coded data of the scan before; writers leave it unnamed */
  bool after;     /* bytes behind the last box, "c2pa.after" (2.4) */
} jb_named_box;

typedef struct jb_named_boxes {
  jb_walk walk; /* the window */
  jb_range store;
  uint64_t at;
  bool (*next)(struct jb_named_boxes *it, jb_named_box *box);
  bool begun, ended;
  bool descriptor; /* GIF: the data of a picture comes next */
} jb_named_boxes;

/* False for a format whose boxes have no names here. */
bool jb_named_boxes_begin(jb_named_boxes *it, const jb_binding_run *run);
/* False behind the last one, or where no box can be made out: compare `at` with
 * the end of the window. */
bool jb_named_boxes_next(jb_named_boxes *it, jb_named_box *box);

#endif
