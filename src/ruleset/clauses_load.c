/* <ruleset> files: instruments and rules, each complete or refused. */
#include "base/ascii.h"
#include "base/date.h"
#include "model/model.h"
#include "ruleset/clause_table.h"

enum { WORDS_MAX = 32 };

typedef struct loading {
  jb_rules *rules;
  jb_clause_table *table;
  jb_clause_set *set;
  const char *file;
  jb_error *err;
} loading;

static jb_status wrong(const loading *l, const xmlNode *node, const char *what, const char *detail) {
  return jb_error_set(l->err, JB_E_RULES, l->file, jb_xml_line(node), "%s%s", what, detail);
}

static jb_status no_memory(const loading *l) {
  return jb_error_set(l->err, JB_E_NOMEM, l->file, 0, "out of memory");
}

const jb_instrument *jb_instrument_find(const jb_clause_table *table, const char *id) {
  for (size_t i = 0; table && i < table->instrument_count; i++) {
    if (strcmp(table->instruments[i]->id, id) == 0) return table->instruments[i];
  }
  return NULL;
}

const jb_clause *jb_clause_find(const jb_clause_table *table, const char *id, int64_t day) {
  const jb_clause *best = NULL;
  for (size_t i = 0; table && i < table->clause_count; i++) {
    const jb_clause *c = table->clauses[i];
    if (strcmp(c->id, id) != 0) continue;
    if (day != INT64_MAX && jb_clause_in_force(c, day)) return c;
    if (!best || c->from_day > best->from_day) best = c;
  }
  return best;
}

static void *append(const loading *l, void *list, size_t count, size_t *capacity) {
  return jb_arena_grow(l->rules->arena, list, count, capacity, sizeof(void *));
}

/* Attributes that are dates: from, to.  Missing ones come from `parent`. */
static bool period(const loading *l, const xmlNode *node, const char *from_name,
                   const char *to_name, const jb_instrument *parent, const char **from,
                   const char **to, int64_t *from_day, int64_t *to_day) {
  *from = jb_xml_attribute(l->rules, node, from_name);
  *to = jb_xml_attribute(l->rules, node, to_name);
  *from_day = parent ? parent->from_day : 0;
  *to_day = parent ? parent->to_day : INT64_MAX;
  if (parent && !*from) *from = parent->from;
  if (parent && !*to) *to = parent->to;
  if (!*from || !jb_date_parse(jb_span_str(*from), from_day)) {
    (void)wrong(l, node, from_name, " must be a date, YYYY-MM-DD");
    return false;
  }
  if (*to && !jb_date_parse(jb_span_str(*to), to_day)) {
    (void)wrong(l, node, to_name, " must be a date, YYYY-MM-DD");
    return false;
  }
  if (*to_day < *from_day) {
    (void)wrong(l, node, to_name, " lies before the first day in force");
    return false;
  }
  return true;
}

static bool date_attribute(const loading *l, const xmlNode *node, const char *name,
                           const char **out) {
  int64_t day;
  *out = jb_xml_required(l->rules, l->file, node, name, l->err);
  if (!*out) return false;
  if (jb_date_parse(jb_span_str(*out), &day)) return true;
  (void)wrong(l, node, name, " must be a date, YYYY-MM-DD");
  return false;
}

static bool basis_is_known(const loading *l, const xmlNode *node, const char *basis) {
  if (strcmp(basis, "primary") == 0 || strcmp(basis, "secondary") == 0) return true;
  (void)wrong(l, node, "basis is primary or secondary, not ", basis);
  return false;
}

/* "a b c" into a list of words in the arena. */
static const char *const *words(const loading *l, const char *text, size_t *count) {
  const char *list[WORDS_MAX];
  *count = 0;
  jb_span rest = jb_span_str(text);
  while (*count < WORDS_MAX) {
    while (rest.len && jb_ascii_space(rest.ptr[0])) rest = jb_span_cut(rest, 1, rest.len);
    size_t n = 0;
    while (n < rest.len && !jb_ascii_space(rest.ptr[n])) n++;
    if (n == 0) break;
    list[(*count)++] = jb_arena_string(l->rules->arena, jb_span_cut(rest, 0, n));
    rest = jb_span_cut(rest, n, rest.len);
  }
  const char **own = jb_arena_array(l->rules->arena, *count, sizeof *own);
  if (!own) *count = 0;
  for (size_t i = 0; i < *count; i++) own[i] = list[i];
  return own;
}

