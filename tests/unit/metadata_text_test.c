/* PNG text, comments, vendor segments and labels left in boxes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/codec.h"
#include "support/reading.h"

#define LABEL "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"NETA\"}}"

/* PNG 11.3.3.3: Latin-1; what files hold beside it. */
static void png_text_says_what_its_bytes_are(void **state) {
  (void)state;
  static const struct {
    const char *chunk, *bytes, *form, *value;
    bool latin1;
  } k_cases[] = {
      {"tEXt", "a man", "ascii", "a man", false},
      {"tEXt", "caf\xE9 noir", "latin-1", "caf\xC3\xA9 noir", true},
      {"tEXt", "\xE8\xB1\x86\xE5\x8C\x85", "utf-8", "\xE8\xB1\x86\xE5\x8C\x85", false},
      {"tEXt", "\xB6\xB9\xB0\xFC", "gb2312", "\xB6\xB9\xB0\xFC", false},
      {"iTXt", "caf\xC3\xA9", "utf-8", "caf\xC3\xA9", false},
      {"iTXt", "caf\xE9 noir", "not-utf-8", "caf\xE9 noir", false},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    int step = k_cases[i].chunk[0] == 't' ? (int)JB_STEP_LATIN1 : -1;
    reading r = read_part(JB_PART_TEXT, k_cases[i].chunk, "parameters", step, text(k_cases[i].bytes));
    assert_value(&r, "Png.parameters", k_cases[i].form, k_cases[i].value);
    assert_place(&r, "Png.parameters", k_cases[i].bytes);
    const jb_property *p = read_property(&r, "Png.parameters");
    assert_string_equal(p->carrier, "png-text");
    assert_true(jb_span_is(jb_span_from(p->name), "parameters"));
    assert_int_equal(p->at.step_count, k_cases[i].latin1 ? 1 : 0);
    reading_free(r);
  }
}

static bytes zlib_of(const char *content) {
  bytes chunk = png_ztxt("k", text(content));
  size_t head = 8 + 2 + 1; /* length, type, keyword NUL, method */
  bytes stream = raw(chunk.ptr + head, chunk.len - head - 4);
  bytes_free(chunk);
  return stream;
}

static void compressed_text_is_read_and_placed_by_part(void **state) {
  (void)state;
  reading r = read_part(JB_PART_TEXT, "zTXt", "prompt", JB_STEP_INFLATE, zlib_of("{\"class_type\":1}"));
  assert_value(&r, "Png.prompt", "ascii", "{\"class_type\":1}");
  const jb_property *p = read_property(&r, "Png.prompt");
  assert_int_equal(p->at.steps[0], JB_STEP_INFLATE);
  reading_free(r);
}

static bytes profile(const char *name, bytes content) {
  jb_buf hex = jb_buf_new(1 << 16);
  jb_hex_encode(&hex, span_of(content));
  bytes lines = join(3, text("\n"), text(name), text("\n      1\n"));
  for (size_t i = 0; i < hex.len; i += 72) {
    size_t n = hex.len - i < 72 ? hex.len - i : 72;
    lines = join(3, lines, raw(hex.data + i, n), text("\n"));
  }
  jb_buf_free(&hex);
  bytes_free(content);
  return lines;
}

#define XMP                                                                                 \
  "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description "    \
  "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:format=\"image/png\"/></rdf:RDF>"

static void raw_profiles_become_parts_of_their_kind(void **state) {
  (void)state;
  reading r = read_part(JB_PART_TEXT, "tEXt", "Raw profile type xmp", JB_STEP_LATIN1,
                        profile("xmp", text(XMP)));
  assert_int_equal(r.in->part_count, 2);
  assert_int_equal(r.in->parts[1]->kind, JB_PART_XMP);
  assert_value(&r, "Xmp.dc.format", "attribute", "image/png");
  const jb_property *p = read_property(&r, "Xmp.dc.format");
  assert_int_equal(p->at.step_count, 1);
  assert_int_equal(p->at.steps[0], JB_STEP_RAW_PROFILE);
  assert_int_equal(p->at.sub.offset, (size_t)(strstr(XMP, "image/png") - XMP));
  assert_none(&r, "Png.Raw profile type xmp");
  reading_free(r);
  bytes app1 = join(3, text("http://ns.adobe.com/xap/1.0/"), u8(0), text(XMP));
  r = read_part(JB_PART_TEXT, "tEXt", "Raw profile type APP1", -1, profile("generic", app1));
  assert_value(&r, "Xmp.dc.format", "attribute", "image/png");
  p = read_property(&r, "Xmp.dc.format");
  assert_int_equal(p->at.sub.offset, 29 + (size_t)(strstr(XMP, "image/png") - XMP));
  assert_none(&r, "Xmp.packet.leading");
  reading_free(r);
  r = read_part(JB_PART_TEXT, "tEXt", "Raw profile type exif", -1,
                profile("exif", join(2, raw("Exif\0", 6), tiff_with(0, NULL, 0, NULL, 0))));
  assert_int_equal(r.in->part_count, 2);
  assert_int_equal(r.in->parts[1]->kind, JB_PART_EXIF);
  reading_free(r);
  r = read_part(JB_PART_TEXT, "tEXt", "Raw profile type 8bim", -1, profile("8bim", text("8BIM....")));
  assert_int_equal(r.in->parts[1]->kind, JB_PART_PHOTOSHOP);
  reading_free(r);
  /* not a profile after all: text like any other */
  r = read_part(JB_PART_TEXT, "tEXt", "Raw profile type odd", -1, text("\nodd\n 1\nzz"));
  assert_int_equal(r.in->part_count, 1);
  assert_value(&r, "Png.Raw profile type odd", "ascii", "\nodd\n 1\nzz");
  reading_free(r);
}

