/* The pool without workers: every job is parsed when its result is asked for. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "work/pool.h"

enum { ROOM = 4 };

typedef struct job {
  char *path, *name;
  jb_source *source;
  void *user;
} job;

struct jb_pool {
  jb_pool_options options;
  jb_inspector *inspector;
  job jobs[ROOM]; /* first in, first out */
  size_t count;
};

static void job_free(job *j) {
  free(j->path);
  free(j->name);
  jb_source_free(j->source);
  *j = (job){0};
}

jb_status jb_pool_new(const jb_pool_options *options, jb_pool **out, jb_error *err) {
  jb_pool *pool = calloc(1, sizeof *pool);
  if (!pool) return jb_error_set(err, JB_E_NOMEM, "", 0, "out of memory");
  pool->options = *options;
  jb_status status = jb_inspector_new(options->rules, &options->inspect, &pool->inspector, err);
  if (status != JB_OK) {
    free(pool);
    return status;
  }
  *out = pool;
  return JB_OK;
}

void jb_pool_free(jb_pool *pool) {
  if (!pool) return;
  for (size_t i = 0; i < pool->count; i++) job_free(&pool->jobs[i]);
  jb_inspector_free(pool->inspector);
  free(pool);
}

bool jb_pool_has_room(const jb_pool *pool) { return pool->count < ROOM; }
size_t jb_pool_under_way(const jb_pool *pool) { return pool->count; }
const char *jb_pool_sandbox(const jb_pool *pool) {
  (void)pool;
  return "none";
}
unsigned jb_pool_workers(const jb_pool *pool) {
  (void)pool;
  return 0;
}

static const char *last_component(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

jb_status jb_pool_submit(jb_pool *pool, const jb_pool_job *wanted) {
  job j = {.source = wanted->path ? NULL : wanted->source, .user = wanted->user};
  jb_status status = JB_OK;
  const char *name = wanted->name ? wanted->name
                     : wanted->path ? last_component(wanted->path)
                                    : NULL;
  if (!wanted->path && !wanted->source) {
    status = JB_E_ARG;
  } else if (pool->count == ROOM) {
    status = JB_E_LIMIT;
  } else if ((wanted->path && !(j.path = strdup(wanted->path))) ||
             (name && !(j.name = strdup(name)))) {
    status = JB_E_NOMEM;
  }
  if (status != JB_OK) {
    job_free(&j);
    return status;
  }
  pool->jobs[pool->count++] = j;
  return JB_OK;
}

static jb_status parse(jb_pool *pool, job *j, jb_inspection **out, jb_error *err) {
  if (j->path && jb_source_open(j->path, &j->source, err) != JB_OK) {
    if (err->status == JB_E_NOMEM) return JB_E_NOMEM;
    return jb_inspect_unread(pool->inspector, j->name, JB_WHY_INPUT, err->what, out);
  }
  jb_status status = jb_inspect_parse(pool->inspector, j->source, j->name, out);
  if (status != JB_OK) return jb_error_set(err, status, j->path ? j->path : "-", 0, "not parsed");
  if (jb_inspect_wants_witness(pool->inspector, *out)) {
    char *text = NULL;
    size_t length = 0;
    if (jb_inspect_witness(j->source, *out, &text, &length) == JB_OK) {
      status = jb_inspect_add_witness(*out, text, length, NULL);
    }
    jb_free(text);
  }
  if (status != JB_OK) {
    jb_inspection_free(*out);
    return jb_error_set(err, status, j->path ? j->path : "-", 0, "second witness not taken");
  }
  return JB_OK;
}

jb_status jb_pool_next(jb_pool *pool, jb_pool_result *out) {
  if (pool->count == 0) return JB_E_LIMIT;
  if (pool->options.cancel && *pool->options.cancel) return JB_E_CANCELLED;
  job j = pool->jobs[0];
  pool->count--;
  for (size_t i = 0; i < pool->count; i++) pool->jobs[i] = pool->jobs[i + 1];
  int64_t start = jb_clock_ms();
  *out = (jb_pool_result){.user = j.user};
  out->status = parse(pool, &j, &out->inspection, &out->error);
  if (out->status == JB_OK) {
    out->inspection->run.sandbox = "none";
    out->inspection->run.elapsed_ms = (uint64_t)(jb_clock_ms() - start);
  }
  job_free(&j);
  return JB_OK;
}
