/* What `rules check` says of rule files: one mistake, one line, its place. */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "jianbiao/rules.h"

/* A rule set that is right but for what a case changes. */
#define TEXTS                                                                             \
  "<text lang='zh' for='satisfied'>是</text><text lang='en' for='satisfied'>y</text>"     \
  "<text lang='zh' for='violated'>否</text><text lang='en' for='violated'>n</text>"
#define HEAD                                                                              \
  "<ruleset id='t' jurisdiction='XX'>\n"                                                  \
  "<text lang='zh' for='undetermined'>?</text><text lang='en' for='undetermined'>?</text>" \
  "<text lang='zh' for='not_applicable'>-</text><text lang='en' for='not_applicable'>-</text>\n"
#define INSTRUMENT                                                                        \
  "<instrument id='i' in-force-from='2025-09-01' source='s' basis='primary' "              \
  "verified='2026-11-23'><title lang='zh'>法</title><title lang='en'>law</title></instrument>\n"
#define RULE(attributes) "<rule id='r' instrument='i' clause='1' " attributes ">" TEXTS "</rule>\n"
#define SET(attributes) HEAD INSTRUMENT RULE(attributes) "</ruleset>"

typedef struct told {
  size_t count;
  jb_error first;
} told;

static void hear(void *user, const jb_error *error) {
  told *t = user;
  if (t->count++ == 0) t->first = *error;
}

static void write_file(const char *directory, const char *name, const char *text, char path[200]) {
  (void)snprintf(path, 200, "%s/%s", directory, name);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  (void)fputs(text, f);
  fclose(f);
}

static void write_rules(const char *directory, const char *text, char path[200]) {
  write_file(directory, "t.xml", text, path);
}

/* The shipped verdict: what every folder of rules must have. */
static char *shipped_verdict(void) {
  char *text = calloc(1, 1 << 20);
  FILE *f = fopen(JB_SOURCE_DIR "/rules/verdict.xml", "r");
  assert_non_null(text);
  assert_non_null(f);
  assert_true(fread(text, 1, (1 << 20) - 1, f) > 0);
  fclose(f);
  return text;
}

static told check_beside(const char *text, const char *verdict) {
  char directory[] = "/tmp/jb-rules-XXXXXX", path[200], beside[200];
  assert_non_null(mkdtemp(directory));
  write_rules(directory, text, path);
  if (verdict) write_file(directory, "verdict.xml", verdict, beside);
  told t = {0};
  size_t errors = 0;
  assert_int_equal(
      jb_rules_check(directory, JB_SOURCE_DIR "/rules/ruleset.rng", hear, &t, &errors), JB_OK);
  assert_int_equal(errors, t.count);
  unlink(path);
  if (verdict) unlink(beside);
  rmdir(directory);
  return t;
}

static told check(const char *text) {
  char *verdict = shipped_verdict();
  told t = check_beside(text, verdict);
  free(verdict);
  return t;
}

static void the_shipped_rules_are_clean(void **state) {
  (void)state;
  told t = {0};
  size_t errors = 1;
  assert_int_equal(jb_rules_check(JB_SOURCE_DIR "/rules", NULL, hear, &t, &errors), JB_OK);
  if (errors) fail_msg("%s:%u: %s", t.first.where, t.first.line, t.first.what);
}

static void a_right_set_is_clean(void **state) {
  (void)state;
  told t = check(SET("violated=\"finding[@scheme='gb45438']/check[@answer='fail']\""));
  if (t.count) fail_msg("%s:%u: %s", t.first.where, t.first.line, t.first.what);
}

