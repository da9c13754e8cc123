/* Loader of <marks> files: one <mark> after the other. */
#include <stdio.h>

#include "base/ascii.h"
#include "base/date.h"
#include "ruleset/marks_parse.h"

static jb_mark_table *table_of(jb_rules *rules) {
  if (rules->marks) return rules->marks;
  jb_mark_table *t = jb_arena_alloc(rules->arena, sizeof *t);
  if (!t) return NULL;
  rules->marks = t;
  return t;
}

/* ---- texts ---- */

static bool parse_text(const jb_marks_parser *p, const xmlNode *node, const char **zh,
                       const char **en) {
  if (!jb_marks_attributes(p, node, "lang")) return false;
  const char *lang = jb_xml_required(p->rules, p->file, node, "lang", p->err);
  if (!lang) return false;
  bool is_zh = strcmp(lang, "zh") == 0;
  if (!is_zh && strcmp(lang, "en") != 0) return jb_marks_wrong(p, node, "lang is zh or en");
  const char *text = jb_xml_text(p->rules, node);
  if (!text || !*text) return jb_marks_wrong(p, node, "<%s> is empty", (const char *)node->name);
  *(is_zh ? zh : en) = text;
  return true;
}

/* ---- attributes of a mark ---- */

static bool is_one_of(const char *const *list, const char *value) {
  while (*list && strcmp(*list, value) != 0) list++;
  return *list != NULL;
}

static bool parse_scheme(const jb_marks_parser *p, const xmlNode *node, jb_mark *m) {
  static const char *const k_schemes[] = {"iptc", "xmp", "exif", "trace", NULL};
  static const char k_generator[] = "generator:";
  m->scheme = jb_xml_required(p->rules, p->file, node, "scheme", p->err);
  if (!m->scheme) return false;
  if (is_one_of(k_schemes, m->scheme)) return true;
  if (strncmp(m->scheme, k_generator, sizeof k_generator - 1) == 0 &&
      m->scheme[sizeof k_generator - 1]) {
    m->generator = &m->scheme[sizeof k_generator - 1];
    return true;
  }
  return jb_marks_wrong(p, node, "scheme is iptc, xmp, exif, trace or generator:<name>");
}

static bool parse_claim(const jb_marks_parser *p, const xmlNode *node, jb_mark *m) {
  const char *claim = jb_xml_required(p->rules, p->file, node, "claim", p->err);
  const char *strength = claim ? jb_xml_required(p->rules, p->file, node, "strength", p->err) : NULL;
  if (!strength) return false;
  int c = 0, s = 0;
  while (c < JB_CLAIM_COUNT && strcmp(jb_claim_name((jb_claim)c), claim) != 0) c++;
  while (s < JB_STRENGTH_COUNT && strcmp(jb_strength_name((jb_strength)s), strength) != 0) s++;
  if (c == JB_CLAIM_COUNT) return jb_marks_wrong(p, node, "no claim \"%s\"", claim);
  if (s == JB_STRENGTH_COUNT) return jb_marks_wrong(p, node, "no strength \"%s\"", strength);
  /* a mark is text that anyone can write: proof takes a signature */
  if (s == JB_STRENGTH_PROOF) return jb_marks_wrong(p, node, "a mark is no proof");
  m->claim = (jb_claim)c;
  m->strength = (jb_strength)s;
  return true;
}

