/* Clauses: three values, dates of force, limits; labels and the other axes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "jianbiao/rules.h"
#include "support/facts.h"

/* ---- rules of a test's own ---- */

#define TEXTS                                                                          \
  "<text lang='zh' for='satisfied'>a</text><text lang='en' for='satisfied'>a</text>"   \
  "<text lang='zh' for='violated'>b</text><text lang='en' for='violated'>b</text>"     \
  "<text lang='zh' for='notice'>b</text><text lang='en' for='notice'>b</text>"
#define SET(rules)                                                                       \
  "<ruleset id='t' jurisdiction='XX'><text lang='zh' for='undetermined'>u</text>"        \
  "<text lang='en' for='undetermined'>u</text><text lang='zh' for='not_applicable'>n</text>" \
  "<text lang='en' for='not_applicable'>n</text>"                                        \
  "<instrument id='i' in-force-from='2025-09-01' source='s' basis='primary' "             \
  "verified='2026-11-23'><title lang='zh'>t</title><title lang='en'>t</title></instrument>" \
  rules "</ruleset>"
#define RULE(attributes) SET("<rule id='r' instrument='i' clause='1' " attributes ">" TEXTS "</rule>")

static jb_status judge_with(const char *text, jb_inspection *in) {
  jb_rules *rules = NULL;
  jb_error err = {.status = JB_OK};
  if (jb_rules_load_memory("t.xml", jb_span_str(text), &rules, &err) != JB_OK) {
    fail_msg("%s: %s", text, err.what);
  }
  jb_judge_state *state = jb_judge_state_new(rules);
  assert_non_null(state);
  jb_status status = jb_judge_inspection(state, in);
  jb_judge_state_free(state);
  jb_rules_free(rules); /* the inspection keeps nothing of them */
  return status;
}

static void three_values(void **state) {
  (void)state;
  enum { U = JB_OUTCOME_UNDETERMINED, S = JB_OUTCOME_SATISFIED, V = JB_OUTCOME_VIOLATED,
         N = JB_OUTCOME_NOTICE, NA = JB_OUTCOME_NOT_APPLICABLE };
  static const struct {
    const char *rule;
    const char *finding; /* NULL: none */
    const char *unknown; /* probe that did not run */
    int outcome;
  } k_cases[] = {
      {RULE("satisfied='finding' requires='xmp'"), "iptc", NULL, S},
      {RULE("satisfied='finding' requires='xmp'"), NULL, NULL, V},
      {RULE("satisfied='finding' requires='xmp' level='notice'"), NULL, NULL, N},
      /* a required probe comes before anything else, even what was found */
      {RULE("satisfied='finding' requires='xmp'"), NULL, "xmp", U},
      {RULE("satisfied='finding' requires='xmp'"), "iptc", "xmp", U},
      {RULE("satisfied='finding' requires='xmp' applies='false()'"), "iptc", "xmp", U},
      {RULE("satisfied='finding' requires='xmp'"), NULL, "exif", V},
      {RULE("violated='finding'"), "iptc", NULL, V},
      {RULE("violated='finding'"), NULL, NULL, S},
      {RULE("violated='finding' applies='false()'"), "iptc", NULL, NA},
      {RULE("violated='finding' when='scheme:iptc'"), "iptc", NULL, V},
      {RULE("violated='finding' when='scheme:xmp'"), "iptc", NULL, NA},
      {RULE("violated='finding' when='scheme:xmp scheme:ip*'"), "iptc", NULL, V},
      {RULE("violated='finding' when='scheme:xmp' requires='xmp'"), "iptc", "xmp", U},
      {RULE("satisfied='false()' violated='false()'"), NULL, NULL, U},
      {RULE("undetermined='finding'"), "iptc", NULL, U},
      {RULE("undetermined='finding'"), NULL, NULL, S},
      {RULE("violated='finding' undetermined='finding'"), "iptc", NULL, V},
      /* over nodes: one violation is enough, one unknown spoils satisfied */
      {RULE("foreach='finding/check' satisfied=\"@answer='pass'\" violated=\"@answer='fail'\""),
       "x a=pass b=pass", NULL, S},
      {RULE("foreach='finding/check' satisfied=\"@answer='pass'\" violated=\"@answer='fail'\""),
       "x a=pass b=unknown", NULL, U},
      {RULE("foreach='finding/check' satisfied=\"@answer='pass'\" violated=\"@answer='fail'\""),
       "x a=unknown b=fail", NULL, V},
      {RULE("foreach='finding/check' satisfied=\"@answer='pass'\" violated=\"@answer='fail'\""), "x",
       NULL, NA},
      {RULE("foreach='finding' applies='check' satisfied='check'"), "x", NULL, NA},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = an_inspection();
    if (k_cases[i].finding) (void)with(in, k_cases[i].finding);
    if (k_cases[i].unknown) jb_add_not_checked(in, k_cases[i].unknown, JB_WHY_LIMIT, NULL);
    assert_int_equal(judge_with(k_cases[i].rule, in), JB_OK);
    assert_int_equal(in->rule_count, 1);
    if ((int)in->rules[0].outcome != k_cases[i].outcome) {
      fail_msg("case %zu: %s", i, jb_outcome_name(in->rules[0].outcome));
    }
    jb_inspection_free(in);
  }
}

