/* <verdict> and <glossary> files. */
#include "ruleset/verdict_table.h"

typedef struct loading {
  jb_rules *rules;
  jb_verdict_table *table;
  const char *file;
  jb_error *err;
} loading;

/* The axes that an inspection has room for. */
static const char *const k_axes[] = {"ai_origin", "label_state", "copy_quality", "cn_class"};

static jb_status wrong(const loading *l, const xmlNode *node, const char *what, const char *detail) {
  return jb_error_set(l->err, JB_E_RULES, l->file, jb_xml_line(node), "%s%s", what, detail);
}

static jb_status no_memory(const loading *l) {
  return jb_error_set(l->err, JB_E_NOMEM, l->file, 0, "out of memory");
}

const jb_verdict_axis *jb_verdict_axis_find(const jb_verdict_table *table, const char *axis) {
  for (size_t i = 0; table && i < table->axis_count; i++) {
    if (strcmp(table->axes[i].id, axis) == 0) return &table->axes[i];
  }
  return NULL;
}

const jb_verdict_value *jb_verdict_value_find(const jb_verdict_axis *axis, const char *value) {
  for (size_t i = 0; axis && i < axis->value_count; i++) {
    if (strcmp(axis->values[i].id, value) == 0) return &axis->values[i];
  }
  return NULL;
}

static bool id_in(const jb_verdict_rows *rows, const char *id) {
  for (size_t i = 0; i < rows->count; i++) {
    if (strcmp(rows->items[i].id, id) == 0) return true;
  }
  return false;
}

static bool id_is_taken(const jb_verdict_table *t, const char *id) {
  if (id_in(&t->steps, id)) return true;
  for (size_t i = 0; i < t->label_count; i++) {
    if (id_in(&t->labels[i].rows, id)) return true;
  }
  for (size_t i = 0; i < t->axis_count; i++) {
    if (id_in(&t->axes[i].rows, id) || id_in(&t->axes[i].remarks, id)) return true;
  }
  return false;
}

static jb_status load_texts(const loading *l, const xmlNode *node, jb_rule_texts *texts) {
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    if (!jb_texts_is(n)) return wrong(l, n, "unknown element here: ", (const char *)n->name);
    jb_status status = jb_texts_add(l->rules, l->file, n, texts, l->err);
    if (status != JB_OK) return status;
  }
  return JB_OK;
}

/* <row>, <remark>, <step>.  `valued`: the row must name a value. */
static jb_status load_row(const loading *l, const xmlNode *node, jb_verdict_rows *rows,
                          bool valued) {
  jb_rules *r = l->rules;
  jb_verdict_row row = {.line = jb_xml_line(node)};
  if (!(row.id = jb_xml_required(r, l->file, node, "id", l->err))) return JB_E_RULES;
  if (valued && !(row.value = jb_xml_required(r, l->file, node, "value", l->err))) {
    return JB_E_RULES;
  }
  if (id_is_taken(l->table, row.id) || id_in(rows, row.id)) {
    return wrong(l, node, "duplicate id ", row.id);
  }
  row.when = jb_xml_attribute(r, node, "when");
  row.match = jb_xml_attribute(r, node, "match");
  row.evidence = jb_xml_attribute(r, node, "evidence");
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    jb_status status;
    if (jb_texts_is(n)) {
      status = jb_texts_add(r, l->file, n, &row.texts, l->err);
    } else if (jb_xml_is(n, "example")) {
      status = jb_examples_add(r, l->file, n, false, &row.examples, l->err);
    } else {
      status = wrong(l, n, "unknown element here: ", (const char *)n->name);
    }
    if (status != JB_OK) return status;
  }
  if (!jb_texts_both(&row.texts, "text", "", l->file, node, l->err)) return JB_E_RULES;
  jb_verdict_row *more =
      jb_arena_grow(r->arena, rows->items, rows->count, &rows->capacity, sizeof *more);
  if (!more) return no_memory(l);
  rows->items = more;
  rows->items[rows->count++] = row;
  return JB_OK;
}

