#include "jianbiao/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/date.h"
#include "base/json.h"
#include "jianbiao/rules.h"
#include "rules/facts.h"

enum { POLICY_MAX = 4 * 1024 * 1024, ENTRIES_MAX = 4096, DEPTH_MAX = 8, NODES_MAX = 100000 };

typedef struct waiver {
  const char *rule; /* pattern, or NULL: any */
  bool has_sha256;
  uint8_t sha256[32];
  const char *until, *reason;
  int64_t until_day;
} waiver;

struct jb_policy {
  jb_arena *arena;
  const char *id;
  const char **rules;
  size_t rule_count;
  bool all_rules;
  jb_policy_answer on_undetermined; /* VIOLATED, MET or REPORTED */
  waiver *waivers;
  size_t waiver_count;
};

typedef struct parsing {
  jb_policy *policy;
  const char *name;
  jb_span text;
  const jb_rules *rules;
  jb_error *err;
} parsing;

static jb_status wrong_at(const parsing *p, size_t at, const char *what, jb_span detail) {
  unsigned line = 1;
  for (size_t i = 0; i < at && i < p->text.len; i++) line += p->text.ptr[i] == '\n';
  return jb_error_set(p->err, JB_E_RULES, p->name, line, "%s%.*s", what,
                      (int)(detail.len < 200 ? detail.len : 200), (const char *)detail.ptr);
}

static jb_status wrong(const parsing *p, const jb_json_node *node, const char *what) {
  return wrong_at(p, node->at, what, jb_span_str(""));
}

static const char *own_text(const parsing *p, const jb_json_node *node) {
  return jb_arena_string(p->policy->arena, node->text);
}

static bool is_text(const jb_json_node *node) {
  return node && node->kind == JB_JSON_STRING && node->text.len > 0;
}

typedef struct naming {
  const char *pattern;
  bool found;
} naming;

static bool names_rule(void *user, const jb_rule_info *info) {
  naming *n = user;
  if (strcmp(info->kind, "clause") == 0 && jb_pattern_matches(n->pattern, info->id)) {
    n->found = true;
  }
  return !n->found;
}

static bool is_known(const parsing *p, const char *pattern) {
  naming n = {.pattern = pattern};
  if (!p->rules) return true;
  jb_rules_list(p->rules, names_rule, &n);
  return n.found;
}

static jb_status read_rules(const parsing *p, const jb_json_node *list) {
  if (list->kind != JB_JSON_LIST) return wrong(p, list, "rules is no list");
  if (list->count > ENTRIES_MAX) return wrong(p, list, "more than 4096 rules");
  p->policy->rules = jb_arena_array(p->policy->arena, list->count, sizeof *p->policy->rules);
  if (!p->policy->rules) return JB_E_NOMEM;
  p->policy->all_rules = false;
  for (const jb_json_node *n = list->first; n; n = n->next) {
    if (!is_text(n)) return wrong(p, n, "a rule is the text of its id");
    const char *pattern = own_text(p, n);
    if (!is_known(p, pattern)) return wrong_at(p, n->at, "no rule is called ", n->text);
    p->policy->rules[p->policy->rule_count++] = pattern;
  }
  return JB_OK;
}

static jb_status read_waiver_member(const parsing *p, const jb_json_node *m, waiver *w) {
  if (!is_text(m)) return wrong_at(p, m->at, "text expected for ", m->key);
  if (jb_span_is(m->key, "sha256")) {
    jb_buf raw = jb_buf_new(sizeof w->sha256);
    bool good = m->text.len == 64 && jb_hex_decode(&raw, m->text) && raw.len == 32;
    if (good) memcpy(w->sha256, raw.data, 32);
    jb_buf_free(&raw);
    w->has_sha256 = good;
    return good ? JB_OK : wrong(p, m, "sha256 is 64 hexadecimal digits");
  }
  if (jb_span_is(m->key, "rule")) {
    w->rule = own_text(p, m);
    return is_known(p, w->rule) ? JB_OK : wrong_at(p, m->at, "no rule is called ", m->text);
  }
  if (jb_span_is(m->key, "until")) {
    w->until = own_text(p, m);
    bool good = jb_date_parse(m->text, &w->until_day);
    return good ? JB_OK : wrong(p, m, "until is a date, YYYY-MM-DD");
  }
  if (jb_span_is(m->key, "reason")) {
    w->reason = own_text(p, m);
    return JB_OK;
  }
  return wrong_at(p, m->key_at, "unknown member of a waiver: ", m->key);
}

