/* The Exif reader: which property a tag gives, as which text, from where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "metadata/exif_value.h"
#include "metadata/metadata.h"
#include "metadata/usercomment.h"
#include "support/build.h"

typedef struct read_block {
  bytes file;
  jb_source *source;
  jb_inspection *in;
} read_block;

enum { BEFORE = 10 }; /* bytes of the file in front of the block */

/* A file that holds the block as an EXIF part, as a container would list it. */
static read_block read(bytes block) {
  read_block r = {.file = join(2, fill(0xAA, BEFORE), block)};
  jb_limits limits = jb_limits_default();
  assert_int_equal(jb_source_from_memory(r.file.ptr, r.file.len, &r.source), JB_OK);
  r.in = jb_inspection_new(&limits);
  assert_non_null(r.in);
  jb_part *part = jb_add_part(r.in, JB_PART_EXIF, JB_ROLE_PRIMARY, "APP1");
  part->envelope = (jb_range){BEFORE, r.file.len - BEFORE};
  jb_part_add_range(r.in, part, BEFORE, r.file.len - BEFORE);
  jb_metadata_read(r.source, r.in);
  return r;
}

static void done(read_block r) {
  jb_inspection_free(r.in);
  jb_source_free(r.source);
  bytes_free(r.file);
}

static const jb_property *property(const read_block *r, const char *key, unsigned nth) {
  for (size_t i = 0; i < r->in->property_count; i++) {
    if (strcmp(r->in->properties[i]->key, key) == 0 && nth-- == 0) return r->in->properties[i];
  }
  return NULL;
}

static void expect(const read_block *r, const char *key, const char *value) {
  const jb_property *p = property(r, key, 0);
  if (!p) fail_msg("no %s", key);
  if (!jb_span_is(jb_span_from(p->value), value)) {
    fail_msg("%s is %.*s, not %s", key, (int)p->value.len, (const char *)p->value.ptr, value);
  }
}

/* The bytes of the file that the property's location names. */
static jb_span located(const read_block *r, const jb_property *p) {
  assert_int_equal(p->at.range_count, 1);
  return jb_span_cut(span_of(r->file), (size_t)p->at.ranges[0].offset,
                     (size_t)p->at.ranges[0].length);
}

static tiff_entry entry(uint16_t tag, uint16_t type, uint32_t count, const char *digits) {
  return (tiff_entry){tag, type, count, hex(digits)};
}

