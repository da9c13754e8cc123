/* jb_rules_check: all that is wrong with a rule directory, at once. */
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "jianbiao/rules.h"
#include "base/buf.h"
#include "rules/lint.h"
#include "rules/stages.h"

typedef struct checking {
  jb_rule_error_visitor *visit;
  void *user;
  size_t errors;
  jb_buf faulty;         /* "\nfile\n" of every mistake told */
  const char *file;      /* of what is looked at now */
  const char *directory;
  jb_lint lint;
} checking;

static void tell(void *user, const jb_error *error) {
  checking *c = user;
  c->errors++;
  jb_buf_format(&c->faulty, "\n%s\n", error->where);
  if (c->visit) c->visit(c->user, error);
}

static bool is_faulty(const checking *c, const char *file) {
  char name[300];
  int n = snprintf(name, sizeof name, "\n%s\n", file);
  return jb_span_find(jb_buf_span(&c->faulty), jb_span_of(name, (size_t)n)) != SIZE_MAX;
}

static void complain(checking *c, unsigned line, const char *id, const char *attribute,
                     const char *what) {
  jb_error e;
  (void)jb_error_set(&e, JB_E_RULES, c->file, line, "%s%s%s: %s", id, attribute ? ", " : "",
                     attribute ? attribute : "", what);
  tell(c, &e);
}

/* ---- schema ----
 * It has the last word and one word a file: a validator tells a single fault
 * again for every element around it, and what the loader refused it refuses
 * too, in darker words. */

static void on_schema_error(void *user, xmlErrorPtr e) {
  checking *c = user;
  if (is_faulty(c, c->file)) return;
  jb_error error;
  char text[300];
  (void)snprintf(text, sizeof text, "%s", e->message ? e->message : "does not fit the schema");
  text[strcspn(text, "\r\n")] = '\0';
  (void)jb_error_set(&error, JB_E_RULES, c->file, e->line > 0 ? (unsigned)e->line : 0, "%s", text);
  tell(c, &error);
}

static void check_schema(checking *c, xmlRelaxNG *schema, const jb_rules *rules) {
  for (size_t i = 0; i < rules->file_count; i++) {
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", c->directory, rules->files[i].name);
    c->file = rules->files[i].name;
    if (is_faulty(c, c->file)) continue;
    xmlDoc *doc = xmlReadFile(path, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR);
    xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt(schema);
    if (doc && valid) {
      xmlRelaxNGSetValidStructuredErrors(valid, on_schema_error, c);
      (void)xmlRelaxNGValidateDoc(valid, doc);
    }
    xmlRelaxNGFreeValidCtxt(valid);
    xmlFreeDoc(doc);
  }
}

static void check_with_schema(checking *c, const char *given, const jb_rules *rules) {
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/ruleset.rng", c->directory);
  if (!given && access(path, R_OK) != 0) return;
  c->file = given ? given : "ruleset.rng";
  xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt(given ? given : path);
  if (parser) xmlRelaxNGSetParserStructuredErrors(parser, on_schema_error, c);
  xmlRelaxNG *schema = parser ? xmlRelaxNGParse(parser) : NULL;
  if (schema) {
    check_schema(c, schema, rules);
  } else {
    complain(c, 0, "schema", NULL, "cannot be used");
  }
  xmlRelaxNGFree(schema);
  xmlRelaxNGFreeParserCtxt(parser);
}

/* ---- clauses ---- */

static bool check_expression(checking *c, unsigned line, const char *id, const char *attribute,
                             const char *expression, bool wants_nodes) {
  if (!expression) return false;
  if (!jb_lint_expression(&c->lint, expression, wants_nodes)) {
    complain(c, line, id, attribute, c->lint.what);
  }
  return c->lint.absence;
}

static void check_when(checking *c, unsigned line, const char *id, const char *when) {
  jb_span word;
  char what[160];
  if (!when || jb_when_is_valid(when, &word)) return;
  (void)snprintf(what, sizeof what, "unknown test %.*s", (int)(word.len < 100 ? word.len : 100),
                 (const char *)word.ptr);
  complain(c, line, id, "when", what);
}

