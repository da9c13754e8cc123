/* The texts of rules, found from outside. */
#include "base/date.h"
#include "ruleset/clause_table.h"
#include "ruleset/verdict_table.h"

static const char *clause_text(const jb_clause *c, const char *outcome, const char *lang) {
  const char *own = jb_texts_find(&c->texts, "text", outcome, lang);
  return own ? own : jb_texts_find(&c->set->texts, "text", outcome, lang);
}

static const jb_verdict_row *row_in(const jb_verdict_rows *rows, const char *id) {
  for (size_t i = 0; i < rows->count; i++) {
    if (strcmp(rows->items[i].id, id) == 0) return &rows->items[i];
  }
  return NULL;
}

static const jb_verdict_row *row_of(const jb_verdict_table *t, const char *id) {
  const jb_verdict_row *row = t ? row_in(&t->steps, id) : NULL;
  for (size_t i = 0; t && !row && i < t->label_count; i++) row = row_in(&t->labels[i].rows, id);
  for (size_t i = 0; t && !row && i < t->axis_count; i++) {
    row = row_in(&t->axes[i].rows, id);
    if (!row) row = row_in(&t->axes[i].remarks, id);
  }
  return row;
}

/* "ai_origin.confirmed", as jb_rules_list names the words of the verdict. */
static const jb_verdict_value *value_of(const jb_verdict_table *t, const char *id) {
  for (size_t i = 0; t && i < t->axis_count; i++) {
    size_t n = strlen(t->axes[i].id);
    if (strncmp(id, t->axes[i].id, n) == 0 && id[n] == '.') {
      return jb_verdict_value_find(&t->axes[i], &id[n + 1]);
    }
  }
  return NULL;
}

const char *jb_rules_text(const jb_rules *rules, const char *id, const char *outcome,
                          const char *lang, const char *as_of) {
  int64_t day;
  if (!as_of || !jb_date_parse(jb_span_str(as_of), &day)) day = INT64_MAX;
  const jb_clause *c = jb_clause_find(rules->clauses, id, day);
  if (c) return clause_text(c, outcome, lang);
  const jb_verdict_axis *axis = jb_verdict_axis_find(rules->verdict, id);
  if (axis) {
    const jb_verdict_value *of_axis = jb_verdict_value_find(axis, outcome);
    return of_axis ? jb_texts_find(&of_axis->texts, "text", "", lang) : NULL;
  }
  const jb_verdict_value *value = value_of(rules->verdict, id);
  if (value) return jb_texts_find(&value->texts, "text", "", lang);
  const jb_verdict_row *row = row_of(rules->verdict, id);
  if (row) return jb_texts_find(&row->texts, "text", "", lang);
  const jb_glossary *g = rules->glossary;
  for (size_t i = 0; g && i < g->count; i++) {
    if (strcmp(g->terms[i].id, id) == 0) return jb_texts_find(&g->terms[i].texts, "text", "", lang);
  }
  return NULL;
}

const char *jb_rules_word(const jb_rules *rules, const char *axis, const char *value,
                          const char *lang) {
  const jb_verdict_value *v =
      jb_verdict_value_find(jb_verdict_axis_find(rules->verdict, axis), value);
  return v ? jb_texts_find(&v->texts, "word", "", lang) : NULL;
}

const char *jb_rules_sentence(const jb_rules *rules, const char *id, const char *lang) {
  return rules->verdict ? jb_texts_find(&rules->verdict->texts, "text", id, lang) : NULL;
}

bool jb_rules_instrument_at(const jb_rules *rules, size_t index, jb_instrument_info *out) {
  if (!rules->clauses || index >= rules->clauses->instrument_count) return false;
  const jb_instrument *i = rules->clauses->instruments[index];
  *out = (jb_instrument_info){.id = i->id,
                              .jurisdiction = i->jurisdiction,
                              .title_zh = jb_texts_find(&i->texts, "title", "", "zh"),
                              .title_en = jb_texts_find(&i->texts, "title", "", "en"),
                              .issued = i->issued,
                              .from = i->from,
                              .to = i->to,
                              .source = i->source,
                              .url = i->url,
                              .basis = i->basis,
                              .verified = i->verified,
                              .file = i->file,
                              .line = i->line};
  return true;
}

bool jb_rules_instrument(const jb_rules *rules, const char *id, jb_instrument_info *out) {
  jb_instrument_info info;
  for (size_t i = 0; jb_rules_instrument_at(rules, i, &info); i++) {
    if (strcmp(info.id, id) != 0) continue;
    *out = info;
    return true;
  }
  return false;
}
