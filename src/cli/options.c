#include "cli/options.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/commands.h"

#define ON(name) (1u << JB_COMMAND_##name)
#define EVERY ((unsigned)JB_OPTION_EVERY)
#define SETTING ((unsigned)JB_OPTION_SETTING)
#define HIDDEN ((unsigned)JB_OPTION_HIDDEN)

static const jb_option_info k_options[] = {
#define JB_OPTION(kind, member, name, short_name, argument, choices, commands)                   \
  {JB_OPTION_##kind, offsetof(jb_arguments, member), name, short_name, argument, choices, commands},
#include "cli/options.def"
#undef JB_OPTION
};
enum { OPTION_COUNT = sizeof k_options / sizeof k_options[0] };

static const jb_command_info k_commands[] = {
#define JB_COMMAND(name, function, operands) {#name, function, operands},
#define JB_COMMAND_LATER(name)
#include "cli/commands.def"
#undef JB_COMMAND
#undef JB_COMMAND_LATER
};

static const char *const k_later[] = {
#define JB_COMMAND(name, function, operands)
#define JB_COMMAND_LATER(name) #name,
#include "cli/commands.def"
#undef JB_COMMAND
#undef JB_COMMAND_LATER
};

const jb_option_info *jb_option_table(size_t *count) {
  *count = OPTION_COUNT;
  return k_options;
}

const jb_command_info *jb_command_table(void) { return k_commands; }

bool jb_command_find(const char *name, jb_command_id *id, bool *later) {
  *later = false;
  for (unsigned i = 0; i < JB_COMMAND_COUNT; i++) {
    if (strcmp(k_commands[i].name, name) == 0) {
      *id = (jb_command_id)i;
      return true;
    }
  }
  for (size_t i = 0; i < sizeof k_later / sizeof k_later[0]; i++) {
    *later |= strcmp(k_later[i], name) == 0;
  }
  return false;
}

/* ---- errors: one line, what and where, in the user's language ---- */

/* A value that somebody typed goes to a terminal: escaped and cut. */
static const char *shown(char room[200], const char *value) {
  jb_buf b = jb_buf_new(200 - 4);
  jb_span raw = jb_span_cut(jb_span_str(value), 0, 40);
  (void)jb_escape(&b, raw);
  if (b.len) memcpy(room, b.data, b.len);
  room[b.len] = '\0';
  if (strlen(value) > raw.len) memcpy(room + b.len, "...", 4);
  jb_buf_free(&b);
  return room;
}

static jb_status complain(jb_error *err, const char *where, unsigned line, jb_lang lang,
                          jb_text_id id, const char *a, const char *b) {
  char room_a[200], room_b[200];
  jb_buf text = jb_buf_new(sizeof err->what - 1);
  jb_text_add(&text, lang, id, a ? shown(room_a, a) : NULL, b ? shown(room_b, b) : NULL);
  jb_buf_char(&text, '\0');
  (void)jb_error_set(err, JB_E_ARG, where, line, "%s",
                     jb_buf_ok(&text) ? (const char *)text.data : jb_text(lang, id));
  jb_buf_free(&text);
  return JB_E_ARG;
}

/* ---- one value ---- */

static bool choice_of(const char *choices, const char *value, unsigned *index) {
  size_t n = strlen(value);
  *index = 0;
  for (const char *c = choices; *c; (*index)++) {
    size_t length = strcspn(c, "|");
    if (length == n && strncmp(c, value, n) == 0) return true;
    c += length + (c[length] == '|');
  }
  return false;
}

static bool number_of(const char *value, unsigned *out) {
  uint64_t v = 0;
  if (!*value) return false;
  for (; *value; value++) {
    if (*value < '0' || *value > '9') return false;
    v = v * 10 + (uint64_t)(*value - '0');
    if (v > 1000000) return false;
  }
  *out = (unsigned)v;
  return true;
}

static bool flag_of(const char *value, bool *out) {
  static const char *const k_yes[] = {"1", "true", "yes", "on"};
  static const char *const k_no[] = {"0", "false", "no", "off", ""};
  for (size_t i = 0; i < sizeof k_yes / sizeof k_yes[0]; i++) {
    if (strcmp(value, k_yes[i]) == 0) return *out = true;
  }
  for (size_t i = 0; i < sizeof k_no / sizeof k_no[0]; i++) {
    if (strcmp(value, k_no[i]) == 0) {
      *out = false;
      return true;
    }
  }
  return false;
}

jb_status jb_option_set(jb_arguments *args, const jb_option_info *o, const char *value,
                        const char *where, unsigned line, jb_lang lang, jb_error *err) {
  void *member = (char *)args + o->offset;
  switch (o->kind) {
    case JB_OPTION_FLAG:
      if (flag_of(value, member)) return JB_OK;
      return complain(err, where, line, lang, JB_TEXT_ERROR_FLAG, value, NULL);
    case JB_OPTION_NUMBER:
      if (number_of(value, member)) return JB_OK;
      return complain(err, where, line, lang, JB_TEXT_ERROR_NUMBER, value, NULL);
    case JB_OPTION_CHOICE: {
      unsigned index;
      if (!choice_of(o->choices, value, &index)) {
        return complain(err, where, line, lang, JB_TEXT_ERROR_CHOICE, value, o->choices);
      }
      *(unsigned *)member = index;
      return JB_OK;
    }
    default:
      if (!*value) return complain(err, where, line, lang, JB_TEXT_ERROR_EMPTY, NULL, NULL);
      *(const char **)member = value;
      return JB_OK;
  }
}

/* ---- the arguments ---- */

static const jb_option_info *find_long(const char *name, size_t length) {
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    if (strlen(k_options[i].name) == length && strncmp(k_options[i].name, name, length) == 0) {
      return &k_options[i];
    }
  }
  return NULL;
}

