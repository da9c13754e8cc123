/* Every check of Annex E and its neighbours: what passes it, what fails it, and
 * what it says then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "aigc/aigc.h"
#include "support/labels.h"

#define CODE "001191110000T3ET00012W10001"
#define P "\"ContentProducer\":\"" CODE "\","
#define ID "\"ProduceID\":\"a1\","
#define R1 "\"ReservedCode1\":\"\","
#define CP "\"ContentPropagator\":\"" CODE "\","
#define PID "\"PropagateID\":\"a1\","
#define R2 "\"ReservedCode2\":\"\""
#define L "\"Label\":\"1\","
#define GOOD "{" L P ID R1 CP PID R2 "}"

typedef struct row {
  const char *text, *check, *answer, *detail;
} row;

static const row k_rows[] = {
    {GOOD, "field-name", "pass", ""},
    {GOOD, "json", "pass", ""},
    {GOOD, "seven-keys", "pass", ""},
    {GOOD, "unknown-keys", "pass", ""},
    {GOOD, "string-values", "pass", ""},
    {GOOD, "duplicate-keys", "pass", ""},
    {GOOD, "label-value", "pass", ""},
    {GOOD, "producer", "pass", ""},
    {GOOD, "produce-id", "pass", ""},
    {GOOD, "template-leak", "pass", ""},
    {GOOD, "first-write", "pass", ""},
    {GOOD, "character-set", "pass", ""},
    {GOOD, "encoding", "pass", ""},
    {GOOD, "placement", "pass", "primary,carrier=png-itxt-xmp"},
    {GOOD, "xmp-namespace", "pass", ""},
    {GOOD, "one-copy", "pass", ""},
    {GOOD, "copies-agree", "-", ""},
    {GOOD, "well-formed", "pass", ""},
    /* both shapes are legitimate everywhere */
    {"{\"AIGC\":" GOOD "}", "well-formed", "pass", ""},
    {"  {\"AIGC\":" GOOD "}\n", "json", "pass", ""},
    {"{\"aigc\":" GOOD "}", "seven-keys", "fail", "misspelt:aigc"},
    /* E b: the form */
    {"{" L P ID R1 CP PID "\"ReservedCode2\":\"\",}", "json", "fail", "trailing-comma"},
    {"{'Label':'1'," P ID R1 CP PID R2 "}", "json", "fail", "single-quotes"},
    {"{Label:\"1\"," P ID R1 CP PID R2 "}", "json", "fail", "unquoted"},
    {"{" L P ID R1 CP PID "\"ReservedCode2\":\"", "json", "fail", "unterminated"},
    {"{" L P ID R1 CP PID "\"ReservedCode2\":\"\\q\"}", "json", "fail", "bad-escape"},
    {"{" L P ID R1 CP PID "\"ReservedCode2\":\"a\tb\"}", "json", "fail", "control-character"},
    {"see " GOOD, "json", "fail", "other-text-around"},
    {GOOD " and so on", "json", "fail", "other-text-around"},
    {"made by a machine", "json", "fail", "no-object"},
    {"{" L P ID R1 CP PID "}", "seven-keys", "fail", "missing:ReservedCode2"},
    {"{" L P ID "\"ReserveCode1\":\"\"," CP PID R2 "}", "seven-keys", "fail", "misspelt:ReserveCode1"},
    {"{" L P ID R1 CP PID R2 ",\"Time\":\"now\",\"x\\u202ey\":1}", "unknown-keys", "fail",
     "Time,x\\xE2\\x80\\xAEy"},
    {"{" L P ID R1 CP PID R2 ",\"\":1}", "unknown-keys", "fail", "\"\""},
    {"{\"AIGC\":" GOOD ",\"Other\":1}", "unknown-keys", "fail", "Other"},
    {"{\"Label\":1," P ID R1 CP PID R2 "}", "string-values", "fail", "Label=number"},
    {"{\"Label\":1," P ID R1 CP PID R2 "}", "label-value", "pass", ""},
    {"{" L P ID "\"ReservedCode1\":null," CP PID "\"ReservedCode2\":[1]}", "string-values", "fail",
     "ReservedCode1=null,ReservedCode2=list"},
    {"{" L "\"ContentProducer\":true," ID R1 CP PID R2 "}", "string-values", "fail",
     "ContentProducer=boolean"},
    {"{" L P ID R1 CP PID R2 ",\"Label\":\"2\"}", "duplicate-keys", "fail", "Label"},
    {"{\"AIGC\":" GOOD ",\"AIGC\":{}}", "duplicate-keys", "fail", "AIGC"},
    /* E c */
    {"{\"Label\":\"4\"," P ID R1 CP PID R2 "}", "label-value", "fail", "value=4"},
    {"{\"Label\":\"\"," P ID R1 CP PID R2 "}", "label-value", "fail", "value="},
    {"{\"Label\":\" 1\"," P ID R1 CP PID R2 "}", "label-value", "fail", "value= 1"},
    {"{" P ID R1 CP PID R2 "}", "label-value", "fail", "absent"},
    {"{\"Label\":\"2\"," P ID R1 CP PID R2 "}", "label-value", "pass", ""},
    {"{\"Label\":\"3\"," P ID R1 CP PID R2 "}", "label-value", "pass", ""},
    /* E d, E e */
    {"{" L ID R1 CP PID R2 "}", "producer", "fail", "absent"},
    {"{" L "\"ContentProducer\":\" \"," ID R1 CP PID R2 "}", "producer", "fail", "empty"},
    {"{" L "\"ContentProducer\":null," ID R1 CP PID R2 "}", "producer", "fail", "null"},
    {"{" L P "\"ProduceID\":\"\"," R1 CP PID R2 "}", "produce-id", "fail", "empty"},
    {"{" L P "\"ProduceID\":\"0000-00\"," R1 CP PID R2 "}", "produce-id", "fail", "all-zeros"},
    {"{" L P "\"ProduceID\":\"0001\"," R1 CP PID R2 "}", "produce-id", "pass", ""},
    {"{" L P "\"ProduceID\":\"---\"," R1 CP PID R2 "}", "produce-id", "pass", ""},
    /* no length limit */
    {"{" L P "\"ProduceID\":\"0123456789012345678901234567890123456789012345678901234567890123456789\","
     R1 CP PID R2 "}", "well-formed", "pass", ""},
    {"{" L P "\"ProduceID\":\"%!d(string=x)\"," R1 CP PID R2 "}", "template-leak", "fail", "ProduceID"},
    {"{" L P "\"ProduceID\":\"${id}\"," R1 CP "\"PropagateID\":\"{{id}}\"," R2 "}", "template-leak",
     "fail", "ProduceID,PropagateID"},
    {"{" L "\"ContentProducer\":\"undefined\"," ID R1 CP PID R2 "}", "template-leak", "fail",
     "ContentProducer"},
    {"{" L P "\"ProduceID\":\"null\"," R1 CP PID R2 "}", "template-leak", "fail", "ProduceID"},
    {"{" L P "\"ProduceID\":\"nullable-100%!\"," R1 CP PID R2 "}", "template-leak", "pass", ""},
    /* note 1 */
    {"{" L P ID R1 "\"ContentPropagator\":\"\",\"PropagateID\":\"\"," R2 "}", "first-write", "fail", "empty"},
    {"{" L P ID R1 "\"ContentPropagator\":\"x\",\"PropagateID\":\"\"," R2 "}", "first-write", "fail",
     "partly-empty"},
    {"{" L P ID R1 "\"ContentPropagator\":\"x\"," PID R2 "}", "first-write", "pass", "propagated"},
    {"{" L P ID R1 "\"ContentPropagator\":\"\",\"PropagateID\":\"\"," R2 "}", "well-formed", "pass", ""},
    /* E j: mainly */
    {"{" L "\"ContentProducer\":\"a b\"," ID R1 CP PID R2 "}", "character-set", "fail",
     "ContentProducer=space"},
    {"{" L "\"ContentProducer\":\"\xE6\x9F\x90\"," ID R1 CP PID R2 "}", "character-set", "fail",
     "ContentProducer=non-ascii"},
    {"{" L "\"ContentProducer\":\"\xC4\xB3\xBF\xC6\"," ID R1 CP PID R2 "}", "character-set", "fail",
     "ContentProducer=not-utf8"},
    {"{" L "\"ContentProducer\":\"\xC4\xB3\xBF\xC6\"," ID R1 CP PID R2 "}", "json", "pass", ""},
    {"{" L "\"ContentProducer\":\"a\\\\b\"," ID R1 CP PID R2 "}", "character-set", "fail",
     "ContentProducer=backslash"},
    {"{" L P "\"ProduceID\":\"a\\\"b\"," R1 CP PID R2 "}", "character-set", "pass", ""},
    {"{" L "\"ContentProducer\":\"a b\"," ID R1 CP PID R2 "}", "well-formed", "pass", ""},
    /* the sum names what it rests on */
    {"{\"Label\":\"5\"," P "\"ProduceID\":\"0\"," R1 CP PID R2 "}", "well-formed", "fail",
     "label-value,produce-id"},
};