static jb_status read_waivers(const parsing *p, const jb_json_node *list) {
  if (list->kind != JB_JSON_LIST) return wrong(p, list, "waivers is no list");
  if (list->count > ENTRIES_MAX) return wrong(p, list, "more than 4096 waivers");
  p->policy->waivers = jb_arena_array(p->policy->arena, list->count, sizeof(waiver));
  if (!p->policy->waivers) return JB_E_NOMEM;
  for (const jb_json_node *n = list->first; n; n = n->next) {
    if (n->kind != JB_JSON_OBJECT) return wrong(p, n, "a waiver is an object");
    waiver *w = &p->policy->waivers[p->policy->waiver_count++];
    for (const jb_json_node *m = n->first; m; m = m->next) {
      jb_status status = read_waiver_member(p, m, w);
      if (status != JB_OK) return status;
    }
    if (!w->rule && !w->has_sha256) return wrong(p, n, "a waiver needs sha256 or rule");
    if (!w->until || !w->reason) return wrong(p, n, "a waiver needs until and reason");
  }
  return JB_OK;
}

static jb_status read_on_undetermined(const parsing *p, const jb_json_node *node) {
  static const struct {
    const char *word;
    jb_policy_answer answer;
  } k_words[] = {{"fail", JB_POLICY_VIOLATED}, {"pass", JB_POLICY_MET}, {"report", JB_POLICY_REPORTED}};
  for (size_t i = 0; i < 3; i++) {
    if (!jb_span_is(node->text, k_words[i].word)) continue;
    p->policy->on_undetermined = k_words[i].answer;
    return JB_OK;
  }
  return wrong(p, node, "on_undetermined is fail, pass or report");
}

static jb_status read_policy(const parsing *p, const jb_json_node *root) {
  if (root->kind != JB_JSON_OBJECT) return wrong(p, root, "a policy is an object");
  for (const jb_json_node *m = root->first; m; m = m->next) {
    jb_status status = JB_OK;
    if (m->quirks & JB_JSON_DUPLICATE_KEY) return wrong_at(p, m->key_at, "twice: ", m->key);
    if (jb_span_is(m->key, "id")) {
      if (!is_text(m)) return wrong(p, m, "id is a text");
      p->policy->id = own_text(p, m);
    } else if (jb_span_is(m->key, "rules")) {
      status = read_rules(p, m);
    } else if (jb_span_is(m->key, "on_undetermined")) {
      status = read_on_undetermined(p, m);
    } else if (jb_span_is(m->key, "waivers")) {
      status = read_waivers(p, m);
    } else {
      status = wrong_at(p, m->key_at, "unknown member of a policy: ", m->key);
    }
    if (status != JB_OK) return status;
  }
  return p->policy->id ? JB_OK : wrong(p, root, "the policy has no id");
}

jb_status jb_policy_from_json(const char *name, const char *text, size_t length,
                              const jb_rules *rules, jb_policy **out, jb_error *err) {
  jb_policy *policy = calloc(1, sizeof *policy);
  if (policy) policy->arena = jb_arena_new(16u << 20);
  if (!policy || !policy->arena) {
    free(policy);
    return jb_error_set(err, JB_E_NOMEM, name, 0, "out of memory");
  }
  policy->all_rules = true;
  policy->on_undetermined = JB_POLICY_REPORTED;
  parsing p = {policy, name, jb_span_of(text, length), rules, err};
  jb_json_result r = jb_json_parse(
      policy->arena, p.text, (jb_json_options){.depth_max = DEPTH_MAX, .nodes_max = NODES_MAX});
  jb_status status = r.error || !r.root ? wrong_at(&p, r.error_at, r.error ? r.error : "no JSON",
                                                   jb_span_str(""))
                                        : read_policy(&p, r.root);
  if (status == JB_OK && jb_arena_exhausted(policy->arena)) status = JB_E_NOMEM;
  if (status == JB_OK) {
    *out = policy;
    return JB_OK;
  }
  if (status == JB_E_NOMEM) (void)jb_error_set(err, status, name, 0, "out of memory");
  jb_policy_free(policy);
  return status;
}

