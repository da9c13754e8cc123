/* A parser that was taken over tries what it should not be able to do. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "work/sandbox.h"

/* Each returns 0 when it was stopped. */
static int opens_a_file(void) { return open("/etc/passwd", O_RDONLY) >= 0; }
static int writes_a_file(void) { return open("/tmp/jb-evil", O_WRONLY | O_CREAT, 0600) >= 0; }
static int opens_a_socket(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static int runs_a_program(void) {
  char *const argv[] = {(char *)(uintptr_t)"true", NULL};
  execv("/bin/true", argv);
  return errno != EPERM && errno != EACCES;
}
static int forks(void) {
  pid_t pid = fork();
  if (pid == 0) _exit(0);
  return pid >= 0;
}
static int takes_two_gibibytes(void) {
  void *p = mmap(NULL, (size_t)2 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return p != MAP_FAILED;
}
static int maps_code(void) {
  void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return p != MAP_FAILED;
}
static int kills_its_parent(void) { return kill(getppid(), 0) == 0; }
static int honest_work(void) {
  void *p = malloc(1 << 20);
  if (!p) return 1;
  memset(p, 1, 1 << 20);
  free(p);
  return 0;
}

/* Exit code of a confined child that does `what`; 100 + layers without seccomp. */
static int confined(int (*what)(void), unsigned *layers) {
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  pid_t pid = fork();
  if (pid == 0) {
    jb_sandbox_options options = {.memory_budget = 64 << 20};
    uint8_t got = (uint8_t)jb_sandbox_enter(&options);
    if (write(ends[1], &got, 1) != 1) _exit(99);
    _exit(what());
  }
  uint8_t got = 0;
  close(ends[1]);
  assert_int_equal(read(ends[0], &got, 1), 1);
  close(ends[0]);
  *layers = got;
  int status = 0;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void everything_evil_is_stopped(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int (*what)(void);
    unsigned needs; /* a layer without which this is not stopped */
  } k_cases[] = {
      {"honest work", honest_work, 0},
      {"open", opens_a_file, JB_SANDBOX_LANDLOCK | JB_SANDBOX_SECCOMP},
      {"write", writes_a_file, JB_SANDBOX_LANDLOCK | JB_SANDBOX_SECCOMP},
      {"socket", opens_a_socket, JB_SANDBOX_SECCOMP},
      {"exec", runs_a_program, JB_SANDBOX_LANDLOCK | JB_SANDBOX_SECCOMP},
      {"fork", forks, JB_SANDBOX_SECCOMP},
      {"2 GiB", takes_two_gibibytes, JB_SANDBOX_RLIMIT},
      {"executable memory", maps_code, JB_SANDBOX_SECCOMP},
      {"kill", kills_its_parent, JB_SANDBOX_SECCOMP},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    unsigned layers = 0;
    int code = confined(k_cases[i].what, &layers);
    if (k_cases[i].needs && !(layers & k_cases[i].needs)) {
      print_message("not tested here, no layer for it: %s\n", k_cases[i].name);
      continue;
    }
    if (code != 0) print_message("%s: code %d, layers %u\n", k_cases[i].name, code, layers);
    assert_int_equal(code, 0);
  }
}

static void names_of_layers(void **state) {
  (void)state;
  assert_string_equal(jb_sandbox_name(0), "none");
  assert_string_equal(jb_sandbox_name(7), "seccomp+landlock+rlimit");
  assert_string_equal(jb_sandbox_name(8), "none");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(everything_evil_is_stopped),
      cmocka_unit_test(names_of_layers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
