#define _POSIX_C_SOURCE 200809L
/* rules: what there is, one of them, whether a folder of them is sound. */
#include <stdio.h>
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

/* Spellings of a word stand with bars between them. */
static void put_words(jb_buf *out, const char *name, const char *words) {
  jb_buf text = jb_buf_new(4096);
  for (; words && *words; words++) {
    if (*words == '|') {
      jb_buf_str(&text, " / ");
    } else {
      jb_buf_char(&text, *words);
    }
  }
  jb_buf_char(&text, '\0');
  put_pair(out, name, (const char *)text.data);
  jb_buf_free(&text);
}

void jb_rule_show(jb_buf *out, const jb_rule_info *info, jb_lang lang) {
  const char *word = lang == JB_LANG_ZH ? info->word_zh : info->word_en;
  jb_term_put(out, jb_span_str(info->id), 200);
  jb_buf_format(out, "  %s\n", jb_text_word(lang, "kind.", info->kind));
  put_words(out, jb_text(lang, JB_TEXT_RULE_WORD), word);
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

static void put_sum(const jb_session *s, listing *l) {
  jb_term_put(l->out, jb_span_str(s->rules_dir), 300);
  jb_buf_format(l->out, "  SHA-256 %s\n", jb_rules_digest(s->rules));
}

static int test(const jb_session *s, listing *l) {
  size_t failed = 0;
  if (jb_rules_test(s->rules, test_one, l, &failed) != JB_OK) {
    jb_complain(s->rules_dir, 0, "out of memory");
    return JB_EXIT_USAGE;
  }
  put_sum(s, l);
  char tests[24] = "", wrong[24] = "";
  jb_buf n = jb_buf_new(sizeof tests - 1);
  jb_buf_format(&n, "%zu", l->tests);
  memcpy(tests, n.data, n.len);
  jb_buf_reset(&n);
  jb_buf_format(&n, "%zu", failed);
  memcpy(wrong, n.data, n.len);
  jb_buf_free(&n);
  jb_text_add(l->out, l->lang, JB_TEXT_RULES_TESTED, tests, wrong);
  jb_buf_char(l->out, '\n');
  return failed ? JB_EXIT_VIOLATED : JB_EXIT_OK;
}

static void tell_mistake(void *user, const jb_error *error) {
  (void)user;
  jb_complain_error(error);
}

/* Every mistake, one line each; a folder without a schema of its own is held
 * against the shipped one. */
static int check(const jb_arguments *args, const char *operand) {
  jb_arguments shipped = *args;
  char directory[4096], home[4096], schema[4200];
  if (operand) shipped.rules = operand;
  if (!jb_rules_directory(&shipped, directory)) {
    jb_complain(directory, 0, jb_text(args->language, JB_TEXT_ERROR_NO_RULES));
    return JB_EXIT_USAGE;
  }
  shipped.rules = NULL;
  (void)snprintf(schema, sizeof schema, "%s/ruleset.rng", directory);
  bool own = access(schema, R_OK) == 0;
  if (!own && jb_rules_directory(&shipped, home)) {
    (void)snprintf(schema, sizeof schema, "%s/ruleset.rng", home);
  }
  size_t mistakes = 0;
  jb_status status = jb_rules_check(directory, access(schema, R_OK) == 0 ? schema : NULL,
                                    tell_mistake, NULL, &mistakes);
  if (status != JB_OK) jb_complain(directory, 0, jb_status_name(status));
  return status != JB_OK || mistakes ? JB_EXIT_USAGE : JB_EXIT_OK;
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
  int code = is_check ? check(args, operand) : JB_EXIT_OK;
  if (code != JB_EXIT_OK) return code;
  if ((is_check || is_test) && operand) own.rules = operand;
  jb_session s;
  code = jb_session_open(&s, &own, JB_TIER_FAST);
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
  } else if (code == JB_EXIT_OK && is_test) {
    code = test(&s, &l);
  } else if (code == JB_EXIT_OK) {
    put_sum(&s, &l);
    jb_buf_format(l.out, "%s\n", jb_text(l.lang, JB_TEXT_RULES_SOUND));
  }
  if (!jb_out_close(&out)) code = JB_EXIT_OUTPUT;
  jb_session_close(&s);
  return code;
}
