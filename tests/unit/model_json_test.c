/* The inspection as JSON and back: nothing is lost, and nothing that is wrong
 * comes in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model/model.h"

static const char k_digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static void add_parts(jb_inspection *in) {
  jb_part *file = jb_add_part(in, JB_PART_STRUCTURE, JB_ROLE_PRIMARY, "JPEG");
  jb_part_add_range(in, file, 0, 20);
  jb_add_problem(in, file, "jpeg.length", 7, "says %d", 9);
  jb_add_problem(in, file, "jpeg.eoi", 900, NULL);
  jb_part *xmp = jb_add_part(in, JB_PART_XMP_EXTENDED, JB_ROLE_PRIMARY, "APP1");
  jb_part_add_range(in, xmp, 100, 50);
  jb_part_add_range(in, xmp, 200, 60);
  jb_part_set_key(in, xmp, jb_span_of("GUID\0\xFF", 6));
  jb_part_add_step(xmp, JB_STEP_REASSEMBLE);
  xmp->envelope = (jb_range){96, 200};
  xmp->has_sha256 = true;
  for (unsigned i = 0; i < 32; i++) xmp->sha256[i] = (uint8_t)(i * 7);
  jb_part *inner = jb_add_part(in, JB_PART_EMBEDDED, JB_ROLE_THUMBNAIL, "IFD1");
  inner->parent = 1;
}

static void add_properties(jb_inspection *in) {
  /* what an escape must survive: NUL, bidi override, no UTF-8, what looks like an escape, quotes */
  static const char k_values[][24] = {"plain", "NUL\0in", "\xE2\x80\xAE\142idi", "\xFF\xFE",
                                      "\\x41 \\\\ \"q\"\n\t", "\xE6\xA0\x87\xE8\xAF\x86", ""};
  static const size_t k_lengths[] = {5, 6, 7, 2, 13, 6, 0};
  for (size_t i = 0; i < sizeof k_lengths / sizeof k_lengths[0]; i++) {
    jb_property *p = jb_add_property(in, 1, "xmp", "Xmp.dc.x", jb_span_of(k_values[i], k_lengths[i]));
    p->at = jb_location_in(in, in->parts[0], i, 2);
    p->at.part = 1;
  }
  jb_property *p = jb_add_property(in, 1, "xmp", "Xmp.{http://\xE2\x80\xAE}:n", jb_span_str("v"));
  jb_property_set_name(in, p, jb_span_str("http://x/\x01"), jb_span_str("n"));
  p->form = "attribute";
  p->at = jb_location_in(in, in->parts[1], 40, 30); /* two ranges and a step */
  jb_location_add_step(&p->at, JB_STEP_ENTITY);
  p->value_length = 70000; /* was cut */
  (void)jb_add_property(in, JB_NO_PART, "makernote", "Exif.Canon.x", jb_span_str("no place"));
}

static void add_findings(jb_inspection *in) {
  jb_finding *f = jb_add_finding(in, "gb45438", JB_FINDING_LABEL, "metadata", "label");
  f->claim = JB_CLAIM_GENERATED;
  f->strength = JB_STRENGTH_STRONG;
  f->at = jb_location_in(in, in->parts[1], 5, 10);
  f->at.sub = (jb_range){3, 4};
  f->has_raw_sha256 = true;
  memset(f->raw_sha256, 0xAB, 32);
  f->excerpt = (jb_bytes){(const uint8_t *)"{\"Label\"\0", 9};
  f->canonical = k_digest;
  jb_finding_add_field(in, f, "Label", jb_span_str("1"));
  jb_finding_add_field(in, f, "ReservedCode1", jb_span_of("a\0b", 3));
  jb_check *c = jb_finding_add_check(in, f, "json", JB_CHECK_PASS, "error", "GB 45438-2025 E.b", "d");
  c->has_at = true;
  c->at = (jb_range){105, 3};
  (void)jb_finding_add_check(in, f, "producer", JB_CHECK_UNKNOWN, "notice", NULL, NULL);
  jb_finding *none = jb_add_finding(in, "trace", JB_FINDING_TRACE, "name", "file-name");
  none->role = JB_ROLE_TRAILER;
}

static const uint32_t k_ids[] = {0, 1};

static void add_judgement(jb_inspection *in) {
  jb_label *l = jb_add_label(in);
  *l = (jb_label){.scheme = "gb45438", .state = "intact", .findings = k_ids, .finding_count = 1};
  jb_rule_result *r = jb_add_rule_result(in);
  *r = (jb_rule_result){"cn.e.b", "GB 45438-2025", "E.b", JB_OUTCOME_VIOLATED, "primary", k_ids, 2};
  in->verdict.ai_origin = "highly_likely";
  in->verdict.label_state = "intact";
  in->verdict.copy_quality = "undetermined";
  in->verdict.cn_class = "is";
  jb_because *b = jb_add_because(in);
  *b = (jb_because){"ai_origin", "origin.gb45438", k_ids, 1};
  jb_add_next_step(in, "register-first");
  in->rules_digest = k_digest;
}

