/* What tests of credentials share: one little trust world, and claim
 * signatures verified in it. */
#ifndef JB_TESTS_CREDENTIAL_TEST_H
#define JB_TESTS_CREDENTIAL_TEST_H

#include "c2pa/cose.h"
#include "support/cose.h"

/* Root, intermediate and signer; root of time, authority; a stranger's root. */
typedef struct trust_world {
  person root, ca, signer;
  person time_root, authority;
  person stranger;
  jb_trust_anchors *anchors; /* root as official, time_root for time stamps */
} trust_world;

trust_world trust_world_new(void);
void trust_world_free(trust_world *w);

/* Add a certificate as an anchor or an allowed leaf; aborts on failure. */
void trust_world_add(trust_world *w, const person *p, jb_anchor_use use, jb_anchor_origin origin);

/* Verifies a claim signature made with these options over "a claim" at
 * CREDENTIAL_NOW. */
void verify_with(jb_arena *arena, const trust_world *w, sign1_options options,
                 jb_cose_result *out);
/* The same for ready content (taken over). */
void verify_content(jb_arena *arena, const trust_world *w, bytes content, jb_cose_result *out);

/* All codes in order, separated by blanks, without ocsp.skipped; in a buffer
 * that the next call overwrites. */
const char *codes_of(const jb_cose_result *result);
/* Is there an uncovered range of that kind that holds `offset`? */
bool is_uncovered(const jb_cose_result *result, const char *what, uint64_t offset);
/* The first uncovered range of that kind; length 0 when there is none. */
jb_range uncovered_range(const jb_cose_result *result, const char *what);

#endif
