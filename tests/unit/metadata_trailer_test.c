/* What phones put behind the picture, and what anybody can put there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/heif.h"
#include "support/inspect.h"
#include "support/phones.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static inspected behind_png(bytes trailer) {
  return inspect_bytes(join(2, png_with(none()), trailer), true);
}

static bool value_is(const inspected *i, const char *key, const char *expected) {
  return jb_span_is(property_of(i, key), expected);
}

/* The located bytes are the value's. */
static bool located_is(const inspected *i, const char *key, const char *expected) {
  const jb_property *p = find_property(i, key);
  if (!p) return false;
  bytes b = located(i, &p->at);
  bool same = jb_span_is(span_of(b), expected);
  bytes_free(b);
  return same;
}

static bytes samsung(void) {
  sef_record records[] = {
      {0x0A01, "Image_UTC_Data", text("1747000000000")},
      {0x0BA1, "PhotoEditor_Re_Edit_Data",
       text("{\"originalPath\":\"a\\/b\",\"portraitEffectValue\":\"{\\\"waterMarkRemoved\\\":true,"
            "\\\"note\\\":\\\"x\\\"}\",\"tone\":{\"genAIType\":3}}")},
      {0x0D91, "PEg_Info", text("{\"genImageVersion\":\"v1\",\"genAIType\":8}")},
      {0x0A30, "MotionPhoto_Data", hex("000102")}};
  return sef_trailer(records, COUNT(records));
}

static void samsung_records_are_properties(void **state) {
  (void)state;
  inspected i = behind_png(samsung());
  assert_true(value_is(&i, "Samsung.Image_UTC_Data", "1747000000000"));
  assert_true(value_is(&i, "Samsung.PEg_Info/genAIType", "8"));
  assert_true(value_is(&i, "Samsung.PEg_Info/genImageVersion", "v1"));
  assert_true(located_is(&i, "Samsung.PEg_Info/genAIType", "8"));
  assert_true(located_is(&i, "Samsung.PEg_Info/genImageVersion", "v1"));
  const jb_property *film = find_property(&i, "Samsung.MotionPhoto_Data");
  assert_string_equal(film->form, "binary");
  assert_int_equal(film->value_length, 3);
  assert_string_equal(film->carrier, "samsung");
  inspected_free(i);
}

static void json_in_json_is_opened_once(void **state) {
  (void)state;
  inspected i = behind_png(samsung());
  const char *removed = "Samsung.PhotoEditor_Re_Edit_Data/portraitEffectValue/waterMarkRemoved";
  const char *note = "Samsung.PhotoEditor_Re_Edit_Data/portraitEffectValue/note";
  assert_true(value_is(&i, removed, "true"));
  assert_true(located_is(&i, removed, "true"));
  assert_true(value_is(&i, note, "x"));
  assert_true(located_is(&i, note, "x"));
  assert_true(value_is(&i, "Samsung.PhotoEditor_Re_Edit_Data/tone/genAIType", "3"));
  assert_true(located_is(&i, "Samsung.PhotoEditor_Re_Edit_Data/tone/genAIType", "3"));
  assert_true(value_is(&i, "Samsung.PhotoEditor_Re_Edit_Data/originalPath", "a/b"));
  assert_true(located_is(&i, "Samsung.PhotoEditor_Re_Edit_Data/originalPath", "a\\/b"));
  const jb_property *path = find_property(&i, "Samsung.PhotoEditor_Re_Edit_Data/originalPath");
  assert_int_equal(path->at.step_count, 1);
  assert_int_equal(path->at.steps[0], JB_STEP_JSON_STRING);
  inspected_free(i);
}

/* The records speak for the picture, unlike the bytes around them. */
static void records_have_the_role_of_the_picture(void **state) {
  (void)state;
  inspected i = behind_png(samsung());
  const jb_property *p = find_property(&i, "Samsung.PEg_Info");
  assert_int_equal(i.in->parts[p->part]->role, JB_ROLE_PRIMARY);
  assert_int_equal(i.in->parts[find_property(&i, "Samsung.SEF")->part]->kind, JB_PART_TRAILER);
  inspected_free(i);
}

