/* Each relation with a positive case and a near miss. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "traces/traces.h"

typedef struct value {
  const char *key, *text;
} value;

/* An inspection with one primary part and these properties, related. */
static jb_inspection *related(const value *values, size_t count) {
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  assert_non_null(in);
  jb_part *part = jb_add_part(in, JB_PART_STRUCTURE, JB_ROLE_PRIMARY, "test");
  in->file.width = 1000;
  in->file.height = 500;
  for (size_t i = 0; i < count; i++) {
    (void)jb_add_property(in, part->id, "test", values[i].key, jb_span_str(values[i].text));
  }
  jb_traces_find(in);
  return in;
}

static bool has(const jb_inspection *in, const char *code) {
  for (size_t i = 0; i < in->finding_count; i++) {
    if (strcmp(in->findings[i]->code, code) == 0) return true;
  }
  return false;
}

static void relations_between_properties(void **state) {
  (void)state;
  static const struct {
    const char *code;
    bool expected;
    value values[2];
  } k_cases[] = {
      {"dimensions-changed", true,
       {{"Exif.ExifIFD.PixelXDimension", "2000"}, {"Exif.ExifIFD.PixelYDimension", "1000"}}},
      {"dimensions-changed", false,
       {{"Exif.ExifIFD.PixelXDimension", "1000"}, {"Exif.ExifIFD.PixelYDimension", "500"}}},
      {"dimensions-changed", false, /* turned */
       {{"Exif.ExifIFD.PixelXDimension", "500"}, {"Exif.ExifIFD.PixelYDimension", "1000"}}},
      {"dimensions-changed", false,
       {{"Exif.ExifIFD.PixelXDimension", "0"}, {"Exif.ExifIFD.PixelYDimension", "0"}}},
      {"dates-disagree", true,
       {{"Exif.ExifIFD.DateTimeOriginal", "2026:05:01 12:00:00"},
        {"Xmp.xmp.CreateDate", "2026-05-03T12:00:00Z"}}},
      {"dates-disagree", false, /* a time zone may lie between */
       {{"Exif.ExifIFD.DateTimeOriginal", "2026:05:01 12:00:00"},
        {"Xmp.xmp.CreateDate", "2026-05-02T02:00:00+14:00"}}},
      {"dates-disagree", false,
       {{"Exif.ExifIFD.DateTimeOriginal", "0000:00:00 00:00:00"},
        {"Xmp.xmp.CreateDate", "2026-05-02T02:00:00+14:00"}}},
      {"credits-disagree", true,
       {{"Iptc.Credit", "Made with Google AI"}, {"Xmp.photoshop.Credit", "A. Person"}}},
      {"credits-disagree", false,
       {{"Iptc.Credit", "Made with Google AI"}, {"Xmp.photoshop.Credit", "Made with Google AI"}}},
      {"credits-disagree", false, /* cut to 32 bytes by IIM */
       {{"Iptc.Credit", "abcdefghijklmnopqrstuvwxyz012345"},
        {"Xmp.photoshop.Credit", "abcdefghijklmnopqrstuvwxyz0123456789"}}},
      {"iptc-digest-stale", true, {{"Iptc.Digest", "00ff"}, {"Iptc.DigestComputed", "00fe"}}},
      {"iptc-digest-stale", false, {{"Iptc.Digest", "00ff"}, {"Iptc.DigestComputed", "00FF"}}},
      {"c2pa-reference-without-manifest", true,
       {{"Xmp.dcterms.provenance", "self#jumbf=/c2pa/urn:x"}, {"a", "b"}}},
      {"c2pa-reference-without-manifest", false, /* kept on the network by design */
       {{"Xmp.dcterms.provenance", "https://example.com/a.c2pa"}, {"a", "b"}}},
      {"c2pa-remote-reference", true,
       {{"Xmp.dcterms.provenance", "https://example.com/a.c2pa"}, {"a", "b"}}},
      {"c2pa-remote-reference", false,
       {{"Xmp.dcterms.provenance", "self#jumbf=/c2pa/urn:x"}, {"a", "b"}}},
      {"c2pa-reference-without-manifest", false, /* Dublin Core, no URI */
       {{"Xmp.dcterms.provenance", "estate of a collector"}, {"a", "b"}}},
      {"extended-xmp-missing", true,
       {{"Xmp.xmpNote.HasExtendedXMP", "0123456789ABCDEF0123456789ABCDEF"}, {"a", "b"}}},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = related(k_cases[i].values, 2);
    if (has(in, k_cases[i].code) != k_cases[i].expected) {
      print_message("case %zu: %s\n", i, k_cases[i].code);
    }
    assert_int_equal(has(in, k_cases[i].code), k_cases[i].expected);
    jb_inspection_free(in);
  }
}

