/* The pool of workers: order, standard input, deaths, time limits. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/build.h"
#include "work/pool.h"

enum { FILES = 12 };

static jb_rules *g_rules;
static char g_folder[] = "/tmp/jb-pool-XXXXXX";
static char g_paths[FILES][64];

static int make_files(void **state) {
  (void)state;
  jb_error err = {0};
  if (jb_rules_load(JB_SOURCE_DIR "/rules", &g_rules, &err) != JB_OK) {
    print_message("%s:%u: %s\n", err.where, err.line, err.what);
    return -1;
  }
  if (!mkdtemp(g_folder)) return -1;
  for (int i = 0; i < FILES; i++) {
    (void)snprintf(g_paths[i], sizeof g_paths[i], "%s/%02d.png", g_folder, i);
    FILE *f = fopen(g_paths[i], "wb");
    bytes b = png_with(png_xmp(xmp_tc260(k_label_json)));
    if (!f || fwrite(b.ptr, 1, b.len, f) != b.len) return -1;
    bytes_free(b);
    fclose(f);
  }
  return 0;
}

static int drop_files(void **state) {
  (void)state;
  for (int i = 0; i < FILES; i++) (void)unlink(g_paths[i]);
  jb_rules_free(g_rules);
  return rmdir(g_folder);
}

static jb_pool *new_pool(jb_tier tier, unsigned workers, bool ordered, uint64_t seconds) {
  jb_pool_options options = {.rules = g_rules, .inspect = jb_options_default(),
                             .workers = workers, .ordered = ordered};
  options.inspect.tier = tier;
  options.inspect.as_of = "2026-11-23";
  options.inspect.limits.file_seconds_max = seconds;
  jb_pool *pool = NULL;
  assert_int_equal(jb_pool_new(&options, &pool, NULL), JB_OK);
  return pool;
}

static void submit(jb_pool *pool, const char *path, size_t number) {
  jb_pool_job job = {.path = path, .user = (void *)(uintptr_t)number};
  assert_int_equal(jb_pool_submit(pool, &job), JB_OK);
}

static jb_inspection *next(jb_pool *pool, size_t *number) {
  jb_pool_result result;
  assert_int_equal(jb_pool_next(pool, &result), JB_OK);
  assert_int_equal(result.status, JB_OK);
  if (number) *number = (size_t)(uintptr_t)result.user;
  return result.inspection;
}

/* The process ids of this process's children. */
static size_t children(pid_t *out, size_t max) {
  char path[64], text[1024] = "";
  (void)snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  FILE *f = fopen(path, "r");
  assert_non_null(f);
  size_t n = fread(text, 1, sizeof text - 1, f), count = 0;
  fclose(f);
  text[n] = '\0';
  for (char *p = text; *p && count < max;) {
    long pid = strtol(p, &p, 10);
    if (pid > 0) out[count++] = (pid_t)pid;
    while (*p == ' ') p++;
  }
  return count;
}

static const jb_not_checked *worker_entry(const jb_inspection *in) {
  for (size_t i = 0; i < in->not_checked_count; i++) {
    if (in->not_checked[i].why == JB_WHY_WORKER) return &in->not_checked[i];
  }
  return NULL;
}

static void every_job_has_one_result_in_order(void **state) {
  (void)state;
  jb_pool *pool = new_pool(JB_TIER_FULL, 2, true, 30);
  size_t sent = 0, got = 0;
  while (got < FILES) {
    while (sent < FILES && jb_pool_has_room(pool)) {
      submit(pool, g_paths[sent], sent);
      sent++;
    }
    size_t number;
    jb_inspection *in = next(pool, &number);
    assert_int_equal(number, got);
    assert_string_equal(in->file.format, "png");
    assert_true(in->file.has_sha256);
    assert_null(worker_entry(in));
    jb_inspection_free(in);
    got++;
  }
  jb_pool_result none;
  assert_int_equal(jb_pool_next(pool, &none), JB_E_LIMIT);
  jb_pool_free(pool);
}

