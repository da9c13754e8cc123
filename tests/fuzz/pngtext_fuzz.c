/* Text of every kind of chunk, segment and box: the first byte chooses. */
#include "text_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct {
    jb_part_kind kind;
    const char *name, *key;
    int step;
  } k_choices[] = {
      {JB_PART_TEXT, "tEXt", "parameters", JB_STEP_LATIN1},
      {JB_PART_TEXT, "zTXt", "prompt", JB_STEP_INFLATE},
      {JB_PART_TEXT, "iTXt", "AIGC", -1},
      {JB_PART_TEXT, "tEXt", "Raw profile type exif", JB_STEP_LATIN1},
      {JB_PART_TEXT, "tEXt", "Raw profile type xmp", JB_STEP_LATIN1},
      {JB_PART_COMMENT, "COM", NULL, -1},
      {JB_PART_APP, "APP11", "id", -1},
      {JB_PART_BOX, "free", NULL, -1},
  };
  size_t n = sizeof k_choices / sizeof k_choices[0], i = size ? data[0] % n : 0;
  jb_span rest = jb_span_cut(jb_span_of(data, size), 1, size);
  fuzz_read_part(k_choices[i].kind, k_choices[i].name, k_choices[i].key, k_choices[i].step,
                 rest.len ? rest.ptr : data, rest.len);
  return 0;
}
