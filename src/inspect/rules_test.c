/* The examples beside the rules, run through the finders they belong to. */
#include "jianbiao/rules.h"
#include "marks/marks.h"
#include "rules/judge.h"

jb_status jb_rules_test(const jb_rules *rules, jb_rule_test_visitor *visit, void *user,
                        size_t *failed) {
  size_t wrong_marks = 0, wrong_rules = 0;
  jb_status status = jb_marks_test(rules, visit, user, &wrong_marks);
  if (status == JB_OK) status = jb_rules_test_examples(rules, visit, user, &wrong_rules);
  if (status == JB_OK && failed) *failed = wrong_marks + wrong_rules;
  return status;
}
