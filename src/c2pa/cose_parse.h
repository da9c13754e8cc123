/* COSE_Sign1 taken apart (RFC 9052 clause 4.2; C2PA 2.2 clauses 13.2, 14.5),
 * every value with its place in the claim signature box's content. */
#ifndef JB_C2PA_COSE_PARSE_H
#define JB_C2PA_COSE_PARSE_H

#include "base/arena.h"
#include "c2pa/cbor.h"
#include "jianbiao/model.h"

enum {
  JB_SIGN1_CERTIFICATES = 16,
  JB_SIGN1_RESPONSES = 8,
  JB_SIGN1_PLAIN = 16,
  JB_SIGN1_DER_MAX = 64 * 1024 /* a certificate, a token, a response */
};

/* Bytes and where they stand in the content. */
typedef struct jb_sign1_bytes {
  jb_span bytes;
  jb_range at;
} jb_sign1_bytes;

/* Where the certificates were. */
typedef enum jb_sign1_bucket {
  JB_SIGN1_NOWHERE,
  JB_SIGN1_PROTECTED,
  JB_SIGN1_UNPROTECTED,
  JB_SIGN1_TWICE /* the same label in both: which one counts nobody can say */
} jb_sign1_bucket;

typedef enum jb_sign1_alg { JB_SIGN1_ALG_NONE, JB_SIGN1_ALG_ID, JB_SIGN1_ALG_OTHER } jb_sign1_alg;

/* sigTst or sigTst2 (C2PA 2.2 clause 10.3.2.5). */
typedef struct jb_sign1_stamp {
  bool present;
  const char *fault; /* why the container is malformed, or NULL */
  jb_sign1_bytes token;
  jb_range at; /* key and value */
} jb_sign1_stamp;

/* An unprotected header that no signature covers. */
typedef struct jb_sign1_plain {
  enum { JB_PLAIN_PAD, JB_PLAIN_STAMP, JB_PLAIN_OCSP, JB_PLAIN_X5CHAIN, JB_PLAIN_OTHER } kind;
  jb_range at; /* key and value */
  /* pads: the stretch from the first byte that is not zero to the last;
   * length 0 when all are */
  jb_range not_zero;
} jb_sign1_plain;

typedef struct jb_sign1 {
  const char *fault; /* NULL when the structure is a COSE_Sign1 as C2PA wants it */
  uint64_t fault_at;
  jb_sign1_bytes protected_header, signature;
  jb_sign1_alg alg_kind;
  int64_t alg;
  jb_sign1_bucket x5_bucket;
  const char *x5_fault; /* the certificates cannot be used, and why */
  jb_sign1_bytes certificates[JB_SIGN1_CERTIFICATES];
  size_t certificate_count;
  bool has_iat;
  int64_t iat;
  jb_sign1_stamp stamp_v1, stamp_v2;
  jb_sign1_bytes responses[JB_SIGN1_RESPONSES]; /* rVals */
  size_t response_count;
  const char *responses_fault;
  jb_sign1_plain plain[JB_SIGN1_PLAIN];
  size_t plain_count;
  bool plain_more;  /* there were more unprotected headers than listed */
  uint32_t quirks;  /* JB_CBOR_* of the outer structure */
  bool limit;
} jb_sign1;

void jb_sign1_parse(jb_arena *arena, jb_span content, jb_sign1 *out);

#endif
