/* Spans, readers, buffers, arena, UTF-8, codecs, dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/date.h"
#include "base/reader.h"
#include "base/utf8.h"

static void reader_sticks_to_its_first_failure(void **state) {
  (void)state;
  static const uint8_t k_bytes[] = {0x12, 0x34, 0x56, 0x78, 0x9A};
  jb_reader r = jb_reader_new(jb_span_of(k_bytes, sizeof k_bytes), 1000);
  assert_int_equal(jb_read_u16be(&r), 0x1234);
  assert_int_equal(jb_read_u16le(&r), 0x7856);
  assert_int_equal(jb_read_u32be(&r), 0);
  assert_false(jb_reader_ok(&r));
  assert_int_equal(r.fail_offset, 1004);
  assert_int_equal(jb_read_u8(&r), 0); /* one byte is left, but the failure stays */
  assert_int_equal(r.fail_offset, 1004);
}

static void child_reader_cannot_leave_its_parent(void **state) {
  (void)state;
  static const uint8_t k_bytes[] = {1, 2, 3, 4};
  jb_reader r = jb_reader_new(jb_span_of(k_bytes, sizeof k_bytes), 0);
  jb_reader c = jb_reader_child(&r, 2);
  assert_int_equal(jb_read_u16be(&c), 0x0102);
  assert_int_equal(jb_read_u8(&c), 0);
  assert_false(jb_reader_ok(&c));
  assert_true(jb_reader_ok(&r));
  assert_int_equal(jb_read_u8(&r), 3);
  jb_reader too_long = jb_reader_child(&r, UINT64_MAX);
  assert_int_equal(jb_reader_left(&too_long), 0);
  assert_false(jb_reader_ok(&r));
}

static void arena_says_when_it_is_exhausted(void **state) {
  (void)state;
  jb_arena *a = jb_arena_new(1000);
  assert_non_null(jb_arena_alloc(a, 900));
  assert_false(jb_arena_exhausted(a));
  assert_null(jb_arena_alloc(a, 900));
  assert_true(jb_arena_exhausted(a));
  assert_null(jb_arena_array(a, SIZE_MAX / 2, 4));
  jb_arena_free(a);
}

static void buffer_keeps_its_maximum(void **state) {
  (void)state;
  jb_buf b = jb_buf_new(10);
  jb_buf_str(&b, "12345678");
  jb_buf_str(&b, "90a");
  assert_false(jb_buf_ok(&b));
  jb_buf_str(&b, "9"); /* nothing after the failure */
  assert_int_equal(b.len, 8);
  jb_buf_free(&b);
}

static void escape_is_reversible(void **state) {
  (void)state;
  static const struct {
    const char *raw;
    size_t length;
    const char *escaped;
  } k_cases[] = {
      {"plain \xE4\xB8\xAD", 9, "plain \xE4\xB8\xAD"},
      {"a\0b", 3, "a\\x00b"},
      {"\xFF\xFE", 2, "\\xFF\\xFE"},
      {"\xE2\x80\xAE" "gnp", 6, "\\xE2\\x80\\xAEgnp"}, /* right-to-left override */
      {"\x1B[31m", 5, "\\x1B[31m"},
      {"\\x41", 4, "\\x5Cx41"},
      {"\\n", 2, "\\n"},
      {"\xED\xA0\x80", 3, "\\xED\\xA0\\x80"}, /* a surrogate is no UTF-8 */
      {"\xC0\x80", 2, "\\xC0\\x80"},          /* overlong NUL */
      {"\xF3\xA0\x81\x81", 4, "\\xF3\\xA0\\x81\\x81"}, /* tag character */
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_buf out = jb_buf_new(1000), back = jb_buf_new(1000);
    jb_span raw = jb_span_of(k_cases[i].raw, k_cases[i].length);
    bool escaped = jb_escape(&out, raw);
    assert_true(jb_span_is(jb_buf_span(&out), k_cases[i].escaped));
    assert_int_equal(escaped, !jb_span_equal(raw, jb_buf_span(&out)));
    jb_unescape(&back, jb_buf_span(&out));
    assert_true(jb_span_equal(jb_buf_span(&back), raw));
    jb_buf_free(&out);
    jb_buf_free(&back);
  }
}

static void utf16_order_is_sniffed_by_zero_bytes(void **state) {
  (void)state;
  bool be;
  size_t bom;
  assert_true(jb_utf16_sniff(jb_span_of("\0S\0t\0e", 6), &be, &bom));
  assert_true(be);
  assert_true(jb_utf16_sniff(jb_span_of("S\0t\0e\0", 6), &be, &bom));
  assert_false(be);
  assert_true(jb_utf16_sniff(jb_span_of("\xFF\xFES\0", 4), &be, &bom));
  assert_false(be);
  assert_int_equal(bom, 2);
  assert_false(jb_utf16_sniff(jb_span_of("\x4E\x2D\x65\x87", 4), &be, &bom));
}

