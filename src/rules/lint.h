/* Looking at one XPath expression for what makes a rule silently wrong. */
#ifndef JB_RULES_LINT_H
#define JB_RULES_LINT_H

#include "rules/eval.h"
#include "ruleset/clause_table.h"
#include "ruleset/verdict_table.h"

typedef enum jb_lint_place {
  JB_LINT_CLAUSE, /* no outcome, label or axis is known yet */
  JB_LINT_LABEL,  /* outcomes are known */
  JB_LINT_AXIS    /* labels and the axes before this one too */
} jb_lint_place;

typedef struct jb_lint {
  const jb_rules *rules;
  jb_evaluator *evaluator; /* over sample facts */
  jb_lint_place place;
  size_t axes_before; /* of the verdict, for JB_LINT_AXIS */
  bool absence;       /* out: the expression asks whether something is not there */
  char what[400];     /* out: the first mistake, "" when none */
} jb_lint;

/* `wants_nodes`: the place takes a node-set.  False and l->what on a mistake. */
bool jb_lint_expression(jb_lint *l, const char *expression, bool wants_nodes);

/* Facts with something of every kind. */
xmlDoc *jb_sample_facts(void);

#endif
