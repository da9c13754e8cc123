/* SecurityData of TC260-PG-202511A: two real signatures verify in exactly the
 * mode in which they were made, fresh ones in the plain mode, and nothing that
 * cannot be verified is called invalid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "aigc/finder.h"
#include "aigc/security.h"
#include "base/codec.h"
#include "io/digest.h"
#include "support/labels.h"

/* published labels of one provider: key, two numbers, two signatures */
#define X "5728F08C58D9C72150A705693EF7337859F8FF216E802630041AFAE5C036F0A6"
#define Y "7CB1FDF8C57F5F8B623284AE09E4E545464B7140B26BBDA51BAE965F854C57AA"
#define SPKI "3059301306072A8648CE3D020106082A811CCF5501822D03420004" X Y
#define PRODUCER "001191310104MACE0YX63918020"
#define M1                                                                              \
  "\"Label\":\"1\",\"ContentProducer\":\"" PRODUCER "\",\"ProduceID\":\"142569260085903360\""
#define M2                                                                              \
  "\"Label\":\"1\",\"ContentProducer\":\"" PRODUCER "\",\"ProduceID\":\"147392816552226816\""
#define SIG1                                                                            \
  "3046022100AE6B84B3342128AE301A597596FCD9EECF3EA0FC2DB6C250BAF234E167298E9002210097223ABB647B" \
  "786A90D0A1B93CB9382EA879563B2C7F025FA006BE16AE926C14"
#define SIG2                                                                            \
  "3045022100E816A5872275AE5414E7E0FD3D9B2C30F7B7FD68609D6486A38DF7CFAA1417B902201A510FBBE50819" \
  "BAFF1FCC7B8527FF23CD40447D41A6776E6BCF1F773AE0DBBC"

typedef struct octets {
  uint8_t bytes[4096];
  size_t len;
} octets;

static octets from_hex(const char *digits) {
  octets o = {.len = 0};
  jb_buf out = jb_buf_new(sizeof o.bytes);
  assert_true(jb_hex_decode(&out, jb_span_str(digits)));
  if (out.len) memcpy(o.bytes, out.data, out.len);
  o.len = out.len;
  jb_buf_free(&out);
  return o;
}

static jb_span span(const octets *o) { return jb_span_of(o->bytes, o->len); }

