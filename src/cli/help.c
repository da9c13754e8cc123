/* --help, the man page and the completions of shells, from the tables. */
#include <string.h>

#include "cli/commands.h"
#include "cli/term.h"
#include "jianbiao/jianbiao.h"

enum { HELP_COLUMN = 28 };

static bool takes(const jb_option_info *o, jb_command_id command) {
  return (o->commands & (1u << command)) && !(o->commands & JB_OPTION_HIDDEN);
}

static const char *summary_of(jb_lang lang, jb_command_id command) {
  return jb_text_word(lang, "command.", jb_command_table()[command].name);
}

static const char *meaning_of(jb_lang lang, const jb_option_info *o) {
  return jb_text_word(lang, "option.", o->name);
}

/* ---- --help ---- */

static void pad(jb_buf *out, size_t used, size_t column) {
  for (size_t i = used; i < column; i++) jb_buf_char(out, ' ');
}

static void help_option(jb_buf *out, const jb_option_info *o, jb_lang lang) {
  jb_buf left = jb_buf_new(1024);
  if (o->short_name) jb_buf_format(&left, "  -%c, ", o->short_name);
  jb_buf_format(&left, "%s--%s", o->short_name ? "" : "      ", o->name);
  if (o->argument) jb_buf_format(&left, " %s", o->argument);
  jb_buf_add(out, jb_buf_span(&left));
  if (left.len + 1 > HELP_COLUMN) {
    jb_buf_char(out, '\n');
    left.len = 0;
  }
  pad(out, left.len, HELP_COLUMN);
  jb_buf_str(out, meaning_of(lang, o));
  if (o->choices) jb_buf_format(out, " (%s)", o->choices);
  jb_buf_char(out, '\n');
  jb_buf_free(&left);
}

static void help_program(jb_buf *out, jb_lang lang) {
  jb_buf_str(out, jb_text(lang, JB_TEXT_HELP_INTRO));
  jb_buf_str(out, "\n\n  jianbiao COMMAND [OPTION]... [OPERAND]...\n\n");
  for (unsigned i = 0; i < JB_COMMAND_COUNT; i++) {
    const char *name = jb_command_table()[i].name;
    jb_buf_format(out, "  %s", name);
    pad(out, strlen(name) + 2, 14);
    jb_buf_format(out, "%s\n", summary_of(lang, (jb_command_id)i));
  }
  jb_buf_char(out, '\n');
  jb_buf_str(out, jb_text(lang, JB_TEXT_HELP_MORE));
  jb_buf_str(out, "\n\n");
  jb_buf_str(out, jb_text(lang, JB_TEXT_HELP_EXIT));
  jb_buf_char(out, '\n');
}

void jb_help(jb_buf *out, jb_command_id command, jb_lang lang) {
  size_t count;
  const jb_option_info *options = jb_option_table(&count);
  if (command == JB_COMMAND_NONE) {
    help_program(out, lang);
    return;
  }
  const jb_command_info *c = &jb_command_table()[command];
  jb_buf_format(out, "jianbiao %s [OPTION]... %s\n\n%s\n\n", c->name, c->operands,
                summary_of(lang, command));
  for (size_t i = 0; i < count; i++) {
    if (takes(&options[i], command)) help_option(out, &options[i], lang);
  }
  jb_buf_char(out, '\n');
  jb_buf_str(out, jb_text(lang, JB_TEXT_HELP_EXIT));
  jb_buf_char(out, '\n');
}

/* ---- man ---- */

/* Text of ours in troff: backslashes, leading dots, hyphens that are minus. */
static void troff(jb_buf *out, const char *text) {
  bool start = true;
  for (; *text; text++) {
    if (start && (*text == '.' || *text == '\'')) jb_buf_str(out, "\\&");
    if (*text == '\\') {
      jb_buf_str(out, "\\e");
    } else if (*text == '-') {
      jb_buf_str(out, "\\-");
    } else {
      jb_buf_char(out, *text);
    }
    start = *text == '\n';
  }
}

static void man_option(jb_buf *out, const jb_option_info *o) {
  jb_buf_str(out, ".TP\n\\fB");
  if (o->short_name) {
    jb_buf_format(out, "\\-%c", o->short_name);
    jb_buf_str(out, "\\fR, \\fB");
  }
  jb_buf_str(out, "\\-\\-");
  troff(out, o->name);
  jb_buf_str(out, "\\fR");
  if (o->argument) jb_buf_format(out, " \\fI%s\\fR", o->argument);
  jb_buf_char(out, '\n');
  troff(out, meaning_of(JB_LANG_EN, o));
  if (o->choices) {
    jb_buf_str(out, "\n(");
    troff(out, o->choices);
    jb_buf_char(out, ')');
  }
  jb_buf_str(out, "\n.br\n(");
  const char *between = "";
  for (unsigned c = 0; c < JB_COMMAND_COUNT; c++) {
    if ((o->commands & JB_OPTION_EVERY) == JB_OPTION_EVERY) break;
    if (!(o->commands & (1u << c))) continue;
    jb_buf_format(out, "%s%s", between, jb_command_table()[c].name);
    between = ", ";
  }
  jb_buf_str(out, *between ? ")\n" : "every command)\n");
}

