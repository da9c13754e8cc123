/* Files made to cost time or memory: bounded, answered, and never a silent
 * "nothing there".  Each is walked from memory and through a window; both must
 * say the same (fuzz/walk.h). */
#include "fuzz/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <zlib.h>

#include "support/parts.h"

/* n copies of a piece; the big-endian number of the copy, from `first` on in
 * steps of `step`, is written at `number_at` when that is not 0. */
static bytes many(size_t n, bytes piece, size_t number_at, uint32_t first, int step) {
  bytes all = fill(0, n * piece.len);
  for (size_t i = 0; i < n; i++) {
    uint8_t *to = all.ptr + i * piece.len;
    memcpy(to, piece.ptr, piece.len);
    if (number_at == 0) continue;
    uint32_t v = step > 0 ? first + (uint32_t)i : first - (uint32_t)i;
    for (size_t k = 0; k < 4; k++) to[number_at + k] = (uint8_t)(v >> (24 - 8 * k));
  }
  bytes_free(piece);
  return all;
}

static inspected walk_both_ways(bytes file) {
  fuzz_walk(file.ptr, file.len, NULL);
  return inspect_bytes(file, false);
}

static void jpeg_of_60000_icc_segments(void **state) {
  (void)state;
  bytes segment = jpeg_segment(0xE2, join(3, raw("ICC_PROFILE", 12), hex("0101"), fill('x', 100)));
  inspected i = walk_both_ways(jpeg_with(many(60000, segment, 0, 0, 0)));
  const jb_part *profile = part_of_kind(&i, JB_PART_ICC, 0);
  assert_non_null(profile);
  assert_int_equal(jb_part_length(profile), 100);
  const jb_part *surplus = part_of_kind(&i, JB_PART_APP, 0);
  assert_non_null(surplus);
  assert_int_equal(surplus->range_count, 59999);
  assert_true(has_problem(&i, "jpeg.icc-duplicate"));
  assert_true(i.in->part_count < 20);
  inspected_free(i);
}

static void jpeg_of_60000_comments(void **state) {
  (void)state;
  inspected i = walk_both_ways(jpeg_with(many(60000, jpeg_comment(text("x")), 0, 0, 0)));
  assert_int_equal(i.in->part_count, i.in->limits.parts_max);
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT));
  assert_true(has_problem(&i, "jpeg.segments-not-listed"));
  inspected_free(i);
}

/* APP11: 2 CI, 2 En, 4 Z, 4 LBox, 4 TBox, one byte of content. */
static bytes piece(void) {
  return jpeg_segment(0xEB, join(5, text("JP"), u16be(1), u32be(1), u32be(100008), text("jumbX")));
}

static void jumbf_of_100000_pieces(void **state) {
  (void)state;
  inspected i = walk_both_ways(jpeg_with(many(100000, piece(), 8, 1, 1)));
  const jb_part *part = part_of_kind(&i, JB_PART_JUMBF, 0);
  assert_non_null(part);
  assert_int_equal(jb_part_length(part), 100008);
  assert_false(has_problem(&i, "jpeg.jumbf-short"));
  assert_false(has_problem(&i, "jpeg.jumbf-order"));
  inspected_free(i);
}

static void jumbf_of_100000_pieces_backwards(void **state) {
  (void)state;
  inspected i = walk_both_ways(jpeg_with(many(100000, piece(), 8, 100000, -1)));
  const jb_part *part = part_of_kind(&i, JB_PART_JUMBF, 0);
  assert_non_null(part);
  assert_int_equal(jb_part_length(part), 100008);
  assert_true(part->ranges[0].offset > part->ranges[1].offset);
  assert_true(has_problem(&i, "jpeg.jumbf-order"));
  inspected_free(i);
}

static void jumbf_of_100000_times_one_piece(void **state) {
  (void)state;
  inspected i = walk_both_ways(jpeg_with(many(100000, piece(), 0, 0, 0)));
  assert_true(has_problem(&i, "jpeg.jumbf-duplicate"));
  assert_true(has_problem(&i, "jpeg.jumbf-short"));
  assert_true(is_unchecked(&i, "c2pa", JB_WHY_INPUT));
  inspected_free(i);
}

