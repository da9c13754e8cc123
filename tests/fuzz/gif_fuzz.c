/* GIF: the walker's promises hold on any bytes, and reading through a window
 * says the same as reading from memory. */
#include "fuzz/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_walk(data, size, "gif");
  return 0;
}
