/* IPTC records, alone and in Photoshop image resources. */
#include "read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read(data, size, JB_PART_IPTC);
  fuzz_read(data, size, JB_PART_PHOTOSHOP);
  return 0;
}