static void utf16_decodes_pairs(void **state) {
  (void)state;
  jb_buf out = jb_buf_new(100);
  jb_utf16_to_utf8(&out, jb_span_of("\xD8\x3D\xDE\x00\x4E\x2D\xD8\x00", 8), true);
  assert_true(jb_span_is(jb_buf_span(&out), "\xF0\x9F\x98\x80\xE4\xB8\xAD\xEF\xBF\xBD"));
  jb_buf_free(&out);
}

static void base64_and_hex(void **state) {
  (void)state;
  static const struct {
    const char *text, *value;
    bool ok;
  } k_cases[] = {{"aGVsbG8=", "hello", true}, {"aGVs bG8", "hello", true}, {"", "", true},
                 {"_-8=", "\xFF\xEF", true},  {"a*b", "", false},          {"a", "", false},
                 {"aGVs=x", "hel", false}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_buf out = jb_buf_new(100);
    assert_int_equal(jb_base64_decode(&out, jb_span_str(k_cases[i].text)), k_cases[i].ok);
    if (k_cases[i].ok) assert_true(jb_span_is(jb_buf_span(&out), k_cases[i].value));
    jb_buf_free(&out);
  }
  jb_buf out = jb_buf_new(100);
  assert_true(jb_hex_decode(&out, jb_span_str("00fFA5")));
  assert_int_equal(out.len, 3);
  assert_false(jb_hex_decode(&out, jb_span_str("0")));
  assert_false(jb_hex_decode(&out, jb_span_str("0g")));
  jb_buf_free(&out);
}

static void dates_and_times(void **state) {
  (void)state;
  int64_t v;
  char date[11], time[21];
  assert_true(jb_date_parse(jb_span_str("2025-09-01"), &v));
  assert_int_equal(v, 20332);
  jb_date_format(v, date);
  assert_string_equal(date, "2025-09-01");
  assert_true(jb_date_parse(jb_span_str("2024-02-29"), &v));
  assert_false(jb_date_parse(jb_span_str("2025-02-29"), &v));
  assert_false(jb_date_parse(jb_span_str("2025-13-01"), &v));
  assert_false(jb_date_parse(jb_span_str("2025-1-01"), &v));
  assert_true(jb_time_parse(jb_span_str("2026-11-23T20:00:00.5+08:00"), &v));
  jb_time_format(v, time);
  assert_string_equal(time, "2026-11-23T12:00:00Z");
  assert_true(jb_time_parse(jb_span_str("1969-12-31T23:59:59Z"), &v));
  assert_int_equal(v, -1);
  jb_time_format(v, time);
  assert_string_equal(time, "1969-12-31T23:59:59Z");
  assert_false(jb_time_parse(jb_span_str("2026-11-23T12:00:00"), &v));
  assert_false(jb_time_parse(jb_span_str("2026-11-23T12:00:00.Z"), &v));
  assert_false(jb_time_parse(jb_span_str("2026-11-23T12:00:00Zx"), &v));
}

static void spans_search(void **state) {
  (void)state;
  assert_int_equal(jb_span_find(jb_span_str("abcabd"), jb_span_str("abd")), 3);
  assert_true(jb_span_find(jb_span_str("ab"), jb_span_str("abd")) == SIZE_MAX);
  assert_int_equal(jb_span_find_nocase(jb_span_str("xxAiGc"), jb_span_str("AIGC")), 2);
  assert_true(jb_span_is(jb_span_trim(jb_span_of(" \t a b\0 ", 8)), "a b"));
  assert_int_equal(jb_span_cut(jb_span_str("abc"), 2, 10).len, 1);
  assert_int_equal(jb_span_cut(jb_span_str("abc"), 4, 1).len, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reader_sticks_to_its_first_failure),
      cmocka_unit_test(child_reader_cannot_leave_its_parent),
      cmocka_unit_test(arena_says_when_it_is_exhausted),
      cmocka_unit_test(buffer_keeps_its_maximum),
      cmocka_unit_test(escape_is_reversible),
      cmocka_unit_test(utf16_order_is_sniffed_by_zero_bytes),
      cmocka_unit_test(utf16_decodes_pairs),
      cmocka_unit_test(base64_and_hex),
      cmocka_unit_test(dates_and_times),
      cmocka_unit_test(spans_search),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
