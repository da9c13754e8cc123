#define _GNU_SOURCE
#include "work/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef JB_SANITIZED
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* ---- resource limits ---- */

static bool limit(int which, rlim_t value) {
  struct rlimit r = {value, value};
  return setrlimit((__rlimit_resource_t)which, &r) == 0;
}

/* Bytes of address space mapped now, 0 when unknown. */
static uint64_t mapped_now(void) {
  FILE *f = fopen("/proc/self/statm", "re");
  if (!f) return 0;
  char line[64] = "";
  size_t n = fread(line, 1, sizeof line - 1, f);
  fclose(f);
  uint64_t pages = 0;
  for (size_t i = 0; i < n && line[i] >= '0' && line[i] <= '9'; i++) {
    pages = pages * 10 + (uint64_t)(line[i] - '0');
  }
  return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static bool enter_rlimits(const jb_sandbox_options *options) {
  uint64_t now = mapped_now();
  bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 16);
  if (options->memory_budget && now) ok = ok && limit(RLIMIT_AS, now + options->memory_budget);
  return ok;
}

/* ---- Landlock: handle every right that the kernel knows, grant none ---- */

static bool enter_landlock(void) {
  long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return false;
  /* rights by ABI: 13 in the first, refer in 2, truncate in 3, ioctl in 5 */
  uint64_t rights = (1u << 13) - 1;
  if (abi >= 2) rights |= 1u << 13;
  if (abi >= 3) rights |= 1u << 14;
  if (abi >= 5) rights |= 1u << 15;
  struct landlock_ruleset_attr attr = {.handled_access_fs = rights};
  long fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr.handled_access_fs, 0);
  if (fd < 0) return false;
  bool ok = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
  close((int)fd);
  return ok;
}

/* ---- seccomp ---- */

/* What parsing, OpenSSL, libxml2 and libexiv2 use once everything is loaded. */
static const int k_allowed[] = {
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(readv),
    SCMP_SYS(writev),        SCMP_SYS(pread64),      SCMP_SYS(lseek),
    SCMP_SYS(recvmsg),       SCMP_SYS(recvfrom),     SCMP_SYS(sendto),
    SCMP_SYS(close),         SCMP_SYS(fstat),        SCMP_SYS(munmap),
    SCMP_SYS(mremap),        SCMP_SYS(madvise),      SCMP_SYS(brk),
    SCMP_SYS(futex),         SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(gettimeofday),  SCMP_SYS(getrandom),    SCMP_SYS(getpid),
    SCMP_SYS(gettid),        SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),  SCMP_SYS(sigaltstack),  SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),   SCMP_SYS(restart_syscall)};

static bool allow_guarded(scmp_filter_ctx ctx, const jb_sandbox_options *options) {
  /* memory may be mapped, never made executable */
  bool ok = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
            seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  /* fstat of an open descriptor reaches the kernel as newfstatat with
   * AT_EMPTY_PATH; a path would still meet Landlock */
  ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                              SCMP_A3(SCMP_CMP_MASKED_EQ, 0x1000, 0x1000)) == 0;
  /* abort() signals its own thread */
  ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                              SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0;
  if (options->threads) {
    ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0;
    /* ENOSYS makes glibc fall back to clone */
    ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
  }
  return ok;
}

static bool enter_seccomp(const jb_sandbox_options *options) {
  scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!ctx) return false;
  bool ok = true;
  for (size_t i = 0; ok && i < sizeof k_allowed / sizeof k_allowed[0]; i++) {
    ok = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, k_allowed[i], 0) == 0;
  }
  ok = ok && allow_guarded(ctx, options) && seccomp_load(ctx) == 0;
  seccomp_release(ctx);
  return ok;
}

unsigned jb_sandbox_enter(const jb_sandbox_options *options) {
  unsigned layers = 0;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 0;
  if (!SANITIZED && enter_rlimits(options)) layers |= JB_SANDBOX_RLIMIT;
  if (enter_landlock()) layers |= JB_SANDBOX_LANDLOCK;
  if (!SANITIZED && enter_seccomp(options)) layers |= JB_SANDBOX_SECCOMP;
  return layers;
}

const char *jb_sandbox_name(unsigned layers) {
  static const char *const k_names[] = {
      "none",    "rlimit",         "landlock",         "landlock+rlimit",
      "seccomp", "seccomp+rlimit", "seccomp+landlock", "seccomp+landlock+rlimit"};
  return layers < 8 ? k_names[layers] : "none";
}
