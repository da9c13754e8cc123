#define _GNU_SOURCE
#include "cli/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/term.h"
#include "io/source.h"

enum { DEPTH_MAX = 256, NAMES_MAX = 4 << 20 };

/* The names of one folder, sorted, so that two runs see the same order. */
typedef struct folder {
  char *path;
  char **names;
  size_t count, at;
} folder;

struct jb_inputs {
  const jb_arguments *args;
  uint64_t stream_max;
  size_t at; /* next operand */
  FILE *list;
  bool stdin_used;
  folder *stack[DEPTH_MAX];
  size_t depth;
};

void jb_input_free(jb_input *input) {
  free(input->path);
  free(input->trouble);
  jb_source_free(input->source);
  *input = (jb_input){0};
}

static void folder_free(folder *f) {
  if (!f) return;
  for (size_t i = 0; i < f->count; i++) free(f->names[i]);
  free(f->names);
  free(f->path);
  free(f);
}

jb_inputs *jb_inputs_new(const jb_arguments *args, uint64_t stream_max) {
  jb_inputs *inputs = calloc(1, sizeof *inputs);
  if (!inputs) {
    jb_complain(NULL, 0, "out of memory");
    return NULL;
  }
  inputs->args = args;
  inputs->stream_max = stream_max;
  if (args->files0_from && strcmp(args->files0_from, "-") == 0) {
    inputs->list = stdin;
    inputs->stdin_used = true;
  } else if (args->files0_from) {
    inputs->list = fopen(args->files0_from, "rbe");
    if (!inputs->list) {
      jb_complain(args->files0_from, 0, strerror(errno));
      free(inputs);
      return NULL;
    }
  }
  return inputs;
}

void jb_inputs_free(jb_inputs *inputs) {
  if (!inputs) return;
  while (inputs->depth > 0) folder_free(inputs->stack[--inputs->depth]);
  if (inputs->list && inputs->list != stdin) (void)fclose(inputs->list);
  free(inputs);
}

/* ---- folders ---- */

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_name(folder *f, const char *name, size_t *capacity) {
  if (f->count == *capacity) {
    size_t wanted = *capacity ? *capacity * 2 : 64;
    char **more = wanted > NAMES_MAX ? NULL : realloc(f->names, wanted * sizeof *more);
    if (!more) return false;
    f->names = more;
    *capacity = wanted;
  }
  f->names[f->count] = strdup(name);
  return f->names[f->count] && ++f->count;
}

/* Returns NULL, or why the folder cannot be read. */
static const char *enter(jb_inputs *inputs, const char *path) {
  if (inputs->depth == DEPTH_MAX) return strerror(ELOOP);
  DIR *dir = opendir(path);
  if (!dir) return strerror(errno);
  folder *f = calloc(1, sizeof *f);
  size_t capacity = 0;
  bool ok = f && (f->path = strdup(path));
  for (struct dirent *e; ok && (e = readdir(dir));) {
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
    ok = add_name(f, e->d_name, &capacity);
  }
  (void)closedir(dir);
  if (!ok) {
    folder_free(f);
    return strerror(ENOMEM);
  }
  if (f->count) qsort(f->names, f->count, sizeof f->names[0], by_name);
  inputs->stack[inputs->depth++] = f;
  return NULL;
}

static char *join(const char *folder_path, const char *name) {
  size_t n = strlen(folder_path);
  bool slash = n > 0 && folder_path[n - 1] == '/';
  char *path = NULL;
  return asprintf(&path, "%s%s%s", folder_path, slash ? "" : "/", name) < 0 ? NULL : path;
}

static bool give(jb_input *out, char *path, const char *trouble, bool found) {
  *out = (jb_input){.path = path,
                    .found = found,
                    .trouble = trouble ? strdup(trouble) : NULL,
                    .code = trouble && path ? jb_source_why(path) : NULL,
                    .why = JB_WHY_INPUT};
  return path != NULL;
}

/* The next file below the folders on the stack.  Links are not followed, so
 * there are no loops; what is no file (pipes, sockets) is passed over. */
static bool next_found(jb_inputs *inputs, jb_input *out) {
  while (inputs->depth > 0) {
    folder *f = inputs->stack[inputs->depth - 1];
    if (f->at == f->count) {
      inputs->depth--;
      folder_free(f);
      continue;
    }
    char *path = join(f->path, f->names[f->at++]);
    struct stat st;
    if (!path) continue;
    if (lstat(path, &st) != 0) return give(out, path, strerror(errno), true);
    if (S_ISDIR(st.st_mode)) {
      const char *trouble = enter(inputs, path);
      if (trouble) return give(out, path, trouble, true);
    } else if (S_ISREG(st.st_mode)) {
      return give(out, path, access(path, R_OK) == 0 ? NULL : strerror(errno), true);
    }
    free(path);
  }
  return false;
}

/* ---- lists and operands ---- */

static bool next_listed(jb_inputs *inputs, char **path) {
  size_t room = 0;
  *path = NULL;
  ssize_t n = getdelim(path, &room, '\0', inputs->list);
  if (n > 0) return true;
  free(*path);
  *path = NULL;
  return false;
}

static bool next_named(jb_inputs *inputs, char **path) {
  if (inputs->at < inputs->args->operand_count) {
    *path = strdup(inputs->args->operands[inputs->at++]);
    return *path != NULL;
  }
  return inputs->list && next_listed(inputs, path);
}

static bool give_stdin(jb_inputs *inputs, jb_input *out, char *path) {
  jb_error err = {.status = JB_OK};
  if (inputs->stdin_used) {
    return give(out, path, jb_text(inputs->args->language, JB_TEXT_ERROR_STDIN_TWICE), false);
  }
  inputs->stdin_used = true;
  *out = (jb_input){.path = path};
  if (jb_source_from_stream(STDIN_FILENO, inputs->stream_max, &out->source, &err) != JB_OK) {
    bool limit = err.status == JB_E_LIMIT;
    out->trouble = strdup(err.what);
    out->code = limit ? "stream_max" : "file.unreadable";
    out->why = limit ? JB_WHY_LIMIT : JB_WHY_INPUT;
  }
  return true;
}

bool jb_inputs_next(jb_inputs *inputs, jb_input *out) {
  char *path;
  struct stat st;
  for (;;) {
    if (next_found(inputs, out)) return true;
    if (!next_named(inputs, &path)) return false;
    if (strcmp(path, "-") == 0) return give_stdin(inputs, out, path);
    if (*path == '\0') {
      return give(out, path, jb_text(inputs->args->language, JB_TEXT_ERROR_EMPTY), false);
    }
    if (stat(path, &st) != 0) return give(out, path, strerror(errno), false);
    const char *trouble = NULL;
    if (S_ISREG(st.st_mode)) {
      if (access(path, R_OK) != 0) trouble = strerror(errno);
      return give(out, path, trouble, false);
    }
    if (!S_ISDIR(st.st_mode)) {
      trouble = jb_text(inputs->args->language, JB_TEXT_ERROR_NOT_FILE);
    } else if (!inputs->args->recursive) {
      trouble = jb_text(inputs->args->language, JB_TEXT_ERROR_DIRECTORY);
    } else {
      trouble = enter(inputs, path);
    }
    if (trouble) return give(out, path, trouble, false);
    free(path);
  }
}
