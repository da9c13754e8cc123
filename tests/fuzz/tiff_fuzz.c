/* TIFF containers: the promises of every walker, from memory and a window. */
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_walk(data, size, "tiff");
  return 0;
}
