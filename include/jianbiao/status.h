/* jianbiao - AI-content label inspector.  SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Status of a call, grouped by what the caller does next.
 *
 * A hostile, broken or unlabelled picture is never an error: it is an
 * inspection with findings.  A status other than JB_OK means that no result
 * could be produced at all.
 */
#ifndef JIANBIAO_STATUS_H
#define JIANBIAO_STATUS_H

#if defined(__GNUC__) || defined(__clang__)
#define JB_NODISCARD __attribute__((warn_unused_result))
#define JB_API __attribute__((visibility("default")))
#define JB_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define JB_NODISCARD
#define JB_API
#define JB_PRINTF(f, a)
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum jb_status {
  JB_OK = 0,
  JB_E_ARG,       /* the caller passed something impossible: mend the call */
  JB_E_NOMEM,     /* memory ran out: retry later or raise the budget */
  JB_E_IO,        /* the file or output could not be read or written: errno tells */
  JB_E_LIMIT,     /* a documented limit was hit before any result existed */
  JB_E_RULES,     /* a rule, trust or policy file is wrong: mend that file */
  JB_E_CANCELLED, /* the caller asked to stop */
  JB_E_WORKER,    /* a worker process died or answered nonsense */
  JB_E_INTERNAL   /* a bug in this library; fuzzers assert that it never appears */
} jb_status;

/* One line of explanation that goes with a failed status.  `where` names the
 * file, rule or option, `line` is 1-based or 0.  Always NUL-terminated. */
typedef struct jb_error {
  jb_status status;
  unsigned line;
  char where[256];
  char what[512];
} jb_error;

/* Name of a status, "OK", "ARG" and so on.  Never NULL, static storage. */
JB_API const char *jb_status_name(jb_status status);

/* Fill *err (may be NULL) and return `status`, so that callers write
 * `return jb_error_set(err, JB_E_RULES, file, line, "...")`. */
JB_API jb_status jb_error_set(jb_error *err, jb_status status, const char *where, unsigned line,
                              const char *format, ...) JB_PRINTF(5, 6);

#ifdef __cplusplus
}
#endif
#endif
