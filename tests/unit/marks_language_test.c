/* The language of mark rules: what the loader refuses, with file and line, and
 * what a run reports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "marks/marks.h"
#include "ruleset/marks_table.h"

#define TEXTS                                                                                \
  "<means lang='zh'>\xE5\x90\xAB</means><means lang='en'>says</means>"                       \
  "<caveat lang='zh'>\xE4\xB8\x8D</caveat><caveat lang='en'>not</caveat>"
#define HEAD                                                                                 \
  "scheme='generator:G' claim='generated' strength='strong' group='metadata' basis='primary' " \
  "source='s' verified='2026-11-23'"

static jb_status load(const char *xml, jb_rules **rules, jb_error *err) {
  *rules = NULL;
  memset(err, 0, sizeof *err);
  return jb_rules_load_memory("marks/t.xml", jb_span_str(xml), rules, err);
}

static jb_rules *good(const char *marks) {
  char *xml = malloc(strlen(marks) + 64);
  assert_non_null(xml);
  (void)snprintf(xml, strlen(marks) + 64, "<marks>%s</marks>", marks);
  jb_rules *rules;
  jb_error err;
  if (load(xml, &rules, &err) != JB_OK) fail_msg("line %u: %s", err.line, err.what);
  free(xml);
  return rules;
}

static void wrong_rules_are_refused_with_their_line(void **state) {
  (void)state;
  static const struct {
    const char *mark, *what;
  } k_cases[] = {
      {"<mark id='a' " HEAD ">" TEXTS "\n<match carrier='exif' key='k' op='is' value='x'/></mark>",
       "no operator \"is\""},
      {"<mark id='a' " HEAD ">" TEXTS "\n<match carrier='exif' key='k' op='regex' value='^('/></mark>",
       "bad pattern at character 3"},
      {"<mark id='a' " HEAD ">" TEXTS "\n<match carrier='exif' key='k' op='regex' value='x'/></mark>",
       "needs the attribute needs"},
      {"<mark id='a' " HEAD ">" TEXTS "\n<match carrier='exif' key='k' predicate='magic'/></mark>",
       "no predicate \"magic\""},
      {"<mark id='a' " HEAD ">" TEXTS "\n<match carrier='exif' key='k' op='json-path'/></mark>",
       "needs the attribute path"},
      {"<mark id='a' " HEAD ">" TEXTS "\n<match carrier='exif' key='k' path='**.a.**.b'/></mark>",
       "one ** at most"},
      {"<mark id='a' " HEAD ">" TEXTS "\n<match carrier='exif' key='k' colour='red'/></mark>",
       "no attribute colour"},
      {"<mark id='a' " HEAD ">" TEXTS "\n<match carrier='exif'/></mark>", "needs key"},
      {"<mark id='a' " HEAD ">" TEXTS "\n<match places='nowhere'/></mark>", "no places \"nowhere\""},
      {"<mark id='a' " HEAD ">" TEXTS "\n<when/></mark>", "<when> in <mark>"},
      {"\n<mark id='a' " HEAD ">" TEXTS "<not><match carrier='exif' key='k'/></not></mark>",
       "no <match> outside <not>"},
      {"\n<mark id='a' " HEAD "><means lang='zh'>x</means><match carrier='exif' key='k'/></mark>",
       "no <means> in en"},
      {"\n<mark id='a' " HEAD "><means lang='zh'>x</means><means lang='en'>x</means>"
       "<match carrier='exif' key='k'/></mark>",
       "no <caveat> in zh"},
      {"\n<mark id='a' scheme='iptc' claim='generated' strength='strong' group='metadata' "
       "basis='primary' verified='2026-11-23'>" TEXTS "<match carrier='exif' key='k'/></mark>",
       "needs the attribute source"},
      {"\n<mark id='a' scheme='iptc' claim='generated' strength='strong' group='metadata' "
       "basis='primary' source='s'>" TEXTS "<match carrier='exif' key='k'/></mark>",
       "needs the attribute verified"},
      {"\n<mark id='a' scheme='iptc' claim='generated' strength='strong' group='metadata' "
       "basis='primary' source='s' verified='last week'>" TEXTS
       "<match carrier='exif' key='k'/></mark>",
       "is a date"},
      {"\n<mark id='a' scheme='iptc' claim='generated' strength='proof' group='metadata' "
       "basis='primary' source='s' verified='2026-11-23'>" TEXTS
       "<match carrier='exif' key='k'/></mark>",
       "a mark is no proof"},
      {"\n<mark id='a' scheme='generator:' claim='generated' strength='weak' group='metadata' "
       "basis='primary' source='s' verified='2026-11-23'>" TEXTS
       "<match carrier='exif' key='k'/></mark>",
       "generator:<name>"},
      {"<mark id='a' " HEAD ">" TEXTS "<match carrier='exif' key='k'/></mark>\n"
       "<mark id='a' " HEAD ">" TEXTS "<match carrier='exif' key='k'/></mark>",
       "stands in marks/t.xml:2 already"},
      {"\n<mark id='a' refines='b' " HEAD ">" TEXTS "<match carrier='exif' key='k'/></mark>",
       "no mark \"b\""},
      {"\n<mark id='a' refines='b' " HEAD ">" TEXTS "<match carrier='exif' key='k'/></mark>"
       "<mark id='b' refines='a' " HEAD ">" TEXTS "<match carrier='exif' key='k'/></mark>",
       "refines itself"},
      {"<mark id='a' " HEAD ">" TEXTS "<match carrier='exif' key='k'/>\n"
       "<example match='yes'/></mark>",
       "without a <property>"},
      {"<mark id='a' " HEAD ">" TEXTS "<match carrier='exif' key='k'/>\n"
       "<field name='f' pattern='(a)' group='2'/></mark>",
       "group 2 of a pattern with 1"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    char xml[4096];
    jb_rules *rules;
    jb_error err;
    (void)snprintf(xml, sizeof xml, "<marks>\n%s\n</marks>", k_cases[i].mark);
    jb_status status = load(xml, &rules, &err);
    if (status != JB_E_RULES || !strstr(err.what, k_cases[i].what)) {
      fail_msg("case %zu: %s, \"%s\" and not \"%s\"", i, jb_status_name(status), err.what,
               k_cases[i].what);
    }
    assert_string_equal(err.where, "marks/t.xml");
    assert_int_equal(err.line, 3);
    assert_null(rules);
  }
}

/* ---- runs ---- */

