/* explain: a rule, a code or a word of the output; with a file, why the rule
 * came out as it did there. */
#include <string.h>
#include <unistd.h>

#include "cli/out.h"
#include "cli/session.h"
#include "cli/summary.h"

typedef struct search {
  jb_lang lang;
  jb_buf *out;
  jb_span word;
  bool exact; /* this pass: the whole id or word, otherwise a piece of it */
  size_t hits;
} search;

enum { HITS_MAX = 12 };

/* "a|b": one of the words, or a piece of one. */
static bool word_fits(const search *s, const char *words) {
  jb_span all = jb_span_str(words);
  while (all.len) {
    size_t bar = jb_span_find(all, jb_span_str("|"));
    jb_span one = jb_span_trim(jb_span_cut(all, 0, bar == SIZE_MAX ? all.len : bar));
    if (s->exact ? jb_span_equal_nocase(one, s->word)
                 : jb_span_find_nocase(one, s->word) != SIZE_MAX) {
      return true;
    }
    if (bar == SIZE_MAX) break;
    all = jb_span_cut(all, bar + 1, all.len);
  }
  return false;
}

/* The value of "ai_origin.confirmed" is known by its last piece too. */
static bool id_fits(const search *s, const char *id) {
  if (word_fits(s, id)) return true;
  const char *dot = strrchr(id, '.');
  return s->exact && dot && jb_span_is(s->word, dot + 1);
}

static bool visit(void *user, const jb_rule_info *info) {
  search *s = user;
  bool fits = id_fits(s, info->id) || (info->word_zh && word_fits(s, info->word_zh)) ||
              (info->word_en && word_fits(s, info->word_en));
  if (!fits) return true;
  if (s->hits++) jb_buf_char(s->out, '\n');
  jb_rule_show(s->out, info, s->lang);
  return s->hits < HITS_MAX;
}

/* Codes and words of the program itself: po/ under these prefixes. */
static void search_texts(search *s) {
  static const char *const k_prefixes[] = {"code.", "probe.", "why.", "basis."};
  char name[256];
  if (s->word.len >= sizeof name || memchr(s->word.ptr, 0, s->word.len)) return;
  memcpy(name, s->word.ptr, s->word.len);
  name[s->word.len] = '\0';
  for (size_t i = 0; i < sizeof k_prefixes / sizeof k_prefixes[0]; i++) {
    jb_text_id id;
    if (!jb_text_find(k_prefixes[i], name, &id)) continue;
    if (s->hits++) jb_buf_char(s->out, '\n');
    jb_buf_format(s->out, "%s  %s\n", name, jb_text(s->lang, id));
  }
}

static size_t find_all(const jb_session *session, search *s) {
  s->exact = true;
  jb_rules_list(session->rules, visit, s);
  if (s->hits == 0) search_texts(s);
  if (s->hits == 0 && s->word.len >= 2) {
    s->exact = false;
    jb_rules_list(session->rules, visit, s);
  }
  return s->hits;
}

/* ---- with a file ---- */

static void put_evidence(jb_report *r, const jb_inspection *in, const uint32_t *ids, size_t count) {
  for (size_t i = 0; i < count && i < 16; i++) {
    if (ids[i] >= in->finding_count) continue;
    const jb_finding *f = in->findings[ids[i]];
    jb_buf_format(r->out, "    #%u ", f->id);
    jb_summary_finding(r->out, r, f, 110);
    jb_buf_str(r->out, "\n       ");
    jb_summary_place(r->out, r, in, f, 90);
    jb_buf_char(r->out, '\n');
    for (size_t k = 0; k < f->check_count; k++) {
      const jb_check *c = &f->checks[k];
      if (c->answer == JB_CHECK_PASS) continue;
      jb_buf_format(r->out, "       %s %s  %s  ", jb_check_answer_name(c->answer), c->id,
                    c->clause ? c->clause : "");
      jb_term_put(r->out, jb_span_str(c->detail), 80);
      jb_buf_char(r->out, '\n');
    }
  }
}

static void put_gave(jb_report *r, const char *what, const char *value) {
  jb_buf_format(r->out, "  %s %s", jb_text(r->lang, JB_TEXT_EXPLAIN_GAVE), what);
  if (value) {
    jb_buf_str(r->out, " = ");
    jb_term_put(r->out, jb_span_str(value), 100);
  }
  jb_buf_char(r->out, '\n');
}

/* Clauses: every one in force has an outcome. */
static bool explain_outcomes(jb_report *r, const jb_inspection *in, const char *rule) {
  bool any = false;
  for (size_t i = 0; i < in->rule_count; i++) {
    const jb_rule_result *o = &in->rules[i];
    if (strcmp(o->rule, rule) != 0) continue;
    any = true;
    const char *says = jb_outcome_text(r, o, in->as_of);
    jb_buf_format(r->out, "  %s", jb_text_word(r->lang, "outcome.", jb_outcome_name(o->outcome)));
    if (says) jb_buf_str(r->out, r->lang == JB_LANG_ZH ? "\xEF\xBC\x9A" : ": ");
    jb_term_put(r->out, jb_span_str(says), 400);
    jb_buf_char(r->out, '\n');
    put_evidence(r, in, o->findings, o->finding_count);
  }
  return any;
}

