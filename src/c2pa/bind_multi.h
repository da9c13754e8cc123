/* c2pa.hash.multi-asset (C2PA 2.2 clauses 18.10, 15.12.4): a file of several
 * assets, each with a hash of its own, so that one whose others were cut off
 * or rewritten can still be told. */
#ifndef JB_C2PA_BIND_MULTI_H
#define JB_C2PA_BIND_MULTI_H

#include "c2pa/binding_run.h"

typedef struct jb_multi_asset jb_multi_asset;

/* NULL when memory is short. */
jb_multi_asset *jb_multi_begin(const jb_binding_file *file, const jb_binding_input *input);

/* After the plan ran.  Statuses of the parts and of the whole, what matched,
 * what was left out. */
void jb_multi_conclude(jb_multi_asset *m, jb_binding_result *out);

#endif
