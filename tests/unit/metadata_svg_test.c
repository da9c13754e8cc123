/* SVG: RDF in its metadata, words in the drawing, nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/reading.h"

#define SVG "<svg xmlns=\"http://www.w3.org/2000/svg\" "
#define RDF "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"

static reading read_svg(const char *s) { return read_part(JB_PART_SVG, "document", NULL, -1, text(s)); }

/* Seen in the wild: the label's fields as attributes in the dc namespace. */
static void a_label_in_dc_attributes_is_read(void **state) {
  (void)state;
  reading r = read_svg(SVG "><metadata>" RDF "<rdf:Description dc:Label=\"1\" dc:ContentProducer=\"c\"/></rdf:RDF></metadata></svg>");
  assert_value(&r, "Xmp.dc.Label", "attribute", "1");
  assert_place(&r, "Xmp.dc.ContentProducer", "c");
  assert_string_equal(read_property(&r, "Xmp.dc.Label")->carrier, "xmp");
  assert_value(&r, "Xmp.xmlns.dc", "declaration", "http://purl.org/dc/elements/1.1/");
  assert_int_equal(r.in->not_checked_count, 0);
  reading_free(r);
}

static void every_place_for_words_is_read(void **state) {
  (void)state;
  static const struct {
    const char *svg, *key, *form, *value;
  } k_cases[] = {
      {SVG "><title>T &amp; U</title></svg>", "Svg.title", "element", "T & U"},
      {SVG "><g><g><desc>D</desc></g></g></svg>", "Svg.desc", "element", "D"},
      {SVG "><text>made <tspan>by AI</tspan></text></svg>", "Svg.text", "element", "made by AI"},
      {SVG "><!-- Generator: X --></svg>", "Svg.comment", "comment", " Generator: X "},
      {SVG "><path d=\"M0 0\" data-aigc='{\"Label\":\"1\"}'/></svg>", "Svg.path.data-aigc", "attribute", "{\"Label\":\"1\"}"},
      {SVG "xmlns:inkscape=\"urn:i\" inkscape:version=\"1.2\"/>", "Svg.svg.inkscape:version", "attribute", "1.2"},
      {SVG "><metadata>{\"AIGC\":{}}</metadata></svg>", "Svg.metadata", "element", "{\"AIGC\":{}}"},
      {SVG "><metadata xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\"><TC260:AIGC>{}</TC260:AIGC></metadata></svg>",
       "Xmp.TC260.AIGC", "element", "{}"},
      {SVG ">" RDF "<rdf:Description dc:Label=\"1\"/></rdf:RDF></svg>", "Xmp.dc.Label", "attribute", "1"},
      {SVG "><AIGC>{}</AIGC></svg>", "Svg.AIGC", "element", "{}"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    reading r = read_svg(k_cases[i].svg);
    assert_value(&r, k_cases[i].key, k_cases[i].form, k_cases[i].value);
    assert_int_equal(r.in->not_checked_count, 0);
    reading_free(r);
  }
}

static void shapes_scripts_and_styles_say_nothing(void **state) {
  (void)state;
  reading r = read_svg("<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
                       SVG "><script>var AIGC = '{}';</script><style>.a{}</style><path d='M0'/></svg>");
  assert_int_equal(r.in->property_count, 0);
  assert_int_equal(r.in->not_checked_count, 0);
  reading_free(r);
}

static void entities_stay_as_they_are(void **state) {
  (void)state;
  reading r = read_svg("<!DOCTYPE svg [<!ENTITY a 'boom'><!ENTITY b '&a;&a;&a;'>]>" SVG "><title>&b;</title></svg>");
  assert_value(&r, "Svg.title", "element", "&b;");
  assert_true(read_has_problem(&r, "svg.damaged"));
  assert_true(read_unread(&r, "xmp", JB_WHY_INPUT));
  assert_true(read_unread(&r, "text", JB_WHY_INPUT));
  reading_free(r);
}

static void a_manifest_becomes_a_part(void **state) {
  (void)state;
  reading r = read_svg(SVG "><metadata><c2pa:manifest xmlns:c2pa=\"http://c2pa.org/manifest\">AAAA</c2pa:manifest></metadata></svg>");
  assert_int_equal(r.in->part_count, 2);
  const jb_part *part = r.in->parts[1];
  assert_int_equal(part->kind, JB_PART_JUMBF);
  assert_true(jb_span_is(jb_span_from(part->key), "c2pa"));
  assert_int_equal(part->steps[0], JB_STEP_BASE64);
  jb_span at = jb_span_cut(span_of(r.file), (size_t)part->ranges[0].offset, (size_t)part->ranges[0].length);
  assert_true(jb_span_is(at, "AAAA"));
  reading_free(r);
}

static void deep_and_broken_drawings_are_said(void **state) {
  (void)state;
  bytes deep = text(SVG ">");
  for (int i = 0; i < 600; i++) deep = join(2, deep, text("<g>"));
  reading r = read_part(JB_PART_SVG, "document", NULL, -1, deep);
  assert_true(read_unread(&r, "xmp", JB_WHY_LIMIT));
  reading_free(r);
  r = read_svg(SVG "><title>T</title><g");
  assert_value(&r, "Svg.title", "element", "T");
  assert_true(read_unread(&r, "text", JB_WHY_INPUT));
  reading_free(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_label_in_dc_attributes_is_read),
      cmocka_unit_test(every_place_for_words_is_read),
      cmocka_unit_test(shapes_scripts_and_styles_say_nothing),
      cmocka_unit_test(entities_stay_as_they_are),
      cmocka_unit_test(a_manifest_becomes_a_part),
      cmocka_unit_test(deep_and_broken_drawings_are_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
