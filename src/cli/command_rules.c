/* rules: what there is, one of them, whether a folder of them is sound. */
#include <string.h>
#include <unistd.h>

#include "cli/out.h"
#include "cli/session.h"
#include "cli/summary.h"

typedef struct listing {
  jb_lang lang;
  jb_buf *out;
  const char *kind; /* the last one */
  size_t tests, wrong;
} listing;

static bool list_one(void *user, const jb_rule_info *info) {
  listing *l = user;
  if (!l->kind || strcmp(l->kind, info->kind) != 0) {
    jb_buf_format(l->out, "%s%s\n", l->kind ? "\n" : "", jb_text_word(l->lang, "kind.", info->kind));
    l->kind = info->kind;
  }
  jb_buf_str(l->out, "  ");
  jb_term_put(l->out, jb_span_str(info->id), 48);
  size_t width = jb_term_width(jb_span_str(info->id));
  for (size_t i = width; i < 40; i++) jb_buf_char(l->out, ' ');
  jb_buf_str(l->out, "  ");
  const char *word = l->lang == JB_LANG_ZH ? info->word_zh : info->word_en;
  const char *means = jb_rule_means(info, l->lang);
  jb_term_put(l->out, jb_span_str(word ? word : means ? means : ""), 70);
  jb_buf_char(l->out, '\n');
  return true;
}

static void put_pair(jb_buf *out, const char *name, const char *value) {
  if (!value || !*value) return;
  jb_buf_str(out, "  ");
  jb_buf_str(out, name);
  for (size_t i = jb_term_width(jb_span_str(name)); i < 12; i++) jb_buf_char(out, ' ');
  jb_term_put(out, jb_span_str(value), 2000);
  jb_buf_char(out, '\n');
}

void jb_rule_show(jb_buf *out, const jb_rule_info *info, jb_lang lang) {
  const char *word = lang == JB_LANG_ZH ? info->word_zh : info->word_en;
  jb_term_put(out, jb_span_str(info->id), 200);
  jb_buf_format(out, "  %s\n", jb_text_word(lang, "kind.", info->kind));
  put_pair(out, jb_text(lang, JB_TEXT_RULE_WORD), word);
  put_pair(out, jb_text(lang, JB_TEXT_RULE_MEANS), jb_rule_means(info, lang));
  put_pair(out, jb_text(lang, JB_TEXT_RULE_CAVEAT), jb_rule_caveat(info, lang));
  put_pair(out, jb_text(lang, JB_TEXT_RULE_INSTRUMENT), info->instrument);
  put_pair(out, jb_text(lang, JB_TEXT_RULE_CLAUSE), info->clause);
  put_pair(out, jb_text(lang, JB_TEXT_RULE_FROM), info->from);
  put_pair(out, jb_text(lang, JB_TEXT_RULE_TO), info->to);
  put_pair(out, jb_text(lang, JB_TEXT_RULE_SOURCE), info->source);
  put_pair(out, jb_text(lang, JB_TEXT_RULE_BASIS),
           info->basis ? jb_text_word(lang, "basis.", info->basis) : NULL);
  put_pair(out, jb_text(lang, JB_TEXT_RULE_VERIFIED), info->verified);
  jb_buf file = jb_buf_new(4096);
  if (info->file) jb_buf_format(&file, "%s:%u", info->file, info->line);
  jb_buf_char(&file, '\0');
  put_pair(out, jb_text(lang, JB_TEXT_RULE_FILE), (const char *)file.data);
  jb_buf_free(&file);
}

static void test_one(void *user, const jb_rule_test *test) {
  listing *l = user;
  l->tests++;
  if (test->passed) return;
  l->wrong++;
  jb_buf_format(l->out, "%s:%u: %s: ", test->file, test->line, test->rule);
  jb_term_put(l->out, jb_span_str(test->detail ? test->detail : "?"), 300);
  jb_buf_char(l->out, '\n');
}

static int check(const jb_session *s, listing *l, bool examples) {
  size_t failed = 0;
  if (examples && jb_rules_test(s->rules, test_one, l, &failed) != JB_OK) {
    jb_complain(s->rules_dir, 0, "out of memory");
    return JB_EXIT_USAGE;
  }
  jb_term_put(l->out, jb_span_str(s->rules_dir), 300);
  jb_buf_format(l->out, "  SHA-256 %s\n", jb_rules_digest(s->rules));
  char tests[24] = "", wrong[24] = "";
  jb_buf n = jb_buf_new(sizeof tests - 1);
  jb_buf_format(&n, "%zu", l->tests);
  memcpy(tests, n.data, n.len);
  jb_buf_reset(&n);
  jb_buf_format(&n, "%zu", failed);
  memcpy(wrong, n.data, n.len);
  jb_buf_free(&n);
  jb_text_add(l->out, l->lang, examples ? JB_TEXT_RULES_TESTED : JB_TEXT_RULES_SOUND, tests, wrong);
  jb_buf_char(l->out, '\n');
  return failed ? JB_EXIT_VIOLATED : JB_EXIT_OK;
}

static int show(const jb_session *s, listing *l, const char *id) {
  jb_rule_info info;
  if (!jb_rules_find(s->rules, id, &info)) {
    jb_complain(id, 0, jb_text(l->lang, JB_TEXT_ERROR_NO_RULE));
    return JB_EXIT_USAGE;
  }
  jb_rule_show(l->out, &info, l->lang);
  return JB_EXIT_OK;
}

int jb_command_rules(const jb_arguments *args) {
  const char *what = args->operand_count ? args->operands[0] : "list";
  const char *operand = args->operand_count > 1 ? args->operands[1] : NULL;
  bool is_show = strcmp(what, "show") == 0, is_check = strcmp(what, "check") == 0;
  bool is_test = strcmp(what, "test") == 0, is_list = strcmp(what, "list") == 0;
  bool wrong = (!is_show && !is_check && !is_test && !is_list) || args->operand_count > 2 ||
               (is_show && !operand) || (is_list && operand);
  if (wrong) {
    jb_complain("rules", 0, jb_text(args->language, JB_TEXT_ERROR_RULES_USAGE));
    return JB_EXIT_USAGE;
  }
  jb_arguments own = *args;
  if ((is_check || is_test) && operand) own.rules = operand;
  jb_session s;
  int code = jb_session_open(&s, &own, JB_TIER_FAST);
  if (code != JB_EXIT_OK) return code;
  jb_out out;
  jb_error err;
  jb_watch_signals();
  if (jb_out_open(&out, NULL, &err) != JB_OK) code = JB_EXIT_OUTPUT;
  listing l = {.lang = args->language, .out = &out.buf};
  if (code == JB_EXIT_OK && is_list) {
    jb_rules_list(s.rules, list_one, &l);
  } else if (code == JB_EXIT_OK && is_show) {
    code = show(&s, &l, operand);
  } else if (code == JB_EXIT_OK) {
    code = check(&s, &l, is_test);
  }
  if (!jb_out_close(&out)) code = JB_EXIT_OUTPUT;
  jb_session_close(&s);
  return code;
}
