#include "jianbiao/limits.h"

jb_limits jb_limits_default(void) {
  return (jb_limits){
#define JB_LIMIT(name, value, unit, reason) .name = (value),
#include "jianbiao/limits.def"
#undef JB_LIMIT
  };
}

const jb_limit_info *jb_limits_table(size_t *count) {
  static const jb_limit_info k_table[] = {
#define JB_LIMIT(name, value, unit, reason) {#name, (value), (unit), (reason)},
#include "jianbiao/limits.def"
#undef JB_LIMIT
  };
  *count = sizeof k_table / sizeof k_table[0];
  return k_table;
}