static jb_status load_value(const loading *l, const xmlNode *node, jb_verdict_axis *axis) {
  jb_verdict_value value = {.line = jb_xml_line(node)};
  if (!(value.id = jb_xml_required(l->rules, l->file, node, "id", l->err))) return JB_E_RULES;
  if (jb_verdict_value_find(axis, value.id)) return wrong(l, node, "duplicate value ", value.id);
  jb_status status = load_texts(l, node, &value.texts);
  if (status != JB_OK) return status;
  if (!jb_texts_both(&value.texts, "word", "", l->file, node, l->err) ||
      !jb_texts_both(&value.texts, "text", "", l->file, node, l->err)) {
    return JB_E_RULES;
  }
  value.term = jb_arena_format(l->rules->arena, "%s.%s", axis->id, value.id);
  if (!value.term) return no_memory(l);
  jb_verdict_value *more = jb_arena_grow(l->rules->arena, axis->values, axis->value_count,
                                         &axis->value_capacity, sizeof *more);
  if (!more) return no_memory(l);
  axis->values = more;
  axis->values[axis->value_count++] = value;
  return JB_OK;
}

/* What the program says when the verdict itself cannot be reached. */
static bool axis_is_whole(const loading *l, const xmlNode *node, const jb_verdict_axis *axis) {
  if (!jb_verdict_value_find(axis, "undetermined")) {
    (void)wrong(l, node, "the axis has no value undetermined: ", axis->id);
    return false;
  }
  const jb_verdict_row *last = axis->rows.count ? &axis->rows.items[axis->rows.count - 1] : NULL;
  if (!last || last->match || last->when) {
    (void)wrong(l, node, "the last row of an axis must match always: ", axis->id);
    return false;
  }
  for (size_t i = 0; i < axis->rows.count; i++) {
    if (jb_verdict_value_find(axis, axis->rows.items[i].value)) continue;
    (void)jb_error_set(l->err, JB_E_RULES, l->file, axis->rows.items[i].line,
                       "unknown value %s on axis %s", axis->rows.items[i].value, axis->id);
    return false;
  }
  return true;
}

static jb_status load_axis(const loading *l, const xmlNode *node) {
  jb_verdict_table *t = l->table;
  jb_verdict_axis axis = {.line = jb_xml_line(node)};
  if (!(axis.id = jb_xml_required(l->rules, l->file, node, "id", l->err))) return JB_E_RULES;
  bool known = false;
  for (size_t i = 0; i < sizeof k_axes / sizeof k_axes[0]; i++) {
    known = known || strcmp(k_axes[i], axis.id) == 0;
  }
  if (!known) return wrong(l, node, "unknown axis ", axis.id);
  if (jb_verdict_axis_find(t, axis.id)) return wrong(l, node, "duplicate axis ", axis.id);
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    jb_status status;
    if (jb_xml_is(n, "value")) {
      status = load_value(l, n, &axis);
    } else if (jb_xml_is(n, "row")) {
      status = load_row(l, n, &axis.rows, true);
    } else if (jb_xml_is(n, "remark")) {
      status = load_row(l, n, &axis.remarks, false);
    } else {
      status = wrong(l, n, "unknown element in <axis>: ", (const char *)n->name);
    }
    if (status != JB_OK) status = jb_rules_fail(l->rules, l->err);
    if (status != JB_OK) return status;
  }
  if (!axis_is_whole(l, node, &axis)) return JB_E_RULES;
  jb_verdict_axis *more = jb_arena_grow(l->rules->arena, t->axes, t->axis_count,
                                        &t->axis_capacity, sizeof *more);
  if (!more) return no_memory(l);
  t->axes = more;
  t->axes[t->axis_count++] = axis;
  return JB_OK;
}

