/* The shipped mark rules: they load, and every example beside them comes out
 * as it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "jianbiao/rules.h"
#include "ruleset/marks_table.h"

static jb_rules *shipped(void) {
  jb_rules *rules = NULL;
  jb_error err = {0};
  if (jb_rules_load(JB_SOURCE_DIR "/rules", &rules, &err) != JB_OK) {
    print_error("%s:%u: %s\n", err.where, err.line, err.what);
  }
  return rules;
}

static void tell(void *user, const jb_rule_test *test) {
  size_t *count = user;
  ++*count;
  if (!test->passed) {
    print_error("%s:%u: %s: %s\n", test->file, test->line, test->rule, test->detail);
  }
}

static void every_example_comes_out_as_it_says(void **state) {
  (void)state;
  jb_rules *rules = shipped();
  assert_non_null(rules);
  size_t failed = 1, count = 0;
  assert_int_equal(jb_rules_test(rules, tell, &count, &failed), JB_OK);
  assert_int_equal(failed, 0);
  assert_true(count >= rules->marks->mark_count);
  jb_rules_free(rules);
}

/* What the truth table rests on: names never speak alone, marks never prove,
 * and no claim hides behind "context" by accident. */
static void strengths_follow_the_truth_table(void **state) {
  (void)state;
  jb_rules *rules = shipped();
  assert_non_null(rules);
  for (size_t i = 0; i < rules->marks->mark_count; i++) {
    const jb_mark *m = rules->marks->marks[i];
    bool speaks = m->claim == JB_CLAIM_GENERATED || m->claim == JB_CLAIM_EDITED ||
                  m->claim == JB_CLAIM_GENERATED_OR_EDITED;
    if (strcmp(m->group, "name") == 0) assert_int_equal(m->strength <= JB_STRENGTH_WEAK, 1);
    if (m->kind == JB_FINDING_TRACE) assert_false(speaks);
    if (speaks) assert_int_not_equal(m->strength, JB_STRENGTH_CONTEXT);
    if (m->claim == JB_CLAIM_CAPTURED) assert_int_equal(m->strength, JB_STRENGTH_CONTEXT);
  }
  jb_rules_free(rules);
}

static void a_rule_is_found_by_the_code_of_its_finding(void **state) {
  (void)state;
  jb_rules *rules = shipped();
  assert_non_null(rules);
  jb_rule_info info = {0};
  assert_true(jb_rules_find(rules, "mark.iptc.trained-algorithmic-media", &info));
  assert_string_equal(info.kind, "mark");
  assert_string_equal(info.file, "marks/iptc.xml");
  assert_true(info.line > 1);
  assert_non_null(strstr(info.means_zh, "trainedAlgorithmicMedia"));
  assert_false(jb_rules_find(rules, "mark.no-such", &info));
  jb_rules_free(rules);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_example_comes_out_as_it_says),
      cmocka_unit_test(strengths_follow_the_truth_table),
      cmocka_unit_test(a_rule_is_found_by_the_code_of_its_finding),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
