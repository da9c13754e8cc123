#include "c2pa/cose_signature.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "c2pa/cbor.h"

/* C2PA 2.2 clause 13.2.1; RSA keys that are larger only cost time. */
enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 16384, EC_FIELD_MAX = 66, ED25519_SIGNATURE = 64 };

static const jb_cose_algorithm k_algorithms[] = {
    {-7, "es256", JB_COSE_ECDSA, "SHA256"}, {-35, "es384", JB_COSE_ECDSA, "SHA384"},
    {-36, "es512", JB_COSE_ECDSA, "SHA512"}, {-37, "ps256", JB_COSE_PSS, "SHA256"},
    {-38, "ps384", JB_COSE_PSS, "SHA384"},   {-39, "ps512", JB_COSE_PSS, "SHA512"},
    {-8, "ed25519", JB_COSE_EDDSA, NULL},
};

const jb_cose_algorithm *jb_cose_algorithm_find(int64_t id) {
  for (size_t i = 0; i < sizeof k_algorithms / sizeof k_algorithms[0]; i++) {
    if (k_algorithms[i].id == id) return &k_algorithms[i];
  }
  return NULL;
}

size_t jb_ec_field_size(const EVP_PKEY *key) {
  static const struct {
    const char *name;
    size_t size;
  } k_curves[] = {{"prime256v1", 32}, {"secp384r1", 48}, {"secp521r1", 66}};
  char name[64];
  size_t length = 0;
  if (!EVP_PKEY_is_a(key, "EC") ||
      EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name,
                                     &length) != 1) {
    return 0;
  }
  for (size_t i = 0; i < sizeof k_curves / sizeof k_curves[0]; i++) {
    if (strcmp(name, k_curves[i].name) == 0) return k_curves[i].size;
  }
  return 0;
}

void jb_sig_structure_prefix(jb_buf *out, const char *context, jb_span protected_header,
                             size_t length) {
  enum { BYTES = 2, TEXT = 3, ARRAY = 4 };
  jb_span name = jb_span_str(context);
  jb_cbor_write_head(out, ARRAY, 4);
  jb_cbor_write_head(out, TEXT, name.len);
  jb_buf_add(out, name);
  jb_cbor_write_head(out, BYTES, protected_header.len);
  jb_buf_add(out, protected_header);
  jb_cbor_write_head(out, BYTES, 0);
  jb_cbor_write_head(out, BYTES, length);
}

/* OpenSSL wants Ecdsa-Sig-Value where COSE has r || s (RFC 9053 clause 2.1).
 * Returns the length, 0 on failure; *der is OpenSSL's. */
static size_t der_of_raw(jb_span raw, unsigned char **der) {
  size_t half = raw.len / 2;
  jb_span r = jb_span_cut(raw, 0, half), s = jb_span_cut(raw, half, half);
  ECDSA_SIG *sig = ECDSA_SIG_new();
  BIGNUM *br = BN_bin2bn(r.ptr, (int)r.len, NULL), *bs = BN_bin2bn(s.ptr, (int)s.len, NULL);
  int length = 0;
  if (sig && br && bs && ECDSA_SIG_set0(sig, br, bs) == 1) {
    br = bs = NULL;
    length = i2d_ECDSA_SIG(sig, der);
  }
  BN_free(br);
  BN_free(bs);
  ECDSA_SIG_free(sig);
  return length > 0 ? (size_t)length : 0;
}

static bool setup(EVP_MD_CTX *ctx, const jb_cose_algorithm *alg, EVP_PKEY *key) {
  EVP_PKEY_CTX *pctx = NULL; /* owned by ctx */
  if (EVP_DigestVerifyInit_ex(ctx, &pctx, alg->hash, NULL, NULL, key, NULL) != 1) return false;
  if (alg->kind != JB_COSE_PSS) return true;
  return EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) > 0 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) > 0;
}

/* Ed25519 takes the message in one piece. */
static bool verify_whole(EVP_MD_CTX *ctx, jb_span prefix, jb_span message, jb_span signature) {
  if (message.len > SIZE_MAX - prefix.len) return false;
  jb_buf all = jb_buf_new(prefix.len + message.len);
  jb_buf_add(&all, prefix);
  jb_buf_add(&all, message);
  bool ok = jb_buf_ok(&all) &&
            EVP_DigestVerify(ctx, signature.ptr, signature.len, all.data, all.len) == 1;
  jb_buf_free(&all);
  return ok;
}

static bool verify_parts(EVP_MD_CTX *ctx, jb_span prefix, jb_span message, jb_span signature) {
  return EVP_DigestVerifyUpdate(ctx, prefix.ptr, prefix.len) == 1 &&
         (message.len == 0 || EVP_DigestVerifyUpdate(ctx, message.ptr, message.len) == 1) &&
         EVP_DigestVerifyFinal(ctx, signature.ptr, signature.len) == 1;
}

static const char *key_fault(const jb_cose_algorithm *alg, EVP_PKEY *key, jb_span signature) {
  int bits = EVP_PKEY_get_bits(key);
  switch (alg->kind) {
    case JB_COSE_ECDSA: {
      size_t field = jb_ec_field_size(key);
      if (field == 0) return "the key is on no curve that is allowed";
      if (signature.len != 2 * field) return "the signature has not the length of the curve";
      return NULL;
    }
    case JB_COSE_PSS:
      if (!EVP_PKEY_is_a(key, "RSA") && !EVP_PKEY_is_a(key, "RSA-PSS")) return "no RSA key";
      if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) return "the RSA key has a forbidden length";
      return NULL;
    case JB_COSE_EDDSA:
      if (!EVP_PKEY_is_a(key, "ED25519")) return "no Ed25519 key";
      if (signature.len != ED25519_SIGNATURE) return "the signature has not 64 bytes";
      return NULL;
    default: return "no such algorithm";
  }
}

const char *jb_cose_signature_fault(const jb_cose_algorithm *alg, EVP_PKEY *key, jb_span prefix,
                                    jb_span message, jb_span signature) {
  const char *why = key_fault(alg, key, signature);
  if (why) return why;
  unsigned char *der = NULL;
  if (alg->kind == JB_COSE_ECDSA) {
    size_t length = der_of_raw(signature, &der);
    if (length == 0) return "the signature could not be read";
    signature = jb_span_of(der, length);
  }
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  bool ok = ctx && setup(ctx, alg, key) &&
            (alg->kind == JB_COSE_EDDSA ? verify_whole(ctx, prefix, message, signature)
                                        : verify_parts(ctx, prefix, message, signature));
  EVP_MD_CTX_free(ctx);
  OPENSSL_free(der);
  ERR_clear_error();
  return ok ? NULL : "the signature does not fit the claim";
}
