/* The engine with workers: core workers parse, guest workers are the second
 * witness.  A worker that dies or runs out of time costs the job it was on one
 * UNKNOWN result; the jobs queued behind it go to its successor. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "io/source.h"
#include "work/job.h"
#include "work/sandbox.h"
#include "work/wire.h"
#include "work/worker.h"

enum {
  WORKERS_MAX = 64,
  QUEUE = 2,         /* a core worker finds its next job without waiting for us */
  WALL_FACTOR = 10,  /* a worker that waits, not works, gets this much longer */
  BYTES_PER_MS = 50000,
#ifdef JB_SANITIZED
  SLOWER = 20
#else
  SLOWER = 1
#endif
};

typedef struct member {
  jb_worker_process process;
  jb_buf in;
  jb_job *queue[QUEUE];
  size_t queued;
  int64_t begun_ms, cpu_at_begin;
  unsigned layers;
  bool greeted;
} member;

typedef struct worker_engine {
  jb_engine base;
  unsigned core_max, guest_max;
  member core[WORKERS_MAX], guest[WORKERS_MAX];
  unsigned started; /* workers that run, for the caller's information */
} worker_engine;

static worker_engine *of(jb_engine *engine) { return (worker_engine *)engine; }

static bool alive(const member *m) { return m->process.pid > 0; }

static bool start(worker_engine *e, member *m, jb_worker_class kind) {
  *m = (member){.in = jb_buf_new(JB_FRAME_MAX)};
  return jb_worker_start(kind, e->base.options.rules, &e->base.options.inspect, &m->process) ==
         JB_OK;
}

static void stop(member *m) {
  (void)jb_worker_end(&m->process);
  jb_buf_free(&m->in);
  *m = (member){0};
}

/* ---- what becomes of a job ---- */

static void guest_answered(worker_engine *e, jb_job *job, const char *text, size_t length,
                           const char *detail) {
  if (jb_inspect_add_witness(job->result.inspection, text, length, detail) == JB_E_NOMEM) {
    jb_job_fail(&e->base, job, JB_E_NOMEM, "out of memory");
    return;
  }
  jb_job_finish(&e->base, job, NULL);
}

/* The job that `m` was on when it died or had to be killed. */
static void lost(worker_engine *e, member *m, jb_job *job, const char *why) {
  char detail[160];
  (void)snprintf(detail, sizeof detail, "%s (%s)", why, jb_stage_name(*m->process.stage));
  if (m->process.kind == JB_WORKER_CORE) {
    jb_job_unread(&e->base, job, JB_WHY_WORKER, detail);
  } else {
    guest_answered(e, job, NULL, 0, detail);
  }
}

/* How a worker that closed its socket ended.  Known after a moment; one that
 * only closed the socket is not waited for. */
static void describe_end(const member *m, char *reason, size_t size) {
  for (int i = 0; i < 40; i++) {
    siginfo_t end = {0};
    if (waitid(P_PID, (id_t)m->process.pid, &end, WEXITED | WNOWAIT | WNOHANG) == 0 &&
        end.si_pid == m->process.pid) {
      const char *how = end.si_code == CLD_EXITED ? "code" : "signal";
      (void)snprintf(reason, size, "worker ended with %s %d", how, end.si_status);
      return;
    }
    (void)poll(NULL, 0, 5);
  }
  (void)snprintf(reason, size, "worker closed its socket");
}

/* Give a worker up.  `why` NULL: it closed its socket. */
static void bury(worker_engine *e, member *m, const char *why) {
  char reason[96];
  if (!why) {
    describe_end(m, reason, sizeof reason);
    why = reason;
  }
  jb_job *head = m->queued ? m->queue[0] : NULL;
  for (size_t i = 1; i < m->queued; i++) {
    m->queue[i]->state =
        m->process.kind == JB_WORKER_CORE ? JB_JOB_WAITING : JB_JOB_PARSED;
  }
  if (head) lost(e, m, head, why);
  stop(m);
}

