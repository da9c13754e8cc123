/* Inspections made by hand, for tests of rules: what finders would have found. */
#ifndef JB_TESTS_FACTS_H
#define JB_TESTS_FACTS_H

#include "model/model.h"
#include "rules/judge.h"

/* A JPEG that everything was looked at, as of 2026-11-23, fast tier. */
jb_inspection *an_inspection(void);

/* Findings from a short spelling, one line each:
 *
 *   "gb45438 kind=label claim=generated group=metadata Label:1 well-formed=pass"
 *
 * The first word is the scheme.  kind, claim, strength, group, code, role and
 * canonical set the finding; name:value adds a field; any other name=answer
 * adds a check (pass fail unknown), severity error, or notice with name~answer.
 * Strength is strong and role primary unless said.  Aborts on a wrong word. */
jb_finding *with(jb_inspection *in, const char *spelling);

/* The rules of the source tree, loaded once. */
const jb_rules *shipped_rules(void);

/* Judge with the shipped rules. */
void judge(jb_inspection *in);

/* NULL when the rule is not listed. */
const jb_rule_result *result_of(const jb_inspection *in, const char *rule);
/* The rule that gave the axis its value: first `because` of it, "" when none. */
const char *because_of(const jb_inspection *in, const char *axis);
bool has_because(const jb_inspection *in, const char *rule);
const char *state_of(const jb_inspection *in, const char *scheme);
bool has_step(const jb_inspection *in, const char *step);

#endif
