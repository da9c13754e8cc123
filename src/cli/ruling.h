/* How a file fares under --policy and --fail-on, and what could not be
 * checked. */
#ifndef JB_CLI_RULING_H
#define JB_CLI_RULING_H

#include "cli/session.h"
#include "jianbiao/policy.h"

typedef struct jb_demands {
  jb_policy *policy;     /* NULL: no --policy */
  const char *fail_on;   /* NULL: no --fail-on */
} jb_demands;

enum { JB_RULING_REASONS = 16, JB_RULING_REASON_MAX = 96 };

typedef struct jb_ruling {
  bool violated;
  bool inconclusive; /* a promised probe is unknown: not a rule that came out undetermined */
  char reasons[JB_RULING_REASONS][JB_RULING_REASON_MAX]; /* rule ids, or "ai_origin" */
  size_t reason_count;                                   /* at most JB_RULING_REASONS */
  size_t waived;
} jb_ruling;

/* Complains and returns an exit code when the policy is wrong. */
JB_NODISCARD int jb_demands_open(const jb_session *s, jb_demands *out);
void jb_demands_close(jb_demands *demands);

/* The inspection was judged.  Without demands nothing is violated. */
jb_ruling jb_rule_on(const jb_demands *demands, const jb_inspection *in);

/* A probe that the tier promises could not run to its end, through the file or
 * this machine. */
bool jb_is_shortfall(const jb_not_checked *n);

/* 0 none_found or not judged, 1 undetermined, 2 suspected, 3 highly_likely,
 * 4 confirmed */
unsigned jb_grade_rank(const char *grade);

#endif
