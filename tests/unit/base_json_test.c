/* The JSON parser: strict fails at the first deviation, tolerant keeps it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/json.h"

static jb_json_result parse(jb_arena *arena, const char *text, bool tolerant) {
  return jb_json_parse(arena, jb_span_str(text),
                       (jb_json_options){.tolerant = tolerant, .depth_max = 8, .nodes_max = 100});
}

static void strict_reads_rfc8259_and_keeps_offsets(void **state) {
  (void)state;
  jb_arena *a = jb_arena_new(1 << 20);
  jb_json_result r = parse(a, "{\"Label\": \"1\", \"n\": [1, true, null]}", false);
  assert_null(r.error);
  const jb_json_node *label = jb_json_member(r.root, "Label");
  assert_true(jb_span_is(label->text, "1"));
  assert_int_equal(label->at, 10);
  assert_int_equal(label->length, 3);
  assert_int_equal(label->key_at, 1);
  assert_int_equal(jb_json_member(r.root, "n")->count, 3);
  jb_arena_free(a);
}

static void deviations_fail_strict_and_are_quirks_tolerant(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint32_t quirk;
  } k_cases[] = {
      {"{'a': 1}", JB_JSON_SINGLE_QUOTES},     {"{a: 1}", JB_JSON_UNQUOTED},
      {"[1, 2, ]", JB_JSON_TRAILING_COMMA},    {"[\"a\tb\"]", JB_JSON_RAW_CONTROL},
      {"[\"\\q\"]", JB_JSON_BAD_ESCAPE},       {"[\"\xFF\"]", JB_JSON_NOT_UTF8},
      {"{\"a\": \"b", JB_JSON_UNTERMINATED},   {"[1 2]", JB_JSON_UNQUOTED},
      {"{\"a\":1 \"b\":2}", JB_JSON_UNQUOTED}, {"{} x", JB_JSON_TRAILING_DATA},
      {"{\xE2\x80\x9C" "a\xE2\x80\x9D: 1}", JB_JSON_SMART_QUOTES},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_arena *a = jb_arena_new(1 << 20);
    assert_non_null(parse(a, k_cases[i].text, false).error);
    jb_json_result r = parse(a, k_cases[i].text, true);
    assert_non_null(r.root);
    assert_true(r.quirks & k_cases[i].quirk);
    jb_arena_free(a);
  }
}

static void duplicate_keys_are_kept_and_said(void **state) {
  (void)state;
  jb_arena *a = jb_arena_new(1 << 20);
  jb_json_result r = parse(a, "{\"a\":1,\"a\":2}", false);
  assert_non_null(r.root);
  assert_int_equal(r.root->count, 2);
  assert_true(r.quirks & JB_JSON_DUPLICATE_KEY);
  jb_arena_free(a);
}

/* GBK: the second byte of a character may be a backslash (D5 5C) or a brace. */
static void gbk_characters_are_walked_whole(void **state) {
  (void)state;
  jb_arena *a = jb_arena_new(1 << 20);
  jb_json_result r = parse(a, "{\"a\":\"\xD5\x5C\",\"b\":\"\xB6\xB9\\n\xD5\x5C\"}", true);
  assert_non_null(r.root);
  assert_int_equal(r.root->count, 2);
  assert_true(jb_span_is(jb_json_member(r.root, "a")->text, "\xD5\x5C"));
  assert_true(jb_span_is(jb_json_member(r.root, "b")->text, "\xB6\xB9\n\xD5\x5C"));
  assert_true(r.quirks & JB_JSON_NOT_UTF8);
  /* Latin-1, where E9 and a quote make no pair: the backslash escapes */
  r = parse(a, "{\"a\":\"\xE9\\\"\xE9\"}", true);
  assert_non_null(r.root);
  assert_true(jb_span_is(jb_json_member(r.root, "a")->text, "\xE9\"\xE9"));
  jb_arena_free(a);
}

/* Text that ends in the middle of a member keeps what stood before. */
static void a_text_cut_anywhere_keeps_its_whole_members(void **state) {
  (void)state;
  static const char *const k_texts[] = {"{\"a\":\"x\",\"b", "{\"a\":\"x\",\"b\"", "{\"a\":\"x\",\"b\":",
                                        "{\"a\":\"x\",\"b\": ", "{\"a\":\"x\",", "{\"a\":\"x\",b"};
  for (size_t i = 0; i < sizeof k_texts / sizeof k_texts[0]; i++) {
    jb_arena *a = jb_arena_new(1 << 20);
    assert_non_null(parse(a, k_texts[i], false).error);
    jb_json_result r = parse(a, k_texts[i], true);
    assert_non_null(r.root);
    assert_null(r.error);
    assert_true(r.quirks & JB_JSON_UNTERMINATED);
    assert_true(jb_span_is(jb_json_member(r.root, "a")->text, "x"));
    jb_arena_free(a);
  }
}

static void nul_bytes_end_nothing(void **state) {
  (void)state;
  static const char k_text[] = "{\"a\":\"x\0y\"}\0\0";
  jb_arena *a = jb_arena_new(1 << 20);
  jb_json_result r = jb_json_parse(a, jb_span_of(k_text, sizeof k_text),
                                   (jb_json_options){.tolerant = true, .depth_max = 8, .nodes_max = 100});
  assert_non_null(r.root);
  assert_int_equal(jb_json_member(r.root, "a")->text.len, 3);
  assert_true(r.quirks & JB_JSON_RAW_CONTROL);
  assert_false(r.quirks & JB_JSON_TRAILING_DATA);
  jb_arena_free(a);
}

static void escapes_decode(void **state) {
  (void)state;
  jb_arena *a = jb_arena_new(1 << 20);
  jb_json_result r = parse(a, "\"\\u4e2d\\ud83d\\ude00\\n\\\"\"", false);
  assert_non_null(r.root);
  assert_true(jb_span_is(r.root->text, "\xE4\xB8\xAD\xF0\x9F\x98\x80\n\""));
  jb_arena_free(a);
}

static void limits_are_limits(void **state) {
  (void)state;
  jb_arena *a = jb_arena_new(1 << 20);
  assert_true(parse(a, "[[[[[[[[[[1]]]]]]]]]]", true).limit);
  char many[400] = "[";
  for (int i = 0; i < 120; i++) strcat(many, "1,");
  assert_true(parse(a, many, true).limit);
  jb_arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strict_reads_rfc8259_and_keeps_offsets),
      cmocka_unit_test(deviations_fail_strict_and_are_quirks_tolerant),
      cmocka_unit_test(duplicate_keys_are_kept_and_said),
      cmocka_unit_test(gbk_characters_are_walked_whole),
      cmocka_unit_test(a_text_cut_anywhere_keeps_its_whole_members),
      cmocka_unit_test(nul_bytes_end_nothing),
      cmocka_unit_test(escapes_decode),
      cmocka_unit_test(limits_are_limits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
