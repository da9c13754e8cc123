/* Sources, the hash plan and atomic files. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "io/atomic_file.h"
#include "io/hash_plan.h"

static jb_source *memfd_of(size_t n) {
  int fd = memfd_create("test", 0);
  assert_true(fd >= 0);
  for (size_t i = 0; i < n; i++) {
    uint8_t c = (uint8_t)(i * 7);
    assert_int_equal(write(fd, &c, 1), 1);
  }
  jb_source *s = NULL;
  assert_int_equal(jb_source_from_fd(fd, &s, NULL), JB_OK);
  return s;
}

static void free_memfd(jb_source *s) {
  int fd = jb_source_fd(s);
  jb_source_free(s);
  close(fd);
}

static void peek_slides_a_window(void **state) {
  (void)state;
  enum { SIZE = 150000 };
  jb_source *s = memfd_of(SIZE);
  static const uint64_t k_at[] = {0, 65535, 65530, 140000, 3, 149999};
  for (size_t i = 0; i < sizeof k_at / sizeof k_at[0]; i++) {
    jb_span got = jb_source_peek(s, k_at[i], 16);
    assert_int_equal(got.len, SIZE - k_at[i] < 16 ? SIZE - k_at[i] : 16);
    assert_int_equal(got.ptr[0], (uint8_t)(k_at[i] * 7));
  }
  assert_int_equal(jb_source_peek(s, SIZE, 1).len, 0);
  assert_int_equal(jb_source_peek(s, UINT64_MAX, 1).len, 0);
  assert_false(jb_source_broken(s));
  free_memfd(s);
}

static void a_file_that_shrinks_is_broken_not_fatal(void **state) {
  (void)state;
  jb_source *s = memfd_of(1000);
  assert_int_equal(ftruncate(jb_source_fd(s), 10), 0);
  uint8_t buffer[100];
  assert_int_equal(jb_source_read(s, 0, buffer, 100), 10);
  assert_true(jb_source_broken(s));
  free_memfd(s);
}

static void only_regular_files_are_opened(void **state) {
  (void)state;
  jb_source *s = NULL;
  jb_error err = {0};
  assert_int_equal(jb_source_open("/", &s, &err), JB_E_ARG);
  assert_string_equal(err.what, "is a directory");
  assert_int_equal(jb_source_open("/dev/null", &s, &err), JB_E_ARG);
  assert_int_equal(jb_source_open("/no/such/file", &s, &err), JB_E_IO);
  char folder[] = "/tmp/jb-io-XXXXXX", fifo[64];
  assert_non_null(mkdtemp(folder));
  (void)snprintf(fifo, sizeof fifo, "%s/fifo", folder);
  assert_int_equal(mkfifo(fifo, 0600), 0);
  assert_int_equal(jb_source_open(fifo, &s, &err), JB_E_ARG); /* and does not block */
  (void)unlink(fifo);
  (void)rmdir(folder);
}

static void a_stream_is_taken_up_to_its_limit(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "0123456789", 10), 10);
  close(ends[1]);
  jb_source *s = NULL;
  assert_int_equal(jb_source_from_stream(ends[0], 10, &s, NULL), JB_OK);
  assert_int_equal(jb_source_size(s), 10);
  assert_int_equal(jb_source_fd(s), -1);
  jb_source_free(s);
  close(ends[0]);
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "0123456789", 10), 10);
  close(ends[1]);
  assert_int_equal(jb_source_from_stream(ends[0], 9, &s, NULL), JB_E_LIMIT);
  close(ends[0]);
}

static void digest_is(const jb_hash_job *job, const char *hex) {
  char text[2 * JB_HASH_MAX + 1];
  assert_true(job->done);
  jb_hex_string(text, jb_span_of(job->digest, jb_hash_length(job->alg)));
  assert_string_equal(text, hex);
}

