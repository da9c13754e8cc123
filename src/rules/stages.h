/* The stages of judging, over facts that may come from a file or from an
 * example: clauses, labels, axes, next steps.  Each stage sees the outcomes
 * of the earlier ones as facts. */
#ifndef JB_RULES_STAGES_H
#define JB_RULES_STAGES_H

#include "rules/eval.h"
#include "ruleset/clause_table.h"
#include "ruleset/verdict_table.h"

/* Distinct expressions of all rules, for jb_evaluator_new. */
size_t jb_stages_expressions(const jb_rules *rules);

/* One rule; `evidence` may be NULL. */
jb_outcome jb_judge_clause(jb_evaluator *e, const jb_clause *clause, xmlDoc *facts,
                           jb_evidence *evidence);

/* All rules in force on `day` into in->rules, outcomes into the facts. */
void jb_judge_clauses(jb_evaluator *e, const jb_clause_table *table, int64_t day, xmlDoc *facts,
                      jb_inspection *in);

/* in->labels and in->verdict. */
void jb_judge_verdict(jb_evaluator *e, const jb_verdict_table *table, xmlDoc *facts,
                      jb_inspection *in);

#endif