static const jb_option_info *find_short(char c) {
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    if (k_options[i].short_name == c && c) return &k_options[i];
  }
  return NULL;
}

/* How many single-character changes make one of the other; names are short. */
static unsigned distance(const char *a, size_t n, const char *b) {
  unsigned row[64];
  size_t m = strlen(b);
  if (n >= 63 || m >= 63) return 99;
  for (size_t j = 0; j <= m; j++) row[j] = (unsigned)j;
  for (size_t i = 1; i <= n; i++) {
    unsigned before = row[0];
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= m; j++) {
      unsigned change = before + (a[i - 1] != b[j - 1]);
      before = row[j];
      unsigned shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
      row[j] = change < shorter ? change : shorter;
    }
  }
  return row[m];
}

static const char *nearest(const char *name, size_t length, unsigned command) {
  const char *best = NULL;
  unsigned least = 3;
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    if (!(k_options[i].commands & (1u << command)) || (k_options[i].commands & JB_OPTION_HIDDEN)) {
      continue;
    }
    unsigned d = distance(name, length, k_options[i].name);
    if (d < least) least = d, best = k_options[i].name;
  }
  return best;
}

typedef struct reader {
  jb_arguments *args;
  char **argv;
  int argc, at;
  jb_lang lang;
  jb_error *err;
} reader;

static jb_status unknown(reader *r, const char *where, const char *name, size_t length) {
  const char *near = name ? nearest(name, length, r->args->command) : NULL;
  return complain(r->err, where, 0, r->lang,
                  near ? JB_TEXT_ERROR_OPTION_NEAR : JB_TEXT_ERROR_OPTION, near, NULL);
}

/* `attached`: the value that stands with the option, or NULL. */
static jb_status take(reader *r, const jb_option_info *o, const char *where,
                      const char *attached) {
  if (!(o->commands & (1u << r->args->command))) {
    return complain(r->err, where, 0, r->lang, JB_TEXT_ERROR_NOT_HERE,
                    k_commands[r->args->command].name, NULL);
  }
  if (o->kind == JB_OPTION_FLAG) {
    if (attached) return complain(r->err, where, 0, r->lang, JB_TEXT_ERROR_NO_VALUE, NULL, NULL);
    return jb_option_set(r->args, o, "1", where, 0, r->lang, r->err);
  }
  if (!attached && r->at + 1 >= r->argc) {
    return complain(r->err, where, 0, r->lang, JB_TEXT_ERROR_VALUE, o->argument, NULL);
  }
  const char *value = attached ? attached : r->argv[++r->at];
  return jb_option_set(r->args, o, value, where, 0, r->lang, r->err);
}

