/* scan: files in, results out, as they are done. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "cli/delivery.h"
#include "cli/inputs.h"

/* What travels with a job.  All that are under way are in one list, so that
 * none is lost when the scan stops early. */
typedef struct ticket {
  char *path;
  bool found; /* below a folder: no media is skipped */
  struct ticket *next, **link; /* link: what points here */
} ticket;

typedef struct scan {
  const jb_arguments *args;
  jb_session session;
  jb_delivery delivery;
  jb_inputs *inputs;
  jb_pool *pool;
  bool more;       /* inputs may have another */
  jb_input waiting; /* read but not submitted: its folder or file gave trouble */
  bool has_waiting;
  bool progress;
  int64_t shown_at;
  ticket *tickets; /* under way */
} scan;

static ticket *ticket_new(scan *s, const jb_input *input) {
  ticket *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  *t = (ticket){.path = input->path, .found = input->found, .next = s->tickets, .link = &s->tickets};
  if (t->next) t->next->link = &t->next;
  s->tickets = t;
  return t;
}

static void ticket_free(ticket *t) {
  *t->link = t->next;
  if (t->next) t->next->link = t->link;
  free(t->path);
  free(t);
}

/* ---- progress ---- */

enum { PROGRESS_MS = 200 };

static void show_progress(scan *s, bool clear) {
  int64_t now = jb_clock_ms();
  if (!s->progress || (!clear && now - s->shown_at < PROGRESS_MS)) return;
  jb_buf b = jb_buf_new(256);
  const jb_tally *t = &s->delivery.report.tally;
  s->shown_at = now;
  jb_buf_str(&b, "\r\x1B[K");
  if (!clear) {
    jb_buf_format(&b, "%zu", t->inputs + t->skipped);
    jb_buf_str(&b, jb_text(s->session.lang, JB_TEXT_PROGRESS_FILES));
  }
  if (write(STDERR_FILENO, b.data, b.len) < 0) s->progress = false;
  jb_buf_free(&b);
}

/* ---- what came out ---- */

static void note_time(jb_inspection *in, const char *path) {
  struct stat st;
  if (in->run.modified == INT64_MIN && stat(path, &st) == 0) {
    in->run.modified = (int64_t)st.st_mtim.tv_sec;
  }
}

static bool deliver(scan *s, jb_inspection *in, const char *path, bool found) {
  if (found && !jb_is_media(in, path)) {
    show_progress(s, true);
    jb_delivery_skip(&s->delivery, in, path);
    return true;
  }
  note_time(in, path);
  if (s->progress && isatty(STDOUT_FILENO)) show_progress(s, true);
  return jb_delivery_take(&s->delivery, in, path);
}

static bool take_result(scan *s) {
  jb_pool_result result;
  jb_status status = jb_pool_next(s->pool, &result);
  if (status != JB_OK) return false; /* interrupted */
  ticket *t = result.user;
  bool ok = true;
  if (result.status != JB_OK) {
    /* no memory, or a bug: the file must not get lost without a word */
    jb_inspection *in = NULL;
    jb_complain(t->path, 0, result.error.what);
    ok = jb_inspect_unread(s->session.inspector, NULL, JB_WHY_WORKER,
                           jb_status_name(result.status), &in) == JB_OK &&
         deliver(s, in, t->path, false);
  } else {
    ok = deliver(s, result.inspection, t->path, t->found);
  }
  ticket_free(t);
  show_progress(s, false);
  return ok;
}

/* A named thing that cannot be read at all: an inspection that says so. */
static bool take_trouble(scan *s) {
  jb_inspection *in = NULL;
  jb_input *input = &s->waiting;
  s->has_waiting = false;
  jb_complain(input->path, 0, input->trouble);
  bool ok = jb_inspect_unread(s->session.inspector, input->path, input->why, input->code, &in) ==
                JB_OK &&
            deliver(s, in, input->path, false);
  jb_input_free(input);
  return ok;
}

/* ---- what goes in ---- */

static bool submit(scan *s, jb_input *input) {
  ticket *t = ticket_new(s, input);
  if (!t) return false;
  jb_pool_job job = {.path = input->source ? NULL : input->path, .source = input->source, .user = t};
  input->path = NULL;
  input->source = NULL;
  jb_status status = jb_pool_submit(s->pool, &job);
  if (status != JB_OK) {
    jb_complain(t->path, 0, jb_status_name(status));
    ticket_free(t);
    return false;
  }
  return true;
}

static bool fill(scan *s) {
  bool ok = true;
  while (ok && s->more && !s->has_waiting && !jb_interrupted && jb_pool_has_room(s->pool)) {
    jb_input input;
    s->more = jb_inputs_next(s->inputs, &input);
    if (!s->more) break;
    if (input.trouble) {
      s->waiting = input;
      s->has_waiting = true;
    } else {
      ok = submit(s, &input);
      jb_input_free(&input);
    }
  }
  return ok;
}

static void run(scan *s) {
  bool ok = true;
  while (ok && !jb_interrupted) {
    ok = fill(s);
    bool busy = jb_pool_under_way(s->pool) > 0;
    /* in order: what was submitted before the trouble comes first */
    if (ok && s->has_waiting && !(busy && s->args->ordered)) {
      ok = take_trouble(s);
    } else if (ok && busy) {
      ok = take_result(s);
    } else if (!s->more && !s->has_waiting) {
      break;
    }
  }
  /* interrupted: what is done already is worth having */
  jb_pool_result result;
  while (jb_interrupted && !s->delivery.failed && jb_pool_next(s->pool, &result) == JB_OK) {
    ticket *t = result.user;
    if (result.status == JB_OK) (void)deliver(s, result.inspection, t->path, t->found);
    ticket_free(t);
  }
}

int jb_command_scan(const jb_arguments *args) {
  scan s = {.args = args, .more = true};
  if (args->operand_count == 0 && !args->files0_from) {
    jb_complain("scan", 0, jb_text(args->language, JB_TEXT_ERROR_NO_INPUT));
    return JB_EXIT_NO_INPUT;
  }
  int code = jb_session_open(&s.session, args, JB_TIER_FULL);
  if (code != JB_EXIT_OK) return code;
  jb_watch_signals();
  s.progress = !args->quiet && isatty(STDERR_FILENO) != 0 &&
               (args->recursive || args->files0_from || args->operand_count > 1);
  s.inputs = jb_inputs_new(args, s.session.inspect.limits.stream_max);
  if (!s.inputs) code = JB_EXIT_USAGE;
  if (code == JB_EXIT_OK) code = jb_session_pool(&s.session, args->ordered, &s.pool);
  if (code == JB_EXIT_OK) code = jb_delivery_open(&s.delivery, &s.session, "scan");
  if (code == JB_EXIT_OK) {
    run(&s);
    show_progress(&s, true);
    code = jb_delivery_close(&s.delivery);
    if (code == JB_EXIT_NO_INPUT) {
      jb_complain("scan", 0, jb_text(args->language, JB_TEXT_ERROR_NOTHING_FOUND));
    }
  }
  if (s.has_waiting) jb_input_free(&s.waiting);
  jb_pool_free(s.pool);
  while (s.tickets) ticket_free(s.tickets);
  jb_inputs_free(s.inputs);
  jb_session_close(&s.session);
  return code;
}