static void samsung_is_found_before_junk_and_in_boxes(void **state) {
  (void)state;
  inspected i = behind_png(join(2, samsung(), text("some junk")));
  assert_true(value_is(&i, "Samsung.PEg_Info/genAIType", "8"));
  assert_true(has_problem(&i, "sef.data-behind"));
  inspected_free(i);
  heif_item picture = {.id = 1, .type = "hvc1", .data = fill(1, 9)};
  i = inspect_bytes(join(2, heif_with("heic", &picture, 1), box("sefd", samsung())), true);
  const jb_property *p = find_property(&i, "Samsung.PEg_Info/genAIType");
  assert_non_null(p);
  assert_int_equal(i.in->parts[p->part]->role, JB_ROLE_PRIMARY);
  assert_null(find_property(&i, "Trailer.Type"));
  inspected_free(i);
}

static void broken_directories_are_said(void **state) {
  (void)state;
  bytes whole = samsung();
  size_t directory = whole.len - 8 - (12 + 4 * 12);
  const struct {
    size_t at;
    uint8_t value;
    const char *code;
  } k_cases[] = {
      {directory, 'X', "sef.directory"},           /* no SEFH */
      {directory + 8, 200, "sef.directory"},       /* more entries than fit */
      {whole.len - 5, 0x40, "sef.directory"},      /* length over the file */
      {directory + 12 + 7, 0x7F, "sef.entry"},     /* record before the trailer */
      {directory + 12 + 8, 3, "sef.entry"},        /* shorter than its head */
      {7, 0x70, "sef.record"},                     /* name longer than the record */
      {2, 0x55, "sef.record-type"},                /* entry and record disagree */
  };
  for (size_t k = 0; k < COUNT(k_cases); k++) {
    inspected i = behind_png(patch(copy_of(whole), k_cases[k].at, k_cases[k].value));
    assert_true(has_problem(&i, k_cases[k].code));
    bool unknown = strcmp(k_cases[k].code, "sef.record-type") != 0;
    assert_int_equal(is_unchecked(&i, "trailer", JB_WHY_INPUT), unknown);
    inspected_free(i);
  }
  bytes_free(whole);
}

static void overlapping_records_are_bounded(void **state) {
  (void)state;
  enum { ENTRIES = 3000 };
  bytes entries = none(), value = fill('a', 4000);
  bytes data = join(4, hex("0000 910D"), u32le(1), text("n"), value);
  for (unsigned k = 0; k < ENTRIES; k++) {
    entries = join(4, entries, hex("0000 910D"), u32le((uint32_t)data.len),
                   u32le((uint32_t)data.len));
  }
  uint32_t length = (uint32_t)entries.len + 12;
  inspected i = behind_png(join(7, data, text("SEFH"), u32le(101), u32le(ENTRIES), entries,
                                u32le(length), text("SEFT")));
  assert_true(i.in->property_count < 300);
  assert_true(is_unchecked(&i, "trailer", JB_WHY_LIMIT));
  inspected_free(i);
}

static void json_texts_are_bounded(void **state) {
  (void)state;
  enum { RECORDS = 12, LENGTH = 60000 }; /* together over the 512 KiB that are opened */
  sef_record records[RECORDS];
  for (unsigned k = 0; k < RECORDS; k++) {
    bytes value = join(3, text("{\"a\":\""), fill('x', LENGTH), text("\"}"));
    records[k] = (sef_record){0x0BA1, "R", value};
  }
  inspected i = behind_png(sef_trailer(records, RECORDS));
  assert_true(is_unchecked(&i, "trailer", JB_WHY_LIMIT));
  assert_non_null(find_property(&i, "Samsung.R/a"));
  inspected_free(i);
}

