/* The certificate profile, trust, time stamps and revocation: C2PA 2.2 clauses
 * 14.4, 14.5 and 15.7 to 15.9. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/ocsp.h>

#include "c2pa/cbor.h"
#include "support/credential_test.h"

static trust_world g_world;
static jb_arena *g_arena;
static jb_cose_result g_result;

static int open_world(void **state) {
  (void)state;
  g_world = trust_world_new();
  g_arena = jb_arena_new(64 << 20);
  return g_arena ? 0 : -1;
}

static int close_world(void **state) {
  (void)state;
  jb_arena_free(g_arena);
  trust_world_free(&g_world);
  return 0;
}

#define SIGNED "claimSignature.validated claimSignature.insideValidity"
#define TRUSTED "signingCredential.trusted "
#define UNTRUSTED "signingCredential.untrusted "
#define INVALID "signingCredential.invalid "
#define STAMPED "timeStamp.validated timeStamp.trusted "

static void expect(const char *what, const char *codes) {
  if (strcmp(codes_of(&g_result), codes) != 0) print_message("case: %s\n", what);
  assert_string_equal(codes_of(&g_result), codes);
}

enum { DAY = 86400, YEAR = 365 * DAY };

/* ---- 14.5.1 ---- */

static void profile(void **state) {
  (void)state;
  static const struct {
    const char *what;
    person_options options;
    const char *codes;
  } k_cases[] = {
      {"ordinary", {.name = "Plain"}, TRUSTED SIGNED},
      {"document signing", {.eku = "1.3.6.1.5.5.7.3.36"}, TRUSTED SIGNED},
      {"claim signing", {.eku = "1.3.6.1.4.1.62558.2.1"}, TRUSTED SIGNED},
      {"an unknown purpose beside", {.eku = "emailProtection,1.2.3.4.5"}, TRUSTED SIGNED},
      {"only an unknown purpose", {.eku = "1.2.3.4.5"}, UNTRUSTED SIGNED},
      {"no EKU", {.eku = "-"}, INVALID UNTRUSTED SIGNED},
      {"anyExtendedKeyUsage", {.eku = "emailProtection,anyExtendedKeyUsage"}, INVALID SIGNED},
      {"timeStamping beside another", {.eku = "emailProtection,timeStamping"}, INVALID SIGNED},
      {"OCSPSigning beside another", {.eku = "emailProtection,OCSPSigning"}, INVALID SIGNED},
      {"no key usage", {.ku = "-"}, INVALID SIGNED},
      {"no digitalSignature", {.ku = "keyEncipherment"}, INVALID SIGNED},
      {"keyCertSign without CA", {.ku = "digitalSignature,keyCertSign"}, INVALID SIGNED},
      {"no AKI", {.no_aki = true}, INVALID SIGNED},
      {"no SKI on a leaf", {.no_ski = true}, TRUSTED SIGNED},
      {"version 1", {.version = 1}, INVALID UNTRUSTED SIGNED},
      {"an unknown critical extension", {.critical = "1.2.3.4.6"}, INVALID UNTRUSTED SIGNED},
      {"a CA", {.ca = true, .ku = "digitalSignature,keyCertSign", .eku = "emailProtection"},
       INVALID UNTRUSTED SIGNED},
      {"SHA-1", {.hash = "SHA1"}, INVALID SIGNED},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    person p = person_new(&g_world.ca, k_cases[i].options);
    verify_with(g_arena, &g_world, (sign1_options){.chain = {&p, &g_world.ca}}, &g_result);
    expect(k_cases[i].what, k_cases[i].codes);
    person_free(&p);
  }
}

static void forbidden_keys(void **state) {
  (void)state;
  static const struct {
    const char *key;
    int64_t alg;
  } k_cases[] = {{"RSA:1024", -37}, {"secp256k1", -7}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    person p = person_new(&g_world.ca, (person_options){.key = k_cases[i].key});
    sign1_options o = {.alg = k_cases[i].alg, .chain = {&p, &g_world.ca}};
    verify_with(g_arena, &g_world, o, &g_result);
    expect(k_cases[i].key, INVALID "claimSignature.mismatch claimSignature.insideValidity");
    person_free(&p);
  }
}

