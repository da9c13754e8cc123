/* Conditions of a mark: all, any, not, match, and the tests of a match. */
#include "base/ascii.h"
#include "ruleset/marks_parse.h"

enum { DEPTH_MAX = 8 };

static bool parse_op(const jb_marks_parser *p, const xmlNode *node, jb_mark_test *t) {
  static const char *const k_names[] = {
#define JB_OP_NAME(id, name) name,
      JB_MARK_OPS(JB_OP_NAME)
#undef JB_OP_NAME
  };
  const char *op = jb_xml_attribute(p->rules, node, "op");
  if (!op) return true;
  for (int i = 0; i < JB_MARK_OP_COUNT; i++) {
    if (strcmp(k_names[i], op) != 0) continue;
    t->op = (jb_mark_op)i;
    return true;
  }
  return jb_marks_wrong(p, node, "no operator \"%s\"", op);
}

static bool parse_number(const jb_marks_parser *p, const xmlNode *node, const char *name,
                         uint64_t *out) {
  jb_span s = jb_marks_span(p, node, name);
  if (!s.ptr) return true;
  uint64_t v = 0;
  for (size_t i = 0; i < s.len; i++) {
    if (!jb_ascii_digit(s.ptr[i]) || i >= 9) {
      return jb_marks_wrong(p, node, "%s is a number", name);
    }
    v = v * 10 + (uint64_t)(s.ptr[i] - '0');
  }
  *out = v;
  return true;
}

static bool parse_predicate(const jb_marks_parser *p, const xmlNode *node, jb_mark_test *t) {
  static const struct {
    const char *name;
    bool takes_value;
  } k_predicates[] = {
#define JB_PREDICATE(id, name, takes_value, what) {name, takes_value},
#include "ruleset/predicates.def"
#undef JB_PREDICATE
  };
  const char *name = jb_xml_required(p->rules, p->file, node, "predicate", p->err);
  if (!name) return false;
  for (int i = 0; i < JB_PREDICATE_COUNT; i++) {
    if (strcmp(k_predicates[i].name, name) != 0) continue;
    if (t->value.ptr && !k_predicates[i].takes_value) {
      return jb_marks_wrong(p, node, "predicate %s takes no value", name);
    }
    t->predicate = (jb_predicate)i;
    return true;
  }
  return jb_marks_wrong(p, node, "no predicate \"%s\"", name);
}

/* A search from every byte of a long value is paid for only where a literal
 * says that it may succeed. */
static bool is_anchored(jb_span pattern) {
  return jb_span_starts(pattern, jb_span_str("^")) || jb_span_starts(pattern, jb_span_str("(?s)^")) ||
         jb_span_starts(pattern, jb_span_str("(?i)^"));
}

static bool parse_regex(const jb_marks_parser *p, const xmlNode *node, jb_mark_test *t) {
  if (!t->needs.ptr && !is_anchored(t->value)) {
    return jb_marks_wrong(p, node, "a pattern that does not start with ^ needs the attribute needs");
  }
  t->regex = jb_marks_pattern(p, node, t->value);
  return t->regex != 0;
}

/* "**" more than once would visit nodes over and over. */
static bool check_path(const jb_marks_parser *p, const xmlNode *node, jb_span path) {
  jb_span deep = jb_span_str("**");
  size_t at = jb_span_find(path, deep);
  if (path.ptr && path.len == 0) return jb_marks_wrong(p, node, "path is empty");
  if (at == SIZE_MAX || jb_span_find(jb_span_cut(path, at + 2, SIZE_MAX), deep) == SIZE_MAX) {
    return true;
  }
  return jb_marks_wrong(p, node, "a path has one ** at most");
}

/* The test in the attributes of <match> or <test>. */
static bool parse_test(const jb_marks_parser *p, const xmlNode *node, jb_mark_test *t) {
  const char *negate = jb_xml_attribute(p->rules, node, "not");
  *t = (jb_mark_test){.path = jb_marks_span(p, node, "path"),
                      .value = jb_marks_span(p, node, "value"),
                      .needs = jb_marks_span(p, node, "needs"),
                      .negate = negate && strcmp(negate, "yes") == 0};
  if (xmlHasProp(node, (const xmlChar *)"predicate")) t->op = JB_MARK_PREDICATE;
  if (!check_path(p, node, t->path) || !parse_op(p, node, t) || !parse_number(p, node, "min", &t->min) ||
      !parse_number(p, node, "max", &t->max)) {
    return false;
  }
  if (t->op == JB_MARK_PREDICATE) return parse_predicate(p, node, t);
  if (t->op == JB_MARK_PRESENT) {
    return !t->value.ptr || jb_marks_wrong(p, node, "present takes no value");
  }
  if (t->op == JB_MARK_JSON_PATH) {
    if (!t->path.ptr) return jb_marks_wrong(p, node, "json-path needs the attribute path");
    t->op = t->value.ptr ? JB_MARK_EQUALS : JB_MARK_PRESENT;
    return true;
  }
  if (!t->value.ptr || (t->value.len == 0 && t->op != JB_MARK_EQUALS)) {
    return jb_marks_wrong(p, node, "<%s> needs the attribute value", (const char *)node->name);
  }
  return t->op != JB_MARK_REGEX || parse_regex(p, node, t);
}