static void each_check_says_what_it_means(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_rows / sizeof k_rows[0]; i++) {
    const row *r = &k_rows[i];
    jb_inspection *in = label_in_xmp(r->text);
    const jb_finding *f = label_finding(in, "gb45438.label");
    print_message("%s: %s\n", r->check, r->text);
    assert_non_null(f);
    assert_string_equal(label_check(f, r->check), r->answer);
    assert_string_equal(label_detail(f, r->check), r->detail);
    jb_inspection_free(in);
  }
}

/* E a: the field's name contains AIGC, or the text brings the name along. */
static void the_field_name_is_judged_by_carrier(void **state) {
  (void)state;
  static const struct {
    const char *text, *answer, *detail;
  } k_cases[] = {
      {"{\"AIGC\":" GOOD "}", "pass", "in-text"},
      {"AIGC" GOOD, "pass", "in-text"},
      {GOOD, "fail", "field=UserComment"},
      {"{\"aigc\":" GOOD "}", "fail", "field=UserComment"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = label_in_comment(k_cases[i].text);
    const jb_finding *f = label_finding(in, "gb45438.label");
    assert_string_equal(label_check(f, "field-name"), k_cases[i].answer);
    assert_string_equal(label_detail(f, "field-name"), k_cases[i].detail);
    jb_inspection_free(in);
  }
}

/* Article 6: 1 says is; 2 and 3 say less; anything else says nothing. */
static void the_claim_follows_the_label(void **state) {
  (void)state;
  static const struct {
    const char *label;
    jb_claim claim;
    jb_strength strength;
  } k_cases[] = {
      {"\"1\"", JB_CLAIM_GENERATED_OR_EDITED, JB_STRENGTH_STRONG},
      {"1", JB_CLAIM_GENERATED_OR_EDITED, JB_STRENGTH_STRONG},
      {"\"2\"", JB_CLAIM_GENERATED_OR_EDITED, JB_STRENGTH_WEAK},
      {"\"3\"", JB_CLAIM_GENERATED_OR_EDITED, JB_STRENGTH_WEAK},
      {"\"0\"", JB_CLAIM_UNKNOWN, JB_STRENGTH_WEAK},
      {"\"AIGC\"", JB_CLAIM_UNKNOWN, JB_STRENGTH_WEAK},
      {"null", JB_CLAIM_UNKNOWN, JB_STRENGTH_WEAK},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    char text[512];
    (void)snprintf(text, sizeof text, "{\"Label\":%s," P ID R1 CP PID R2 "}", k_cases[i].label);
    jb_inspection *in = label_in_xmp(text);
    const jb_finding *f = label_finding(in, "gb45438.label");
    assert_int_equal(f->claim, k_cases[i].claim);
    assert_int_equal(f->strength, k_cases[i].strength);
    assert_int_equal(f->kind, JB_FINDING_LABEL);
    assert_string_equal(f->scheme, "gb45438");
    assert_string_equal(f->group, "metadata");
    jb_inspection_free(in);
  }
}

/* Checks stand in the order of checks.def, each with clause and severity. */
static void checks_are_complete_and_in_order(void **state) {
  (void)state;
  static const char *const k_ids[] = {
#define JB_AIGC_CHECK(id, severity, clause, basis) id,
#include "aigc/checks.def"
#undef JB_AIGC_CHECK
  };
  jb_inspection *in = label_in_xmp(GOOD);
  const jb_finding *f = label_finding(in, "gb45438.label");
  size_t next = 0;
  for (size_t i = 0; i < f->check_count; i++) {
    while (next < sizeof k_ids / sizeof k_ids[0] && strcmp(k_ids[next], f->checks[i].id) != 0) next++;
    assert_true(next < sizeof k_ids / sizeof k_ids[0]);
    assert_non_null(f->checks[i].clause);
    assert_non_null(f->checks[i].severity);
    assert_true(strcmp(f->checks[i].basis, "primary") == 0 ||
                strcmp(f->checks[i].basis, "secondary") == 0);
  }
  assert_int_equal(f->check_count, 25);
  jb_inspection_free(in);
}

/* The fields in the order of Annex E, then what was derived. */
static void fields_stand_in_order(void **state) {
  (void)state;
  static const char *const k_names[] = {
      "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID",
      "ReservedCode2", "carrier", "shape", "placement", "producer.kind"};
  jb_inspection *in = label_in_xmp("{" R2 "," PID CP R1 ID P "\"Label\":\"1\"}");
  const jb_finding *f = label_finding(in, "gb45438.label");
  for (size_t i = 0; i < sizeof k_names / sizeof k_names[0]; i++) {
    assert_string_equal(f->fields[i].name, k_names[i]);
  }
  jb_inspection_free(in);
}

/* Copies compare by what they say, not by how they were written. */
static void the_canonical_digest_is_blind_to_spelling(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    bool same;
  } k_cases[] = {
      {GOOD, "{\"AIGC\":{" R2 "," PID CP R1 ID P "\"Label\":\"1\"}}", true},
      {GOOD, "{ \"label\" : 1, " P ID R1 CP PID R2 "}", true},
      {GOOD, "{" L P ID CP PID "\"ReservedCode2\":null}", true},
      {GOOD, "{\"Label\":\"2\"," P ID R1 CP PID R2 "}", false},
      {GOOD, "{" L P "\"ProduceID\":\"a2\"," R1 CP PID R2 "}", false},
      /* a value cannot slip over into the next key */
      {"{\"Label\":\"1\",\"ContentProducer\":\"ab\",\"ProduceID\":\"c\"}",
       "{\"Label\":\"1\",\"ContentProducer\":\"a\",\"ProduceID\":\"bc\"}", false},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *a = label_in_xmp(k_cases[i].a), *b = label_in_xmp(k_cases[i].b);
    const char *x = label_finding(a, "gb45438.label")->canonical;
    const char *y = label_finding(b, "gb45438.label")->canonical;
    assert_int_equal(strlen(x), 64);
    assert_int_equal(strcmp(x, y) == 0, k_cases[i].same);
    jb_inspection_free(a);
    jb_inspection_free(b);
  }
}

