/* Judging: the inspection as facts (XML), rules in force as XPath over it,
 * outcomes, labels' condition, verdict.  Library-internal face of jb_judge. */
#ifndef JB_RULES_JUDGE_H
#define JB_RULES_JUDGE_H

#include "jianbiao/rules.h"
#include "model/model.h"
#include "ruleset/ruleset.h"

typedef struct jb_judge_state jb_judge_state; /* compiled expressions; one per thread */

/* NULL when memory is short.  `rules` must outlive it. */
jb_judge_state *jb_judge_state_new(const jb_rules *rules);
void jb_judge_state_free(jb_judge_state *state);

/* Fill in->rules, labels, verdict, rules_digest by the rules in force on
 * in->as_of.  Old outcomes are dropped first.  Statuses: OK, NOMEM, LIMIT
 * (operations ran out).  What was not reached then, and a rule whose expression
 * is wrong, is undetermined, with not_checked "rules" saying why. */
JB_NODISCARD jb_status jb_judge_inspection(jb_judge_state *state, jb_inspection *in);

/* Run the <example>s of clauses and of the verdict; the part of jb_rules_test
 * that belongs to this room.  *failed counts those that came out wrong. */
JB_NODISCARD jb_status jb_rules_test_examples(const jb_rules *rules, jb_rule_test_visitor *visit,
                                              void *user, size_t *failed);

#endif
