/* An XMP packet. */
#include "text_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read_part(JB_PART_XMP, "APP1", NULL, -1, data, size);
  return 0;
}
