/* Examples of rule authors: their facts, judged. */
#include <libxml/parser.h>
#include <stdio.h>

#include "base/date.h"
#include "rules/judge.h"
#include "rules/stages.h"

typedef struct testing {
  const jb_rules *rules;
  jb_evaluator *evaluator;
  jb_rule_test_visitor *visit;
  void *user;
  size_t failed;
} testing;

/* What the facts of one example stand in. */
typedef struct stage {
  jb_inspection *in;
  xmlDoc *facts;
} stage;

enum { OPERATIONS = 1000000, FIELD = 96 };

static jb_why why_of(const char *name) {
  int v = 0;
  while (v < JB_WHY_COUNT - 1 && strcmp(jb_why_name((jb_why)v), name) != 0) v++;
  return (jb_why)v;
}

/* <unknown probe="xmp" why="input"/> */
static void note_unknown(stage *s, const xmlNode *n) {
  const char *id = jb_fact(n, "probe");
  size_t count;
  const jb_probe_info *probes = jb_probe_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(probes[i].id, id) == 0) {
      jb_add_not_checked(s->in, probes[i].id, why_of(jb_fact(n, "why")), NULL);
    }
  }
}

static void fill_in(xmlNode *n, const char *attribute, const char *value) {
  if (!*jb_fact(n, attribute)) {
    (void)xmlNewProp(n, (const xmlChar *)attribute, (const xmlChar *)value);
  }
}

/* What an author need not write: role, strength, ai, id and so on. */
static void complete(xmlNode *n, unsigned *findings) {
  char id[16];
  if (jb_xml_is(n, "finding")) {
    const char *claim = jb_fact(n, "claim");
    bool ai = strcmp(claim, "generated") == 0 || strcmp(claim, "edited") == 0 ||
              strcmp(claim, "generated_or_edited") == 0;
    (void)snprintf(id, sizeof id, "%u", (*findings)++);
    fill_in(n, "id", id);
    fill_in(n, "claim", "unknown");
    fill_in(n, "ai", ai ? "yes" : "no");
    fill_in(n, "kind", "mark");
    fill_in(n, "strength", "strong");
    fill_in(n, "group", "metadata");
    fill_in(n, "role", "primary");
  } else if (jb_xml_is(n, "property") || jb_xml_is(n, "part") || jb_xml_is(n, "problem")) {
    fill_in(n, "role", "primary");
  }
}

static bool has_element(const xmlDoc *facts, const char *name) {
  for (xmlNode *n = facts->children->children; n; n = n->next) {
    if (jb_xml_is(n, name)) return true;
  }
  return false;
}

static void close_stage(stage *s) {
  jb_inspection_free(s->in);
  if (s->facts) xmlFreeDoc(s->facts);
}

static bool set_stage(testing *t, const jb_rule_example *x, stage *s) {
  jb_limits limits = jb_limits_default();
  unsigned findings = 0;
  *s = (stage){jb_inspection_new(&limits), jb_facts_new(NULL)};
  xmlDoc *doc = xmlReadMemory(x->xml, (int)strlen(x->xml), NULL, "UTF-8",
                              XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOERROR);
  if (!s->in || !s->facts || !doc) {
    xmlFreeDoc(doc);
    close_stage(s);
    return false;
  }
  s->in->tier = x->tier && strcmp(x->tier, "deep") == 0   ? JB_TIER_DEEP
                : x->tier && strcmp(x->tier, "full") == 0 ? JB_TIER_FULL
                                                          : JB_TIER_FAST;
  xmlNode *root = xmlDocGetRootElement(s->facts);
  fill_in(root, "tier", jb_tier_name(s->in->tier));
  fill_in(root, "as-of", x->as_of ? x->as_of : "2026-11-23");
  fill_in(root, "declared", x->declared ? x->declared : "no");
  jb_add_not_checked(s->in, "visible", JB_WHY_TIER, NULL);
  jb_add_not_checked(s->in, "watermark", JB_WHY_TIER, NULL);
  jb_add_not_checked(s->in, "proprietary", JB_WHY_PROPRIETARY, NULL);
  for (xmlNode *n = jb_xml_element(xmlDocGetRootElement(doc)->children); n;
       n = jb_xml_element(n->next)) {
    if (jb_xml_is(n, "unknown")) {
      note_unknown(s, n);
      continue;
    }
    xmlNode *own = xmlDocCopyNode(n, s->facts, 1);
    if (own && xmlAddChild(root, own)) complete(own, &findings);
  }
  xmlFreeDoc(doc);
  if (!has_element(s->facts, "file")) {
    (void)jb_facts_add(s->facts, "file", "format", "jpeg", "supported", "present",
                       (const char *)NULL);
  }
  if (!has_element(s->facts, "c2pa")) {
    (void)jb_facts_add(s->facts, "c2pa", "answer", "absent", "state", "none", "why-invalid",
                       "none", "vouched-by", "none", (const char *)NULL);
  }
  jb_facts_add_probes(s->facts, s->in);
  jb_evaluator_begin(t->evaluator, s->facts, OPERATIONS);
  return true;
}