static void vivo_and_oppo_are_read(void **state) {
  (void)state;
  inspected i = behind_png(vivo_trailer("{\"photoType\":\"portrait\",\"n\":1}"));
  assert_true(value_is(&i, "Vivo.JSONInfo/photoType", "portrait"));
  assert_true(located_is(&i, "Vivo.JSONInfo/photoType", "portrait"));
  assert_true(value_is(&i, "Vivo.JSONInfo", "{\"photoType\":\"portrait\",\"n\":1}"));
  assert_non_null(find_property(&i, "Vivo.Trailer"));
  inspected_free(i);
  i = behind_png(oppo_trailer("watermark.device", text("PHONE X")));
  assert_true(value_is(&i, "Oppo.watermark.device", "PHONE X"));
  assert_true(located_is(&i, "Oppo.watermark.device", "PHONE X"));
  assert_non_null(find_property(&i, "Oppo.JSONInfo"));
  inspected_free(i);
  i = behind_png(join(2, text("[]"), join(2, text("jxrs"), u32le(100000))));
  assert_true(has_problem(&i, "oppo.length"));
  inspected_free(i);
}

static void other_trailers_have_a_type(void **state) {
  (void)state;
  const struct {
    bytes trailer;
    const char *type, *shown;
  } cases[] = {{text("AIGC{\"Label\":\"1\"}"), "json", "AIGC{\"Label\":\"1\"}"},
               {text("{\"AIGC\":{}}"), "json", "{\"AIGC\":{}}"},
               {join(2, text("hello \xE4\xBD\xA0"), fill(0, 3)), "text", "hello \xE4\xBD\xA0"},
               {join(2, text("{\"a\":1}"), hex("00 01 02 FF FF FF FF")), "json", "{\"a\":1}"},
               {fill(0, 10), "padding", NULL},
               {join(2, text("%PDF-1.7"), fill(1, 20)), "pdf", NULL},
               {join(2, box("ftyp", join(3, text("mp42"), u32be(0), text("isom"))), fill(1, 9)),
                "mp4", NULL},
               {hex("01 02 03 FF FE"), NULL, NULL}};
  for (size_t k = 0; k < COUNT(cases); k++) {
    inspected i = behind_png(cases[k].trailer);
    if (cases[k].type) assert_true(value_is(&i, "Trailer.Type", cases[k].type));
    else assert_null(find_property(&i, "Trailer.Type"));
    if (cases[k].shown) {
      assert_true(value_is(&i, "Trailer.Text", cases[k].shown));
      assert_true(located_is(&i, "Trailer.Text", cases[k].shown));
    } else {
      assert_null(find_property(&i, "Trailer.Text"));
    }
    inspected_free(i);
  }
}

static void long_text_is_cut_at_its_bound(void **state) {
  (void)state;
  inspected i = behind_png(fill('a', 200000));
  assert_int_equal(property_of(&i, "Trailer.Text").len, 64 * 1024);
  inspected_free(i);
}

static void every_truncation_is_answered(void **state) {
  (void)state;
  bytes whole[] = {samsung(), vivo_trailer("{\"a\":1}"), oppo_trailer("n", text("value"))};
  for (size_t k = 0; k < COUNT(whole); k++) {
    for (size_t n = 0; n < whole[k].len; n++) {
      inspected i = behind_png(cut(copy_of(whole[k]), n));
      assert_null(find_property(&i, "Samsung.SEF"));
      assert_null(find_property(&i, "Vivo.Trailer"));
      assert_null(find_property(&i, "Oppo.Trailer"));
      inspected_free(i);
    }
    bytes_free(whole[k]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(samsung_records_are_properties),
      cmocka_unit_test(json_in_json_is_opened_once),
      cmocka_unit_test(records_have_the_role_of_the_picture),
      cmocka_unit_test(samsung_is_found_before_junk_and_in_boxes),
      cmocka_unit_test(broken_directories_are_said),
      cmocka_unit_test(overlapping_records_are_bounded),
      cmocka_unit_test(json_texts_are_bounded),
      cmocka_unit_test(vivo_and_oppo_are_read),
      cmocka_unit_test(other_trailers_have_a_type),
      cmocka_unit_test(long_text_is_cut_at_its_bound),
      cmocka_unit_test(every_truncation_is_answered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
