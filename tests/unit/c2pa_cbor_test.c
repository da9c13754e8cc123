/* CBOR as RFC 8949 has it, with the place of every item. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buf.h"
#include "c2pa/cbor.h"
#include "support/build.h"

static jb_arena *g_arena;

static int open_arena(void **state) {
  (void)state;
  g_arena = jb_arena_new(1 << 20);
  return g_arena ? 0 : -1;
}

static int close_arena(void **state) {
  (void)state;
  jb_arena_free(g_arena);
  return 0;
}

/* The result borrows the text: it lives in the arena of the test. */
static jb_cbor_result parse(const char *digits) {
  bytes b = hex(digits);
  jb_span text = jb_arena_copy(g_arena, span_of(b));
  bytes_free(b);
  return jb_cbor_parse(g_arena, text, 8, 100);
}

/* RFC 8949 appendix A */
static void examples_of_the_standard(void **state) {
  (void)state;
  static const struct {
    const char *text;
    jb_cbor_kind kind;
    uint64_t number;
    double real;
  } k_cases[] = {
      {"00", JB_CBOR_UINT, 0, 0},
      {"1864", JB_CBOR_UINT, 100, 0},
      {"1b000000e8d4a51000", JB_CBOR_UINT, 1000000000000, 0},
      {"20", JB_CBOR_NEGATIVE, 0, 0},
      {"3903e7", JB_CBOR_NEGATIVE, 999, 0},
      {"f93c00", JB_CBOR_FLOAT, 0x3c00, 1.0},
      {"f97bff", JB_CBOR_FLOAT, 0x7bff, 65504.0},
      {"f90400", JB_CBOR_FLOAT, 0x0400, 0.00006103515625},
      {"f90001", JB_CBOR_FLOAT, 1, 5.960464477539063e-8},
      {"f9c400", JB_CBOR_FLOAT, 0xc400, -4.0},
      {"fa47c35000", JB_CBOR_FLOAT, 0x47c35000, 100000.0},
      {"fb3ff199999999999a", JB_CBOR_FLOAT, 0x3ff199999999999a, 1.1},
      {"f4", JB_CBOR_BOOL, 0, 0},
      {"f5", JB_CBOR_BOOL, 1, 0},
      {"f6", JB_CBOR_NULL, 22, 0},
      {"f7", JB_CBOR_UNDEFINED, 23, 0},
      {"f8ff", JB_CBOR_SIMPLE, 255, 0},
      {"c11a514b67b0", JB_CBOR_TAG, 1, 0},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_cbor_result r = parse(k_cases[i].text);
    assert_null(r.error);
    assert_int_equal(r.root->kind, k_cases[i].kind);
    assert_int_equal(r.root->number, k_cases[i].number);
    assert_true(r.root->real >= k_cases[i].real && r.root->real <= k_cases[i].real);
    assert_int_equal(r.quirks, 0);
  }
}

static void members_keep_their_places(void **state) {
  (void)state;
  /* {"a": 1, "b": [h'0102', "x"], 33: -7} */
  jb_cbor_result r = parse("a3 6161 01 6162 82 420102 6178 1821 26");
  assert_null(r.error);
  assert_int_equal(r.root->count, 3);
  const jb_cbor_item *b = jb_cbor_get(r.root, "b");
  assert_int_equal(b->kind, JB_CBOR_ARRAY);
  assert_int_equal(b->at, 6);
  assert_int_equal(b->length, 6);
  assert_int_equal(b->first->at, 7);
  assert_int_equal(b->first->bytes.len, 2);
  assert_true(jb_span_is(jb_cbor_text(b->first->next), "x"));
  int64_t alg = 0;
  assert_true(jb_cbor_int(jb_cbor_get_int(r.root, 33), &alg));
  assert_int_equal(alg, -7);
  assert_null(jb_cbor_get(r.root, "c"));
  assert_null(jb_cbor_get(b, "a"));
  assert_int_equal(r.consumed, 15);
}

