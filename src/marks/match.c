/* One test on one value, and the bounds of all of them. */
#include "base/ascii.h"
#include "marks/value.h"

/* Every pattern is about text of a few kilobytes; what lies behind is not
 * searched, and if nothing was found before it, that is said. */
enum { SUBJECT_MAX = 64 * 1024, GROUPS_MAX = 10, DEPTH_MAX = 2000, HEAP_MAX_KIB = 1024 };

void jb_mark_bounds_init(jb_mark_bounds *b, const jb_rules *rules, jb_inspection *in) {
  *b = (jb_mark_bounds){.in = in,
                        .patterns = &rules->patterns,
                        .regex_left = in->limits.part_content_max,
                        .json_left = in->limits.part_content_max};
}

void jb_mark_bounds_free(jb_mark_bounds *b) {
  pcre2_match_data_free(b->data);
  pcre2_match_context_free(b->context);
}

void jb_mark_limit(const jb_mark_bounds *b, const char *what) {
  jb_add_not_checked(b->in, "marks", JB_WHY_LIMIT, what);
}

void jb_mark_value_free(jb_mark_value *v) {
  jb_arena_free(v->arena);
  v->arena = NULL;
}

static bool prepare(jb_mark_bounds *b) {
  if (b->data && b->context) return true;
  if (!b->data) b->data = pcre2_match_data_create(GROUPS_MAX, NULL);
  if (!b->context) b->context = pcre2_match_context_create(NULL);
  if (!b->data || !b->context) return false;
  uint64_t steps = b->in->limits.regex_match_max;
  (void)pcre2_set_match_limit(b->context, steps > UINT32_MAX ? UINT32_MAX : (uint32_t)steps);
  (void)pcre2_set_depth_limit(b->context, DEPTH_MAX);
  (void)pcre2_set_heap_limit(b->context, HEAP_MAX_KIB);
  return true;
}

jb_span jb_mark_regex(jb_mark_bounds *b, uint32_t pattern, jb_span text, uint32_t group,
                      bool *limited) {
  const jb_span nothing = {NULL, 0};
  jb_span subject = jb_span_cut(text, 0, SUBJECT_MAX);
  *limited = false;
  if (subject.len > b->regex_left || !prepare(b)) {
    *limited = true;
    return nothing;
  }
  b->regex_left -= subject.len;
  const uint8_t *start = subject.ptr ? subject.ptr : (const uint8_t *)"";
  const pcre2_code *code = jb_patterns_get(b->patterns, pattern);
  int n = pcre2_match(code, start, subject.len, 0, 0, b->data, b->context);
  if (n == PCRE2_ERROR_NOMATCH) {
    *limited = subject.len < text.len;
    return nothing;
  }
  if (n < 0) { /* match, depth or heap limit; nothing else can happen */
    *limited = true;
    return nothing;
  }
  const PCRE2_SIZE *at = pcre2_get_ovector_pointer(b->data);
  if (group >= (uint32_t)n || at[2 * group] == PCRE2_UNSET) return nothing;
  return jb_span_cut(subject, at[2 * group], at[2 * group + 1] - at[2 * group]);
}

static bool matches(jb_mark_bounds *b, const jb_mark_test *t, jb_span s) {
  bool limited;
  if (t->needs.ptr && jb_span_find(s, t->needs) == SIZE_MAX) return false;
  bool found = jb_mark_regex(b, t->regex, s, 0, &limited).ptr != NULL;
  /* an anchored pattern has seen all that it can */
  if (limited && (t->needs.ptr || s.len <= SUBJECT_MAX)) jb_mark_limit(b, "regex_match_max");
  return found;
}

/* IPTC source types come as http(s) URI, QCode or bare word. */
static jb_span last_component(jb_span s) {
  s = jb_span_trim(s);
  while (s.len > 0 && s.ptr[s.len - 1] == '/') s.len--;
  size_t at = s.len;
  while (at > 0 && s.ptr[at - 1] != '/' && s.ptr[at - 1] != ':' && s.ptr[at - 1] != '#') at--;
  return jb_span_cut(s, at, SIZE_MAX);
}

static bool ends(jb_span s, jb_span tail) {
  return s.len >= tail.len && jb_span_equal(jb_span_cut(s, s.len - tail.len, SIZE_MAX), tail);
}

static bool compare(jb_mark_bounds *b, const jb_mark_test *t, jb_span s) {
  switch (t->op) {
    case JB_MARK_PRESENT: return true;
    case JB_MARK_EQUALS: return jb_span_equal(jb_span_trim(s), t->value);
    case JB_MARK_EQUALS_NOCASE: return jb_span_equal_nocase(jb_span_trim(s), t->value);
    case JB_MARK_CONTAINS: return jb_span_find(s, t->value) != SIZE_MAX;
    case JB_MARK_STARTS: return jb_span_starts(jb_span_trim(s), t->value);
    case JB_MARK_ENDS: return ends(jb_span_trim(s), t->value);
    case JB_MARK_REGEX: return matches(b, t, s);
    case JB_MARK_LAST_COMPONENT: return jb_span_equal_nocase(last_component(s), t->value);
    case JB_MARK_JSON_PATH: /* the loader makes it EQUALS or PRESENT with a path */
    case JB_MARK_PREDICATE:
    case JB_MARK_OP_COUNT: break;
  }
  return false;
}

typedef struct node_test {
  jb_mark_bounds *bounds;
  const jb_mark_test *test;
} node_test;

static bool node_passes(void *user, const jb_json_node *node) {
  const node_test *n = user;
  return compare(n->bounds, n->test, jb_mark_node_text(node));
}

bool jb_mark_test_passes(jb_mark_value *v, const jb_mark_test *t) {
  bool passes;
  if (t->op == JB_MARK_PREDICATE) {
    passes = jb_mark_predicate(v, t);
  } else if (t->path.ptr) {
    node_test n = {.bounds = v->bounds, .test = t};
    passes = jb_mark_path(v, t->path, node_passes, &n);
  } else {
    passes = compare(v->bounds, t, v->bytes);
  }
  return passes != t->negate;
}
