#define _POSIX_C_SOURCE 200809L
#include "work/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "io/digest.h"
#include "io/source.h"

void jb_job_close(jb_job *job) {
  jb_source_free(job->source);
  job->source = NULL;
  if (job->spool >= 0) close(job->spool);
  job->spool = -1;
}

static void done(jb_engine *engine, jb_job *job) {
  job->state = JB_JOB_DONE;
  job->done_at = ++engine->finished;
  jb_job_close(job);
}

void jb_job_fail(jb_engine *engine, jb_job *job, jb_status status, const char *what) {
  jb_inspection_free(job->result.inspection);
  job->result.inspection = NULL;
  job->result.status = jb_error_set(&job->result.error, status, job->path ? job->path : "-", 0,
                                    "%s", what);
  done(engine, job);
}

void jb_job_finish(jb_engine *engine, jb_job *job, const char *sandbox) {
  jb_inspection *in = job->result.inspection;
  struct stat st;
  jb_inspect_relate(in);
  if (sandbox) in->run.sandbox = sandbox;
  in->run.elapsed_ms = (uint64_t)(jb_clock_ms() - job->started_ms);
  if (job->source && jb_source_fd(job->source) >= 0 && job->path &&
      fstat(jb_source_fd(job->source), &st) == 0) {
    in->run.modified = (int64_t)st.st_mtime;
  }
  job->result.status = JB_OK;
  done(engine, job);
}

/* Size and SHA-256 by the parent: what the file was can be said even when
 * nobody could look into it. */
static void hash_here(jb_inspection *in, jb_source *source) {
  in->file.size = jb_source_size(source);
  jb_digest *d = jb_digest_new(JB_SHA256);
  uint8_t sum[JB_HASH_MAX], block[16384];
  if (!d) return;
  uint64_t at = 0;
  for (size_t n; (n = jb_source_read(source, at, block, sizeof block)) > 0; at += n) {
    jb_digest_add(d, jb_span_of(block, n));
  }
  if (!jb_digest_finish(d, sum) || at != in->file.size || jb_source_broken(source)) return;
  memcpy(in->file.sha256, sum, 32);
  in->file.has_sha256 = true;
}

void jb_job_unread(jb_engine *engine, jb_job *job, jb_why why, const char *detail) {
  jb_inspection_free(job->result.inspection);
  job->result.inspection = NULL;
  jb_status status =
      jb_inspect_unread(engine->inspector, job->name, why, detail, &job->result.inspection);
  if (status != JB_OK) {
    jb_job_fail(engine, job, status, detail);
    return;
  }
  if (job->source) hash_here(job->result.inspection, job->source);
  jb_job_finish(engine, job, "none");
}

bool jb_job_open(jb_engine *engine, jb_job *job) {
  jb_error err = {0};
  job->started_ms = jb_clock_ms();
  if (job->source || jb_source_open(job->path, &job->source, &err) == JB_OK) return true;
  if (err.status == JB_E_NOMEM) {
    jb_job_fail(engine, job, JB_E_NOMEM, err.what);
  } else {
    jb_job_unread(engine, job, JB_WHY_INPUT, jb_source_why(job->path));
  }
  return false;
}