static void known_answers(void **state) {
  (void)state;
  jb_source *s = NULL;
  assert_int_equal(jb_source_from_memory("abc", 3, &s), JB_OK);
  jb_arena *a = jb_arena_new(1 << 20);
  jb_hash_plan plan = jb_hash_plan_new(a);
  jb_hash_piece whole = {.length = 3};
  jb_hash_job *sha = jb_hash_plan_add(&plan, JB_SHA256, &whole, 1);
  jb_hash_job *sm3 = jb_hash_plan_add(&plan, JB_SM3, &whole, 1);
  assert_int_equal(jb_hash_plan_run(&plan, s), JB_OK);
  digest_is(sha, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  digest_is(sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  jb_arena_free(a);
  jb_source_free(s);
}

/* Ranges, injected bytes, and ranges that run backwards must equal the digest
 * of the bytes put together by hand, whether the source is resident or not. */
static void plan_equals_direct_digest(bool resident) {
  enum { SIZE = 700000 };
  jb_source *s = memfd_of(SIZE);
  if (resident) jb_source_make_resident(s, SIZE);
  jb_arena *a = jb_arena_new(1 << 20);
  jb_hash_plan plan = jb_hash_plan_new(a);
  static const uint8_t k_inject[] = {1, 2, 3, 4, 5, 6, 7, 8};
  const jb_hash_piece k_forward[] = {{.offset = 10, .length = 5},
                                     {.inject = {k_inject, sizeof k_inject}},
                                     {.offset = 15, .length = 300000},
                                     {.offset = 690000, .length = 10000}};
  const jb_hash_piece k_backward[] = {{.offset = 600000, .length = 1000},
                                      {.offset = 5, .length = 70000}};
  const jb_hash_piece k_past[] = {{.offset = SIZE - 1, .length = 2}};
  jb_hash_job *forward = jb_hash_plan_add(&plan, JB_SHA256, k_forward, 4);
  jb_hash_job *backward = jb_hash_plan_add(&plan, JB_SHA256, k_backward, 2);
  jb_hash_job *past = jb_hash_plan_add(&plan, JB_SHA256, k_past, 1);
  assert_int_equal(jb_hash_plan_run(&plan, s), JB_OK);

  uint8_t *all = malloc(SIZE);
  assert_non_null(all);
  for (size_t i = 0; i < SIZE; i++) all[i] = (uint8_t)(i * 7);
  uint8_t want[JB_HASH_MAX];
  jb_digest *d = jb_digest_new(JB_SHA256);
  jb_digest_add(d, jb_span_of(all + 10, 5));
  jb_digest_add(d, jb_span_of(k_inject, sizeof k_inject));
  jb_digest_add(d, jb_span_of(all + 15, 300000));
  jb_digest_add(d, jb_span_of(all + 690000, 10000));
  assert_true(jb_digest_finish(d, want));
  assert_true(forward->done);
  assert_memory_equal(forward->digest, want, 32);
  d = jb_digest_new(JB_SHA256);
  jb_digest_add(d, jb_span_of(all + 600000, 1000));
  jb_digest_add(d, jb_span_of(all + 5, 70000));
  assert_true(jb_digest_finish(d, want));
  assert_true(backward->done);
  assert_memory_equal(backward->digest, want, 32);
  assert_false(past->done);
  free(all);
  jb_arena_free(a);
  free_memfd(s);
}

static void plan_over_a_window(void **state) {
  (void)state;
  plan_equals_direct_digest(false);
}

static void plan_over_resident_bytes(void **state) {
  (void)state;
  plan_equals_direct_digest(true);
}

static void atomic_file_appears_whole_or_not_at_all(void **state) {
  (void)state;
  char folder[] = "/tmp/jb-io-XXXXXX", path[64], text[16] = "";
  assert_non_null(mkdtemp(folder));
  (void)snprintf(path, sizeof path, "%s/out", folder);
  jb_atomic_file *f = NULL;
  assert_int_equal(jb_atomic_file_open(path, &f, NULL), JB_OK);
  jb_atomic_file_add(f, jb_span_str("hello"));
  assert_int_equal(access(path, F_OK), -1);
  assert_int_equal(jb_atomic_file_commit(f, NULL), JB_OK);
  FILE *in = fopen(path, "r");
  assert_non_null(in);
  assert_int_equal(fread(text, 1, sizeof text, in), 5);
  fclose(in);
  assert_string_equal(text, "hello");
  assert_int_equal(jb_atomic_file_open(path, &f, NULL), JB_OK);
  jb_atomic_file_add(f, jb_span_str("second"));
  jb_atomic_file_abort(f);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(rmdir(folder), 0); /* no temporary left */
  jb_error err = {0};
  assert_int_equal(jb_atomic_file_open("/no/such/folder/x", &f, &err), JB_E_IO);
}

static void a_device_is_written_to_not_replaced(void **state) {
  (void)state;
  jb_atomic_file *f = NULL;
  jb_error err = {0};
  assert_int_equal(jb_atomic_file_open("/dev/full", &f, &err), JB_OK);
  jb_atomic_file_add(f, jb_span_str("hello"));
  assert_int_equal(jb_atomic_file_commit(f, &err), JB_E_IO);
  struct stat st;
  assert_int_equal(stat("/dev/full", &st), 0);
  assert_true(S_ISCHR(st.st_mode));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(peek_slides_a_window),
      cmocka_unit_test(a_file_that_shrinks_is_broken_not_fatal),
      cmocka_unit_test(only_regular_files_are_opened),
      cmocka_unit_test(a_stream_is_taken_up_to_its_limit),
      cmocka_unit_test(known_answers),
      cmocka_unit_test(plan_over_a_window),
      cmocka_unit_test(plan_over_resident_bytes),
      cmocka_unit_test(atomic_file_appears_whole_or_not_at_all),
      cmocka_unit_test(a_device_is_written_to_not_replaced),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