static void sm3_is_sm3(void **state) {
  (void)state;
  uint8_t digest[JB_HASH_MAX];
  char hex[65];
  assert_true(jb_digest_once(JB_SM3, jb_span_str("abc"), digest));
  jb_hex_string(hex, jb_span_of(digest, 32));
  assert_string_equal(hex, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

static void published_signatures_verify_in_the_double_mode_alone(void **state) {
  (void)state;
  static const char *const k_keys[] = {SPKI, "04" X Y, X Y};
  static const struct {
    const char *message, *signature;
  } k_vectors[] = {{M1, SIG1}, {M2, SIG2}};
  for (size_t k = 0; k < 3; k++) {
    octets raw = from_hex(k_keys[k]);
    jb_public_key *key = jb_public_key_read(span(&raw));
    assert_non_null(key);
    assert_int_equal(jb_public_key_kind(key), JB_KEY_SM2);
    for (size_t v = 0; v < 2; v++) {
      octets s = from_hex(k_vectors[v].signature), other = from_hex(k_vectors[1 - v].signature);
      jb_span m = jb_span_str(k_vectors[v].message);
      assert_true(jb_sm2_verify(key, JB_SM2_DOUBLE, m, span(&s)));
      assert_false(jb_sm2_verify(key, JB_SM2_PLAIN, m, span(&s)));
      assert_false(jb_sm2_verify(key, JB_SM2_DOUBLE, m, span(&other)));
    }
    jb_public_key_free(key);
  }
}

static void every_spelling_of_a_key_is_the_same_key(void **state) {
  (void)state;
  /* y is even here, so 00||x and x alone name the same point */
  static const char *const k_spellings[] = {SPKI, "04" X Y, X Y, "02" X, "00" X, X};
  char first[65] = "", hex[65];
  for (size_t i = 0; i < sizeof k_spellings / sizeof k_spellings[0]; i++) {
    octets raw = from_hex(k_spellings[i]);
    jb_public_key *key = jb_public_key_read(span(&raw));
    assert_non_null(key);
    assert_true(jb_public_key_fingerprint(key, hex));
    if (i == 0) memcpy(first, hex, sizeof first);
    assert_string_equal(hex, first);
    jb_public_key_free(key);
  }
  /* the fingerprint is the SHA-256 of the SubjectPublicKeyInfo */
  octets spki = from_hex(SPKI);
  uint8_t digest[JB_HASH_MAX];
  assert_true(jb_digest_once(JB_SHA256, span(&spki), digest));
  jb_hex_string(hex, jb_span_of(digest, 32));
  assert_string_equal(hex, first);
}

static void what_is_no_key_is_refused(void **state) {
  (void)state;
  static const char *const k_bad[] = {
      "", "00", "05" X, "04" X, "03", "3059301306", "04" Y Y, X X,
      "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF", /* x = p */
  };
  for (size_t i = 0; i < sizeof k_bad / sizeof k_bad[0]; i++) {
    octets raw = from_hex(k_bad[i]);
    assert_null(jb_public_key_read(span(&raw)));
  }
}

static void der_is_strict(void **state) {
  (void)state;
  static const struct {
    const char *signature;
    bool sane;
  } k_cases[] = {
      {SIG1, true},
      {SIG2, true},
      {"3006020101020101", true},
      {"3006020100020101", false},       /* r = 0 */
      {"3006020101020100", false},       /* s = 0 */
      {"3006020181020101", false},       /* negative */
      {"300702020001020101", false},     /* not the shortest form */
      {"300602010102010100", false},     /* something behind */
      {"3006020101020102FF", false},
      {"30060201010201", false},         /* breaks off */
      {"", false},
      {"302502200000000000000000000000000000000000000000000000000000000000000001020101", false},
      /* r = n, the order */
      {"3026022100FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123020101", false},
      /* r = n - 1 */
      {"3026022100FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54122020101", true},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    octets raw = from_hex(k_cases[i].signature);
    assert_int_equal(jb_sm2_signature_sane(span(&raw)), k_cases[i].sane);
  }
}

/* ---- fresh keys ---- */

static EVP_PKEY *fresh(const char *type) {
  EVP_PKEY *key = strcmp(type, "RSA") == 0 ? EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048)
                                           : EVP_PKEY_Q_keygen(NULL, NULL, type);
  assert_non_null(key);
  return key;
}

static octets sign(EVP_PKEY *key, const char *digest, jb_span message) {
  char id[] = "1234567812345678";
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, id, sizeof id - 1),
      OSSL_PARAM_construct_end()};
  octets o = {.len = sizeof o.bytes};
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  const OSSL_PARAM *used = strcmp(digest, "SM3") == 0 ? params : NULL;
  assert_int_equal(EVP_DigestSignInit_ex(ctx, NULL, digest, NULL, NULL, key, used), 1);
  assert_int_equal(EVP_DigestSign(ctx, o.bytes, &o.len, message.ptr, message.len), 1);
  EVP_MD_CTX_free(ctx);
  return o;
}

static octets spki_of(EVP_PKEY *key) {
  octets o;
  unsigned char *at = o.bytes;
  int n = i2d_PUBKEY(key, &at);
  assert_true(n > 0 && (size_t)n < sizeof o.bytes);
  o.len = (size_t)n;
  return o;
}

static octets certificate_of(EVP_PKEY *key, const char *digest) {
  octets o;
  X509 *x = X509_new();
  assert_true(x && X509_set_version(x, 2) && ASN1_INTEGER_set(X509_get_serialNumber(x), 1));
  assert_non_null(X509_gmtime_adj(X509_getm_notBefore(x), 0));
  assert_non_null(X509_gmtime_adj(X509_getm_notAfter(x), 86400));
  assert_int_equal(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                                              (const unsigned char *)"Cup Works", -1, -1, 0), 1);
  assert_int_equal(X509_set_issuer_name(x, X509_get_subject_name(x)), 1);
  assert_int_equal(X509_set_pubkey(x, key), 1);
  assert_true(X509_sign(x, key, EVP_get_digestbyname(digest)) > 0);
  unsigned char *at = o.bytes;
  int n = i2d_X509(x, &at);
  assert_true(n > 0 && (size_t)n < sizeof o.bytes);
  o.len = (size_t)n;
  X509_free(x);
  return o;
}

