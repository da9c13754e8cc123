#define _GNU_SOURCE
#include "work/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "work/sandbox.h"
#include "work/wire.h"

/* The core's arena and scratch are 48 MiB together; the rest is head-room for
 * libraries.  libexiv2 gets more: it copies what it is given. */
enum { CORE_BUDGET = 192 << 20, GUEST_BUDGET = 320 << 20, SEND_SECONDS = 5 };

/* ---- the child ---- */

typedef struct child {
  int socket;
  jb_inspector *inspector;
  volatile uint8_t *stage;
  jb_buf request;
} child;

static bool answer_nothing(const child *c, jb_status status) {
  uint8_t code = (uint8_t)status;
  return jb_wire_send(c->socket, JB_FRAME_NOTHING, jb_span_of(&code, 1), -1);
}

static bool answer(const child *c, jb_status status, char *text, size_t length) {
  bool sent = status == JB_OK
                  ? jb_wire_send(c->socket, JB_FRAME_RESULT, jb_span_of(text, length), -1)
                  : answer_nothing(c, status);
  jb_free(text);
  return sent;
}

static bool do_parse(child *c, const jb_frame *frame, jb_source *source) {
  char name[1024];
  size_t n = frame->payload.len < sizeof name ? frame->payload.len : sizeof name - 1;
  if (n) memcpy(name, frame->payload.ptr, n);
  name[n] = '\0';
  jb_inspection *in = NULL;
  char *text = NULL;
  size_t length = 0;
  jb_status status = jb_inspect_parse(c->inspector, source, n ? name : NULL, &in);
  *c->stage = JB_STAGE_WRITING;
  if (status == JB_OK) status = jb_inspection_to_json(in, false, &text, &length);
  jb_inspection_free(in);
  return answer(c, status, text, length);
}

static bool do_witness(child *c, const jb_frame *frame, jb_source *source) {
  jb_inspection *in = NULL;
  char *text = NULL;
  size_t length = 0;
  *c->stage = JB_STAGE_METADATA;
  jb_status status =
      jb_inspection_from_json((const char *)frame->payload.ptr, frame->payload.len, &in, NULL);
  if (status == JB_OK) status = jb_inspect_witness(source, in, &text, &length);
  jb_inspection_free(in);
  return answer(c, status, text, length);
}

static bool serve_one(child *c) {
  jb_frame frame;
  if (!jb_wire_receive(c->socket, &c->request, &frame)) return false;
  jb_source *source = NULL;
  bool ok;
  if (frame.fd < 0 || jb_source_from_fd(frame.fd, &source, NULL) != JB_OK) {
    ok = answer_nothing(c, JB_E_IO);
  } else if (frame.kind == JB_FRAME_PARSE) {
    ok = do_parse(c, &frame, source);
  } else if (frame.kind == JB_FRAME_WITNESS) {
    ok = do_witness(c, &frame, source);
  } else {
    ok = false;
  }
  jb_source_free(source);
  if (frame.fd >= 0) close(frame.fd);
  *c->stage = JB_STAGE_IDLE;
  return ok;
}

/* Nothing of the parent's stays open but the socket; output goes nowhere. */
static void drop_descriptors(int socket) {
  int null = open("/dev/null", O_RDWR);
  if (null >= 0) {
    (void)dup2(null, 0);
    (void)dup2(null, 1);
#ifndef JB_SANITIZED
    (void)dup2(null, 2);
#endif
    if (null > 2) close(null);
  }
  (void)dup2(socket, 3);
  (void)syscall(SYS_close_range, 4u, ~0u, 0u);
}

_Noreturn static void run_child(jb_worker_class kind, const jb_rules *rules,
                                const jb_options *options, int socket, volatile uint8_t *stage,
                                pid_t parent) {
  (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  (void)signal(SIGINT, SIG_IGN); /* the parent decides what an interrupt means */
  (void)signal(SIGTERM, SIG_DFL);
  (void)signal(SIGPIPE, SIG_IGN);
  drop_descriptors(socket);
  child c = {.socket = 3, .stage = stage, .request = jb_buf_new(JB_FRAME_MAX)};
  jb_options own = *options;
  own.stage = stage;
  jb_warm_up(kind == JB_WORKER_GUEST ? options->tier : JB_TIER_FAST);
  if (kind == JB_WORKER_CORE && jb_inspector_new(rules, &own, &c.inspector, NULL) != JB_OK) {
    _exit(1);
  }
  jb_sandbox_options sandbox = {
      .memory_budget = kind == JB_WORKER_GUEST ? GUEST_BUDGET : CORE_BUDGET,
      .threads = kind == JB_WORKER_GUEST};
  uint8_t layers = (uint8_t)jb_sandbox_enter(&sandbox);
  if (!jb_wire_send(c.socket, JB_FRAME_HELLO, jb_span_of(&layers, 1), -1)) _exit(0);
  while (serve_one(&c)) {
  }
  jb_inspector_free(c.inspector);
  jb_buf_free(&c.request);
  _exit(0);
}

/* ---- the parent's side ---- */

jb_status jb_worker_start(jb_worker_class kind, const jb_rules *rules, const jb_options *options,
                          jb_worker_process *out) {
  int ends[2];
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return JB_E_NOMEM;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    (void)munmap(page, 4096);
    return JB_E_WORKER;
  }
  /* a worker that stopped reading must not stop the parent */
  struct timeval patience = {.tv_sec = SEND_SECONDS};
  (void)setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  (void)fflush(NULL);
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) run_child(kind, rules, options, ends[1], page, parent);
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    (void)munmap(page, 4096);
    return JB_E_WORKER;
  }
  *out = (jb_worker_process){.kind = kind, .pid = pid, .socket = ends[0], .stage = page};
  return JB_OK;
}

int jb_worker_end(jb_worker_process *worker) {
  int status = 0;
  if (worker->pid <= 0) return 0;
  close(worker->socket);
  (void)kill(worker->pid, SIGKILL);
  while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) {
  }
  (void)munmap((void *)(uintptr_t)worker->stage, 4096);
  *worker = (jb_worker_process){0};
  return status;
}

int64_t jb_worker_cpu_ms(const jb_worker_process *worker) {
  clockid_t clock;
  struct timespec t;
  if (clock_getcpuclockid(worker->pid, &clock) != 0 || clock_gettime(clock, &t) != 0) return -1;
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