static jb_status load_label(const loading *l, const xmlNode *node) {
  jb_verdict_table *t = l->table;
  jb_verdict_label label = {.line = jb_xml_line(node)};
  if (!(label.scheme = jb_xml_required(l->rules, l->file, node, "scheme", l->err))) {
    return JB_E_RULES;
  }
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    if (!jb_xml_is(n, "row")) {
      return wrong(l, n, "unknown element in <label>: ", (const char *)n->name);
    }
    jb_status status = load_row(l, n, &label.rows, true);
    if (status != JB_OK) status = jb_rules_fail(l->rules, l->err);
    if (status != JB_OK) return status;
  }
  jb_verdict_label *more = jb_arena_grow(l->rules->arena, t->labels, t->label_count,
                                         &t->label_capacity, sizeof *more);
  if (!more) return no_memory(l);
  t->labels = more;
  t->labels[t->label_count++] = label;
  return JB_OK;
}

/* Labels' rows speak in the values of the axis label_state. */
static bool label_values_are_known(const loading *l) {
  const jb_verdict_axis *axis = jb_verdict_axis_find(l->table, "label_state");
  for (size_t i = 0; i < l->table->label_count; i++) {
    const jb_verdict_rows *rows = &l->table->labels[i].rows;
    for (size_t k = 0; k < rows->count; k++) {
      if (jb_verdict_value_find(axis, rows->items[k].value)) continue;
      (void)jb_error_set(l->err, JB_E_RULES, l->file, rows->items[k].line,
                         "unknown value %s on axis label_state", rows->items[k].value);
      return false;
    }
  }
  return true;
}

jb_status jb_verdict_load(jb_rules *rules, const char *file, xmlNode *root, jb_error *err) {
  loading l = {.rules = rules, .file = file, .err = err};
  if (rules->verdict) return wrong(&l, root, "a second <verdict>; the first is in ", rules->verdict->file);
  jb_verdict_table *t = rules->verdict = l.table = jb_arena_alloc(rules->arena, sizeof *t);
  if (!t) return no_memory(&l);
  t->file = file;
  if (!(t->id = jb_xml_required(rules, file, root, "id", err))) return JB_E_RULES;
  for (xmlNode *n = jb_xml_element(root->children); n; n = jb_xml_element(n->next)) {
    jb_status status;
    if (jb_xml_is(n, "label")) {
      status = load_label(&l, n);
    } else if (jb_xml_is(n, "axis")) {
      status = load_axis(&l, n);
    } else if (jb_xml_is(n, "step")) {
      status = load_row(&l, n, &t->steps, false);
    } else if (jb_xml_is(n, "text")) {
      status = jb_texts_add(rules, file, n, &t->texts, err);
    } else {
      status = wrong(&l, n, "unknown element in <verdict>: ", (const char *)n->name);
    }
    if (status != JB_OK) status = jb_rules_fail(rules, err);
    if (status != JB_OK) return status;
  }
  for (size_t i = 0; i < sizeof k_axes / sizeof k_axes[0]; i++) {
    if (!jb_verdict_axis_find(t, k_axes[i])) return wrong(&l, root, "missing axis ", k_axes[i]);
  }
  return label_values_are_known(&l) ? JB_OK : JB_E_RULES;
}

jb_status jb_glossary_load(jb_rules *rules, const char *file, xmlNode *root, jb_error *err) {
  loading l = {.rules = rules, .file = file, .err = err};
  if (!rules->glossary) rules->glossary = jb_arena_alloc(rules->arena, sizeof *rules->glossary);
  jb_glossary *g = rules->glossary;
  if (!g) return no_memory(&l);
  for (xmlNode *n = jb_xml_element(root->children); n; n = jb_xml_element(n->next)) {
    jb_term term = {.file = file, .line = jb_xml_line(n)};
    if (!jb_xml_is(n, "term")) {
      return wrong(&l, n, "unknown element in <glossary>: ", (const char *)n->name);
    }
    if (!(term.id = jb_xml_required(rules, file, n, "id", err))) return JB_E_RULES;
    for (size_t i = 0; i < g->count; i++) {
      if (strcmp(g->terms[i].id, term.id) == 0) return wrong(&l, n, "duplicate term ", term.id);
    }
    jb_status status = load_texts(&l, n, &term.texts);
    if (status != JB_OK) return status;
    if (!jb_texts_both(&term.texts, "word", "", file, n, err) ||
        !jb_texts_both(&term.texts, "text", "", file, n, err)) {
      return JB_E_RULES;
    }
    jb_term *more = jb_arena_grow(rules->arena, g->terms, g->count, &g->capacity, sizeof *more);
    if (!more) return no_memory(&l);
    g->terms = more;
    g->terms[g->count++] = term;
  }
  return JB_OK;
}

