/* One file for each validation status that pictures can produce (C2PA 2.2
 * clause 15.2): what it must say, and which states it may have. */
#ifndef JB_TESTS_C2PA_CASES_H
#define JB_TESTS_C2PA_CASES_H

#include "support/c2pa_write.h"

typedef struct c2pa_case {
  const char *name; /* "claim-missing.png": a file name, too */
  /* either bends the manifest of c2pa_ai_picture, or makes the whole file */
  void (*bend)(pki *p, c2pa_manifest *m);
  bytes (*make)(pki *p);
  /* codes that must stand in some manifest, separated by blanks; "!code" must
   * not, "a|b" one of them */
  const char *codes;
  const char *states; /* "invalid", "valid|trusted" */
  const char *why;    /* why_invalid; NULL: not asked */
} c2pa_case;

extern const c2pa_case k_c2pa_claim_cases[], k_c2pa_binding_cases[], k_c2pa_credential_cases[],
    k_c2pa_graph_cases[];

/* All of them, one after the other; NULL at the end. */
const c2pa_case *c2pa_case_at(size_t index);
bytes c2pa_case_file(pki *p, const c2pa_case *c);

#endif
