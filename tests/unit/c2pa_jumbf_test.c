/* JUMBF as C2PA 2.2 clause 11.1 has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "c2pa/jumbf.h"
#include "support/build.h"

static bytes description(const char type[4], unsigned toggles, bytes rest) {
  return box("jumd", join(4, raw(type, 4), hex("00110010800000AA00389B71"), u8(toggles), rest));
}

/* A superbox: requestable, with a label. */
static bytes super(const char type[4], const char *label, bytes content) {
  return box("jumb", join(2, description(type, 3, join(2, text(label), u8(0))), content));
}

static bytes cbor(bytes item) { return box("cbor", item); }

/* A store of one manifest: claim and two assertions. */
static bytes store_with(bytes more) {
  bytes assertions = super("c2as", "c2pa.assertions",
                           join(2, super("cbor", "c2pa.actions", cbor(u8(1))),
                                super("cbor", "c2pa.actions__1", cbor(u8(2)))));
  return super("c2pa", "c2pa",
               super("c2ma", "urn:c2pa:A",
                     join(3, assertions, super("c2cl", "c2pa.claim.v2", cbor(u8(3))), more)));
}

static jb_arena *g_arena;

static int open_arena(void **state) {
  (void)state;
  g_arena = jb_arena_new(1 << 22);
  return g_arena ? 0 : -1;
}

static int close_arena(void **state) {
  (void)state;
  jb_arena_free(g_arena);
  return 0;
}

static jb_jumbf parse(bytes b) {
  jb_limits limits = jb_limits_default();
  jb_span kept = jb_arena_copy(g_arena, span_of(b));
  bytes_free(b);
  return jb_jumbf_parse(g_arena, kept, &limits);
}

static void has_problem(const jb_jumbf *j, const char *code) {
  for (size_t i = 0; i < j->problem_count; i++) {
    if (strcmp(j->problems[i].code, code) == 0) return;
  }
  fail_msg("no %s", code);
}

static jb_jumbf_box *find(const jb_jumbf *j, jb_jumbf_box *manifest, const char *uri) {
  return jb_jumbf_resolve(j, manifest, jb_span_str(uri));
}

static void a_store_is_a_tree_of_labelled_boxes(void **state) {
  (void)state;
  jb_jumbf j = parse(join(2, store_with(none()), fill(0, 12)));
  assert_int_equal(j.problem_count, 0);
  assert_int_equal(j.end, j.root->length); /* the padding is no part of it */
  assert_true(jb_jumbf_is(j.root, "c2pa"));
  assert_false(jb_jumbf_is(j.root, "c2ma"));
  jb_jumbf_box *manifest = j.root->first;
  assert_true(jb_jumbf_is(manifest, "c2ma"));
  assert_true(jb_span_is(manifest->label, "urn:c2pa:A"));
  assert_ptr_equal(manifest->parent, j.root);
  /* description boxes are told in their superbox, not as children */
  assert_int_equal(manifest->count, 2);
  jb_jumbf_box *claim = jb_jumbf_child(manifest, jb_span_str("c2pa.claim.v2"));
  assert_true(jb_jumbf_is(claim, "c2cl"));
  assert_int_equal(jb_jumbf_content(claim, "cbor")->body.ptr[0], 3);
  assert_null(jb_jumbf_content(claim, "json"));
  /* clause 8.4.2.3: a hashed URI hashes from the description box on */
  assert_int_equal(claim->body.len, claim->length - 8);
  assert_memory_equal(claim->body.ptr + 4, "jumd", 4);
}

/* Clause 8.4.2.1 */
static void uris_lead_to_boxes(void **state) {
  (void)state;
  static const struct {
    const char *uri;
    const char *label; /* NULL: leads nowhere */
  } k_cases[] = {
      {"self#jumbf=/c2pa/urn:c2pa:A/c2pa.assertions/c2pa.actions", "c2pa.actions"},
      {"self#jumbf=/c2pa/urn:c2pa:A", "urn:c2pa:A"},
      {"self#jumbf=c2pa/urn:c2pa:A/c2pa.claim.v2", "c2pa.claim.v2"},
      {"self#jumbf=c2pa.assertions/c2pa.actions__1", "c2pa.actions__1"},
      {"self#jumbf=c2pa.assertions", "c2pa.assertions"},
      {"self#jumbf=/c2pa", "c2pa"},
      {"self#jumbf=", NULL},
      {"self#jumbf=/", NULL},
      {"self#jumbf=c2pa.assertions/", NULL},
      {"self#jumbf=/other/urn:c2pa:A", NULL},
      {"self#jumbf=/c2pa/urn:c2pa:B", NULL},
      {"self#jumbf=/c2pa/../c2pa", NULL},
      {"self#jumbf=c2pa.assertions//c2pa.actions", NULL},
      {"jumbf=c2pa.assertions", NULL},
      {"https://example.invalid/c2pa", NULL},
  };
  jb_jumbf j = parse(store_with(none()));
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_jumbf_box *found = find(&j, j.root->first, k_cases[i].uri);
    assert_int_equal(found != NULL, k_cases[i].label != NULL);
    if (found) assert_true(jb_span_is(found->label, k_cases[i].label));
  }
}

