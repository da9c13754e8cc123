/* Chunks of the Resource Interchange File Format, written once for WebP and
 * whatever else is made of them. */
#ifndef JB_CONTAINER_RIFF_H
#define JB_CONTAINER_RIFF_H

#include "container/container.h"
#include "container/fourcc.h"

typedef struct jb_chunk {
  uint32_t id;
  uint64_t start, body, length; /* header, payload, payload length without padding */
} jb_chunk;

/* The chunks that stand in [at, end). */
typedef struct jb_chunks {
  jb_walk *walk;
  uint64_t at, end;
  uint64_t *seen;    /* chunks of the file so far, against boxes_max */
  const char *fault; /* why it stopped before the end; NULL at the end or a limit */
} jb_chunks;

jb_chunks jb_chunks_new(jb_walk *walk, uint64_t start, uint64_t end, uint64_t *seen);

/* The next chunk.  False at the end, at a limit (not_checked says so) or at a
 * fault.  A chunk that says it is longer than what holds it is a fault
 * "riff.chunk-past-end"; *chunk is then filled too, cut to what is there. */
bool jb_chunks_next(jb_chunks *it, jb_chunk *chunk);

/* A part named after the chunk. */
jb_part *jb_chunk_part(jb_walk *walk, const jb_chunk *chunk, jb_part_kind kind);

#endif
