/* What scan, judge, batch, tree and explain share: rules, the options of
 * inspecting, an inspector to judge with, the pool. */
#ifndef JB_CLI_SESSION_H
#define JB_CLI_SESSION_H

#include "cli/commands.h"
#include "jianbiao/jianbiao.h"
#include "jianbiao/rules.h"
#include "work/pool.h"

typedef struct jb_session {
  const jb_arguments *args;
  jb_lang lang;
  jb_rules *rules;
  jb_trust *trust; /* NULL: no lists were named */
  char rules_dir[4096];
  jb_options inspect;
  jb_inspector *inspector;
  char executable_sha256[65]; /* "" for text, which does not print it */
} jb_session;

/* Where rules are: --rules (or its setting), beside the program, where they
 * were installed.  False when none of them is a folder. */
bool jb_rules_directory(const jb_arguments *args, char out[4096]);

/* Complains and returns an exit code when something is wrong; JB_EXIT_OK
 * otherwise.  `tier`: when none was asked for. */
JB_NODISCARD int jb_session_open(jb_session *s, const jb_arguments *args, jb_tier tier);
void jb_session_close(jb_session *s);

/* A pool for the session's rules and options.  Complains like jb_session_open. */
JB_NODISCARD int jb_session_pool(const jb_session *s, bool ordered, jb_pool **out);

/* Judge what a pool or a saved result gave; fills run.path and run.checked_at.
 * False when memory is short (said on standard error). */
bool jb_session_judge(const jb_session *s, jb_inspection *in, const char *path);

/* One file through a pool of one, judged.  Complains and returns an exit code
 * when there is no inspection. */
JB_NODISCARD int jb_session_inspect(const jb_session *s, const char *path, jb_inspection **out);

/* Raised by SIGINT and SIGTERM once jb_watch_signals was called. */
extern volatile sig_atomic_t jb_interrupted;
/* SIGINT and SIGTERM raise the flag (a second one ends the program at once);
 * SIGPIPE is an error of write. */
void jb_watch_signals(void);

#endif
