/* What must be hashed is known only after parsing.  Walkers and verifiers add
 * jobs to a plan; one sequential read of the source then feeds them all, in
 * constant memory.
 *
 * A job is a list of pieces in the order they are hashed: byte ranges of the
 * source and injected bytes (C2PA offsets).  A piece can end a digest and start
 * the next, so that thousands of blocks are one job.  Jobs whose ranges run
 * backwards (iloc extents out of order) are read on their own afterwards.
 */
#ifndef JB_IO_HASH_PLAN_H
#define JB_IO_HASH_PLAN_H

#include "base/arena.h"
#include "io/digest.h"
#include "io/source.h"

typedef struct jb_hash_piece {
  uint64_t offset, length; /* a range of the source, when inject.ptr is NULL */
  jb_span inject;          /* these bytes otherwise; must outlive the plan */
  uint8_t *digest;         /* NULL, or where jb_hash_length bytes go: the digest of all since
                              the last piece that had one; hashing starts anew behind it */
} jb_hash_piece;

typedef struct jb_hash_job {
  jb_hash alg;
  const jb_hash_piece *pieces;
  size_t piece_count;
  uint8_t digest[JB_HASH_MAX];
  bool done; /* false after a run: the source ended early or broke */
  struct jb_hash_job *next;
  /* progress of the run */
  jb_digest *state;
  size_t at_piece;
  uint64_t in_piece;
} jb_hash_job;

typedef struct jb_hash_plan {
  jb_arena *arena;
  jb_hash_job *first, *last;
} jb_hash_plan;

jb_hash_plan jb_hash_plan_new(jb_arena *arena);

/* Add a job; the pieces are copied (injected bytes are not).  The job is
 * borrowed from the plan's arena: read digest and done after the run.  NULL
 * when the arena is exhausted. */
jb_hash_job *jb_hash_plan_add(jb_hash_plan *plan, jb_hash alg, const jb_hash_piece *pieces,
                              size_t count);

/* The one read.  JB_E_NOMEM when digests could not be set up. */
JB_NODISCARD jb_status jb_hash_plan_run(jb_hash_plan *plan, jb_source *source);

#endif