static void jumbf_of_300000_pieces_hits_a_limit(void **state) {
  (void)state;
  inspected i = walk_both_ways(jpeg_with(many(300000, piece(), 8, 1, 1)));
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT));
  inspected_free(i);
}

static void extended_xmp_of_20000_guids(void **state) {
  (void)state;
  bytes segment =
      jpeg_segment(0xE1, join(5, raw("http://ns.adobe.com/xmp/extension/", 35), fill('A', 28),
                              fill(0, 4), u32be(1), join(2, u32be(0), text("x"))));
  inspected i = walk_both_ways(jpeg_with(many(20000, segment, 4 + 35 + 28, 0, 1)));
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT));
  inspected_free(i);
}

static void pictures_behind_pictures(void **state) {
  (void)state;
  inspected i = walk_both_ways(many(5000, hex("FFD8FFD9"), 0, 0, 0));
  size_t embedded = 0;
  while (part_of_kind(&i, JB_PART_EMBEDDED, embedded)) embedded++;
  assert_int_equal(embedded, i.in->limits.embedded_max);
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT));
  const jb_part *rest = part_of_kind(&i, JB_PART_TRAILER, 0);
  assert_non_null(rest);
  assert_int_equal(rest->envelope.offset + rest->envelope.length, i.file.len);
  inspected_free(i);
}

/* An index whose entries all claim everything behind the first picture. */
static void index_of_4000_overlapping_pictures(void **state) {
  (void)state;
  enum { COUNT = 4000, HEAD = 4 + 4 + 26 };
  bytes entries = many(COUNT, join(4, u32be(0), u32be(4), u32be(0), u32be(0)), 0, 0, 0);
  bytes index = join(8, raw("MPF", 4), text("MM"), u16be(42), u32be(8), u16be(1),
                     join(4, u16be(0xB002), u16be(7), u32be(16 * COUNT), u32be(26)), u32be(0),
                     entries);
  bytes first = jpeg_with(jpeg_segment(0xE2, copy_of(index)));
  uint32_t offset = (uint32_t)first.len - 10;
  bytes_free(first);
  for (size_t i = 0; i < COUNT; i++) {
    for (size_t k = 0; k < 4; k++) {
      index.ptr[HEAD - 4 + 16 * i + 8 + k] = (uint8_t)(offset >> (24 - 8 * k));
    }
  }
  inspected i = walk_both_ways(join(2, jpeg_with(jpeg_segment(0xE2, index)), hex("FFD8FFD9")));
  assert_non_null(part_of_kind(&i, JB_PART_EMBEDDED, 0));
  assert_null(part_of_kind(&i, JB_PART_EMBEDDED, 1));
  assert_true(has_problem(&i, "jpeg.mpf-overlap"));
  inspected_free(i);
}

static void jpeg_of_nothing_but_fill_bytes(void **state) {
  (void)state;
  inspected i = walk_both_ways(join(2, hex("FFD8"), fill(0xFF, 8u << 20)));
  assert_true(has_problem(&i, "jpeg.eoi-missing"));
  inspected_free(i);
}

static void scan_of_nothing_but_stuffing(void **state) {
  (void)state;
  bytes scan = hex("FFDA 0008 01 01 00 00 3F 00");
  inspected i = walk_both_ways(
      join(4, hex("FFD8"), scan, many(2u << 20, hex("FF00"), 0, 0, 0), hex("FFD9")));
  const jb_part *image = part_of_kind(&i, JB_PART_IMAGE_DATA, 0);
  assert_non_null(image);
  assert_int_equal(jb_part_length(image), 4u << 20);
  assert_int_equal(i.in->problem_total, 0);
  inspected_free(i);
}

static void jpeg_of_100000_scans(void **state) {
  (void)state;
  bytes scans = many(100000, hex("FFDA 0008 01 01 00 00 3F 00 11"), 0, 0, 0);
  inspected i = walk_both_ways(join(3, hex("FFD8"), scans, hex("FFD9")));
  const jb_part *image = part_of_kind(&i, JB_PART_IMAGE_DATA, 0);
  assert_non_null(image);
  assert_int_equal(image->range_count, 100000);
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT)); /* their headers are parts */
  inspected_free(i);
}

