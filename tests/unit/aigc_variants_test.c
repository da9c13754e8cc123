/* What is found in the wild: one row for each variant that is known, its text
 * as its writer writes it (identifiers shortened or invented), and exactly the
 * checks of Annex E and the guides that it fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "aigc/aigc.h"
#include "support/labels.h"

#define CODE "001191110000T3ET00012W10001"    /* generation */
#define PLATFORM "001191110000T3ET00012W20001" /* propagation */
#define REST(n) "\"ReservedCode1\":\"\",\"ContentPropagator\":\"" n "\",\"PropagateID\":\"a1\",\"ReservedCode2\":\"\""
#define FULL                                                                                   \
  "\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\"," REST(CODE)

typedef struct variant {
  int row; /* of the table of variants */
  const char *what, *carrier, *key, *name, *text;
  const char *code, *label, *shape; /* label: NULL: no such field */
  const char *failures;
} variant;

#define LABEL "gb45438.label"
#define TWO_FIELDS "seven-keys produce-id first-write placement well-formed"

static const variant k_variants[] = {
    {1, "Doubao: XMP, propagation fields empty", "xmp", "Xmp.TC260.AIGC", "AIGC",
     "{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"e3578014edd949de\",\"ReservedCode1\":\"\","
     "\"ContentPropagator\":\"\",\"PropagateID\":\"\",\"ReservedCode2\":\"\"}",
     LABEL, "1", "bare", "first-write"},
    {2, "Doubao: text chunk AIGC, plain name", "png-text", "Png.AIGC", "AIGC",
     "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"doubao\",\"ProduceID\":\"a1\"," REST("doubao") "}}",
     LABEL, "1", "wrapped", ""},
    {3, "Jimeng: numbers with a slash, a platform of its own", "xmp", "Xmp.TC260.AIGC", "AIGC",
     "{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"tos-cn-i-tb4s082cfz/c7fe\","
     "\"ReservedCode1\":\"\",\"ContentPropagator\":\"" PLATFORM "\",\"PropagateID\":\"tos-cn-i-tb4s082cfz/c7fe\","
     "\"ReservedCode2\":\"\"}", LABEL, "1", "bare", ""},
    {4, "Volcengine JPEG: AIGC{...} in a vendor segment", "app", "Jpeg.APP11", "AIGC",
     "AIGC{" FULL "}", LABEL, "1", "bare", "placement"},
    {5, "Doubao video: QuickTime key", "quicktime", "Keys.AIGC", "AIGC", "{\"AIGC\":{" FULL "}}", LABEL, "1",
     "wrapped", "placement"},
    {6, "video writer: a box AIGC", "box", "Box.AIGC", "AIGC", "{" FULL "}", LABEL, "1", "bare",
     "placement"},
    {7, "Qwen: no producer, reordered, bare", "png-text", "Png.AIGC", "AIGC",
     "{\"ContentPropagator\":\"" CODE "\",\"Label\":\"1\",\"ProduceID\":\"u:1008/task:77\"}", LABEL, "1",
     "bare", "seven-keys producer first-write propagator-service well-formed"},
    {8, "Wan: reserved codes of its own", "png-text", "Png.AIGC", "AIGC",
     "{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\",\"ReservedCode1\":\"L-8f31c\","
     "\"ContentPropagator\":\"" CODE "\",\"PropagateID\":\"a1\",\"ReservedCode2\":\"K-22ab\"}", LABEL, "1", "bare", ""},
    {9, "Yuanbao: UserComment, SecurityData with a leading blank", "exif", "Exif.ExifIFD.UserComment", "UserComment",
     "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\",\"ReservedCode1\":"
     "\"{\\\"Type\\\":\\\" TC260PG\\\",\\\"AlgID\\\":\\\"sm3\\\",\\\"PubSD\\\":[]}\",\"ContentPropagator\":\"" CODE "\","
     "\"PropagateID\":\"a1\",\"ReservedCode2\":\"\"}}", LABEL, "1", "wrapped", "character-set"},
    {10, "Tencent agent: YAML without quotes, at the end of a text", "comment", "Jpeg.COM", "",
     "# Title\n\ntext: more\n---\nAIGC:\n  Label: 1\n  ContentProducer: " CODE "\n  ProduceID: a1\n"
     "  ReservedCode1: qL2w==\n  ContentPropagator: " CODE "\n  PropagateID: a1\n  ReservedCode2: qL2w==\n---\n",
     LABEL, "1", "yaml", "json string-values placement well-formed"},
    {11, "Tencent cloud before the standard", "exif", "Exif.IFD0.ImageDescription", "ImageDescription",
     "{\"AIGC\":{\"ServiceProvider\":\"x\",\"ServiceUser\":\"1\",\"Time\":\"2\",\"ContentId\":\"3\"}}",
     "gb45438.pre-standard", NULL, "wrapped", ""},
    {12, "Kling video: reserved codes null", "quicktime", "Keys.AIGC", "AIGC",
     "{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"KLingMuse_3f\",\"ReservedCode1\":null,"
     "\"ContentPropagator\":\"" CODE "\",\"PropagateID\":\"KLingMuse_3f\",\"ReservedCode2\":null}", LABEL, "1",
     "bare", "string-values placement well-formed"},
    {13, "Kling picture: text chunk", "png-text", "Png.AIGC", "AIGC", "{\"AIGC\":{" FULL "}}", LABEL, "1",
     "wrapped", ""},
    {14, "MiniMax: plain name, SecurityData", "id3", "Id3.TXXX", "AIGC",
     "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"MiniMax\",\"ProduceID\":\"a1\",\"ReservedCode1\":"
     "\"{\\\"SecurityData\\\":{\\\"Type\\\":\\\"TC260PG\\\",\\\"PubSD\\\":[{\\\"Type\\\":\\\"DS\\\"}]}}\",\"ContentPropagator\":"
     "\"MiniMax\",\"PropagateID\":\"a1\",\"ReservedCode2\":\"\"}}", LABEL, "1", "wrapped", "placement"},
    {15, "MiniMax agent: 4-space YAML, Label AIGC, zeros", "comment", "Gif.Comment", "",
     "---\nAIGC:\n    Label: AIGC\n    ContentProducer: Minimax Agent AI\n    ProduceID: \"00000000-0000-0000\"\n"
     "    ReservedCode1: 3045ab\n    ContentPropagator: Minimax Agent AI\n    PropagateID: \"00000000-0000-0000\"\n"
     "    ReservedCode2: 3045ab\n---\n", LABEL, "AIGC", "yaml",
     "json label-value produce-id character-set placement well-formed"},
    {16, "ByteDance: YAML in alphabetical order, single quotes, inside a front matter", "comment", "Jpeg.COM", "",
     "---\ntitle: 'It''s'\nAIGC:\n  ContentProducer: '" CODE "'\n  ContentPropagator: '" CODE "'\n  Label: '1'\n"
     "  ProduceID: '0f1e-22'\n  PropagateID: '0f1e-22'\n  ReservedCode1: \"\"\n  ReservedCode2: \"\"\ntags: [a]\n---\n",
     LABEL, "1", "yaml", "json placement well-formed"},
    {17, "StepFun: YAML with SecurityData in quotes", "comment", "Jpeg.COM", "",
     "---\nAIGC:\n  Label: \"1\"\n  ContentProducer: \"" CODE "\"\n  ProduceID: \"a1\"\n  ReservedCode1: "
     "\"{\\\"SecurityData\\\":{\\\"Type\\\":\\\"TC260PG\\\"}}\"\n  ContentPropagator: \"" CODE "\"\n  PropagateID: \"a1\"\n"
     "  ReservedCode2: \"\"\n---\n", LABEL, "1", "yaml", "json placement well-formed"},
    {18, "Zhipu: YAML whose value is a flow mapping", "comment", "Jpeg.COM", "",
     "---\nAIGC: {" FULL "}\n---\n", LABEL, "1", "bare", "json placement well-formed"},
    {19, "iFlow: 26 characters in lower case, ReserveCode", "png-text", "Png.AIGC", "AIGC",
     "{\"Label\":\"1\",\"ContentProducer\":\"001191110000T3ET00012Wxliu\",\"ProduceID\":\"a1\",\"ReserveCode1\":\"iflow\","
     "\"ContentPropagator\":\"001191110000T3ET00012Wxliu\",\"PropagateID\":\"a1\",\"ReserveCode2\":\"iflow\"}", LABEL, "1", "bare",
     "seven-keys producer-code propagator-code well-formed"},
    {20, "iFlytek: a formatting fault of Go", "id3", "Id3.TXXX", "AIGC",
     "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\",\"ContentPropagator\":\"" CODE "\","
     "\"PropagateID\":\"%!s(MISSING)\"}}", LABEL, "1", "wrapped",
     "seven-keys template-leak placement well-formed"},
    {21, "Laiye: an enumeration's name, a key more", "png-text", "Png.AIGC", "AIGC",
     "{\"Label\":\"AIGCLabelType.AI_GENERATED\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\"," REST(CODE)
     ",\"ProcessingTypes\":[\"x\"]}", LABEL, "AIGCLabelType.AI_GENERATED", "bare",
     "unknown-keys label-value well-formed"},
    {22, "an export: a printed object", "png-text", "Png.AIGC", "AIGC",
     "{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"ExportRequest(files=[1])\"," REST(CODE) "}",
     LABEL, "1", "bare", "template-leak well-formed"},
    /* row 23, the SVG of one attribute a key, and what of row 27 is split: below */
    {24, "PicWish: XMP attribute, plain name", "xmp", "Xmp.TC260.AIGC", "AIGC",
     "{\"Label\":\"1\",\"ContentProducer\":\"picwish\",\"ProduceID\":\"a1\"," REST("picwish") "}", LABEL, "1", "bare", ""},
    {25, "NETA: JPEG comment of two fields", "comment", "Jpeg.COM", "",
     "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"NETA\"}}", LABEL, "1", "wrapped", TWO_FIELDS},
    {26, "Honor: nested PubSd", "exif", "Exif.ExifIFD.UserComment", "UserComment",
     "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\",\"ReservedCode1\":"
     "{\"SecurityData\":{\"Type\":\"TC260PG\",\"PubSd\":[{\"Type\":\"DS\",\"TBSData\":{\"Type\":\"Content\"}}]}},"
     "\"ContentPropagator\":\"" CODE "\",\"PropagateID\":\"a1\",\"ReservedCode2\":\"\"}}", LABEL, "1", "wrapped",
     "string-values well-formed"},
    {27, "a prefix that was never declared", "xmp", "Xmp.{}TC260:AIGC", "TC260:AIGC", "{" FULL "}", LABEL, "1",
     "bare", "placement xmp-namespace"},
    {27, "another namespace", "xmp", "Xmp.{urn:x}AIGC", "AIGC", "{" FULL "}", LABEL, "1", "bare",
     "placement xmp-namespace"},
    {27, "JSON in a JSON string", "png-text", "Png.AIGC", "AIGC",
     "{\"AIGC\":\"{\\\"Label\\\":\\\"1\\\",\\\"ContentProducer\\\":\\\"" CODE "\\\",\\\"ProduceID\\\":\\\"a1\\\",\\\"ReservedCode1\\\":"
     "\\\"\\\",\\\"ContentPropagator\\\":\\\"" CODE "\\\",\\\"PropagateID\\\":\\\"a1\\\",\\\"ReservedCode2\\\":\\\"\\\"}\"}", LABEL, "1",
     "wrapped", "encoding well-formed"},
    {27, "keys in lowerCamelCase", "png-text", "Png.AIGC", "AIGC",
     "{\"label\":\"1\",\"contentProducer\":\"" CODE "\",\"produceId\":\"a1\",\"reservedCode1\":\"\",\"contentPropagator\":\"" CODE "\","
     "\"propagateId\":\"a1\",\"reservedCode2\":\"\"}", LABEL, "1", "bare", "seven-keys well-formed"},
    {27, "text chunk UserComment", "png-text", "Png.UserComment", "UserComment", "{\"AIGC\":{" FULL "}}", LABEL, "1",
     "wrapped", "placement"},
    {27, "XmpKvBase64", "xmp", "Xmp.{urn:kv}XmpKvBase64", "XmpKvBase64",
     "eyJBSUdDIjp7IkxhYmVsIjoiMSIsIkNvbnRlbnRQcm9kdWNlciI6IngifX0=", LABEL, "1", "wrapped",
     "seven-keys produce-id first-write encoding placement xmp-namespace well-formed"},
    {27, "a key with a colon and a blank", "png-text", "Png.AIGC", "AIGC",
     "{\"Label\":\"1\",\"ContentProducer\":\"" CODE "\",\"ProduceID\":\"a1\",\"ReservedCode1\":\"\",\"ContentPropagator\":\"" CODE "\","
     "\"PropagateID\":\"a1\",\"ReservedCode2: \":\"\"}", LABEL, "1", "bare", "seven-keys well-formed"},
    {27, "base64 in a custom property", "app", "Jpeg.APP4", "AIGC",
     "eyJMYWJlbCI6IjEiLCJDb250ZW50UHJvZHVjZXIiOiJ4IiwiUHJvZHVjZUlEIjoiYSJ9", LABEL, "1", "bare",
     "seven-keys first-write encoding placement well-formed"},
    {28, "ByteDance apps: aigc_info is a mark, no label", "exif", "Exif.IFD0.ImageDescription", "ImageDescription",
     "{\"data\":{\"product\":\"aweme\",\"aigc_info\":\"{\\\"aigc_type\\\":1,\\\"aigc_label_type\\\":1}\"}}", NULL, NULL, NULL, ""},
    {28, "ByteDance apps: exportType", "exif", "Exif.ExifIFD.UserComment", "UserComment",
     "{\"product\":\"dreamina\",\"exportType\":\"generation\",\"aigc_info\":{\"aigc_label_type\":2}}", NULL, NULL, NULL, ""},
};