static jb_status load_instrument(const loading *l, xmlNode *node) {
  jb_instrument *in = jb_arena_alloc(l->rules->arena, sizeof *in);
  if (!in) return no_memory(l);
  jb_rules *r = l->rules;
  *in = (jb_instrument){.jurisdiction = l->set->jurisdiction, .file = l->file,
                        .line = jb_xml_line(node)};
  if (!(in->id = jb_xml_required(r, l->file, node, "id", l->err)) ||
      !(in->source = jb_xml_required(r, l->file, node, "source", l->err)) ||
      !(in->basis = jb_xml_required(r, l->file, node, "basis", l->err)) ||
      !basis_is_known(l, node, in->basis) || !date_attribute(l, node, "verified", &in->verified) ||
      !period(l, node, "in-force-from", "in-force-to", NULL, &in->from, &in->to, &in->from_day,
              &in->to_day)) {
    return JB_E_RULES;
  }
  in->url = jb_xml_attribute(r, node, "url");
  if (xmlHasProp(node, (const xmlChar *)"issued") &&
      !date_attribute(l, node, "issued", &in->issued)) {
    return JB_E_RULES;
  }
  if (jb_instrument_find(l->table, in->id)) return wrong(l, node, "duplicate instrument ", in->id);
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    if (!jb_xml_is(n, "title")) {
      return wrong(l, n, "unknown element in <instrument>: ", (const char *)n->name);
    }
    jb_status status = jb_texts_add(r, l->file, n, &in->texts, l->err);
    if (status != JB_OK) return status;
  }
  if (!jb_texts_both(&in->texts, "title", "", l->file, node, l->err)) return JB_E_RULES;
  jb_instrument **more = append(l, l->table->instruments, l->table->instrument_count,
                                &l->table->instrument_capacity);
  if (!more) return no_memory(l);
  l->table->instruments = more;
  more[l->table->instrument_count++] = in;
  return JB_OK;
}

static bool probe_is_known(const char *id) {
  size_t count;
  const jb_probe_info *probes = jb_probe_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(probes[i].id, id) == 0) return true;
  }
  return false;
}

/* Two versions of one rule may share an id when they are never in force on
 * the same day. */
static const jb_clause *overlapping(const jb_clause_table *table, const jb_clause *c) {
  for (size_t i = 0; i < table->clause_count; i++) {
    const jb_clause *o = table->clauses[i];
    if (strcmp(o->id, c->id) == 0 && o->from_day <= c->to_day && c->from_day <= o->to_day) return o;
  }
  return NULL;
}

static bool texts_are_complete(const loading *l, const xmlNode *node, const jb_clause *c) {
  const char *level = jb_outcome_name(c->level);
  /* violated="true()": whenever it applies, so it is never satisfied */
  bool never = c->violated && strcmp(c->violated, "true()") == 0;
  if ((!never && !jb_texts_both(&c->texts, "text", "satisfied", l->file, node, l->err)) ||
      !jb_texts_both(&c->texts, "text", level, l->file, node, l->err)) {
    return false;
  }
  /* these two may be said once for the whole set */
  static const char *const k_shared[] = {"undetermined", "not_applicable"};
  for (size_t i = 0; i < 2; i++) {
    if (jb_texts_find(&l->set->texts, "text", k_shared[i], "zh") &&
        jb_texts_find(&l->set->texts, "text", k_shared[i], "en")) {
      continue;
    }
    if (!jb_texts_both(&c->texts, "text", k_shared[i], l->file, node, l->err)) return false;
  }
  return true;
}