#define CODE "001191110000T3ET00012W10001"
#define MESSAGE "\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\""
#define PLATFORM_MESSAGE "\"Label\":\"1\",\"ContentPropagator\":\"" CODE "\",\"PropagateID\":\"a1\""
#define SM2_OID "1.2.156.10197.1.501"
#define RSA_OID "1.2.840.113549.1.1.11"

static const char *hex_of(const octets *o) {
  static char text[32][8200];
  static unsigned turn;
  char *out = text[turn++ % 32];
  jb_hex_string(out, span(o));
  return out;
}

/* JSON of a SecurityData, in which %s are AlgID, TBSData.Type, signature, key. */
static const char *security_data(const char *format, const char *alg, const char *type,
                                 const char *signature, const char *key) {
  static char text[20000];
  (void)snprintf(text, sizeof text, format, alg, type, signature, key);
  return text;
}

#define USUAL                                                                              \
  "{\"SecurityData\":{\"Type\":\"TC260PG\",\"Version\":1,\"PubSD\":[{\"Type\":\"DS\",\"AlgID\":\"%s\"," \
  "\"TBSData\":{\"Type\":\"%s\"},\"Signature\":\"%s\"},{\"Type\":\"PubKey\",\"KeyValue\":\"%s\"}]}}"

/* A label whose first or second reserved code is that JSON, as an escaped
 * string or nested; examined with pins. */
static jb_inspection *label_with(const char *json, bool second, bool nested,
                                 const jb_pinned_key *pins, size_t count) {
  static char value[60000], escaped[40000];
  size_t n = 0;
  for (const char *p = json; *p && n + 3 < sizeof escaped; p++) {
    if (!nested && (*p == '"' || *p == '\\')) escaped[n++] = '\\';
    escaped[n++] = *p;
  }
  escaped[n] = '\0';
  const char *q = nested ? "" : "\"";
  (void)snprintf(value, sizeof value,
                 "{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\",\"ReservedCode1\":%s%s%s,"
                 "\"ContentPropagator\":\"" CODE "\",\"PropagateID\":\"a1\",\"ReservedCode2\":%s%s%s}",
                 second ? "\"" : q, second ? "" : escaped, second ? "\"" : q, second ? q : "\"",
                 second ? escaped : "", second ? q : "\"");
  jb_inspection *in = label_inspection("png", JB_PART_TEXT, "tEXt");
  (void)label_property(in, "png-text", "Png.AIGC", "", "AIGC", value);
  jb_aigc_find_pinned(NULL, in, pins, count);
  return in;
}

static void expect_detail(const char *json, bool second, const char *result, const char *answer,
                          const char *mode, const char *detail) {
  const char *prefix = second ? "security-2" : "security-1";
  char name[32];
  jb_inspection *in = label_with(json, second, false, NULL, 0);
  const jb_finding *f = label_finding(in, "gb45438.label");
  (void)snprintf(name, sizeof name, "%s.result", prefix);
  const jb_field *field = jb_finding_find_field(f, name);
  print_message("%s: %.*s (%s)\n", prefix, (int)field->value.len, (const char *)field->value.ptr,
                label_detail(f, prefix));
  assert_true(label_field_is(f, name, result));
  assert_string_equal(label_check(f, prefix), answer);
  (void)snprintf(name, sizeof name, "%s.mode", prefix);
  assert_true(label_field_is(f, name, mode));
  if (detail) assert_string_equal(label_detail(f, prefix), detail);
  /* a signature never makes a label malformed */
  assert_string_equal(label_check(f, "well-formed"), "pass");
  jb_inspection_free(in);
}

static void expect(const char *json, bool second, const char *result, const char *answer,
                   const char *mode) {
  expect_detail(json, second, result, answer, mode, NULL);
}