/* RSASSA-PSS on the certificate itself. */
static void pss_certificates(void **state) {
  (void)state;
  person root = person_new(NULL, (person_options){.name = "PSS Root", .key = "RSA:2048", .ca = true});
  trust_world_add(&g_world, &root, JB_ANCHOR_SIGNER, JB_ANCHOR_USER);
  person good = person_new(&root, (person_options){.pss = true});
  verify_with(g_arena, &g_world, (sign1_options){.chain = {&good}}, &g_result);
  expect("SHA-256", TRUSTED SIGNED);
  assert_int_equal(g_result.signer_origin, JB_ANCHOR_USER);
  person weak = person_new(&root, (person_options){.pss = true, .hash = "SHA1"});
  verify_with(g_arena, &g_world, (sign1_options){.chain = {&weak}}, &g_result);
  expect("SHA-1", INVALID SIGNED);
  person_free(&good);
  person_free(&weak);
  person_free(&root);
}

/* ---- 14.4 ---- */

static void who_vouches(void **state) {
  (void)state;
  person other = person_new(&g_world.stranger, (person_options){.name = "Unlisted"});
  person alone = person_new(NULL, (person_options){.name = "Alone"});
  verify_with(g_arena, &g_world, (sign1_options){.chain = {&other}}, &g_result);
  expect("unlisted root", UNTRUSTED SIGNED);
  assert_int_equal(g_result.signer_origin, JB_ANCHOR_ORIGIN_COUNT);
  assert_false(g_result.self_signed);
  verify_with(g_arena, &g_world, (sign1_options){.chain = {&alone}}, &g_result);
  expect("self-signed", UNTRUSTED SIGNED);
  assert_true(g_result.self_signed);

  /* an allowed leaf needs no chain */
  trust_world_add(&g_world, &other, JB_ANCHOR_SIGNER, JB_ANCHOR_INTERIM);
  verify_with(g_arena, &g_world, (sign1_options){.chain = {&other}}, &g_result);
  expect("allowed leaf", TRUSTED SIGNED);
  assert_int_equal(g_result.signer_origin, JB_ANCHOR_INTERIM);
  /* and vouches for nobody else */
  person next = person_new(&other, (person_options){.name = "Below a leaf"});
  verify_with(g_arena, &g_world, (sign1_options){.chain = {&next, &other}}, &g_result);
  expect("below an allowed leaf", UNTRUSTED SIGNED);
  person_free(&next);
  person_free(&other);
  person_free(&alone);
}

/* An intermediate may be the anchor; the strongest origin is told. */
static void intermediate_as_anchor(void **state) {
  (void)state;
  trust_world w = trust_world_new();
  person ca = person_new(&w.stranger, (person_options){.name = "Anchored", .ca = true});
  person leaf = person_new(&ca, (person_options){.name = "Leaf"});
  trust_world_add(&w, &ca, JB_ANCHOR_SIGNER, JB_ANCHOR_USER);
  verify_with(g_arena, &w, (sign1_options){.chain = {&leaf}}, &g_result);
  expect("partial chain", TRUSTED SIGNED);
  assert_int_equal(g_result.signer_origin, JB_ANCHOR_USER);
  trust_world_add(&w, &w.stranger, JB_ANCHOR_SIGNER, JB_ANCHOR_INTERIM);
  verify_with(g_arena, &w, (sign1_options){.chain = {&leaf, &ca}}, &g_result);
  assert_int_equal(g_result.signer_origin, JB_ANCHOR_INTERIM);
  person_free(&leaf);
  person_free(&ca);
  trust_world_free(&w);
}

/* Two anchors of one name: the right key is found whatever the order. */
static void anchors_of_one_name(void **state) {
  (void)state;
  trust_world w = trust_world_new();
  person a = person_new(NULL, (person_options){.name = "Twin", .ca = true, .no_ski = true});
  person b = person_new(NULL, (person_options){.name = "Twin", .ca = true, .no_ski = true});
  trust_world_add(&w, &a, JB_ANCHOR_SIGNER, JB_ANCHOR_USER);
  trust_world_add(&w, &b, JB_ANCHOR_SIGNER, JB_ANCHOR_USER);
  const person *both[] = {&a, &b};
  for (size_t i = 0; i < 2; i++) {
    person leaf = person_new(both[i], (person_options){.name = "Leaf", .no_aki = true});
    verify_with(g_arena, &w, (sign1_options){.chain = {&leaf}}, &g_result);
    /* no AKI can point at an issuer without SKI: the profile says so */
    expect("twin", INVALID SIGNED);
    assert_int_equal(g_result.signer_origin, JB_ANCHOR_USER);
    person_free(&leaf);
  }
  person_free(&a);
  person_free(&b);
  trust_world_free(&w);
}