typedef struct put {
  const char *carrier, *key, *value;
} put;

static jb_inspection *inspection(const put *puts, size_t count) {
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  assert_non_null(in);
  jb_part *exif = jb_add_part(in, JB_PART_EXIF, JB_ROLE_PRIMARY, "APP1");
  jb_part_add_range(in, exif, 100, 50);
  for (size_t i = 0; i < count; i++) {
    uint32_t part = exif->id;
    if (strcmp(puts[i].carrier, "exif") != 0) {
      part = jb_add_part(in, JB_PART_TEXT, JB_ROLE_PRIMARY, "iTXt")->id;
    }
    jb_property *p =
        jb_add_property(in, part, puts[i].carrier, puts[i].key, jb_span_str(puts[i].value));
    assert_non_null(p);
    p->at = jb_location_in(in, in->parts[part], i, strlen(puts[i].value));
  }
  return in;
}

static bool has_field(const jb_finding *f, const char *name, const char *value) {
  for (size_t i = 0; i < f->field_count; i++) {
    if (strcmp(f->fields[i].name, name) == 0 &&
        jb_span_is(jb_span_from(f->fields[i].value), value)) {
      return true;
    }
  }
  return false;
}

static void operators_say_what_they_are_called(void **state) {
  (void)state;
  static const struct {
    const char *test, *value;
    bool holds;
  } k_cases[] = {
      {"op='present'", "", true},
      {"op='equals' value='Name'", " Name\n", true},
      {"op='equals' value='Name'", "name", false},
      {"op='equals-nocase' value='Name'", "nAME", true},
      {"op='contains' value='am'", "Name", true},
      {"op='contains' value='ma'", "Name", false},
      {"op='starts' value='Na'", "Name", true},
      {"op='starts' value='me'", "Name", false},
      {"op='ends' value='me'", "Name", true},
      {"op='ends' value='Na'", "Name", false},
      {"op='regex' value='^N.*e$'", "Name", true},
      {"op='regex' value='am+e' needs='am'", "Namme", true},
      {"op='regex' value='am+e' needs='xx'", "Namme", false},
      {"op='last-component' value='x'", "http://a/b/x", true},
      {"op='last-component' value='x'", "pre:X", true},
      {"op='last-component' value='x'", "x", true},
      {"op='last-component' value='x'", "a/x/y", false},
      {"op='last-component' value='x'", "ax", false},
      {"op='json-path' path='a.b'", "{\"a\":{\"b\":null}}", true},
      {"op='json-path' path='a.b'", "{\"a\":{\"c\":1}}", false},
      {"op='json-path' path='a.b' value='1'", "{\"a\":{\"b\":1}}", true},
      {"op='json-path' path='a.b' value='1'", "{\"a\":{\"b\":10}}", false},
      {"op='json-path' path='a.b' value='1'", "{\"a\":\"{\\\"b\\\":\\\"1\\\"}\"}", true},
      {"op='json-path' path='*.b' value='1'", "[{\"b\":0},{\"b\":1}]", true},
      {"op='json-path' path='**.b' value='1'", "{\"x\":[{\"y\":\"{\\\"b\\\":1}\"}]}", true},
      {"op='json-path' path='**.b' value='1'", "{\"x\":[{\"b\":2}]}", false},
      {"op='json-path' path='a' value='1'", "a=1", false},
      {"op='contains' path='a' value='ell'", "{'a': 'hello',}", true},
      {"predicate='uuid'", "2b6e053b-9a65-4ca9-9e13-b6f4465164d4", true},
      {"predicate='uuid'", "2b6e053b-9a65-4ca9-9e13-b6f4465164dg", false},
      {"predicate='uuid'", "2b6e053b-9a65-4ca9-9e13-b6f4465164d4 and more", false},
      {"predicate='base64' min='4' max='8'", "QUJD", true},
      {"predicate='base64' min='4' max='8'", "QUI=", true},
      {"predicate='base64' min='4' max='8'", "QU-=", false},
      {"predicate='base64' min='8'", "QUJD", false},
      {"predicate='base64' max='8'", "QUJDQUJDQUJD", false},
      {"predicate='base64' value='S:'", "S: QUJD", true},
      {"predicate='base64' value='S:'", "QUJD", false},
      {"op='equals' value='Name' not='yes'", "Name", false},
      {"op='equals' value='Name' not='yes'", "Other", true},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    char mark[2048];
    (void)snprintf(mark, sizeof mark,
                   "<mark id='a' " HEAD ">" TEXTS "<match carrier='exif' key='K' %s/></mark>",
                   k_cases[i].test);
    jb_rules *rules = good(mark);
    const put p = {"exif", "K", k_cases[i].value};
    jb_inspection *in = inspection(&p, 1);
    jb_marks_find(rules, in, NULL);
    if ((in->finding_count == 1) != k_cases[i].holds) {
      fail_msg("%s on \"%s\": %zu findings", k_cases[i].test, k_cases[i].value, in->finding_count);
    }
    assert_int_equal(in->not_checked_count, 0);
    jb_inspection_free(in);
    jb_rules_free(rules);
  }
}