/* ---- giving work out ---- */

/* A descriptor for the worker: the file's, or a memfd that the bytes go into. */
static int descriptor(jb_job *job) {
  int fd = jb_source_fd(job->source);
  if (fd >= 0) return fd;
  if (job->spool >= 0) return job->spool;
  job->spool = memfd_create("jianbiao", MFD_CLOEXEC);
  uint8_t block[16384];
  uint64_t at = 0;
  for (size_t n; job->spool >= 0 && (n = jb_source_read(job->source, at, block, sizeof block)) > 0;
       at += n) {
    for (size_t done = 0; done < n;) {
      ssize_t put = write(job->spool, block + done, n - done);
      if (put <= 0) return -1;
      done += (size_t)put;
    }
  }
  return job->spool;
}

static bool give(worker_engine *e, member *m, jb_job *job, jb_frame_kind kind, jb_span payload) {
  int fd = descriptor(job);
  if (fd < 0) {
    jb_job_unread(&e->base, job, JB_WHY_MISSING, "no memory to spool standard input");
    return true;
  }
  if (!jb_wire_send(m->process.socket, kind, payload, fd)) return false;
  if (m->queued == 0) {
    m->begun_ms = jb_clock_ms();
    m->cpu_at_begin = jb_worker_cpu_ms(&m->process);
  }
  m->queue[m->queued++] = job;
  job->state = kind == JB_FRAME_PARSE ? JB_JOB_PARSING : JB_JOB_WITNESSING;
  return true;
}

/* The member that gets the next job: an idle one, a new one, else the least
 * busy with room.  NULL when all are full. */
static member *choose(worker_engine *e, member *list, unsigned max, jb_worker_class kind,
                      size_t depth) {
  member *best = NULL, *empty = NULL;
  for (unsigned i = 0; i < max; i++) {
    if (!alive(&list[i])) {
      if (!empty) empty = &list[i];
    } else if (list[i].queued < depth && (!best || list[i].queued < best->queued)) {
      best = &list[i];
    }
  }
  if ((!best || best->queued > 0) && empty && start(e, empty, kind)) return empty;
  return best;
}

/* A worker that died idle is noticed when it is given work: its successor gets
 * the job, once. */
static void parse_next(worker_engine *e, jb_job *job) {
  for (int attempt = 0; attempt < 2; attempt++) {
    member *m = choose(e, e->core, e->core_max, JB_WORKER_CORE, QUEUE);
    if (!m || (job->source == NULL && !jb_job_open(&e->base, job))) return;
    if (give(e, m, job, JB_FRAME_PARSE, jb_span_str(job->name))) return;
    bury(e, m, "worker does not listen");
  }
}

static void witness_next(worker_engine *e, jb_job *job) {
  member *m = choose(e, e->guest, e->guest_max, JB_WORKER_GUEST, 1);
  if (!m) return;
  char *text = NULL;
  size_t length = 0;
  if (jb_inspection_to_json(job->result.inspection, false, &text, &length) != JB_OK) {
    jb_job_fail(&e->base, job, JB_E_NOMEM, "out of memory");
    return;
  }
  for (int attempt = 0; m && attempt < 2; attempt++) {
    if (give(e, m, job, JB_FRAME_WITNESS, jb_span_of(text, length))) break;
    bury(e, m, "worker does not listen");
    m = choose(e, e->guest, e->guest_max, JB_WORKER_GUEST, 1);
  }
  jb_free(text);
}

static void give_out(worker_engine *e, jb_job *first) {
  for (jb_job *j = first; j; j = j->next) {
    if (j->state == JB_JOB_WAITING) parse_next(e, j);
    if (j->state == JB_JOB_PARSED) witness_next(e, j);
  }
}

/* ---- taking answers in ---- */

