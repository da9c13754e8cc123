#include "rules/lint.h"

#include <libxml/parser.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/ascii.h"

enum { TOKENS_MAX = 2048, NESTING = 64 };

typedef enum token_kind { END, NAME, LITERAL, NUMBER, SYMBOL } token_kind;

typedef struct token {
  token_kind kind;
  jb_span text; /* a literal without its quotes */
  size_t at;
} token;

typedef struct tokens {
  token items[TOKENS_MAX];
  size_t count;
} tokens;

static const struct {
  const char *element, *attribute;
} k_facts[] = {
#define JB_FACT(element, attribute) {element, attribute},
#include "rules/facts.def"
#undef JB_FACT
};
enum { FACT_COUNT = sizeof k_facts / sizeof k_facts[0] };

static bool complain(jb_lint *l, const char *format, ...) JB_PRINTF(2, 3);
static bool complain(jb_lint *l, const char *format, ...) {
  va_list args;
  va_start(args, format);
  if (!l->what[0]) (void)vsnprintf(l->what, sizeof l->what, format, args);
  va_end(args);
  return false;
}

/* ---- tokens (XPath 1.0, 3.7) ---- */

static bool is_name_start(uint8_t c) { return jb_ascii_alpha(c) || c == '_' || c >= 0x80; }
static bool is_name(uint8_t c) {
  return is_name_start(c) || jb_ascii_digit(c) || c == '-' || c == '.';
}

static size_t token_length(jb_span s, size_t at, token_kind *kind) {
  uint8_t c = s.ptr[at];
  size_t n = 1;
  *kind = SYMBOL;
  if (is_name_start(c)) {
    *kind = NAME;
    while (at + n < s.len && is_name(s.ptr[at + n])) n++;
  } else if (jb_ascii_digit(c)) {
    *kind = NUMBER;
    while (at + n < s.len && (jb_ascii_digit(s.ptr[at + n]) || s.ptr[at + n] == '.')) n++;
  } else if (at + 1 < s.len) {
    static const char *const k_pairs[] = {"!=", "<=", ">=", "//", "..", "::"};
    for (size_t i = 0; i < sizeof k_pairs / sizeof k_pairs[0]; i++) {
      if (jb_span_is(jb_span_cut(s, at, 2), k_pairs[i])) n = 2;
    }
  }
  return n;
}

static bool tokenise(jb_lint *l, const char *expression, tokens *out) {
  jb_span s = jb_span_str(expression);
  out->count = 0;
  for (size_t at = 0; at < s.len;) {
    if (jb_ascii_space(s.ptr[at])) {
      at++;
      continue;
    }
    if (out->count + 2 >= TOKENS_MAX) return complain(l, "the expression is too long");
    token t = {.at = at};
    if (s.ptr[at] == '\'' || s.ptr[at] == '"') {
      jb_span rest = jb_span_cut(s, at + 1, s.len);
      size_t n = 0;
      while (n < rest.len && rest.ptr[n] != s.ptr[at]) n++;
      t.kind = LITERAL;
      t.text = jb_span_cut(rest, 0, n);
      at += n + 2;
    } else {
      size_t n = token_length(s, at, &t.kind);
      t.text = jb_span_cut(s, at, n);
      at += n;
    }
    out->items[out->count++] = t;
  }
  out->items[out->count] = (token){.kind = END, .at = s.len};
  return true;
}

static bool is(const token *t, const char *text) {
  return t->kind != LITERAL && t->kind != END && jb_span_is(t->text, text);
}

/* 3.7: a name after an operand is an operator. */
static bool is_operator(const tokens *t, size_t i) {
  if (i == 0) return false;
  const token *p = &t->items[i - 1];
  if (p->kind == LITERAL || p->kind == NUMBER) return true;
  if (p->kind == NAME) return !is_operator(t, i - 1);
  return is(p, ")") || is(p, "]") || is(p, ".") || is(p, "..") || is(p, "*");
}

