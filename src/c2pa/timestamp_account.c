/* Every byte of a token: what its own signature covers, what the verification
 * depends on, and what is neither (RFC 5652 clauses 5.1 and 5.3). */
#include <openssl/evp.h>

#include "c2pa/der.h"
#include "c2pa/timestamp.h"

typedef struct account {
  jb_cose_work *w;
  const jb_timestamp *stamp;
  uint64_t base;
} account;

static void list(account *a, const jb_der *e, const char *what, const char *detail) {
  jb_cose_uncovered(a->w, (jb_range){a->base + e->at, e->whole.len}, what, detail);
}

/* A certificate counts when it is on the path, or is the anchor to the byte. */
static bool is_used(account *a, jb_span der) {
  const jb_x509_path *path = &a->stamp->path;
  for (size_t i = 0; i < path->count; i++) {
    jb_span step = jb_x509_der(a->w->arena, path->steps[i]);
    if (step.ptr && jb_span_equal(step, der)) return true;
  }
  uint8_t digest[32];
  return path->anchor &&
         EVP_Digest(der.ptr, der.len, digest, NULL, EVP_sha256(), NULL) == 1 &&
         memcmp(digest, path->anchor->sha256, 32) == 0;
}

static void certificates(account *a, const jb_der *set) {
  jb_reader r = jb_der_inside(set);
  jb_der cert;
  while (jb_der_next(&r, &cert)) {
    if (!is_used(a, cert.whole)) {
      list(a, &cert, "time-stamp-certificate", "a certificate that nothing depends on");
    }
  }
}

/* An AlgorithmIdentifier whose parameters say nothing may hold anything there:
 * only NULL and none are silent. */
static bool has_silent_parameters(const jb_der *algorithm) {
  jb_reader r = jb_der_inside(algorithm);
  jb_der oid, parameters;
  if (!jb_der_take(&r, JB_DER_OID, &oid)) return false;
  if (!jb_der_next(&r, &parameters)) return jb_reader_ok(&r);
  return parameters.tag == 0x05 && parameters.body.len == 0 && jb_reader_left(&r) == 0;
}

static jb_span oid_of(const jb_der *algorithm) {
  jb_reader r = jb_der_inside(algorithm);
  jb_der oid;
  return jb_der_take(&r, JB_DER_OID, &oid) ? oid.body : (jb_span){NULL, 0};
}

static bool is_pss(const jb_der *algorithm) {
  static const uint8_t k_pss[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A};
  return jb_span_equal(oid_of(algorithm), jb_span_of(k_pss, sizeof k_pss));
}

static bool is_version(const jb_der *e, unsigned version) {
  return e->body.len == 1 && e->body.ptr[0] == version;
}

/* SignerInfo: version sid digestAlgorithm [0]signedAttrs signatureAlgorithm
 * signature [1]unsignedAttrs.  Returns the digest's OID. */
static jb_span signer_info(account *a, const jb_der *info) {
  jb_reader r = jb_der_inside(info);
  jb_der version, sid, digest, attributes, algorithm, signature, rest;
  if (!jb_der_take(&r, JB_DER_INTEGER, &version) || !jb_der_next(&r, &sid) ||
      !jb_der_take(&r, JB_DER_SEQUENCE, &digest) ||
      !jb_der_take(&r, JB_DER_CONTEXT_0, &attributes) ||
      !jb_der_take(&r, JB_DER_SEQUENCE, &algorithm) || !jb_der_next(&r, &signature)) {
    list(a, info, "time-stamp-encoding", "a signer in another order than RFC 5652's");
    return (jb_span){NULL, 0};
  }
  if (!is_version(&version, sid.tag == JB_DER_SEQUENCE ? 1 : 3)) {
    list(a, &version, "time-stamp-version", NULL);
  }
  if (!has_silent_parameters(&digest)) list(a, &digest, "time-stamp-algorithm", NULL);
  if (!has_silent_parameters(&algorithm) && !is_pss(&algorithm)) {
    list(a, &algorithm, "time-stamp-algorithm", NULL);
  }
  while (jb_der_next(&r, &rest)) list(a, &rest, "time-stamp-attributes", "unsigned attributes");
  return oid_of(&digest);
}

/* SignedData: version digestAlgorithms encapContentInfo [0]certificates
 * [1]crls signerInfos. */
static void signed_data(account *a, const jb_der *data) {
  jb_reader r = jb_der_inside(data);
  jb_der version, digests, content, e, signer;
  jb_span digest = {NULL, 0};
  if (!jb_der_take(&r, JB_DER_INTEGER, &version) || !jb_der_take(&r, JB_DER_SET, &digests) ||
      !jb_der_take(&r, JB_DER_SEQUENCE, &content)) {
    list(a, data, "time-stamp-encoding", "in another order than RFC 5652's");
    return;
  }
  if (!is_version(&version, 3)) list(a, &version, "time-stamp-version", NULL);
  while (jb_der_next(&r, &e)) {
    if (e.tag == JB_DER_CONTEXT_0) {
      certificates(a, &e);
    } else if (e.tag == JB_DER_SET) {
      jb_reader inside = jb_der_inside(&e);
      if (jb_der_take(&inside, JB_DER_SEQUENCE, &signer)) digest = signer_info(a, &signer);
    } else {
      list(a, &e, "time-stamp-crl", "revocation lists, which C2PA does not use");
    }
  }
  jb_reader inside = jb_der_inside(&digests);
  while (jb_der_next(&inside, &e)) {
    if (!jb_span_equal(oid_of(&e), digest) || !has_silent_parameters(&e)) {
      list(a, &e, "time-stamp-algorithm", "a hash that nothing uses");
    }
  }
}

void jb_timestamp_account(jb_cose_work *w, const jb_timestamp *stamp, jb_span token,
                          uint64_t base) {
  account a = {.w = w, .stamp = stamp, .base = base};
  jb_reader r = jb_reader_new(token, 0);
  jb_der info, type, content, data;
  size_t at = 0;
  if (!jb_der_distinguished(token, &at)) {
    jb_cose_uncovered(w, (jb_range){base + at, token.len - at}, "time-stamp-encoding",
                      "not in distinguished encoding: the same could be written otherwise");
  }
  if (!jb_der_take(&r, JB_DER_SEQUENCE, &info)) return;
  r = jb_der_inside(&info);
  if (!jb_der_take(&r, JB_DER_OID, &type) || !jb_der_take(&r, JB_DER_CONTEXT_0, &content)) return;
  r = jb_der_inside(&content);
  if (jb_der_take(&r, JB_DER_SEQUENCE, &data)) signed_data(&a, &data);
}
