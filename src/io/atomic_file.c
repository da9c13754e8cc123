#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#include "io/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024 };

struct jb_atomic_file {
  char *path, *temporary;
  int fd;
  int error; /* first errno */
  size_t held;
  uint8_t buffer[BUFFER];
};

static void destroy(jb_atomic_file *f) {
  if (!f) return;
  if (f->fd >= 0) close(f->fd);
  if (f->temporary) (void)unlink(f->temporary);
  free(f->temporary);
  free(f->path);
  free(f);
}

void jb_atomic_file_abort(jb_atomic_file *f) { destroy(f); }

jb_status jb_atomic_file_open(const char *path, jb_atomic_file **out, jb_error *err) {
  jb_atomic_file *f = calloc(1, sizeof *f);
  if (!f) return jb_error_set(err, JB_E_NOMEM, path, 0, "out of memory");
  f->fd = -1;
  size_t room = strlen(path) + 16;
  /* A link is followed, so that the file it names is replaced, not the link. */
  f->path = realpath(path, NULL);
  if (!f->path) f->path = strdup(path);
  struct stat st;
  if (f->path && stat(f->path, &st) == 0 && !S_ISREG(st.st_mode)) {
    f->fd = open(f->path, O_WRONLY | O_CLOEXEC); /* a device or pipe: nothing to replace */
    int why = errno;
    if (f->fd < 0) {
      destroy(f);
      return jb_error_set(err, JB_E_IO, path, 0, "%s", strerror(why));
    }
    *out = f;
    return JB_OK;
  }
  if (f->path) room = strlen(f->path) + 16;
  char *name = malloc(room);
  if (!f->path || !name) {
    free(name);
    destroy(f);
    return jb_error_set(err, JB_E_NOMEM, path, 0, "out of memory");
  }
  (void)snprintf(name, room, "%s.XXXXXX", f->path);
  f->fd = mkstemp(name);
  if (f->fd < 0) {
    int why = errno;
    free(name);
    destroy(f);
    return jb_error_set(err, JB_E_IO, path, 0, "%s", strerror(why));
  }
  f->temporary = name;
  mode_t mask = umask(0);
  (void)umask(mask);
  (void)fchmod(f->fd, 0666 & ~mask);
  *out = f;
  return JB_OK;
}

static void write_all(jb_atomic_file *f, jb_span s) {
  while (s.len && !f->error) {
    ssize_t n = write(f->fd, s.ptr, s.len);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      f->error = n < 0 ? errno : ENOSPC;
      return;
    }
    s = jb_span_cut(s, (size_t)n, s.len);
  }
}

static void flush(jb_atomic_file *f) {
  write_all(f, jb_span_of(f->buffer, f->held));
  f->held = 0;
}

void jb_atomic_file_add(jb_atomic_file *f, jb_span bytes) {
  if (bytes.len > BUFFER - f->held) flush(f);
  if (bytes.len > BUFFER) {
    write_all(f, bytes);
    return;
  }
  if (bytes.len) memcpy(f->buffer + f->held, bytes.ptr, bytes.len);
  f->held += bytes.len;
}

static void sync_folder(const char *path) {
  char *copy = strdup(path);
  if (!copy) return;
  int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    (void)fsync(fd);
    close(fd);
  }
  free(copy);
}

jb_status jb_atomic_file_commit(jb_atomic_file *f, jb_error *err) {
  flush(f);
  if (!f->error && f->temporary && fsync(f->fd) != 0) f->error = errno;
  if (close(f->fd) != 0 && !f->error) f->error = errno;
  f->fd = -1;
  if (!f->error && f->temporary && rename(f->temporary, f->path) != 0) f->error = errno;
  jb_status status = JB_OK;
  if (f->error) {
    status = jb_error_set(err, JB_E_IO, f->path, 0, "%s", strerror(f->error));
  } else if (f->temporary) {
    free(f->temporary);
    f->temporary = NULL;
    sync_folder(f->path);
  }
  destroy(f);
  return status;
}
