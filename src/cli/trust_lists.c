#define _DEFAULT_SOURCE
#include "cli/trust_lists.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_ROOM = 4096, FILES_MAX = 64 };

bool jb_trust_folder(jb_trust_use use, char out[4096]) {
  const char *base = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
  const char *name = use == JB_TRUST_SIGNERS ? "signers" : "time-stamps";
  int n = -1;
  if (base && base[0] == '/') {
    n = snprintf(out, PATH_ROOM, "%s/jianbiao/trust/%s", base, name);
  } else if (home && home[0] == '/') {
    n = snprintf(out, PATH_ROOM, "%s/.local/share/jianbiao/trust/%s", home, name);
  }
  return n > 0 && n < PATH_ROOM;
}

static bool is_pem(const char *name) {
  size_t n = strlen(name);
  return name[0] != '.' && n > 4 && strcmp(name + n - 4, ".pem") == 0;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static jb_status add_folder(jb_trust *trust, const char *path, jb_trust_use use,
                            jb_trust_origin origin, jb_error *err) {
  char *names[FILES_MAX];
  size_t count = 0;
  DIR *dir = opendir(path);
  if (!dir) return jb_error_set(err, JB_E_IO, path, 0, "%s", strerror(errno));
  jb_status status = JB_OK;
  for (struct dirent *e; status == JB_OK && (e = readdir(dir));) {
    if (!is_pem(e->d_name)) continue;
    if (count == FILES_MAX) {
      status = jb_error_set(err, JB_E_RULES, path, 0, "more than %d lists", FILES_MAX);
    } else if (!(names[count++] = strdup(e->d_name))) {
      count--;
      status = jb_error_set(err, JB_E_NOMEM, path, 0, "out of memory");
    }
  }
  closedir(dir);
  qsort(names, count, sizeof names[0], by_name);
  for (size_t i = 0; i < count; i++) {
    char full[2 * PATH_ROOM];
    (void)snprintf(full, sizeof full, "%s/%s", path, names[i]);
    if (status == JB_OK) status = jb_trust_add_file(trust, full, use, origin, err);
    free(names[i]);
  }
  return status;
}

jb_status jb_trust_add_path(jb_trust *trust, const char *path, jb_trust_use use,
                            jb_trust_origin origin, jb_error *err) {
  struct stat st;
  if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
    return add_folder(trust, path, use, origin, err);
  }
  return jb_trust_add_file(trust, path, use, origin, err);
}

/* A folder that is not there holds no list. */
static jb_status add_imported(jb_trust *trust, jb_trust_use use, jb_error *err) {
  char folder[PATH_ROOM];
  struct stat st;
  if (!jb_trust_folder(use, folder) || stat(folder, &st) != 0) return JB_OK;
  return jb_trust_add_path(trust, folder, use, JB_TRUST_IMPORTED, err);
}

jb_status jb_trust_gather(const jb_rules *rules, const jb_arguments *args, jb_trust **out,
                          jb_error *err) {
  jb_trust *trust = NULL;
  jb_status status = jb_trust_new(&trust);
  if (status == JB_OK) status = jb_trust_add_shipped(trust, rules, err);
  if (status == JB_OK) status = add_imported(trust, JB_TRUST_SIGNERS, err);
  if (status == JB_OK) status = add_imported(trust, JB_TRUST_TIME_STAMPERS, err);
  if (status == JB_OK && args->trust) {
    status = jb_trust_add_path(trust, args->trust, JB_TRUST_SIGNERS, JB_TRUST_USER, err);
  }
  if (status == JB_OK && args->tsa_trust) {
    status = jb_trust_add_path(trust, args->tsa_trust, JB_TRUST_TIME_STAMPERS, JB_TRUST_USER, err);
  }
  if (status == JB_OK) *out = trust;
  else jb_trust_free(trust);
  return status;
}

static bool count_one(void *user, const jb_trusted *t) {
  size_t *count = user;
  (void)t;
  (*count)++;
  return true;
}

size_t jb_trust_size(const jb_trust *trust) {
  size_t count = 0;
  jb_trust_each(trust, count_one, &count);
  return count;
}
