/* Files verified in the trust world of pki.h, at CREDENTIAL_NOW. */
#ifndef JB_TESTS_C2PA_INSPECT_H
#define JB_TESTS_C2PA_INSPECT_H

#include "support/inspect.h"
#include "support/pki.h"

/* Walked and verified; the file is taken over. */
inspected c2pa_verified(const pki *p, bytes file);

/* Some manifest has a status of that code (`length` bytes of it). */
bool c2pa_has_code(const jb_inspection *in, const char *code, size_t length);
/* Codes of all manifests, active first, separated by blanks; in a buffer that
 * the next call overwrites. */
const char *c2pa_codes(const jb_inspection *in);
/* What an answer is about, hashes and explanations aside: state, why, who
 * vouches, and every status and finding with its place.  Free it. */
bytes c2pa_digest(const jb_inspection *in);

#endif
