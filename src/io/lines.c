#define _POSIX_C_SOURCE 200809L
#include "io/lines.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024 };

jb_lines jb_lines_new(int fd, size_t max_length) {
  return (jb_lines){.fd = fd, .data = jb_buf_new(max_length + 2 * BLOCK), .max = max_length};
}

void jb_lines_free(jb_lines *l) { jb_buf_free(&l->data); }

/* What was given out makes room. */
static void drop_given(jb_lines *l) {
  size_t left = l->data.len - l->at;
  if (l->at == 0) return;
  if (left) memmove(l->data.data, l->data.data + l->at, left);
  l->data.len = left;
  l->searched -= l->at;
  l->at = 0;
}

/* One read.  False when nothing came. */
static bool read_block(jb_lines *l, bool wait) {
  struct pollfd p = {.fd = l->fd, .events = POLLIN};
  if (l->at_end || (!wait && poll(&p, 1, 0) <= 0)) return false;
  drop_given(l);
  size_t before = l->data.len;
  uint8_t *to = jb_buf_extend(&l->data, BLOCK);
  ssize_t n = to ? read(l->fd, to, BLOCK) : -1;
  bool interrupted = n < 0 && to && errno == EINTR;
  if (to) l->data.len = before + (n > 0 ? (size_t)n : 0);
  if (n <= 0 && !interrupted) l->at_end = true;
  return n > 0;
}

static bool find_end(jb_lines *l, size_t *end) {
  jb_span rest = jb_span_cut(jb_buf_span(&l->data), l->searched, l->data.len);
  const uint8_t *hit = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
  if (!hit) {
    l->searched = l->data.len;
    return false;
  }
  *end = l->searched + (size_t)(hit - rest.ptr);
  return true;
}

jb_line jb_lines_next(jb_lines *l, bool wait, jb_span *line) {
  size_t end = 0;
  while (!find_end(l, &end)) {
    if (l->data.len - l->at > l->max) { /* forget it, remember that it was there */
      l->too_long = true;
      l->at = l->searched = l->data.len;
    }
    if (read_block(l, wait)) continue;
    if (!l->at_end) return wait ? JB_LINE_END : JB_LINE_NONE;
    if (l->at == l->data.len && !l->too_long) return JB_LINE_END;
    end = l->data.len; /* the last line has no end */
    break;
  }
  bool too_long = l->too_long || end - l->at > l->max;
  *line = jb_span_cut(jb_buf_span(&l->data), l->at, end - l->at);
  l->at = end < l->data.len ? end + 1 : end;
  l->searched = l->at;
  l->too_long = false;
  if (line->len && line->ptr[line->len - 1] == '\r') line->len--;
  return too_long ? JB_LINE_TOO_LONG : JB_LINE_GOOD;
}
