#include "rules/judge.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"
#include "model/xml_watch.h"
#include "rules/stages.h"

struct jb_judge_state {
  const jb_rules *rules;
  jb_evaluator *evaluator;
};

jb_judge_state *jb_judge_state_new(const jb_rules *rules) {
  jb_judge_state *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->rules = rules;
  s->evaluator = jb_evaluator_new(jb_stages_expressions(rules));
  if (s->evaluator) return s;
  free(s);
  return NULL;
}

void jb_judge_state_free(jb_judge_state *state) {
  if (!state) return;
  jb_evaluator_free(state->evaluator);
  free(state);
}

static size_t row_expressions(const jb_verdict_rows *rows) { return 2 * rows->count; }

size_t jb_stages_expressions(const jb_rules *rules) {
  size_t n = rules->clauses ? 6 * rules->clauses->clause_count : 0;
  const jb_verdict_table *v = rules->verdict;
  if (!v) return n;
  n += row_expressions(&v->steps);
  for (size_t i = 0; i < v->label_count; i++) n += row_expressions(&v->labels[i].rows);
  for (size_t i = 0; i < v->axis_count; i++) {
    n += row_expressions(&v->axes[i].rows) + row_expressions(&v->axes[i].remarks);
  }
  return n;
}

/* What an earlier judging could not do says nothing about this one. */
static void forget_rules_probe(jb_inspection *in) {
  size_t n = 0;
  for (size_t i = 0; i < in->not_checked_count; i++) {
    if (strcmp(in->not_checked[i].check, "rules") != 0) in->not_checked[n++] = in->not_checked[i];
  }
  in->not_checked_count = n;
}

static jb_status judge_facts(jb_judge_state *state, jb_inspection *in) {
  jb_inspection_unjudge(in);
  forget_rules_probe(in);
  in->rules_digest = jb_arena_string(in->arena, jb_span_str(jb_rules_digest(state->rules)));
  int64_t day = INT64_MAX;
  if (in->as_of && !jb_date_parse(jb_span_str(in->as_of), &day)) day = INT64_MAX;
  jb_evaluator *e = state->evaluator;
  xmlDoc *facts = jb_facts_build(in, state->rules->clauses, jb_evaluator_dict(e));
  if (!facts) return JB_E_NOMEM;
  /* A quarter is kept for the verdict: clauses that run dry must not take it
   * along. */
  uint64_t operations = in->limits.xpath_operations_max;
  jb_evaluator_begin(e, facts, operations - operations / 4);
  jb_judge_clauses(e, state->rules->clauses, day, facts, in);
  if (jb_evaluator_trouble(e) != JB_EVAL_FINE) jb_facts_block_rules(facts);
  jb_evaluator_more(e, operations / 4);
  jb_judge_verdict(e, state->rules->verdict, facts, in);
  xmlFreeDoc(facts);
  switch (jb_evaluator_trouble(e)) {
    case JB_EVAL_FINE:
      return JB_OK;
    case JB_EVAL_LIMIT:
      jb_add_not_checked(in, "rules", JB_WHY_LIMIT, "xpath_operations_max");
      return JB_E_LIMIT;
    case JB_EVAL_BAD:
      jb_add_not_checked(in, "rules", JB_WHY_MISSING, jb_evaluator_error(e));
      return JB_OK;
    case JB_EVAL_NO_MEMORY:
      break;
  }
  return JB_E_NOMEM;
}

jb_status jb_judge_inspection(jb_judge_state *state, jb_inspection *in) {
  jb_xml_watch watch;
  jb_xml_watch_begin(&watch);
  jb_status status = judge_facts(state, in);
  jb_xml_watch_end(&watch);
  /* A fact that could not be stored is a fact that a rule does not see.  Notes
   * of the stages since parsing count too: a relation may be missing. */
  bool lacked = jb_memory_lacked();
  jb_memory_forget();
  return lacked ? JB_E_NOMEM : status;
}