static void fresh_sm2_signatures_are_judged(void **state) {
  (void)state;
  EVP_PKEY *key = fresh("SM2"), *stranger = fresh("SM2");
  uint8_t inner[JB_HASH_MAX];
  assert_true(jb_digest_once(JB_SM3, jb_span_str(MESSAGE), inner));
  octets plain = sign(key, "SM3", jb_span_str(MESSAGE));
  octets twice = sign(key, "SM3", jb_span_of(inner, 32));
  octets other = sign(key, "SM3", jb_span_str("\"Label\":\"2\""));
  octets spki = spki_of(key), wrong = spki_of(stranger), cert = certificate_of(key, "SM3");
  const char *k = hex_of(&spki);
  const char *s = hex_of(&plain);
  expect(security_data(USUAL, SM2_OID, "LabelMataData", s, k), false, "valid-self-key", "pass", "plain");
  expect(security_data(USUAL, SM2_OID, "Md", s, k), false, "valid-self-key", "pass", "plain");
  expect(security_data(USUAL, SM2_OID, "Md", hex_of(&twice), k), false, "valid-self-key", "pass", "double");
  expect(security_data(USUAL, SM2_OID, "Md", s, hex_of(&cert)), false, "valid-self-key", "pass", "plain");
  k = hex_of(&spki);
  expect_detail(security_data(USUAL, SM2_OID, "Md", hex_of(&other), k), false, "invalid", "fail", NULL,
                "invalid,modes-tried:plain,double");
  expect(security_data(USUAL, SM2_OID, "Md", s, hex_of(&wrong)), false, "invalid", "fail", NULL);
  k = hex_of(&spki);
  expect(security_data(USUAL, SM2_OID, "Md", "3006020100020101", k), false, "invalid", "fail", NULL);
  /* never invalid: what nobody can verify from outside */
  expect(security_data(USUAL, SM2_OID, "Binding", hex_of(&other), k), false, "unsupported", "unknown", NULL);
  expect(security_data(USUAL, SM2_OID, "Bnd", s, k), false, "unsupported", "unknown", NULL);
  expect(security_data(USUAL, SM2_OID, "Content", s, k), false, "unsupported", "unknown", NULL);
  expect(security_data(USUAL, "1.2.840.10045.4.3.2", "Md", s, k), false, "unsupported", "unknown", NULL);
  expect(security_data(USUAL, RSA_OID, "Md", s, k), false, "unsupported", "unknown", NULL);
  expect(security_data(USUAL, SM2_OID, "Md", s, "zz"), false, "unsupported", "unknown", NULL);
  expect(security_data(USUAL, SM2_OID, "Md", "no hex!", k), false, "unsupported", "unknown", NULL);
  /* ReservedCode2: a match proves, a mismatch does not */
  octets platform = sign(key, "SM3", jb_span_str(PLATFORM_MESSAGE));
  expect(security_data(USUAL, SM2_OID, "Md", hex_of(&platform), k), true, "valid-self-key", "pass", "plain");
  expect(security_data(USUAL, SM2_OID, "Md", hex_of(&plain), k), true, "valid-self-key", "pass", "plain");
  expect_detail(security_data(USUAL, SM2_OID, "Md", hex_of(&other), k), true, "unsupported", "unknown",
                NULL, "unsupported,modes-tried:plain,double");
  EVP_PKEY_free(key);
  EVP_PKEY_free(stranger);
}

static void rsa_is_verified_where_the_message_is_known(void **state) {
  (void)state;
  EVP_PKEY *key = fresh("RSA");
  octets good = sign(key, "SHA256", jb_span_str(MESSAGE)), bad = sign(key, "SHA256", jb_span_str("x"));
  octets spki = spki_of(key), cert = certificate_of(key, "SHA256");
  const char *k = hex_of(&spki), *s = hex_of(&good);
  expect(security_data(USUAL, RSA_OID, "Md", s, k), false, "valid-self-key", "pass", NULL);
  expect(security_data(USUAL, RSA_OID, "Md", s, hex_of(&cert)), false, "valid-self-key", "pass", NULL);
  expect(security_data(USUAL, RSA_OID, "Md", hex_of(&bad), k), false, "invalid", "fail", NULL);
  expect(security_data(USUAL, RSA_OID, "Content", hex_of(&bad), k), false, "unsupported", "unknown", NULL);
  EVP_PKEY_free(key);
}

