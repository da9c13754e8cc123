/* The C2PA room: a verifier that follows the specification's order and codes
 * (C2PA 2.2, deltas of 2.4), not a reader with opinions.
 *
 *   part "jumbf"/"c2pa" ─▶ jumbf ─▶ claims, assertions (cbor) ─▶ credential (cose, x509,
 *   time stamp, revocation) ─▶ bindings ─▶ hash plan ─▶ ... one read ... ─▶ conclude
 *
 * Two calls, because what must be hashed is known before the file is read:
 * jb_c2pa_begin parses and verifies everything that lies in the store and puts
 * the bindings' jobs into the plan; jb_c2pa_conclude compares after the read
 * and fills in->c2pa, findings of scheme "c2pa" and not_checked "c2pa".
 */
#ifndef JB_C2PA_C2PA_H
#define JB_C2PA_C2PA_H

#include "c2pa/trust_anchors.h"
#include "io/hash_plan.h"
#include "io/source.h"
#include "model/model.h"

typedef struct jb_c2pa_run jb_c2pa_run;

typedef struct jb_c2pa_options {
  int64_t now;                    /* epoch seconds: the clock for certificates */
  const jb_trust_anchors *anchors; /* may be NULL: nobody is trusted */
  bool boxes;                     /* list every box and field as a property too */
} jb_c2pa_options;

/* NULL when there is no store (in->c2pa says absent or unknown) or memory is
 * short (in->c2pa says unknown).  The run lives in `scratch`, as long as the
 * plan's jobs. */
jb_c2pa_run *jb_c2pa_begin(jb_source *source, jb_inspection *in, const jb_c2pa_options *options,
                           jb_hash_plan *plan, jb_arena *scratch);

/* After the plan has run.  `run` may be NULL. */
void jb_c2pa_conclude(jb_c2pa_run *run);

#endif
