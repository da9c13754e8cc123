/* A preloaded pread, read and write that misbehave as POSIX allows.
 * FAULTY_IO: "short" (at most 7 bytes a call), "eintr" (every other call is
 * interrupted), "eio" (pread fails behind FAULTY_AT bytes), "shrink" (pread
 * finds the end of the file at FAULTY_AT). */
#undef _FORTIFY_SOURCE /* its inline versions stand in the way of replacements */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef ssize_t pread_function(int, void *, size_t, off_t);

static pread_function *real(void) {
  static pread_function *found;
  void *symbol = found ? NULL : dlsym(RTLD_NEXT, "pread");
  if (symbol) memcpy(&found, &symbol, sizeof found);
  return found;
}

static const char *mode(void) {
  const char *m = getenv("FAULTY_IO");
  return m ? m : "";
}

static off_t at(void) {
  const char *text = getenv("FAULTY_AT");
  return text ? (off_t)strtol(text, NULL, 10) : 0;
}

__attribute__((visibility("default"))) ssize_t pread(int fd, void *to, size_t n, off_t offset) {
  static unsigned calls;
  if (strcmp(mode(), "eintr") == 0 && ++calls % 2) {
    errno = EINTR;
    return -1;
  }
  if (strcmp(mode(), "eio") == 0 && offset + (off_t)n > at()) {
    errno = EIO;
    return -1;
  }
  if (strcmp(mode(), "shrink") == 0) {
    if (offset >= at()) return 0;
    if ((off_t)n > at() - offset) n = (size_t)(at() - offset);
  }
  if (strcmp(mode(), "short") == 0 && n > 7) n = 7;
  return real()(fd, to, n, offset);
}

/* what a program built with 64-bit file offsets calls */
__attribute__((visibility("default"))) ssize_t pread64(int fd, void *to, size_t n, off_t offset);
ssize_t pread64(int fd, void *to, size_t n, off_t offset) { return pread(fd, to, n, offset); }
