/* The one place where this room meets OpenSSL: public keys in the spellings
 * found in labels, and one signature over one message. */
#ifndef JB_AIGC_SIGN_VERIFY_H
#define JB_AIGC_SIGN_VERIFY_H

#include "base/span.h"

typedef enum jb_key_kind { JB_KEY_NONE, JB_KEY_SM2, JB_KEY_RSA, JB_KEY_OTHER } jb_key_kind;

typedef struct jb_public_key jb_public_key;

/* Read a key: DER of X.509 (SubjectPublicKeyInfo or a whole certificate), or a
 * point of the SM2 curve as 04||x||y, x||y, 02/03||x, 00||x or x alone (y even).
 * NULL when it is none of these or is not on the curve. */
jb_public_key *jb_public_key_read(jb_span bytes);
void jb_public_key_free(jb_public_key *key);

jb_key_kind jb_public_key_kind(const jb_public_key *key);
/* True when the bytes were a certificate.  Its chain is not looked at. */
bool jb_public_key_from_certificate(const jb_public_key *key);
/* SHA-256 (64 hex digits) over the DER SubjectPublicKeyInfo, so that a key is
 * known again in whatever spelling.  False when OpenSSL refuses. */
bool jb_public_key_fingerprint(const jb_public_key *key, char hex[65]);

/* How the message goes into the SM2 digest e (GB/T 32918.2). */
typedef enum jb_sm2_mode {
  JB_SM2_PLAIN, /* e = SM3(ZA || M) */
  JB_SM2_DOUBLE /* e = SM3(ZA || SM3(M)), as some writers do */
} jb_sm2_mode;

/* SM3withSM2, user id 1234567812345678, signature DER SEQUENCE{r, s}. */
bool jb_sm2_verify(const jb_public_key *key, jb_sm2_mode mode, jb_span message, jb_span signature);

/* RSASSA-PKCS1-v1_5 with SHA-256. */
bool jb_rsa_verify(const jb_public_key *key, jb_span message, jb_span signature);

/* Strict DER of SEQUENCE{r, s} with 0 < r, s < n of the SM2 curve. */
bool jb_sm2_signature_sane(jb_span signature);

#endif
