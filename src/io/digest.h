/* Digests by OpenSSL.  Algorithms are fetched once per process. */
#ifndef JB_IO_DIGEST_H
#define JB_IO_DIGEST_H

#include "base/span.h"
#include "jianbiao/status.h"

typedef enum jb_hash {
  JB_SHA256,
  JB_SHA384,
  JB_SHA512,
  JB_SM3,
  JB_SHA1, /* only to compare with values found in files */
  JB_MD5,  /* only to compare with values found in files */
  JB_HASH_COUNT
} jb_hash;

enum { JB_HASH_MAX = 64 };

/* Length in bytes of a digest. */
size_t jb_hash_length(jb_hash alg);

typedef struct jb_digest jb_digest;

/* NULL when memory is short or the algorithm is not available. */
jb_digest *jb_digest_new(jb_hash alg);
void jb_digest_add(jb_digest *d, jb_span bytes);
/* Writes jb_hash_length bytes and frees d.  False when any step failed. */
bool jb_digest_finish(jb_digest *d, uint8_t *out);
void jb_digest_free(jb_digest *d);

/* In one call. */
bool jb_digest_once(jb_hash alg, jb_span bytes, uint8_t *out);

/* Before a sandbox closes: set OpenSSL up so that it reads no file later.
 * `all` fetches every algorithm now (threads, C2PA); otherwise those that a
 * file needs are fetched when it needs them. */
void jb_digest_warm_up(bool all);

#endif
