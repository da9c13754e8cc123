/* Certificates: reading, names, the profile of C2PA 2.2 clause 14.5.1, and the
 * path to an anchor.  OpenSSL's types do not leave cose*, x509*, timestamp*,
 * ocsp* and trust_anchors. */
#ifndef JB_C2PA_X509_H
#define JB_C2PA_X509_H

#include <openssl/x509.h>

#include "base/arena.h"
#include "c2pa/trust_anchors.h"
#include "jianbiao/model.h"

enum { JB_CHAIN_MAX = 16 };

typedef enum jb_x509_role { JB_X509_SIGNER, JB_X509_TIME_STAMPER, JB_X509_RESPONDER } jb_x509_role;

/* False for RSA keys whose only use is to cost time: more than 16384 bits, or
 * an exponent that nobody uses. */
bool jb_x509_is_bearable(const X509 *cert);

/* NULL when the bytes are not exactly one certificate, or its key is not
 * bearable. */
X509 *jb_x509_read(jb_span der);

/* The DER of a certificate in the arena; ptr NULL when memory is short. */
jb_span jb_x509_der(jb_arena *arena, const X509 *cert);

void jb_x509_sha256(const X509 *cert, uint8_t out[32]);

/* Epoch seconds; INT64_MIN when the time cannot be read. */
int64_t jb_asn1_time(const ASN1_TIME *time);
int64_t jb_x509_not_before(const X509 *cert);
int64_t jb_x509_not_after(const X509 *cert);
bool jb_x509_valid_at(const X509 *cert, int64_t time);

/* The subject in one line (RFC 2253 order), in the arena. */
jb_bytes jb_x509_subject(jb_arena *arena, const X509 *cert);
void jb_x509_describe(jb_arena *arena, const X509 *cert, jb_c2pa_credential *out);

/* True when it verifies under its own key. */
bool jb_x509_self_signed(X509 *cert);
bool jb_x509_is_ca(X509 *cert);

/* Why the certificate breaks the profile as the end of a chain in this role, or
 * as a CA of one; NULL when it keeps it. */
const char *jb_x509_leaf_fault(X509 *cert, jb_x509_role role);
const char *jb_x509_ca_fault(X509 *cert);
/* NULL when an extended key usage of the leaf is one that anchors are accepted
 * for in this role. */
const char *jb_x509_purpose_fault(X509 *cert, jb_x509_role role);

/* Signature algorithm (and key) are on clause 14.5.1's lists. */
const char *jb_signature_algorithm_fault(const X509_ALGOR *alg);
const char *jb_x509_algorithm_fault(X509 *cert);

/* A chain as it was found: leaf first, the rest in any order. */
typedef struct jb_x509_chain {
  X509 *certs[JB_CHAIN_MAX];
  size_t count;
} jb_x509_chain;

void jb_x509_chain_free(jb_x509_chain *chain);

typedef struct jb_x509_path {
  bool trusted;
  jb_anchor_origin origin;
  const char *list;  /* the anchor's list; borrowed from the anchors */
  bool leaf_allowed; /* the leaf itself stands on the list */
  /* the way up as far as it was found, leaf first; borrowed from the chain */
  X509 *steps[JB_CHAIN_MAX];
  size_t count;
  const jb_anchor *anchor;
  X509 *anchor_cert; /* NULL when the leaf itself is listed; owned by the path */
  const char *why;   /* when not trusted: static text */
} jb_x509_path;

/* The strongest anchor that the leaf leads to (RFC 5280 clause 6 by OpenSSL,
 * times left out: they are another question). */
void jb_x509_find_path(const jb_trust_anchors *anchors, jb_anchor_use use,
                       const jb_x509_chain *chain, jb_x509_path *out);
void jb_x509_path_free(jb_x509_path *path);

/* Why the denylist has the leaf, or what stands above it; NULL when it has not. */
const char *jb_x509_path_denied(const jb_trust_anchors *anchors, const jb_x509_path *path);

/* Every step, and the anchor, was valid at that time. */
bool jb_x509_path_valid_at(const jb_x509_path *path, int64_t time);

/* ---- anchors, for the path ---- */

struct jb_anchor {
  jb_anchor_use use;
  jb_anchor_origin origin;
  bool leaf;          /* allowed itself; no anchor of others */
  const char *list;
  X509 *cert;           /* NULL: only the facts are there */
  jb_bare_anchor facts; /* when cert is NULL */
  uint8_t sha256[32];   /* of the certificate as listed */
  int64_t not_before, not_after;
};

/* The subject's name as written; empty for allowed leaves without a
 * certificate. */
jb_span jb_anchor_subject(const jb_anchor *anchor);
/* A reference to its certificate, or a certificate without a signature that
 * states the facts; NULL when they make none.  To be freed. */
X509 *jb_anchor_certificate(const jb_anchor *anchor);

const jb_anchor *jb_trust_anchors_at(const jb_trust_anchors *anchors, size_t index);
const jb_denied *jb_trust_anchors_denied(const jb_trust_anchors *anchors, size_t *count);

#endif