static void conditions_combine(void **state) {
  (void)state;
#define A "<match carrier='exif' key='A' op='equals' value='1'/>"
#define B "<match carrier='exif' key='B' op='equals' value='1'/>"
  static const struct {
    const char *condition;
    bool with_a, with_b, with_both; /* which properties equal 1 */
  } k_cases[] = {
      {"<all>" A B "</all>", false, false, true},
      {A B, false, false, true},
      {"<any>" A B "</any>", true, true, true},
      {A "<not>" B "</not>", true, false, false},
      {"<any>" A "<all>" B "<not>" A "</not></all></any>", true, true, true},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    char mark[2048];
    (void)snprintf(mark, sizeof mark, "<mark id='a' " HEAD ">" TEXTS "%s</mark>",
                   k_cases[i].condition);
    jb_rules *rules = good(mark);
    for (int which = 1; which <= 3; which++) {
      const put puts[] = {{"exif", "A", which & 1 ? "1" : "0"}, {"exif", "B", which & 2 ? "1" : "0"}};
      bool expected = which == 1   ? k_cases[i].with_a
                      : which == 2 ? k_cases[i].with_b
                                   : k_cases[i].with_both;
      jb_inspection *in = inspection(puts, 2);
      jb_marks_find(rules, in, NULL);
      if ((in->finding_count == 1) != expected) fail_msg("%s, case %d", k_cases[i].condition, which);
      jb_inspection_free(in);
    }
    jb_rules_free(rules);
  }
}