static void odd_keywords_are_escaped_in_the_key_and_kept_in_the_name(void **state) {
  (void)state;
  reading r = read_part(JB_PART_TEXT, "tEXt", "a\xFF", -1, text("v"));
  assert_value(&r, "Png.a\\xFF", "ascii", "v");
  assert_true(jb_span_is(jb_span_from(read_property(&r, "Png.a\\xFF")->name), "a\xFF"));
  reading_free(r);
}

static void comments_keep_bytes_that_are_no_utf8(void **state) {
  (void)state;
  reading r = read_part(JB_PART_COMMENT, "COM", NULL, -1, text(LABEL));
  assert_value(&r, "Jpeg.COM", "utf-8", LABEL);
  assert_place(&r, "Jpeg.COM", LABEL);
  assert_string_equal(read_property(&r, "Jpeg.COM")->carrier, "comment");
  reading_free(r);
  r = read_part(JB_PART_COMMENT, "comment", NULL, -1, join(2, text("\xB6\xB9"), fill(0, 2)));
  assert_value(&r, "Gif.Comment", "raw", "\xB6\xB9");
  assert_place(&r, "Gif.Comment", "\xB6\xB9");
  reading_free(r);
}

static void vendor_segments_give_their_text(void **state) {
  (void)state;
  static const struct {
    const char *before, *text, *after, *key, *form;
  } k_cases[] = {
      /* Volcengine: the label in APP11, not XMP */
      {"", "AIGC{\"Label\":\"1\"}", "", "Jpeg.APP11", "remains"},
      {"\x01\x02\x03", "AIGC{\"Label\":\"1\"}", "\x01 and more", "Jpeg.APP11", "remains"},
      {"\x01", LABEL, "\xFF", "Jpeg.APP11", "remains"},
      {"", "plain text of a vendor", "", "Jpeg.APP11", "text"},
      {"\x80", "{\"a\":1}", "\x02", "Jpeg.APP11", "json"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    reading r = read_part(JB_PART_APP, "APP11", "id", -1,
                          join(3, text(k_cases[i].before), text(k_cases[i].text), text(k_cases[i].after)));
    assert_value(&r, k_cases[i].key, k_cases[i].form, k_cases[i].text);
    assert_place(&r, k_cases[i].key, k_cases[i].text);
    assert_string_equal(read_property(&r, k_cases[i].key)->carrier, "app");
    reading_free(r);
  }
}

static void an_identifier_with_nul_is_not_part_of_the_text(void **state) {
  (void)state;
  reading r = read_part(JB_PART_APP, "APP5", "VEND", -1, join(3, text("VEND"), u8(0), text("hello")));
  assert_value(&r, "Jpeg.APP5", "text", "hello");
  assert_place(&r, "Jpeg.APP5", "hello");
  reading_free(r);
}

static void binary_segments_say_nothing(void **state) {
  (void)state;
  reading r = read_part(JB_PART_APP, "APP2", NULL, -1, hex("00 01 02 7B 22 FF 41 49 47 00 FE 10"));
  assert_int_equal(r.in->property_count, 0);
  reading_free(r);
}

static void labels_left_in_boxes_are_found_and_bounded(void **state) {
  (void)state;
  reading r = read_part(JB_PART_BOX, "free", NULL, -1,
                        join(5, fill(0, 100), text(LABEL), fill(0, 9), text("\"AIGC\":{\"Label\":\"2\"}"), fill(0, 5)));
  assert_value(&r, "Box.free", "remains", LABEL);
  assert_place(&r, "Box.free", LABEL);
  assert_int_equal(read_count(&r, "Box.free"), 2);
  assert_true(jb_span_is(jb_span_from(r.in->properties[1]->value), "AIGC\":{\"Label\":\"2\"}"));
  reading_free(r);
  r = read_part(JB_PART_BOX, "free", NULL, -1, join(2, text("AIGC{"), fill('x', 200000)));
  assert_int_equal(read_property(&r, "Box.free")->value.len, 65536);
  reading_free(r);
  bytes many = none();
  for (int i = 0; i < 100; i++) many = join(3, many, text("AIGC{}"), u8(0));
  r = read_part(JB_PART_BOX, "free", NULL, -1, many);
  assert_int_equal(r.in->property_count, 8);
  reading_free(r);
  r = read_part(JB_PART_BOX, "free", NULL, -1, fill(0, 50));
  assert_int_equal(r.in->property_count, 0);
  reading_free(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(png_text_says_what_its_bytes_are),
      cmocka_unit_test(compressed_text_is_read_and_placed_by_part),
      cmocka_unit_test(raw_profiles_become_parts_of_their_kind),
      cmocka_unit_test(odd_keywords_are_escaped_in_the_key_and_kept_in_the_name),
      cmocka_unit_test(comments_keep_bytes_that_are_no_utf8),
      cmocka_unit_test(vendor_segments_give_their_text),
      cmocka_unit_test(an_identifier_with_nul_is_not_part_of_the_text),
      cmocka_unit_test(binary_segments_say_nothing),
      cmocka_unit_test(labels_left_in_boxes_are_found_and_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
