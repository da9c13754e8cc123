/* The walker of jxl on any bytes. */
#define _GNU_SOURCE /* mkstemp, in walk.h */
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_walk(data, size, "jxl");
  return 0;
}
