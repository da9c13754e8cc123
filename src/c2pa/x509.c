#include "c2pa/x509.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "base/codec.h"
#include "c2pa/der.h"
#include "io/digest.h"

/* Names and serials in print are short; hostile ones are cut. */
enum { NAME_MAX_BYTES = 1024, SERIAL_MAX_BYTES = 64 };

bool jb_x509_is_bearable(const X509 *cert) {
  enum { MODULUS_BITS = 16384, EXPONENT_BITS = 33 };
  EVP_PKEY *key = X509_get0_pubkey(cert);
  if (!key || !(EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS"))) return true;
  BIGNUM *e = NULL;
  bool small = EVP_PKEY_get_bits(key) <= MODULUS_BITS &&
               EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e) == 1 &&
               BN_num_bits(e) <= EXPONENT_BITS;
  BN_free(e);
  return small;
}

X509 *jb_x509_read(jb_span der) {
  if (!jb_der_is_one(der)) return NULL;
  const unsigned char *at = der.ptr;
  X509 *cert = d2i_X509(NULL, &at, (long)der.len);
  if (cert && !jb_x509_is_bearable(cert)) {
    X509_free(cert);
    cert = NULL;
  }
  /* parses the extensions, which later calls need to have happened */
  if (cert) (void)X509_check_purpose(cert, -1, 0);
  ERR_clear_error();
  return cert;
}

jb_span jb_x509_der(jb_arena *arena, const X509 *cert) {
  unsigned char *der = NULL;
  int length = i2d_X509(cert, &der);
  jb_span copy = {NULL, 0};
  if (length > 0) copy = jb_arena_copy(arena, jb_span_of(der, (size_t)length));
  OPENSSL_free(der);
  return copy;
}

void jb_x509_sha256(const X509 *cert, uint8_t out[32]) {
  unsigned int length = 32;
  if (X509_digest(cert, EVP_sha256(), out, &length) != 1) memset(out, 0, 32);
}

/* ---- times ---- */

/* Days from the civil date, without the C library's time zones. */
static int64_t days_of(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t of_era = year - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t jb_asn1_time(const ASN1_TIME *time) {
  struct tm t;
  if (!time || ASN1_TIME_to_tm(time, &t) != 1) {
    ERR_clear_error();
    return INT64_MIN;
  }
  return days_of((int64_t)t.tm_year + 1900, (int64_t)t.tm_mon + 1, t.tm_mday) * 86400 +
         (int64_t)t.tm_hour * 3600 + (int64_t)t.tm_min * 60 + t.tm_sec;
}

int64_t jb_x509_not_before(const X509 *cert) { return jb_asn1_time(X509_get0_notBefore(cert)); }
int64_t jb_x509_not_after(const X509 *cert) { return jb_asn1_time(X509_get0_notAfter(cert)); }

bool jb_x509_valid_at(const X509 *cert, int64_t time) {
  int64_t from = jb_x509_not_before(cert), to = jb_x509_not_after(cert);
  return from != INT64_MIN && to != INT64_MIN && from <= time && time <= to;
}

/* ---- names ---- */

static jb_bytes printed_name(jb_arena *arena, const X509_NAME *name) {
  BIO *bio = BIO_new(BIO_s_mem());
  jb_bytes out = {NULL, 0};
  /* RFC 2253 order, UTF-8 kept, one line */
  unsigned long flags = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
  if (bio && name && X509_NAME_print_ex(bio, name, 0, flags) >= 0) {
    char *text = NULL;
    long length = BIO_get_mem_data(bio, &text);
    if (length > NAME_MAX_BYTES) length = NAME_MAX_BYTES;
    if (length > 0) {
      jb_span copy = jb_arena_copy(arena, jb_span_of(text, (size_t)length));
      out = (jb_bytes){copy.ptr, copy.len};
    }
  }
  BIO_free(bio);
  return out;
}

jb_bytes jb_x509_subject(jb_arena *arena, const X509 *cert) {
  return printed_name(arena, X509_get_subject_name(cert));
}

/* The last one: the most specific. */
static jb_bytes name_part(jb_arena *arena, const X509_NAME *name, int nid) {
  jb_bytes out = {NULL, 0};
  int at = -1, last = -1;
  while (name && (at = X509_NAME_get_index_by_NID(name, nid, at)) >= 0) last = at;
  if (last < 0) return out;
  unsigned char *text = NULL;
  int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
  if (length > NAME_MAX_BYTES) length = NAME_MAX_BYTES;
  if (length >= 0) {
    jb_span copy = jb_arena_copy(arena, jb_span_of(text, (size_t)length));
    out = (jb_bytes){copy.ptr, copy.len};
  }
  OPENSSL_free(text);
  return out;
}

void jb_x509_describe(jb_arena *arena, const X509 *cert, jb_c2pa_credential *out) {
  const X509_NAME *subject = X509_get_subject_name(cert);
  const ASN1_INTEGER *serial = X509_get0_serialNumber(cert);
  *out = (jb_c2pa_credential){.present = true,
                              .not_before = jb_x509_not_before(cert),
                              .not_after = jb_x509_not_after(cert)};
  out->subject = printed_name(arena, subject);
  out->issuer = printed_name(arena, X509_get_issuer_name(cert));
  out->common_name = name_part(arena, subject, NID_commonName);
  out->organisation = name_part(arena, subject, NID_organizationName);
  jb_span digits = jb_span_of(ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));
  char hex[2 * SERIAL_MAX_BYTES + 1];
  jb_hex_string(hex, jb_span_cut(digits, 0, SERIAL_MAX_BYTES));
  out->serial = jb_arena_string(arena, jb_span_str(hex));
  jb_x509_sha256(cert, out->sha256);
  ERR_clear_error();
}

void jb_x509_chain_free(jb_x509_chain *chain) {
  for (size_t i = 0; i < chain->count; i++) X509_free(chain->certs[i]);
  chain->count = 0;
}