static jb_inspection *rich(void) {
  jb_limits limits = jb_limits_default();
  limits.parts_max = 77; /* not the default: part of the result */
  jb_inspection *in = jb_inspection_new(&limits);
  assert_non_null(in);
  in->tier = JB_TIER_DEEP;
  in->as_of = "2026-11-23";
  in->time = "2026-11-23T00:00:00Z";
  in->declared = true;
  in->file = (jb_file){.size = 1000, .has_sha256 = true, .format = "jpeg", .media_type = "image/jpeg",
                       .supported = JB_PRESENT, .extension_matches = JB_ABSENT, .width = 640};
  in->run.name = (jb_bytes){(const uint8_t *)"a\xFF.jpg", 6};
  in->run.path = (jb_bytes){(const uint8_t *)"", 0};
  in->run.modified = 1750000000;
  in->run.sandbox = "none";
  in->run.elapsed_ms = 3;
  add_parts(in);
  add_properties(in);
  add_findings(in);
  add_judgement(in);
  in->c2pa = (jb_c2pa){JB_ABSENT, "none", "none", NULL};
  jb_trust_list *t = jb_add_trust_list(in);
  *t = (jb_trust_list){.list = "official", .date = "2026-01-01", .origin = "shipped"};
  jb_add_not_checked(in, "visible", JB_WHY_TIER, NULL);
  jb_add_not_checked(in, "xmp", JB_WHY_LIMIT, "xml_max");
  return in;
}

static char *json_of(const jb_inspection *in, bool pretty) {
  char *text = NULL;
  size_t length = 0;
  assert_int_equal(jb_inspection_to_json(in, pretty, &text, &length), JB_OK);
  char *copy = malloc(length + 1);
  memcpy(copy, text, length);
  copy[length] = '\0';
  jb_free(text);
  return copy;
}

static jb_inspection *read_back(const char *text) {
  jb_inspection *in = NULL;
  jb_error err = {0};
  if (jb_inspection_from_json(text, strlen(text), &in, &err) != JB_OK) {
    fail_msg("not readable: %s", err.what);
  }
  return in;
}

static void written_read_and_written_again_is_the_same(void **state) {
  (void)state;
  jb_inspection *in = rich();
  char *first = json_of(in, false), *pretty = json_of(in, true);
  jb_inspection *back = read_back(first), *from_pretty = read_back(pretty);
  char *second = json_of(back, false), *third = json_of(from_pretty, true);
  assert_string_equal(first, second);
  assert_string_equal(pretty, third);
  free(first), free(second), free(pretty), free(third);
  jb_inspection_free(in), jb_inspection_free(back), jb_inspection_free(from_pretty);
}

static void bytes_survive_the_escape(void **state) {
  (void)state;
  jb_inspection *in = rich();
  char *text = json_of(in, false);
  jb_inspection *back = read_back(text);
  assert_int_equal(back->property_count, in->property_count);
  for (size_t i = 0; i < in->property_count; i++) {
    const jb_property *a = in->properties[i], *b = back->properties[i];
    assert_true(jb_span_equal(jb_span_from(a->value), jb_span_from(b->value)));
    assert_string_equal(a->key, b->key);
    assert_int_equal(a->value_length, b->value_length);
    assert_int_equal(a->at.range_count, b->at.range_count);
    assert_int_equal(a->at.step_count, b->at.step_count);
  }
  assert_memory_equal(back->parts[1]->key.ptr, "GUID\0\xFF", 6);
  assert_int_equal(back->limits.parts_max, 77);
  assert_string_equal(back->findings[0]->checks[0].clause, "GB 45438-2025 E.b");
  assert_null(back->findings[0]->checks[1].clause);
  assert_int_equal(back->run.checked_at, INT64_MIN);
  assert_null(strstr(text, "\xE2\x80\xAE")); /* no bidi override reaches a reader */
  free(text);
  jb_inspection_free(in), jb_inspection_free(back);
}

static void core_has_its_digest_once_judged(void **state) {
  (void)state;
  jb_inspection *in = rich();
  char *text = json_of(in, false);
  char *at = strstr(text, "\"core_sha256\":\"");
  assert_non_null(at);
  /* one figure changed anywhere in core is noticed */
  char *size = strstr(text, "\"size\":1000");
  assert_non_null(size);
  size[8] = '2';
  jb_inspection *back = NULL;
  jb_error err = {0};
  assert_int_equal(jb_inspection_from_json(text, strlen(text), &back, &err), JB_E_ARG);
  assert_non_null(strstr(err.what, "core_sha256"));
  free(text);
  jb_inspection_unjudge(in);
  text = json_of(in, false);
  assert_non_null(strstr(text, "\"core_sha256\":null"));
  free(text);
  jb_inspection_free(in);
}

static void unknown_members_and_another_order_are_read(void **state) {
  (void)state;
  jb_inspection *in = read_back(
      "{\"core\":{\"findings\":[],\"future\":{\"a\":[1,{\"b\":null}],\"c\":-1.5e3},"
      "\"file\":{\"format\":\"png\",\"size\":5},\"time\":\"2026-01-01T00:00:00Z\","
      "\"as_of\":\"2026-01-01\",\"tier\":\"fast\"},\"schema\":\"jianbiao.inspection\\/1\"}");
  assert_string_equal(in->file.format, "png");
  assert_int_equal(in->file.size, 5);
  jb_inspection_free(in);
}

