#include "cli/ruling.h"

#include <stdio.h>
#include <string.h>

#include "cli/term.h"

int jb_demands_open(const jb_session *s, jb_demands *out) {
  /* the order of options.def */
  static const char *const k_grades[] = {"suspected", "highly_likely", "confirmed", "undetermined",
                                         "none_found"};
  jb_error err = {.status = JB_OK};
  *out = (jb_demands){0};
  if (s->args->fail_on != JB_NOT_GIVEN) out->fail_on = k_grades[s->args->fail_on];
  if (!s->args->policy) return JB_EXIT_OK;
  if (jb_policy_load(s->args->policy, s->rules, &out->policy, &err) == JB_OK) return JB_EXIT_OK;
  jb_complain_error(&err);
  return JB_EXIT_USAGE;
}

void jb_demands_close(jb_demands *demands) {
  jb_policy_free(demands->policy);
  *demands = (jb_demands){0};
}

unsigned jb_grade_rank(const char *grade) {
  static const char *const k_ranks[] = {"none_found", "undetermined", "suspected", "highly_likely",
                                        "confirmed"};
  for (unsigned i = 0; grade && i < sizeof k_ranks / sizeof k_ranks[0]; i++) {
    if (strcmp(grade, k_ranks[i]) == 0) return i;
  }
  return 0;
}

bool jb_is_shortfall(const jb_not_checked *n) {
  return n->why == JB_WHY_INPUT || n->why == JB_WHY_LIMIT || n->why == JB_WHY_WORKER ||
         n->why == JB_WHY_MISSING;
}

static void add_reason(jb_ruling *ruling, const char *reason) {
  ruling->violated = true;
  if (ruling->reason_count == JB_RULING_REASONS) return;
  (void)snprintf(ruling->reasons[ruling->reason_count++], JB_RULING_REASON_MAX, "%s", reason);
}

static void apply_policy(const jb_policy *policy, const jb_inspection *in, jb_ruling *ruling) {
  jb_policy_result result;
  if (jb_policy_apply(policy, in, &result) != JB_OK) {
    ruling->inconclusive = true; /* no memory: neither met nor violated is known */
    return;
  }
  ruling->violated |= result.answer == JB_POLICY_VIOLATED;
  for (size_t i = 0; i < result.count; i++) {
    const jb_policy_item *item = &result.items[i];
    ruling->waived += item->answer == JB_POLICY_WAIVED;
    if (item->answer == JB_POLICY_VIOLATED) add_reason(ruling, item->rule);
  }
  jb_policy_result_free(&result);
}

jb_ruling jb_rule_on(const jb_demands *demands, const jb_inspection *in) {
  jb_ruling ruling = {0};
  for (size_t i = 0; i < in->not_checked_count; i++) {
    ruling.inconclusive |= jb_is_shortfall(&in->not_checked[i]);
  }
  if (demands->fail_on && jb_grade_reached(in, demands->fail_on)) add_reason(&ruling, "ai_origin");
  if (demands->policy) apply_policy(demands->policy, in, &ruling);
  return ruling;
}