static bool read_head(const loading *l, const xmlNode *node, jb_clause *c) {
  jb_rules *r = l->rules;
  const char *instrument;
  if (!(c->id = jb_xml_required(r, l->file, node, "id", l->err)) ||
      !(c->clause = jb_xml_required(r, l->file, node, "clause", l->err)) ||
      !(instrument = jb_xml_required(r, l->file, node, "instrument", l->err))) {
    return false;
  }
  c->instrument = jb_instrument_find(l->table, instrument);
  if (!c->instrument) {
    (void)wrong(l, node, "unknown instrument ", instrument);
    return false;
  }
  const char *basis = jb_xml_attribute(r, node, "basis");
  const char *level = jb_xml_attribute(r, node, "level");
  c->basis = basis ? basis : c->instrument->basis;
  c->verified = c->instrument->verified;
  if (xmlHasProp(node, (const xmlChar *)"verified") &&
      !date_attribute(l, node, "verified", &c->verified)) {
    return false;
  }
  c->level = JB_OUTCOME_VIOLATED;
  if (level && strcmp(level, "notice") == 0) {
    c->level = JB_OUTCOME_NOTICE;
  } else if (level && strcmp(level, "violated") != 0) {
    (void)wrong(l, node, "level is violated or notice, not ", level);
    return false;
  }
  return basis_is_known(l, node, c->basis) &&
         period(l, node, "from", "to", c->instrument, &c->from, &c->to, &c->from_day, &c->to_day);
}

static bool read_tests(const loading *l, const xmlNode *node, jb_clause *c) {
  jb_rules *r = l->rules;
  const char *requires = jb_xml_attribute(r, node, "requires");
  if (requires) c->requires = words(l, requires, &c->requires_count);
  for (size_t i = 0; i < c->requires_count; i++) {
    if (probe_is_known(c->requires[i])) continue;
    (void)wrong(l, node, "unknown probe in requires: ", c->requires[i]);
    return false;
  }
  c->when = jb_xml_attribute(r, node, "when");
  c->foreach = jb_xml_attribute(r, node, "foreach");
  c->applies = jb_xml_attribute(r, node, "applies");
  c->satisfied = jb_xml_attribute(r, node, "satisfied");
  c->violated = jb_xml_attribute(r, node, "violated");
  c->undetermined = jb_xml_attribute(r, node, "undetermined");
  c->evidence = jb_xml_attribute(r, node, "evidence");
  if (c->satisfied || c->violated || c->undetermined) return true;
  (void)wrong(l, node, "the rule has neither satisfied, violated nor undetermined", "");
  return false;
}

static jb_status load_rule(const loading *l, xmlNode *node) {
  jb_clause *c = jb_arena_alloc(l->rules->arena, sizeof *c);
  if (!c) return no_memory(l);
  *c = (jb_clause){.index = (uint32_t)l->table->clause_count, .set = l->set, .file = l->file,
                   .line = jb_xml_line(node)};
  if (!read_head(l, node, c) || !read_tests(l, node, c)) return l->err->status;
  if (overlapping(l->table, c)) return wrong(l, node, "duplicate rule ", c->id);
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    jb_status status;
    if (jb_texts_is(n)) {
      status = jb_texts_add(l->rules, l->file, n, &c->texts, l->err);
    } else if (jb_xml_is(n, "example")) {
      status = jb_examples_add(l->rules, l->file, n, true, &c->examples, l->err);
    } else {
      status = wrong(l, n, "unknown element in <rule>: ", (const char *)n->name);
    }
    if (status != JB_OK) return status;
  }
  if (!texts_are_complete(l, node, c)) return l->err->status;
  jb_clause **more =
      append(l, l->table->clauses, l->table->clause_count, &l->table->clause_capacity);
  if (!more) return no_memory(l);
  l->table->clauses = more;
  more[l->table->clause_count++] = c;
  return JB_OK;
}