static jb_inspection *examined(const variant *v) {
  bool xmp = strcmp(v->carrier, "xmp") == 0, exif = strcmp(v->carrier, "exif") == 0;
  bool text = strcmp(v->carrier, "png-text") == 0;
  jb_inspection *in = label_inspection(exif ? "jpeg" : xmp || text ? "png" : "jpeg",
                                       xmp ? JB_PART_XMP : text ? JB_PART_TEXT : JB_PART_EXIF,
                                       xmp ? "iTXt" : text ? "tEXt" : "APP1");
  bool guide = strcmp(v->key, "Xmp.TC260.AIGC") == 0;
  jb_property *p = label_property(in, v->carrier, v->key,
                                  guide ? "http://www.tc260.org.cn/ns/AIGC/1.0/"
                                        : strstr(v->key, "urn:") ? "urn:x" : "",
                                  v->name, v->text);
  if (guide) p->prefix = jb_bytes_of(jb_span_str("TC260"));
  return in;
}

static void every_known_variant_is_read_and_judged(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_variants / sizeof k_variants[0]; i++) {
    const variant *v = &k_variants[i];
    jb_inspection *in = examined(v);
    jb_aigc_find(NULL, in);
    print_message("row %d: %s\n", v->row, v->what);
    assert_int_equal(in->finding_count, v->code ? 1 : 0);
    if (v->code) {
      const jb_finding *f = label_finding(in, v->code);
      assert_non_null(f);
      assert_true(label_field_is(f, "Label", v->label));
      assert_true(label_field_is(f, "shape", v->shape));
      assert_string_equal(label_failures(f), v->failures);
    }
    jb_inspection_free(in);
  }
}