/* A look that a limit ended says unknown, never missing. */
static void a_limit_is_no_absence(void **state) {
  (void)state;
  jb_limits limits = jb_limits_default();
  limits.label_parse_max = 40;
  jb_inspection *in = jb_inspection_new(&limits);
  assert_non_null(jb_add_part(in, JB_PART_TEXT, JB_ROLE_PRIMARY, "tEXt"));
  in->file.format = "png";
  (void)label_property(in, "png-text", "Png.AIGC", "", "AIGC", "{\"AIGC\":" GOOD "}");
  jb_aigc_find(NULL, in);
  const jb_not_checked *entry = NULL;
  assert_int_equal(jb_probe_answer(in, "gb45438", &entry), JB_UNKNOWN);
  assert_int_equal(entry->why, JB_WHY_LIMIT);
  assert_string_equal(entry->detail, "label_parse_max");
  jb_inspection_free(in);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_check_says_what_it_means),
      cmocka_unit_test(the_field_name_is_judged_by_carrier),
      cmocka_unit_test(the_claim_follows_the_label),
      cmocka_unit_test(checks_are_complete_and_in_order),
      cmocka_unit_test(fields_stand_in_order),
      cmocka_unit_test(the_canonical_digest_is_blind_to_spelling),
      cmocka_unit_test(a_limit_is_no_absence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
