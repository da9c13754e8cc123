/* Names of the enumerations, from the same lists that make them. */
#include "jianbiao/model.h"

#define JB_NAME_MEMBER(id, name) [id] = (name),
#define JB_NAME_FUNCTION(function, type, LIST, end)                      \
  const char *function(type v) {                                         \
    static const char *const k_names[] = {LIST(JB_NAME_MEMBER)};         \
    return (unsigned)v < (unsigned)(end) ? k_names[v] : "?";             \
  }

JB_NAME_FUNCTION(jb_part_kind_name, jb_part_kind, JB_PART_KINDS, JB_PART_KIND_COUNT)
JB_NAME_FUNCTION(jb_part_role_name, jb_part_role, JB_PART_ROLES, JB_PART_ROLE_COUNT)
JB_NAME_FUNCTION(jb_step_name, jb_step, JB_STEPS, JB_STEP_COUNT)
JB_NAME_FUNCTION(jb_finding_kind_name, jb_finding_kind, JB_FINDING_KINDS, JB_FINDING_KIND_COUNT)
JB_NAME_FUNCTION(jb_claim_name, jb_claim, JB_CLAIMS, JB_CLAIM_COUNT)
JB_NAME_FUNCTION(jb_strength_name, jb_strength, JB_STRENGTHS, JB_STRENGTH_COUNT)
JB_NAME_FUNCTION(jb_why_name, jb_why, JB_WHYS, JB_WHY_COUNT)
JB_NAME_FUNCTION(jb_tier_name, jb_tier, JB_TIERS, JB_TIER_COUNT)
JB_NAME_FUNCTION(jb_outcome_name, jb_outcome, JB_OUTCOMES, JB_OUTCOME_COUNT)
JB_NAME_FUNCTION(jb_c2pa_severity_name, jb_c2pa_severity, JB_C2PA_SEVERITIES,
                 JB_C2PA_SEVERITY_COUNT)

const char *jb_answer_name(jb_answer v) {
  return v == JB_PRESENT ? "present" : v == JB_ABSENT ? "absent" : "unknown";
}

const char *jb_check_answer_name(jb_check_answer v) {
  return v == JB_CHECK_PASS ? "pass" : v == JB_CHECK_FAIL ? "fail" : "unknown";
}
