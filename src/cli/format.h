/* Ways to write results.  Each is one file and one line of formats.def.  The
 * three functions append to report->out; results come one at a time and are
 * not kept. */
#ifndef JB_CLI_FORMAT_H
#define JB_CLI_FORMAT_H

#include "cli/ruling.h"
#include "cli/term.h"

enum { JB_GRADES = 5 };

typedef struct jb_tally {
  size_t inputs;  /* results written */
  size_t skipped; /* under -r: no media */
  size_t inconclusive, violated, waived;
  size_t grades[JB_GRADES]; /* by jb_grade_rank */
  bool interrupted;
  jb_buf skipped_names; /* JSON strings with commas between, up to SKIPPED_MAX bytes */
} jb_tally;

typedef struct jb_report {
  const jb_session *session;
  const char *command; /* "scan", "judge" */
  jb_lang lang;
  bool color;
  jb_buf *out;
  jb_tally tally; /* kept by the caller, up to date before `one` and `end` */
  jb_buf held;    /* for a format that must know all before it writes */
} jb_report;

typedef struct jb_item {
  const jb_inspection *in; /* judged */
  const char *path;        /* as named */
  jb_ruling ruling;
} jb_item;

typedef struct jb_format {
  const char *name;
  void (*begin)(jb_report *r);
  void (*one)(jb_report *r, const jb_item *item);
  void (*end)(jb_report *r);
} jb_format;

#define JB_FORMAT(name, table) extern const jb_format table;
#include "cli/formats.def"
#undef JB_FORMAT

/* By index of the option's choices; the first when not given. */
const jb_format *jb_format_at(unsigned choice);

/* Grade of axis A, never NULL: an inspection that was not judged is
 * "undetermined". */
const char *jb_grade_of(const jb_inspection *in);

/* Hexadecimal SHA-256 of the file, or "" when it is not known. */
const char *jb_sha256_of(const jb_inspection *in, char room[65]);

/* Count a result. */
void jb_tally_add(jb_tally *tally, const jb_item *item);

/* Count what was no media and keep its name. */
void jb_tally_skip(jb_tally *tally, const char *path);

/* The exit code that a tally stands for. */
int jb_tally_exit(const jb_tally *tally);

/* {"id":..., "inputs":...}: the summary as one JSON object. */
void jb_tally_write(jb_buf *out, const jb_tally *tally);

#endif