static void unreadable_is_a_result(void **state) {
  (void)state;
  jb_pool *pool = new_pool(JB_TIER_FAST, 1, false, 30);
  submit(pool, "/no/such/file.jpg", 7);
  size_t number;
  jb_inspection *in = next(pool, &number);
  assert_int_equal(number, 7);
  assert_true(in->not_checked_count > 0);
  assert_int_equal(in->not_checked[0].why, JB_WHY_INPUT);
  jb_inspection_free(in);
  jb_pool_free(pool);
}

static void bytes_without_a_file_are_spooled(void **state) {
  (void)state;
  bytes b = png_with(none());
  jb_source *source = NULL;
  assert_int_equal(jb_source_from_memory(b.ptr, b.len, &source), JB_OK);
  jb_pool *pool = new_pool(JB_TIER_FAST, 1, false, 30);
  jb_pool_job job = {.source = source, .name = "x.png"};
  assert_int_equal(jb_pool_submit(pool, &job), JB_OK);
  jb_inspection *in = next(pool, NULL);
  assert_string_equal(in->file.format, "png");
  assert_int_equal(in->file.size, b.len);
  jb_inspection_free(in);
  jb_pool_free(pool);
  bytes_free(b);
}

/* The worker is stopped first, so that it cannot finish before it is killed. */
static void a_death_costs_one_result(void **state) {
  (void)state;
  jb_pool *pool = new_pool(JB_TIER_FAST, 1, true, 600);
  (void)jb_pool_sandbox(pool); /* it has said hello */
  pid_t pid = 0;
  assert_int_equal(children(&pid, 1), 1);
  assert_int_equal(kill(pid, SIGSTOP), 0);
  submit(pool, g_paths[0], 0);
  submit(pool, g_paths[1], 1);
  pid_t killer = fork();
  if (killer == 0) {
    (void)usleep(50000);
    (void)kill(pid, SIGKILL);
    _exit(0);
  }
  jb_inspection *in = next(pool, NULL);
  assert_int_equal(waitpid(killer, NULL, 0), killer);
  const jb_not_checked *entry = worker_entry(in);
  assert_non_null(entry);
  assert_non_null(strstr(entry->detail, "signal 9"));
  assert_true(in->file.has_sha256); /* by the parent */
  jb_inspection_free(in);
  in = next(pool, NULL); /* was queued behind it, or sent to its successor */
  assert_null(worker_entry(in));
  assert_string_equal(in->file.format, "png");
  jb_inspection_free(in);
  jb_pool_free(pool);
}

static void a_hang_ends_at_the_time_limit(void **state) {
  (void)state;
  jb_pool *pool = new_pool(JB_TIER_FAST, 1, true, 0);
  (void)jb_pool_sandbox(pool);
  pid_t pid = 0;
  assert_int_equal(children(&pid, 1), 1);
  assert_int_equal(kill(pid, SIGSTOP), 0);
  submit(pool, g_paths[0], 0);
  jb_inspection *in = next(pool, NULL);
  const jb_not_checked *entry = worker_entry(in);
  assert_non_null(entry);
  assert_non_null(strstr(entry->detail, "file_seconds_max"));
  jb_inspection_free(in);
  jb_pool_free(pool);
}

static void a_worker_that_died_idle_is_replaced(void **state) {
  (void)state;
  jb_pool *pool = new_pool(JB_TIER_FAST, 1, true, 30);
  (void)jb_pool_sandbox(pool);
  pid_t pid = 0;
  assert_int_equal(children(&pid, 1), 1);
  assert_int_equal(kill(pid, SIGKILL), 0);
  siginfo_t info;
  assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
  submit(pool, g_paths[0], 0);
  jb_inspection *in = next(pool, NULL);
  assert_null(worker_entry(in));
  assert_string_equal(in->file.format, "png");
  jb_inspection_free(in);
  jb_pool_free(pool);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_job_has_one_result_in_order),
      cmocka_unit_test(unreadable_is_a_result),
      cmocka_unit_test(bytes_without_a_file_are_spooled),
      cmocka_unit_test(a_death_costs_one_result),
      cmocka_unit_test(a_hang_ends_at_the_time_limit),
      cmocka_unit_test(a_worker_that_died_idle_is_replaced),
  };
  return cmocka_run_group_tests(tests, make_files, drop_files);
}