static void core_answered(worker_engine *e, member *m, jb_job *job, const jb_frame *f) {
  jb_error err = {0};
  if (f->kind != JB_FRAME_RESULT) {
    jb_status status = f->payload.len == 1 ? (jb_status)f->payload.ptr[0] : JB_E_WORKER;
    if (status == JB_E_IO) {
      jb_job_unread(&e->base, job, JB_WHY_INPUT, "could not be read");
    } else {
      jb_job_fail(&e->base, job, status == JB_E_NOMEM ? status : JB_E_WORKER, "worker gave up");
    }
    return;
  }
  if (jb_inspection_from_json((const char *)f->payload.ptr, f->payload.len,
                              &job->result.inspection, &err) != JB_OK) {
    jb_job_unread(&e->base, job, JB_WHY_WORKER, "worker answered nonsense");
    return;
  }
  job->result.inspection->run.sandbox = jb_sandbox_name(m->layers);
  if (e->guest_max > 0 && jb_inspect_wants_witness(e->base.inspector, job->result.inspection)) {
    job->state = JB_JOB_PARSED;
  } else {
    jb_job_finish(&e->base, job, jb_sandbox_name(m->layers));
  }
}

static void answered(worker_engine *e, member *m, const jb_frame *f) {
  jb_job *job = m->queue[0];
  m->queued--;
  memmove(m->queue, m->queue + 1, m->queued * sizeof m->queue[0]);
  m->begun_ms = jb_clock_ms();
  m->cpu_at_begin = m->queued ? jb_worker_cpu_ms(&m->process) : 0;
  if (m->process.kind == JB_WORKER_CORE) {
    core_answered(e, m, job, f);
  } else if (f->kind == JB_FRAME_RESULT) {
    guest_answered(e, job, (const char *)f->payload.ptr, f->payload.len, NULL);
  } else {
    bool nothing = f->payload.len == 1 && f->payload.ptr[0] == JB_E_LIMIT;
    if (nothing) {
      jb_job_finish(&e->base, job, NULL);
    } else {
      guest_answered(e, job, NULL, 0, "module missing");
    }
  }
}

/* False when the member had to be given up. */
static bool take_in(worker_engine *e, member *m) {
  bool open = jb_wire_poll(m->process.socket, &m->in), bad = false;
  jb_frame f;
  while (jb_wire_take(&m->in, &f, &bad)) {
    if (f.kind == JB_FRAME_HELLO && !m->greeted && f.payload.len == 1) {
      m->greeted = true;
      m->layers = f.payload.ptr[0] & 7u;
    } else if (m->queued > 0 && m->greeted) {
      answered(e, m, &f);
    } else {
      bad = true;
      break;
    }
    jb_wire_drop(&m->in, &f);
  }
  if (bad) {
    bury(e, m, "worker answered nonsense");
  } else if (!open) {
    bury(e, m, NULL);
  }
  return open && !bad;
}

/* ---- time ---- */

static int64_t allowed_ms(const worker_engine *e, const jb_job *job) {
  int64_t ms = (int64_t)e->base.options.inspect.limits.file_seconds_max * 1000;
  uint64_t size = job->source ? jb_source_size(job->source) : 0;
  return (ms + (int64_t)(size / BYTES_PER_MS)) * SLOWER;
}

/* The limit is processor time: on a busy machine a worker may have to wait. */
static bool overdue(const worker_engine *e, const member *m) {
  if (m->queued == 0) return false;
  int64_t wall = jb_clock_ms() - m->begun_ms, allowed = allowed_ms(e, m->queue[0]);
  if (wall < allowed) return false;
  int64_t cpu = jb_worker_cpu_ms(&m->process);
  return wall > allowed * WALL_FACTOR || (cpu >= 0 && cpu - m->cpu_at_begin >= allowed);
}