static void writers_spell_the_structure_as_they_like(void **state) {
  (void)state;
  static const char *const k_formats[] = {
      /* PubSd, a blank before the type, key and signature in one element */
      "{\"SecurityData\":{\"Type\":\" TC260PG\",\"PubSd\":[{\"Type\":\" DS \",\"AlgID\":\"%s\","
      "\"TBSData\":{\"Type\":\"%s\"},\"Signature\":\"%s\",\"KeyValue\":\"%s\"}]}}",
      /* no SecurityData around, one object instead of a list */
      "{\"Type\":\"TC260PG\",\"PubSD\":{\"Type\":\"DS\",\"AlgID\":\"%s\",\"TBSData\":\"%s\","
      "\"Signature\":\"%s\",\"PubKey\":\"%s\"}}",
      /* the key first, linked by KeyID, another key beside it */
      "{\"SecurityData\":{\"Type\":\"TC260PG\",\"PubSD\":[{\"Type\":\"PubKey\",\"KeyID\":\"9\",\"KeyValue\":\"" SPKI
      "\"},{\"Type\":\"DS\",\"KeyID\":\"k\",\"AlgID\":\"%s\",\"TBSData\":{\"Type\":\"%s\"},\"Signature\":\"%s\"},"
      "{\"Type\":\"PubKey\",\"KeyID\":\"k\",\"KeyValue\":\"%s\"}]}}",
      /* a binding beside the label's signature does not spoil it */
      "{\"SecurityData\":{\"Type\":\"TC260PG\",\"PubSD\":[{\"Type\":\"DS\",\"AlgID\":\"%s\",\"TBSData\":{\"Type\":\"%s\"},"
      "\"Signature\":\"%s\"},{\"Type\":\"PubKey\",\"KeyValue\":\"%s\"},{\"Type\":\"DS\",\"AlgID\":\"" SM2_OID
      "\",\"TBSData\":{\"Type\":\"Bnd\"},\"Signature\":\"" SIG1 "\"}],\"Bindings\":[{\"BType\":0}]}}"};
  EVP_PKEY *key = fresh("SM2");
  octets signature = sign(key, "SM3", jb_span_str(MESSAGE)), spki = spki_of(key);
  for (size_t i = 0; i < sizeof k_formats / sizeof k_formats[0]; i++) {
    const char *json = security_data(k_formats[i], SM2_OID, "Md", hex_of(&signature), hex_of(&spki));
    expect(json, false, "valid-self-key", "pass", "plain");
    jb_inspection *in = label_with(json, false, true, NULL, 0);
    const jb_finding *f = label_finding(in, "gb45438.label");
    assert_true(label_field_is(f, "security-1.form", "security-data-nested"));
    assert_true(label_field_is(f, "security-1.result", "valid-self-key"));
    /* E b: every value is a string */
    assert_string_equal(label_detail(f, "string-values"), "ReservedCode1=object");
    jb_inspection_free(in);
  }
  EVP_PKEY_free(key);
}

