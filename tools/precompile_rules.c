/* Writes the precompiled rule set at build time.
 * Usage: precompile_rules RULES-DIRECTORY IMAGE */
#include <stdio.h>

#include "jianbiao/jianbiao.h"

int main(int argc, char **argv) {
  jb_error err = {.status = JB_OK};
  if (argc != 3) return 2;
  if (jb_rules_precompile(argv[1], argv[2], &err) == JB_OK) return 0;
  fprintf(stderr, "%s:%u: %s\n", err.where, err.line, err.what);
  return 1;
}