static void check_clause(checking *c, const jb_clause *k) {
  c->file = k->file;
  c->lint.place = JB_LINT_CLAUSE;
  check_when(c, k->line, k->id, k->when);
  bool absence = check_expression(c, k->line, k->id, "foreach", k->foreach, true);
  absence = check_expression(c, k->line, k->id, "applies", k->applies, false) || absence;
  absence = check_expression(c, k->line, k->id, "satisfied", k->satisfied, false) || absence;
  absence = check_expression(c, k->line, k->id, "violated", k->violated, false) || absence;
  absence = check_expression(c, k->line, k->id, "undetermined", k->undetermined, false) || absence;
  (void)check_expression(c, k->line, k->id, "evidence", k->evidence, true);
  /* "satisfied" alone, over everything: not satisfied means not there */
  if (k->satisfied && !k->violated && !k->foreach) absence = true;
  if (absence && k->requires_count == 0) {
    complain(c, k->line, k->id, NULL,
             "it asks whether something is not there, so it needs requires=\"probes\"");
  }
}

/* ---- verdict ---- */

static void check_rows(checking *c, const jb_verdict_rows *rows) {
  for (size_t i = 0; i < rows->count; i++) {
    const jb_verdict_row *row = &rows->items[i];
    check_when(c, row->line, row->id, row->when);
    (void)check_expression(c, row->line, row->id, "match", row->match, false);
    (void)check_expression(c, row->line, row->id, "evidence", row->evidence, true);
  }
}

static void check_verdict(checking *c, const jb_verdict_table *v) {
  c->file = v->file;
  c->lint.place = JB_LINT_LABEL;
  for (size_t i = 0; i < v->label_count; i++) check_rows(c, &v->labels[i].rows);
  c->lint.place = JB_LINT_AXIS;
  for (size_t i = 0; i < v->axis_count; i++) {
    c->lint.axes_before = i;
    check_rows(c, &v->axes[i].rows);
    c->lint.axes_before = i + 1;
    check_rows(c, &v->axes[i].remarks);
  }
  check_rows(c, &v->steps);
}

static jb_status check_tables(checking *c, const jb_rules *rules) {
  enum { OPERATIONS = 100000 };
  xmlDoc *facts = jb_sample_facts();
  c->lint.rules = rules;
  c->lint.evaluator = jb_evaluator_new(1);
  jb_status status = JB_E_NOMEM;
  if (facts && c->lint.evaluator) {
    status = JB_OK;
    jb_evaluator_begin(c->lint.evaluator, facts, OPERATIONS);
    const jb_clause_table *t = rules->clauses;
    for (size_t i = 0; t && i < t->clause_count; i++) check_clause(c, t->clauses[i]);
    if (rules->verdict) check_verdict(c, rules->verdict);
  }
  jb_evaluator_free(c->lint.evaluator);
  xmlFreeDoc(facts);
  return status;
}

jb_status jb_rules_check(const char *directory, const char *schema, jb_rule_error_visitor *visit,
                         void *user, size_t *errors) {
  checking c = {.visit = visit, .user = user, .directory = directory,
                .faulty = jb_buf_new(1 << 20)};
  jb_rules *rules = NULL;
  jb_error err = {.status = JB_OK};
  jb_status status = jb_rules_load_with(directory, tell, &c, &rules, &err);
  if (status == JB_E_RULES) { /* an empty directory: nothing to look at */
    if (c.errors == 0) tell(&c, &err);
    status = JB_OK;
  } else if (status == JB_OK) {
    status = check_tables(&c, rules);
    if (status == JB_OK) check_with_schema(&c, schema, rules);
  }
  jb_rules_free(rules);
  jb_buf_free(&c.faulty);
  if (status == JB_OK && errors) *errors = c.errors;
  return status;
}
