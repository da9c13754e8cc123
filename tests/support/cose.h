/* COSE_Sign1 claim signatures, right and wrong (RFC 9052; C2PA 2.2 clause 13.2). */
#ifndef JB_TESTS_COSE_H
#define JB_TESTS_COSE_H

#include "support/credentials.h"

/* ---- CBOR in deterministic encoding; arguments are taken over ---- */
bytes cbor_uint(uint64_t v);
bytes cbor_int(int64_t v);
bytes cbor_bytes(bytes content);
bytes cbor_text(const char *content);
bytes cbor_nil(void);
bytes cbor_array(size_t count, bytes items); /* items: all joined */
bytes cbor_map(size_t pairs, bytes members);
bytes cbor_tag(uint64_t tag, bytes item);

/* The bytes of Sig_structure ["Signature1" or "CounterSignature", protected, h'', payload]. */
bytes sig_structure(const char *context, bytes protected_header, bytes payload);

/* A raw COSE signature over the message: r || s, PSS with the hash's salt, Ed25519. */
bytes raw_signature(const person *signer, int64_t alg, bytes message);

typedef enum chain_place {
  CHAIN_P33,
  CHAIN_P_TEXT,
  CHAIN_U33,
  CHAIN_U_TEXT,
  CHAIN_BOTH_LABELS,  /* 33 and "x5chain", both protected */
  CHAIN_BOTH_BUCKETS, /* 33 protected and unprotected */
  CHAIN_NONE
} chain_place;

typedef struct sign1_options {
  int64_t alg;              /* default ES256 */
  bool alg_none, alg_text;  /* left out; under the label "alg" */
  chain_place place;
  const person *chain[4];   /* leaf first */
  bool single;              /* the leaf as one byte string */
  bool attached, empty_payload;
  int tag;                  /* default 18, -1 none */
  bool crit;                /* names a header that nobody knows */
  bool has_iat;
  int64_t iat;
  bool flip, other_bytes;   /* one bit of the signature; another claim signed */
  bool der;                 /* Ecdsa-Sig-Value where r || s belongs */
  size_t pad;               /* bytes of "pad"; its last one is `pad_value` */
  uint8_t pad_value;
  const person *stamp;      /* time-stamping authority */
  const person *stamp_ca;
  token_options token;
  int stamp_version;        /* default 2 */
  bool stamp_twice, stamp_wrong_bytes, stamp_damaged;
  const char *token_text;   /* in place of the token */
  bytes reply;              /* OCSP response, taken over */
} sign1_options;

/* The content of a claim signature box over `claim` (not taken over). */
bytes sign1_over(bytes claim, sign1_options options);

#endif
