/* The second witness's answer comes from a process that may have been taken
 * over: any bytes leave what the core readers found as it was. */
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  jb_part *part = in ? jb_add_part(in, JB_PART_EXIF, JB_ROLE_PRIMARY, "APP1") : NULL;
  jb_property *ours =
      part ? jb_add_property(in, 0, "exif", "Exif.IFD0.Software", jb_span_str("ours")) : NULL;
  if (ours) {
    FUZZ_PROMISE(jb_inspect_add_witness(in, (const char *)data, size, NULL) == JB_OK);
    FUZZ_PROMISE(in->part_count == 1 && in->properties[0] == ours);
    FUZZ_PROMISE(jb_span_is(jb_span_from(ours->value), "ours"));
    for (size_t i = 1; i < in->property_count; i++) {
      FUZZ_PROMISE(strcmp(in->properties[i]->carrier, "makernote") == 0);
    }
    for (size_t i = 0; i < in->finding_count; i++) {
      FUZZ_PROMISE(strcmp(in->findings[i]->code, "readers-disagree") == 0);
    }
    for (size_t i = 0; i < in->not_checked_count; i++) {
      FUZZ_PROMISE(strcmp(in->not_checked[i].check, "witness") == 0);
    }
  }
  jb_inspection_free(in);
  return 0;
}
