/* HEIF and AVIF walkers on any bytes. */
#define _GNU_SOURCE /* mkstemp, in walk.h */
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_walk(data, size, "heic");
  fuzz_walk(data, size, "avif");
  fuzz_walk(data, size, "heif");
  return 0;
}
