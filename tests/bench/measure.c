/* Runs a command and writes to a file its wall milliseconds and the peak
 * memory in KiB of it and what it waited for.  A small parent of its own,
 * because a child starts with its parent's memory on its bill.
 * Usage: bench_measure REPORT-FILE COMMAND [ARGUMENT...] */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  struct rusage usage = {0};
  int status = 0;
  int64_t start = jb_clock_ms();
  pid_t pid = fork();
  if (pid == 0) {
    execvp(argv[2], &argv[2]);
    _exit(127);
  }
  if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) return 1;
  FILE *report = fopen(argv[1], "w");
  if (!report) return 1;
  fprintf(report, "%lld %ld\n", (long long)(jb_clock_ms() - start), usage.ru_maxrss);
  fclose(report);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