static void nobody_is_trusted_without_anchors(void **state) {
  (void)state;
  trust_world w = g_world;
  w.anchors = NULL;
  verify_with(g_arena, &w, (sign1_options){.place = CHAIN_P33}, &g_result);
  expect("no anchors", UNTRUSTED SIGNED);
}

typedef struct facts {
  bytes subject, key, key_id, serial;
  jb_bare_anchor bare;
} facts;

static facts facts_of(const person *p) {
  facts f = {.bare = {.use = JB_ANCHOR_SIGNER, .origin = JB_ANCHOR_INTERIM, .list = "facts",
                      .path_length = -1}};
  unsigned char *der = NULL;
  int length = i2d_X509_NAME(X509_get_subject_name(p->cert), &der);
  f.subject = raw(der, (size_t)length);
  OPENSSL_free(der);
  der = NULL;
  length = i2d_PUBKEY(p->key, &der);
  f.key = raw(der, (size_t)length);
  OPENSSL_free(der);
  const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(p->cert);
  f.key_id = raw(ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id));
  const ASN1_INTEGER *n = X509_get0_serialNumber(p->cert);
  f.serial = raw(ASN1_STRING_get0_data(n), (size_t)ASN1_STRING_length(n));
  f.bare.subject = span_of(f.subject);
  f.bare.key = span_of(f.key);
  f.bare.key_id = span_of(f.key_id);
  f.bare.serial = span_of(f.serial);
  f.bare.not_before = CREDENTIAL_NOW - YEAR;
  f.bare.not_after = CREDENTIAL_NOW + YEAR;
  unsigned int size = 32;
  assert_int_equal(X509_digest(p->cert, EVP_sha256(), f.bare.sha256, &size), 1);
  return f;
}

static void facts_free(facts *f) {
  bytes_free(f->subject);
  bytes_free(f->key);
  bytes_free(f->key_id);
  bytes_free(f->serial);
}

/* The shipped lists hold facts, no certificates: name and key are the anchor. */
static void bare_anchors(void **state) {
  (void)state;
  trust_world w = trust_world_new();
  person ca = person_new(&w.stranger, (person_options){.name = "Below", .ca = true});
  person leaf = person_new(&ca, (person_options){.name = "Leaf"});
  facts f = facts_of(&w.stranger), other = facts_of(&w.time_root);
  sign1_options o = {.chain = {&leaf, &ca}};
  jb_error err;
  /* the same name over another key is another anchor */
  jb_bare_anchor wrong = f.bare;
  wrong.key = span_of(other.key);
  assert_int_equal(jb_trust_anchors_add_bare(w.anchors, &wrong, &err), JB_OK);
  verify_with(g_arena, &w, o, &g_result);
  expect("another key", UNTRUSTED SIGNED);
  assert_int_equal(jb_trust_anchors_add_bare(w.anchors, &f.bare, &err), JB_OK);
  verify_with(g_arena, &w, o, &g_result);
  expect("facts", TRUSTED SIGNED);
  assert_int_equal(g_result.signer_origin, JB_ANCHOR_INTERIM);
  facts_free(&f);
  facts_free(&other);
  person_free(&ca);
  person_free(&leaf);
  trust_world_free(&w);
}

/* RFC 5280 clause 6.1.1 (d): a path length given with the anchor holds. */
static void path_length_of_an_anchor(void **state) {
  (void)state;
  trust_world w = trust_world_new();
  person ca = person_new(&w.stranger, (person_options){.name = "Below", .ca = true});
  person leaf = person_new(&ca, (person_options){.name = "Leaf"});
  facts f = facts_of(&w.stranger);
  f.bare.path_length = 0;
  jb_error err;
  assert_int_equal(jb_trust_anchors_add_bare(w.anchors, &f.bare, &err), JB_OK);
  verify_with(g_arena, &w, (sign1_options){.chain = {&leaf, &ca}}, &g_result);
  expect("one CA too many", UNTRUSTED SIGNED);
  facts_free(&f);
  person_free(&ca);
  person_free(&leaf);
  trust_world_free(&w);
}