static void what_is_there_is_not_missing(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  jb_part *part = jb_add_part(in, JB_PART_STRUCTURE, JB_ROLE_PRIMARY, "test");
  jb_part *store = jb_add_part(in, JB_PART_JUMBF, JB_ROLE_PRIMARY, "APP11");
  jb_part_set_key(in, store, jb_span_str("c2pa"));
  jb_part *extended = jb_add_part(in, JB_PART_XMP_EXTENDED, JB_ROLE_PRIMARY, "APP1");
  jb_part_set_key(in, extended, jb_span_str("0123456789abcdef0123456789abcdef"));
  (void)jb_add_property(in, part->id, "xmp", "Xmp.dcterms.provenance", jb_span_str("self#jumbf"));
  (void)jb_add_property(in, part->id, "xmp", "Xmp.xmpNote.HasExtendedXMP",
                        jb_span_str("0123456789ABCDEF0123456789ABCDEF"));
  jb_traces_find(in);
  assert_int_equal(in->finding_count, 0);
  jb_inspection_free(in);
}

static jb_finding *finding(jb_inspection *in, const char *scheme, jb_claim claim,
                           jb_strength strength) {
  jb_finding *f = jb_add_finding(in, scheme, JB_FINDING_MARK, "metadata", "test");
  f->claim = claim;
  f->strength = strength;
  f->role = JB_ROLE_PRIMARY;
  return f;
}

static void contradictions(void **state) {
  (void)state;
  static const struct {
    jb_claim claim;
    jb_strength strength;
    bool expected;
  } k_cases[] = {{JB_CLAIM_GENERATED, JB_STRENGTH_WEAK, true},
                 {JB_CLAIM_GENERATED_OR_EDITED, JB_STRENGTH_STRONG, false}, /* may be an edit */
                 {JB_CLAIM_EDITED, JB_STRENGTH_STRONG, false}, /* a photo may be edited */
                 {JB_CLAIM_GENERATED, JB_STRENGTH_CONTEXT, false},
                 {JB_CLAIM_UNKNOWN, JB_STRENGTH_STRONG, false}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_limits limits = jb_limits_default();
    jb_inspection *in = jb_inspection_new(&limits);
    (void)finding(in, "exif", JB_CLAIM_CAPTURED, JB_STRENGTH_CONTEXT);
    (void)finding(in, "iptc", k_cases[i].claim, k_cases[i].strength);
    jb_traces_find(in);
    assert_int_equal(has(in, "capture-beside-ai"), k_cases[i].expected);
    jb_inspection_free(in);
  }
}

static void two_generators_differ(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  (void)finding(in, "generator:ComfyUI", JB_CLAIM_GENERATED, JB_STRENGTH_WEAK);
  (void)finding(in, "generator:ComfyUI", JB_CLAIM_GENERATED, JB_STRENGTH_WEAK);
  jb_traces_find(in);
  assert_false(has(in, "generators-differ"));
  (void)finding(in, "generator:Midjourney", JB_CLAIM_GENERATED, JB_STRENGTH_WEAK);
  jb_traces_find(in);
  assert_true(has(in, "generators-differ"));
  jb_inspection_free(in);
}

static void structure(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  jb_part *root = jb_add_part(in, JB_PART_STRUCTURE, JB_ROLE_PRIMARY, "png");
  jb_part *trailer = jb_add_part(in, JB_PART_TRAILER, JB_ROLE_TRAILER, "after IEND");
  jb_part_add_range(in, trailer, 100, 10);
  jb_add_problem(in, root, "png.crc", 60, "tEXt");
  in->file.extension_matches = JB_ABSENT;
  jb_traces_find(in);
  assert_true(has(in, "extension-mismatch"));
  assert_true(has(in, "data-after-end"));
  assert_true(has(in, "png-crc"));
  jb_inspection_free(in);

  in = jb_inspection_new(&limits);
  (void)jb_add_part(in, JB_PART_STRUCTURE, JB_ROLE_PRIMARY, "jpeg");
  trailer = jb_add_part(in, JB_PART_TRAILER, JB_ROLE_TRAILER, "after EOI");
  jb_part_add_range(in, trailer, 100, 10);
  (void)jb_add_property(in, trailer->id, "samsung", "Samsung.PEg_Info", jb_span_str("{}"));
  in->file.extension_matches = JB_UNKNOWN;
  jb_traces_find(in);
  assert_int_equal(in->finding_count, 0); /* the phone's own trailer is accounted for */
  jb_inspection_free(in);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(relations_between_properties),
      cmocka_unit_test(what_is_there_is_not_missing),
      cmocka_unit_test(contradictions),
      cmocka_unit_test(two_generators_differ),
      cmocka_unit_test(structure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
