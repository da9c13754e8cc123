/* Arguments, environment and configuration files become one struct.
 * Everything about an option is one line of options.def. */
#ifndef JB_CLI_OPTIONS_H
#define JB_CLI_OPTIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "jianbiao/status.h"

#define JB_FORMAT_NAMES "text|json|ndjson|csv|sarif|junit"

/* Index of a command, and the bit that options.def speaks of. */
typedef enum jb_command_id {
#define JB_COMMAND(name, function, operands) JB_COMMAND_##name,
#define JB_COMMAND_LATER(name)
#include "cli/commands.def"
#undef JB_COMMAND
#undef JB_COMMAND_LATER
  JB_COMMAND_COUNT,
  JB_COMMAND_NONE = JB_COMMAND_COUNT
} jb_command_id;

enum {
  JB_OPTION_SETTING = 1u << 30,
  JB_OPTION_HIDDEN = 1u << 29,
  JB_OPTION_EVERY = (1u << JB_COMMAND_COUNT) - 1
};

typedef enum jb_option_kind {
  JB_OPTION_FLAG,
  JB_OPTION_TEXT,
  JB_OPTION_FILE,
  JB_OPTION_DIR,
  JB_OPTION_NUMBER,
  JB_OPTION_CHOICE
} jb_option_kind;

/* Not given: false, NULL, JB_NOT_GIVEN. */
#define JB_NOT_GIVEN UINT_MAX

typedef struct jb_arguments {
  jb_command_id command;
  jb_lang language; /* decided: flag, setting, locale variables, English */
#define JB_MEMBER_FLAG bool
#define JB_MEMBER_TEXT const char *
#define JB_MEMBER_FILE const char *
#define JB_MEMBER_DIR const char *
#define JB_MEMBER_NUMBER unsigned
#define JB_MEMBER_CHOICE unsigned
#define JB_OPTION(kind, member, name, short_name, argument, choices, commands) JB_MEMBER_##kind member;
#include "cli/options.def"
#undef JB_OPTION
  const char *const *operands; /* what is no option, in order */
  size_t operand_count;
} jb_arguments;

typedef struct jb_option_info {
  jb_option_kind kind;
  size_t offset; /* of the member in jb_arguments */
  const char *name;
  char short_name;
  const char *argument; /* NULL for a flag */
  const char *choices;  /* NULL unless CHOICE */
  unsigned commands;    /* bits, with SETTING and HIDDEN */
} jb_option_info;

typedef struct jb_command_info {
  const char *name;
  int (*run)(const jb_arguments *args);
  const char *operands;
} jb_command_info;

const jb_option_info *jb_option_table(size_t *count);
const jb_command_info *jb_command_table(void); /* JB_COMMAND_COUNT rows */
/* False when no command has that name; *later tells whether one will. */
bool jb_command_find(const char *name, jb_command_id *id, bool *later);

/* The language asked for by the arguments, the environment or nothing: found
 * before anything else, so that complaints are in it. */
jb_lang jb_arguments_lang(int argc, char **argv);

/* Read the files and the environment, then argv (argv[0] is the program,
 * argv[1] the command).  Operands point into argv, which is reordered.
 * ARG: one line in *err, ready to print. */
JB_NODISCARD jb_status jb_arguments_read(int argc, char **argv, jb_command_id command,
                                         jb_lang lang, jb_arguments *out, jb_error *err);

/* Set one option by its long name; `where` is for the error.  Used by the
 * readers of configuration. */
JB_NODISCARD jb_status jb_option_set(jb_arguments *args, const jb_option_info *option,
                                     const char *value, const char *where, unsigned line,
                                     jb_lang lang, jb_error *err);

/* /etc/jianbiao/config, then $XDG_CONFIG_HOME/jianbiao/config, then JIANBIAO_*. */
JB_NODISCARD jb_status jb_settings_read(jb_arguments *args, jb_lang lang, jb_error *err);

/* --help of the program (NONE) or of a command. */
void jb_help(jb_buf *out, jb_command_id command, jb_lang lang);
/* "man", "bash", "zsh" or "fish"; false for anything else. */
bool jb_generate(jb_buf *out, const char *what);

#endif