/* Known misuse takes the trust away and says why. */
static void denylist(void **state) {
  (void)state;
  trust_world w = trust_world_new();
  facts root = facts_of(&w.root);
  jb_denied d = {.issued_before = CREDENTIAL_NOW - 2 * YEAR, .reason = "a-reason"};
  memcpy(d.sha256, root.bare.sha256, sizeof d.sha256);
  jb_error err;
  assert_int_equal(jb_trust_anchors_deny(w.anchors, &d, &err), JB_OK);
  verify_with(g_arena, &w, (sign1_options){.pad = 0}, &g_result);
  expect("issued later", TRUSTED SIGNED);
  assert_null(g_result.denied);
  d.issued_before = CREDENTIAL_NOW;
  assert_int_equal(jb_trust_anchors_deny(w.anchors, &d, &err), JB_OK);
  verify_with(g_arena, &w, (sign1_options){.pad = 0}, &g_result);
  expect("issued before", UNTRUSTED SIGNED);
  assert_string_equal(g_result.denied, "a-reason");
  facts_free(&root);
  trust_world_free(&w);
}

static void pem_that_is_none(void **state) {
  (void)state;
  static const char *const k_texts[] = {
      "", "no certificate here\n",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      "-----BEGIN CERTIFICATE-----\nnot base64!\n"};
  for (size_t i = 0; i < sizeof k_texts / sizeof k_texts[0]; i++) {
    jb_error err;
    assert_int_equal(jb_trust_anchors_add_pem(g_world.anchors, jb_span_str(k_texts[i]),
                                              JB_ANCHOR_SIGNER, JB_ANCHOR_USER, "bad", &err),
                     JB_E_RULES);
  }
}

/* ---- 15.8: time ---- */

static void time_stamps(void **state) {
  (void)state;
  const struct {
    const char *what;
    sign1_options options;
    const char *codes;
  } k_cases[] = {
      {"version 2", {.stamp = &g_world.authority}, STAMPED TRUSTED SIGNED},
      {"version 1", {.stamp = &g_world.authority, .stamp_version = 1}, STAMPED TRUSTED SIGNED},
      {"SHA-384 imprint", {.stamp = &g_world.authority, .token = {.hash = "SHA384"}},
       STAMPED TRUSTED SIGNED},
      {"SHA-1 imprint", {.stamp = &g_world.authority, .token = {.hash = "SHA1"}},
       "timeStamp.untrusted " TRUSTED SIGNED},
      {"over other bytes", {.stamp = &g_world.authority, .stamp_wrong_bytes = true},
       "timeStamp.mismatch " TRUSTED SIGNED},
      {"damaged signature", {.stamp = &g_world.authority, .stamp_damaged = true},
       "timeStamp.mismatch " TRUSTED SIGNED},
      {"two tokens", {.stamp = &g_world.authority, .stamp_twice = true},
       "timeStamp.malformed " TRUSTED SIGNED},
      {"no certificate inside", {.stamp = &g_world.authority, .token = {.no_certificates = true}},
       "timeStamp.untrusted " TRUSTED SIGNED},
      {"before the authority's time",
       {.stamp = &g_world.authority, .token = {.time = CREDENTIAL_NOW - 3 * YEAR}},
       "timeStamp.validated timeStamp.outsideValidity " TRUSTED SIGNED},
      {"an authority without timeStamping", {.stamp = &g_world.signer},
       "timeStamp.validated timeStamp.untrusted " TRUSTED SIGNED},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    verify_with(g_arena, &g_world, k_cases[i].options, &g_result);
    expect(k_cases[i].what, k_cases[i].codes);
    bool held = strncmp(k_cases[i].codes, STAMPED, sizeof STAMPED - 1) == 0;
    assert_int_equal(g_result.signed_at != INT64_MIN, held);
    if (held) assert_int_equal(g_result.signed_at, CREDENTIAL_NOW - 3600);
  }
}

/* Signers' anchors are not for time stamps. */
static void lists_are_separate(void **state) {
  (void)state;
  person tsa = person_new(&g_world.root, (person_options){.eku = "timeStamping"});
  verify_with(g_arena, &g_world, (sign1_options){.stamp = &tsa}, &g_result);
  expect("under the signers' root", "timeStamp.validated timeStamp.untrusted " TRUSTED SIGNED);
  assert_int_equal(g_result.time_origin, JB_ANCHOR_ORIGIN_COUNT);
  person_free(&tsa);
}

