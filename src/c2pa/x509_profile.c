/* The certificate profile of C2PA 2.2 clause 14.5.1. */
#include <openssl/asn1t.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "c2pa/cose_signature.h"
#include "c2pa/x509.h"

enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 16384 };

bool jb_x509_self_signed(X509 *cert) {
  if (X509_NAME_cmp(X509_get_subject_name(cert), X509_get_issuer_name(cert)) != 0) return false;
  bool own = X509_verify(cert, X509_get0_pubkey(cert)) == 1;
  ERR_clear_error();
  return own;
}

bool jb_x509_is_ca(X509 *cert) { return (X509_get_extension_flags(cert) & EXFLAG_CA) != 0; }

static bool has_extension(const X509 *cert, int nid) {
  return X509_get_ext_by_NID(cert, nid, -1) >= 0;
}

/* ---- algorithms ---- */

static bool is_allowed_hash(int nid) {
  return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

/* RSASSA-PSS must name its hash, and MGF1 the same one. */
static const char *pss_fault(const X509_ALGOR *alg) {
  const void *value = NULL;
  int type = 0;
  X509_ALGOR_get0(NULL, &type, &value, alg);
  if (type != V_ASN1_SEQUENCE) return "RSASSA-PSS without parameters";
  RSA_PSS_PARAMS *pss = ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
  const char *why = "RSASSA-PSS with a hash that is not allowed";
  if (pss && pss->hashAlgorithm && pss->maskGenAlgorithm) {
    const ASN1_OBJECT *hash = NULL, *mask = NULL, *inner_hash = NULL;
    X509_ALGOR_get0(&hash, NULL, NULL, pss->hashAlgorithm);
    X509_ALGOR_get0(&mask, &type, &value, pss->maskGenAlgorithm);
    X509_ALGOR *inner = type == V_ASN1_SEQUENCE
                            ? ASN1_item_unpack(value, ASN1_ITEM_rptr(X509_ALGOR))
                            : NULL;
    if (inner) X509_ALGOR_get0(&inner_hash, NULL, NULL, inner);
    if (is_allowed_hash(OBJ_obj2nid(hash)) && OBJ_obj2nid(mask) == NID_mgf1 && inner_hash) {
      why = OBJ_cmp(hash, inner_hash) == 0 ? NULL : "RSASSA-PSS with two different hashes";
    }
    X509_ALGOR_free(inner);
  }
  RSA_PSS_PARAMS_free(pss);
  return why;
}

const char *jb_signature_algorithm_fault(const X509_ALGOR *alg) {
  const ASN1_OBJECT *oid = NULL;
  X509_ALGOR_get0(&oid, NULL, NULL, alg);
  switch (OBJ_obj2nid(oid)) {
    case NID_ecdsa_with_SHA256:
    case NID_ecdsa_with_SHA384:
    case NID_ecdsa_with_SHA512:
    case NID_sha256WithRSAEncryption:
    case NID_sha384WithRSAEncryption:
    case NID_sha512WithRSAEncryption:
    case NID_ED25519: return NULL;
    case NID_rsassaPss: return pss_fault(alg);
    default: return "signed by an algorithm that is not allowed";
  }
}

static const char *key_fault(const X509 *cert) {
  EVP_PKEY *key = X509_get0_pubkey(cert);
  if (!key) return "the public key cannot be read";
  if (EVP_PKEY_is_a(key, "ED25519")) return NULL;
  if (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS")) {
    int bits = EVP_PKEY_get_bits(key);
    return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX ? NULL : "an RSA key of forbidden length";
  }
  if (EVP_PKEY_is_a(key, "EC")) {
    int explicit_curve = 0;
    (void)EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                                 &explicit_curve);
    return !explicit_curve && jb_ec_field_size(key) ? NULL : "a key on a curve that is not allowed";
  }
  return "a key of a kind that is not allowed";
}

const char *jb_x509_algorithm_fault(X509 *cert) {
  const X509_ALGOR *alg = NULL;
  X509_get0_signature(NULL, &alg, cert);
  const char *why = jb_signature_algorithm_fault(alg);
  if (!why) why = key_fault(cert);
  ERR_clear_error();
  return why;
}

/* ---- extensions ---- */

