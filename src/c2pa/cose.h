/* COSE_Sign1 of a claim signature (C2PA 2.2 clause 13.2, RFC 9052), the
 * credential behind it, time stamps and revocation.  The only part of the room
 * that knows OpenSSL (with trust_anchors.c). */
#ifndef JB_C2PA_COSE_H
#define JB_C2PA_COSE_H

#include "c2pa/trust_anchors.h"
#include "jianbiao/model.h"
#include "base/arena.h"

/* A status that the caller turns into one of the manifest. */
typedef struct jb_cose_status {
  const char *code;
  jb_c2pa_severity severity;
  const char *explanation; /* static or in the arena */
  jb_range at;             /* in the signature box's content; length 0: none */
} jb_cose_status;

enum { JB_COSE_STATUSES = 48, JB_COSE_UNCOVERED = 32 };

typedef struct jb_cose_result {
  bool parsed;       /* the structure could be read */
  bool limit;        /* something was larger than is looked at */
  bool signature_ok; /* over these claim bytes, by this leaf */
  const char *algorithm;
  jb_c2pa_credential signer, time_stamper;
  jb_anchor_origin signer_origin; /* JB_ANCHOR_ORIGIN_COUNT: on no list */
  jb_anchor_origin time_origin;
  bool self_signed, profile_ok, trusted;
  const char *denied; /* reason of the denylist (id of a text; of the anchors), or NULL */
  bool inside_validity; /* at the stamped time, or now without one */
  int64_t signed_at, claimed_at; /* INT64_MIN when none */
  jb_cose_status statuses[JB_COSE_STATUSES];
  size_t status_count;
  /* ranges of the content that nothing protects: pads, time-stamp tokens, ... */
  jb_c2pa_uncovered uncovered[JB_COSE_UNCOVERED];
  size_t uncovered_count;
} jb_cose_result;

typedef struct jb_cose_input {
  jb_span content;   /* the cbor box content of the claim signature box */
  jb_span claim;     /* the cbor box content of the claim box: the detached payload */
  unsigned claim_version;
  int64_t now;
  const jb_trust_anchors *anchors; /* may be NULL */
  /* from assertions of the store: DER OCSP responses and time-stamp tokens
   * for this manifest */
  const jb_span *ocsp;
  size_t ocsp_count;
  const jb_span *tokens;
  size_t token_count;
  /* signatures that may still be checked for this file, counted down; a store
   * may hold a thousand claims.  NULL: no bound */
  uint64_t *effort;
} jb_cose_input;

/* Real claims cost about 20. */
enum { JB_COSE_EFFORT = 2048 };

/* In the order of 2.2 clauses 15.7 to 15.9: time stamp, chain, profile, trust,
 * revocation, signature, validity. */
void jb_cose_verify(jb_arena *arena, const jb_cose_input *input, jb_cose_result *out);

#endif
