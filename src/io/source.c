#define _GNU_SOURCE /* O_PATH is not used; pread, O_CLOEXEC */
#include "io/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct jb_source {
  int fd; /* -1: memory only */
  bool owns_fd;
  bool broken;
  uint64_t size;
  const uint8_t *resident; /* all bytes, or NULL */
  uint8_t *owned;          /* memory behind `resident` or `window` that is ours */
  uint8_t *window;         /* JB_PEEK_MAX bytes */
  uint64_t window_at;
  size_t window_len;
};

static jb_source *source_new(int fd) {
  jb_source *s = calloc(1, sizeof *s);
  if (s) s->fd = fd;
  return s;
}

void jb_source_free(jb_source *s) {
  if (!s) return;
  if (s->owns_fd && s->fd >= 0) close(s->fd);
  free(s->owned);
  free(s->window);
  free(s);
}

static const char *kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "is a directory";
  if (S_ISFIFO(mode)) return "is a pipe, not a file";
  if (S_ISSOCK(mode)) return "is a socket, not a file";
  return "is a device, not a file";
}

static const char *code_of(int why) {
  if (why == ENOENT || why == ENOTDIR) return "file.not-found";
  if (why == EACCES || why == EPERM) return "file.permission";
  return "file.unreadable";
}

const char *jb_source_why(const char *path) {
  struct stat st;
  if (stat(path, &st) != 0) return code_of(errno);
  if (access(path, R_OK) != 0) return code_of(errno);
  if (S_ISDIR(st.st_mode)) return "file.directory";
  return S_ISREG(st.st_mode) ? "file.unreadable" : "file.not-regular";
}

jb_status jb_source_from_fd(int fd, jb_source **out, jb_error *err) {
  struct stat st;
  if (fstat(fd, &st) != 0) return jb_error_set(err, JB_E_IO, "", 0, "%s", strerror(errno));
  if (!S_ISREG(st.st_mode)) return jb_error_set(err, JB_E_ARG, "", 0, "%s", kind_of(st.st_mode));
  jb_source *s = source_new(fd);
  if (!s) return jb_error_set(err, JB_E_NOMEM, "", 0, "out of memory");
  s->size = (uint64_t)st.st_size;
  *out = s;
  return JB_OK;
}

jb_status jb_source_open(const char *path, jb_source **out, jb_error *err) {
  struct stat st;
  /* stat first: opening a FIFO or device may block or act */
  if (stat(path, &st) != 0) return jb_error_set(err, JB_E_IO, path, 0, "%s", strerror(errno));
  if (!S_ISREG(st.st_mode)) return jb_error_set(err, JB_E_ARG, path, 0, "%s", kind_of(st.st_mode));
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return jb_error_set(err, JB_E_IO, path, 0, "%s", strerror(errno));
  jb_status status = jb_source_from_fd(fd, out, err);
  if (status != JB_OK) {
    close(fd);
    if (err) (void)jb_error_set(err, status, path, 0, "%s", "changed while it was opened");
    return status;
  }
  (*out)->owns_fd = true;
  return JB_OK;
}

jb_status jb_source_from_memory(const void *bytes, size_t length, jb_source **out) {
  if (!bytes && length) return JB_E_ARG;
  jb_source *s = source_new(-1);
  if (!s) return JB_E_NOMEM;
  s->resident = bytes ? bytes : (const void *)"";
  s->size = length;
  *out = s;
  return JB_OK;
}

static ssize_t read_retry(int fd, void *to, size_t n) {
  for (;;) {
    ssize_t got = read(fd, to, n);
    if (got >= 0 || errno != EINTR) return got;
  }
}

jb_status jb_source_from_stream(int fd, uint64_t max_bytes, jb_source **out, jb_error *err) {
  size_t cap = 64 * 1024, len = 0;
  uint8_t *data = malloc(cap);
  if (!data) return jb_error_set(err, JB_E_NOMEM, "-", 0, "out of memory");
  jb_status status = JB_OK;
  for (;;) {
    if (len == cap) {
      uint8_t *more = cap > SIZE_MAX / 2 ? NULL : realloc(data, cap * 2);
      if (!more) {
        status = jb_error_set(err, JB_E_NOMEM, "-", 0, "out of memory");
        break;
      }
      data = more;
      cap *= 2;
    }
    ssize_t got = read_retry(fd, data + len, cap - len);
    if (got < 0) status = jb_error_set(err, JB_E_IO, "-", 0, "%s", strerror(errno));
    if (got <= 0) break;
    len += (size_t)got;
    if (len > max_bytes) {
      status = jb_error_set(err, JB_E_LIMIT, "-", 0, "longer than the limit stream_max");
      break;
    }
  }
  if (status == JB_OK) status = jb_source_from_memory(data, len, out);
  if (status == JB_OK) {
    (*out)->owned = data;
  } else {
    free(data);
  }
  return status;
}

uint64_t jb_source_size(const jb_source *s) { return s->size; }
int jb_source_fd(const jb_source *s) { return s->fd; }
jb_span jb_source_resident(const jb_source *s) {
  return s->resident ? jb_span_of(s->resident, (size_t)s->size) : (jb_span){NULL, 0};
}
bool jb_source_broken(const jb_source *s) { return s->broken; }

size_t jb_source_read(jb_source *s, uint64_t offset, void *to, size_t n) {
  if (offset >= s->size) return 0;
  if (n > s->size - offset) n = (size_t)(s->size - offset);
  if (s->resident) {
    memcpy(to, s->resident + offset, n);
    return n;
  }
  size_t done = 0;
  while (done < n) {
    ssize_t got = pread(s->fd, (uint8_t *)to + done, n - done, (off_t)(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      s->broken = true;
      break;
    }
    done += (size_t)got;
  }
  return done;
}

jb_span jb_source_peek(jb_source *s, uint64_t offset, size_t n) {
  if (offset >= s->size) return (jb_span){NULL, 0};
  if (n > s->size - offset) n = (size_t)(s->size - offset);
  if (s->resident) return jb_span_of(s->resident + offset, n);
  if (n > JB_PEEK_MAX) n = JB_PEEK_MAX;
  bool inside = s->window && offset >= s->window_at && offset - s->window_at <= s->window_len &&
                n <= s->window_len - (size_t)(offset - s->window_at);
  if (!inside) {
    if (!s->window) s->window = malloc(JB_PEEK_MAX);
    if (!s->window) {
      s->broken = true;
      return (jb_span){NULL, 0};
    }
    s->window_at = offset;
    s->window_len = jb_source_read(s, offset, s->window, JB_PEEK_MAX);
  }
  size_t from = (size_t)(offset - s->window_at);
  return jb_span_cut(jb_span_of(s->window, s->window_len), from, n);
}

jb_span jb_source_copy(jb_source *s, jb_arena *arena, uint64_t offset, size_t n) {
  if (offset >= s->size) return jb_span_of("", 0);
  if (n > s->size - offset) n = (size_t)(s->size - offset);
  uint8_t *to = jb_arena_alloc(arena, n + 1); /* readers may rely on a NUL behind */
  if (!to) return (jb_span){NULL, 0};
  return jb_span_of(to, jb_source_read(s, offset, to, n));
}

void jb_source_make_resident(jb_source *s, uint64_t max) {
  if (s->resident || s->size > max || s->size == 0) return;
  uint8_t *all = malloc((size_t)s->size);
  if (!all) return;
  size_t got = jb_source_read(s, 0, all, (size_t)s->size);
  s->size = got; /* a file that shrank is as long as it is; `broken` tells */
  s->owned = all;
  s->resident = all;
}
