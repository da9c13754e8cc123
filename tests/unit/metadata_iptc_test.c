/* IPTC records alone and inside Photoshop resources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "metadata/metadata.h"
#include "support/build.h"

typedef struct read_block {
  bytes file;
  jb_source *source;
  jb_inspection *in;
} read_block;

static read_block read(jb_part_kind kind, bytes content) {
  read_block r = {.file = join(2, fill(0xAA, 5), content)};
  jb_limits limits = jb_limits_default();
  assert_int_equal(jb_source_from_memory(r.file.ptr, r.file.len, &r.source), JB_OK);
  r.in = jb_inspection_new(&limits);
  assert_non_null(r.in);
  jb_part *part = jb_add_part(r.in, kind, JB_ROLE_PRIMARY, "block");
  part->envelope = (jb_range){5, r.file.len - 5};
  jb_part_add_range(r.in, part, 5, r.file.len - 5);
  jb_metadata_read(r.source, r.in);
  return r;
}

static void done(read_block r) {
  jb_inspection_free(r.in);
  jb_source_free(r.source);
  bytes_free(r.file);
}

static const jb_property *property(const read_block *r, const char *key) {
  for (size_t i = 0; i < r->in->property_count; i++) {
    if (strcmp(r->in->properties[i]->key, key) == 0) return r->in->properties[i];
  }
  return NULL;
}

static void expect(const read_block *r, const char *key, const char *value) {
  const jb_property *p = property(r, key);
  if (!p) fail_msg("no %s", key);
  if (!jb_span_is(jb_span_from(p->value), value)) {
    fail_msg("%s is %.*s, not %s", key, (int)p->value.len, (const char *)p->value.ptr, value);
  }
}

static bytes record(unsigned number, unsigned dataset, bytes value) {
  unsigned n = (unsigned)value.len;
  return join(5, u8(0x1C), u8(number), u8(dataset), u16be(n), value);
}

static bytes resource(unsigned id, bytes data) {
  uint32_t n = (uint32_t)data.len;
  return join(6, text("8BIM"), u16be(id), u16be(0), u32be(n), data, fill(0, n & 1));
}

static void records_become_properties(void **state) {
  (void)state;
  read_block r = read(JB_PART_IPTC,
                      join(5, record(2, 0, u16be(4)), record(2, 110, text("Made with Google AI")),
                           record(2, 25, text("cup")), record(2, 99, text("odd")), fill(0, 3)));
  expect(&r, "Iptc.RecordVersion", "4");
  expect(&r, "Iptc.Credit", "Made with Google AI");
  expect(&r, "Iptc.Keywords", "cup");
  expect(&r, "Iptc.2:99", "odd");
  const jb_property *p = property(&r, "Iptc.Credit");
  assert_int_equal(p->at.ranges[0].offset, 5 + 7 + 5);
  assert_int_equal(p->at.ranges[0].length, 19);
  assert_int_equal(jb_probe_answer(r.in, "iptc", NULL), JB_PRESENT);
  done(r);
}

/* IIM 1:90 names the character set of the records behind it. */
static void character_sets(void **state) {
  (void)state;
  static const struct {
    const char *escape, *value;
    int step;
  } k_cases[] = {{"\x1B%G", "\xC3\xA9", -1}, {"\x1B.A", "\xC3\x83\xC2\xA9", JB_STEP_LATIN1},
                 {"", "\xC3\xA9", -1}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    read_block r = read(JB_PART_IPTC, join(2, record(1, 90, text(k_cases[i].escape)),
                                           record(2, 120, text("\xC3\xA9"))));
    expect(&r, "Iptc.Caption", k_cases[i].value);
    const jb_property *p = property(&r, "Iptc.Caption");
    assert_int_equal(p->at.step_count, k_cases[i].step < 0 ? 0 : 1);
    if (k_cases[i].step >= 0) assert_int_equal(p->at.steps[0], k_cases[i].step);
    done(r);
  }
}

static void extended_counts(void **state) {
  (void)state;
  read_block r = read(JB_PART_IPTC, join(2, hex("1C 02 78 8004 00000003"), text("abc")));
  expect(&r, "Iptc.Caption", "abc");
  done(r);
}