static void validity(void **state) {
  (void)state;
  person gone = person_new(
      &g_world.ca, (person_options){.from = CREDENTIAL_NOW - 100 * DAY, .to = CREDENTIAL_NOW - DAY});
  const struct {
    const char *what;
    sign1_options options;
    const char *codes;
  } k_cases[] = {
      {"expired, no stamp", {.chain = {&gone, &g_world.ca}},
       TRUSTED "claimSignature.validated claimSignature.outsideValidity"},
      {"expired, stamped in time",
       {.chain = {&gone, &g_world.ca},
        .stamp = &g_world.authority,
        .token = {.time = CREDENTIAL_NOW - 2 * DAY}},
       STAMPED TRUSTED SIGNED},
      {"expired, stamped too late", {.chain = {&gone, &g_world.ca}, .stamp = &g_world.authority},
       STAMPED TRUSTED "claimSignature.validated claimSignature.outsideValidity"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    verify_with(g_arena, &g_world, k_cases[i].options, &g_result);
    expect(k_cases[i].what, k_cases[i].codes);
  }
  person_free(&gone);
}

static void unused_certificates_of_a_token(void **state) {
  (void)state;
  sign1_options o = {.stamp = &g_world.authority, .token = {.extra = g_world.stranger.cert}};
  verify_with(g_arena, &g_world, o, &g_result);
  expect("extra certificate", STAMPED TRUSTED SIGNED);
  jb_range extra = uncovered_range(&g_result, "time-stamp-certificate");
  bytes der = person_der(&g_world.stranger);
  assert_int_equal(extra.length, der.len);
  bytes_free(der);
  o.token.extra = NULL;
  verify_with(g_arena, &g_world, o, &g_result);
  assert_int_equal(uncovered_range(&g_result, "time-stamp-certificate").length, 0);
  assert_int_equal(g_result.uncovered_count, 1);
}

/* No byte of a token can change without a word: another status, or a range of
 * its own. */
static void every_byte_of_a_token_counts(void **state) {
  (void)state;
  bytes claim = text("a claim");
  sign1_options o = {.chain = {&g_world.signer, &g_world.ca}, .stamp = &g_world.authority};
  bytes good = sign1_over(claim, o);
  verify_content(g_arena, &g_world, copy_of(good), &g_result);
  jb_range stamp = uncovered_range(&g_result, "time-stamp");
  size_t listed = g_result.uncovered_count;
  assert_true(stamp.length > 500);
  for (uint64_t at = stamp.offset; at < stamp.offset + stamp.length; at++) {
    bytes bad = copy_of(good);
    bad.ptr[at] ^= 0x55;
    jb_arena *arena = jb_arena_new(8 << 20);
    verify_content(arena, &g_world, bad, &g_result);
    bool same = strcmp(codes_of(&g_result), STAMPED TRUSTED SIGNED) == 0 &&
                g_result.uncovered_count == listed && g_result.signed_at == CREDENTIAL_NOW - 3600;
    if (same) print_message("byte %u of the stamp\n", (unsigned)(at - stamp.offset));
    assert_false(same);
    jb_arena_free(arena);
  }
  bytes_free(good);
  bytes_free(claim);
}

/* Tokens of time-stamp assertions count only when the header's does not. */
static void tokens_of_assertions(void **state) {
  (void)state;
  bytes claim = text("a claim");
  bytes content = sign1_over(claim, (sign1_options){.chain = {&g_world.signer, &g_world.ca}});
  jb_cbor_result r = jb_cbor_parse(g_arena, span_of(content), 8, 100);
  const jb_cbor_item *header = r.root->first->first;
  const jb_cbor_item *signature = header->next->next->next;
  bytes message = sig_structure("CounterSignature", raw(header->bytes.ptr, header->bytes.len),
                                cbor_bytes(raw(signature->bytes.ptr, signature->bytes.len)));
  bytes token = token_over(message, &g_world.authority, NULL, (token_options){.time = 0});
  bytes nonsense = text("no token");
  jb_span tokens[] = {span_of(nonsense), span_of(token)};
  jb_cose_input in = {.content = span_of(content),
                      .claim = span_of(claim),
                      .now = CREDENTIAL_NOW,
                      .anchors = g_world.anchors,
                      .tokens = tokens,
                      .token_count = 2};
  jb_cose_verify(g_arena, &in, &g_result);
  expect("two assertions", "assertion.timestamp.malformed " STAMPED TRUSTED SIGNED);
  bytes_free(token);
  bytes_free(nonsense);
  bytes_free(content);
  bytes_free(claim);
}

/* ---- 15.9: revocation ---- */

static void revocation(void **state) {
  (void)state;
  person delegate = person_new(&g_world.ca, (person_options){.name = "Responder", .eku = "OCSPSigning"});
  person wrong = person_new(&g_world.ca, (person_options){.name = "Not a responder"});
  person cousin = person_new(&g_world.root, (person_options){.name = "Cousin", .eku = "OCSPSigning"});
  enum { GOOD = V_OCSP_CERTSTATUS_GOOD, REVOKED = V_OCSP_CERTSTATUS_REVOKED,
         UNKNOWN = V_OCSP_CERTSTATUS_UNKNOWN };
  const struct {
    const char *what;
    const person *about, *responder;
    reply_options options;
    bool stamped;
    const char *code; /* ocsp.skipped when NULL */
  } k_cases[] = {
      {"good", &g_world.signer, &g_world.ca, {GOOD}, true, "signingCredential.ocsp.notRevoked"},
      {"good, delegated", &g_world.signer, &delegate, {GOOD}, true,
       "signingCredential.ocsp.notRevoked"},
      {"revoked", &g_world.signer, &g_world.ca, {REVOKED}, true,
       "signingCredential.ocsp.revoked"},
      {"unknown", &g_world.signer, &g_world.ca, {UNKNOWN}, true,
       "signingCredential.ocsp.unknown"},
      {"good without a time stamp", &g_world.signer, &g_world.ca, {GOOD}, false, NULL},
      {"revoked without a time stamp", &g_world.signer, &g_world.ca, {REVOKED}, false,
       "signingCredential.ocsp.revoked"},
      {"about another certificate", &delegate, &g_world.ca, {GOOD}, true, NULL},
      {"a responder without OCSPSigning", &g_world.signer, &wrong, {GOOD}, true, NULL},
      {"a responder of another issuer", &g_world.signer, &cousin, {GOOD}, true, NULL},
      {"older than the stamp and run out", &g_world.signer, &g_world.ca,
       {GOOD, .this_update = CREDENTIAL_NOW - 9 * DAY}, true, NULL},
      {"newer than the stamp", &g_world.signer, &g_world.ca,
       {GOOD, .this_update = CREDENTIAL_NOW - 60}, true, "signingCredential.ocsp.notRevoked"},
      {"of the future", &g_world.signer, &g_world.ca,
       {GOOD, .this_update = CREDENTIAL_NOW + DAY}, true, NULL},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    sign1_options o = {.stamp = k_cases[i].stamped ? &g_world.authority : NULL};
    o.reply = reply_about(k_cases[i].about, &g_world.ca, k_cases[i].responder, k_cases[i].options);
    verify_with(g_arena, &g_world, o, &g_result);
    const char *code = k_cases[i].code ? k_cases[i].code : "signingCredential.ocsp.skipped";
    size_t found = 0;
    for (size_t k = 0; k < g_result.status_count; k++) {
      bool ocsp = strncmp(g_result.statuses[k].code, "signingCredential.ocsp.", 23) == 0;
      found += ocsp;
      if (ocsp && strcmp(g_result.statuses[k].code, code) != 0) {
        print_message("case: %s\n", k_cases[i].what);
        assert_string_equal(g_result.statuses[k].code, code);
      }
    }
    assert_int_equal(found, 1);
  }
  person_free(&delegate);
  person_free(&wrong);
  person_free(&cousin);
}

static void a_revoked_ca_vouches_for_nobody(void **state) {
  (void)state;
  sign1_options o = {.reply = reply_about(&g_world.ca, &g_world.root, &g_world.root,
                                          (reply_options){V_OCSP_CERTSTATUS_REVOKED})};
  verify_with(g_arena, &g_world, o, &g_result);
  assert_false(g_result.trusted);
  assert_non_null(strstr(codes_of(&g_result), "signingCredential.untrusted"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(profile),
      cmocka_unit_test(forbidden_keys),
      cmocka_unit_test(pss_certificates),
      cmocka_unit_test(who_vouches),
      cmocka_unit_test(intermediate_as_anchor),
      cmocka_unit_test(anchors_of_one_name),
      cmocka_unit_test(nobody_is_trusted_without_anchors),
      cmocka_unit_test(bare_anchors),
      cmocka_unit_test(path_length_of_an_anchor),
      cmocka_unit_test(denylist),
      cmocka_unit_test(pem_that_is_none),
      cmocka_unit_test(time_stamps),
      cmocka_unit_test(lists_are_separate),
      cmocka_unit_test(validity),
      cmocka_unit_test(unused_certificates_of_a_token),
      cmocka_unit_test(every_byte_of_a_token_counts),
      cmocka_unit_test(tokens_of_assertions),
      cmocka_unit_test(revocation),
      cmocka_unit_test(a_revoked_ca_vouches_for_nobody),
  };
  return cmocka_run_group_tests(tests, open_world, close_world);
}
