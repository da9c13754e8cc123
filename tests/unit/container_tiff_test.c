/* TIFF, BigTIFF and DNG as containers: parts of tags, strips, previews, and
 * directories that loop, overlap or point outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "container/container.h"
#include "container/tiff_ifd.h"
#include "container/tiff_parts.h"
#include "support/build.h"

typedef struct walked {
  bytes file;
  jb_source *source;
  jb_inspection *in;
} walked;

static walked walk(bytes file) {
  walked w = {.file = file};
  jb_limits limits = jb_limits_default();
  assert_int_equal(jb_source_from_memory(file.ptr, file.len, &w.source), JB_OK);
  w.in = jb_inspection_new(&limits);
  assert_non_null(w.in);
  jb_container_walk(w.source, w.in, "a.tif");
  return w;
}

static void done(walked w) {
  jb_inspection_free(w.in);
  jb_source_free(w.source);
  bytes_free(w.file);
}

static const jb_part *part_of(const jb_inspection *in, jb_part_kind kind) {
  for (size_t i = 0; i < in->part_count; i++) {
    if (in->parts[i]->kind == kind) return in->parts[i];
  }
  return NULL;
}

static bool has_problem(const jb_inspection *in, const char *code) {
  for (size_t i = 0; i < in->part_count; i++) {
    for (size_t k = 0; k < in->parts[i]->problem_count; k++) {
      if (strcmp(in->parts[i]->problems[k].code, code) == 0) return true;
    }
  }
  return false;
}

static const jb_not_checked *not_checked(const jb_inspection *in, const char *probe) {
  const jb_not_checked *n = NULL;
  (void)jb_probe_answer(in, probe, &n);
  return n;
}

static tiff_entry number(int be, uint16_t tag, uint32_t v) {
  return (tiff_entry){tag, JB_TIFF_LONG, 1, be ? u32be(v) : u32le(v)};
}

/* A value of each tag that is a part of its own, after a picture's size. */
static void tags_become_parts(void **state) {
  (void)state;
  static const struct {
    uint16_t tag;
    jb_part_kind kind;
    const char *key;
  } k_cases[] = {{700, JB_PART_XMP, ""},
                 {33723, JB_PART_IPTC, ""},
                 {34377, JB_PART_PHOTOSHOP, ""},
                 {34675, JB_PART_ICC, ""},
                 {0xCD41, JB_PART_JUMBF, "c2pa"}};
  for (int be = 0; be < 2; be++) {
    for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
      tiff_entry e[] = {number(be, 256, 640), number(be, 257, 480),
                        tiff_undefined(k_cases[i].tag, text("some bytes"))};
      walked w = walk(tiff_with(be, e, 3, NULL, 0));
      assert_string_equal(w.in->file.format, "tiff");
      assert_int_equal(w.in->file.width, 640);
      assert_int_equal(w.in->file.height, 480);
      const jb_part *part = part_of(w.in, k_cases[i].kind);
      assert_non_null(part);
      assert_int_equal(part->ranges[0].offset, 8 + 2 + 3 * 12 + 4);
      assert_int_equal(part->ranges[0].length, 10);
      assert_true(jb_span_is(jb_span_from(part->key), k_cases[i].key));
      assert_int_equal(w.in->not_checked_count, 0);
      done(w);
    }
  }
}

static void dng_is_told_by_its_version_tag(void **state) {
  (void)state;
  tiff_entry e[] = {{0xC612, JB_TIFF_BYTE, 4, hex("01040000")}};
  walked w = walk(tiff_with(1, e, 1, NULL, 0));
  assert_string_equal(w.in->file.format, "dng");
  assert_string_equal(w.in->file.media_type, "image/x-adobe-dng");
  done(w);
}

/* The EXIF part of a file: its directories and values, not its pixels. */
static void exif_part_covers_directories_alone(void **state) {
  (void)state;
  tiff_entry e[] = {number(0, 273, 100), number(0, 279, 50), tiff_ascii(305, "Camera 1.0")};
  bytes file = tiff_with(0, e, 3, NULL, 0);
  size_t metadata = file.len;
  walked w = walk(join(2, file, fill(7, 200)));
  const jb_part *exif = part_of(w.in, JB_PART_EXIF);
  assert_non_null(exif);
  assert_true(jb_span_is(jb_span_from(exif->key), JB_TIFF_EXIF_KEY));
  assert_int_equal(jb_part_length(exif), 8 + 2 + 36 + 4 + 11);
  assert_true(jb_part_length(exif) <= metadata);
  assert_int_equal(exif->envelope.length, w.file.len);
  const jb_part *pixels = part_of(w.in, JB_PART_IMAGE_DATA);
  assert_non_null(pixels);
  assert_int_equal(pixels->ranges[0].offset, 100);
  assert_int_equal(pixels->ranges[0].length, 50);
  done(w);
}

static void strips_that_touch_are_joined(void **state) {
  (void)state;
  tiff_entry e[] = {{273, JB_TIFF_LONG, 3, join(3, u32le(200), u32le(210), u32le(230))},
                    {279, JB_TIFF_SHORT, 3, join(3, u16le(10), u16le(10), u16le(5))}};
  walked w = walk(join(2, tiff_with(0, e, 2, NULL, 0), fill(0, 300)));
  const jb_part *pixels = part_of(w.in, JB_PART_IMAGE_DATA);
  assert_int_equal(pixels->range_count, 2);
  assert_int_equal(pixels->ranges[0].length, 20);
  assert_int_equal(pixels->ranges[1].offset, 230);
  done(w);
}

