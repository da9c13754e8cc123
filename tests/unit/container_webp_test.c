/* WebP: chunks, flags against chunks, where the RIFF ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/heif.h"
#include "support/inspect.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* VP8L of 10 x 20: 2F, then 9 and 19 in 14 bits each. */
static bytes vp8l(void) { return riff_chunk("VP8L", join(2, u8(0x2F), u32le(9 | 19u << 14))); }
/* VP8 of 30 x 40. */
static bytes vp8(void) { return riff_chunk("VP8 ", hex("300100 9D012A 1E00 2800 0000")); }
/* A canvas of 50 x 60. */
static bytes vp8x(unsigned flags) {
  return riff_chunk("VP8X", join(3, u8(flags), fill(0, 3), hex("310000 3B0000")));
}
static bytes tiff(void) {
  tiff_entry software = tiff_ascii(0x0131, "maker");
  return tiff_with(0, &software, 1, NULL, 0);
}
static inspected webp(bytes chunks) { return inspect_bytes(riff_file("WEBP", chunks), false); }

static void sizes_come_from_the_first_header(void **state) {
  (void)state;
  const struct {
    bytes chunks;
    uint32_t width, height;
  } cases[] = {{vp8(), 30, 40},
               {vp8l(), 10, 20},
               {join(2, vp8x(0), vp8()), 50, 60},
               {riff_chunk("VP8 ", hex("300100 000000 1E00 2800")), 0, 0}};
  for (size_t k = 0; k < COUNT(cases); k++) {
    inspected i = webp(cases[k].chunks);
    assert_string_equal(i.in->file.format, "webp");
    assert_int_equal(i.in->file.width, cases[k].width);
    assert_int_equal(i.in->file.height, cases[k].height);
    assert_int_equal(is_unchecked(&i, "structure", JB_WHY_INPUT), cases[k].width == 0);
    inspected_free(i);
  }
}

static void metadata_chunks_are_parts(void **state) {
  (void)state;
  inspected i = webp(join(7, vp8x(0x2C), riff_chunk("ICCP", text("icc")), vp8(),
                          riff_chunk("EXIF", join(2, raw("Exif\0", 6), tiff())),
                          riff_chunk("XMP ", text("<xmp/>")), riff_chunk("C2PA", jumbf_store()),
                          riff_chunk("PSAI", text("other"))));
  const jb_part *exif = part_of_kind(&i, JB_PART_EXIF, 0);
  assert_memory_equal(i.file.ptr + exif->ranges[0].offset, "II*\0", 4);
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_XMP, 0), "<xmp/>"));
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_ICC, 0), "icc"));
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_BOX, 0), "other"));
  assert_true(jb_span_is(jb_span_from(part_of_kind(&i, JB_PART_JUMBF, 0)->key), "c2pa"));
  assert_int_equal(i.in->problem_total, 0);
  assert_int_equal(i.in->not_checked_count, 0);
  inspected_free(i);
}

static void exif_without_prefix_is_exif_too(void **state) {
  (void)state;
  inspected i = webp(join(3, vp8x(8), vp8(), riff_chunk("EXIF", tiff())));
  const jb_part *exif = part_of_kind(&i, JB_PART_EXIF, 0);
  assert_memory_equal(i.file.ptr + exif->ranges[0].offset, "II*\0", 4);
  inspected_free(i);
}

static void flags_and_chunks_must_agree(void **state) {
  (void)state;
  const struct {
    unsigned flags;
    bytes more;
    const char *code;
  } cases[] = {{0x04, none(), "webp.xmp-missing"},
               {0x08, none(), "webp.exif-missing"},
               {0x20, none(), "webp.icc-missing"},
               {0x02, none(), "webp.frames-missing"},
               {0, riff_chunk("XMP ", text("x")), "webp.xmp-not-flagged"},
               {0, riff_chunk("EXIF", text("x")), "webp.exif-not-flagged"}};
  for (size_t k = 0; k < COUNT(cases); k++) {
    inspected i = webp(join(3, vp8x(cases[k].flags), vp8(), cases[k].more));
    assert_true(has_problem(&i, cases[k].code));
    assert_int_equal(i.in->problem_total, 1);
    inspected_free(i);
  }
}

static void frames_of_an_animation_are_pixels(void **state) {
  (void)state;
  bytes frame = riff_chunk("ANMF", join(3, fill(0, 16), vp8l(), riff_chunk("ODD ", text("kept"))));
  inspected i = webp(join(3, vp8x(2), riff_chunk("ANIM", fill(0, 6)), frame));
  assert_int_equal(part_of_kind(&i, JB_PART_IMAGE_DATA, 0)->range_count, 1);
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_BOX, 0), "kept"));
  assert_int_equal(i.in->problem_total, 0);
  inspected_free(i);
}

static void what_is_behind_the_riff_is_a_trailer(void **state) {
  (void)state;
  inspected i = inspect_bytes(join(2, riff_file("WEBP", vp8()), text("AIGC{}")), false);
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_TRAILER, 0), "AIGC{}"));
  assert_int_equal(i.in->not_checked_count, 0);
  inspected_free(i);
}

static void a_riff_longer_than_the_file_is_damaged(void **state) {
  (void)state;
  bytes whole = riff_file("WEBP", join(3, vp8x(4), vp8(), riff_chunk("XMP ", text("<xmpmeta/>"))));
  for (size_t n = 12; n < whole.len; n++) {
    inspected i = inspect_bytes(cut(copy_of(whole), n), false);
    assert_true(is_unchecked(&i, "structure", JB_WHY_INPUT));
    assert_true(has_problem(&i, "riff.truncated"));
    inspected_free(i);
  }
  bytes_free(whole);
}

static void many_chunks_are_bounded(void **state) {
  (void)state;
  bytes row = fill(0, 8u * 70000u);
  for (size_t k = 0; k < row.len; k += 8) memcpy(row.ptr + k, "junk\0\0\0", 8);
  inspected i = webp(join(2, vp8(), row));
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT));
  inspected_free(i);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sizes_come_from_the_first_header),
      cmocka_unit_test(metadata_chunks_are_parts),
      cmocka_unit_test(exif_without_prefix_is_exif_too),
      cmocka_unit_test(flags_and_chunks_must_agree),
      cmocka_unit_test(frames_of_an_animation_are_pixels),
      cmocka_unit_test(what_is_behind_the_riff_is_a_trailer),
      cmocka_unit_test(a_riff_longer_than_the_file_is_damaged),
      cmocka_unit_test(many_chunks_are_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
