/* The content of a part: ranges joined, stream steps applied, limits kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "container/content.h"
#include "support/parts.h"

typedef struct got {
  jb_content content;
  jb_arena *scratch;
} got;

static got content_of(const inspected *i, jb_part_kind kind, const jb_limits *limits,
                      uint64_t *total) {
  const jb_part *part = part_of_kind(i, kind, 0);
  assert_non_null(part);
  got g = {.scratch = jb_arena_new((size_t)limits->scratch_max)};
  assert_non_null(g.scratch);
  g.content = jb_part_content(i->source, part, limits, g.scratch, total);
  return g;
}

static bytes two_pieces(void) {
  static const char k_id[] = "Photoshop 3.0";
  return jpeg_with(join(2, jpeg_segment(0xED, join(2, raw(k_id, 14), text("8BIMab"))),
                        jpeg_segment(0xED, join(2, raw(k_id, 14), text("cd")))));
}

static void one_range_in_memory_is_borrowed(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  inspected i = inspect_bytes(jpeg_with(jpeg_comment(text("hello"))), false);
  got g = content_of(&i, JB_PART_COMMENT, &limits, NULL);
  assert_true(g.content.complete);
  assert_ptr_equal(g.content.bytes.ptr, i.file.ptr + 6);
  jb_arena_free(g.scratch);
  inspected_free(i);
}

static void pieces_are_joined(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  inspected i = inspect_bytes(two_pieces(), false);
  got g = content_of(&i, JB_PART_PHOTOSHOP, &limits, NULL);
  assert_true(g.content.complete);
  assert_true(jb_span_is(g.content.bytes, "8BIMabcd"));
  jb_arena_free(g.scratch);
  inspected_free(i);
}

static void a_part_longer_than_the_limit_is_cut_and_said(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  limits.part_content_max = 7;
  inspected i = inspect_bytes(two_pieces(), false);
  got g = content_of(&i, JB_PART_PHOTOSHOP, &limits, NULL);
  assert_false(g.content.complete);
  assert_int_equal(g.content.why, JB_WHY_LIMIT);
  assert_string_equal(g.content.detail, "part_content_max");
  assert_true(jb_span_is(g.content.bytes, "8BIMabc"));
  jb_arena_free(g.scratch);
  inspected_free(i);
}

static void inflating_stops_at_both_limits(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  inspected i = inspect_bytes(png_with(png_ztxt("k", fill('a', 5000))), false);
  limits.inflate_max = 100;
  got g = content_of(&i, JB_PART_TEXT, &limits, NULL);
  assert_int_equal(g.content.why, JB_WHY_LIMIT);
  assert_int_equal(g.content.bytes.len, 100);
  jb_arena_free(g.scratch);

  limits = jb_limits_default();
  limits.inflate_total_max = 6000;
  uint64_t total = 0;
  g = content_of(&i, JB_PART_TEXT, &limits, &total);
  assert_true(g.content.complete);
  assert_int_equal(total, 5000);
  jb_arena_free(g.scratch);
  g = content_of(&i, JB_PART_TEXT, &limits, &total);
  assert_false(g.content.complete);
  assert_int_equal(g.content.why, JB_WHY_LIMIT);
  assert_int_equal(total, 6000);
  jb_arena_free(g.scratch);
  inspected_free(i);
}

static void damaged_compression_gives_what_came_before(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  /* a stored block of five bytes, of which three are there */
  bytes broken = hex("7801 01 0500 FAFF 616263");
  inspected i = inspect_bytes(png_with(png_chunk("zTXt", join(3, raw("k", 2), u8(0), broken))),
                              false);
  got g = content_of(&i, JB_PART_TEXT, &limits, NULL);
  assert_false(g.content.complete);
  assert_int_equal(g.content.why, JB_WHY_INPUT);
  assert_true(jb_span_is(g.content.bytes, "abc"));
  jb_arena_free(g.scratch);
  inspected_free(i);
}

static bytes gif_comment(bytes sub_blocks) {
  return join(4, text("GIF89a"), hex("0100 0100 00 00 00 21FE"), sub_blocks, none());
}

static void sub_blocks_lose_their_lengths(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  inspected i = inspect_bytes(gif_comment(hex("02 4149 02 4743 00 3B")), false);
  got g = content_of(&i, JB_PART_COMMENT, &limits, NULL);
  assert_true(g.content.complete);
  assert_true(jb_span_is(g.content.bytes, "AIGC"));
  jb_arena_free(g.scratch);
  inspected_free(i);
}

static void sub_blocks_that_end_early_are_said(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  inspected i = inspect_bytes(gif_comment(hex("02 4149 09 4743")), false);
  got g = content_of(&i, JB_PART_COMMENT, &limits, NULL);
  assert_false(g.content.complete);
  assert_int_equal(g.content.why, JB_WHY_INPUT);
  assert_true(jb_span_is(g.content.bytes, "AIGC"));
  jb_arena_free(g.scratch);
  inspected_free(i);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_range_in_memory_is_borrowed),
      cmocka_unit_test(pieces_are_joined),
      cmocka_unit_test(a_part_longer_than_the_limit_is_cut_and_said),
      cmocka_unit_test(inflating_stops_at_both_limits),
      cmocka_unit_test(damaged_compression_gives_what_came_before),
      cmocka_unit_test(sub_blocks_lose_their_lengths),
      cmocka_unit_test(sub_blocks_that_end_early_are_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