/* Without the four axes nothing could be judged, and nobody would know why. */
static void a_folder_without_a_verdict_is_refused(void **state) {
  (void)state;
  told t = check_beside(SET("violated='file'"), NULL);
  assert_int_equal(t.count, 1);
  assert_non_null(strstr(t.first.what, "verdict.xml"));
  /* a file that cannot be read is told, not what it might have held */
  t = check_beside("<ruleset", NULL);
  assert_int_equal(t.count, 1);
  assert_null(strstr(t.first.what, "verdict.xml"));

  char directory[] = "/tmp/jb-rules-XXXXXX", path[200];
  assert_non_null(mkdtemp(directory));
  write_rules(directory, SET("violated='file'"), path);
  jb_rules *rules = NULL;
  jb_error err = {.status = JB_OK};
  assert_int_equal(jb_rules_load(directory, &rules, &err), JB_E_RULES);
  assert_null(rules);
  assert_non_null(strstr(err.what, "verdict.xml"));
  unlink(path);
  rmdir(directory);
}

/* `from` to `to` of the shipped verdict is taken away. */
static void a_verdict_must_be_whole(void **state) {
  (void)state;
  static const struct {
    const char *from, *to, *says;
  } k_missing[] = {
      {"<axis id=\"cn_class\"", "</axis>", "missing axis cn_class"},
      {"<axis id=\"ai_origin\"", "</axis>", "missing axis ai_origin"},
      {"<row id=\"origin.none\"", "</row>", "must match always: ai_origin"},
  };
  for (size_t i = 0; i < sizeof k_missing / sizeof k_missing[0]; i++) {
    char *verdict = shipped_verdict();
    char *from = strstr(verdict, k_missing[i].from);
    assert_non_null(from);
    char *to = strstr(from, k_missing[i].to);
    assert_non_null(to);
    to += strlen(k_missing[i].to);
    memmove(from, to, strlen(to) + 1);
    told t = check_beside(SET("violated='file'"), verdict);
    free(verdict);
    if (t.count == 0) fail_msg("%s: taken for right", k_missing[i].says);
    assert_non_null(strstr(t.first.where, "verdict.xml"));
    if (!strstr(t.first.what, k_missing[i].says)) fail_msg("%s", t.first.what);
  }
}

static const struct {
  const char *rules;
  unsigned line;
  const char *says; /* part of the message */
} k_cases[] = {
    {"<ruleset", 1, ""},
    {"<!DOCTYPE a [<!ENTITY x 'y'>]><ruleset id='t' jurisdiction='X'/>", 1, "DOCTYPE"},
    {"<rules/>", 1, "unknown root element"},
    {HEAD RULE("violated='true()'") "</ruleset>", 3, "unknown instrument"},
    {HEAD INSTRUMENT INSTRUMENT "</ruleset>", 4, "duplicate instrument"},
    {HEAD INSTRUMENT RULE("violated='file'") RULE("violated='file'") "</ruleset>", 5,
     "duplicate rule"},
    {HEAD "<instrument id='i' in-force-from='2025-09-01' basis='primary' verified='2026-11-23'/>"
          "</ruleset>", 3, "source"},
    {HEAD "<instrument id='i' in-force-from='2025-09-01' source='s' basis='primary'/></ruleset>", 3,
     "verified"},
    {HEAD "<instrument id='i' source='s' basis='primary' verified='2026-11-23'/></ruleset>", 3,
     "in-force-from"},
    {HEAD "<instrument id='i' in-force-from='2025-02-30' source='s' basis='primary' "
          "verified='2026-11-23'/></ruleset>", 3, "date"},
    {HEAD "<instrument id='i' in-force-from='2025-09-01' in-force-to='2025-08-31' source='s' "
          "basis='primary' verified='2026-11-23'/></ruleset>", 3, "before"},
    {SET(""), 4, "neither satisfied"},
    {SET("violated='file' basis='hearsay'"), 4, "basis"},
    {SET("violated='file' level='fatal'"), 4, "level"},
    {SET("violated='file' requires='tea-leaves'"), 4, "unknown probe in requires: tea-leaves"},
    {HEAD INSTRUMENT "<rule id='r' instrument='i' clause='1' violated='file'>"
                     "<text lang='zh' for='satisfied'>a</text></rule></ruleset>", 4, "has no <text"},
    {HEAD INSTRUMENT "<rule id='r' instrument='i' clause='1' violated='file'><note/></rule>"
                     "</ruleset>", 4, "unknown element in <rule>"},
    {SET("violated='not(finding)'"), 4, "requires"},
    {SET("violated='count(finding) = 0'"), 4, "requires"},
    {SET("violated='0 = count(finding)'"), 4, "requires"},
    {SET("violated='count(finding) &lt; 1'"), 4, "requires"},
    {SET("satisfied='finding'"), 4, "requires"},
    {SET("violated='not(count(finding))' requires='xmp'"), 4, "not() of a number"},
    {SET("violated='not(finding/check[not(string-length(@id))])' requires='xmp'"), 4,
     "not() of a number"},
    {SET("violated='finding['"), 4, "r, violated"},
    {SET("violated='matches(@tier, 1)'"), 4, "matches"},
    {SET("violated='finding[frobnicate(.)]'"), 4, "frobnicate"},
    {SET("violated='findings'"), 4, "no element <findings>"},
    {SET("violated='finding[@schema]'"), 4, "no attribute @schema on finding"},
    {SET("violated='finding/@id = file/@id'"), 4, "no attribute @id on file"},
    {SET("violated='$x'"), 4, ""},
    {SET("violated=\"finding/check[@answer='failed']\""), 4, "never 'failed'"},
    {SET("violated=\"finding[@role='main']\""), 4, "never 'main'"},
    {SET("violated=\"probe[@id='tea']\""), 4, "unknown probe 'tea'"},
    {SET("violated=\"outcome[@outcome='violated']\""), 4, "not known yet"},
    {SET("violated=\"axis[@id='ai_origin']\""), 4, "not known yet"},
    {SET("violated='property'"), 4, "properties="},
    {SET("violated='file' evidence='count(finding)'"), 4, "node-set"},
    {SET("violated='file' foreach='true()'"), 4, "node-set"},
    {SET("violated='file' when='gb45438'"), 4, "unknown test gb45438"},
    {SET("violated='file' colour='red'"), 4, "colour"}, /* the schema's own word */
};

