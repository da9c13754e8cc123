#include "support/credentials.h"

#include <openssl/cms.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

#define MUST(x) \
  do {          \
    if (!(x)) { \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); \
      abort();  \
    }           \
  } while (0)

enum { YEAR = 365 * 86400, HOUR = 3600, DAYS_7 = 7 * 86400 };

/* ---- keys and certificates ---- */

static EVP_PKEY *make_key(const char *kind) {
  if (!kind) kind = "P-256";
  EVP_PKEY *key;
  if (strncmp(kind, "RSA:", 4) == 0) {
    key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)strtoul(kind + 4, NULL, 10));
  } else if (strcmp(kind, "ED25519") == 0) {
    key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  } else {
    key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", kind);
  }
  MUST(key);
  return key;
}

static void set_name(X509_NAME *name, const char *common) {
  MUST(X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)"Example", -1,
                                  -1, 0));
  MUST(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common, -1, -1,
                                  0));
}

static void extend(X509 *cert, X509V3_CTX *ctx, int nid, const char *value) {
  X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, ctx, nid, value);
  MUST(e);
  MUST(X509_add_ext(cert, e, -1));
  X509_EXTENSION_free(e);
}

static void extend_unknown(X509 *cert, const char *oid) {
  ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
  ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
  MUST(object && value && ASN1_OCTET_STRING_set(value, (const unsigned char *)"\5\0", 2));
  X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, object, 1, value);
  MUST(e && X509_add_ext(cert, e, -1));
  X509_EXTENSION_free(e);
  ASN1_OCTET_STRING_free(value);
  ASN1_OBJECT_free(object);
}

static void add_extensions(X509 *cert, X509 *issuer, person_options o) {
  X509V3_CTX ctx;
  X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
  extend(cert, &ctx, NID_basic_constraints, o.ca ? "critical,CA:TRUE" : "CA:FALSE");
  const char *ku = o.ku ? o.ku : o.ca ? "critical,keyCertSign" : "critical,digitalSignature";
  if (strcmp(ku, "-") != 0) extend(cert, &ctx, NID_key_usage, ku);
  const char *eku = o.eku ? o.eku : o.ca ? "-" : "emailProtection";
  if (strcmp(eku, "-") != 0) extend(cert, &ctx, NID_ext_key_usage, eku);
  if (!o.no_ski) extend(cert, &ctx, NID_subject_key_identifier, "hash");
  if (issuer != cert && !o.no_aki) extend(cert, &ctx, NID_authority_key_identifier, "keyid");
  if (o.critical) extend_unknown(cert, o.critical);
}

static void sign_certificate(X509 *cert, EVP_PKEY *key, person_options o) {
  bool edwards = EVP_PKEY_is_a(key, "ED25519");
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  EVP_PKEY_CTX *pctx = NULL;
  MUST(ctx && EVP_DigestSignInit_ex(ctx, &pctx, edwards ? NULL : o.hash ? o.hash : "SHA256", NULL,
                                    NULL, key, NULL) == 1);
  if (o.pss) {
    MUST(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) > 0);
    MUST(EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) > 0);
  }
  MUST(X509_sign_ctx(cert, ctx) > 0);
  EVP_MD_CTX_free(ctx);
}

person person_new(const person *issuer, person_options o) {
  static long serial = 1000;
  person p = {make_key(o.key), X509_new()};
  MUST(p.cert);
  MUST(X509_set_version(p.cert, (o.version ? o.version : 3) - 1));
  MUST(ASN1_INTEGER_set(X509_get_serialNumber(p.cert), serial++));
  set_name(X509_get_subject_name(p.cert), o.name ? o.name : "Somebody");
  X509 *above = issuer ? issuer->cert : p.cert;
  MUST(X509_set_issuer_name(p.cert, X509_get_subject_name(above)));
  MUST(ASN1_TIME_set(X509_getm_notBefore(p.cert), o.from ? o.from : CREDENTIAL_NOW - YEAR));
  MUST(ASN1_TIME_set(X509_getm_notAfter(p.cert), o.to ? o.to : CREDENTIAL_NOW + YEAR));
  MUST(X509_set_pubkey(p.cert, p.key));
  if (o.version == 0 || o.version == 3) add_extensions(p.cert, above, o);
  sign_certificate(p.cert, issuer ? issuer->key : p.key, o);
  return p;
}

void person_free(person *p) {
  EVP_PKEY_free(p->key);
  X509_free(p->cert);
}

static bytes taken(unsigned char *der, int length) {
  MUST(length > 0);
  bytes b = raw(der, (size_t)length);
  OPENSSL_free(der);
  return b;
}

bytes person_der(const person *p) {
  unsigned char *der = NULL;
  int length = i2d_X509(p->cert, &der);
  return taken(der, length);
}

bytes person_pem(const person *p) {
  BIO *bio = BIO_new(BIO_s_mem());
  MUST(bio && PEM_write_bio_X509(bio, p->cert));
  char *data = NULL;
  long length = BIO_get_mem_data(bio, &data);
  bytes b = raw(data, (size_t)length);
  BIO_free(bio);
  return b;
}

