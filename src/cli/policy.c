#define _POSIX_C_SOURCE 200809L
#include "cli/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/date.h"
#include "base/json.h"
#include "cli/term.h"

enum { FILE_MAX = 16 << 20, ARENA_MAX = 128 << 20, NODES_MAX = 1 << 20 };

typedef enum on_undetermined { REPORT, FAIL, PASS } on_undetermined;

typedef struct waiver {
  jb_span sha256, rule; /* one of them */
  int64_t until;        /* day */
} waiver;

struct jb_policy {
  jb_arena *arena;
  jb_buf text;
  unsigned least_grade; /* rank of --fail-on, 0: none */
  bool has_file;
  const char **rules;
  size_t rule_count;
  waiver *waivers;
  size_t waiver_count;
  on_undetermined undetermined;
};

void jb_policy_free(jb_policy *p) {
  if (!p) return;
  jb_arena_free(p->arena);
  jb_buf_free(&p->text);
  free(p);
}

unsigned jb_grade_rank(const char *grade) {
  static const char *const k_ranks[] = {"none_found", "undetermined", "suspected", "highly_likely",
                                        "confirmed"};
  for (unsigned i = 0; grade && i < sizeof k_ranks / sizeof k_ranks[0]; i++) {
    if (strcmp(grade, k_ranks[i]) == 0) return i;
  }
  return 0;
}

bool jb_is_shortfall(const jb_not_checked *n) {
  return n->why == JB_WHY_INPUT || n->why == JB_WHY_LIMIT || n->why == JB_WHY_WORKER ||
         n->why == JB_WHY_MISSING;
}

/* ---- reading the file ---- */

typedef struct reader {
  const jb_session *session;
  const char *path;
  jb_policy *policy;
} reader;

static bool wrong(const reader *r, size_t at, const char *what) {
  unsigned line = 1;
  jb_span before = jb_span_cut(jb_buf_span(&r->policy->text), 0, at);
  for (size_t i = 0; i < before.len; i++) line += before.ptr[i] == '\n';
  jb_complain(r->path, line, what);
  return false;
}

static bool wrong_text(const reader *r, size_t at, jb_text_id id, jb_span value) {
  jb_buf what = jb_buf_new(4096), shown = jb_buf_new(1024);
  jb_term_put(&shown, value, 60);
  jb_buf_char(&shown, '\0');
  jb_text_add(&what, r->session->lang, id, (const char *)shown.data);
  jb_buf_char(&what, '\0');
  (void)wrong(r, at, (const char *)what.data);
  jb_buf_free(&shown);
  jb_buf_free(&what);
  return false;
}

static bool read_bytes(reader *r) {
  FILE *f = fopen(r->path, "rbe");
  if (!f) {
    jb_complain(r->path, 0, strerror(errno));
    return false;
  }
  uint8_t block[8192];
  for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) {
    jb_buf_add(&r->policy->text, jb_span_of(block, n));
  }
  bool bad = ferror(f) || !jb_buf_ok(&r->policy->text);
  (void)fclose(f);
  if (bad) jb_complain(r->path, 0, strerror(EIO));
  return !bad;
}

static bool read_rules(reader *r, const jb_json_node *list) {
  jb_policy *p = r->policy;
  if (list->kind != JB_JSON_LIST) return wrong_text(r, list->at, JB_TEXT_POLICY_LIST, list->key);
  p->rules = jb_arena_array(p->arena, list->count + 1, sizeof *p->rules);
  for (const jb_json_node *n = list->first; p->rules && n; n = n->next) {
    jb_rule_info info;
    if (n->kind != JB_JSON_STRING) return wrong_text(r, n->at, JB_TEXT_POLICY_TEXT, list->key);
    const char *id = jb_arena_string(p->arena, n->text);
    if (!id || !jb_rules_find(r->session->rules, id, &info)) {
      return wrong_text(r, n->at, JB_TEXT_POLICY_RULE, n->text);
    }
    p->rules[p->rule_count++] = id;
  }
  return p->rules != NULL;
}

static bool read_waiver(reader *r, const jb_json_node *n, waiver *w) {
  bool has_reason = false, has_until = false;
  if (n->kind != JB_JSON_OBJECT) return wrong_text(r, n->at, JB_TEXT_POLICY_WAIVER, n->text);
  for (const jb_json_node *m = n->first; m; m = m->next) {
    if (m->kind != JB_JSON_STRING) return wrong_text(r, m->at, JB_TEXT_POLICY_TEXT, m->key);
    if (jb_span_is(m->key, "sha256")) {
      w->sha256 = m->text;
    } else if (jb_span_is(m->key, "rule")) {
      w->rule = m->text;
    } else if (jb_span_is(m->key, "until")) {
      has_until = jb_date_parse(m->text, &w->until);
      if (!has_until) return wrong_text(r, m->at, JB_TEXT_ERROR_DATE, m->text);
    } else if (jb_span_is(m->key, "reason")) {
      has_reason = m->text.len > 0;
    } else {
      return wrong_text(r, m->key_at, JB_TEXT_POLICY_KEY, m->key);
    }
  }
  bool one = (w->sha256.len == 64) != (w->rule.len > 0);
  if (!one || !has_reason || !has_until) {
    return wrong_text(r, n->at, JB_TEXT_POLICY_WAIVER, jb_span_of("", 0));
  }
  return true;
}

