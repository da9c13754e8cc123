/* Confining this process before it touches untrusted bytes.
 *
 * Three layers, each used where the kernel has it: resource limits, Landlock
 * (no file of the system can be opened), seccomp (an allow-list; everything
 * else fails with EPERM).  Not undone until the process ends.
 */
#ifndef JB_WORK_SANDBOX_H
#define JB_WORK_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  JB_SANDBOX_RLIMIT = 1u << 0,
  JB_SANDBOX_LANDLOCK = 1u << 1,
  JB_SANDBOX_SECCOMP = 1u << 2
};

typedef struct jb_sandbox_options {
  uint64_t memory_budget; /* address space on top of what is mapped now; 0: no limit */
  bool threads;           /* codecs start threads: allow clone with CLONE_THREAD */
} jb_sandbox_options;

/* Close it.  Returns the layers that hold (bit set).  Under sanitizers only
 * Landlock is used: they need more calls and memory than the lists allow. */
unsigned jb_sandbox_enter(const jb_sandbox_options *options);

/* "seccomp+landlock+rlimit" and so on, "none" for 0.  Static. */
const char *jb_sandbox_name(unsigned layers);

#endif
