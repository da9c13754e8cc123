#define _GNU_SOURCE
#include "cli/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/date.h"
#include "io/digest.h"
#include "io/source.h"
#include "cli/term.h"
#include "cli/trust_lists.h"

volatile sig_atomic_t jb_interrupted;

static void on_signal(int number) {
  if (jb_interrupted) _exit(128 + number);
  jb_interrupted = 1;
}

void jb_watch_signals(void) {
  struct sigaction act = {.sa_handler = on_signal};
  (void)sigemptyset(&act.sa_mask);
  (void)sigaction(SIGINT, &act, NULL);
  (void)sigaction(SIGTERM, &act, NULL);
  act.sa_handler = SIG_IGN;
  (void)sigaction(SIGPIPE, &act, NULL);
}

/* ---- rules ---- */

static bool is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool jb_rules_directory(const jb_arguments *args, char out[4096]) {
  if (args->rules) {
    (void)snprintf(out, 4096, "%s", args->rules);
    return is_folder(out);
  }
  char self[2048];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n > 0) {
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (slash) *slash = '\0';
    (void)snprintf(out, 4096, "%s/../share/jianbiao/rules", self);
    if (is_folder(out)) return true;
  }
  (void)snprintf(out, 4096, "%s", JB_RULES_DIR);
  return is_folder(out);
}

/* Which program made a result, for whoever keeps it. */
static void measure_executable(jb_session *s) {
  jb_source *self = NULL;
  jb_digest *d = NULL;
  uint8_t sum[JB_HASH_MAX], block[65536];
  if (jb_source_open("/proc/self/exe", &self, NULL) != JB_OK) return;
  if ((d = jb_digest_new(JB_SHA256)) != NULL) {
    uint64_t at = 0;
    for (size_t n; (n = jb_source_read(self, at, block, sizeof block)) > 0; at += n) {
      jb_digest_add(d, jb_span_of(block, n));
    }
    if (jb_digest_finish(d, sum)) jb_hex_string(s->executable_sha256, jb_span_of(sum, 32));
  }
  jb_source_free(self);
}

static bool is_kept(const jb_arguments *args) {
  bool text = args->format == JB_NOT_GIVEN || args->format == 0 /* the first: text */;
  return args->command == JB_COMMAND_batch || !text;
}

int jb_session_open(jb_session *s, const jb_arguments *args, jb_tier tier) {
  jb_error err = {.status = JB_OK};
  *s = (jb_session){.args = args, .lang = args->language, .inspect = jb_options_default()};
  s->inspect.tier = args->deep ? JB_TIER_DEEP : args->full ? JB_TIER_FULL
                    : args->fast ? JB_TIER_FAST : tier;
  s->inspect.as_of = args->as_of;
  s->inspect.declared = args->declared;
  s->inspect.sm3 = args->sm3;
  if (args->time && !jb_time_parse(jb_span_str(args->time), &s->inspect.time)) {
    jb_complain("--time", 0, jb_text(s->lang, JB_TEXT_ERROR_TIME));
    return JB_EXIT_USAGE;
  }
  if (args->as_of) {
    int64_t day;
    if (!jb_date_parse(jb_span_str(args->as_of), &day)) {
      jb_complain("--as-of", 0, jb_text(s->lang, JB_TEXT_ERROR_DATE));
      return JB_EXIT_USAGE;
    }
  }
  if (!jb_rules_directory(args, s->rules_dir)) {
    jb_complain(s->rules_dir, 0, jb_text(s->lang, JB_TEXT_ERROR_NO_RULES));
    return JB_EXIT_USAGE;
  }
  jb_status status = jb_rules_load(s->rules_dir, &s->rules, &err);
  if (status == JB_OK) status = jb_trust_gather(s->rules, args, &s->trust, &err);
  s->inspect.trust = s->trust;
  if (status == JB_OK) status = jb_inspector_new(s->rules, &s->inspect, &s->inspector, &err);
  if (status != JB_OK) {
    jb_complain_error(&err);
    jb_session_close(s);
    return JB_EXIT_USAGE;
  }
  if (is_kept(args)) measure_executable(s);
  return JB_EXIT_OK;
}

void jb_session_close(jb_session *s) {
  jb_inspector_free(s->inspector);
  jb_trust_free(s->trust); /* borrows from the rules */
  jb_rules_free(s->rules);
  s->trust = NULL;
  s->inspector = NULL;
  s->rules = NULL;
}

int jb_session_pool(const jb_session *s, bool ordered, jb_pool **out) {
  jb_error err = {.status = JB_OK};
  jb_pool_options options = {.rules = s->rules,
                             .inspect = s->inspect,
                             .workers = s->args->jobs == JB_NOT_GIVEN ? 0 : s->args->jobs,
                             .ordered = ordered,
                             .in_process = s->args->in_process,
                             .cancel = &jb_interrupted};
  if (jb_pool_new(&options, out, &err) == JB_OK) return JB_EXIT_OK;
  jb_complain_error(&err);
  return JB_EXIT_USAGE;
}

bool jb_session_judge(const jb_session *s, jb_inspection *in, const char *path) {
  if (path) in->run.path = (jb_bytes){NULL, 0};
  if (path) {
    jb_span own = jb_arena_copy(in->arena, jb_span_str(path));
    in->run.path = (jb_bytes){own.ptr, own.len};
  }
  in->run.checked_at = jb_clock_now();
  if (s->executable_sha256[0]) in->run.executable_sha256 = s->executable_sha256;
  jb_status status = jb_judge(s->inspector, in);
  if (status == JB_OK || status == JB_E_LIMIT) return true;
  jb_complain(path, 0, jb_status_name(status));
  return false;
}

int jb_session_inspect(const jb_session *s, const char *path, jb_inspection **out) {
  jb_pool *pool = NULL;
  jb_pool_result result = {.status = JB_E_CANCELLED};
  jb_arguments args = *s->args;
  jb_session one = *s;
  args.jobs = 1;
  one.args = &args;
  int code = jb_session_pool(&one, true, &pool);
  if (code != JB_EXIT_OK) return code;
  jb_pool_job job = {.path = path};
  if (strcmp(path, "-") == 0) {
    jb_error err = {.status = JB_OK};
    job = (jb_pool_job){.name = NULL};
    if (jb_source_from_stream(STDIN_FILENO, s->inspect.limits.stream_max, &job.source, &err) !=
        JB_OK) {
      jb_complain("-", 0, err.what);
      jb_pool_free(pool);
      return JB_EXIT_INCONCLUSIVE;
    }
  }
  jb_status status = jb_pool_submit(pool, &job);
  if (status == JB_OK) status = jb_pool_next(pool, &result);
  if (status == JB_OK) status = result.status;
  jb_pool_free(pool);
  if (status != JB_OK) {
    jb_complain(path, 0, result.error.what[0] ? result.error.what : jb_status_name(status));
    return jb_interrupted ? JB_EXIT_INTERRUPTED : JB_EXIT_INCONCLUSIVE;
  }
  if (!jb_session_judge(s, result.inspection, path)) {
    jb_inspection_free(result.inspection);
    return JB_EXIT_INCONCLUSIVE;
  }
  *out = result.inspection;
  return JB_EXIT_OK;
}
