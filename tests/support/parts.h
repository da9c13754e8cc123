/* Walking bytes in a test and reading the result as text, so that a case is
 * bytes and a few lines:
 *
 *   xmp APP1 [http://ns.adobe.com/xap/1.0/] 35+12
 *     ! jpeg.xmp-repeated
 *   ? structure input
 */
#ifndef JB_TESTS_PARTS_H
#define JB_TESTS_PARTS_H

#include "support/inspect.h"

/* inspect_bytes without readers and with other limits. */
inspected walk_within(bytes file, const jb_limits *limits);

/* One line a part: kind, role when not primary, name, [key], ranges (the first
 * eight), steps after '|'; its problems and then what was not checked below.
 * Structure without problems and image data are left out.  To be freed with
 * bytes_free. */
bytes parts_text(const jb_inspection *in);

typedef struct parts_case {
  const char *what;
  bytes (*make)(void);
  const char *parts; /* as parts_text says it */
} parts_case;

/* Prints and counts the cases whose parts come out otherwise. */
size_t parts_cases_failed(const parts_case *cases, size_t count);

#endif