/* Rows of rules/verdict.xml: the state of a label, a value of an axis,
 * a next step. */
static bool explain_verdict(jb_report *r, const jb_inspection *in, const char *rule) {
  const jb_verdict *v = &in->verdict;
  bool any = false;
  for (size_t i = 0; i < in->label_count; i++) {
    const jb_label *l = &in->labels[i];
    if (!l->rule || strcmp(l->rule, rule) != 0) continue;
    any = true;
    put_gave(r, l->scheme, l->state);
    put_evidence(r, in, l->findings, l->finding_count);
  }
  for (size_t i = 0; i < v->because_count; i++) {
    const jb_because *b = &v->because[i];
    if (strcmp(b->rule, rule) != 0) continue;
    any = true;
    put_gave(r, b->axis, NULL);
    put_evidence(r, in, b->findings, b->finding_count);
  }
  for (size_t i = 0; i < v->next_step_count; i++) {
    if (strcmp(v->next_steps[i], rule) != 0) continue;
    any = true;
    jb_buf_format(r->out, "  %s\n", jb_text(r->lang, JB_TEXT_EXPLAIN_STEP));
  }
  return any;
}

/* Findings whose code is the word, or begins with it: "origin" means all of
 * "origin.*". */
static bool explain_findings(jb_report *r, const jb_inspection *in, const char *word) {
  jb_span begin = jb_span_str(word);
  bool any = false;
  if (begin.len && begin.ptr[begin.len - 1] == '*') begin.len--;
  if (begin.len && begin.ptr[begin.len - 1] == '.') begin.len--;
  for (size_t i = 0; i < in->finding_count; i++) {
    jb_span code = jb_span_str(in->findings[i]->code);
    bool whole = code.len == begin.len || (code.len > begin.len && code.ptr[begin.len] == '.');
    if (!begin.len || !whole || !jb_span_starts(code, begin)) continue;
    uint32_t id = (uint32_t)i;
    any = true;
    put_evidence(r, in, &id, 1);
  }
  return any;
}

/* Why a rule has nothing to say here. */
static void put_silence(jb_report *r, const jb_inspection *in, const char *rule) {
  jb_rule_info info;
  jb_text_id why = JB_TEXT_EXPLAIN_SILENT;
  if (jb_rules_find(r->session->rules, rule, &info) && strcmp(info.kind, "term") != 0) {
    /* every clause in force has an outcome, so this one is not */
    bool clause = strcmp(info.kind, "clause") == 0;
    why = clause ? JB_TEXT_EXPLAIN_NOT_IN_FORCE : JB_TEXT_EXPLAIN_NOT_TRIGGERED;
  }
  jb_buf_str(r->out, "  ");
  jb_text_add(r->out, r->lang, why, in->as_of ? in->as_of : "?");
  jb_buf_char(r->out, '\n');
  if (jb_summary_not_checked(r->out, r, in, true, 200)) jb_buf_char(r->out, '\n');
}

static int explain_file(jb_session *s, jb_report *r, const char *rule, const char *path) {
  jb_inspection *in = NULL;
  int code = jb_session_inspect(s, path, &in);
  if (code != JB_EXIT_OK) return code;
  jb_buf_char(r->out, '\n');
  jb_term_put(r->out, jb_span_str(path), 200);
  jb_buf_char(r->out, '\n');
  bool any = explain_outcomes(r, in, rule);
  any = explain_verdict(r, in, rule) || any;
  any = explain_findings(r, in, rule) || any;
  if (!any) put_silence(r, in, rule);
  jb_inspection_free(in);
  return JB_EXIT_OK;
}

int jb_command_explain(const jb_arguments *args) {
  jb_session s;
  jb_out out;
  jb_error err;
  if (args->operand_count < 1 || args->operand_count > 2) {
    jb_complain("explain", 0, jb_text(args->language, JB_TEXT_ERROR_EXPLAIN_USAGE));
    return JB_EXIT_USAGE;
  }
  int code = jb_session_open(&s, args, JB_TIER_FULL);
  if (code != JB_EXIT_OK) return code;
  jb_watch_signals();
  if (jb_out_open(&out, NULL, &err) != JB_OK) code = JB_EXIT_OUTPUT;
  jb_report report = {.session = &s, .lang = s.lang, .out = &out.buf};
  search what = {.lang = s.lang, .out = &out.buf, .word = jb_span_trim(jb_span_str(args->operands[0]))};
  if (code == JB_EXIT_OK && find_all(&s, &what) == 0) {
    jb_complain(args->operands[0], 0, jb_text(s.lang, JB_TEXT_ERROR_NO_WORD));
    code = JB_EXIT_USAGE;
  }
  if (code == JB_EXIT_OK && args->operand_count == 2) {
    code = explain_file(&s, &report, args->operands[0], args->operands[1]);
  }
  if (!jb_out_close(&out)) code = JB_EXIT_OUTPUT;
  jb_session_close(&s);
  return code;
}