static void tests_of_one_match_hold_for_one_property(void **state) {
  (void)state;
  jb_rules *rules = good(
      "<places id='p'><place carrier='exif' key='A'/><place carrier='exif' key='B'/></places>"
      "<mark id='a' " HEAD ">" TEXTS "<match places='p' op='starts' value='x'>"
      "<test op='ends' value='y'/></match></mark>");
  const put apart[] = {{"exif", "A", "x-"}, {"exif", "B", "-y"}};
  const put together[] = {{"exif", "A", "--"}, {"exif", "B", "xy"}};
  jb_inspection *in = inspection(apart, 2);
  jb_marks_find(rules, in, NULL);
  assert_int_equal(in->finding_count, 0);
  jb_inspection_free(in);
  in = inspection(together, 2);
  jb_marks_find(rules, in, NULL);
  assert_int_equal(in->finding_count, 1);
  jb_inspection_free(in);
  jb_rules_free(rules);
}

static void a_finding_says_where_and_what(void **state) {
  (void)state;
  jb_rules *rules = good("<mark id='a.b' " HEAD ">" TEXTS
                         "<match carrier='exif' key='K' op='contains' value='abc'/>"
                         "<field name='letters' pattern='^([a-z]+)'/>"
                         "<field name='fixed' value='yes'/></mark>");
  const put p = {"exif", "K", "abc"};
  jb_inspection *in = inspection(&p, 1);
  jb_marks_find(rules, in, NULL);
  jb_rules_free(rules); /* the finding keeps nothing of the rules */
  assert_int_equal(in->finding_count, 1);
  const jb_finding *f = in->findings[0];
  assert_string_equal(f->code, "a.b");
  assert_string_equal(f->scheme, "generator:G");
  assert_string_equal(f->group, "metadata");
  assert_int_equal(f->kind, JB_FINDING_MARK);
  assert_int_equal(f->claim, JB_CLAIM_GENERATED);
  assert_int_equal(f->strength, JB_STRENGTH_STRONG);
  assert_int_equal(f->at.ranges[0].offset, 100);
  assert_int_equal(f->at.ranges[0].length, 3);
  assert_true(f->has_raw_sha256);
  /* FIPS 180-2 appendix B.1: SHA-256 of "abc" begins ba7816bf */
  assert_int_equal(f->raw_sha256[0], 0xba);
  assert_int_equal(f->raw_sha256[3], 0xbf);
  assert_true(has_field(f, "generator", "G"));
  assert_true(has_field(f, "key", "K"));
  assert_true(has_field(f, "letters", "abc"));
  assert_true(has_field(f, "fixed", "yes"));
  jb_inspection_free(in);
}

static void no_digest_where_the_reader_cut_the_value(void **state) {
  (void)state;
  jb_rules *rules = good("<mark id='a' " HEAD ">" TEXTS "<match carrier='exif' key='K'/></mark>");
  const put p = {"exif", "K", "abc"};
  jb_inspection *in = inspection(&p, 1);
  in->properties[0]->at = jb_location_in(in, in->parts[0], 0, 4); /* with its NUL */
  jb_marks_find(rules, in, NULL);
  assert_int_equal(in->finding_count, 1);
  assert_false(in->findings[0]->has_raw_sha256);
  jb_inspection_free(in);
  jb_rules_free(rules);
}

static void one_generator_in_one_place_is_one_finding(void **state) {
  (void)state;
  jb_rules *rules = good(
      "<mark id='one' " HEAD ">" TEXTS "<match carrier='png-text' key='Png.a'/></mark>"
      "<mark id='two' " HEAD ">" TEXTS "<match carrier='png-text' key='Png.b'/>"
      "<field name='model'/></mark>"
      "<mark id='copy' " HEAD ">" TEXTS "<match carrier='exif' key='K'/></mark>");
  const put puts[] = {{"png-text", "Png.a", "x"}, {"png-text", "Png.b", "m"}, {"exif", "K", "x"}};
  jb_inspection *in = inspection(puts, 3);
  jb_marks_find(rules, in, NULL);
  /* the chunks of a PNG are read together; another carrier is a copy */
  assert_int_equal(in->finding_count, 2);
  assert_string_equal(in->findings[0]->code, "one");
  assert_true(has_field(in->findings[0], "also", "two"));
  assert_true(has_field(in->findings[0], "model", "m"));
  assert_string_equal(in->findings[1]->code, "copy");
  jb_inspection_free(in);
  jb_rules_free(rules);
}