static void a_pinned_key_is_proof(void **state) {
  (void)state;
  EVP_PKEY *key = fresh("SM2");
  octets signature = sign(key, "SM3", jb_span_str(MESSAGE)), spki = spki_of(key);
  uint8_t digest[JB_HASH_MAX];
  char fingerprint[65];
  assert_true(jb_digest_once(JB_SHA256, span(&spki), digest));
  jb_hex_string(fingerprint, jb_span_of(digest, 32));
  const char *json = security_data(USUAL, SM2_OID, "Md", hex_of(&signature), hex_of(&spki));
  const struct {
    jb_pinned_key pin;
    const char *result;
    jb_strength strength;
  } k_cases[] = {{{"91110000T3ET00012W", fingerprint}, "valid-pinned", JB_STRENGTH_PROOF},
                 {{"91110000T3ET00013T", fingerprint}, "valid-self-key", JB_STRENGTH_STRONG},
                 {{"91110000T3ET00012W", "00"}, "valid-self-key", JB_STRENGTH_STRONG}};
  for (size_t i = 0; i < 3; i++) {
    jb_inspection *in = label_with(json, false, false, &k_cases[i].pin, 1);
    const jb_finding *f = label_finding(in, "gb45438.label");
    assert_true(label_field_is(f, "security-1.result", k_cases[i].result));
    assert_true(label_field_is(f, "security-1.key", fingerprint));
    assert_int_equal(f->strength, k_cases[i].strength);
    jb_inspection_free(in);
  }
  EVP_PKEY_free(key);
  size_t shipped;
  (void)jb_pinned_keys(&shipped);
  assert_int_equal(shipped, 0);
}

static void other_reserved_codes_are_opaque(void **state) {
  (void)state;
  static const struct {
    const char *code, *form;
  } k_cases[] = {
      {"iflow", "text"},
      {"L-8f31c", "text"},
      {"e862483430d978cbf828b8b24296ef9328d843a0", "hex"},
      {"3f2b9c4e-1d5a-4c3e-9f00-0123456789ab", "uuid"},
      {"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "base64"},
      {SIG2, "der-signature"},
      {"-7312094857103", "text"},
      {"\xE7\xAD\xBE\xE5\x90\x8D", "other"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = label_with(k_cases[i].code, false, false, NULL, 0);
    const jb_finding *f = label_finding(in, "gb45438.label");
    assert_true(label_field_is(f, "security-1.result", "opaque"));
    assert_true(label_field_is(f, "security-1.form", k_cases[i].form));
    assert_string_equal(label_check(f, "security-1"), "unknown");
    jb_inspection_free(in);
  }
  jb_inspection *in = label_with("", false, false, NULL, 0);
  const jb_finding *f = label_finding(in, "gb45438.label");
  assert_true(label_field_is(f, "security-1.result", "absent"));
  assert_string_equal(label_check(f, "security-1"), "-"); /* optional: E f */
  jb_inspection_free(in);
}

static void a_published_label_verifies_as_a_whole(void **state) {
  (void)state;
  jb_inspection *in = label_in_comment(
      "---\nAIGC:\n  Label: \"1\"\n  ContentProducer: \"" PRODUCER "\"\n  ProduceID: \"142569260085903360\"\n"
      "  ReservedCode1: '{\"SecurityData\":{\"Type\":\"TC260PG\",\"Version\":1,\"PubSD\":[{\"Type\":\"DS\",\"AlgID\":\"" SM2_OID
      "\",\"TBSData\":{\"Type\":\"LabelMataData\"},\"Signature\":\"" SIG1 "\"},{\"Type\":\"PubKey\",\"AlgID\":\"" SM2_OID
      "\",\"KeyValue\":\"" SPKI "\"}]}}'\n  ContentPropagator: \"" PRODUCER "\"\n---\n");
  const jb_finding *f = label_finding(in, "gb45438.label");
  assert_true(label_field_is(f, "security-1.result", "valid-self-key"));
  assert_true(label_field_is(f, "security-1.mode", "double"));
  assert_string_equal(label_check(f, "producer-uscc"), "pass");
  jb_inspection_free(in);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sm3_is_sm3),
      cmocka_unit_test(published_signatures_verify_in_the_double_mode_alone),
      cmocka_unit_test(every_spelling_of_a_key_is_the_same_key),
      cmocka_unit_test(what_is_no_key_is_refused),
      cmocka_unit_test(der_is_strict),
      cmocka_unit_test(fresh_sm2_signatures_are_judged),
      cmocka_unit_test(rsa_is_verified_where_the_message_is_known),
      cmocka_unit_test(writers_spell_the_structure_as_they_like),
      cmocka_unit_test(a_pinned_key_is_proof),
      cmocka_unit_test(other_reserved_codes_are_opaque),
      cmocka_unit_test(a_published_label_verifies_as_a_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
