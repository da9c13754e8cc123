/* ICC profiles. */
#include "read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read(data, size, JB_PART_ICC);
  return 0;
}
