#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

jb_buf jb_buf_new(size_t max) { return (jb_buf){.max = max}; }

void jb_buf_free(jb_buf *b) {
  if (!b) return;
  free(b->data);
  *b = (jb_buf){.max = b->max};
}

void jb_buf_reset(jb_buf *b) {
  b->len = 0;
  b->failed = false;
}

uint8_t *jb_buf_extend(jb_buf *b, size_t n) {
  if (b->failed || n > b->max - b->len) {
    b->failed = true;
    return NULL;
  }
  if (n > b->cap - b->len) {
    size_t cap = b->cap ? b->cap : 256;
    while (cap - b->len < n) cap = cap > b->max / 2 ? b->max : cap * 2;
    uint8_t *p = realloc(b->data, cap);
    if (!p) {
      jb_memory_note();
      b->failed = true;
      return NULL;
    }
    b->data = p;
    b->cap = cap;
  }
  uint8_t *at = b->data + b->len;
  b->len += n;
  return at;
}

void jb_buf_add(jb_buf *b, jb_span bytes) {
  if (bytes.len == 0) return;
  uint8_t *at = jb_buf_extend(b, bytes.len);
  if (at) memcpy(at, bytes.ptr, bytes.len);
}

void jb_buf_str(jb_buf *b, const char *text) { jb_buf_add(b, jb_span_str(text)); }

void jb_buf_char(jb_buf *b, char c) { jb_buf_add(b, jb_span_of(&c, 1)); }

void jb_buf_format(jb_buf *b, const char *format, ...) {
  char small[256];
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(small, sizeof small, format, args);
  va_end(args);
  if (n >= 0 && (size_t)n < sizeof small) {
    jb_buf_add(b, jb_span_of(small, (size_t)n));
  } else if (n >= 0) {
    uint8_t *at = jb_buf_extend(b, (size_t)n + 1);
    if (at) {
      (void)vsnprintf((char *)at, (size_t)n + 1, format, again);
      b->len--; /* the NUL */
    }
  } else {
    b->failed = true;
  }
  va_end(again);
}