static bool wait_for_answers(worker_engine *e) {
  struct pollfd list[2 * WORKERS_MAX];
  member *who[2 * WORKERS_MAX];
  nfds_t n = 0;
  for (unsigned i = 0; i < e->core_max + e->guest_max; i++) {
    member *m = i < e->core_max ? &e->core[i] : &e->guest[i - e->core_max];
    if (!alive(m)) continue;
    list[n] = (struct pollfd){.fd = m->process.socket, .events = POLLIN};
    who[n++] = m;
  }
  int ready = poll(list, n, 200);
  if (ready < 0) return errno != EINTR;
  for (nfds_t i = 0; i < n; i++) {
    if (list[i].revents && !take_in(e, who[i])) continue;
    if (overdue(e, who[i])) bury(e, who[i], "time limit file_seconds_max");
  }
  return true;
}

static bool step(jb_engine *engine, jb_job *first) {
  worker_engine *e = of(engine);
  give_out(e, first);
  bool any = false, running = false;
  for (jb_job *j = first; j; j = j->next) {
    any = any || j->state == JB_JOB_DONE;
    running = running || j->state == JB_JOB_PARSING || j->state == JB_JOB_WITNESSING;
  }
  if (any && !engine->options.ordered) return true;
  if (running) return wait_for_answers(e);
  for (jb_job *j = first; j; j = j->next) {
    /* nobody runs and nobody could be started */
    if (j->state == JB_JOB_WAITING) {
      jb_job_unread(engine, j, JB_WHY_WORKER, "no worker could be started");
    } else if (j->state == JB_JOB_PARSED) {
      guest_answered(e, j, NULL, 0, "no worker could be started");
    }
  }
  return true;
}

static size_t room(const jb_engine *engine) {
  const worker_engine *e = (const worker_engine *)engine;
  return (size_t)e->core_max * (QUEUE + 1) + 4;
}

static const char *sandbox(jb_engine *engine) {
  worker_engine *e = of(engine);
  while (alive(&e->core[0]) && !e->core[0].greeted) (void)wait_for_answers(e);
  return jb_sandbox_name(e->core[0].layers);
}

static unsigned workers(const jb_engine *engine) {
  return ((const worker_engine *)engine)->core_max;
}

static void engine_free(jb_engine *engine) {
  worker_engine *e = of(engine);
  for (unsigned i = 0; i < WORKERS_MAX; i++) { /* all at once, then wait for each */
    if (alive(&e->core[i])) (void)kill(e->core[i].process.pid, SIGKILL);
    if (alive(&e->guest[i])) (void)kill(e->guest[i].process.pid, SIGKILL);
  }
  for (unsigned i = 0; i < WORKERS_MAX; i++) {
    if (alive(&e->core[i])) stop(&e->core[i]);
    if (alive(&e->guest[i])) stop(&e->guest[i]);
  }
  jb_inspector_free(engine->inspector);
  free(e);
}

static unsigned processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int n = CPU_COUNT(&set);
  return n > 0 ? (unsigned)n : 1;
}

jb_status jb_worker_engine_new(const jb_pool_options *options, jb_engine **out, jb_error *err) {
  static const jb_engine_class k_class = {room, step, sandbox, workers, engine_free};
  worker_engine *e = calloc(1, sizeof *e);
  if (!e) return jb_error_set(err, JB_E_NOMEM, "", 0, "out of memory");
  unsigned n = options->workers ? options->workers : processors();
  e->core_max = n < WORKERS_MAX ? n : WORKERS_MAX;
  e->guest_max = options->inspect.tier == JB_TIER_FAST ? 0 : e->core_max;
  e->base.class = &k_class;
  e->base.options = *options;
  if (!start(e, &e->core[0], JB_WORKER_CORE)) {
    free(e);
    return jb_error_set(err, JB_E_WORKER, "", 0, "no worker could be started: %s",
                        strerror(errno));
  }
  /* the guest loads its libraries while the core looks at the first file */
  if (e->guest_max > 0) (void)start(e, &e->guest[0], JB_WORKER_GUEST);
  *out = &e->base;
  return JB_OK;
}