static bool read_waivers(reader *r, const jb_json_node *list) {
  jb_policy *p = r->policy;
  if (list->kind != JB_JSON_LIST) return wrong_text(r, list->at, JB_TEXT_POLICY_LIST, list->key);
  p->waivers = jb_arena_array(p->arena, list->count + 1, sizeof *p->waivers);
  for (const jb_json_node *n = list->first; p->waivers && n; n = n->next) {
    if (!read_waiver(r, n, &p->waivers[p->waiver_count])) return false;
    p->waiver_count++;
  }
  return p->waivers != NULL;
}

static bool read_undetermined(reader *r, const jb_json_node *n) {
  if (jb_span_is(n->text, "fail")) r->policy->undetermined = FAIL;
  else if (jb_span_is(n->text, "pass")) r->policy->undetermined = PASS;
  else if (jb_span_is(n->text, "report")) r->policy->undetermined = REPORT;
  else return wrong_text(r, n->at, JB_TEXT_POLICY_UNDETERMINED, n->text);
  return true;
}

static bool read_policy(reader *r) {
  jb_policy *p = r->policy;
  if (!read_bytes(r)) return false;
  jb_json_result json =
      jb_json_parse(p->arena, jb_buf_span(&p->text),
                    (jb_json_options){.depth_max = 16, .nodes_max = NODES_MAX});
  if (!json.root) return wrong(r, json.error_at, json.error);
  if (json.root->kind != JB_JSON_OBJECT) return wrong(r, json.root->at, "{...} expected");
  for (const jb_json_node *m = json.root->first; m; m = m->next) {
    bool ok = true;
    if (jb_span_is(m->key, "rules")) {
      ok = read_rules(r, m);
    } else if (jb_span_is(m->key, "waivers")) {
      ok = read_waivers(r, m);
    } else if (jb_span_is(m->key, "on_undetermined")) {
      ok = read_undetermined(r, m);
    } else if (!jb_span_is(m->key, "id")) {
      /* a misspelt key would be a rule that nobody applies */
      ok = wrong_text(r, m->key_at, JB_TEXT_POLICY_KEY, m->key);
    }
    if (!ok) return false;
  }
  p->has_file = true;
  return true;
}

int jb_policy_open(const jb_session *s, jb_policy **out) {
  const jb_arguments *args = s->args;
  *out = NULL;
  if (!args->policy && args->fail_on == JB_NOT_GIVEN) return JB_EXIT_OK;
  jb_policy *p = calloc(1, sizeof *p);
  if (p) p->arena = jb_arena_new(ARENA_MAX);
  if (!p || !p->arena) {
    jb_policy_free(p);
    jb_complain(NULL, 0, "out of memory");
    return JB_EXIT_USAGE;
  }
  p->text = jb_buf_new(FILE_MAX);
  if (args->fail_on != JB_NOT_GIVEN) p->least_grade = jb_grade_rank("suspected") + args->fail_on;
  reader r = {s, args->policy, p};
  if (args->policy && !read_policy(&r)) {
    jb_policy_free(p);
    return JB_EXIT_USAGE;
  }
  *out = p;
  return JB_EXIT_OK;
}

/* ---- ruling ---- */

static bool is_waived(const jb_policy *p, const jb_inspection *in, const char *rule) {
  char hex[65] = "";
  int64_t day = 0;
  if (in->file.has_sha256) jb_hex_string(hex, jb_span_of(in->file.sha256, 32));
  (void)jb_date_parse(jb_span_str(in->as_of), &day);
  for (size_t i = 0; i < p->waiver_count; i++) {
    const waiver *w = &p->waivers[i];
    bool meant = w->rule.len ? jb_span_is(w->rule, rule)
                             : jb_span_equal_nocase(w->sha256, jb_span_str(hex));
    if (meant && day <= w->until) return true;
  }
  return false;
}

static void add_reason(const jb_policy *p, const jb_inspection *in, jb_ruling *ruling,
                       const char *reason) {
  if (is_waived(p, in, reason)) {
    ruling->waived++;
    return;
  }
  ruling->violated = true;
  if (ruling->reason_count < JB_RULING_REASONS) ruling->reasons[ruling->reason_count] = reason;
  ruling->reason_count++;
}

static bool is_listed(const jb_policy *p, const char *rule) {
  for (size_t i = 0; i < p->rule_count; i++) {
    if (strcmp(p->rules[i], rule) == 0) return true;
  }
  return false;
}

jb_ruling jb_policy_rule(const jb_policy *p, const jb_inspection *in) {
  jb_ruling ruling = {.asked = p != NULL};
  for (size_t i = 0; i < in->not_checked_count; i++) {
    ruling.inconclusive |= jb_is_shortfall(&in->not_checked[i]);
  }
  if (!p) return ruling;
  if (p->least_grade && jb_grade_rank(in->verdict.ai_origin) >= p->least_grade) {
    add_reason(p, in, &ruling, "ai_origin");
  }
  for (size_t i = 0; p->has_file && i < in->rule_count; i++) {
    const jb_rule_result *r = &in->rules[i];
    if (!is_listed(p, r->rule)) continue;
    if (r->outcome == JB_OUTCOME_VIOLATED) add_reason(p, in, &ruling, r->rule);
    if (r->outcome != JB_OUTCOME_UNDETERMINED) continue;
    if (p->undetermined == FAIL) add_reason(p, in, &ruling, r->rule);
    if (p->undetermined == REPORT) ruling.inconclusive = true;
  }
  return ruling;
}
