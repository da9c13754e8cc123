/* Signatures of the algorithms that C2PA 2.2 clause 13.2.1 allows. */
#ifndef JB_C2PA_COSE_SIGNATURE_H
#define JB_C2PA_COSE_SIGNATURE_H

#include <openssl/evp.h>

#include "base/buf.h"

typedef struct jb_cose_algorithm {
  int64_t id; /* IANA COSE Algorithms */
  const char *name;
  enum { JB_COSE_ECDSA, JB_COSE_PSS, JB_COSE_EDDSA } kind;
  const char *hash; /* NULL for EdDSA */
} jb_cose_algorithm;

/* NULL when it is not allowed. */
const jb_cose_algorithm *jb_cose_algorithm_find(int64_t id);

/* Bytes of r, and of s, of a signature by this key: 32, 48 or 66; 0 when the
 * key is on no curve that C2PA allows. */
size_t jb_ec_field_size(const EVP_PKEY *key);

/* NULL when the signature over prefix || message holds, otherwise why not
 * (static text). */
const char *jb_cose_signature_fault(const jb_cose_algorithm *alg, EVP_PKEY *key, jb_span prefix,
                                    jb_span message, jb_span signature);

/* [context, protected, h'', payload of `length` bytes] up to the payload's
 * bytes (RFC 9052 clause 4.4). */
void jb_sig_structure_prefix(jb_buf *out, const char *context, jb_span protected_header,
                             size_t length);

#endif