static void the_special_mark_speaks_for_the_general_one(void **state) {
  (void)state;
  jb_rules *rules = good(
      "<mark id='general' " HEAD ">" TEXTS "<match carrier='exif' key='K'/></mark>"
      "<mark id='special' refines='general' scheme='generator:S' claim='generated' "
      "strength='weak' group='metadata' basis='primary' source='s' verified='2026-11-23'>" TEXTS
      "<match carrier='exif' key='K' op='contains' value='S'/></mark>");
  const put special = {"exif", "K", "S"}, general = {"exif", "K", "x"};
  jb_inspection *in = inspection(&special, 1);
  jb_marks_find(rules, in, NULL);
  assert_int_equal(in->finding_count, 1);
  assert_string_equal(in->findings[0]->code, "special");
  assert_true(has_field(in->findings[0], "generator", "S"));
  assert_true(has_field(in->findings[0], "also", "general"));
  jb_inspection_free(in);
  in = inspection(&general, 1);
  jb_marks_find(rules, in, NULL);
  assert_string_equal(in->findings[0]->code, "general");
  jb_inspection_free(in);
  jb_rules_free(rules);
}

static void a_mark_in_a_thumbnail_stays_there(void **state) {
  (void)state;
  jb_rules *rules = good("<mark id='a' " HEAD ">" TEXTS
                         "<match carrier='exif' key='A'/><match carrier='exif' key='B'/></mark>");
  const put puts[] = {{"exif", "A", "1"}, {"exif", "B", "1"}};
  jb_inspection *in = inspection(puts, 2);
  jb_part *inner = jb_add_part(in, JB_PART_EMBEDDED, JB_ROLE_THUMBNAIL, "thumbnail");
  jb_part *exif = jb_add_part(in, JB_PART_EXIF, JB_ROLE_THUMBNAIL, "APP1");
  exif->parent = inner->id;
  in->properties[1]->part = exif->id; /* one half outside, one inside: no mark */
  jb_marks_find(rules, in, NULL);
  assert_int_equal(in->finding_count, 0);
  in->properties[0]->part = exif->id; /* both inside */
  jb_marks_find(rules, in, NULL);
  assert_int_equal(in->finding_count, 1);
  assert_int_equal(in->findings[0]->role, JB_ROLE_THUMBNAIL);
  jb_inspection_free(in);
  jb_rules_free(rules);
}

static void indices_namespaces_parts_and_names_are_places(void **state) {
  (void)state;
  jb_rules *rules = good(
      "<mark id='list' scheme='xmp' claim='unknown' strength='context' group='metadata' "
      "basis='primary' source='s' verified='2026-11-23'>" TEXTS
      "<match carrier='xmp' key='Xmp.dc.B[]/xmp:d'/></mark>"
      "<mark id='ns' scheme='xmp' claim='unknown' strength='context' group='metadata' "
      "basis='primary' source='s' verified='2026-11-23'>" TEXTS
      "<match carrier='xmp' ns='urn:x' name='n' op='equals' value='1'/></mark>"
      "<mark id='part' scheme='trace' kind='trace' claim='unknown' strength='context' "
      "group='structure' basis='primary' source='s' verified='2026-11-23'>" TEXTS
      "<match carrier='part' key='app' op='starts' value='HUAWEI'/></mark>"
      "<mark id='name' scheme='trace' kind='trace' claim='unknown' strength='context' "
      "group='name' basis='primary' source='s' verified='2026-11-23'>" TEXTS
      "<match carrier='file-name' op='regex' value='^IMG'/></mark>");
  const put puts[] = {{"xmp", "Xmp.dc.B[12]/xmp:d", "x"}, {"xmp", "Xmp.{urn:x}n", "1"}};
  jb_inspection *in = inspection(puts, 2);
  jb_property_set_name(in, in->properties[1], jb_span_str("urn:x"), jb_span_str("n"));
  jb_part_set_key(in, jb_add_part(in, JB_PART_APP, JB_ROLE_PRIMARY, "APP7"), jb_span_str("HUAWEI"));
  jb_marks_find(rules, in, "folder/IMG_1.jpg");
  assert_int_equal(in->finding_count, 4);
  assert_string_equal(in->findings[2]->code, "part");
  assert_string_equal(in->findings[3]->code, "name");
  assert_int_equal(in->findings[3]->at.part, JB_NO_PART);
  assert_true(jb_span_is(jb_span_from(in->findings[3]->excerpt), "IMG_1.jpg"));
  jb_inspection_free(in);
  jb_rules_free(rules);
}

