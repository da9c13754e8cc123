/* Where data goes: standard output, or a file that appears whole or not at
 * all.  Writers append to `buf`; jb_out_pass hands it on. */
#ifndef JB_CLI_OUT_H
#define JB_CLI_OUT_H

#include "base/buf.h"
#include "io/atomic_file.h"

typedef struct jb_out {
  jb_buf buf;
  jb_atomic_file *file; /* NULL: standard output */
  const char *path;     /* of the file, for complaints */
  int error;            /* first errno of standard output */
} jb_out;

/* `path` NULL or "-": standard output. */
JB_NODISCARD jb_status jb_out_open(jb_out *out, const char *path, jb_error *err);

/* Pass on what was appended; false once something could not be written. */
bool jb_out_pass(jb_out *out);

/* Pass on the rest, sync and rename.  Complains in one line on standard error
 * when the output is not whole (silently when the reader of a pipe left).
 * Returns whether it is whole. */
bool jb_out_close(jb_out *out);

/* Give up: the file does not appear. */
void jb_out_drop(jb_out *out);

#endif
