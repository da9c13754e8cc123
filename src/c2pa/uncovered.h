/* Inside jb_uncovered_list: what it collects before it is written down. */
#ifndef JB_C2PA_UNCOVERED_H
#define JB_C2PA_UNCOVERED_H

#include "c2pa/binding_run.h"

typedef struct jb_uncovered {
  const jb_binding_file *file;
  const jb_uncovered_input *input;
  jb_store_frame store;
  jb_ranges covered; /* of the file, by a binding that matched */
  jb_ranges hashed;  /* of the store, by what matched */
  size_t listed;
} jb_uncovered;

enum { JB_UNCOVERED_MAX = 2048 }; /* of one file; beyond it the list says that it ends */

/* Ranges of the file that are one thing.  `detail` is copied; NULL: whatever
 * lies there is looked at. */
void jb_uncovered_add(jb_uncovered *u, const jb_ranges *ranges, const char *what,
                      const char *detail);
/* The same for bytes of the store. */
void jb_uncovered_add_store(jb_uncovered *u, uint64_t at, uint64_t length, const char *what,
                            const char *detail);

/* Everything inside the store. */
void jb_uncovered_store(jb_uncovered *u);

#endif