/* Index of the bracket that closes the one at `open`. */
static size_t closing(const tokens *t, size_t open) {
  size_t depth = 0;
  for (size_t i = open; i < t->count; i++) {
    if (is(&t->items[i], "(")) depth++;
    if (is(&t->items[i], ")") && --depth == 0) return i;
  }
  return t->count;
}

/* ---- names ---- */

static bool element_is_known(jb_span name) {
  for (size_t i = 0; i < FACT_COUNT; i++) {
    if (jb_span_is(name, k_facts[i].element)) return true;
  }
  return false;
}

static bool attribute_is_known(jb_span element, jb_span name) {
  for (size_t i = 0; i < FACT_COUNT; i++) {
    if (jb_span_is(name, k_facts[i].attribute) &&
        (!element.ptr || jb_span_is(element, k_facts[i].element))) {
      return true;
    }
  }
  return false;
}

typedef const char *value_name(int v);
static const char *kind_name(int v) {
  return v < JB_FINDING_KIND_COUNT
             ? jb_finding_kind_name((jb_finding_kind)v)
             : jb_part_kind_name((jb_part_kind)(v - JB_FINDING_KIND_COUNT));
}
static const char *claim_name(int v) { return jb_claim_name((jb_claim)v); }
static const char *strength_name(int v) { return jb_strength_name((jb_strength)v); }
static const char *role_name(int v) { return jb_part_role_name((jb_part_role)v); }
static const char *tier_name(int v) { return jb_tier_name((jb_tier)v); }
static const char *why_name(int v) { return jb_why_name((jb_why)v); }
static const char *outcome_name(int v) { return jb_outcome_name((jb_outcome)v); }
static const char *answer_name(int v) {
  return v < 3 ? jb_check_answer_name((jb_check_answer)v) : jb_answer_name((jb_answer)(v - 3));
}
static const char *yes_no(int v) { return v ? "yes" : "no"; }
static const char *group_name(int v) {
  static const char *const k_groups[] = {"signature", "pixels", "metadata", "name", "structure"};
  return k_groups[v];
}

/* Attributes with a closed set of values: a misspelt one is never equal. */
static const struct {
  const char *attribute;
  value_name *name;
  int count;
} k_closed[] = {
    {"kind", kind_name, JB_FINDING_KIND_COUNT + JB_PART_KIND_COUNT},
    {"claim", claim_name, JB_CLAIM_COUNT},
    {"strength", strength_name, JB_STRENGTH_COUNT},
    {"role", role_name, JB_PART_ROLE_COUNT},
    {"tier", tier_name, JB_TIER_COUNT},
    {"why", why_name, JB_WHY_COUNT},
    {"outcome", outcome_name, JB_OUTCOME_COUNT},
    {"answer", answer_name, 6},
    {"supported", answer_name, 6},
    {"extension-matches", answer_name, 6},
    {"ai", yes_no, 2},
    {"declared", yes_no, 2},
    {"promised", yes_no, 2},
    {"blocking", yes_no, 2},
    {"group", group_name, 5},
};

static bool value_is_known(jb_span attribute, jb_span value) {
  for (size_t i = 0; i < sizeof k_closed / sizeof k_closed[0]; i++) {
    if (!jb_span_is(attribute, k_closed[i].attribute)) continue;
    for (int v = 0; v < k_closed[i].count; v++) {
      if (jb_span_is(value, k_closed[i].name(v))) return true;
    }
    return false;
  }
  return true;
}

static bool probe_is_known(jb_span id) {
  size_t count;
  const jb_probe_info *probes = jb_probe_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (jb_span_is(id, probes[i].id)) return true;
  }
  return false;
}

static bool clause_is_known(const jb_rules *rules, jb_span id) {
  for (size_t i = 0; rules->clauses && i < rules->clauses->clause_count; i++) {
    if (jb_span_is(id, rules->clauses->clauses[i]->id)) return true;
  }
  return false;
}