static void mistakes_are_found(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    told t = check(k_cases[i].rules);
    if (t.count == 0) fail_msg("case %zu is taken for right: %s", i, k_cases[i].rules);
    if (t.first.line != k_cases[i].line || !strstr(t.first.what, k_cases[i].says)) {
      fail_msg("case %zu: line %u: %s; not line %u: ...%s", i, t.first.line, t.first.what,
               k_cases[i].line, k_cases[i].says);
    }
    assert_non_null(strstr(t.first.where, "t.xml"));
  }
}

#define MARK(attributes, below)                                                          \
  "<marks>\n<mark id='m' scheme='generator:X' claim='generated' strength='" attributes   \
  "' group='metadata' basis='primary' source='s' verified='2026-11-23'>\n"               \
  "<means lang='zh'>a</means><means lang='en'>a</means><caveat lang='zh'>a</caveat>"     \
  "<caveat lang='en'>a</caveat>\n" below "</mark></marks>"
#define EXAMPLE "<example match='yes'><property carrier='file-name'>x</property></example>"
#define MATCH(carrier, key) "<match carrier='" carrier "' key='" key "'/>\n" EXAMPLE

/* `says` NULL: the key is one that a reader can write. */
static const struct {
  const char *marks;
  unsigned line;
  const char *says;
} k_marks[] = {
    {MARK("strong", MATCH("exif", "Exif.IFD0.Software")), 0, NULL},
    {MARK("strong", MATCH("exif", "Exif.SubIFD1.0xc4a5")), 0, NULL},
    {MARK("strong", MATCH("exif", "Exif.GPS.GPSDateStamp")), 0, NULL},
    {MARK("strong", MATCH("xmp", "Xmp.xmpMM.History[]/stEvt:softwareAgent")), 0, NULL},
    {MARK("strong", MATCH("xmp", "Xmp.dc.title[]/?xml:lang")), 0, NULL},
    {MARK("strong", MATCH("xmp", "Xmp.{http://a.example/b/}c/{http://a.example/d/}e")), 0, NULL},
    {MARK("strong", MATCH("png-text", "Png.anything at all")), 0, NULL},
    {MARK("strong", MATCH("exif", "Exif.IFD0.Sofware")), 4, "Exif.IFD0.Sofware: no tag"},
    {MARK("strong", MATCH("exif", "Exif.Image.Software")), 4, "no directory"},
    {MARK("strong", MATCH("exif", "Exif.IFD0.0xC4A5")), 4, "0x and four digits"},
    {MARK("strong", MATCH("exif", "Exif.IFD0.GPSDateStamp")), 4, "no tag"},
    {MARK("strong", MATCH("xmp", "Xmp.iptcExt.DigitalSourceType")), 4, "no namespace"},
    {MARK("strong", MATCH("xmp", "Xmp.xmpMM.History[]/evt:softwareAgent")), 4, "no namespace"},
    {MARK("strong", MATCH("xmp", "Xmp.{http://a.example/b/}")), 4, "{URI}name"},
    {MARK("strong", "<field name='f' carrier='exif' key='Exif.IFD0.Modell'/>\n"
                    MATCH("exif", "Exif.IFD0.Make")), 4, "Exif.IFD0.Modell"},
    {MARK("strong", "<match carrier='exif' key='Exif.IFD0.Make'/>\n<example match='yes'>\n"
                    "<property carrier='exif' key='Exif.IFD0.Maker'>x</property></example>"),
     6, "Exif.IFD0.Maker"},
    {MARK("strog", MATCH("exif", "Exif.IFD0.Make")), 2, "no strength"},
    {MARK("strong", "<match carrier='exif' key='Exif.IFD0.Make' opp='regex'/>\n" EXAMPLE), 4,
     "opp"},
    {"<marks>\n<caveat lang='zh'>a</caveat><note/></marks>", 2, "<note>"},
};

