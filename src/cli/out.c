#define _POSIX_C_SOURCE 200809L
#include "cli/out.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/term.h"

enum { HELD_MAX = 512 << 20 };

jb_status jb_out_open(jb_out *out, const char *path, jb_error *err) {
  *out = (jb_out){.buf = jb_buf_new(HELD_MAX), .path = path};
  if (!path || strcmp(path, "-") == 0) return JB_OK;
  return jb_atomic_file_open(path, &out->file, err);
}

bool jb_out_pass(jb_out *out) {
  if (!jb_buf_ok(&out->buf) && !out->error) out->error = ENOMEM;
  jb_span rest = jb_buf_span(&out->buf);
  if (out->file && !out->error) {
    jb_atomic_file_add(out->file, rest);
    rest.len = 0;
  }
  while (rest.len && !out->error) {
    ssize_t n = write(STDOUT_FILENO, rest.ptr, rest.len);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      out->error = n < 0 ? errno : ENOSPC;
    } else {
      rest = jb_span_cut(rest, (size_t)n, rest.len);
    }
  }
  jb_buf_reset(&out->buf);
  return out->error == 0;
}

bool jb_out_close(jb_out *out) {
  jb_error err = {.status = JB_OK};
  bool whole = jb_out_pass(out);
  if (!whole) {
    if (out->error != EPIPE) jb_complain(out->path, 0, strerror(out->error));
    jb_atomic_file_abort(out->file);
  } else if (out->file) {
    whole = jb_atomic_file_commit(out->file, &err) == JB_OK;
    if (!whole) jb_complain(out->path, 0, err.what);
  } else if (close(dup(STDOUT_FILENO)) != 0 && errno != EBADF) {
    /* network file systems report a full disk only on close */
    whole = false;
    jb_complain("-", 0, strerror(errno));
  }
  out->file = NULL;
  jb_buf_free(&out->buf);
  return whole;
}

void jb_out_drop(jb_out *out) {
  jb_atomic_file_abort(out->file);
  out->file = NULL;
  jb_buf_free(&out->buf);
}
