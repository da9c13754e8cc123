/* The pool's face: the queue of jobs and the order of results.  How a job is
 * done is an engine's matter. */
#define _POSIX_C_SOURCE 200809L
#include "work/pool.h"

#include <stdlib.h>
#include <string.h>

#include "work/job.h"

struct jb_pool {
  jb_engine *engine;
  jb_job *first, *last;
  size_t count;
};

static void job_free(jb_job *job) {
  if (!job) return;
  jb_job_close(job);
  free(job->path);
  free(job->name);
  free(job);
}

jb_status jb_pool_new(const jb_pool_options *options, jb_pool **out, jb_error *err) {
  jb_pool *pool = calloc(1, sizeof *pool);
  if (!pool) return jb_error_set(err, JB_E_NOMEM, "", 0, "out of memory");
  jb_inspector *inspector = NULL;
  jb_status status = jb_inspector_new(options->rules, &options->inspect, &inspector, err);
  if (status == JB_OK) {
    status = options->in_process ? jb_inline_engine_new(options, &pool->engine)
                                 : jb_worker_engine_new(options, &pool->engine, err);
  }
  if (status != JB_OK) {
    jb_inspector_free(inspector);
    free(pool);
    return status;
  }
  pool->engine->options = *options;
  pool->engine->inspector = inspector;
  *out = pool;
  return JB_OK;
}

void jb_pool_free(jb_pool *pool) {
  if (!pool) return;
  pool->engine->class->free(pool->engine);
  while (pool->first) {
    jb_job *next = pool->first->next;
    jb_inspection_free(pool->first->result.inspection);
    job_free(pool->first);
    pool->first = next;
  }
  free(pool);
}

bool jb_pool_has_room(const jb_pool *pool) {
  return pool->count < pool->engine->class->room(pool->engine);
}

size_t jb_pool_under_way(const jb_pool *pool) { return pool->count; }

const char *jb_pool_sandbox(const jb_pool *pool) {
  return pool->engine->class->sandbox(pool->engine);
}

unsigned jb_pool_workers(const jb_pool *pool) { return pool->engine->class->workers(pool->engine); }

static const char *last_component(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

jb_status jb_pool_submit(jb_pool *pool, const jb_pool_job *wanted) {
  jb_job *job = calloc(1, sizeof *job);
  if (!job) {
    if (!wanted->path) jb_source_free(wanted->source);
    return JB_E_NOMEM;
  }
  job->spool = -1;
  job->source = wanted->path ? NULL : wanted->source;
  job->result.user = wanted->user;
  const char *name = wanted->name ? wanted->name
                     : wanted->path ? last_component(wanted->path)
                                    : NULL;
  jb_status status = JB_OK;
  if (!wanted->path && !wanted->source) {
    status = JB_E_ARG;
  } else if (!jb_pool_has_room(pool)) {
    status = JB_E_LIMIT;
  } else if ((wanted->path && !(job->path = strdup(wanted->path))) ||
             (name && !(job->name = strdup(name)))) {
    status = JB_E_NOMEM;
  }
  if (status != JB_OK) {
    job_free(job);
    return status;
  }
  if (pool->last) {
    pool->last->next = job;
  } else {
    pool->first = job;
  }
  pool->last = job;
  pool->count++;
  return JB_OK;
}

/* The job whose result may be taken now, or NULL. */
static jb_job *takeable(const jb_pool *pool) {
  if (pool->engine->options.ordered) {
    return pool->first->state == JB_JOB_DONE ? pool->first : NULL;
  }
  jb_job *best = NULL;
  for (jb_job *j = pool->first; j; j = j->next) {
    if (j->state == JB_JOB_DONE && (!best || j->done_at < best->done_at)) best = j;
  }
  return best;
}

static void take(jb_pool *pool, jb_job *job) {
  jb_job **link = &pool->first, *before = NULL;
  while (*link != job) {
    before = *link;
    link = &before->next;
  }
  *link = job->next;
  if (pool->last == job) pool->last = before;
  pool->count--;
  job_free(job);
}

jb_status jb_pool_next(jb_pool *pool, jb_pool_result *out) {
  const volatile sig_atomic_t *cancel = pool->engine->options.cancel;
  if (pool->count == 0) return JB_E_LIMIT;
  for (;;) {
    jb_job *job = takeable(pool);
    if (job) {
      *out = job->result;
      take(pool, job);
      return JB_OK;
    }
    if (cancel && *cancel) return JB_E_CANCELLED;
    (void)pool->engine->class->step(pool->engine, pool->first);
  }
}
