#include "aigc/sign_verify.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/memory.h"
#include "io/digest.h"

enum { FIELD = 32, POINT = 1 + 2 * FIELD };

struct jb_public_key {
  EVP_PKEY *pkey;
  jb_key_kind kind;
  bool certificate;
  uint8_t point[POINT]; /* SM2: 04||x||y */
};

/* GB/T 32918.5: the order n of the curve's base point */
static const uint8_t k_order[FIELD] = {
    0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0x72, 0x03, 0xDF, 0x6B, 0x21, 0xC6, 0x05, 0x2B, 0x53, 0xBB, 0xF4, 0x09, 0x39, 0xD5, 0x41, 0x23};

/* SubjectPublicKeyInfo of an SM2 key up to its point: id-ecPublicKey,
 * 1.2.156.10197.1.301, BIT STRING of 66 bytes */
static const uint8_t k_spki_head[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48,
                                      0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x81, 0x1C,
                                      0xCF, 0x55, 0x01, 0x82, 0x2D, 0x03, 0x42, 0x00};

/* GM/T 0009: the user id when nothing else was agreed */
static const char k_user_id[] = "1234567812345678";

/* ---- keys ---- */

/* Any spelling of a point to 04||x||y; false when it is not on the curve. */
static bool expand_point(const uint8_t *octets, size_t length, uint8_t point[POINT]) {
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_sm2);
  EC_POINT *p = group ? EC_POINT_new(group) : NULL;
  bool ok = p && EC_POINT_oct2point(group, p, octets, length, NULL) == 1 &&
            EC_POINT_is_at_infinity(group, p) == 0 &&
            EC_POINT_point2oct(group, p, POINT_CONVERSION_UNCOMPRESSED, point, POINT, NULL) == POINT;
  EC_POINT_free(p);
  EC_GROUP_free(group);
  return ok;
}

static EVP_PKEY *sm2_key(uint8_t point[POINT]) {
  char curve[] = "SM2";
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, POINT),
      OSSL_PARAM_construct_end()};
  EVP_PKEY *pkey = NULL;
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
  bool ok = ctx && EVP_PKEY_fromdata_init(ctx) == 1 &&
            EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) == 1;
  EVP_PKEY_CTX_free(ctx);
  return ok ? pkey : NULL;
}

static jb_public_key *key_of_point(const uint8_t *octets, size_t length) {
  jb_public_key *key = calloc(1, sizeof *key);
  if (!key) {
    jb_memory_note();
    return NULL;
  }
  key->kind = JB_KEY_SM2;
  if (expand_point(octets, length, key->point)) key->pkey = sm2_key(key->point);
  if (key->pkey) return key;
  jb_public_key_free(key);
  return NULL;
}

/* The spellings of a bare point.  "00||x" and x alone name the even y. */
static jb_public_key *read_point(jb_span bytes) {
  uint8_t octets[POINT] = {0};
  size_t n = bytes.len;
  if (n == POINT || n == 2 * FIELD) {
    octets[0] = 4;
    if (n == POINT && bytes.ptr[0] != 4) return NULL;
    memcpy(octets + 1, jb_span_cut(bytes, n - 2 * FIELD, 2 * FIELD).ptr, 2 * FIELD);
    return key_of_point(octets, POINT);
  }
  if (n != FIELD + 1 && n != FIELD) return NULL;
  uint8_t form = n == FIELD ? 0 : bytes.ptr[0];
  if (form != 0 && form != 2 && form != 3) return NULL;
  octets[0] = form ? form : 2;
  memcpy(octets + 1, jb_span_cut(bytes, n - FIELD, FIELD).ptr, FIELD);
  return key_of_point(octets, FIELD + 1);
}

/* Take over a key that OpenSSL decoded.  An SM2 key is made anew from its
 * point: OpenSSL may call it a plain EC key. */
static jb_public_key *key_of(EVP_PKEY *pkey) {
  char group[64] = "";
  size_t n = 0;
  uint8_t point[POINT];
  if (!pkey) return NULL;
  if (EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &n) ==
          1 &&
      strcmp(group, "SM2") == 0) {
    bool got = EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, point, POINT, &n) == 1;
    EVP_PKEY_free(pkey);
    return got ? key_of_point(point, n) : NULL;
  }
  jb_public_key *key = calloc(1, sizeof *key);
  if (!key) {
    jb_memory_note();
    EVP_PKEY_free(pkey);
    return NULL;
  }
  key->pkey = pkey;
  key->kind = EVP_PKEY_is_a(pkey, "RSA") ? JB_KEY_RSA : JB_KEY_OTHER;
  return key;
}