static jb_status take_long(reader *r, const char *argument) {
  const char *name = argument + 2;
  size_t length = strcspn(name, "=");
  const jb_option_info *o = find_long(name, length);
  char where[200];
  jb_buf b = jb_buf_new(sizeof where - 1);
  (void)jb_escape(&b, jb_span_of(argument, length < 40 ? length + 2 : 42));
  memcpy(where, b.data, b.len);
  where[b.len] = '\0';
  jb_buf_free(&b);
  if (!o) return unknown(r, where, name, length);
  return take(r, o, where, name[length] == '=' ? name + length + 1 : NULL);
}

/* -rj4, -ofile, -o file */
static jb_status take_short(reader *r, const char *argument) {
  jb_status status = JB_OK;
  for (const char *c = argument + 1; *c && status == JB_OK; c++) {
    const jb_option_info *o = find_short(*c);
    char where[8];
    where[0] = '-';
    where[1] = *c > 0x20 && *c < 0x7F ? *c : '?';
    where[2] = '\0';
    if (!o) return unknown(r, where, NULL, 0);
    if (o->kind == JB_OPTION_FLAG) {
      status = take(r, o, where, NULL);
      continue;
    }
    return take(r, o, where, c[1] ? c + 1 : NULL);
  }
  return status;
}

jb_lang jb_arguments_lang(int argc, char **argv) {
  jb_lang lang = JB_LANG_EN;
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    const char *value = NULL;
    if (strncmp(argv[i], "--lang=", 7) == 0) value = argv[i] + 7;
    if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) value = argv[i + 1];
    if (jb_lang_parse(value, &lang)) return lang;
  }
  /* the order in which a locale would be chosen */
  static const char *const k_names[] = {"JIANBIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < sizeof k_names / sizeof k_names[0]; i++) {
    const char *value = getenv(k_names[i]);
    if (jb_lang_parse(value, &lang)) return lang;
    /* "C" says no language, but it is said: what comes later does not count (POSIX 8.2) */
    if (value && *value) return JB_LANG_EN;
  }
  return lang;
}

static void defaults(jb_arguments *args) {
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    bool counts = k_options[i].kind == JB_OPTION_NUMBER || k_options[i].kind == JB_OPTION_CHOICE;
    unsigned *member = (unsigned *)(void *)((char *)args + k_options[i].offset);
    if (counts) *member = JB_NOT_GIVEN;
  }
}

jb_status jb_arguments_read(int argc, char **argv, jb_command_id command, jb_lang lang,
                            jb_arguments *out, jb_error *err) {
  jb_arguments args = {.command = command};
  defaults(&args);
  jb_status status = jb_settings_read(&args, lang, err);
  reader r = {&args, argv, argc, 2, lang, err};
  int operands = 2; /* operands move to the front, after the command */
  bool only_operands = false;
  for (; r.at < argc && status == JB_OK; r.at++) {
    char *a = argv[r.at];
    if (only_operands || a[0] != '-' || a[1] == '\0') {
      argv[operands++] = a;
    } else if (strcmp(a, "--") == 0) {
      only_operands = true;
    } else if (a[1] == '-') {
      status = take_long(&r, a);
    } else {
      status = take_short(&r, a);
    }
  }
  if (status != JB_OK) return status;
  if (args.fast + args.full + args.deep > 1) {
    return complain(err, "--fast, --full, --deep", 0, lang, JB_TEXT_ERROR_ONE_TIER, NULL, NULL);
  }
  if (args.jobs == 0) return complain(err, "--jobs", 0, lang, JB_TEXT_ERROR_ZERO, NULL, NULL);
  args.language = args.lang == JB_NOT_GIVEN ? lang : args.lang == 0 ? JB_LANG_ZH : JB_LANG_EN;
  args.operands = (const char *const *)(void *)(argv + 2);
  args.operand_count = (size_t)(operands - 2);
  *out = args;
  return JB_OK;
}
