/* A pool gives unjudged inspections for files: submit a few, take the results
 * as they come.  pool_inline.c parses in this process; the real pool hands
 * descriptors to sandboxed workers.  Whoever takes a result judges it.
 *
 *   while (more || under way) {
 *     while (more && jb_pool_has_room(pool)) jb_pool_submit(pool, &job);
 *     jb_pool_next(pool, &result);
 *   }
 *
 * A file that cannot be opened, a worker that dies and a time that runs out
 * are results like any other: an inspection whose probes are not_checked.
 * One pool belongs to one thread.  The caller ignores SIGPIPE.
 */
#ifndef JB_WORK_POOL_H
#define JB_WORK_POOL_H

#include <signal.h>

#include "jianbiao/jianbiao.h"

typedef struct jb_pool jb_pool;

typedef struct jb_pool_options {
  const jb_rules *rules;  /* must outlive the pool */
  jb_options inspect;     /* tier, limits, dates: the same for all jobs */
  unsigned workers;       /* 0: one per processor that this process may use */
  bool ordered;           /* results come in the order of submission */
  bool in_process;        /* no workers, no sandbox: parse in the caller */
  const volatile sig_atomic_t *cancel; /* may be NULL; once not 0, next returns at once */
} jb_pool_options;

/* Workers start here, before the caller has much in memory.  Statuses: OK,
 * NOMEM, ARG (options->inspect), WORKER (no worker could be started). */
JB_NODISCARD jb_status jb_pool_new(const jb_pool_options *options, jb_pool **out, jb_error *err);

/* Ends workers, drops what is under way.  NULL is allowed. */
void jb_pool_free(jb_pool *pool);

typedef struct jb_pool_job {
  const char *path;  /* copied; opened by the pool in this process.  NULL: see source */
  jb_source *source; /* when path is NULL.  Belongs to the pool from here on, even on failure */
  const char *name;  /* copied; the file's name, for extension and name patterns.
                        NULL: last component of path, or no name */
  void *user;        /* comes back with the result */
} jb_pool_job;

/* True while another job can be taken in without a result being taken out. */
bool jb_pool_has_room(const jb_pool *pool);

/* Jobs submitted whose result was not taken. */
size_t jb_pool_under_way(const jb_pool *pool);

/* Statuses: OK, NOMEM, ARG (neither path nor source), LIMIT (no room). */
JB_NODISCARD jb_status jb_pool_submit(jb_pool *pool, const jb_pool_job *job);

typedef struct jb_pool_result {
  void *user;
  jb_status status;          /* OK; NOMEM, WORKER, INTERNAL: no inspection could be made */
  jb_error error;            /* meaningful when status is not OK */
  jb_inspection *inspection; /* belongs to the receiver; parsed, witnessed, not judged.
                                run.name, run.sandbox, run.elapsed_ms are set */
} jb_pool_result;

/* Wait for the next result.  Statuses: OK with *out filled; LIMIT when nothing
 * is under way; CANCELLED when the cancel flag is up (what is done may still
 * be taken by calling again; CANCELLED comes only when nothing is done). */
JB_NODISCARD jb_status jb_pool_next(jb_pool *pool, jb_pool_result *out);

/* How parsing is confined here: "none", "seccomp+landlock+rlimit" ...  Static
 * or the pool's. */
const char *jb_pool_sandbox(const jb_pool *pool);

/* Workers that run; 0 when in process. */
unsigned jb_pool_workers(const jb_pool *pool);

#endif
