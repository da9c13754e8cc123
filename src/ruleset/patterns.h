/* The compiled patterns of a rule set.  Tables name a pattern by its number
 * (from 1; 0 is none), so that they hold no pointer into PCRE2. */
#ifndef JB_RULESET_PATTERNS_H
#define JB_RULESET_PATTERNS_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buf.h"

typedef struct jb_patterns {
  pcre2_code **codes;
  uint32_t count, capacity;
} jb_patterns;

void jb_patterns_free(jb_patterns *p);

/* Compile and add.  0 with a text in `error` (at least 160 bytes) when the
 * pattern is wrong or memory is short. */
uint32_t jb_patterns_add(jb_patterns *p, jb_span pattern, char *error, size_t error_size);

/* The code of a number that add gave. */
const pcre2_code *jb_patterns_get(const jb_patterns *p, uint32_t number);

/* All of them as bytes for the same version of PCRE2, and back. */
bool jb_patterns_write(const jb_patterns *p, jb_buf *out);
bool jb_patterns_read(jb_patterns *p, jb_span bytes);

#endif