static bool parse_words(const jb_marks_parser *p, const xmlNode *node, jb_mark *m) {
  static const char *const k_groups[] = {"metadata", "name", "structure", NULL};
  static const char *const k_bases[] = {"primary", "secondary", NULL};
  m->group = jb_xml_required(p->rules, p->file, node, "group", p->err);
  if (!m->group) return false;
  m->info.basis = jb_xml_required(p->rules, p->file, node, "basis", p->err);
  if (!m->info.basis) return false;
  m->info.source = jb_xml_required(p->rules, p->file, node, "source", p->err);
  if (!m->info.source) return false;
  m->info.verified = jb_xml_required(p->rules, p->file, node, "verified", p->err);
  if (!m->info.verified) return false;
  int64_t day;
  if (!jb_date_parse(jb_span_str(m->info.verified), &day)) {
    return jb_marks_wrong(p, node, "verified is a date (YYYY-MM-DD)");
  }
  if (!is_one_of(k_groups, m->group)) {
    return jb_marks_wrong(p, node, "group is metadata, name or structure");
  }
  if (!is_one_of(k_bases, m->info.basis)) {
    return jb_marks_wrong(p, node, "basis is primary or secondary");
  }
  const char *kind = jb_xml_attribute(p->rules, node, "kind");
  m->kind = JB_FINDING_MARK;
  if (kind && strcmp(kind, "trace") == 0) {
    m->kind = JB_FINDING_TRACE;
  } else if (kind && strcmp(kind, "mark") != 0) {
    return jb_marks_wrong(p, node, "kind is mark or trace");
  }
  return true;
}

static bool parse_id(const jb_marks_parser *p, const xmlNode *node, jb_mark *m) {
  m->info.id = jb_xml_required(p->rules, p->file, node, "id", p->err);
  if (!m->info.id) return false;
  for (const char *c = m->info.id; *c; c++) {
    uint8_t b = (uint8_t)*c;
    if (!jb_ascii_lower_case(b) && !jb_ascii_digit(b) && b != '.' && b != '-') {
      return jb_marks_wrong(p, node, "id \"%s\": a-z, 0-9, dot and hyphen only", m->info.id);
    }
  }
  const jb_mark *same = jb_mark_find(p->table, m->info.id);
  return !same || jb_marks_wrong(p, node, "id \"%s\" stands in %s:%u already", m->info.id,
                                 same->info.file, same->info.line);
}

/* refines="id id": split into the arena. */
static bool parse_refines(const jb_marks_parser *p, const xmlNode *node, jb_mark *m) {
  jb_span rest = jb_marks_span(p, node, "refines");
  const char **ids = NULL;
  size_t capacity = 0;
  while (rest.len > 0) {
    size_t space = jb_span_find(rest, jb_span_str(" "));
    jb_span id = jb_span_cut(rest, 0, space == SIZE_MAX ? rest.len : space);
    rest = space == SIZE_MAX ? (jb_span){NULL, 0} : jb_span_cut(rest, space + 1, SIZE_MAX);
    if (id.len == 0) continue;
    ids = jb_marks_grow(p, ids, m->refines_count, &capacity, sizeof *ids);
    const char *own = ids ? jb_arena_string(p->rules->arena, id) : NULL;
    if (!own) return false;
    ids[m->refines_count++] = own;
  }
  m->refines_ids = ids;
  return true;
}

/* ---- a mark ---- */

typedef struct children {
  jb_mark_field *fields;
  size_t field_capacity;
  jb_mark_example *examples;
  size_t example_capacity;
  jb_mark_node *condition; /* <all> of what stands at top level */
  const jb_mark_node **last;
} children;

static bool parse_child(const jb_marks_parser *p, xmlNode *n, jb_mark *m, children *c) {
  if (jb_xml_is(n, "means")) return parse_text(p, n, &m->info.means_zh, &m->info.means_en);
  if (jb_xml_is(n, "caveat")) return parse_text(p, n, &m->info.caveat_zh, &m->info.caveat_en);
  if (jb_xml_is(n, "field")) {
    c->fields = jb_marks_grow(p, c->fields, m->field_count, &c->field_capacity, sizeof *c->fields);
    return c->fields && jb_marks_field(p, n, &c->fields[m->field_count++]);
  }
  if (jb_xml_is(n, "example")) {
    c->examples =
        jb_marks_grow(p, c->examples, m->example_count, &c->example_capacity, sizeof *c->examples);
    return c->examples && jb_marks_example(p, n, &c->examples[m->example_count++]);
  }
  if (!jb_marks_is_condition(n)) {
    return jb_marks_wrong(p, n, "<%s> in <mark>", (const char *)n->name);
  }
  const jb_mark_node *node = jb_marks_condition(p, n, true, 1);
  if (!node) return false;
  *c->last = node;
  c->last = &((jb_mark_node *)(uintptr_t)node)->next; /* ours, not shared yet */
  return true;
}