static bool axis_is_before(const jb_lint *l, jb_span id) {
  for (size_t i = 0; l->rules->verdict && i < l->axes_before; i++) {
    if (jb_span_is(id, l->rules->verdict->axes[i].id)) return true;
  }
  return false;
}

/* @attribute = 'value' on an element that may not be known (ptr NULL). */
static bool check_value(jb_lint *l, jb_span element, jb_span attribute, jb_span value) {
  int n = (int)value.len;
  const char *v = (const char *)value.ptr;
  if (!value_is_known(attribute, value)) {
    return complain(l, "@%.*s is never '%.*s'", (int)attribute.len, (const char *)attribute.ptr, n, v);
  }
  bool id = jb_span_is(attribute, "id");
  if (jb_span_is(element, "probe") && id && !probe_is_known(value)) {
    return complain(l, "unknown probe '%.*s'", n, v);
  }
  if (jb_span_is(element, "axis") && id && !axis_is_before(l, value)) {
    return complain(l, "the axis '%.*s' is not known yet here", n, v);
  }
  if (jb_span_is(element, "outcome") && jb_span_is(attribute, "rule") &&
      !clause_is_known(l->rules, value)) {
    return complain(l, "there is no rule '%.*s'", n, v);
  }
  return true;
}

static bool check_element(jb_lint *l, jb_span name) {
  int n = (int)name.len;
  const char *v = (const char *)name.ptr;
  if (!element_is_known(name)) return complain(l, "facts have no element <%.*s>", n, v);
  bool late = jb_span_is(name, "outcome") ? l->place == JB_LINT_CLAUSE
                                          : (jb_span_is(name, "label") || jb_span_is(name, "axis")) &&
                                                l->place != JB_LINT_AXIS;
  if (late) return complain(l, "<%.*s> is not known yet here", n, v);
  if (jb_span_is(name, "property") && (!l->rules->clauses || !l->rules->clauses->property_count)) {
    return complain(l, "properties=\"...\" of the <ruleset> does not say which properties it needs");
  }
  return true;
}

/* Walk the tokens with the element that a bare @attribute belongs to. */
static bool check_names(jb_lint *l, const tokens *t) {
  jb_span owner[NESTING] = {{NULL, 0}}, current = {NULL, 0};
  size_t depth = 0;
  for (size_t i = 0; i < t->count; i++) {
    const token *k = &t->items[i], *next = &t->items[i + 1];
    if (is(k, "$")) return complain(l, "variables are not allowed");
    if (is(k, "[")) {
      if (++depth >= NESTING) return complain(l, "predicates are nested too deeply");
      owner[depth] = current;
    } else if (is(k, "]")) {
      if (depth > 0) current = owner[depth--];
    } else if (is(k, ".") || is(k, "..") || is(k, "*") || is(k, "//")) {
      current = (jb_span){NULL, 0};
    } else if (is(k, "@")) {
      if (next->kind != NAME) continue;
      bool after_slash = i > 0 && is(&t->items[i - 1], "/");
      jb_span of = after_slash ? current : owner[depth];
      if (!attribute_is_known(of, next->text)) {
        return complain(l, "facts have no attribute @%.*s%s%.*s", (int)next->text.len,
                        (const char *)next->text.ptr, of.ptr ? " on " : "", (int)of.len,
                        of.ptr ? (const char *)of.ptr : "");
      }
      const token *op = next + 1;
      if (i + 3 < t->count && (is(op, "=") || is(op, "!=")) && op[1].kind == LITERAL &&
          !check_value(l, of, next->text, op[1].text)) {
        return false;
      }
      i++;
    } else if (k->kind == NAME && !is_operator(t, i)) {
      if (is(next, "(")) {
        if (!jb_xpath_function_is_known(k->text)) {
          return complain(l, "XPath 1.0 has no function %.*s()", (int)k->text.len,
                          (const char *)k->text.ptr);
        }
      } else if (!is(next, "::")) {
        if (!check_element(l, k->text)) return false;
        current = k->text;
      }
    }
  }
  return true;
}

