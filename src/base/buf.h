/* A growable byte buffer that is born with a maximum.
 * The first append that does not fit sticks: later appends do nothing and
 * jb_buf_ok() is false.  One thread at a time. */
#ifndef JB_BASE_BUF_H
#define JB_BASE_BUF_H

#include "base/span.h"
#include "jianbiao/status.h"

typedef struct jb_buf {
  uint8_t *data;
  size_t len, cap, max;
  bool failed;
} jb_buf;

jb_buf jb_buf_new(size_t max);
void jb_buf_free(jb_buf *b);
/* Forget the content, keep the memory, clear the failure. */
void jb_buf_reset(jb_buf *b);

void jb_buf_add(jb_buf *b, jb_span bytes);
void jb_buf_str(jb_buf *b, const char *text);
void jb_buf_char(jb_buf *b, char c);
void jb_buf_format(jb_buf *b, const char *format, ...) JB_PRINTF(2, 3);
/* Make room for n bytes and return where to write them, or NULL. */
uint8_t *jb_buf_extend(jb_buf *b, size_t n);

static inline bool jb_buf_ok(const jb_buf *b) { return !b->failed; }
static inline jb_span jb_buf_span(const jb_buf *b) { return jb_span_of(b->data, b->len); }

#endif
