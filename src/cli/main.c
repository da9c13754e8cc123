/* jianbiao: which command, in which language. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/out.h"
#include "cli/term.h"
#include "jianbiao/jianbiao.h"

/* Pass on what was composed; the exit code. */
static int print(jb_buf *text) {
  jb_out out;
  jb_error err;
  if (jb_out_open(&out, NULL, &err) != JB_OK) return JB_EXIT_OUTPUT;
  jb_buf_add(&out.buf, jb_buf_span(text));
  jb_buf_free(text);
  return jb_out_close(&out) ? JB_EXIT_OK : JB_EXIT_OUTPUT;
}

static int print_help(jb_command_id command, jb_lang lang) {
  jb_buf text = jb_buf_new(1 << 20);
  jb_help(&text, command, lang);
  return print(&text);
}

static int print_version(void) {
  jb_buf text = jb_buf_new(256);
  jb_buf_format(&text, "jianbiao %s\n", jb_version());
  return print(&text);
}

static int generate(const char *what) {
  jb_buf text = jb_buf_new(1 << 20);
  if (!jb_generate(&text, what)) {
    jb_buf_free(&text);
    jb_complain("--generate", 0, "man, bash, zsh, fish, rules-image DIRECTORY FILE");
    return JB_EXIT_USAGE;
  }
  return print(&text);
}

/* The rules beside their directory, ready to use; made at build time. */
static int precompile(const char *directory, const char *image) {
  jb_error err = {.status = JB_OK};
  if (jb_rules_precompile(directory, image, &err) == JB_OK) return JB_EXIT_OK;
  jb_complain_error(&err);
  return JB_EXIT_USAGE;
}

/* An unknown or later command: one line. */
static int refuse(const char *name, bool later, jb_lang lang) {
  jb_complain(name, 0, jb_text(lang, later ? JB_TEXT_ERROR_LATER : JB_TEXT_ERROR_COMMAND));
  return JB_EXIT_USAGE;
}

/* --lang may stand before the command too; it is known by now. */
static void drop_leading_lang(int *argc, char **argv) {
  while (*argc > 2 && strncmp(argv[1], "--lang", 6) == 0) {
    int n = argv[1][6] == '=' ? 1 : 2;
    for (int i = 1; i + n <= *argc; i++) argv[i] = argv[i + n]; /* with the NULL at the end */
    *argc -= n;
  }
}

/* Started with descriptors 0 to 2 closed, the next file opened would be taken
 * for standard output.  Stand-ins open for reading only: writing still fails. */
static void hold_standard_descriptors(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (fcntl(fd, F_GETFD) != -1) continue;
    int held = open("/dev/null", O_RDONLY);
    if (held != fd && held >= 0) close(held);
  }
}

int main(int argc, char **argv) {
  hold_standard_descriptors();
  /* a file size limit (RLIMIT_FSIZE) is an error of write, not an end in the middle of one */
  (void)signal(SIGXFSZ, SIG_IGN);
  jb_lang lang = jb_arguments_lang(argc, argv);
  drop_leading_lang(&argc, argv);
  jb_command_id command = JB_COMMAND_NONE;
  bool later = false;
  const char *first = argc > 1 ? argv[1] : NULL;
  if (!first) {
    jb_complain(NULL, 0, jb_text(lang, JB_TEXT_ERROR_NO_COMMAND));
    return JB_EXIT_USAGE;
  }
  if (argc == 5 && strcmp(first, "--generate") == 0 && strcmp(argv[2], "rules-image") == 0) {
    return precompile(argv[3], argv[4]);
  }
  if (strcmp(first, "--generate") == 0) return generate(argc > 2 ? argv[2] : "");
  if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) return print_version();
  if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
    return print_help(JB_COMMAND_NONE, lang);
  }
  if (strcmp(first, "help") == 0) {
    if (argc > 2 && !jb_command_find(argv[2], &command, &later)) return refuse(argv[2], later, lang);
    return print_help(command, lang);
  }
  if (!jb_command_find(first, &command, &later)) return refuse(first, later, lang);
  jb_arguments args;
  jb_error err = {.status = JB_OK};
  if (jb_arguments_read(argc, argv, command, lang, &args, &err) != JB_OK) {
    jb_complain_error(&err);
    return JB_EXIT_USAGE;
  }
  if (args.help) return print_help(command, args.language);
  if (args.version) return print_version();
  return jb_command_table()[command].run(&args);
}