static void man(jb_buf *out) {
  size_t count;
  const jb_option_info *options = jb_option_table(&count);
  jb_buf_format(out, ".TH JIANBIAO 1 \"\" \"jianbiao %s\" \"User Commands\"\n", jb_version());
  jb_buf_str(out, ".SH NAME\njianbiao \\- ");
  troff(out, jb_text(JB_LANG_EN, JB_TEXT_HELP_NAME));
  jb_buf_str(out, "\n.SH SYNOPSIS\n");
  for (unsigned i = 0; i < JB_COMMAND_COUNT; i++) {
    jb_buf_format(out, ".B jianbiao %s\n[\\fIOPTION\\fR]... ", jb_command_table()[i].name);
    troff(out, jb_command_table()[i].operands);
    jb_buf_str(out, "\n.br\n");
  }
  jb_buf_str(out, ".SH DESCRIPTION\n");
  troff(out, jb_text(JB_LANG_EN, JB_TEXT_HELP_INTRO));
  jb_buf_str(out, "\n.SH COMMANDS\n");
  for (unsigned i = 0; i < JB_COMMAND_COUNT; i++) {
    jb_buf_format(out, ".TP\n.B %s\n", jb_command_table()[i].name);
    troff(out, summary_of(JB_LANG_EN, (jb_command_id)i));
    jb_buf_char(out, '\n');
  }
  jb_buf_str(out, ".SH OPTIONS\n");
  for (size_t i = 0; i < count; i++) {
    if (!(options[i].commands & JB_OPTION_HIDDEN)) man_option(out, &options[i]);
  }
  jb_buf_str(out, ".SH EXIT STATUS\n.nf\n");
  troff(out, jb_text(JB_LANG_EN, JB_TEXT_HELP_EXIT));
  jb_buf_str(out, "\n.fi\n.SH ENVIRONMENT\n");
  troff(out, jb_text(JB_LANG_EN, JB_TEXT_HELP_ENVIRONMENT));
  jb_buf_str(out, "\n.SH FILES\n");
  troff(out, jb_text(JB_LANG_EN, JB_TEXT_HELP_FILES));
  jb_buf_char(out, '\n');
}

/* ---- completions ---- */

static void names(jb_buf *out, const char *between) {
  for (unsigned i = 0; i < JB_COMMAND_COUNT; i++) {
    jb_buf_format(out, "%s%s", i ? between : "", jb_command_table()[i].name);
  }
}

/* "a|b|c" with blanks. */
static void spaced(jb_buf *out, const char *choices) {
  for (; *choices; choices++) jb_buf_char(out, *choices == '|' ? ' ' : *choices);
}

static void bash(jb_buf *out) {
  size_t count;
  const jb_option_info *options = jb_option_table(&count);
  jb_buf_str(out,
             "# bash completion of jianbiao\n_jianbiao() {\n"
             "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
             "  COMPREPLY=()\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
             "    mapfile -t COMPREPLY < <(compgen -W \"");
  names(out, " ");
  jb_buf_str(out, " --help --version\" -- \"$cur\")\n    return\n  fi\n  case \"$prev\" in\n");
  for (size_t i = 0; i < count; i++) {
    if (!options[i].choices) continue;
    jb_buf_format(out, "    --%s) mapfile -t COMPREPLY < <(compgen -W \"", options[i].name);
    spaced(out, options[i].choices);
    jb_buf_str(out, "\" -- \"$cur\"); return ;;\n");
  }
  jb_buf_str(out, "  esac\n  case \"$cur\" in\n  -*) case \"${COMP_WORDS[1]}\" in\n");
  for (unsigned c = 0; c < JB_COMMAND_COUNT; c++) {
    jb_buf_format(out, "    %s) mapfile -t COMPREPLY < <(compgen -W \"", jb_command_table()[c].name);
    for (size_t i = 0; i < count; i++) {
      if (takes(&options[i], (jb_command_id)c)) jb_buf_format(out, " --%s", options[i].name);
    }
    jb_buf_str(out, "\" -- \"$cur\") ;;\n");
  }
  jb_buf_str(out,
             "    esac ;;\n  *) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n  esac\n}\n"
             "complete -o filenames -F _jianbiao jianbiao\n");
}