/* 256 MiB of zeros in 256 KiB: other readers spend seconds and gigabytes. */
static void png_text_bomb(void **state) {
  (void)state;
  enum { BLOCK = 1 << 20, BLOCKS = 256 };
  bytes zeros = fill(0, BLOCK), packed = fill(0, 2 * BLOCK);
  z_stream z = {0};
  assert_int_equal(deflateInit(&z, 9), Z_OK);
  z.next_out = packed.ptr;
  z.avail_out = 2 * BLOCK;
  for (int i = 0; i < BLOCKS; i++) {
    z.next_in = zeros.ptr;
    z.avail_in = BLOCK;
    (void)deflate(&z, i == BLOCKS - 1 ? Z_FINISH : Z_NO_FLUSH);
  }
  packed.len = z.total_out;
  (void)deflateEnd(&z);
  bytes_free(zeros);
  inspected i = walk_both_ways(
      png_with(png_chunk("zTXt", join(3, raw("AIGC", 5), u8(0), packed))));
  const jb_part *part = part_of_kind(&i, JB_PART_TEXT, 0);
  assert_non_null(part);
  jb_arena *scratch = jb_arena_new((size_t)i.in->limits.scratch_max);
  jb_content c = jb_part_content(i.source, part, &i.in->limits, scratch, NULL);
  assert_false(c.complete);
  assert_int_equal(c.why, JB_WHY_LIMIT);
  assert_int_equal(c.bytes.len, i.in->limits.inflate_max);
  jb_arena_free(scratch);
  inspected_free(i);
}

static void png_of_100000_chunks(void **state) {
  (void)state;
  inspected i = walk_both_ways(png_with(many(100000, png_text("k", text("v")), 0, 0, 0)));
  assert_int_equal(i.in->part_count, i.in->limits.parts_max);
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT));
  assert_true(has_problem(&i, "png.chunks-not-listed"));
  inspected_free(i);
}

static void png_of_100000_pieces_of_picture(void **state) {
  (void)state;
  inspected i = walk_both_ways(png_with(many(100000, png_chunk("IDAT", text("x")), 0, 0, 0)));
  const jb_part *image = part_of_kind(&i, JB_PART_IMAGE_DATA, 0);
  assert_non_null(image);
  assert_int_equal(image->range_count, 100001);
  inspected_free(i);
}

static void gif_of_100000_comments(void **state) {
  (void)state;
  bytes head = join(2, text("GIF89a"), hex("0100 0100 00 00 00"));
  inspected i = walk_both_ways(join(3, head, many(100000, hex("21FE 01 41 00"), 0, 0, 0),
                                    hex("3B")));
  assert_int_equal(i.in->part_count, i.in->limits.parts_max);
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT));
  assert_true(has_problem(&i, "gif.blocks-not-listed"));
  inspected_free(i);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(jpeg_of_60000_icc_segments),
      cmocka_unit_test(jpeg_of_60000_comments),
      cmocka_unit_test(jumbf_of_100000_pieces),
      cmocka_unit_test(jumbf_of_100000_pieces_backwards),
      cmocka_unit_test(jumbf_of_100000_times_one_piece),
      cmocka_unit_test(jumbf_of_300000_pieces_hits_a_limit),
      cmocka_unit_test(extended_xmp_of_20000_guids),
      cmocka_unit_test(pictures_behind_pictures),
      cmocka_unit_test(index_of_4000_overlapping_pictures),
      cmocka_unit_test(jpeg_of_nothing_but_fill_bytes),
      cmocka_unit_test(scan_of_nothing_but_stuffing),
      cmocka_unit_test(jpeg_of_100000_scans),
      cmocka_unit_test(png_text_bomb),
      cmocka_unit_test(png_of_100000_chunks),
      cmocka_unit_test(png_of_100000_pieces_of_picture),
      cmocka_unit_test(gif_of_100000_comments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