static void damage_is_told(void **state) {
  (void)state;
  struct {
    bytes content;
    const char *problem;
  } cases[] = {{hex("1C 02 6E 0010 41"), "iptc.truncated"},
               {hex("1C 02 6E 8004 FFFFFFFF 41"), "iptc.truncated"},
               {hex("1C 02 6E 8009 FFFFFFFF 41"), "iptc.truncated"},
               {hex("1C 02 6E 0001 41 FF"), "iptc.marker"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    read_block r = read(JB_PART_IPTC, cases[i].content);
    assert_int_equal(r.in->parts[0]->problem_count, 1);
    assert_string_equal(r.in->parts[0]->problems[0].code, cases[i].problem);
    assert_int_equal(jb_probe_answer(r.in, "iptc", NULL), JB_UNKNOWN);
    done(r);
  }
}

/* exiv2-bug444.jpg: a record one byte too long hides no other. */
static void records_behind_damage_are_found(void **state) {
  (void)state;
  read_block r = read(JB_PART_IPTC, join(3, hex("1C 01 5A 0004 00C4 1C02 0000 0200 02"),
                                         record(2, 20, text("portrait")),
                                         record(2, 110, text("AI"))));
  expect(&r, "Iptc.Credit", "AI");
  expect(&r, "Iptc.SupplementalCategory", "portrait");
  assert_int_equal(r.in->parts[0]->problem_count, 1);
  assert_int_equal(jb_probe_answer(r.in, "iptc", NULL), JB_UNKNOWN);
  done(r);
}

/* A TIFF writer that took the LONGs of tag 33723 for numbers. */
static void swapped_longs_are_read(void **state) {
  (void)state;
  read_block r = read(JB_PART_IPTC, hex("006E021C 64655202"));
  assert_string_equal(r.in->parts[0]->problems[0].code, "iptc.byte-swapped");
  expect(&r, "Iptc.Credit", "Re");
  done(r);
}

static void resources_carry_iptc_and_its_digest(void **state) {
  (void)state;
  bytes iim = record(2, 110, text("Apple Photos Clean Up"));
  read_block r = read(JB_PART_PHOTOSHOP,
                      join(3, resource(0x03ED, fill(1, 15)), resource(0x0404, iim),
                           resource(0x0425, hex("00112233445566778899AABBCCDDEEFF"))));
  expect(&r, "Iptc.Credit", "Apple Photos Clean Up");
  expect(&r, "Iptc.Digest", "00112233445566778899aabbccddeeff");
  const jb_property *p = property(&r, "Iptc.DigestComputed");
  assert_non_null(p);
  assert_int_equal(p->value.len, 32);
  assert_int_equal(p->at.ranges[0].offset, 5 + 12 + 16 + 12);
  assert_int_equal(p->at.ranges[0].length, 26);
  done(r);
}

static void resource_names_are_padded(void **state) {
  (void)state;
  read_block r = read(JB_PART_PHOTOSHOP, join(5, text("8BIM"), u16be(0x0404), raw("\2ab\0", 4), u32be(6),
                                   record(2, 5, text("t"))));
  expect(&r, "Iptc.ObjectName", "t");
  done(r);
}

static void damaged_resources_are_told(void **state) {
  (void)state;
  struct {
    bytes content;
    const char *problem;
  } cases[] = {{text("9BIMxxxxxxxxxxxxxxxx"), "photoshop.signature"},
               {hex("3842494D 03ED 0000 00001000 00"), "photoshop.truncated"},
               {hex("3842494D 03ED 00"), "photoshop.truncated"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    read_block r = read(JB_PART_PHOTOSHOP, cases[i].content);
    assert_int_equal(r.in->parts[0]->problem_count, 1);
    assert_string_equal(r.in->parts[0]->problems[0].code, cases[i].problem);
    done(r);
  }
}

/* ---- ICC ---- */

static bytes profile(bytes tag) {
  uint32_t length = (uint32_t)tag.len;
  bytes head = join(8, u32be(0), text("appl"), hex("04200000"), text("mntrRGB XYZ "),
                    hex("07E6 0001 0001 0000 0000 0000"), text("acsp"),
                    join(3, text("APPL"), fill(0, 4), text("APPL")), fill(0, 28));
  head = join(3, head, text("lcms"), fill(0, 44));
  assert_int_equal(head.len, 128);
  return join(6, head, u32be(1), text("desc"), u32be(144), u32be(length), tag);
}

static void profiles_say_who_made_them(void **state) {
  (void)state;
  read_block r = read(JB_PART_ICC, profile(join(4, text("desc"), u32be(0), u32be(5),
                                                raw("sRGB\0", 5))));
  expect(&r, "Icc.CMM", "appl");
  expect(&r, "Icc.Manufacturer", "APPL");
  expect(&r, "Icc.Creator", "lcms");
  expect(&r, "Icc.Version", "4.2.0");
  expect(&r, "Icc.Description", "sRGB");
  assert_int_equal(property(&r, "Icc.Description")->at.ranges[0].offset, 5 + 144 + 12);
  done(r);
  r = read(JB_PART_ICC,
           profile(join(8, text("mluc"), u32be(0), u32be(1), u32be(12), text("enUS"), u32be(4),
                        u32be(28), hex("00500033"))));
  expect(&r, "Icc.Description", "P3");
  assert_int_equal(property(&r, "Icc.Description")->at.steps[0], JB_STEP_UTF16BE);
  done(r);
}

static void damaged_profiles_are_told(void **state) {
  (void)state;
  struct {
    bytes content;
    const char *problem;
  } cases[] = {{text("too short"), "icc.header"},
               {fill(0, 200), "icc.header"},
               {cut(profile(fill(1, 40)), 150), "icc.tag-outside"},
               {cut(profile(none()), 140), "icc.tags"},
               {profile(join(2, text("mluc"), fill(0, 20))), "icc.text"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    read_block r = read(JB_PART_ICC, cases[i].content);
    if (r.in->parts[0]->problem_count != 1) fail_msg("case %zu", i);
    assert_string_equal(r.in->parts[0]->problems[0].code, cases[i].problem);
    done(r);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_become_properties),
      cmocka_unit_test(character_sets),
      cmocka_unit_test(extended_counts),
      cmocka_unit_test(damage_is_told),
      cmocka_unit_test(records_behind_damage_are_found),
      cmocka_unit_test(swapped_longs_are_read),
      cmocka_unit_test(resources_carry_iptc_and_its_digest),
      cmocka_unit_test(resource_names_are_padded),
      cmocka_unit_test(damaged_resources_are_told),
      cmocka_unit_test(profiles_say_who_made_them),
      cmocka_unit_test(damaged_profiles_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
