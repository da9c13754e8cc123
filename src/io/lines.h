/* Lines of a stream that others feed while we answer: what has come is given
 * without waiting for more.  A line has a maximum length. */
#ifndef JB_IO_LINES_H
#define JB_IO_LINES_H

#include "base/buf.h"

typedef enum jb_line {
  JB_LINE_GOOD,
  JB_LINE_TOO_LONG, /* passed over to its end */
  JB_LINE_NONE,     /* nothing whole has come yet; only when not waiting */
  JB_LINE_END       /* end of the stream, a read error, or interrupted by a signal */
} jb_line;

typedef struct jb_lines {
  int fd;
  jb_buf data;
  size_t at;       /* start of what was not given out */
  size_t searched; /* no line end stands before this */
  size_t max;
  bool at_end, too_long;
} jb_lines;

jb_lines jb_lines_new(int fd, size_t max_length);
void jb_lines_free(jb_lines *l);

/* The next line without its end, borrowed until the next call.  The last line
 * needs no line end. */
jb_line jb_lines_next(jb_lines *l, bool wait, jb_span *line);

#endif
