/* One job of a pool and the queue of them; shared by the pool's engines. */
#ifndef JB_WORK_JOB_H
#define JB_WORK_JOB_H

#include "work/pool.h"

typedef enum jb_job_state {
  JB_JOB_WAITING,      /* for the core */
  JB_JOB_PARSING,
  JB_JOB_PARSED,       /* waits for the witness */
  JB_JOB_WITNESSING,
  JB_JOB_DONE
} jb_job_state;

typedef struct jb_job {
  struct jb_job *next; /* in order of submission */
  jb_job_state state;
  char *path, *name;
  jb_source *source;
  int spool; /* memfd that holds a source without descriptor, or -1 */
  uint64_t done_at; /* order of completion */
  int64_t started_ms;
  jb_pool_result result;
} jb_job;

/* How a pool gets from waiting to done. */
typedef struct jb_engine jb_engine;
typedef struct jb_engine_class {
  size_t (*room)(const jb_engine *engine);
  /* Do something towards the first unfinished job; wait for workers if there is
   * nothing else to do.  False when interrupted by a signal. */
  bool (*step)(jb_engine *engine, jb_job *first);
  const char *(*sandbox)(jb_engine *engine);
  unsigned (*workers)(const jb_engine *engine);
  void (*free)(jb_engine *engine);
} jb_engine_class;

struct jb_engine {
  const jb_engine_class *class;
  jb_pool_options options;
  jb_inspector *inspector; /* the parent's: for what was not parsed */
  uint64_t finished;
};

JB_NODISCARD jb_status jb_inline_engine_new(const jb_pool_options *options, jb_engine **out);
JB_NODISCARD jb_status jb_worker_engine_new(const jb_pool_options *options, jb_engine **out,
                                            jb_error *err);

/* Open the job's source.  False when that failed: the job is done then, with
 * an inspection that says why (or a status). */
bool jb_job_open(jb_engine *engine, jb_job *job);

/* Finish with an inspection that says that nothing was looked at; the file is
 * hashed here, in the parent, when it can be read. */
void jb_job_unread(jb_engine *engine, jb_job *job, jb_why why, const char *detail);

/* Finish with what is in job->result; adds relations and the run's facts.
 * `sandbox` is static; NULL: as the result has it. */
void jb_job_finish(jb_engine *engine, jb_job *job, const char *sandbox);

/* Finish without an inspection. */
void jb_job_fail(jb_engine *engine, jb_job *job, jb_status status, const char *what);

/* Drop file handles once nobody needs them. */
void jb_job_close(jb_job *job);

#endif
