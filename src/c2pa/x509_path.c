/* From a leaf to an anchor. */
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "c2pa/x509.h"

/* How many anchors are tried for one chain: those whose name an issuer in the
 * chain bears.  Real lists hold at most four of one name. */
enum { TRIES_MAX = 32 };

/* Without an anchor: the certificates that lead up from the leaf by name and
 * signature, as far as they go. */
static void follow_issuers(const jb_x509_chain *chain, jb_x509_path *out) {
  bool used[JB_CHAIN_MAX] = {false};
  out->steps[0] = chain->certs[0];
  out->count = 1;
  used[0] = true;
  /* names may lie: only so many signatures are tried */
  unsigned tries = 2 * JB_CHAIN_MAX;
  for (;;) {
    X509 *last = out->steps[out->count - 1];
    size_t next = chain->count;
    for (size_t i = 1; i < chain->count && next == chain->count; i++) {
      if (used[i] || X509_check_issued(chain->certs[i], last) != X509_V_OK) continue;
      if (tries-- == 0) return;
      if (X509_verify(last, X509_get0_pubkey(chain->certs[i])) == 1) next = i;
    }
    if (next == chain->count) return;
    used[next] = true;
    out->steps[out->count++] = chain->certs[next];
  }
}

static jb_span name_der(const X509_NAME *name) {
  const unsigned char *der = NULL;
  size_t length = 0;
  if (X509_NAME_get0_der(name, &der, &length) != 1) return (jb_span){NULL, 0};
  return jb_span_of(der, length);
}

/* Bare anchors are compared as written (RFC 5280 clause 4.1.2.4 has CAs encode
 * their name in one way); certificates as OpenSSL compares names. */
static bool names_an_issuer(const jb_anchor *anchor, const jb_x509_chain *chain) {
  jb_span subject = jb_anchor_subject(anchor);
  for (size_t i = 0; i < chain->count; i++) {
    const X509_NAME *issuer = X509_get_issuer_name(chain->certs[i]);
    if (jb_span_equal(subject, name_der(issuer))) return true;
    if (anchor->cert && X509_NAME_cmp(X509_get_subject_name(anchor->cert), issuer) == 0) return true;
  }
  return false;
}

/* OpenSSL's path validation against this one anchor.  Times and purposes are
 * asked elsewhere; intermediates may be anchors (RFC 5280 clause 6.1 knows no
 * root, only a trust anchor). */
static bool leads_to(X509 *anchor, const jb_x509_chain *chain, jb_x509_path *out) {
  X509_STORE *store = X509_STORE_new();
  X509_STORE_CTX *ctx = X509_STORE_CTX_new();
  STACK_OF(X509) *others = sk_X509_new_null();
  bool ok = store && ctx && others && X509_STORE_add_cert(store, anchor) == 1;
  for (size_t i = 1; ok && i < chain->count; i++) ok = sk_X509_push(others, chain->certs[i]) > 0;
  ok = ok && X509_STORE_CTX_init(ctx, store, chain->certs[0], others) == 1;
  if (ok) {
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
    ok = X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME |
                                                X509_V_FLAG_TRUSTED_FIRST) == 1;
    X509_VERIFY_PARAM_set_depth(param, JB_CHAIN_MAX);
    X509_VERIFY_PARAM_set_auth_level(param, 0);
    ok = ok && X509_verify_cert(ctx) == 1;
  }
  if (ok) {
    STACK_OF(X509) *path = X509_STORE_CTX_get0_chain(ctx);
    out->count = 0;
    for (int i = 0; i < sk_X509_num(path); i++) {
      X509 *step = sk_X509_value(path, i);
      /* steps are borrowed from the caller's chain; the anchor is told apart */
      for (size_t k = 0; k < chain->count; k++) {
        if (step == chain->certs[k] && out->count < JB_CHAIN_MAX) out->steps[out->count++] = step;
      }
    }
  }
  X509_STORE_CTX_free(ctx);
  X509_STORE_free(store);
  sk_X509_free(others);
  return ok;
}

static bool is_listed_leaf(const jb_anchor *anchor, const uint8_t leaf[32]) {
  return memcmp(anchor->sha256, leaf, 32) == 0;
}

static bool reaches(const jb_anchor *anchor, const jb_x509_chain *chain, const uint8_t leaf[32],
                    size_t *tries, jb_x509_path *out) {
  if (anchor->leaf) {
    if (!is_listed_leaf(anchor, leaf)) return false;
    out->leaf_allowed = true;
    return true;
  }
  if (!names_an_issuer(anchor, chain) || *tries == TRIES_MAX) return false;
  (*tries)++;
  X509 *cert = jb_anchor_certificate(anchor);
  if (cert && leads_to(cert, chain, out)) {
    out->anchor_cert = cert;
    return true;
  }
  X509_free(cert);
  return false;
}

void jb_x509_find_path(const jb_trust_anchors *anchors, jb_anchor_use use,
                       const jb_x509_chain *chain, jb_x509_path *out) {
  *out = (jb_x509_path){.origin = JB_ANCHOR_ORIGIN_COUNT, .why = "leads to no anchor of a list"};
  if (chain->count == 0) return;
  follow_issuers(chain, out);
  uint8_t leaf[32];
  jb_x509_sha256(chain->certs[0], leaf);
  for (int origin = 0; origin < JB_ANCHOR_ORIGIN_COUNT && !out->trusted; origin++) {
    size_t tries = 0;
    for (size_t i = 0; i < jb_trust_anchors_count(anchors); i++) {
      const jb_anchor *a = jb_trust_anchors_at(anchors, i);
      if (a->use != use || (int)a->origin != origin) continue;
      if (!reaches(a, chain, leaf, &tries, out)) continue;
      out->trusted = true;
      out->origin = a->origin;
      out->list = a->list;
      out->anchor = a;
      out->why = NULL;
      break;
    }
  }
  ERR_clear_error();
}

bool jb_x509_path_valid_at(const jb_x509_path *path, int64_t time) {
  for (size_t i = 0; i < path->count; i++) {
    if (!jb_x509_valid_at(path->steps[i], time)) return false;
  }
  const jb_anchor *a = path->anchor;
  return !a || (a->not_before <= time && time <= a->not_after);
}

void jb_x509_path_free(jb_x509_path *path) {
  X509_free(path->anchor_cert);
  path->anchor_cert = NULL;
}

const char *jb_x509_path_denied(const jb_trust_anchors *anchors, const jb_x509_path *path) {
  size_t count = 0;
  const jb_denied *denied = jb_trust_anchors_denied(anchors, &count);
  if (path->count == 0 || count == 0) return NULL;
  int64_t begins = jb_x509_not_before(path->steps[0]);
  for (size_t i = 0; i <= path->count; i++) {
    uint8_t digest[32];
    if (i < path->count) jb_x509_sha256(path->steps[i], digest);
    else if (path->anchor) memcpy(digest, path->anchor->sha256, sizeof digest);
    else continue;
    for (size_t k = 0; k < count; k++) {
      bool hit = memcmp(denied[k].sha256, digest, sizeof digest) == 0;
      if (hit && begins < denied[k].issued_before) return denied[k].reason;
    }
  }
  return NULL;
}
