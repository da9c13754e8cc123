/* Text on its way to people: escaped, cut, coloured where that is wanted. */
#ifndef JB_CLI_TERM_H
#define JB_CLI_TERM_H

#include "base/text.h"
#include "cli/options.h"
#include "jianbiao/model.h"

/* Append text that came out of a file or was typed: on one line, hostile
 * characters escaped, cut with an ellipsis to `columns` of a terminal (Chinese
 * characters take two). */
void jb_term_put(jb_buf *out, jb_span raw, size_t columns);

/* A path: cut in front, because its end tells more. */
void jb_term_put_path(jb_buf *out, jb_span path, size_t columns);

/* Columns that a text of ours takes. */
size_t jb_term_width(jb_span text);

/* "74e56890...ad7432e0": both ends of a long code. */
void jb_term_put_ends(jb_buf *out, jb_span raw, size_t head, size_t tail);

typedef enum jb_paint { JB_PAINT_NONE, JB_PAINT_RED, JB_PAINT_YELLOW, JB_PAINT_BOLD, JB_PAINT_DIM } jb_paint;

/* Begin and end a colour; nothing when `on` is false. */
void jb_term_paint(jb_buf *out, bool on, jb_paint paint);
void jb_term_plain(jb_buf *out, bool on);

/* --color, NO_COLOR, and whether fd is a terminal. */
bool jb_term_wants_color(const jb_arguments *args, int fd);

/* One line on standard error: "jianbiao: where:line: what". */
void jb_complain(const char *where, unsigned line, const char *what);
void jb_complain_error(const jb_error *err);

#endif