static void indefinite_lengths_are_joined(void **state) {
  (void)state;
  /* (_ "strea", "ming"), {_ "a": 1, "b": [_ 2, 3]} */
  jb_cbor_result r = parse("7f 657374726561 646d696e67 ff");
  assert_true(jb_span_is(jb_cbor_text(r.root), "streaming"));
  assert_true(r.quirks & JB_CBOR_INDEFINITE);
  r = parse("bf 6161 01 6162 9f 02 03 ff ff");
  assert_int_equal(r.root->count, 2);
  assert_int_equal(jb_cbor_get(r.root, "b")->count, 2);
}

static void oddities_are_told(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint32_t quirk;
  } k_cases[] = {
      {"1805", JB_CBOR_NOT_SHORTEST},
      {"1b0000000000000001", JB_CBOR_NOT_SHORTEST},
      {"61ff", JB_CBOR_NOT_UTF8},
      {"a2 6161 01 6161 02", JB_CBOR_DUPLICATE_KEY},
      {"a3 6161 01 6162 02 6161 02", JB_CBOR_DUPLICATE_KEY},
      {"5f 4100 ff", JB_CBOR_INDEFINITE},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_cbor_result r = parse(k_cases[i].text);
    assert_null(r.error);
    assert_int_equal(r.quirks, k_cases[i].quirk);
  }
  /* the first of duplicates */
  uint64_t value;
  assert_true(jb_cbor_uint(jb_cbor_get(parse("a2 6161 01 6161 02").root, "a"), &value));
  assert_int_equal(value, 1);
}

static void what_is_not_well_formed_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool limit;
  } k_cases[] = {
      {"", false},
      {"18", false},
      {"1c", false},            /* reserved additional information */
      {"ff", false},            /* break outside */
      {"3f", false},            /* indefinite negative */
      {"df 00", false},         /* indefinite tag */
      {"f801", false},          /* simple value below 32 in two bytes */
      {"6261", false},          /* text longer than the data */
      {"5bffffffffffffffff", false},
      {"9bffffffffffffffff", false}, /* array longer than the data */
      {"bb7fffffffffffffff", false},
      {"a1 01", false},         /* a key and no value */
      {"bf 01 ff", false},
      {"9f 01", false},         /* no break */
      {"5f 6161 ff", false},    /* text chunk in a byte string */
      {"5f 5f4101ff ff", false},
      {"c1", false},
      {"81818181818181818181 00", true}, /* deeper than 8 */
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_cbor_result r = parse(k_cases[i].text);
    assert_null(r.root);
    assert_non_null(r.error);
    assert_int_equal(r.limit, k_cases[i].limit);
  }
}

static void items_are_bounded(void **state) {
  (void)state;
  bytes many = join(2, hex("9863"), fill(0, 99));
  jb_cbor_result r = jb_cbor_parse(g_arena, span_of(many), 8, 100);
  assert_null(r.error);
  r = jb_cbor_parse(g_arena, span_of(many), 8, 99);
  assert_true(r.limit);
  bytes_free(many);
}

static void data_behind_the_item_is_seen(void **state) {
  (void)state;
  jb_cbor_result r = parse("01 02");
  assert_null(r.error);
  assert_int_equal(r.consumed, 1);
}

static void heads_are_written_shortest(void **state) {
  (void)state;
  static const struct {
    unsigned major;
    uint64_t value;
    const char *text;
  } k_cases[] = {
      {4, 4, "84"}, {2, 23, "57"}, {2, 24, "5818"}, {2, 255, "58ff"}, {2, 256, "590100"},
      {2, 65536, "5a00010000"}, {0, UINT64_C(1) << 32, "1b0000000100000000"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_buf out = jb_buf_new(16);
    bytes wanted = hex(k_cases[i].text);
    jb_cbor_write_head(&out, k_cases[i].major, k_cases[i].value);
    assert_true(jb_span_equal(jb_buf_span(&out), span_of(wanted)));
    bytes_free(wanted);
    jb_buf_free(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(examples_of_the_standard),
      cmocka_unit_test(members_keep_their_places),
      cmocka_unit_test(indefinite_lengths_are_joined),
      cmocka_unit_test(oddities_are_told),
      cmocka_unit_test(what_is_not_well_formed_is_refused),
      cmocka_unit_test(items_are_bounded),
      cmocka_unit_test(data_behind_the_item_is_seen),
      cmocka_unit_test(heads_are_written_shortest),
  };
  return cmocka_run_group_tests(tests, open_arena, close_arena);
}