static jb_status add_properties(const loading *l, const char *text) {
  size_t count;
  const char *const *list = words(l, text, &count);
  for (size_t i = 0; i < count; i++) {
    const char **more =
        append(l, l->table->properties, l->table->property_count, &l->table->property_capacity);
    if (!more) return no_memory(l);
    l->table->properties = more;
    more[l->table->property_count++] = list[i];
  }
  return JB_OK;
}

static jb_status load_set_head(loading *l, xmlNode *root) {
  jb_clause_table *t = l->table;
  jb_clause_set *set = jb_arena_alloc(l->rules->arena, sizeof *set);
  jb_clause_set **more = append(l, t->sets, t->set_count, &t->set_capacity);
  if (!set || !more) return no_memory(l);
  t->sets = more;
  *set = (jb_clause_set){.file = l->file};
  l->set = set;
  if (!(set->id = jb_xml_required(l->rules, l->file, root, "id", l->err)) ||
      !(set->jurisdiction = jb_xml_required(l->rules, l->file, root, "jurisdiction", l->err))) {
    return JB_E_RULES;
  }
  for (size_t i = 0; i < t->set_count; i++) {
    if (strcmp(t->sets[i]->id, set->id) == 0) return wrong(l, root, "duplicate rule set ", set->id);
  }
  t->sets[t->set_count++] = set;
  const char *properties = jb_xml_attribute(l->rules, root, "properties");
  return properties ? add_properties(l, properties) : JB_OK;
}

jb_status jb_clauses_load(jb_rules *rules, const char *file, xmlNode *root, jb_error *err) {
  if (!rules->clauses) rules->clauses = jb_arena_alloc(rules->arena, sizeof *rules->clauses);
  if (!rules->clauses) return jb_error_set(err, JB_E_NOMEM, file, 0, "out of memory");
  loading l = {.rules = rules, .table = rules->clauses, .file = file, .err = err};
  jb_status status = load_set_head(&l, root);
  if (status != JB_OK) return status;
  for (xmlNode *n = jb_xml_element(root->children); n; n = jb_xml_element(n->next)) {
    if (jb_xml_is(n, "instrument")) {
      status = load_instrument(&l, n);
    } else if (jb_xml_is(n, "rule")) {
      status = load_rule(&l, n);
    } else if (jb_xml_is(n, "text")) {
      status = jb_texts_add(rules, file, n, &l.set->texts, err);
    } else {
      status = wrong(&l, n, "unknown element in <ruleset>: ", (const char *)n->name);
    }
    if (status != JB_OK) status = jb_rules_fail(rules, err);
    if (status != JB_OK) return status;
  }
  return JB_OK;
}

jb_status jb_clauses_finish(jb_rules *rules, jb_error *err) {
  (void)rules;
  (void)err;
  return JB_OK;
}

bool jb_clauses_list(const jb_rules *rules, jb_rule_visitor *visit, void *user) {
  const jb_clause_table *t = rules->clauses;
  for (size_t i = 0; t && i < t->clause_count; i++) {
    jb_rule_info info = {0};
    jb_clause_info(t->clauses[i], &info);
    if (!visit(user, &info)) return false;
  }
  return true;
}

void jb_clause_info(const jb_clause *c, jb_rule_info *out) {
  const jb_rule_texts *t = &c->texts;
  const char *level = jb_outcome_name(c->level);
  *out = (jb_rule_info){
      .id = c->id,
      .kind = "clause",
      .file = c->file,
      .line = c->line,
      .basis = c->basis,
      .source = c->instrument->source,
      .verified = c->verified,
      .instrument = c->instrument->id,
      .clause = c->clause,
      .from = c->from,
      .to = c->to,
      .level = level,
      .means_zh = jb_texts_find(t, "means", "", "zh"),
      .means_en = jb_texts_find(t, "means", "", "en"),
      .caveat_zh = jb_texts_find(t, "does-not-mean", "", "zh"),
      .caveat_en = jb_texts_find(t, "does-not-mean", "", "en"),
  };
  if (!out->means_zh) out->means_zh = jb_texts_find(t, "text", level, "zh");
  if (!out->means_en) out->means_en = jb_texts_find(t, "text", level, "en");
}
