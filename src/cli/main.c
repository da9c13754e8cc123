#include <stdio.h>

#include "jianbiao/jianbiao.h"

int main(int argc, char **argv) {
  jb_rules *rules = NULL;
  jb_error err = {0};
  (void)rules;
  (void)err;
  for (int i = 1; i < argc; i++) printf("%s\n", argv[i]);
  printf("jianbiao %s\n", jb_version());
  return 0;
}