jb_status jb_policy_load(const char *path, const jb_rules *rules, jb_policy **out, jb_error *err) {
  FILE *f = fopen(path, "rbe");
  if (!f) return jb_error_set(err, JB_E_IO, path, 0, "%s", strerror(errno));
  jb_buf bytes = jb_buf_new(POLICY_MAX);
  uint8_t block[8192];
  for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) {
    jb_buf_add(&bytes, jb_span_of(block, n));
  }
  bool bad = ferror(f) != 0;
  fclose(f);
  jb_status status;
  if (bad) {
    status = jb_error_set(err, JB_E_IO, path, 0, "could not be read");
  } else if (!jb_buf_ok(&bytes)) {
    status = jb_error_set(err, JB_E_RULES, path, 0, "larger than 4 MiB");
  } else {
    status = jb_policy_from_json(path, (const char *)bytes.data, bytes.len, rules, out, err);
  }
  jb_buf_free(&bytes);
  return status;
}

void jb_policy_free(jb_policy *policy) {
  if (!policy) return;
  jb_arena_free(policy->arena);
  free(policy);
}

const char *jb_policy_id(const jb_policy *policy) { return policy->id; }

static bool is_wanted(const jb_policy *policy, const char *rule) {
  for (size_t i = 0; i < policy->rule_count; i++) {
    if (jb_pattern_matches(policy->rules[i], rule)) return true;
  }
  return policy->all_rules;
}

static const waiver *waiver_for(const jb_policy *policy, const jb_inspection *in, const char *rule) {
  int64_t day;
  if (!in->as_of || !jb_date_parse(jb_span_str(in->as_of), &day)) return NULL;
  for (size_t i = 0; i < policy->waiver_count; i++) {
    const waiver *w = &policy->waivers[i];
    if (day > w->until_day || (w->rule && !jb_pattern_matches(w->rule, rule))) continue;
    if (w->has_sha256 &&
        (!in->file.has_sha256 || memcmp(w->sha256, in->file.sha256, sizeof w->sha256) != 0)) {
      continue;
    }
    return w;
  }
  return NULL;
}

jb_status jb_policy_apply(const jb_policy *policy, const jb_inspection *in,
                          jb_policy_result *out) {
  jb_policy_result r = {.items = calloc(in->rule_count + 1, sizeof *r.items)};
  if (!r.items) return JB_E_NOMEM;
  for (size_t i = 0; i < in->rule_count; i++) {
    const jb_rule_result *rule = &in->rules[i];
    if (!is_wanted(policy, rule->rule)) continue;
    jb_policy_item item = {.rule = rule->rule, .outcome = rule->outcome, .answer = JB_POLICY_MET};
    if (rule->outcome == JB_OUTCOME_VIOLATED) item.answer = JB_POLICY_VIOLATED;
    if (rule->outcome == JB_OUTCOME_UNDETERMINED) item.answer = policy->on_undetermined;
    if (item.answer == JB_POLICY_MET) continue;
    const waiver *w = waiver_for(policy, in, rule->rule);
    if (w) {
      item.answer = JB_POLICY_WAIVED;
      item.reason = w->reason;
      item.until = w->until;
    } else if (item.answer > r.answer) {
      r.answer = item.answer;
    }
    r.items[r.count++] = item;
  }
  *out = r;
  return JB_OK;
}

void jb_policy_result_free(jb_policy_result *result) {
  free(result->items);
  *result = (jb_policy_result){0};
}

static const char *const k_grades[] = {"confirmed", "highly_likely", "suspected", "none_found",
                                       "undetermined"};
enum { GRADES = sizeof k_grades / sizeof k_grades[0], AI_GRADES = 3 };

static size_t grade_index(const char *grade) {
  size_t i = 0;
  while (i < GRADES && strcmp(k_grades[i], grade) != 0) i++;
  return i;
}

bool jb_grade_is_known(const char *grade) { return grade_index(grade) < GRADES; }

bool jb_grade_reached(const jb_inspection *in, const char *grade) {
  size_t wanted = grade_index(grade);
  size_t has = in->verdict.ai_origin ? grade_index(in->verdict.ai_origin) : GRADES;
  return wanted < AI_GRADES ? has <= wanted : has == wanted && has < GRADES;
}