static void report(testing *t, const char *rule, const char *file, const jb_rule_example *x,
                   bool passed, const char *detail) {
  t->failed += !passed;
  jb_rule_test test = {.rule = rule, .file = file, .line = x->line, .passed = passed,
                       .detail = passed ? NULL : detail};
  if (t->visit) t->visit(t->user, &test);
}

static bool test_clause(testing *t, const jb_clause *c) {
  for (size_t i = 0; i < c->examples.count; i++) {
    const jb_rule_example *x = &c->examples.items[i];
    stage s;
    if (!set_stage(t, x, &s)) return false;
    jb_outcome outcome = jb_judge_clause(t->evaluator, c, s.facts, NULL);
    report(t, c->id, c->file, x, strcmp(jb_outcome_name(outcome), x->outcome) == 0,
           jb_outcome_name(outcome));
    close_stage(&s);
  }
  return true;
}

/* Which row of which axis or label a test belongs to. */
typedef struct row_place {
  const char *axis, *scheme; /* the other is NULL; both NULL: a next step */
} row_place;

static bool row_won(const jb_inspection *in, const jb_verdict_row *row, row_place at,
                    char got[FIELD]) {
  const jb_verdict *v = &in->verdict;
  bool won = false;
  (void)snprintf(got, FIELD, "another row");
  for (size_t i = 0; at.axis && i < v->because_count; i++) {
    if (strcmp(v->because[i].axis, at.axis) != 0) continue;
    (void)snprintf(got, FIELD, "%s", v->because[i].rule);
    won = strcmp(v->because[i].rule, row->id) == 0;
    if (won || row->value) break; /* a remark may stand further down */
  }
  for (size_t i = 0; at.scheme && i < in->label_count; i++) {
    if (strcmp(in->labels[i].scheme, at.scheme) != 0) continue;
    (void)snprintf(got, FIELD, "%s", in->labels[i].state);
    won = strcmp(in->labels[i].state, row->value) == 0;
  }
  for (size_t i = 0; !at.axis && !at.scheme && i < v->next_step_count; i++) {
    won = won || strcmp(v->next_steps[i], row->id) == 0;
  }
  return won;
}

static bool test_rows(testing *t, const jb_verdict_rows *rows, row_place at) {
  const jb_verdict_table *v = t->rules->verdict;
  for (size_t i = 0; i < rows->count; i++) {
    const jb_verdict_row *row = &rows->items[i];
    for (size_t k = 0; k < row->examples.count; k++) {
      stage s;
      char got[FIELD];
      if (!set_stage(t, &row->examples.items[k], &s)) return false;
      jb_judge_verdict(t->evaluator, v, s.facts, s.in);
      bool won = row_won(s.in, row, at, got);
      report(t, row->id, v->file, &row->examples.items[k], won, got);
      close_stage(&s);
    }
  }
  return true;
}

static bool test_verdict(testing *t) {
  const jb_verdict_table *v = t->rules->verdict;
  bool whole = true;
  for (size_t i = 0; whole && i < v->label_count; i++) {
    whole = test_rows(t, &v->labels[i].rows, (row_place){.scheme = v->labels[i].scheme});
  }
  for (size_t i = 0; whole && i < v->axis_count; i++) {
    row_place at = {.axis = v->axes[i].id};
    whole = test_rows(t, &v->axes[i].rows, at) && test_rows(t, &v->axes[i].remarks, at);
  }
  return whole && test_rows(t, &v->steps, (row_place){NULL, NULL});
}

jb_status jb_rules_test_examples(const jb_rules *rules, jb_rule_test_visitor *visit, void *user,
                                 size_t *failed) {
  testing t = {.rules = rules,
               .evaluator = jb_evaluator_new(jb_stages_expressions(rules)),
               .visit = visit,
               .user = user};
  bool whole = t.evaluator != NULL;
  const jb_clause_table *c = rules->clauses;
  for (size_t i = 0; whole && c && i < c->clause_count; i++) whole = test_clause(&t, c->clauses[i]);
  if (whole && rules->verdict) whole = test_verdict(&t);
  jb_evaluator_free(t.evaluator);
  *failed = t.failed;
  return whole ? JB_OK : JB_E_NOMEM;
}
