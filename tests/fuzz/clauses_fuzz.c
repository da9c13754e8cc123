/* Label rules and verdicts out of anyone's hands: they load or are refused
 * with a line; what loads judges a picture and never gives a value that the
 * language does not have; its texts can be asked for. */
#include <stdlib.h>
#include <string.h>

#include "jianbiao/rules.h"
#include "rules/judge.h"

static void require(bool ok) {
  if (!ok) abort();
}

static bool ask(void *user, const jb_rule_info *info) {
  (void)jb_rules_text(user, info->id, "violated", "zh", "2026-11-23");
  (void)jb_rules_text(user, info->id, "", "en", NULL);
  return true;
}

static jb_inspection *a_picture(void) {
  jb_limits limits = jb_limits_default();
  limits.xpath_operations_max = 200000;
  jb_inspection *in = jb_inspection_new(&limits);
  require(in != NULL);
  in->as_of = "2026-11-23";
  jb_part *part = jb_add_part(in, JB_PART_XMP, JB_ROLE_PRIMARY, "APP1");
  require(part != NULL);
  (void)jb_add_property(in, part->id, "xmp", "Xmp.a.B", jb_span_str("v"));
  for (int i = 0; i < 3; i++) {
    jb_finding *f = jb_add_finding(in, "gb45438", JB_FINDING_LABEL, "metadata", "label");
    require(f != NULL);
    f->claim = JB_CLAIM_GENERATED;
    f->at.part = part->id;
    jb_finding_add_field(in, f, "Label", jb_span_str("1"));
    (void)jb_finding_add_check(in, f, "json", JB_CHECK_FAIL, "error", NULL, NULL);
  }
  jb_add_not_checked(in, "visible", JB_WHY_TIER, NULL);
  return in;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_rules *rules = NULL;
  jb_error err = {.status = JB_OK};
  if (size > 64 * 1024) return 0;
  jb_status status = jb_rules_load_memory("fuzz.xml", jb_span_of(data, size), &rules, &err);
  require(status == JB_OK || status == JB_E_RULES || status == JB_E_NOMEM);
  require((status == JB_OK) == (rules != NULL));
  if (!rules) return 0;
  jb_rules_list(rules, ask, rules);
  jb_inspection *in = a_picture();
  jb_judge_state *state = jb_judge_state_new(rules);
  require(state != NULL);
  status = jb_judge_inspection(state, in);
  require(status == JB_OK || status == JB_E_LIMIT || status == JB_E_NOMEM);
  for (size_t i = 0; i < in->rule_count; i++) {
    require(in->rules[i].outcome < JB_OUTCOME_COUNT);
    for (size_t k = 0; k < in->rules[i].finding_count; k++) {
      require(in->rules[i].findings[k] < in->finding_count);
    }
  }
  if (status == JB_OK) require(in->verdict.ai_origin != NULL);
  size_t failed;
  status = jb_rules_test_examples(rules, NULL, NULL, &failed);
  require(status == JB_OK || status == JB_E_NOMEM);
  jb_judge_state_free(state);
  jb_inspection_free(in);
  jb_rules_free(rules);
  return 0;
}