static const char *common_fault(X509 *cert) {
  const ASN1_BIT_STRING *issuer_id = NULL, *subject_id = NULL;
  if (X509_get_version(cert) != X509_VERSION_3) return "no X.509 v3 certificate";
  X509_get0_uids(cert, &issuer_id, &subject_id);
  if (issuer_id || subject_id) return "unique identifiers are forbidden";
  uint32_t flags = X509_get_extension_flags(cert);
  if (flags & EXFLAG_INVALID) return "an extension cannot be read";
  if (flags & EXFLAG_CRITICAL) return "a critical extension is not known";
  const char *why = jb_x509_algorithm_fault(cert);
  if (why) return why;
  bool self_issued = (flags & EXFLAG_SS) != 0;
  if (!self_issued && !has_extension(cert, NID_authority_key_identifier)) {
    return "no authority key identifier";
  }
  if (!(flags & EXFLAG_KUSAGE)) return "no key usage";
  if ((X509_get_key_usage(cert) & KU_KEY_CERT_SIGN) && !jb_x509_is_ca(cert)) {
    return "may sign certificates without being a CA";
  }
  return NULL;
}

const char *jb_x509_ca_fault(X509 *cert) {
  const char *why = common_fault(cert);
  if (why) return why;
  if (!jb_x509_is_ca(cert)) return "an issuer that is no CA";
  if (!has_extension(cert, NID_subject_key_identifier)) return "a CA without subject key identifier";
  if (!(X509_get_key_usage(cert) & KU_KEY_CERT_SIGN)) return "a CA that may not sign certificates";
  return NULL;
}

static const char *eku_fault(X509 *cert, jb_x509_role role) {
  EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(cert, NID_ext_key_usage, NULL, NULL);
  int count = usages ? sk_ASN1_OBJECT_num(usages) : 0;
  bool stamping = false, responding = false, any = false;
  for (int i = 0; i < count; i++) {
    int nid = OBJ_obj2nid(sk_ASN1_OBJECT_value(usages, i));
    stamping |= nid == NID_time_stamp;
    responding |= nid == NID_OCSP_sign;
    any |= nid == NID_anyExtendedKeyUsage;
  }
  EXTENDED_KEY_USAGE_free(usages);
  if (count == 0) return "no extended key usage";
  if (any) return "anyExtendedKeyUsage is forbidden";
  if (stamping && count > 1) return "timeStamping stands beside another purpose";
  if (responding && count > 1) return "OCSPSigning stands beside another purpose";
  if (role == JB_X509_TIME_STAMPER && !stamping) return "not for time-stamping";
  if (role == JB_X509_RESPONDER && !responding) return "not for OCSP";
  return NULL;
}

const char *jb_x509_leaf_fault(X509 *cert, jb_x509_role role) {
  const char *why = common_fault(cert);
  if (why) return why;
  if (!(X509_get_key_usage(cert) & KU_DIGITAL_SIGNATURE)) return "no digitalSignature key usage";
  why = eku_fault(cert, role);
  ERR_clear_error();
  return why;
}

/* Purposes that anchors for claims are accepted for (clause 14.4.1; the two
 * general ones and Microsoft's are those of the lists in use before C2PA had
 * its own). */
static bool is_claim_purpose(const ASN1_OBJECT *oid) {
  static const char *const k_purposes[] = {
      "1.3.6.1.4.1.62558.2.1",      /* c2pa-kp-claimSigning */
      "1.3.6.1.5.5.7.3.4",          /* emailProtection */
      "1.3.6.1.5.5.7.3.36",         /* documentSigning */
      "1.3.6.1.4.1.311.76.59.1.9",  /* Microsoft C2PA signing */
  };
  char text[80];
  if (OBJ_obj2txt(text, (int)sizeof text, oid, 1) <= 0) return false;
  for (size_t i = 0; i < sizeof k_purposes / sizeof k_purposes[0]; i++) {
    if (strcmp(text, k_purposes[i]) == 0) return true;
  }
  return false;
}

const char *jb_x509_purpose_fault(X509 *cert, jb_x509_role role) {
  if (jb_x509_is_ca(cert)) return "a CA certificate at the end of the chain";
  if (role != JB_X509_SIGNER) return NULL; /* the profile asked already */
  EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(cert, NID_ext_key_usage, NULL, NULL);
  bool found = false;
  for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages); i++) {
    found |= is_claim_purpose(sk_ASN1_OBJECT_value(usages, i));
  }
  EXTENDED_KEY_USAGE_free(usages);
  ERR_clear_error();
  return found ? NULL : "no extended key usage for claims";
}
