#define _POSIX_C_SOURCE 200809L
/* trust: which lists vouch for C2PA credentials, who stands on them, and lists
 * that the user keeps. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/date.h"
#include "cli/out.h"
#include "cli/session.h"
#include "cli/term.h"
#include "cli/trust_lists.h"
#include "io/source.h"

enum { PATH_ROOM = 4096, LIST_MAX = 16 << 20 };

static const char *origin_word(jb_lang lang, jb_trust_origin origin) {
  static const jb_text_id k_words[] = {JB_TEXT_TRUST_OFFICIAL, JB_TEXT_TRUST_INTERIM,
                                       JB_TEXT_TRUST_IMPORTED, JB_TEXT_TRUST_USER};
  return jb_text(lang, k_words[origin]);
}

typedef struct listing {
  jb_lang lang;
  jb_buf *out;
  const jb_trust *trust;
  const jb_trust_info *only; /* list: the one under way */
} listing;

static void put_head(const listing *l, const jb_trust_info *info) {
  jb_term_put(l->out, jb_span_str(info->list), 200);
  jb_buf_format(l->out, "  %s", origin_word(l->lang, info->origin));
  if (info->date) jb_buf_format(l->out, "  %s", info->date);
  jb_buf_char(l->out, '\n');
}

static bool put_status(void *user, const jb_trust_info *info) {
  listing *l = user;
  char counts[3][24], digest[65];
  (void)snprintf(counts[0], sizeof counts[0], "%zu", info->signers);
  (void)snprintf(counts[1], sizeof counts[1], "%zu", info->time_stampers);
  (void)snprintf(counts[2], sizeof counts[2], "%zu", info->leaves);
  jb_hex_string(digest, jb_span_of(info->sha256, 32));
  put_head(l, info);
  jb_buf_str(l->out, "  ");
  jb_text_add(l->out, l->lang, JB_TEXT_TRUST_COUNTS, counts[0], counts[1], counts[2]);
  jb_buf_format(l->out, "\n  SHA-256 %s\n", digest);
  return true;
}

static bool put_one(void *user, const jb_trusted *t) {
  const listing *l = user;
  if (t->origin != l->only->origin || strcmp(t->list, l->only->list) != 0) return true;
  char from[21], to[21];
  jb_time_format(t->from, from);
  jb_time_format(t->to, to);
  jb_buf_format(l->out, "  %.10s..%.10s  %s  ", from, to,
                jb_text(l->lang, t->leaf                      ? JB_TEXT_TRUST_LEAF
                                 : t->use == JB_TRUST_SIGNERS ? JB_TEXT_TRUST_SIGNER
                                                              : JB_TEXT_TRUST_TIME_STAMPER));
  jb_term_put(l->out, jb_span_str(t->name), 160);
  jb_buf_char(l->out, '\n');
  return true;
}

static bool put_list(void *user, const jb_trust_info *info) {
  listing *l = user;
  put_head(l, info);
  l->only = info;
  jb_trust_each(l->trust, put_one, l);
  return true;
}

/* ---- import ---- */

/* Folders of a path, the last one too. */
static bool make_folders(char *path) {
  for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
    if (slash) *slash = '\0';
    bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
    if (slash) *slash = '/';
    if (!made || !slash) return made;
  }
}

/* How many certificates a list holds; 0 with *err when it is none. */
static size_t size_of(const char *path, jb_trust_use use, jb_error *err) {
  jb_trust *t = NULL;
  size_t size = 0;
  if (jb_trust_new(&t) == JB_OK &&
      jb_trust_add_file(t, path, use, JB_TRUST_IMPORTED, err) == JB_OK) {
    size = jb_trust_size(t);
  }
  jb_trust_free(t);
  return size;
}

static jb_status copy_file(const char *from, const char *to, jb_error *err) {
  jb_source *source = NULL;
  jb_atomic_file *file = NULL;
  jb_status status = jb_source_open(from, &source, err);
  if (status != JB_OK) return status;
  jb_source_make_resident(source, LIST_MAX);
  jb_span text = jb_source_resident(source);
  status = text.ptr ? jb_atomic_file_open(to, &file, err)
                    : jb_error_set(err, JB_E_IO, from, 0, "could not be read");
  if (status == JB_OK) {
    jb_atomic_file_add(file, text);
    status = jb_atomic_file_commit(file, err);
  }
  jb_source_free(source);
  return status;
}

/* A list that is broken, or holds less than the one it would replace, does not
 * replace it: somebody may have cut it. */
static int import(const jb_arguments *args, const char *path, jb_trust_use use) {
  jb_error err = {.status = JB_OK};
  char folder[PATH_ROOM], target[2 * PATH_ROOM];
  size_t size = size_of(path, use, &err);
  if (size == 0) {
    jb_complain_error(&err);
    return JB_EXIT_USAGE;
  }
  if (!jb_trust_folder(use, folder) || !make_folders(folder)) {
    jb_complain("trust", 0, jb_text(args->language, JB_TEXT_ERROR_TRUST_FOLDER));
    return JB_EXIT_OUTPUT;
  }
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  size_t n = strlen(name);
  bool pem = n > 4 && strcmp(name + n - 4, ".pem") == 0;
  (void)snprintf(target, sizeof target, "%s/%s%s", folder, name, pem ? "" : ".pem");
  if (access(target, F_OK) == 0 && size_of(target, use, &err) > size) {
    jb_complain(target, 0, jb_text(args->language, JB_TEXT_ERROR_TRUST_SHORTER));
    return JB_EXIT_USAGE;
  }
  if (copy_file(path, target, &err) != JB_OK) {
    jb_complain_error(&err);
    return JB_EXIT_OUTPUT;
  }
  jb_complain(target, 0, jb_text(args->language, JB_TEXT_TRUST_KEPT));
  return JB_EXIT_OK;
}

int jb_command_trust(const jb_arguments *args) {
  const char *const *o = args->operands;
  size_t n = args->operand_count;
  bool is_status = n == 0 || (n == 1 && strcmp(o[0], "status") == 0);
  bool is_list = n == 1 && strcmp(o[0], "list") == 0;
  bool is_import = (n == 2 || n == 3) && strcmp(o[0], "import") == 0;
  bool stamps = n == 3 && strcmp(o[2], "time-stamps") == 0;
  if ((!is_status && !is_list && !is_import) || (n == 3 && !stamps)) {
    jb_complain("trust", 0, jb_text(args->language, JB_TEXT_ERROR_TRUST_USAGE));
    return JB_EXIT_USAGE;
  }
  if (is_import) return import(args, o[1], stamps ? JB_TRUST_TIME_STAMPERS : JB_TRUST_SIGNERS);
  jb_session s;
  int code = jb_session_open(&s, args, JB_TIER_FAST);
  if (code != JB_EXIT_OK) return code;
  jb_out out;
  jb_error err;
  jb_watch_signals();
  if (jb_out_open(&out, NULL, &err) == JB_OK) {
    listing l = {.lang = args->language, .out = &out.buf, .trust = s.trust};
    jb_trust_lists(s.trust, is_list ? put_list : put_status, &l);
    if (!jb_out_close(&out)) code = JB_EXIT_OUTPUT;
  } else {
    code = JB_EXIT_OUTPUT;
  }
  jb_session_close(&s);
  return code;
}
