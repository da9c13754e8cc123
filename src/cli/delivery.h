/* From judged inspections to the output: policy, tally, format, summary, exit
 * code.  What scan and judge have in common. */
#ifndef JB_CLI_DELIVERY_H
#define JB_CLI_DELIVERY_H

#include "cli/format.h"
#include "cli/out.h"

typedef struct jb_delivery {
  jb_session *session;
  jb_demands demands;
  jb_out out;
  jb_report report;
  const jb_format *format;
  bool failed; /* output or memory is gone: stop */
} jb_delivery;

/* Reads the policy and opens the output before anything is scanned.  Complains
 * and returns an exit code when that fails. */
JB_NODISCARD int jb_delivery_open(jb_delivery *d, jb_session *session, const char *command);

/* Judge, count, write.  Takes the inspection over.  False once there is no
 * point in going on. */
bool jb_delivery_take(jb_delivery *d, jb_inspection *in, const char *path);

/* Under -r: no media.  The name goes to standard error (unless --quiet) and to
 * the summary of JSON.  Frees the inspection. */
void jb_delivery_skip(jb_delivery *d, jb_inspection *in, const char *path);

/* Write the end, close, free; returns the exit code. */
int jb_delivery_close(jb_delivery *d);

#endif