static void two_boxes_of_one_label_are_ambiguous(void **state) {
  (void)state;
  jb_jumbf j = parse(store_with(super("c2cl", "c2pa.claim.v2", cbor(u8(4)))));
  has_problem(&j, "jumbf.duplicate-label");
  assert_null(find(&j, j.root->first, "self#jumbf=c2pa.claim.v2"));
  assert_int_equal(
      jb_jumbf_content(jb_jumbf_child(j.root->first, jb_span_str("c2pa.claim.v2")), "cbor")
          ->body.ptr[0],
      3);
}

static void what_is_wrong_is_listed(void **state) {
  (void)state;
  const struct {
    bytes store;
    const char *code;
  } k_cases[] = {
      {none(), "jumbf.length"},
      {box("free", none()), "jumbf.no-box"},
      {box("jumb", none()), "jumbf.no-description"},
      {box("jumb", cbor(u8(0))), "jumbf.no-description"},
      {box("jumb", box("jumd", hex("6332"))), "jumbf.description"},
      {box("jumb", description("c2pa", 3, text("no end"))), "jumbf.description"},
      {box("jumb", description("c2pa", 1, none())), "jumbf.toggles"},
      {box("jumb", description("c2pa", 2, text("x\0"))), "jumbf.toggles"},
      {super("c2pa", "a/b", none()), "jumbf.label"},
      {super("c2pa", "a\x7F", none()), "jumbf.label"},
      {super("c2pa", "\xC0\xAF", none()), "jumbf.label"},
      {super("c2pa", "", none()), "jumbf.label"},
      {super("c2pa", "c2pa", hex("000001")), "jumbf.surplus"},
      {super("c2pa", "c2pa", hex("00001000 63626f72 00")), "jumbf.length"},
      {super("c2pa", "c2pa", hex("00000004 63626f72 00")), "jumbf.length"},
      {super("c2pa", "c2pa", hex("00000000 63626f72 00")), "jumbf.zero-length"},
      {box("jumb", description("c2pa", 0x13, join(2, hex("6300"), box("c2sh", fill(1, 15))))),
       "jumbf.salt"},
      {box("jumb", description("c2pa", 0x13, join(2, hex("6300"), box("free", fill(1, 16))))),
       "jumbf.salt"},
      {box("jumb", description("c2pa", 3, hex("630000"))), "jumbf.surplus"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_jumbf j = parse(k_cases[i].store);
    has_problem(&j, k_cases[i].code);
  }
}

/* Clause 8.4.2.3: toggles 0x13 */
static void a_salt_is_read(void **state) {
  (void)state;
  jb_jumbf j = parse(
      box("jumb", description("c2pa", 0x13, join(2, hex("6300"), box("c2sh", fill(7, 32))))));
  assert_int_equal(j.problem_count, 0);
  assert_int_equal(j.root->salt.len, 32);
}

static void large_lengths_are_read(void **state) {
  (void)state;
  bytes inner = description("c2pa", 3, hex("6300"));
  jb_jumbf j = parse(join(3, hex("00000001 6a756d62"), u64be(16 + inner.len), inner));
  assert_int_equal(j.problem_count, 0);
  assert_int_equal(j.root->header, 16);
  assert_true(jb_jumbf_is(j.root, "c2pa"));
}

static void nesting_and_count_are_limits(void **state) {
  (void)state;
  bytes deep = none();
  for (int i = 0; i < JB_JUMBF_DEPTH + 1; i++) deep = super("c2pa", "x", deep);
  jb_jumbf j = parse(deep);
  assert_true(j.limit);
  has_problem(&j, "jumbf.depth");
  jb_limits limits = jb_limits_default();
  limits.boxes_max = 4;
  bytes store = store_with(none());
  j = jb_jumbf_parse(g_arena, span_of(store), &limits);
  assert_true(j.limit);
  has_problem(&j, "jumbf.limit");
  bytes_free(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_store_is_a_tree_of_labelled_boxes),
      cmocka_unit_test(uris_lead_to_boxes),
      cmocka_unit_test(two_boxes_of_one_label_are_ambiguous),
      cmocka_unit_test(what_is_wrong_is_listed),
      cmocka_unit_test(a_salt_is_read),
      cmocka_unit_test(large_lengths_are_read),
      cmocka_unit_test(nesting_and_count_are_limits),
  };
  return cmocka_run_group_tests(tests, open_arena, close_arena);
}
