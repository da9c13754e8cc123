/* One worker process: started from the parent before it has much in memory,
 * confined, answering frames until its socket closes. */
#ifndef JB_WORK_WORKER_H
#define JB_WORK_WORKER_H

#include <sys/types.h>

#include "jianbiao/jianbiao.h"

typedef enum jb_worker_class {
  JB_WORKER_CORE,  /* our parsers, libxml2, OpenSSL */
  JB_WORKER_GUEST  /* libexiv2 and other people's decoders */
} jb_worker_class;

typedef struct jb_worker_process {
  jb_worker_class kind;
  pid_t pid;
  int socket;             /* parent's end */
  volatile uint8_t *stage; /* shared page: the jb_stage being worked on */
} jb_worker_process;

/* Fork.  `inspector_options` and `rules` are used by the child as they stand
 * now.  Statuses: OK, WORKER (errno tells), NOMEM. */
JB_NODISCARD jb_status jb_worker_start(jb_worker_class kind, const jb_rules *rules,
                                       const jb_options *inspector_options,
                                       jb_worker_process *out);

/* Kill if it still runs, reap, close.  Returns the wait status. */
int jb_worker_end(jb_worker_process *worker);

/* Processor milliseconds it has used, -1 when unknown. */
int64_t jb_worker_cpu_ms(const jb_worker_process *worker);

#endif