#define TEXT_WITH(core) "{\"schema\":\"jianbiao.inspection/1\",\"core\":{\"as_of\":\"2026-01-01\"," \
                        "\"time\":\"2026-01-01T00:00:00Z\",\"file\":{\"size\":100}," core "}}"

static void what_is_wrong_does_not_come_in(void **state) {
  (void)state;
  static const struct {
    const char *text, *why;
  } k_cases[] = {
      {"", "object expected"},
      {"{}", "schema is missing"},
      {"{\"schema\":\"jianbiao.inspection/2\"}", "schema is not"},
      {"{\"schema\":\"jianbiao.inspection/1\"}", "core is missing"},
      {TEXT_WITH("\"tier\":\"fast\"") " x", "after the end"},
      {TEXT_WITH("\"tier\":\"quick\""), "unknown name"},
      {TEXT_WITH("\"tier\":\"fast\","), "key expected"},
      {TEXT_WITH("\"parts\":[{\"id\":1,\"name\":\"x\"}]"), "not its place"},
      {TEXT_WITH("\"parts\":[{\"id\":0}]"), "name of a part is missing"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":null}]"), "string expected"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":\"x\",\"parent\":0}]"), "parent"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":\"x\",\"ranges\":[[99,2]]}]"), "outside the file"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":\"x\",\"ranges\":[[1]]}]"), "[offset, length]"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":\"x\",\"ranges\":[[1,2,3]]}]"), "[offset, length]"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":\"x\",\"ranges\":[[18446744073709551615,1]]}]"),
       "overflows"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":\"x\",\"ranges\":[[18446744073709551616,1]]}]"),
       "too large"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":\"x\",\"steps\":[\"inflate\",\"inflate\",\"inflate\","
                 "\"inflate\",\"inflate\",\"inflate\",\"inflate\"]}]"),
       "too many steps"},
      {TEXT_WITH("\"parts\":[{\"id\":0,\"name\":\"x\",\"sha256\":\"12\"}]"), "digest"},
      {TEXT_WITH("\"properties\":[{\"part\":0,\"carrier\":\"c\",\"key\":\"k\",\"value\":\"v\"}]"),
       "no such part"},
      {TEXT_WITH("\"properties\":[{\"carrier\":\"c\",\"value\":\"v\"}]"), "key of a property"},
      {TEXT_WITH("\"properties\":[{\"carrier\":\"c\",\"key\":\"k\\\\x00\",\"value\":\"v\"}]"), "NUL"},
      {TEXT_WITH("\"properties\":[{\"carrier\":\"c\",\"key\":\"k\",\"value\":\"vv\",\"length\":1}]"),
       "length below"},
      {TEXT_WITH("\"findings\":[{\"id\":0,\"code\":\"c\",\"group\":\"g\"}]"), "scheme of a finding"},
      {TEXT_WITH("\"findings\":[{\"id\":0,\"scheme\":\"s\",\"code\":\"c\",\"group\":\"g\","
                 "\"location\":{\"part\":3}}]"),
       "no such part"},
      {TEXT_WITH("\"labels\":[{\"scheme\":\"s\",\"state\":\"intact\",\"findings\":[0]}]"),
       "no such finding"},
      {TEXT_WITH("\"not_checked\":[{\"check\":\"x\",\"why\":\"lazy\"}]"), "unknown name"},
      {TEXT_WITH("\"as_of\":\"\xFF\""), "no UTF-8"},
      {TEXT_WITH("\"as_of\":\"\\ud800\""), "surrogate"},
      {TEXT_WITH("\"as_of\":\"a\nb\""), "control character"},
      {TEXT_WITH("\"declared\":1"), "true or false"},
      {TEXT_WITH("\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["), "nested"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = NULL;
    jb_error err = {0};
    jb_status status = jb_inspection_from_json(k_cases[i].text, strlen(k_cases[i].text), &in, &err);
    if (status != JB_E_ARG || !strstr(err.what, k_cases[i].why) || in) {
      fail_msg("%s: expected \"%s\", got \"%s\"", k_cases[i].text, k_cases[i].why, err.what);
    }
  }
}

static void every_cut_of_a_text_is_refused(void **state) {
  (void)state;
  jb_inspection *in = rich();
  char *text = json_of(in, false);
  size_t length = strlen(text);
  for (size_t n = 0; n < length; n++) {
    jb_inspection *back = NULL;
    jb_error err = {0};
    assert_int_equal(jb_inspection_from_json(text, n, &back, &err), JB_E_ARG);
  }
  free(text);
  jb_inspection_free(in);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(written_read_and_written_again_is_the_same),
      cmocka_unit_test(bytes_survive_the_escape),
      cmocka_unit_test(core_has_its_digest_once_judged),
      cmocka_unit_test(unknown_members_and_another_order_are_read),
      cmocka_unit_test(what_is_wrong_does_not_come_in),
      cmocka_unit_test(every_cut_of_a_text_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
