/* jianbiao - AI-content label inspector.  SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A policy says which outcomes a user does not accept.  It is a JSON file:
 *
 *   {"id": "shop-2026",
 *    "rules": ["cn.gb45438.*", "cn.measures.5.elements"],
 *    "on_undetermined": "report",
 *    "waivers": [{"sha256": "74e5...", "until": "2026-12-31", "reason": "..."},
 *                {"rule": "cn.gb45438.e-j", "until": "2027-06-30", "reason": "..."}]}
 *
 * rules: ids, or beginnings of ids with a final *; left out: every rule.
 * on_undetermined: what an undetermined rule counts as: fail, pass or report
 * (the default: said, but nothing fails by it).  A waiver takes one file, one rule, or one rule on one file
 * out until that day (the last one), compared with the inspection's as_of.
 */
#ifndef JIANBIAO_POLICY_H
#define JIANBIAO_POLICY_H

#include "jianbiao/jianbiao.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jb_policy jb_policy; /* immutable, may be shared by threads */

/* `rules` may be NULL; otherwise an entry that names no rule is an error.
 * JB_E_RULES with file and line; JB_E_IO.  Free with jb_policy_free. */
JB_API JB_NODISCARD jb_status jb_policy_load(const char *path, const jb_rules *rules,
                                             jb_policy **out, jb_error *err);
/* The same from memory; `name` stands for the file in errors. */
JB_API JB_NODISCARD jb_status jb_policy_from_json(const char *name, const char *text,
                                                  size_t length, const jb_rules *rules,
                                                  jb_policy **out, jb_error *err);
JB_API void jb_policy_free(jb_policy *policy); /* NULL is allowed */
JB_API const char *jb_policy_id(const jb_policy *policy);

typedef enum jb_policy_answer {
  JB_POLICY_MET = 0,
  JB_POLICY_REPORTED, /* undetermined under "report": nothing violated, not all known */
  JB_POLICY_WAIVED,   /* of an item: it would have been violated */
  JB_POLICY_VIOLATED
} jb_policy_answer;

/* One rule of the policy that did not simply pass. */
typedef struct jb_policy_item {
  const char *rule; /* of the inspection */
  jb_outcome outcome;
  jb_policy_answer answer;
  const char *reason, *until; /* of the waiver, or NULL; of the policy */
} jb_policy_item;

typedef struct jb_policy_result {
  jb_policy_answer answer; /* MET, REPORTED or VIOLATED */
  jb_policy_item *items;
  size_t count;
} jb_policy_result;

/* The inspection must have been judged.  *out borrows from both arguments and
 * is to be freed with jb_policy_result_free.  Statuses: OK, NOMEM. */
JB_API JB_NODISCARD jb_status jb_policy_apply(const jb_policy *policy,
                                              const jb_inspection *inspection,
                                              jb_policy_result *out);
JB_API void jb_policy_result_free(jb_policy_result *result);

/* ---- --fail-on GRADE ---- */

/* A value of axis A: confirmed, highly_likely, suspected, none_found,
 * undetermined. */
JB_API bool jb_grade_is_known(const char *grade);
/* The inspection's grade is `grade` or a stronger claim of AI.  none_found and
 * undetermined are reached by themselves only. */
JB_API bool jb_grade_reached(const jb_inspection *inspection, const char *grade);

#ifdef __cplusplus
}
#endif
#endif
