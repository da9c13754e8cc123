/* The engine without workers: every job is parsed here when its result is
 * asked for. */
#include <stdlib.h>

#include "work/job.h"

static size_t room(const jb_engine *engine) {
  (void)engine;
  return 4;
}

static const char *sandbox(jb_engine *engine) {
  (void)engine;
  return "none";
}

static unsigned workers(const jb_engine *engine) {
  (void)engine;
  return 0;
}

static void engine_free(jb_engine *engine) {
  jb_inspector_free(engine->inspector);
  free(engine);
}

static jb_status witness(jb_engine *engine, jb_job *job) {
  jb_inspection *in = job->result.inspection;
  if (!jb_inspect_wants_witness(engine->inspector, in)) return JB_OK;
  char *text = NULL;
  size_t length = 0;
  jb_status status = jb_inspect_witness(job->source, in, &text, &length);
  status = status == JB_OK ? jb_inspect_add_witness(in, text, length, NULL)
           : status == JB_E_LIMIT ? JB_OK
                                  : jb_inspect_add_witness(in, NULL, 0, "module missing");
  jb_free(text);
  return status;
}

static bool step(jb_engine *engine, jb_job *first) {
  jb_job *job = first;
  while (job && job->state == JB_JOB_DONE) job = job->next;
  if (!job || !jb_job_open(engine, job)) return true;
  jb_status status =
      jb_inspect_parse(engine->inspector, job->source, job->name, &job->result.inspection);
  if (status == JB_OK) status = witness(engine, job);
  if (status == JB_OK) {
    jb_job_finish(engine, job, "none");
  } else {
    jb_job_fail(engine, job, status, "not parsed");
  }
  return true;
}

jb_status jb_inline_engine_new(const jb_pool_options *options, jb_engine **out) {
  static const jb_engine_class k_class = {room, step, sandbox, workers, engine_free};
  jb_engine *engine = calloc(1, sizeof *engine);
  if (!engine) return JB_E_NOMEM;
  engine->class = &k_class;
  jb_warm_up(options->inspect.tier);
  *out = engine;
  return JB_OK;
}
