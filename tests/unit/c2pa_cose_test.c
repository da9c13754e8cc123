/* COSE_Sign1 as C2PA 2.2 clause 13.2 has it, right and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "support/credential_test.h"

static trust_world g_world;
static jb_arena *g_arena;
static jb_cose_result g_result;

static int open_world(void **state) {
  (void)state;
  g_world = trust_world_new();
  return 0;
}

static int close_world(void **state) {
  (void)state;
  trust_world_free(&g_world);
  return 0;
}

static int open_arena(void **state) {
  (void)state;
  g_arena = jb_arena_new(8 << 20);
  return g_arena ? 0 : -1;
}

static int close_arena(void **state) {
  (void)state;
  jb_arena_free(g_arena);
  return 0;
}

#define TRUSTED "signingCredential.trusted "
#define VALID TRUSTED "claimSignature.validated claimSignature.insideValidity"
#define MISMATCH TRUSTED "claimSignature.mismatch claimSignature.insideValidity"

static void expect(const char *what, const char *codes) {
  if (strcmp(codes_of(&g_result), codes) != 0) print_message("case: %s\n", what);
  assert_string_equal(codes_of(&g_result), codes);
}

/* clause 13.2.1: every algorithm, and any of the three curves with any ES one */
static void every_algorithm(void **state) {
  (void)state;
  static const struct {
    const char *key, *name;
    int64_t alg;
    const char *codes;
  } k_cases[] = {
      {"P-256", "es256", -7, VALID},     {"P-384", "es256", -7, VALID},
      {"P-521", "es256", -7, VALID},     {"P-256", "es384", -35, VALID},
      {"P-384", "es384", -35, VALID},    {"P-521", "es384", -35, VALID},
      {"P-256", "es512", -36, VALID},    {"P-384", "es512", -36, VALID},
      {"P-521", "es512", -36, VALID},    {"RSA:2048", "ps256", -37, VALID},
      {"RSA:2048", "ps384", -38, VALID}, {"RSA:2048", "ps512", -39, VALID},
      {"ED25519", "ed25519", -8, VALID},
      {"P-256", NULL, -47, TRUSTED "algorithm.unsupported claimSignature.insideValidity"},
      {"RSA:2048", NULL, -257, TRUSTED "algorithm.unsupported claimSignature.insideValidity"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    person p = person_new(&g_world.ca, (person_options){.key = k_cases[i].key});
    sign1_options o = {.alg = k_cases[i].alg, .chain = {&p, &g_world.ca}};
    verify_with(g_arena, &g_world, o, &g_result);
    expect(k_cases[i].key, k_cases[i].codes);
    if (k_cases[i].name) assert_string_equal(g_result.algorithm, k_cases[i].name);
    else assert_null(g_result.algorithm);
    assert_int_equal(g_result.signature_ok, k_cases[i].name != NULL);
    person_free(&p);
  }
}

/* An algorithm and a key of another kind. */
static void keys_that_do_not_fit(void **state) {
  (void)state;
  static const struct {
    const char *key;
    int64_t made, said;
  } k_cases[] = {{"P-256", -7, -8}, {"P-256", -35, -37}, {"RSA:2048", -37, -36},
                 {"ED25519", -8, -7}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    person p = person_new(&g_world.ca, (person_options){.key = k_cases[i].key});
    bytes claim = text("a claim");
    sign1_options o = {.alg = k_cases[i].made, .chain = {&p, &g_world.ca}};
    bytes content = sign1_over(claim, o);
    /* the algorithm's one or two bytes follow the key 01 in the protected map */
    size_t at = jb_span_find(span_of(content), jb_span_of("\x01", 1));
    assert_true(at < 16);
    bytes said = cbor_int(k_cases[i].said);
    bytes had = cbor_int(k_cases[i].made);
    assert_int_equal(said.len, had.len);
    for (size_t k = 0; k < said.len; k++) content.ptr[at + 1 + k] = said.ptr[k];
    verify_content(g_arena, &g_world, copy_of(content), &g_result);
    expect(k_cases[i].key, MISMATCH);
    bytes_free(said);
    bytes_free(had);
    bytes_free(content);
    bytes_free(claim);
    person_free(&p);
  }
}

/* clauses 13.2 and 14.5 */
static void structure(void **state) {
  (void)state;
  static const struct {
    const char *what;
    sign1_options options;
    const char *codes;
  } k_cases[] = {
      {"x5chain 33, protected", {.place = CHAIN_P33}, VALID},
      {"x5chain by name, protected", {.place = CHAIN_P_TEXT}, VALID},
      {"33, unprotected: written before 1.3, still read", {.place = CHAIN_U33}, VALID},
      {"by name, unprotected", {.place = CHAIN_U_TEXT}, VALID},
      {"both labels: 33 counts", {.place = CHAIN_BOTH_LABELS}, VALID},
      {"one label in both buckets", {.place = CHAIN_BOTH_BUCKETS}, "signingCredential.invalid"},
      {"no certificate", {.place = CHAIN_NONE}, "signingCredential.invalid"},
      {"no alg", {.alg_none = true},
       TRUSTED "algorithm.unsupported claimSignature.insideValidity"},
      {"alg by name", {.alg_text = true},
       TRUSTED "algorithm.unsupported claimSignature.insideValidity"},
      {"untagged", {.tag = -1}, "claimSignature.mismatch"},
      {"COSE_Sign's tag", {.tag = 98}, "claimSignature.mismatch"},
      {"attached payload", {.attached = true}, "claimSignature.mismatch"},
      {"empty byte string as payload", {.empty_payload = true}, "claimSignature.mismatch"},
      {"crit names the unknown", {.crit = true}, "claimSignature.mismatch"},
      {"flipped bit", {.flip = true}, MISMATCH},
      {"another claim", {.other_bytes = true}, MISMATCH},
      {"DER where r || s belongs", {.der = true}, MISMATCH},
      {"iat inside", {.has_iat = true, .iat = CREDENTIAL_NOW - 60},
       VALID " timeOfSigning.insideValidity"},
      {"iat long ago", {.has_iat = true, .iat = 86400},
       VALID " timeOfSigning.outsideValidity"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    verify_with(g_arena, &g_world, k_cases[i].options, &g_result);
    expect(k_cases[i].what, k_cases[i].codes);
  }
}

static void one_certificate_as_byte_string(void **state) {
  (void)state;
  person p = person_new(&g_world.root, (person_options){.name = "Directly"});
  verify_with(g_arena, &g_world, (sign1_options){.chain = {&p}, .single = true}, &g_result);
  expect("single", VALID);
  person_free(&p);
  verify_with(g_arena, &g_world, (sign1_options){.chain = {&g_world.signer}, .single = true},
              &g_result);
  expect("the intermediate is missing",
         "signingCredential.untrusted claimSignature.validated claimSignature.insideValidity");
}

/* What lies in the unprotected header is signed by nobody. */
static void pads_are_listed(void **state) {
  (void)state;
  verify_with(g_arena, &g_world, (sign1_options){.pad = 300}, &g_result);
  expect("zero pad", VALID);
  jb_range pad = uncovered_range(&g_result, "cose-pad");
  assert_true(pad.length >= 300);
  assert_int_equal(uncovered_range(&g_result, "cose-pad-not-zero").length, 0);
  verify_with(g_arena, &g_world, (sign1_options){.pad = 300, .pad_value = 9}, &g_result);
  expect("the pad is not signed", VALID);
  assert_int_equal(uncovered_range(&g_result, "cose-pad-not-zero").length, 1);
  assert_true(is_uncovered(&g_result, "cose-pad-not-zero", pad.offset + pad.length - 1));
}

static void certificates_outside_the_signature_are_listed(void **state) {
  (void)state;
  verify_with(g_arena, &g_world, (sign1_options){.place = CHAIN_U33}, &g_result);
  assert_true(uncovered_range(&g_result, "cose-certificates").length > 500);
  verify_with(g_arena, &g_world, (sign1_options){.place = CHAIN_P33}, &g_result);
  assert_int_equal(g_result.uncovered_count, 0);
}

/* Whatever the bytes are, there is an answer, and it is never "validated". */
static void damage_is_never_valid(void **state) {
  (void)state;
  bytes claim = text("a claim");
  bytes good = sign1_over(claim, (sign1_options){.chain = {&g_world.signer, &g_world.ca}});
  for (size_t i = 0; i < good.len; i++) {
    bytes bad = copy_of(good);
    bad.ptr[i] ^= 0x55;
    jb_arena *arena = jb_arena_new(8 << 20);
    verify_content(arena, &g_world, bad, &g_result);
    assert_false(g_result.signature_ok);
    assert_true(g_result.status_count > 0);
    jb_arena_free(arena);
  }
  verify_content(g_arena, &g_world, none(), &g_result);
  expect("nothing at all", "claimSignature.mismatch");
  assert_false(g_result.parsed);
  bytes_free(good);
  bytes_free(claim);
}

static void more_certificates_than_the_limit(void **state) {
  (void)state;
  bytes items = none();
  for (int i = 0; i < 17; i++) items = join(2, items, cbor_bytes(person_der(&g_world.signer)));
  bytes header = cbor_map(2, join(4, cbor_uint(1), cbor_int(-7), cbor_uint(33),
                                  cbor_array(17, items)));
  bytes list = cbor_array(4, join(4, cbor_bytes(header), cbor_map(0, none()), cbor_nil(),
                                  cbor_bytes(fill(1, 64))));
  verify_content(g_arena, &g_world, cbor_tag(18, list), &g_result);
  expect("17 certificates", "signingCredential.invalid");
  assert_true(g_result.limit);
}

/* A store may hold a thousand claims; what is not verified is said. */
static void effort_is_bounded(void **state) {
  (void)state;
  bytes claim = text("a claim");
  bytes content = sign1_over(claim, (sign1_options){.chain = {&g_world.signer, &g_world.ca}});
  uint64_t effort = 10;
  jb_cose_input in = {.content = span_of(content), .claim = span_of(claim),
                      .now = CREDENTIAL_NOW, .anchors = g_world.anchors, .effort = &effort};
  jb_cose_verify(g_arena, &in, &g_result);
  expect("enough for one", VALID);
  assert_false(g_result.limit);
  jb_cose_verify(g_arena, &in, &g_result);
  expect("not for two", "general.error");
  assert_true(g_result.limit);
  assert_false(g_result.signature_ok);
  bytes_free(content);
  bytes_free(claim);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)
  const struct CMUnitTest tests[] = {
      T(every_algorithm),
      T(keys_that_do_not_fit),
      T(structure),
      T(one_certificate_as_byte_string),
      T(pads_are_listed),
      T(certificates_outside_the_signature_are_listed),
      T(damage_is_never_valid),
      T(more_certificates_than_the_limit),
      T(effort_is_bounded),
  };
  return cmocka_run_group_tests(tests, open_world, close_world);
}
