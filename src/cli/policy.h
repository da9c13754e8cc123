/* What a caller does not accept: --fail-on and --policy.
 *
 *   {"id": "shop", "rules": ["cn.measures.5"], "on_undetermined": "report",
 *    "waivers": [{"sha256": "...", "until": "2027-01-01", "reason": "..."}]}
 *
 * A rule of the policy that is violated, unless waived, violates the policy.
 * A waiver names a file by SHA-256 or a rule, and ends after its day.
 * on_undetermined: "fail" counts an undetermined rule as violated, "pass" as
 * met, "report" (the default) leaves the result inconclusive. */
#ifndef JB_CLI_POLICY_H
#define JB_CLI_POLICY_H

#include "cli/session.h"

typedef struct jb_policy jb_policy;

enum { JB_RULING_REASONS = 16 };

/* How one file fares. */
typedef struct jb_ruling {
  bool violated;
  bool inconclusive; /* a promised probe or, under "report", a rule is unknown */
  bool asked;        /* a policy or --fail-on was given */
  const char *reasons[JB_RULING_REASONS]; /* rule ids, or "ai_origin" */
  size_t reason_count;                    /* may be larger than the array */
  size_t waived;
} jb_ruling;

/* NULL in *out when neither --policy nor --fail-on was given.  Complains and
 * returns an exit code when the file is wrong or names an unknown rule. */
JB_NODISCARD int jb_policy_open(const jb_session *s, jb_policy **out);
void jb_policy_free(jb_policy *policy);

/* `policy` may be NULL: then nothing is violated. */
jb_ruling jb_policy_rule(const jb_policy *policy, const jb_inspection *in);

/* A probe that the tier promises could not run to its end, through the file or
 * this machine. */
bool jb_is_shortfall(const jb_not_checked *n);

/* 0 none_found or not judged, 1 undetermined, 2 suspected, 3 highly_likely,
 * 4 confirmed */
unsigned jb_grade_rank(const char *grade);

#endif