static void a_limit_is_said_and_not_taken_for_absence(void **state) {
  (void)state;
  jb_rules *rules = good("<mark id='a' " HEAD ">" TEXTS
                         "<match carrier='exif' key='K' op='regex' value='^(?:a+)+[bd]'/></mark>");
  const put p = {"exif", "K", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"};
  jb_inspection *in = inspection(&p, 1);
  in->limits.regex_match_max = 1000;
  jb_marks_find(rules, in, NULL);
  assert_int_equal(in->finding_count, 0);
  const jb_not_checked *entry = NULL;
  assert_int_equal(jb_probe_answer(in, "marks", &entry), JB_UNKNOWN);
  assert_int_equal(entry->why, JB_WHY_LIMIT);
  jb_inspection_free(in);
  jb_rules_free(rules);
}

static void the_same_place_a_thousand_times_is_said(void **state) {
  (void)state;
  jb_rules *rules = good("<mark id='a' " HEAD ">" TEXTS
                         "<match carrier='png-text' key='K' op='equals' value='1'/></mark>");
  jb_inspection *in = inspection(NULL, 0);
  jb_part *part = jb_add_part(in, JB_PART_TEXT, JB_ROLE_PRIMARY, "tEXt");
  for (int i = 0; i < 1000; i++) {
    (void)jb_add_property(in, part->id, "png-text", "K", jb_span_str(i == 999 ? "1" : "0"));
  }
  jb_marks_find(rules, in, NULL);
  assert_int_equal(in->finding_count, 0);
  assert_int_equal(jb_probe_answer(in, "marks", NULL), JB_UNKNOWN);
  jb_inspection_free(in);
  jb_rules_free(rules);
}

static void last_test(void *user, const jb_rule_test *test) {
  jb_rule_test *last = user;
  *last = *test;
}

static void examples_fail_when_they_should(void **state) {
  (void)state;
  static const struct {
    const char *example;
    size_t failed;
  } k_cases[] = {
      {"<example match='yes'><property carrier='exif' key='K'>x</property></example>", 0},
      {"<example match='yes'><property carrier='exif' key='L'>x</property></example>", 1},
      {"<example match='yes'><property carrier='exif' key='K'>x</property></example>"
       "<example match='no'><property carrier='exif' key='K'>x</property></example>", 1},
      {"<example match='yes'><property carrier='exif' key='K'>x</property>"
       "<expect field='generator'>H</expect></example>", 1},
      {"<example match='yes'><property carrier='exif' key='K' escaped='yes'>\\x00x</property>"
       "<expect field='v'>x</expect></example>", 0},
      {"", 1},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    char mark[2048];
    (void)snprintf(mark, sizeof mark,
                   "<mark id='a' " HEAD ">" TEXTS "<match carrier='exif' key='K'/>"
                   "<field name='v'/>%s</mark>", k_cases[i].example);
    jb_rules *rules = good(mark);
    jb_rule_test last = {.passed = true};
    size_t failed = 99;
    assert_int_equal(jb_rules_test(rules, last_test, &last, &failed), JB_OK);
    assert_int_equal(failed, k_cases[i].failed);
    assert_int_equal(last.passed, failed == 0);
    jb_rules_free(rules);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wrong_rules_are_refused_with_their_line),
      cmocka_unit_test(operators_say_what_they_are_called),
      cmocka_unit_test(conditions_combine),
      cmocka_unit_test(tests_of_one_match_hold_for_one_property),
      cmocka_unit_test(a_finding_says_where_and_what),
      cmocka_unit_test(no_digest_where_the_reader_cut_the_value),
      cmocka_unit_test(one_generator_in_one_place_is_one_finding),
      cmocka_unit_test(the_special_mark_speaks_for_the_general_one),
      cmocka_unit_test(a_mark_in_a_thumbnail_stays_there),
      cmocka_unit_test(indices_namespaces_parts_and_names_are_places),
      cmocka_unit_test(a_limit_is_said_and_not_taken_for_absence),
      cmocka_unit_test(the_same_place_a_thousand_times_is_said),
      cmocka_unit_test(examples_fail_when_they_should),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
