/* Keys, certificates, time-stamp tokens and OCSP responses made at test time.
 * Nothing of them is kept in the tree. */
#ifndef JB_TESTS_CREDENTIALS_H
#define JB_TESTS_CREDENTIALS_H

#include <openssl/x509.h>

#include "support/build.h"

/* 2026-11-23T12:00:00Z, the clock of tests. */
#define CREDENTIAL_NOW INT64_C(1795435200)

typedef struct person {
  EVP_PKEY *key;
  X509 *cert;
} person;

/* What a certificate is made of; zero means the ordinary. */
typedef struct person_options {
  const char *name;      /* common name */
  const char *key;       /* "P-256" (default) "P-384" "P-521" "secp256k1" "RSA:2048" "RSA:1024" "ED25519" */
  const char *eku;       /* comma list of OpenSSL names or OIDs; default emailProtection, "-" none */
  const char *ku;        /* default digitalSignature, CAs keyCertSign; "-" none */
  bool ca;
  bool no_aki, no_ski;
  const char *hash;      /* default SHA256 */
  bool pss;              /* signed with RSASSA-PSS (RSA issuers) */
  int version;           /* default 3 */
  int64_t from, to;      /* default: a year around CREDENTIAL_NOW */
  const char *critical;  /* OID of an unknown critical extension */
} person_options;

/* Issuer NULL: signed by itself.  Aborts when OpenSSL refuses. */
person person_new(const person *issuer, person_options options);
void person_free(person *p);

bytes person_der(const person *p);
bytes person_pem(const person *p);

typedef struct token_options {
  const char *hash;   /* of the imprint; default SHA256 */
  int64_t time;       /* default CREDENTIAL_NOW - 3600 */
  const X509 *extra;  /* another certificate in the token */
  bool no_certificates;
} token_options;

/* An RFC 3161 token over the message, which is taken over; `ca` goes in too
 * when not NULL. */
bytes token_over(bytes message, const person *authority, const person *ca, token_options options);
/* A TimeStampResp that grants a token. */
bytes token_response(bytes token);

typedef struct reply_options {
  int status; /* V_OCSP_CERTSTATUS_* */
  int64_t produced, this_update, next_update; /* default: an hour ago, +7 days */
} reply_options;

/* An OCSP response about `cert`, signed by `responder`, who goes in when he is
 * not the issuer. */
bytes reply_about(const person *cert, const person *issuer, const person *responder,
                  reply_options options);

#endif
