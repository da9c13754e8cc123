#include "jianbiao/status.h"

#include <stdarg.h>
#include <stdio.h>

const char *jb_status_name(jb_status status) {
  static const char *const k_names[] = {"OK",    "ARG",       "NOMEM",  "IO",      "LIMIT",
                                        "RULES", "CANCELLED", "WORKER", "INTERNAL"};
  size_t i = (size_t)status;
  return i < sizeof k_names / sizeof k_names[0] ? k_names[i] : "INTERNAL";
}

jb_status jb_error_set(jb_error *err, jb_status status, const char *where, unsigned line,
                       const char *format, ...) {
  if (!err) return status;
  *err = (jb_error){.status = status, .line = line};
  (void)snprintf(err->where, sizeof err->where, "%s", where ? where : "");
  va_list args;
  va_start(args, format);
  (void)vsnprintf(err->what, sizeof err->what, format, args);
  va_end(args);
  return status;
}
