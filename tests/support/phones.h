/* Trailers that phones write, for tests. */
#ifndef JB_TESTS_PHONES_H
#define JB_TESTS_PHONES_H

#include "support/build.h"

typedef struct sef_record {
  unsigned type;
  const char *name;
  bytes value; /* taken over */
} sef_record;

/* Samsung: records, SEFH directory, its length, SEFT. */
bytes sef_trailer(const sef_record *records, size_t count);
/* The JSON text, NUL, vivo's footer. */
bytes vivo_trailer(const char *json);
/* One record, a JSON list of it, NULs, footer. */
bytes oppo_trailer(const char *name, bytes value);

#endif
