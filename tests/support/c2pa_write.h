/* C2PA manifests written for tests: valid ones, and wrong in one named way.
 *
 * A manifest is described by a struct that is all zero for the plain case, so
 * that a case names only what is special about it:
 *
 *   c2pa_manifest m = c2pa_ai_picture(pki);      a v2 claim: created, AI, hash.data
 *   m.cose.flip = true;
 *   bytes file = c2pa_png(pki, &m, NULL);        8x8 PNG with the store in it
 *
 * Descriptions own the bytes put into them; writing takes them over. */
#ifndef JB_TESTS_C2PA_WRITE_H
#define JB_TESTS_C2PA_WRITE_H

#include "support/cbor_write.h"
#include "support/pki.h"

/* ---- assertions ---- */

typedef enum c2pa_reference {
  C2PA_REF_RIGHT,
  C2PA_REF_NONE,      /* the box is there, the claim does not name it */
  C2PA_REF_NO_BOX,    /* the claim names it, the box is not there */
  C2PA_REF_OTHER_HASH,
  C2PA_REF_NO_ALG,    /* neither here nor (set the claim's alg to "") above */
  C2PA_REF_MD5,
  C2PA_REF_ELSEWHERE, /* its URI goes into `elsewhere`, a manifest's label */
  C2PA_REF_NO_SLASH   /* "self#jumbf=c2pa/<manifest>/..." as Bing writes it */
} c2pa_reference;

typedef struct c2pa_assertion {
  const char *label;
  bytes box; /* the whole superbox; empty: only referenced */
  bool gathered;
  c2pa_reference ref;
  const char *elsewhere;
} c2pa_assertion;

/* ---- c2pa.hash.data ---- */

typedef struct c2pa_range {
  int64_t start; /* from the end of the store's place */
  int64_t length;
} c2pa_range;

typedef struct c2pa_data_hash {
  bool absent;
  const char *label;          /* NULL: "c2pa.hash.data" */
  bool other_hash, no_hash, no_exclusions, exclusions_not_array;
  int64_t start_by, length_by; /* added to the exclusion of the store; hashed as it then is */
  c2pa_range more[2];
  size_t more_count;
  bool disordered;            /* the store's exclusion last */
  const char *alg;            /* NULL: "sha256" (which is what is computed) */
  c2pa_reference ref;
} c2pa_data_hash;

/* ---- a manifest ---- */

enum { C2PA_ASSERTIONS = 16, C2PA_REDACTED = 4 };

typedef struct c2pa_manifest {
  const char *label;   /* NULL: urn:c2pa:... */
  const char *type;    /* NULL: "c2ma" */
  unsigned claim_version; /* 0: 2 */
  c2pa_assertion assertions[C2PA_ASSERTIONS];
  size_t count;
  c2pa_data_hash data_hash;
  /* chain[0] NULL: the world's signer and its CA */
  sign1_options cose;
  bytes signature_instead; /* content of the signature's box, whatever it is */
  const char *redacted[C2PA_REDACTED];
  size_t redacted_count;
  /* the claim's map */
  const char *without;      /* a field that is left out */
  const char *extra_key;    /* a field more, or in place of `without` */
  bytes extra;
  const char *alg;          /* NULL: "sha256"; "": none */
  const char *signature_uri; /* NULL: that of this manifest's signature box */
  bytes claim_instead;      /* content of the claim's box, whatever it is */
  /* boxes */
  const char *store_label, *assertion_store_label, *claim_label, *signature_label;
  bool no_claim, two_claims, no_signature, no_assertion_store;
  bytes box_more;           /* after the signature box */
} c2pa_manifest;

/* Claim v2 with one c2pa.actions.v2: c2pa.created by "Invented Painter",
 * trainedAlgorithmicMedia. */
c2pa_manifest c2pa_ai_picture(pki *p);
/* The same as claim v1 with c2pa.actions. */
c2pa_manifest c2pa_ai_picture_v1(pki *p);
/* No assertions at all. */
c2pa_manifest c2pa_bare(pki *p);

/* Add an assertion (created, referenced rightly); what comes back may be bent. */
c2pa_assertion *c2pa_add(c2pa_manifest *m, const char *label, bytes cbor);
c2pa_assertion *c2pa_add_box(c2pa_manifest *m, const char *label, bytes box);

/* Content of an actions assertion of these actions (encoded maps). */
bytes c2pa_actions(int count, ...);
/* {"action": name, "digitalSourceType": ...}; source NULL: without. */
bytes c2pa_action(const char *name, const char *source);
/* The same with parameters {"ingredients": [hashed uri]}, or with
 * "parameters" as given. */
bytes c2pa_action_with(const char *name, bytes parameters);
extern const char k_dst_trained[];

/* {"url": "self#jumbf=<path>", "hash": sha256 of the superbox's body} */
bytes c2pa_hashed_uri(const char *path, bytes superbox); /* does not take it over */

/* An earlier manifest of the store, as it was written. */
typedef struct c2pa_earlier {
  bytes manifests;           /* all superboxes up to and with it */
  bytes manifest, signature; /* its superbox, and that of its signature */
  const char *label;
} c2pa_earlier;
void c2pa_earlier_free(c2pa_earlier *e);

/* The manifest as a box whose data hash is that of nothing: for ingredients.
 * `before` may be NULL; is not taken over. */
c2pa_earlier c2pa_ingredient(pki *p, c2pa_manifest *m, const c2pa_earlier *before);
/* c2pa.ingredient.v3 content that names an earlier manifest; e NULL: none. */
bytes c2pa_ingredient_v3(const char *relationship, const c2pa_earlier *e);

/* A compressed manifest of that label around the (standard) manifest's box. */
bytes c2pa_compressed(const char *label, bytes manifest);

/* ---- files ---- */

/* Bytes of the store alone. */
bytes c2pa_store_only(pki *p, c2pa_manifest *m, const c2pa_earlier *before);
/* The plain picture with the store in its place: after IHDR (caBX), after SOI
 * (APP11 segments of at most `piece` bytes of store). */
bytes c2pa_png(pki *p, c2pa_manifest *m, const c2pa_earlier *before);
bytes c2pa_jpeg(pki *p, c2pa_manifest *m, const c2pa_earlier *before);
/* Into a picture of one's own (taken over). */
bytes c2pa_into_png(bytes plain, pki *p, c2pa_manifest *m, const c2pa_earlier *before);
bytes c2pa_into_jpeg(bytes plain, size_t piece, pki *p, c2pa_manifest *m,
                     const c2pa_earlier *before);
/* A store as it is, in the framing of the format. */
bytes png_store(bytes store);
bytes jpeg_store(bytes store, size_t piece);
/* With *written the manifest as the file carries it (free it): to stack an
 * update manifest on. */
bytes c2pa_png_kept(pki *p, c2pa_manifest *m, const c2pa_earlier *before, c2pa_earlier *written);

/* The span of the n-th occurrence of `needle` in the file; aborts without. */
size_t c2pa_find(bytes file, const char *needle, size_t n);
/* Correct the CRC of the caBX chunk after bytes in it were changed. */
bytes png_mend_crc(bytes file);

#endif