/* Rows 23 and 27: each key a property of its own. */
static void a_label_split_over_properties_is_one_finding(void **state) {
  (void)state;
  static const struct {
    const char *carrier, *stem, *ns, *failures;
  } k_cases[] = {
      {"svg", "Svg.metadata/dc:", "http://purl.org/dc/elements/1.1/",
       "field-name json first-write placement well-formed"},
      {"xmp", "Xmp.TC260.", "http://www.tc260.org.cn/ns/AIGC/1.0/",
       "json first-write placement xmp-namespace well-formed"},
      {"xmp", "Xmp.{urn:y}AIGC/{urn:y}", "urn:y",
       "json first-write placement xmp-namespace well-formed"},
  };
  static const struct {
    const char *name, *value;
  } k_keys[] = {{"Label", "1"},         {"ContentProducer", CODE}, {"ProduceID", "a1"},
                {"ReservedCode1", "x"}, {"ContentPropagator", ""}, {"PropagateID", ""},
                {"ReservedCode2", ""}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = label_inspection("svg", JB_PART_SVG, "document");
    for (size_t k = 0; k < sizeof k_keys / sizeof k_keys[0]; k++) {
      char key[128];
      (void)snprintf(key, sizeof key, "%s%s", k_cases[i].stem, k_keys[k].name);
      (void)label_property(in, k_cases[i].carrier, key, k_cases[i].ns, k_keys[k].name,
                           k_keys[k].value);
    }
    (void)label_property(in, k_cases[i].carrier, "Xmp.dc.title", "urn:other", "Label", "red");
    jb_aigc_find(NULL, in);
    assert_int_equal(in->finding_count, 1);
    const jb_finding *f = label_finding(in, LABEL);
    assert_true(label_field_is(f, "shape", "split"));
    assert_true(label_field_is(f, "ContentProducer", CODE));
    assert_string_equal(label_failures(f), k_cases[i].failures);
    jb_inspection_free(in);
  }
}

