/* jianbiao - AI-content label inspector.  SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One struct with every bound; names, defaults, units and reasons are in
 * limits.def and are printed by `jianbiao doctor --limits`.
 */
#ifndef JIANBIAO_LIMITS_H
#define JIANBIAO_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#include "jianbiao/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jb_limits {
#define JB_LIMIT(name, value, unit, reason) uint64_t name;
#include "jianbiao/limits.def"
#undef JB_LIMIT
} jb_limits;

typedef struct jb_limit_info {
  const char *name;
  uint64_t default_value;
  const char *unit;
  const char *reason;
} jb_limit_info;

/* The defaults, by value. */
JB_API jb_limits jb_limits_default(void);

/* The table behind the struct, for printing.  *count gets its length. */
JB_API const jb_limit_info *jb_limits_table(size_t *count);

#ifdef __cplusplus
}
#endif
#endif