/* One value of every field type, TIFF 6.0 p. 15. */
static void field_types_as_text(void **state) {
  (void)state;
  static const struct {
    uint16_t type;
    uint32_t count;
    const char *big_endian;
    const char *text;
  } k_cases[] = {
      {JB_TIFF_BYTE, 4, "01 04 00 FF", "1 4 0 255"},
      {JB_TIFF_SHORT, 2, "0008 FFFF", "8 65535"},
      {JB_TIFF_LONG, 1, "FFFFFFFF", "4294967295"},
      {JB_TIFF_RATIONAL, 2, "00000001 00000003 FFFFFFFF 00000000", "1/3 4294967295/0"},
      {JB_TIFF_SBYTE, 2, "FF 7F", "-1 127"},
      {JB_TIFF_SSHORT, 1, "8000", "-32768"},
      {JB_TIFF_SLONG, 1, "FFFFFFFE", "-2"},
      {JB_TIFF_SRATIONAL, 1, "FFFFFFFF 00000002", "-1/2"},
      {JB_TIFF_FLOAT, 1, "3FC00000", "1.5"},
      {JB_TIFF_DOUBLE, 1, "BFE0000000000000", "-0.5"},
      {JB_TIFF_UNDEFINED, 4, "30323332", "0232"},
      {JB_TIFF_UNDEFINED, 4, "01020300", "01020300"},
      {JB_TIFF_ASCII, 4, "61620063", "ab"},
      {125, 4, "61626300", "abc"}, /* no standard names it: bytes */
      {JB_TIFF_UTF8, 4, "E58D8E00", "\xE5\x8D\x8E"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    tiff_entry e[] = {entry(0xFDE8, k_cases[i].type, k_cases[i].count, k_cases[i].big_endian)};
    read_block r = read(tiff_with(1, e, 1, NULL, 0));
    expect(&r, "Exif.IFD0.0xfde8", k_cases[i].text);
    done(r);
  }
}

static void strings_end_at_nul_and_say_what_led(void **state) {
  (void)state;
  /* NovelAI's ImageDescription starts with four NULs */
  tiff_entry e[] = {
      {0x010E, JB_TIFF_ASCII, 10, raw("\0\0\0\0a girl", 10)},
      {0x8298, JB_TIFF_ASCII, 11, raw("Photo\0Edit\0", 11)},
      {0x0131, JB_TIFF_ASCII, 6, raw("\xC4\xE3\xBA\xC3\0\0", 6)},
  };
  read_block r = read(tiff_with(0, e, 3, NULL, 0));
  expect(&r, "Exif.IFD0.ImageDescription", "a girl");
  const jb_property *p = property(&r, "Exif.IFD0.ImageDescription", 0);
  assert_string_equal(p->form, "leading-nul");
  assert_true(jb_span_is(located(&r, p), "a girl"));
  expect(&r, "Exif.IFD0.Copyright", "Photo");
  p = property(&r, "Exif.IFD0.Copyright", 1);
  assert_non_null(p);
  assert_string_equal(p->form, "further-string");
  assert_true(jb_span_is(jb_span_from(p->value), "Edit"));
  /* no UTF-8: the bytes themselves */
  expect(&r, "Exif.IFD0.Software", "\xC4\xE3\xBA\xC3");
  done(r);
}

static void xp_tags_are_utf16le_in_any_tiff_order(void **state) {
  (void)state;
  tiff_entry e[] = {entry(0x9C9B, JB_TIFF_BYTE, 6, "4100 4E2D 0000")};
  e[0].value = patch(patch(e[0].value, 2, 0x2D), 3, 0x4E);
  read_block r = read(tiff_with(1, e, 1, NULL, 0));
  expect(&r, "Exif.IFD0.XPTitle", "A\xE4\xB8\xAD");
  const jb_property *p = property(&r, "Exif.IFD0.XPTitle", 0);
  assert_int_equal(p->at.step_count, 1);
  assert_int_equal(p->at.steps[0], JB_STEP_UTF16LE);
  assert_int_equal(p->at.ranges[0].length, 4);
  done(r);
}

/* Exif 2.32 4.6.6 table 9 and what is met beside it. */
static void user_comment_codes(void **state) {
  (void)state;
  static const struct {
    const char *raw;
    size_t length;
    const char *code;
    const char *text;
    size_t at, used;
  } k_cases[] = {
#define RAW(s) s, sizeof(s) - 1
      {RAW("ASCII\0\0\0 {\"AIGC\":1}\0\0"), "ascii", " {\"AIGC\":1}", 8, 11},
      {RAW("ascii   text    "), "ascii", "text", 8, 4},
      {RAW("UNICODE\0\0a\0b"), "unicode", "ab", 8, 4},
      {RAW("UNICODE\0a\0b\0 \0\0\0"), "unicode", "ab", 8, 4},
      {RAW("Unicode\0\xFF\xFE" "a\0"), "unicode", "a", 10, 2},
      {RAW("UNICODE\0plain UTF-8"), "unicode", "plain UTF-8", 8, 11},
      /* 生成合成 without a zero byte: U+751F U+6210 U+5408 U+6210 */
      {RAW("UNICODE\0\x75\x1F\x62\x10\x54\x08\x62\x10"), "unicode",
       "\xE7\x94\x9F\xE6\x88\x90\xE5\x90\x88\xE6\x88\x90", 8, 8},
      {RAW("UNICODE\0\x1F\x75\x10\x62\x08\x54\x10\x62"), "unicode",
       "\xE7\x94\x9F\xE6\x88\x90\xE5\x90\x88\xE6\x88\x90", 8, 8},
      {RAW("\0\0\0\0\0\0\0\0x"), "undefined", "x", 8, 1},
      {RAW("JIS\0\0\0\0\0\x1B$B"), "jis", "\x1B$B", 8, 3},
      {RAW("Steps: 20, Sampler: Euler"), "bare", "Steps: 20, Sampler: Euler", 0, 25},
      {RAW("short"), "bare", "short", 0, 5},
      {RAW("ASCII\0\0\0hello\0\0\0\0\0\0\0\0\0\0"), "ascii", "hello", 8, 5},
      {RAW("ASCII\0\0\0"), "ascii", "", 8, 0},
      {RAW(""), "bare", "", 0, 0},
#undef RAW
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_span value = jb_span_of(k_cases[i].raw, k_cases[i].length);
    jb_user_comment c = jb_user_comment_read(value, true);
    jb_buf out = jb_buf_new(1000);
    jb_user_comment_text(&out, value, &c);
    if (!jb_span_is(jb_buf_span(&out), k_cases[i].text)) {
      fail_msg("case %zu: %.*s", i, (int)out.len, (const char *)out.data);
    }
    assert_string_equal(c.code, k_cases[i].code);
    assert_int_equal(c.at, k_cases[i].at);
    assert_int_equal(c.length, k_cases[i].used);
    jb_buf_free(&out);
  }
}

/* A1111 writes UTF-16BE under MM, SwarmUI UTF-16LE under II, ComfyUI's
 * SaveImage-Plus an ASCII tag in IFD0. */
static void user_comment_wherever_it_stands(void **state) {
  (void)state;
  tiff_entry in_exif[] = {tiff_undefined(0x9286, raw("UNICODE\0S\0t\0", 12))};
  tiff_entry make[] = {tiff_ascii(0x010F, "Maker")};
  read_block r = read(tiff_with(1, make, 1, in_exif, 1));
  expect(&r, "Exif.ExifIFD.UserComment", "St");
  const jb_property *p = property(&r, "Exif.ExifIFD.UserComment", 0);
  assert_string_equal(p->form, "unicode");
  assert_int_equal(p->at.steps[0], JB_STEP_UTF16LE);
  assert_true(jb_span_equal(located(&r, p), jb_span_of("S\0t\0", 4)));
  done(r);
  tiff_entry in_ifd0[] = {tiff_ascii(0x9286, "Steps: 20, Seed: 1")};
  r = read(tiff_with(0, in_ifd0, 1, NULL, 0));
  expect(&r, "Exif.IFD0.UserComment", "Steps: 20, Seed: 1");
  assert_string_equal(property(&r, "Exif.IFD0.UserComment", 0)->form, "bare");
  done(r);
}

static void long_values_are_cut_and_say_how_long(void **state) {
  (void)state;
  tiff_entry e[] = {tiff_undefined(0x927C, fill(0x80, 1000)),
                    {0xFDE8, JB_TIFF_SHORT, 100, fill(0, 200)}};
  read_block r = read(tiff_with(0, e, 2, NULL, 0));
  const jb_property *p = property(&r, "Exif.IFD0.MakerNote", 0);
  assert_int_equal(p->value.len, 2 * JB_EXIF_HEX_MAX);
  assert_int_equal(p->value_length, 2000);
  p = property(&r, "Exif.IFD0.0xfde8", 0);
  assert_int_equal(p->value.len, 2 * JB_EXIF_NUMBERS_MAX - 1 + 4);
  assert_int_equal(jb_probe_answer(r.in, "exif", NULL), JB_PRESENT);
  done(r);
}

/* A GPS pointer written as SLONG is followed (FurnaceCreekInn.jpg of exiv2). */
static void a_signed_pointer_is_a_pointer(void **state) {
  (void)state;
  read_block r = read(join(2, hex("4D4D002A 00000008 0001 8825 0009 00000001 0000001A 00000000"),
                           hex("0001 001D 0002 00000004 32303000 00000000")));
  expect(&r, "Exif.GPS.GPSDateStamp", "200");
  done(r);
}

static void thumbnail_is_walked_with_its_role(void **state) {
  (void)state;
  bytes jpeg = jpeg_with(jpeg_comment(text("inside")));
  uint32_t at = 8 + 2 + 12 + 4 + 2 + 24 + 4;
  bytes block = join(8, hex("49492A00 08000000 0100 0001 0300 01000000 01000000"), u32le(26),
                     u16le(2), hex("0102 0400 01000000"), u32le(at), hex("0202 0400 01000000"),
                     join(2, u32le((uint32_t)jpeg.len), u32le(0)), jpeg);
  read_block r = read(block);
  const jb_part *found = NULL;
  for (size_t i = 0; i < r.in->part_count; i++) {
    if (r.in->parts[i]->kind == JB_PART_EMBEDDED) found = r.in->parts[i];
  }
  assert_non_null(found);
  assert_int_equal(found->role, JB_ROLE_THUMBNAIL);
  assert_int_equal(found->ranges[0].offset, BEFORE + at);
  char number[16];
  (void)snprintf(number, sizeof number, "%u", at);
  expect(&r, "Exif.IFD1.JPEGInterchangeFormat", number);
  done(r);
}

static void xmp_in_a_tag_becomes_a_part(void **state) {
  (void)state;
  tiff_entry e[] = {tiff_undefined(700, text("<x:xmpmeta/>"))};
  read_block r = read(tiff_with(0, e, 1, NULL, 0));
  assert_int_equal(r.in->part_count, 2);
  assert_int_equal(r.in->parts[1]->kind, JB_PART_XMP);
  assert_int_equal(r.in->parts[1]->ranges[0].offset, BEFORE + 26);
  done(r);
}

static void damage_is_told_and_makes_the_probe_unknown(void **state) {
  (void)state;
  struct {
    bytes block;
    const char *problem;
  } cases[] = {{text("nothing like TIFF"), "exif.header"},
               {none(), "exif.header"},
               {cut(tiff_with(0, (tiff_entry[]){tiff_ascii(0x0131, "Software")}, 1, NULL, 0), 30),
                "ifd.value-outside"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    read_block r = read(cases[i].block);
    assert_int_equal(r.in->parts[0]->problem_count, 1);
    assert_string_equal(r.in->parts[0]->problems[0].code, cases[i].problem);
    assert_int_equal(jb_probe_answer(r.in, "exif", NULL), JB_UNKNOWN);
    done(r);
  }
}

static void an_extra_identifier_is_passed_over(void **state) {
  (void)state;
  tiff_entry e[] = {tiff_ascii(0x0131, "Software 1")};
  read_block r = read(join(2, raw("Exif\0", 6), tiff_with(0, e, 1, NULL, 0)));
  expect(&r, "Exif.IFD0.Software", "Software 1");
  assert_true(jb_span_is(located(&r, property(&r, "Exif.IFD0.Software", 0)), "Software 1"));
  assert_string_equal(r.in->parts[0]->problems[0].code, "exif.extra-identifier");
  done(r);
}

/* The lookup is a binary search: an entry out of order would not be found. */
static void every_name_is_found(void **state) {
  (void)state;
#define JB_EXIF_TAG(tag, name) assert_string_equal(jb_exif_tag_name(KIND, tag), name);
#define KIND JB_IFD_EXIF
#define JB_EXIF_IMAGE
#include "model/exif_tags.def"
#undef JB_EXIF_IMAGE
#undef KIND
#define KIND JB_IFD_GPS
#define JB_EXIF_GPS
#include "model/exif_tags.def"
#undef JB_EXIF_GPS
#undef KIND
#define KIND JB_IFD_INTEROP
#define JB_EXIF_INTEROP
#include "model/exif_tags.def"
#undef JB_EXIF_INTEROP
  assert_null(jb_exif_tag_name(JB_IFD_MAIN, 0xC4A5));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(field_types_as_text),
      cmocka_unit_test(strings_end_at_nul_and_say_what_led),
      cmocka_unit_test(xp_tags_are_utf16le_in_any_tiff_order),
      cmocka_unit_test(user_comment_codes),
      cmocka_unit_test(user_comment_wherever_it_stands),
      cmocka_unit_test(long_values_are_cut_and_say_how_long),
      cmocka_unit_test(a_signed_pointer_is_a_pointer),
      cmocka_unit_test(thumbnail_is_walked_with_its_role),
      cmocka_unit_test(xmp_in_a_tag_becomes_a_part),
      cmocka_unit_test(damage_is_told_and_makes_the_probe_unknown),
      cmocka_unit_test(an_extra_identifier_is_passed_over),
      cmocka_unit_test(every_name_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