/* Nothing of this is a label: a colour label, prose, other people's JSON. */
static void what_only_looks_like_a_label_is_none(void **state) {
  (void)state;
  static const char *const k_texts[] = {
      "AIGC is all over the place", "{\"Label\":\"1\"}", "{\"Label\":\"red\",\"Name\":\"x\"}",
      "{\"AIGCx\":{\"Label\":\"1\"}}", "{\"aigc\":true}", "{\"AIGC\":5}",
      "{\"prompt\":\"photo of AIGC, {red|blue} hair\",\"ProduceID\":1}",
      "a {ContentProducer} b", "AIGC: nothing\nLabel: 1\n",
      "eyJwcm9tcHQiOiJhIGNhdCJ9", "%7B%22prompt%22%3A1%7D"};
  for (size_t i = 0; i < sizeof k_texts / sizeof k_texts[0]; i++) {
    jb_inspection *in = label_in_comment(k_texts[i]);
    print_message("%s\n", k_texts[i]);
    assert_int_equal(in->finding_count, 0);
    assert_int_equal(in->not_checked_count, 0);
    jb_inspection_free(in);
  }
}

/* The same label under escapes that pile up. */
static void escapes_are_undone_and_told(void **state) {
  (void)state;
  static const struct {
    const char *text, *encoding;
  } k_cases[] = {
      {"\"{\\\"Label\\\":\\\"1\\\",\\\"ProduceID\\\":\\\"a\\\"}\"", "json-string"},
      {"\"\\\"{\\\\\\\"Label\\\\\\\":\\\\\\\"1\\\\\\\",\\\\\\\"ProduceID\\\\\\\":\\\\\\\"a\\\\\\\"}\\\"\"",
       "json-string-twice"},
      {"{\"x\":{\"y\":\"{\\\"AIGC\\\":{\\\"Label\\\":\\\"1\\\",\\\"ProduceID\\\":\\\"a\\\"}}\"}}", "json-string"},
      {"%7B%22AIGC%22%3A%7B%22Label%22%3A%221%22%2C%22ProduceID%22%3A%22a%22%7D%7D", "percent"},
      {"{\"AIGC\":\"%7B%22Label%22%3A%221%22%2C%22ProduceID%22%3A%22a%22%7D\"}", "json-string,percent"},
      {"QUlHQz17IkxhYmVsIjoiMSIsIlByb2R1Y2VJRCI6ImEifQ==", "base64"},
      {"{\"AIGC\":\"eyJMYWJlbCI6IjEiLCJQcm9kdWNlSUQiOiJhIn0=\"}", "json-string,base64"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = label_in_comment(k_cases[i].text);
    print_message("%s\n", k_cases[i].text);
    const jb_finding *f = label_finding(in, LABEL);
    assert_non_null(f);
    assert_true(label_field_is(f, "Label", "1"));
    assert_true(label_field_is(f, "ProduceID", "a"));
    assert_string_equal(label_check(f, "encoding"), "fail");
    assert_string_equal(label_detail(f, "encoding"), k_cases[i].encoding);
    jb_inspection_free(in);
  }
}

/* References that were escaped twice: the reader undid one level. */
static void double_entities_are_undone(void **state) {
  (void)state;
  jb_inspection *in = label_in_xmp("{&quot;Label&quot;:&#34;1&#x22;,&quot;ProduceID&quot;:&quot;a&amp;b&quot;}");
  const jb_finding *f = label_finding(in, LABEL);
  assert_true(label_field_is(f, "Label", "1"));
  assert_true(label_field_is(f, "ProduceID", "a&b"));
  jb_inspection_free(in);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_known_variant_is_read_and_judged),
      cmocka_unit_test(a_label_split_over_properties_is_one_finding),
      cmocka_unit_test(what_only_looks_like_a_label_is_none),
      cmocka_unit_test(escapes_are_undone_and_told),
      cmocka_unit_test(double_entities_are_undone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