/* ---- absence, numbers ---- */

static bool is_zero(const token *t) { return t->kind == NUMBER && jb_span_is(t->text, "0"); }

static bool asks_absence(const tokens *t) {
  for (size_t i = 0; i < t->count; i++) {
    const token *k = &t->items[i];
    if (k->kind != NAME || !is(k + 1, "(")) continue;
    if (is(k, "not") || is(k, "false")) return true;
    if (!is(k, "count")) continue;
    size_t end = closing(t, i + 1);
    const token *after = end + 1 < t->count ? &t->items[end + 1] : NULL;
    if (after && (is(after, "=") || is(after, "<") || is(after, "<="))) return true;
    if (i >= 2 && is_zero(&t->items[i - 2])) return true;
  }
  return false;
}

/* NaN: not(number) is true for 0 and for "no number at all" alike. */
static bool check_not(jb_lint *l, const char *expression, const tokens *t) {
  for (size_t i = 0; i + 1 < t->count; i++) {
    if (!is(&t->items[i], "not") || !is(&t->items[i + 1], "(")) continue;
    size_t end = closing(t, i + 1);
    if (end >= t->count) continue; /* compiling says so */
    char inner[4096];
    size_t from = t->items[i + 1].at + 1, length = t->items[end].at - from;
    if (length >= sizeof inner) return complain(l, "the expression is too long");
    memcpy(inner, expression + from, length);
    inner[length] = '\0';
    xmlXPathObject *o = jb_eval_once(l->evaluator, inner);
    bool number = o && o->type == XPATH_NUMBER;
    xmlXPathFreeObject(o);
    if (number) return complain(l, "not() of a number: compare it instead");
  }
  return true;
}

bool jb_lint_expression(jb_lint *l, const char *expression, bool wants_nodes) {
  tokens t;
  l->what[0] = '\0';
  l->absence = false;
  if (!tokenise(l, expression, &t)) return false;
  if (!check_names(l, &t)) return false;
  xmlXPathObject *o = jb_eval_once(l->evaluator, expression);
  if (!o) return complain(l, "%s", jb_evaluator_error(l->evaluator));
  bool nodes = o->type == XPATH_NODESET;
  xmlXPathFreeObject(o);
  if (wants_nodes && !nodes) return complain(l, "this must give a node-set");
  l->absence = asks_absence(&t);
  return check_not(l, expression, &t);
}

xmlDoc *jb_sample_facts(void) {
  static const char k_sample[] =
      "<inspection tier='full' as-of='2026-11-23' declared='no'>"
      "<file format='jpeg' media-type='image/jpeg' supported='present' size='9'/>"
      "<part id='0' kind='xmp' role='primary' name='APP1'/>"
      "<problem code='png.crc' offset='8' part='0' role='primary'/>"
      "<property carrier='xmp' key='Xmp.a.B' name='B' ns='u' part='0' role='primary'>v</property>"
      "<finding id='0' scheme='gb45438' kind='label' claim='generated' ai='yes' strength='strong' "
      "group='metadata' code='label' role='primary' part='0' canonical='a'>"
      "<field name='Label'>1</field><check id='json' answer='pass' severity='error'/></finding>"
      "<finding id='1' scheme='c2pa' kind='manifest' claim='captured' ai='no' strength='proof' "
      "group='signature' role='primary'/>"
      "<c2pa answer='present' state='valid' why-invalid='none' vouched-by='none'/>"
      "<probe id='xmp' answer='present' promised='yes' blocking='no'/>"
      "<probe id='visible' answer='unknown' why='tier' promised='no' blocking='no'/>"
      "<outcome rule='r' instrument='i' clause='c' outcome='satisfied'/>"
      "<label scheme='c2pa' state='intact'/><axis id='ai_origin' value='suspected' rule='r'/>"
      "</inspection>";
  return xmlReadMemory(k_sample, (int)(sizeof k_sample - 1), NULL, "UTF-8", XML_PARSE_NONET);
}