static bool is_complete(const jb_marks_parser *p, const xmlNode *node, const jb_mark *m) {
  const jb_rule_info *i = &m->info;
  if (!i->means_zh || !i->means_en) {
    return jb_marks_wrong(p, node, "%s has no <means> in %s", i->id, i->means_zh ? "en" : "zh");
  }
  if (!i->caveat_zh || !i->caveat_en) {
    return jb_marks_wrong(p, node, "%s has no <caveat> in %s", i->id, i->caveat_zh ? "en" : "zh");
  }
  for (uint32_t k = 0; k < m->match_count; k++) {
    if (p->table->matches[m->first_match + k].positive) return true;
  }
  return jb_marks_wrong(p, node, "%s has no <match> outside <not>", i->id);
}

#define MARK_ATTRIBUTES \
  "id kind scheme claim strength group basis source verified refines fields"

static bool parse_mark(const jb_marks_parser *p, xmlNode *node, const jb_rule_info *defaults) {
  jb_mark_table *t = p->table;
  jb_mark *m = jb_arena_alloc(p->rules->arena, sizeof *m);
  jb_mark_node *condition = jb_arena_alloc(p->rules->arena, sizeof *condition);
  if (!m || !condition) {
    (void)jb_error_set(p->err, JB_E_NOMEM, p->file, 0, "out of memory");
    return false;
  }
  *m = (jb_mark){.index = (uint32_t)t->mark_count,
                 .info = *defaults,
                 .first_match = (uint32_t)t->match_count,
                 .condition = condition,
                 .fields_id = jb_xml_attribute(p->rules, node, "fields")};
  m->info.kind = "mark";
  m->info.file = p->file;
  m->info.line = jb_xml_line(node);
  condition->kind = JB_MARK_NODE_ALL;
  children c = {.condition = condition, .last = &condition->first};
  if (!jb_marks_attributes(p, node, MARK_ATTRIBUTES) || !parse_id(p, node, m) ||
      !parse_scheme(p, node, m) || !parse_claim(p, node, m) || !parse_words(p, node, m) ||
      !parse_refines(p, node, m)) {
    return false;
  }
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    if (!parse_child(p, n, m, &c)) return false;
  }
  m->fields = c.fields;
  m->examples = c.examples;
  m->match_count = (uint32_t)t->match_count - m->first_match;
  if (!is_complete(p, node, m)) return false;
  jb_mark **more = jb_marks_grow(p, t->marks, t->mark_count, &t->mark_capacity, sizeof *more);
  if (!more) return false;
  t->marks = more;
  t->marks[t->mark_count++] = m;
  return true;
}

static bool parse_top(const jb_marks_parser *p, xmlNode *n, jb_rule_info *defaults) {
  if (jb_xml_is(n, "caveat")) return parse_text(p, n, &defaults->caveat_zh, &defaults->caveat_en);
  if (jb_xml_is(n, "places")) return jb_marks_places(p, n);
  if (jb_xml_is(n, "fields")) return jb_marks_fields(p, n);
  if (jb_xml_is(n, "mark")) return parse_mark(p, n, defaults);
  return jb_marks_wrong(p, n, "<%s> in <marks>", (const char *)n->name);
}

jb_status jb_marks_load(jb_rules *rules, const char *file, xmlNode *root, jb_error *err) {
  jb_marks_parser p = {.rules = rules, .table = table_of(rules), .file = file, .err = err};
  if (!p.table) return jb_error_set(err, JB_E_NOMEM, file, 0, "out of memory");
  jb_rule_info defaults = {0};
  for (xmlNode *n = jb_xml_element(root->children); n; n = jb_xml_element(n->next)) {
    size_t matches = p.table->match_count;
    err->status = JB_E_NOMEM; /* unless somebody says more */
    if (parse_top(&p, n, &defaults)) continue;
    p.table->match_count = matches;
    jb_status status = jb_rules_fail(rules, err);
    if (status != JB_OK) return status;
  }
  return JB_OK;
}
