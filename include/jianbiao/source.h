/* jianbiao - AI-content label inspector.  SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A source is where bytes come from: a descriptor read with pread (never
 * mapped: a file that shrinks must not raise SIGBUS) or memory.
 * One thread at a time per source.
 */
#ifndef JIANBIAO_SOURCE_H
#define JIANBIAO_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "jianbiao/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jb_source jb_source;

/* Open a regular file.  A directory, FIFO, socket or device is JB_E_ARG: it is
 * never opened for reading, so nothing blocks.  JB_E_IO: errno tells.
 * *out is to be freed with jb_source_free; untouched on failure. */
JB_API JB_NODISCARD jb_status jb_source_open(const char *path, jb_source **out, jb_error *err);

/* Read from a descriptor of a regular file or memfd.  The descriptor stays the
 * caller's and must outlive the source.  JB_E_ARG when it is neither. */
JB_API JB_NODISCARD jb_status jb_source_from_fd(int fd, jb_source **out, jb_error *err);

/* Read from memory that stays the caller's and must outlive the source. */
JB_API JB_NODISCARD jb_status jb_source_from_memory(const void *bytes, size_t length,
                                                    jb_source **out);

/* Copy a stream (pipe, terminal) of at most max_bytes into memory owned by
 * the source.  JB_E_LIMIT when the stream is longer. */
JB_API JB_NODISCARD jb_status jb_source_from_stream(int fd, uint64_t max_bytes, jb_source **out,
                                                    jb_error *err);

/* NULL is allowed. */
JB_API void jb_source_free(jb_source *source);

/* Bytes, as measured when it was opened. */
JB_API uint64_t jb_source_size(const jb_source *source);

/* The descriptor to hand to a worker, or -1 for memory. */
JB_API int jb_source_fd(const jb_source *source);

#ifdef __cplusplus
}
#endif
#endif