static void evidence_is_what_decided(void **state) {
  (void)state;
  jb_inspection *in = an_inspection();
  (void)with(in, "x a=pass");
  (void)with(in, "x a=fail");
  (void)with(in, "y a=fail");
  assert_int_equal(judge_with(RULE("foreach=\"finding[@scheme='x']/check\" "
                                   "violated=\"@answer='fail'\" evidence='//check'"),
                              in), JB_OK);
  assert_int_equal(in->rules[0].finding_count, 3); /* the node itself and `evidence` */
  assert_int_equal(judge_with(RULE("foreach=\"finding[@scheme='x']/check\" "
                                   "violated=\"@answer='fail'\""),
                              in), JB_OK);
  assert_int_equal(in->rules[0].finding_count, 1);
  assert_int_equal(in->rules[0].findings[0], 1);
  jb_inspection_free(in);
}

static void the_date_picks_the_version(void **state) {
  (void)state;
  static const char k_set[] =
      SET("<rule id='r' instrument='i' clause='old' to='2026-06-30' violated='file'>" TEXTS "</rule>"
          "<rule id='r' instrument='i' clause='new' from='2026-07-01' violated='file'>" TEXTS
          "</rule>");
  static const struct {
    const char *as_of, *clause;
  } k_cases[] = {
      {"2025-08-31", NULL}, {"2025-09-01", "old"}, {"2026-06-30", "old"},
      {"2026-07-01", "new"}, {"2099-01-01", "new"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = an_inspection();
    in->as_of = k_cases[i].as_of;
    assert_int_equal(judge_with(k_set, in), JB_OK);
    const jb_rule_result *r = result_of(in, "r");
    if (!k_cases[i].clause) {
      assert_null(r);
    } else {
      assert_non_null(r);
      assert_string_equal(r->clause, k_cases[i].clause);
    }
    jb_inspection_free(in);
  }
  /* the shipped rules: before the measures only the older provisions */
  jb_inspection *in = an_inspection();
  in->as_of = "2024-06-01";
  judge(in);
  assert_null(result_of(in, "cn.measures.5"));
  assert_non_null(result_of(in, "cn.deep-synthesis.18"));
  in->as_of = "2026-11-23";
  judge(in);
  assert_non_null(result_of(in, "cn.measures.5"));
  assert_non_null(result_of(in, "eu.50-2.machine-readable"));
  jb_inspection_free(in);
}

static void no_operations_left_is_undetermined(void **state) {
  (void)state;
  jb_inspection *in = an_inspection();
  (void)with(in, "gb45438 kind=label claim=generated Label:1 well-formed=pass");
  in->limits.xpath_operations_max = 8;
  jb_judge_state *s = jb_judge_state_new(shipped_rules());
  assert_int_equal(jb_judge_inspection(s, in), JB_E_LIMIT);
  assert_string_equal(in->verdict.ai_origin, "undetermined");
  assert_int_equal(result_of(in, "cn.gb45438.e")->outcome, JB_OUTCOME_UNDETERMINED);
  const jb_not_checked *why = NULL;
  assert_int_equal(jb_probe_answer(in, "rules", &why), JB_UNKNOWN);
  assert_int_equal(why->why, JB_WHY_LIMIT);
  /* judged again with enough of them, nothing of that is left */
  in->limits.xpath_operations_max = 5000000;
  assert_int_equal(jb_judge_inspection(s, in), JB_OK);
  assert_int_equal(jb_probe_answer(in, "rules", NULL), JB_PRESENT);
  assert_string_equal(in->verdict.ai_origin, "highly_likely");
  jb_judge_state_free(s);
  jb_inspection_free(in);
}

static void judging_twice_gives_the_same(void **state) {
  (void)state;
  jb_inspection *in = an_inspection();
  (void)with(in, "gb45438 kind=label claim=generated Label:1 well-formed=fail label-value=fail");
  (void)with(in, "exif claim=captured strength=context");
  char *one = NULL, *two = NULL;
  size_t a, b;
  judge(in);
  assert_int_equal(jb_inspection_to_json(in, false, &one, &a), JB_OK);
  judge(in);
  assert_int_equal(jb_inspection_to_json(in, false, &two, &b), JB_OK);
  assert_int_equal(a, b);
  assert_memory_equal(one, two, a);
  jb_free(one);
  jb_free(two);
  jb_inspection_free(in);
}

/* ---- the other axes ---- */

static void axes(void **state) {
  (void)state;
#define GB "gb45438 kind=label claim=generated_or_edited "
  static const struct {
    const char *findings[3];
    bool declared;
    const char *unknown;
    const char *gb, *label_state, *copy, *cn;
  } k_cases[] = {
      {{NULL}, false, NULL, "absent", "absent", "undetermined", "none"},
      {{NULL}, true, NULL, "absent", "absent", "undetermined", "possible"},
      {{NULL}, true, "xmp", "undetermined", "undetermined", "undetermined", "undetermined"},
      {{NULL}, false, "marks", "absent", "undetermined", "undetermined", "undetermined"},
      {{GB "Label:1 well-formed=pass"}, false, NULL, "intact", "intact", "original_like", "is"},
      {{GB "Label:1 well-formed=fail"}, false, NULL, "incomplete", "incomplete", "undetermined", "is"},
      {{GB "Label:1 well-formed=unknown"}, false, NULL, "undetermined", "undetermined",
       "undetermined", "is"},
      {{GB "Label:2 well-formed=pass"}, false, NULL, "intact", "intact", "original_like", "possible"},
      {{GB "Label:3 well-formed=pass"}, false, NULL, "intact", "intact", "original_like", "suspected"},
      {{GB "Label:2 ContentPropagator: well-formed=pass"}, false, NULL, "intact", "intact",
       "original_like", "possible"},
      {{GB "Label:3 ContentPropagator:x well-formed=pass"}, false, NULL, "intact", "intact",
       "undetermined", "is"},
      {{"gb45438 kind=label Label:x well-formed=fail"}, true, NULL, "incomplete", "incomplete",
       "undetermined", "suspected"},
      {{GB "Label:1 well-formed=pass canonical=a", GB "Label:1 well-formed=pass canonical=b"}, false,
       NULL, "altered", "altered", "undetermined", "is"},
      {{GB "Label:1 well-formed=pass security-1=fail"}, false, NULL, "altered", "altered",
       "undetermined", "is"},
      {{GB "Label:1 well-formed=pass security-1=unknown"}, false, NULL, "intact", "intact",
       "original_like", "is"},
      {{GB "Label:1 well-formed=pass", "trace kind=trace code=gb45438.crc group=structure"}, false,
       NULL, "altered", "altered", "undetermined", "is"},
      {{"trace kind=trace code=gb45438.shell.namespace group=structure strength=weak"}, false, NULL,
       "stripped", "stripped", "undetermined", "none"},
      {{"trace kind=trace code=c2pa-reference-without-manifest group=structure"}, false, NULL,
       "absent", "stripped", "undetermined", "none"},
      {{"iptc claim=generated"}, false, NULL, "absent", "intact", "undetermined", "suspected"},
      {{"iptc claim=captured strength=context"}, false, NULL, "absent", "absent", "undetermined",
       "none"},
      {{"iptc claim=generated"}, true, NULL, "absent", "intact", "undetermined", "possible"},
      {{GB "Label:1 well-formed=pass role=thumbnail"}, false, NULL, "absent", "absent",
       "undetermined", "none"},
      {{"trace kind=trace code=copy.original.camera"}, false, NULL, "absent", "absent",
       "original_like", "none"},
      {{"trace kind=trace code=copy.original.camera", "trace kind=trace code=dimensions-changed"},
       false, NULL, "absent", "absent", "reencoded", "none"},
      {{"trace kind=trace code=copy.reencoded.gd", "trace kind=trace code=copy.transferred.x"}, false,
       NULL, "absent", "absent", "transferred", "none"},
      {{"trace kind=trace code=copy.transferred.x", "trace kind=trace code=copy.screenshot.x"}, false,
       NULL, "absent", "absent", "screenshot_like", "none"},
      /* an original is what nobody else wrote on */
      {{GB "Label:2 ContentProducer:a ContentPropagator:b well-formed=pass"}, false, NULL, "intact",
       "intact", "undetermined", "is"},
      {{GB "Label:1 ContentProducer:a ContentPropagator:a well-formed=pass"}, false, NULL, "intact",
       "intact", "original_like", "is"},
      {{GB "Label:1 well-formed=pass placement=fail"}, false, NULL, "intact", "intact",
       "undetermined", "is"},
      {{GB "Label:1 well-formed=pass", "trace kind=trace code=edit.gimp"}, false, NULL, "intact",
       "intact", "undetermined", "is"},
      {{GB "Label:1 well-formed=pass", "trace kind=trace code=capture-beside-ai"}, false, NULL,
       "intact", "intact", "undetermined", "is"},
      {{GB "Label:1 well-formed=pass", "trace kind=trace code=data-after-end"}, false, NULL,
       "intact", "intact", "undetermined", "is"},
      {{"trace kind=trace code=copy.original.camera", "trace kind=trace code=edit.other"}, false,
       NULL, "absent", "absent", "undetermined", "none"},
      {{"trace kind=trace code=copy.original.camera", "trace kind=trace code=writer.transfer"}, false,
       NULL, "absent", "absent", "original_like", "none"},
      {{"trace kind=trace code=c2pa-remote-reference"}, false, NULL, "absent", "undetermined",
       "undetermined", "none"},
      /* a poor copy does not change the grade */
      {{GB "Label:1 well-formed=pass", "trace kind=trace code=copy.transferred.x"}, false, NULL,
       "intact", "intact", "transferred", "is"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = an_inspection();
    for (size_t k = 0; k < 3 && k_cases[i].findings[k]; k++) (void)with(in, k_cases[i].findings[k]);
    in->declared = k_cases[i].declared;
    if (k_cases[i].unknown) jb_add_not_checked(in, k_cases[i].unknown, JB_WHY_LIMIT, NULL);
    judge(in);
    bool same = strcmp(state_of(in, "gb45438"), k_cases[i].gb) == 0 &&
                strcmp(in->verdict.label_state, k_cases[i].label_state) == 0 &&
                strcmp(in->verdict.copy_quality, k_cases[i].copy) == 0 &&
                strcmp(in->verdict.cn_class, k_cases[i].cn) == 0;
    if (!same) {
      fail_msg("case %zu: %s %s %s %s", i, state_of(in, "gb45438"), in->verdict.label_state,
               in->verdict.copy_quality, in->verdict.cn_class);
    }
    jb_inspection_free(in);
  }
}

static void c2pa_states(void **state) {
  (void)state;
  static const struct {
    jb_c2pa c2pa;
    const char *label;
  } k_cases[] = {
      {{JB_PRESENT, "trusted", "none", "official"}, "intact"},
      {{JB_PRESENT, "valid", "trust", "none"}, "intact"},
      {{JB_PRESENT, "invalid", "time", "none"}, "intact"},
      {{JB_PRESENT, "invalid", "integrity", "none"}, "altered"},
      {{JB_PRESENT, "invalid", "structure", "none"}, "incomplete"},
      {{JB_PRESENT, "well_formed", "none", "none"}, "undetermined"},
      {{JB_PRESENT, "none", "none", "none"}, "undetermined"}, /* seen, not verified */
      {{JB_ABSENT, "none", "none", "none"}, "absent"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = an_inspection();
    in->c2pa = k_cases[i].c2pa;
    judge(in);
    if (strcmp(state_of(in, "c2pa"), k_cases[i].label) != 0) {
      fail_msg("case %zu: %s", i, state_of(in, "c2pa"));
    }
    jb_inspection_free(in);
  }
}

static void next_steps(void **state) {
  (void)state;
  jb_inspection *in = an_inspection();
  (void)with(in, "gb45438 kind=label claim=generated Label:1 ContentProducer:p ProduceID:n well-formed=pass "
                 "producer-uscc=pass");
  judge(in);
  assert_string_equal(in->verdict.next_steps[0], "register");
  assert_true(has_step(in, "ask-provider"));
  assert_false(has_step(in, "look-by-eye"));
  jb_inspection_free(in);
  in = an_inspection();
  jb_add_not_checked(in, "structure", JB_WHY_INPUT, NULL);
  judge(in);
  assert_true(has_step(in, "get-readable-file"));
  assert_false(has_step(in, "register"));
  jb_inspection_free(in);
}

/* A step is told only to whom it helps. */
static void steps_that_fit(void **state) {
  (void)state;
#define GB1 "gb45438 kind=label claim=generated Label:1 ProduceID:n well-formed=pass "
  static const struct {
    const char *finding, *probe, *detail;
    jb_why why;
    const char *step;
    bool expected;
  } k_cases[] = {
      {GB1, NULL, NULL, 0, "ask-provider", false}, /* whom? */
      {GB1 "ContentProducer:p producer-uscc=fail", NULL, NULL, 0, "ask-provider", false},
      {GB1 "ContentProducer:p producer.kind:name", NULL, NULL, 0, "ask-provider", true},
      {"trace kind=trace code=gb45438.shell.namespace", NULL, NULL, 0, "ask-untouched-copy", true},
      {GB1, NULL, NULL, 0, "ask-untouched-copy", false},
      {NULL, "read", "file.not-found", JB_WHY_INPUT, "find-file", true},
      {NULL, "read", "file.not-found", JB_WHY_INPUT, "get-readable-file", false},
      {NULL, "read", "file.not-found", JB_WHY_INPUT, "look-by-eye", false},
      {NULL, "read", "file.permission", JB_WHY_INPUT, "allow-reading", true},
      {NULL, "read", "file.directory", JB_WHY_INPUT, "name-a-file", true},
      {NULL, "read", "file.empty", JB_WHY_INPUT, "transfer-again", true},
      {NULL, "format", "format.unsupported", JB_WHY_INPUT, "get-supported-format", true},
      {NULL, "format", "format.unsupported", JB_WHY_INPUT, "get-readable-file", false},
      {NULL, "xmp", "brotli", JB_WHY_MISSING, "complete-installation", false},
      {NULL, "xmp", "brotli", JB_WHY_MISSING, "use-other-reader", true},
      {NULL, "iptc", "MD5", JB_WHY_MISSING, "complete-installation", true},
  };
#undef GB1
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = an_inspection();
    if (k_cases[i].finding) (void)with(in, k_cases[i].finding);
    if (k_cases[i].probe) {
      jb_add_not_checked(in, k_cases[i].probe, k_cases[i].why, k_cases[i].detail);
    }
    judge(in);
    if (has_step(in, k_cases[i].step) != k_cases[i].expected) {
      fail_msg("case %zu: %s", i, k_cases[i].step);
    }
    jb_inspection_free(in);
  }
}

static void no_class_before_the_measures(void **state) {
  (void)state;
  jb_inspection *in = an_inspection();
  (void)with(in, "gb45438 kind=label claim=generated Label:1 well-formed=pass");
  in->as_of = "2025-08-31";
  judge(in);
  assert_string_equal(in->verdict.cn_class, "not_in_force");
  assert_string_equal(in->verdict.ai_origin, "highly_likely");
  in->as_of = "2025-09-01";
  judge(in);
  assert_string_equal(in->verdict.cn_class, "is");
  jb_inspection_free(in);
}

/* ---- what is said ---- */

typedef struct saying {
  size_t count;
} saying;

static bool says_something(void *user, const jb_rule_info *info) {
  saying *s = user;
  static const char *const k_langs[] = {"zh", "en"};
  const jb_rules *rules = shipped_rules();
  s->count++;
  for (size_t i = 0; i < 2; i++) {
    if (strcmp(info->kind, "clause") == 0) {
      assert_non_null(jb_rules_text(rules, info->id, info->level, k_langs[i], NULL));
      assert_non_null(jb_rules_text(rules, info->id, "undetermined", k_langs[i], NULL));
      assert_non_null(jb_rules_text(rules, info->id, "not_applicable", k_langs[i], NULL));
    } else if (strcmp(info->kind, "mark") != 0) {
      assert_non_null(jb_rules_text(rules, info->id, "", k_langs[i], NULL));
    }
  }
  return true;
}

static void every_rule_speaks_both_languages(void **state) {
  (void)state;
  saying s = {0};
  jb_rules_list(shipped_rules(), says_something, &s);
  assert_true(s.count > 100);
  assert_non_null(strstr(jb_rules_word(shipped_rules(), "ai_origin", "confirmed", "zh"), "确证"));
  assert_null(jb_rules_word(shipped_rules(), "ai_origin", "certain", "zh"));
  assert_non_null(strstr(jb_rules_sentence(shipped_rules(), "unsigned", "zh"), "可被任何人写入"));
  jb_instrument_info info;
  assert_true(jb_rules_instrument(shipped_rules(), "cn-gb45438", &info));
  assert_string_equal(info.from, "2025-09-01");
  assert_false(jb_rules_instrument(shipped_rules(), "cn-tea", &info));
}

static void words_that_are_never_said(void **state) {
  (void)state;
  static const char *const k_words[] = {"鉴定意见", "系真实照片", "AI概率", "诈骗", "鉴定结论"};
  for (size_t i = 0; i < sizeof k_words / sizeof k_words[0]; i++) {
    FILE *f = fopen(JB_SOURCE_DIR "/rules/verdict.xml", "r");
    assert_non_null(f);
    char line[8192];
    while (fgets(line, sizeof line, f)) assert_null(strstr(line, k_words[i]));
    fclose(f);
  }
}

static void hear_failure(void *user, const jb_rule_test *test) {
  size_t *heard = user;
  (*heard)++;
  if (!test->passed) fail_msg("%s:%u %s: %s", test->file, test->line, test->rule, test->detail);
}

static void the_examples_come_out_right(void **state) {
  (void)state;
  size_t failed = 1, heard = 0;
  assert_int_equal(jb_rules_test_examples(shipped_rules(), hear_failure, &heard, &failed), JB_OK);
  assert_int_equal(failed, 0);
  assert_true(heard > 60);
}

static void a_wrong_example_is_told(void **state) {
  (void)state;
  jb_rules *rules = NULL;
  assert_int_equal(
      jb_rules_load_memory("t.xml",
                           jb_span_str(SET("<rule id='r' instrument='i' clause='1' "
                                           "violated='finding'>" TEXTS
                                           "<example outcome='violated'/></rule>")),
                           &rules, NULL), JB_OK);
  size_t failed = 0;
  assert_int_equal(jb_rules_test_examples(rules, NULL, NULL, &failed), JB_OK);
  assert_int_equal(failed, 1);
  jb_rules_free(rules);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(three_values),
      cmocka_unit_test(evidence_is_what_decided),
      cmocka_unit_test(the_date_picks_the_version),
      cmocka_unit_test(no_operations_left_is_undetermined),
      cmocka_unit_test(judging_twice_gives_the_same),
      cmocka_unit_test(axes),
      cmocka_unit_test(c2pa_states),
      cmocka_unit_test(next_steps),
      cmocka_unit_test(steps_that_fit),
      cmocka_unit_test(no_class_before_the_measures),
      cmocka_unit_test(every_rule_speaks_both_languages),
      cmocka_unit_test(words_that_are_never_said),
      cmocka_unit_test(the_examples_come_out_right),
      cmocka_unit_test(a_wrong_example_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
