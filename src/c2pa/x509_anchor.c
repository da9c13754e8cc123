/* An anchor as OpenSSL wants to see it. */
#include <openssl/err.h>

#include "base/ascii.h"
#include "base/date.h"
#include "c2pa/der.h"
#include "c2pa/x509.h"

jb_span jb_anchor_subject(const jb_anchor *anchor) {
  if (!anchor->cert) return anchor->facts.subject;
  const unsigned char *der = NULL;
  size_t length = 0;
  if (X509_NAME_get0_der(X509_get_subject_name(anchor->cert), &der, &length) != 1) length = 0;
  return jb_span_of(der, length);
}

/* ---- a certificate that states the facts ---- */

enum { CERTIFICATE_MAX = 16 * 1024 };

/* Appends an element whose body the buffers are; they are emptied. */
static void put(jb_buf *out, uint8_t tag, jb_buf *body) {
  jb_der_write(out, tag, jb_buf_span(body));
  if (!jb_buf_ok(body)) out->failed = true;
  jb_buf_reset(body);
}

static void put_time(jb_buf *out, int64_t seconds) {
  enum { GENERALIZED_TIME = 0x18 };
  char text[21]; /* 2026-11-23T12:00:00Z */
  jb_time_format(seconds, text);
  jb_buf digits = jb_buf_new(32);
  for (const char *c = text; *c; c++) {
    if (jb_ascii_digit((uint8_t)*c) || *c == 'Z') jb_buf_char(&digits, *c);
  }
  put(out, GENERALIZED_TIME, &digits);
  jb_buf_free(&digits);
}

static void put_extension(jb_buf *out, uint8_t last_arc, bool critical, jb_buf *value) {
  enum { BOOLEAN = 0x01 };
  const uint8_t oid[] = {0x55, 0x1D, last_arc}; /* id-ce */
  static const uint8_t k_true[] = {0xFF};
  jb_buf body = jb_buf_new(CERTIFICATE_MAX);
  jb_der_write(&body, JB_DER_OID, jb_span_of(oid, sizeof oid));
  if (critical) jb_der_write(&body, BOOLEAN, jb_span_of(k_true, 1));
  put(&body, JB_DER_OCTETS, value);
  put(out, JB_DER_SEQUENCE, &body);
  jb_buf_free(&body);
}

static void put_extensions(jb_buf *out, const jb_bare_anchor *f) {
  enum { SUBJECT_KEY_ID = 14, BASIC_CONSTRAINTS_ID = 19, EXTENSIONS = 0xA3 };
  static const uint8_t k_ca[] = {0x01, 0x01, 0xFF}; /* cA TRUE */
  jb_buf all = jb_buf_new(CERTIFICATE_MAX), value = jb_buf_new(CERTIFICATE_MAX),
         inner = jb_buf_new(CERTIFICATE_MAX);
  jb_buf_add(&inner, jb_span_of(k_ca, sizeof k_ca));
  if (f->path_length >= 0) {
    uint8_t length = (uint8_t)(f->path_length > 127 ? 127 : f->path_length);
    jb_der_write(&inner, JB_DER_INTEGER, jb_span_of(&length, 1));
  }
  put(&value, JB_DER_SEQUENCE, &inner);
  put_extension(&all, BASIC_CONSTRAINTS_ID, true, &value);
  if (f->key_id.len) {
    jb_der_write(&value, JB_DER_OCTETS, f->key_id);
    put_extension(&all, SUBJECT_KEY_ID, false, &value);
  }
  put(&inner, JB_DER_SEQUENCE, &all);
  put(out, EXTENSIONS, &inner);
  jb_buf_free(&all);
  jb_buf_free(&value);
  jb_buf_free(&inner);
}

/* OpenSSL takes certificates as anchors only.  This one states the facts and
 * bears an empty signature: an anchor's own is never asked for.  RFC 5280
 * clause 4.1. */
static void put_certificate(jb_buf *out, const jb_bare_anchor *f) {
  static const uint8_t k_version[] = {0xA0, 0x03, 0x02, 0x01, 0x02};
  static const uint8_t k_algorithm[] = {0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
                                        0x04, 0x03, 0x02}; /* ecdsa-with-SHA256 */
  static const uint8_t k_signature[] = {0x03, 0x02, 0x00, 0x00};
  static const uint8_t k_one[] = {0x01};
  jb_buf body = jb_buf_new(CERTIFICATE_MAX), inner = jb_buf_new(CERTIFICATE_MAX);
  jb_buf_add(&body, jb_span_of(k_version, sizeof k_version));
  jb_der_write(&body, JB_DER_INTEGER, f->serial.len ? f->serial : jb_span_of(k_one, 1));
  jb_buf_add(&body, jb_span_of(k_algorithm, sizeof k_algorithm));
  jb_buf_add(&body, f->issuer.len ? f->issuer : f->subject);
  put_time(&inner, f->not_before);
  put_time(&inner, f->not_after);
  put(&body, JB_DER_SEQUENCE, &inner);
  jb_buf_add(&body, f->subject);
  jb_buf_add(&body, f->key);
  put_extensions(&body, f);
  put(&inner, JB_DER_SEQUENCE, &body);
  jb_buf_add(&inner, jb_span_of(k_algorithm, sizeof k_algorithm));
  jb_buf_add(&inner, jb_span_of(k_signature, sizeof k_signature));
  put(out, JB_DER_SEQUENCE, &inner);
  jb_buf_free(&body);
  jb_buf_free(&inner);
}

static X509 *write_certificate(const jb_bare_anchor *f) {
  jb_buf der = jb_buf_new(CERTIFICATE_MAX);
  put_certificate(&der, f);
  X509 *cert = jb_buf_ok(&der) ? jb_x509_read(jb_buf_span(&der)) : NULL;
  jb_buf_free(&der);
  return cert;
}

X509 *jb_anchor_certificate(const jb_anchor *anchor) {
  if (anchor->cert) return X509_up_ref(anchor->cert) == 1 ? anchor->cert : NULL;
  return anchor->leaf ? NULL : write_certificate(&anchor->facts);
}
