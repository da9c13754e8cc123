/* SHA-256 goes through OpenSSL's plain functions: the first EVP_MD_fetch of a
 * process sets up providers, which costs more than looking at a photo does,
 * and most photos need no other algorithm.  They are deprecated in favour of
 * EVP, not removed. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "io/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
static const struct {
  const char *name;
  size_t length;
} k_algs[JB_HASH_COUNT] = {
    [JB_SHA256] = {"SHA256", 32}, [JB_SHA384] = {"SHA384", 48}, [JB_SHA512] = {"SHA512", 64},
    [JB_SM3] = {"SM3", 32},       [JB_SHA1] = {"SHA1", 20},     [JB_MD5] = {"MD5", 16},
};

static EVP_MD *g_fetched[JB_HASH_COUNT];
static pthread_once_t g_once[JB_HASH_COUNT] = {PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT,
                                               PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT,
                                               PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT};

/* pthread_once takes no argument, so each algorithm has its own entry. */
#define JB_FETCH(alg) \
  static void fetch_##alg(void) { g_fetched[alg] = EVP_MD_fetch(NULL, k_algs[alg].name, NULL); }
JB_FETCH(JB_SHA256)
JB_FETCH(JB_SHA384)
JB_FETCH(JB_SHA512)
JB_FETCH(JB_SM3)
JB_FETCH(JB_SHA1)
JB_FETCH(JB_MD5)
#undef JB_FETCH

static const EVP_MD *algorithm(jb_hash alg) {
  static void (*const k_fetch[JB_HASH_COUNT])(void) = {
      fetch_JB_SHA256, fetch_JB_SHA384, fetch_JB_SHA512, fetch_JB_SM3, fetch_JB_SHA1, fetch_JB_MD5};
  (void)pthread_once(&g_once[alg], k_fetch[alg]);
  return g_fetched[alg];
}

struct jb_digest {
  jb_hash alg;
  bool failed;
  SHA256_CTX sha256;
  EVP_MD_CTX *ctx; /* the other algorithms */
};

size_t jb_hash_length(jb_hash alg) { return alg < JB_HASH_COUNT ? k_algs[alg].length : 0; }

static bool begin(jb_digest *d) {
  if (d->alg == JB_SHA256) return SHA256_Init(&d->sha256) == 1;
  const EVP_MD *md = algorithm(d->alg);
  d->ctx = md ? EVP_MD_CTX_new() : NULL;
  return d->ctx && EVP_DigestInit_ex2(d->ctx, md, NULL) == 1;
}

jb_digest *jb_digest_new(jb_hash alg) {
  jb_digest *d = calloc(1, sizeof *d);
  if (!d) {
    jb_memory_note();
    return NULL;
  }
  d->alg = alg;
  if (begin(d)) return d;
  jb_digest_free(d);
  return NULL;
}

void jb_digest_free(jb_digest *d) {
  if (!d) return;
  EVP_MD_CTX_free(d->ctx);
  free(d);
}

void jb_digest_add(jb_digest *d, jb_span bytes) {
  if (bytes.len == 0) return;
  int ok = d->alg == JB_SHA256 ? SHA256_Update(&d->sha256, bytes.ptr, bytes.len)
                               : EVP_DigestUpdate(d->ctx, bytes.ptr, bytes.len);
  if (ok != 1) d->failed = true;
}

bool jb_digest_finish(jb_digest *d, uint8_t *out) {
  int ok = d->alg == JB_SHA256 ? SHA256_Final(out, &d->sha256)
                               : EVP_DigestFinal_ex(d->ctx, out, NULL);
  bool good = !d->failed && ok == 1;
  jb_digest_free(d);
  return good;
}

bool jb_digest_once(jb_hash alg, jb_span bytes, uint8_t *out) {
  jb_digest *d = jb_digest_new(alg);
  if (!d) return false;
  jb_digest_add(d, bytes);
  return jb_digest_finish(d, out);
}

void jb_digest_warm_up(bool all) {
  /* no configuration file is read, now or later: a sandbox would forbid it */
  (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
  uint8_t out[JB_HASH_MAX];
  for (int alg = 0; all && alg < JB_HASH_COUNT; alg++) {
    (void)jb_digest_once((jb_hash)alg, (jb_span){NULL, 0}, out);
  }
}
