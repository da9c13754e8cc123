/* JPEG XL: boxes of the container, compressed boxes, the naked codestream. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/heif.h"
#include "support/inspect.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* small: 1, height (7 + 1) * 8, ratio 1:1 */
static bytes codestream(void) { return hex("FF0A 4F 00 00"); }

static inspected jxl(bytes boxes) {
  return inspect_bytes(join(3, hex("0000000C 4A584C20 0D0A870A"),
                            box("ftyp", join(3, text("jxl "), u32be(0), text("jxl "))), boxes),
                       false);
}

static void the_codestream_says_its_size(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    uint32_t width, height;
  } k_cases[] = {
      {"FF0A 4F 00 00", 64, 64},        /* small, height 8 * 8, ratio 1 */
      {"FF0A 0F 10 00 00", 72, 64},     /* small, ratio 0, width 9 * 8 */
  };
  for (size_t k = 0; k < COUNT(k_cases); k++) {
    inspected i = inspect_bytes(hex(k_cases[k].bytes), false);
    assert_string_equal(i.in->file.format, "jxl");
    assert_int_equal(i.in->file.width, k_cases[k].width);
    assert_int_equal(i.in->file.height, k_cases[k].height);
    inspected_free(i);
  }
  /* not small: U32 with 9 bits: height 130, ratio 0, U32 with 9 bits: width 200 */
  uint64_t bits = (uint64_t)129 << 3 | (uint64_t)199 << 17;
  inspected i = inspect_bytes(join(2, hex("FF0A"), u64le(bits)), false);
  assert_int_equal(i.in->file.width, 200);
  assert_int_equal(i.in->file.height, 130);
  inspected_free(i);
}

static void boxes_are_parts(void **state) {
  (void)state;
  tiff_entry software = tiff_ascii(0x0131, "maker");
  inspected i = jxl(join(5, box("Exif", join(2, u32be(0), tiff_with(1, &software, 1, NULL, 0))),
                         box("xml ", text("<xmp/>")), jumbf_store(), box("jxlc", codestream()),
                         box("odd ", text("kept"))));
  assert_int_equal(i.in->file.width, 64);
  const jb_part *exif = part_of_kind(&i, JB_PART_EXIF, 0);
  assert_memory_equal(i.file.ptr + exif->ranges[0].offset, "MM\0*", 4);
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_XMP, 0), "<xmp/>"));
  assert_true(jb_span_is(jb_span_from(part_of_kind(&i, JB_PART_JUMBF, 0)->key), "c2pa"));
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_BOX, 0), "kept"));
  assert_int_equal(i.in->not_checked_count, 0);
  assert_int_equal(i.in->problem_total, 0);
  inspected_free(i);
}

/* What was not decompressed was not looked at: unknown, never absent. */
static void compressed_boxes_are_not_checked(void **state) {
  (void)state;
  static const struct {
    const char *type, *probe;
    jb_part_kind kind;
  } k_cases[] = {{"Exif", "exif", JB_PART_EXIF},
                 {"xml ", "xmp", JB_PART_XMP},
                 {"jumb", "c2pa", JB_PART_JUMBF},
                 {"odd ", "structure", JB_PART_BOX}};
  for (size_t k = 0; k < COUNT(k_cases); k++) {
    inspected i = jxl(join(2, box("brob", join(2, text(k_cases[k].type), fill(0, 9))),
                           box("jxlc", codestream())));
    const jb_part *part = part_of_kind(&i, k_cases[k].kind, 0);
    assert_int_equal(part->steps[0], JB_STEP_BROTLI);
    assert_int_equal(jb_part_length(part), 9);
    assert_true(is_unchecked(&i, k_cases[k].probe, JB_WHY_MISSING));
    assert_false(part_is(&i, part, "")); /* no bytes are handed out as content */
    inspected_free(i);
  }
}

static void partial_codestreams_are_one_part(void **state) {
  (void)state;
  inspected i = jxl(join(3, box("jxlp", join(2, u32be(0), codestream())), box("free", text("x")),
                         box("jxlp", join(2, u32be(0x80000001), text("rest")))));
  assert_int_equal(part_of_kind(&i, JB_PART_IMAGE_DATA, 0)->range_count, 2);
  assert_null(part_of_kind(&i, JB_PART_IMAGE_DATA, 1));
  assert_int_equal(i.in->file.height, 64);
  inspected_free(i);
}

static void damage_and_trailers_are_told_apart(void **state) {
  (void)state;
  inspected i = jxl(join(2, box("jxlc", codestream()), text("AIGC{\"Label\":\"1\"}")));
  assert_non_null(part_of_kind(&i, JB_PART_TRAILER, 0));
  assert_int_equal(i.in->not_checked_count, 0);
  inspected_free(i);
  i = jxl(join(3, box("jxlc", codestream()), u32be(500), text("xml <cut")));
  assert_true(has_problem(&i, "bmff.box-past-end"));
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_XMP, 0), "<cut"));
  assert_true(is_unchecked(&i, "structure", JB_WHY_INPUT));
  inspected_free(i);
  i = jxl(box("Exif", u32be(1000)));
  assert_true(has_problem(&i, "jxl.exif-offset"));
  assert_true(has_problem(&i, "jxl.no-codestream"));
  inspected_free(i);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_codestream_says_its_size),
      cmocka_unit_test(boxes_are_parts),
      cmocka_unit_test(compressed_boxes_are_not_checked),
      cmocka_unit_test(partial_codestreams_are_one_part),
      cmocka_unit_test(damage_and_trailers_are_told_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
