#include "io/digest.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

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
  EVP_MD_CTX *ctx;
  bool failed;
};

size_t jb_hash_length(jb_hash alg) { return alg < JB_HASH_COUNT ? k_algs[alg].length : 0; }

jb_digest *jb_digest_new(jb_hash alg) {
  const EVP_MD *md = algorithm(alg);
  jb_digest *d = md ? calloc(1, sizeof *d) : NULL;
  if (!d) return NULL;
  d->ctx = EVP_MD_CTX_new();
  if (!d->ctx || EVP_DigestInit_ex2(d->ctx, md, NULL) != 1) {
    jb_digest_free(d);
    return NULL;
  }
  return d;
}

void jb_digest_free(jb_digest *d) {
  if (!d) return;
  EVP_MD_CTX_free(d->ctx);
  free(d);
}

void jb_digest_add(jb_digest *d, jb_span bytes) {
  if (bytes.len && EVP_DigestUpdate(d->ctx, bytes.ptr, bytes.len) != 1) d->failed = true;
}

bool jb_digest_finish(jb_digest *d, uint8_t *out) {
  bool ok = !d->failed && EVP_DigestFinal_ex(d->ctx, out, NULL) == 1;
  jb_digest_free(d);
  return ok;
}

bool jb_digest_once(jb_hash alg, jb_span bytes, uint8_t *out) {
  const EVP_MD *md = algorithm(alg);
  return md && EVP_Digest(bytes.len ? bytes.ptr : (const uint8_t *)"", bytes.len, out, NULL, md,
                          NULL) == 1;
}

void jb_digest_warm_up(void) {
  uint8_t out[JB_HASH_MAX];
  for (int alg = 0; alg < JB_HASH_COUNT; alg++) {
    (void)jb_digest_once((jb_hash)alg, (jb_span){NULL, 0}, out);
  }
}
