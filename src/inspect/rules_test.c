/* The examples beside the rules, run through the finders they belong to. */
#include "jianbiao/rules.h"
#include "marks/marks.h"

jb_status jb_rules_test(const jb_rules *rules, jb_rule_test_visitor *visit, void *user,
                        size_t *failed) {
  size_t wrong = 0;
  jb_status status = jb_marks_test(rules, visit, user, &wrong);
  if (status == JB_OK && failed) *failed = wrong;
  return status;
}