jb_public_key *jb_public_key_read(jb_span bytes) {
  if (bytes.len == 0 || bytes.len > INT32_MAX) return NULL;
  if (bytes.ptr[0] != 0x30 || bytes.len <= POINT) return read_point(bytes);
  const unsigned char *at = bytes.ptr;
  jb_public_key *key = key_of(d2i_PUBKEY(NULL, &at, (long)bytes.len));
  if (key) return key;
  at = bytes.ptr;
  X509 *certificate = d2i_X509(NULL, &at, (long)bytes.len);
  key = certificate ? key_of(X509_get_pubkey(certificate)) : NULL;
  if (key) key->certificate = true;
  X509_free(certificate);
  return key;
}

void jb_public_key_free(jb_public_key *key) {
  if (!key) return;
  EVP_PKEY_free(key->pkey);
  free(key);
}

jb_key_kind jb_public_key_kind(const jb_public_key *key) { return key ? key->kind : JB_KEY_NONE; }

bool jb_public_key_from_certificate(const jb_public_key *key) { return key && key->certificate; }

bool jb_public_key_fingerprint(const jb_public_key *key, char hex[65]) {
  uint8_t digest[JB_HASH_MAX], sm2[sizeof k_spki_head + POINT];
  bool ok;
  if (key->kind == JB_KEY_SM2) {
    memcpy(sm2, k_spki_head, sizeof k_spki_head);
    memcpy(sm2 + sizeof k_spki_head, key->point, POINT);
    ok = jb_digest_once(JB_SHA256, jb_span_of(sm2, sizeof sm2), digest);
  } else {
    unsigned char *der = NULL;
    int n = i2d_PUBKEY(key->pkey, &der);
    ok = n > 0 && jb_digest_once(JB_SHA256, jb_span_of(der, (size_t)n), digest);
    OPENSSL_free(der);
  }
  if (ok) jb_hex_string(hex, jb_span_of(digest, 32));
  return ok;
}

/* ---- signatures ---- */

/* A DER INTEGER of a number in 1..n-1, at *at. */
static bool sane_integer(jb_span s, size_t *at) {
  if (s.len - *at < 2 || s.ptr[*at] != 0x02) return false;
  size_t n = s.ptr[*at + 1];
  jb_span v = jb_span_cut(s, *at + 2, n);
  if (n == 0 || v.len != n || n > FIELD + 1 || (v.ptr[0] & 0x80)) return false;
  *at += 2 + n;
  if (v.ptr[0] == 0) {
    if (n == 1 || !(v.ptr[1] & 0x80)) return false; /* zero, or not the shortest form */
    v = jb_span_cut(v, 1, n - 1);
  }
  return v.len < FIELD || (v.len == FIELD && memcmp(v.ptr, k_order, FIELD) < 0);
}

bool jb_sm2_signature_sane(jb_span s) {
  size_t at = 2;
  return s.len >= 8 && s.len <= 2 + 2 * (FIELD + 3) && s.ptr[0] == 0x30 &&
         s.ptr[1] == s.len - 2 && sane_integer(s, &at) && sane_integer(s, &at) && at == s.len;
}

static bool verify(EVP_PKEY *pkey, const char *digest, const OSSL_PARAM *params, jb_span message,
                   jb_span signature) {
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  bool ok = ctx &&
            EVP_DigestVerifyInit_ex(ctx, NULL, digest, NULL, NULL, pkey, params) == 1 &&
            EVP_DigestVerify(ctx, signature.ptr, signature.len, message.ptr, message.len) == 1;
  EVP_MD_CTX_free(ctx);
  return ok;
}

bool jb_sm2_verify(const jb_public_key *key, jb_sm2_mode mode, jb_span message, jb_span signature) {
  uint8_t inner[JB_HASH_MAX];
  char user_id[sizeof k_user_id];
  if (jb_public_key_kind(key) != JB_KEY_SM2 || !jb_sm2_signature_sane(signature)) return false;
  if (mode == JB_SM2_DOUBLE) {
    if (!jb_digest_once(JB_SM3, message, inner)) return false;
    message = jb_span_of(inner, 32);
  }
  memcpy(user_id, k_user_id, sizeof user_id);
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, user_id, sizeof user_id - 1),
      OSSL_PARAM_construct_end()};
  return verify(key->pkey, "SM3", params, message, signature);
}

bool jb_rsa_verify(const jb_public_key *key, jb_span message, jb_span signature) {
  return jb_public_key_kind(key) == JB_KEY_RSA &&
         verify(key->pkey, "SHA256", NULL, message, signature);
}