/* A quoted text of zsh and fish: single quotes end it. */
static void quoted(jb_buf *out, const char *text) {
  for (; *text; text++) {
    if (*text == '\'') {
      jb_buf_str(out, "'\\''");
    } else if (*text == '[' || *text == ']' || *text == ':') {
      jb_buf_char(out, *text == ':' ? ',' : ' '); /* zsh reads these */
    } else {
      jb_buf_char(out, *text);
    }
  }
}

static void zsh_option(jb_buf *out, const jb_option_info *o) {
  jb_buf_str(out, " \\\n        '--");
  jb_buf_str(out, o->name);
  if (o->argument) jb_buf_char(out, '=');
  jb_buf_char(out, '[');
  quoted(out, meaning_of(JB_LANG_EN, o));
  jb_buf_char(out, ']');
  if (o->argument) {
    jb_buf_format(out, ":%s:", o->argument);
    if (o->choices) {
      jb_buf_char(out, '(');
      spaced(out, o->choices);
      jb_buf_char(out, ')');
    } else if (o->kind == JB_OPTION_DIR) {
      jb_buf_str(out, "_files -/");
    } else if (o->kind == JB_OPTION_FILE) {
      jb_buf_str(out, "_files");
    }
  }
  jb_buf_char(out, '\'');
}

static void zsh(jb_buf *out) {
  size_t count;
  const jb_option_info *options = jb_option_table(&count);
  jb_buf_str(out, "#compdef jianbiao\n_jianbiao() {\n  local -a commands\n  commands=(\n");
  for (unsigned i = 0; i < JB_COMMAND_COUNT; i++) {
    jb_buf_format(out, "    '%s:", jb_command_table()[i].name);
    quoted(out, summary_of(JB_LANG_EN, (jb_command_id)i));
    jb_buf_str(out, "'\n");
  }
  jb_buf_str(out,
             "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
             "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n");
  for (unsigned c = 0; c < JB_COMMAND_COUNT; c++) {
    jb_buf_format(out, "    %s)\n      _arguments -s", jb_command_table()[c].name);
    for (size_t i = 0; i < count; i++) {
      if (takes(&options[i], (jb_command_id)c)) zsh_option(out, &options[i]);
    }
    jb_buf_str(out, " \\\n        '*:file:_files' ;;\n");
  }
  jb_buf_str(out, "  esac\n}\n_jianbiao \"$@\"\n");
}

static void fish(jb_buf *out) {
  size_t count;
  const jb_option_info *options = jb_option_table(&count);
  jb_buf_str(out, "# fish completion of jianbiao\n");
  for (unsigned i = 0; i < JB_COMMAND_COUNT; i++) {
    jb_buf_format(out, "complete -c jianbiao -n __fish_use_subcommand -f -a %s -d '",
                  jb_command_table()[i].name);
    quoted(out, summary_of(JB_LANG_EN, (jb_command_id)i));
    jb_buf_str(out, "'\n");
  }
  for (size_t i = 0; i < count; i++) {
    const jb_option_info *o = &options[i];
    if (o->commands & JB_OPTION_HIDDEN) continue;
    jb_buf_str(out, "complete -c jianbiao -n '__fish_seen_subcommand_from");
    for (unsigned c = 0; c < JB_COMMAND_COUNT; c++) {
      if (takes(o, (jb_command_id)c)) jb_buf_format(out, " %s", jb_command_table()[c].name);
    }
    jb_buf_format(out, "' -l %s", o->name);
    if (o->short_name) jb_buf_format(out, " -s %c", o->short_name);
    if (o->argument) jb_buf_str(out, o->choices ? " -x -a '" : " -r");
    if (o->choices) {
      spaced(out, o->choices);
      jb_buf_char(out, '\'');
    }
    jb_buf_str(out, " -d '");
    quoted(out, meaning_of(JB_LANG_EN, o));
    jb_buf_str(out, "'\n");
  }
}

bool jb_generate(jb_buf *out, const char *what) {
  static const struct {
    const char *name;
    void (*make)(jb_buf *out);
  } k_kinds[] = {{"man", man}, {"bash", bash}, {"zsh", zsh}, {"fish", fish}};
  for (size_t i = 0; i < sizeof k_kinds / sizeof k_kinds[0]; i++) {
    if (strcmp(k_kinds[i].name, what) == 0) {
      k_kinds[i].make(out);
      return true;
    }
  }
  return false;
}