#define TEST_ATTRIBUTES "op value path needs predicate min max not"

static bool parse_tests(const jb_marks_parser *p, xmlNode *node, jb_mark_match *m) {
  jb_mark_test *tests = NULL;
  size_t capacity = 0;
  bool own = xmlHasProp(node, (const xmlChar *)"op") || xmlHasProp(node, (const xmlChar *)"path") ||
             xmlHasProp(node, (const xmlChar *)"predicate") ||
             xmlHasProp(node, (const xmlChar *)"value");
  if (own) {
    tests = jb_marks_grow(p, tests, 0, &capacity, sizeof *tests);
    if (!tests || !parse_test(p, node, &tests[0])) return false;
    m->test_count = 1;
  }
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    if (!jb_xml_is(n, "test")) {
      return jb_marks_wrong(p, n, "<%s> in <match>", (const char *)n->name);
    }
    if (!jb_marks_attributes(p, n, TEST_ATTRIBUTES)) return false;
    tests = jb_marks_grow(p, tests, m->test_count, &capacity, sizeof *tests);
    if (!tests || !parse_test(p, n, &tests[m->test_count])) return false;
    m->test_count++;
  }
  m->tests = tests;
  return true;
}

static bool parse_match(const jb_marks_parser *p, xmlNode *node, bool positive, uint32_t *index) {
  if (!jb_marks_attributes(p, node, "carrier key ns name places " TEST_ATTRIBUTES)) return false;
  jb_mark_table *t = p->table;
  jb_mark_match m = {.mark = (uint32_t)t->mark_count,
                     .line = jb_xml_line(node),
                     .positive = positive,
                     .places_id = jb_xml_attribute(p->rules, node, "places")};
  if (!m.places_id) {
    jb_mark_place *place = jb_arena_alloc(p->rules->arena, sizeof *place);
    jb_mark_places *places = jb_arena_alloc(p->rules->arena, sizeof *places);
    if (!place || !places) {
      (void)jb_error_set(p->err, JB_E_NOMEM, p->file, 0, "out of memory");
      return false;
    }
    if (!jb_marks_place(p, node, place)) return false;
    *places = (jb_mark_places){.file = p->file, .items = place, .count = 1};
    m.places = places;
  } else if (xmlHasProp(node, (const xmlChar *)"carrier")) {
    return jb_marks_wrong(p, node, "either places or carrier");
  }
  if (!parse_tests(p, node, &m)) return false;
  jb_mark_match *more =
      jb_marks_grow(p, t->matches, t->match_count, &t->match_capacity, sizeof *more);
  if (!more) return false;
  t->matches = more;
  *index = (uint32_t)t->match_count;
  t->matches[t->match_count++] = m;
  return true;
}

bool jb_marks_is_condition(const xmlNode *node) {
  return jb_xml_is(node, "all") || jb_xml_is(node, "any") || jb_xml_is(node, "not") ||
         jb_xml_is(node, "match");
}

const jb_mark_node *jb_marks_condition(const jb_marks_parser *p, xmlNode *node, bool positive,
                                       unsigned depth) {
  jb_mark_node *out = jb_arena_alloc(p->rules->arena, sizeof *out);
  if (!out) {
    (void)jb_error_set(p->err, JB_E_NOMEM, p->file, 0, "out of memory");
    return NULL;
  }
  if (jb_xml_is(node, "match")) {
    out->kind = JB_MARK_NODE_MATCH;
    return parse_match(p, node, positive, &out->match) ? out : NULL;
  }
  if (depth == DEPTH_MAX) {
    (void)jb_marks_wrong(p, node, "conditions nest deeper than %d", DEPTH_MAX);
    return NULL;
  }
  if (!jb_marks_attributes(p, node, "")) return NULL;
  out->kind = jb_xml_is(node, "all")   ? JB_MARK_NODE_ALL
              : jb_xml_is(node, "any") ? JB_MARK_NODE_ANY
                                       : JB_MARK_NODE_NOT;
  if (out->kind == JB_MARK_NODE_NOT) positive = false;
  const jb_mark_node **link = &out->first;
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    if (!jb_marks_is_condition(n)) {
      (void)jb_marks_wrong(p, n, "<%s> in <%s>", (const char *)n->name, (const char *)node->name);
      return NULL;
    }
    const jb_mark_node *child = jb_marks_condition(p, n, positive, depth + 1);
    if (!child) return NULL;
    *link = child;
    /* children are ours and not shared yet */
    link = &((jb_mark_node *)(uintptr_t)child)->next;
  }
  if (out->first) return out;
  (void)jb_marks_wrong(p, node, "<%s> without a condition", (const char *)node->name);
  return NULL;
}