/* ---- time stamps ---- */

static TS_TST_INFO *info_over(bytes message, token_options o) {
  const EVP_MD *md = EVP_get_digestbyname(o.hash ? o.hash : "SHA256");
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  MUST(md && EVP_Digest(message.ptr, message.len, digest, &length, md, NULL));
  TS_TST_INFO *info = TS_TST_INFO_new();
  TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
  X509_ALGOR *alg = X509_ALGOR_new();
  ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4", 1);
  ASN1_INTEGER *serial = ASN1_INTEGER_new();
  ASN1_GENERALIZEDTIME *time =
      ASN1_GENERALIZEDTIME_set(NULL, o.time ? o.time : CREDENTIAL_NOW - HOUR);
  MUST(info && imprint && alg && policy && serial && time);
  X509_ALGOR_set_md(alg, md);
  MUST(TS_MSG_IMPRINT_set_algo(imprint, alg) && TS_MSG_IMPRINT_set_msg(imprint, digest, (int)length));
  MUST(ASN1_INTEGER_set(serial, 7));
  MUST(TS_TST_INFO_set_version(info, 1) && TS_TST_INFO_set_policy_id(info, policy) &&
       TS_TST_INFO_set_msg_imprint(info, imprint) && TS_TST_INFO_set_serial(info, serial) &&
       TS_TST_INFO_set_time(info, time));
  TS_MSG_IMPRINT_free(imprint);
  X509_ALGOR_free(alg);
  ASN1_OBJECT_free(policy);
  ASN1_INTEGER_free(serial);
  ASN1_GENERALIZEDTIME_free(time);
  bytes_free(message);
  return info;
}

bytes token_over(bytes message, const person *authority, const person *ca, token_options o) {
  TS_TST_INFO *info = info_over(message, o);
  unsigned char *der = NULL;
  int length = i2d_TS_TST_INFO(info, &der);
  bytes content = taken(der, length);
  unsigned flags = CMS_BINARY | CMS_PARTIAL | (o.no_certificates ? CMS_NOCERTS : 0);
  CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
  MUST(cms && CMS_set1_eContentType(cms, OBJ_nid2obj(NID_id_smime_ct_TSTInfo)));
  MUST(CMS_add1_signer(cms, authority->cert, authority->key, EVP_sha256(),
                       CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP |
                           (o.no_certificates ? CMS_NOCERTS : 0)));
  if (ca) MUST(CMS_add1_cert(cms, ca->cert));
  if (o.extra) {
    X509 *extra = X509_dup(o.extra);
    MUST(extra && CMS_add0_cert(cms, extra));
  }
  BIO *bio = BIO_new_mem_buf(content.ptr, (int)content.len);
  MUST(bio && CMS_final(cms, bio, NULL, CMS_BINARY));
  der = NULL;
  length = i2d_CMS_ContentInfo(cms, &der);
  BIO_free(bio);
  CMS_ContentInfo_free(cms);
  TS_TST_INFO_free(info);
  bytes_free(content);
  return taken(der, length);
}

bytes token_response(bytes token) {
  bytes body = join(2, hex("3003020100"), token);
  MUST(body.len > 255 && body.len < 65536);
  return join(3, hex("3082"), u16be((unsigned)body.len), body);
}

/* ---- OCSP ---- */

bytes reply_about(const person *cert, const person *issuer, const person *responder,
                  reply_options o) {
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
  OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), cert->cert, issuer->cert);
  int64_t from = o.this_update ? o.this_update : CREDENTIAL_NOW - 2 * HOUR;
  ASN1_TIME *this_update = ASN1_GENERALIZEDTIME_set(NULL, from);
  ASN1_TIME *next_update =
      o.next_update < 0 ? NULL
                        : ASN1_GENERALIZEDTIME_set(NULL, o.next_update ? o.next_update : from + DAYS_7);
  ASN1_TIME *revoked = o.status == V_OCSP_CERTSTATUS_REVOKED
                           ? ASN1_GENERALIZEDTIME_set(NULL, from - HOUR)
                           : NULL;
  MUST(basic && id && this_update);
  MUST(OCSP_basic_add1_status(basic, id, o.status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, revoked,
                              this_update, next_update));
  unsigned long flags = responder->cert == issuer->cert ? OCSP_NOCERTS : 0;
  MUST(OCSP_basic_sign(basic, responder->cert, responder->key, EVP_sha256(), NULL, flags));
  OCSP_RESPONSE *response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  unsigned char *der = NULL;
  int length = i2d_OCSP_RESPONSE(response, &der);
  OCSP_RESPONSE_free(response);
  OCSP_BASICRESP_free(basic);
  OCSP_CERTID_free(id);
  ASN1_TIME_free(this_update);
  ASN1_TIME_free(next_update);
  ASN1_TIME_free(revoked);
  return taken(der, length);
}