static void strip_outside_the_file_is_a_problem(void **state) {
  (void)state;
  tiff_entry e[] = {number(0, 273, 0xFFFFFFF0u), number(0, 279, 50)};
  walked w = walk(tiff_with(0, e, 2, NULL, 0));
  assert_true(has_problem(w.in, "tiff.strip-outside"));
  assert_null(part_of(w.in, JB_PART_IMAGE_DATA));
  done(w);
}

/* Pages may share a profile; parts that overlap otherwise are refused. */
static void shared_values_are_one_part(void **state) {
  (void)state;
  bytes ifd = hex("49492A00 08000000 0300");
  walked w = walk(join(6, ifd, hex("7387 0700 20000000 30000000"),
                       hex("7387 0700 20000000 30000000"), hex("BC02 0700 30000000 20000000"),
                       u32le(0), fill(1, 40)));
  size_t icc = 0, xmp = 0;
  for (size_t i = 0; i < w.in->part_count; i++) {
    icc += w.in->parts[i]->kind == JB_PART_ICC;
    xmp += w.in->parts[i]->kind == JB_PART_XMP;
  }
  assert_int_equal(icc, 1);
  assert_int_equal(xmp, 1);
  assert_null(not_checked(w.in, "structure"));
  done(w);
  ifd = hex("49492A00 08000000 0200");
  w = walk(join(5, ifd, hex("BC02 0700 40000000 02000000"), hex("BC02 0700 40000000 00000000"),
                u32le(0), fill(1, 30)));
  assert_true(has_problem(w.in, "tiff.parts-overlap"));
  assert_int_equal(not_checked(w.in, "structure")->why, JB_WHY_LIMIT);
  done(w);
}

/* BigTIFF: magic 43, offset size 8, 20-byte entries. */
static void bigtiff_reads_the_same(void **state) {
  (void)state;
  bytes file = join(9, text("MM"), u16be(43), u16be(8), u16be(0), u64be(16),
                    join(6, u64be(1), u16be(700), u16be(7), u64be(12), u64be(52), u64be(0)),
                    none(), text("<x:xmpmeta/>"), none());
  walked w = walk(file);
  assert_string_equal(w.in->file.format, "tiff");
  const jb_part *xmp = part_of(w.in, JB_PART_XMP);
  assert_non_null(xmp);
  assert_int_equal(xmp->ranges[0].offset, 52);
  assert_int_equal(xmp->ranges[0].length, 12);
  done(w);
}

/* What is wrong with a directory, and whether something was missed by it. */
static void broken_directories_are_told(void **state) {
  (void)state;
  struct {
    const char *what;
    bytes file;
    const char *problem;
    bool missed;
  } cases[] = {
      {"IFD0 past the end", hex("49492A00 00010000"), "ifd.outside", true},
      {"no IFD at all", hex("49492A00 00000000"), "ifd.outside", true},
      {"IFD0 is its own next", join(3, hex("49492A00 08000000 0100"),
                                    hex("0001 0300 01000000 01000000"), hex("08000000")),
       "ifd.loop", false},
      {"more entries than bytes", hex("49492A00 08000000 FF00 0001 0300 01000000 01000000"),
       "ifd.truncated", true},
      {"value outside", hex("49492A00 08000000 0100 0E01 0200 10000000 00F00000 00000000"),
       "ifd.value-outside", true},
      {"count times size overflows", hex("49492A00 08000000 0100 0E01 0C00 FFFFFFFF 08000000 00000000"),
       "ifd.value-outside", true},
      {"a type that no standard names", hex("49492A00 08000000 0100 0E01 6300 01000000 41000000 00000000"),
       "ifd.type", false},
      {"next IFD stands inside IFD0", hex("49492A00 08000000 0100 0001 0300 01000000 01000000 0A000000"),
       "ifd.overlap", true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    walked w = walk(cases[i].file);
    if (!has_problem(w.in, cases[i].problem)) fail_msg("%s: no %s", cases[i].what, cases[i].problem);
    bool missed = not_checked(w.in, "structure") != NULL;
    if (missed != cases[i].missed) fail_msg("%s: missed %d", cases[i].what, missed);
    done(w);
  }
}

static void too_many_ifds_hit_the_limit(void **state) {
  (void)state;
  bytes file = hex("49492A00 08000000");
  for (unsigned i = 0; i < 300; i++) {
    uint32_t next = 8 + (i + 1) * 18;
    file = join(3, file, hex("0100 0001 0300 01000000 01000000"), u32le(next));
  }
  walked w = walk(join(2, file, fill(0, 18)));
  const jb_not_checked *n = not_checked(w.in, "structure");
  assert_non_null(n);
  assert_int_equal(n->why, JB_WHY_LIMIT);
  assert_string_equal(n->detail, "ifd_max");
  done(w);
}

static void raw_formats_of_another_magic_are_known_but_unsupported(void **state) {
  (void)state;
  walked w = walk(join(2, text("IIRO"), u32le(8)));
  assert_string_equal(w.in->file.format, "raw");
  assert_int_equal(w.in->file.supported, JB_ABSENT);
  assert_string_equal(not_checked(w.in, "format")->detail, "format.unsupported");
  done(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tags_become_parts),
      cmocka_unit_test(dng_is_told_by_its_version_tag),
      cmocka_unit_test(exif_part_covers_directories_alone),
      cmocka_unit_test(strips_that_touch_are_joined),
      cmocka_unit_test(strip_outside_the_file_is_a_problem),
      cmocka_unit_test(shared_values_are_one_part),
      cmocka_unit_test(bigtiff_reads_the_same),
      cmocka_unit_test(broken_directories_are_told),
      cmocka_unit_test(too_many_ifds_hit_the_limit),
      cmocka_unit_test(raw_formats_of_another_magic_are_known_but_unsupported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
