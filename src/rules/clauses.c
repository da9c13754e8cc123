/* One rule to one outcome, three-valued. */
#include <stdlib.h>

#include "rules/stages.h"

/* How often each outcome came out over the nodes of foreach, and with what. */
typedef struct tally {
  size_t violated, undetermined, satisfied;
  jb_evidence violated_by, undetermined_by, satisfied_by;
} tally;

static const char *probe_answer(const xmlDoc *facts, const char *id) {
  for (const xmlNode *n = facts->children->children; n; n = n->next) {
    if (n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, "probe") == 0 &&
        strcmp(jb_fact(n, "id"), id) == 0) {
      return jb_fact(n, "answer");
    }
  }
  return "unknown";
}

static bool has_unknown_probe(const jb_clause *c, const xmlDoc *facts) {
  for (size_t i = 0; i < c->requires_count; i++) {
    if (strcmp(probe_answer(facts, c->requires[i]), "present") != 0) return true;
  }
  return false;
}

/* violated, undetermined, satisfied are asked in this order.  One that is not
 * given follows from the others: with `satisfied` alone, not satisfied is
 * violated; with `violated` alone, not violated is satisfied. */
static jb_outcome outcome_at(jb_evaluator *e, const jb_clause *c, xmlNode *node) {
  if (c->applies) {
    jb_truth t = jb_eval_boolean(e, c->applies, node);
    if (t == JB_FAILED) return JB_OUTCOME_UNDETERMINED;
    if (t == JB_FALSE) return JB_OUTCOME_NOT_APPLICABLE;
  }
  static const jb_outcome k_order[] = {JB_OUTCOME_VIOLATED, JB_OUTCOME_UNDETERMINED,
                                       JB_OUTCOME_SATISFIED};
  const char *tests[] = {c->violated, c->undetermined, c->satisfied};
  for (size_t i = 0; i < 3; i++) {
    if (!tests[i]) continue;
    jb_truth t = jb_eval_boolean(e, tests[i], node);
    if (t == JB_FAILED) return JB_OUTCOME_UNDETERMINED;
    if (t == JB_TRUE) return k_order[i];
  }
  if (c->violated && !c->satisfied) return JB_OUTCOME_SATISFIED;
  if (c->satisfied && !c->violated) return JB_OUTCOME_VIOLATED;
  return c->satisfied || c->violated ? JB_OUTCOME_UNDETERMINED : JB_OUTCOME_SATISFIED;
}

static void count_node(jb_evaluator *e, const jb_clause *c, xmlNode *node, tally *t) {
  jb_evidence *by = NULL;
  switch (outcome_at(e, c, node)) {
    case JB_OUTCOME_VIOLATED:
      t->violated++;
      by = &t->violated_by;
      break;
    case JB_OUTCOME_SATISFIED:
      t->satisfied++;
      by = &t->satisfied_by;
      break;
    case JB_OUTCOME_UNDETERMINED:
      t->undetermined++;
      by = &t->undetermined_by;
      break;
    default:
      return;
  }
  if (c->foreach) jb_evidence_add_node(by, node);
  if (c->evidence) jb_eval_evidence(e, c->evidence, node, by);
}

static void count_nodes(jb_evaluator *e, const jb_clause *c, tally *t) {
  xmlXPathObject *o = jb_eval_object(e, c->foreach, NULL);
  if (!o) {
    t->undetermined++;
    return;
  }
  xmlNodeSet *set = o->type == XPATH_NODESET ? o->nodesetval : NULL;
  for (int i = 0; set && i < set->nodeNr; i++) count_node(e, c, set->nodeTab[i], t);
  xmlXPathFreeObject(o);
}

static jb_outcome decide(const jb_clause *c, tally *t, jb_evidence *evidence) {
  jb_outcome outcome = JB_OUTCOME_NOT_APPLICABLE;
  jb_evidence *by = NULL;
  if (t->violated) {
    outcome = c->level;
    by = &t->violated_by;
  } else if (t->undetermined) {
    outcome = JB_OUTCOME_UNDETERMINED;
    by = &t->undetermined_by;
  } else if (t->satisfied) {
    outcome = JB_OUTCOME_SATISFIED;
    by = &t->satisfied_by;
  }
  if (evidence && by) {
    *evidence = *by;
    jb_evidence_sort(evidence);
  }
  return outcome;
}

jb_outcome jb_judge_clause(jb_evaluator *e, const jb_clause *c, xmlDoc *facts,
                           jb_evidence *evidence) {
  if (evidence) evidence->count = 0;
  if (has_unknown_probe(c, facts)) return JB_OUTCOME_UNDETERMINED;
  if (!jb_facts_when(facts, c->when)) return JB_OUTCOME_NOT_APPLICABLE;
  tally t;
  t.violated = t.undetermined = t.satisfied = 0;
  t.violated_by.count = t.undetermined_by.count = t.satisfied_by.count = 0;
  if (c->foreach) {
    count_nodes(e, c, &t);
  } else {
    count_node(e, c, NULL, &t);
  }
  return decide(c, &t, evidence);
}

static const char *own(jb_inspection *in, const char *text) {
  return jb_arena_string(in->arena, jb_span_str(text));
}

void jb_judge_clauses(jb_evaluator *e, const jb_clause_table *table, int64_t day, xmlDoc *facts,
                      jb_inspection *in) {
  jb_evidence evidence;
  for (size_t i = 0; table && i < table->clause_count; i++) {
    const jb_clause *c = table->clauses[i];
    if (!jb_clause_in_force(c, day)) continue;
    jb_rule_result *r = jb_add_rule_result(in);
    if (!r) return;
    jb_outcome outcome = jb_judge_clause(e, c, facts, &evidence);
    *r = (jb_rule_result){.rule = own(in, c->id),
                          .instrument = own(in, c->instrument->id),
                          .clause = own(in, c->clause),
                          .outcome = outcome,
                          .basis = c->basis[0] == 'p' ? "primary" : "secondary"};
    uint32_t *ids = jb_arena_array(in->arena, evidence.count, sizeof *ids);
    if (!ids) continue;
    for (size_t k = 0; k < evidence.count; k++) ids[k] = evidence.ids[k];
    r->findings = ids;
    r->finding_count = evidence.count;
  }
  for (size_t i = 0; i < in->rule_count; i++) {
    const jb_rule_result *r = &in->rules[i];
    (void)jb_facts_add(facts, "outcome", "rule", r->rule, "instrument", r->instrument, "clause",
                       r->clause, "outcome", jb_outcome_name(r->outcome), (const char *)NULL);
  }
}
