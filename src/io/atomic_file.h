/* Files that appear whole or not at all: written beside their target, synced,
 * renamed.  Used for -o and everything else that is kept. */
#ifndef JB_IO_ATOMIC_FILE_H
#define JB_IO_ATOMIC_FILE_H

#include "base/span.h"
#include "jianbiao/status.h"

typedef struct jb_atomic_file jb_atomic_file;

/* Open a temporary beside `path`.  JB_E_IO with errno in err when it cannot. */
JB_NODISCARD jb_status jb_atomic_file_open(const char *path, jb_atomic_file **out, jb_error *err);

/* Append.  The first failure sticks; commit reports it. */
void jb_atomic_file_add(jb_atomic_file *f, jb_span bytes);

/* Sync and rename.  On failure the temporary is removed and an old file of
 * that name stays as it was.  Frees f in every case. */
JB_NODISCARD jb_status jb_atomic_file_commit(jb_atomic_file *f, jb_error *err);

/* Drop the temporary.  NULL is allowed. */
void jb_atomic_file_abort(jb_atomic_file *f);

#endif
