/* What the steps of verifying one claim signature share. */
#ifndef JB_C2PA_COSE_WORK_H
#define JB_C2PA_COSE_WORK_H

#include "c2pa/cose.h"
#include "c2pa/cose_parse.h"
#include "c2pa/x509.h"

typedef struct jb_cose_work {
  jb_arena *arena;
  const jb_cose_input *in;
  jb_cose_result *out;
  jb_sign1 sign1;
  jb_x509_chain chain;
  jb_x509_path path; /* of the signer */
} jb_cose_work;

/* `code` and `explanation` are static or in the arena.  More than the result
 * holds are dropped: the first ones tell. */
void jb_cose_say(jb_cose_work *w, const char *code, jb_c2pa_severity severity, jb_range at,
                 const char *explanation);
void jb_cose_uncovered(jb_cose_work *w, jb_range at, const char *what, const char *detail);

#endif
