#include "io/hash_plan.h"

#include <stdlib.h>

enum { READ_SIZE = 256 * 1024 };

jb_hash_plan jb_hash_plan_new(jb_arena *arena) { return (jb_hash_plan){.arena = arena}; }

jb_hash_job *jb_hash_plan_add(jb_hash_plan *plan, jb_hash alg, const jb_hash_piece *pieces,
                              size_t count) {
  jb_hash_job *job = jb_arena_alloc(plan->arena, sizeof *job);
  jb_hash_piece *copy = jb_arena_array(plan->arena, count, sizeof *copy);
  if (!job || !copy) return NULL;
  if (count) memcpy(copy, pieces, count * sizeof *copy);
  *job = (jb_hash_job){.alg = alg, .pieces = copy, .piece_count = count};
  if (plan->last) {
    plan->last->next = job;
  } else {
    plan->first = job;
  }
  plan->last = job;
  return job;
}

static bool is_forward(const jb_hash_job *job) {
  uint64_t at = 0;
  for (size_t i = 0; i < job->piece_count; i++) {
    const jb_hash_piece *p = &job->pieces[i];
    if (p->inject.ptr) continue;
    if (p->offset < at || p->length > UINT64_MAX - p->offset) return false;
    at = p->offset + p->length;
  }
  return true;
}

/* The digest so far is wanted; the next piece starts another one. */
static void end_digest(jb_hash_job *job, uint8_t *to) {
  bool ok = jb_digest_finish(job->state, to);
  job->state = ok ? jb_digest_new(job->alg) : NULL;
  if (!job->state) job->at_piece = job->piece_count; /* nothing more can be hashed */
}

/* Where the job next wants bytes of the source; UINT64_MAX when it has all. */
static uint64_t wants(jb_hash_job *job) {
  while (job->at_piece < job->piece_count) {
    const jb_hash_piece *p = &job->pieces[job->at_piece];
    if (p->inject.ptr) {
      jb_digest_add(job->state, p->inject);
    } else if (job->in_piece < p->length) {
      return p->offset + job->in_piece;
    }
    job->in_piece = 0;
    job->at_piece++;
    if (p->digest) end_digest(job, p->digest);
  }
  return UINT64_MAX;
}

/* Give the job what it wants of one block that was read at `offset`. */
static void feed(jb_hash_job *job, uint64_t offset, jb_span block) {
  for (;;) {
    uint64_t at = wants(job);
    if (at < offset || at - offset >= block.len) return;
    const jb_hash_piece *p = &job->pieces[job->at_piece];
    uint64_t left = p->length - job->in_piece;
    jb_span part = jb_span_cut(block, (size_t)(at - offset), left > SIZE_MAX ? SIZE_MAX : (size_t)left);
    jb_digest_add(job->state, part);
    job->in_piece += part.len;
  }
}

static void finish(jb_hash_job *job) {
  bool complete = wants(job) == UINT64_MAX;
  job->done = job->state && jb_digest_finish(job->state, job->digest) && complete;
  job->state = NULL;
}

/* Read blocks from `from` on and feed the listed jobs until nobody wants more. */
static void run_forward(jb_source *source, jb_hash_job *first, bool only_first, uint8_t *block) {
  for (;;) {
    uint64_t at = UINT64_MAX;
    for (jb_hash_job *j = first; j; j = only_first ? NULL : j->next) {
      uint64_t w = j->state ? wants(j) : UINT64_MAX;
      if (w < at) at = w;
    }
    if (at == UINT64_MAX) return;
    jb_span whole = jb_source_peek(source, at, SIZE_MAX); /* resident: everything at once */
    if (whole.len <= JB_PEEK_MAX && whole.len < jb_source_size(source) - at) {
      whole = jb_span_of(block, jb_source_read(source, at, block, READ_SIZE));
    }
    if (whole.len == 0) return;
    for (jb_hash_job *j = first; j; j = only_first ? NULL : j->next) {
      if (j->state) feed(j, at, whole);
    }
  }
}

jb_status jb_hash_plan_run(jb_hash_plan *plan, jb_source *source) {
  uint8_t *block = malloc(READ_SIZE);
  if (!block) return JB_E_NOMEM;
  jb_status status = JB_OK;
  for (jb_hash_job *j = plan->first; j; j = j->next) {
    j->state = is_forward(j) ? jb_digest_new(j->alg) : NULL;
    if (!j->state && is_forward(j)) status = JB_E_NOMEM;
  }
  run_forward(source, plan->first, false, block);
  for (jb_hash_job *j = plan->first; j; j = j->next) {
    if (j->state) {
      finish(j);
      continue;
    }
    if (is_forward(j)) continue; /* could not be set up, or broke on the way */
    j->state = jb_digest_new(j->alg);
    if (!j->state) {
      status = JB_E_NOMEM;
      continue;
    }
    run_forward(source, j, true, block);
    finish(j);
  }
  free(block);
  return status;
}