static void one_fault_of_a_mark_is_one_line(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_marks / sizeof k_marks[0]; i++) {
    told t = check(k_marks[i].marks);
    if (t.count != (k_marks[i].says != NULL)) {
      fail_msg("case %zu: %zu mistakes: %u: %s", i, t.count, t.first.line, t.first.what);
    }
    if (t.count == 0) continue;
    if (t.first.line != k_marks[i].line || !strstr(t.first.what, k_marks[i].says)) {
      fail_msg("case %zu: line %u: %s", i, t.first.line, t.first.what);
    }
  }
}

static void all_mistakes_are_told_at_once(void **state) {
  (void)state;
  told t = check(HEAD INSTRUMENT RULE("violated='findings'")
                     "<rule id='s' instrument='i' clause='1' violated='not(file)'>" TEXTS "</rule>\n"
                     "<rule id='u' instrument='j' clause='1' violated='file'>" TEXTS "</rule>\n"
                     "</ruleset>");
  assert_int_equal(t.count, 3);
}

static void loading_ends_at_the_first_mistake(void **state) {
  (void)state;
  char directory[] = "/tmp/jb-rules-XXXXXX", path[200];
  assert_non_null(mkdtemp(directory));
  write_rules(directory, SET("violated='file' basis='hearsay'"), path);
  jb_rules *rules = NULL;
  jb_error err = {.status = JB_OK};
  assert_int_equal(jb_rules_load(directory, &rules, &err), JB_E_RULES);
  assert_null(rules);
  assert_int_equal(err.line, 4);
  assert_string_equal(err.where, "t.xml");
  unlink(path);
  assert_int_equal(jb_rules_load(directory, &rules, &err), JB_E_RULES);
  assert_non_null(strstr(err.what, "no rule file"));
  rmdir(directory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_shipped_rules_are_clean),
      cmocka_unit_test(a_right_set_is_clean),
      cmocka_unit_test(a_folder_without_a_verdict_is_refused),
      cmocka_unit_test(a_verdict_must_be_whole),
      cmocka_unit_test(mistakes_are_found),
      cmocka_unit_test(one_fault_of_a_mark_is_one_line),
      cmocka_unit_test(all_mistakes_are_told_at_once),
      cmocka_unit_test(loading_ends_at_the_first_mistake),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
