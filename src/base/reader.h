/* The only way to walk untrusted bytes.
 *
 * A get that does not fit returns zero (or an empty span), and the reader
 * sticks to its first failure: its reason and its absolute file offset.  So a
 * parser reads a whole header and asks jb_reader_ok() once.  Bounds are
 * compared by subtraction against what is left, never by addition.
 *
 * Not thread-safe; plain data, copy it to look ahead.
 */
#ifndef JB_BASE_READER_H
#define JB_BASE_READER_H

#include "base/span.h"

typedef struct jb_reader {
  jb_span data;
  size_t pos;
  uint64_t base;        /* absolute file offset of data.ptr[0] */
  const char *fail;     /* NULL while good; static text otherwise */
  uint64_t fail_offset; /* absolute, meaningful when fail is set */
} jb_reader;

jb_reader jb_reader_new(jb_span data, uint64_t base);

static inline bool jb_reader_ok(const jb_reader *r) { return r->fail == NULL; }
static inline size_t jb_reader_left(const jb_reader *r) { return r->data.len - r->pos; }
static inline uint64_t jb_reader_tell(const jb_reader *r) { return r->base + r->pos; }

/* Record a failure at the current position unless one is recorded already. */
void jb_reader_fail(jb_reader *r, const char *reason);

uint8_t jb_read_u8(jb_reader *r);
uint16_t jb_read_u16be(jb_reader *r);
uint16_t jb_read_u16le(jb_reader *r);
uint32_t jb_read_u24be(jb_reader *r);
uint32_t jb_read_u24le(jb_reader *r);
uint32_t jb_read_u32be(jb_reader *r);
uint32_t jb_read_u32le(jb_reader *r);
uint64_t jb_read_u64be(jb_reader *r);
uint64_t jb_read_u64le(jb_reader *r);

/* The next n bytes, borrowed; empty and failed when fewer are left. */
jb_span jb_read_span(jb_reader *r, size_t n);

/* All bytes that are left; never fails. */
jb_span jb_read_rest(jb_reader *r);

/* Bytes up to (not with) the first `stop`, which is consumed; all that is
 * left and a failure when there is none. */
jb_span jb_read_until(jb_reader *r, uint8_t stop);

void jb_reader_skip(jb_reader *r, uint64_t n);

/* Move to an offset relative to the start of this reader's data. */
void jb_reader_seek(jb_reader *r, uint64_t pos);

/* A reader over the next n bytes, which are consumed here.  It cannot leave
 * its parent; a parent that has fewer bytes fails and the child is empty. */
jb_reader jb_reader_child(jb_reader *r, uint64_t n);

#endif