jb_status jb_verdict_finish(jb_rules *rules, jb_error *err) {
  (void)rules;
  (void)err;
  return JB_OK;
}

jb_status jb_glossary_finish(jb_rules *rules, jb_error *err) {
  (void)rules;
  (void)err;
  return JB_OK;
}

static bool list_rows(const jb_verdict_table *t, const jb_verdict_rows *rows, const char *kind,
                      jb_rule_visitor *visit, void *user) {
  for (size_t i = 0; i < rows->count; i++) {
    const jb_verdict_row *row = &rows->items[i];
    jb_rule_info info = {.id = row->id,
                         .kind = kind,
                         .file = t->file,
                         .line = row->line,
                         .basis = "primary",
                         .means_zh = jb_texts_find(&row->texts, "text", "", "zh"),
                         .means_en = jb_texts_find(&row->texts, "text", "", "en"),
                         .caveat_zh = jb_texts_find(&row->texts, "does-not-mean", "", "zh"),
                         .caveat_en = jb_texts_find(&row->texts, "does-not-mean", "", "en")};
    if (!visit(user, &info)) return false;
  }
  return true;
}

/* The values of an axis are words that people read. */
static bool list_values(const jb_verdict_table *t, const jb_verdict_axis *axis,
                        jb_rule_visitor *visit, void *user) {
  for (size_t i = 0; i < axis->value_count; i++) {
    const jb_verdict_value *v = &axis->values[i];
    jb_rule_info info = {.id = v->term,
                         .kind = "term",
                         .file = t->file,
                         .line = v->line,
                         .word_zh = jb_texts_find(&v->texts, "word", "", "zh"),
                         .word_en = jb_texts_find(&v->texts, "word", "", "en"),
                         .means_zh = jb_texts_find(&v->texts, "text", "", "zh"),
                         .means_en = jb_texts_find(&v->texts, "text", "", "en")};
    if (!visit(user, &info)) return false;
  }
  return true;
}

bool jb_verdict_list(const jb_rules *rules, jb_rule_visitor *visit, void *user) {
  const jb_verdict_table *t = rules->verdict;
  if (!t) return true;
  for (size_t i = 0; i < t->label_count; i++) {
    if (!list_rows(t, &t->labels[i].rows, "verdict", visit, user)) return false;
  }
  for (size_t i = 0; i < t->axis_count; i++) {
    if (!list_values(t, &t->axes[i], visit, user) ||
        !list_rows(t, &t->axes[i].rows, "verdict", visit, user) ||
        !list_rows(t, &t->axes[i].remarks, "verdict", visit, user)) {
      return false;
    }
  }
  return list_rows(t, &t->steps, "step", visit, user);
}

bool jb_glossary_list(const jb_rules *rules, jb_rule_visitor *visit, void *user) {
  const jb_glossary *g = rules->glossary;
  for (size_t i = 0; g && i < g->count; i++) {
    const jb_term *term = &g->terms[i];
    jb_rule_info info = {.id = term->id,
                         .kind = "term",
                         .file = term->file,
                         .line = term->line,
                         .word_zh = jb_texts_find(&term->texts, "word", "", "zh"),
                         .word_en = jb_texts_find(&term->texts, "word", "", "en"),
                         .means_zh = jb_texts_find(&term->texts, "text", "", "zh"),
                         .means_en = jb_texts_find(&term->texts, "text", "", "en")};
    if (!visit(user, &info)) return false;
  }
  return true;
}
