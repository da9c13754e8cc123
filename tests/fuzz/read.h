/* What every reader of a part promises, checked on any bytes as the content of
 * a part of the given kind.  A broken promise aborts. */
#ifndef JB_TESTS_FUZZ_READ_H
#define JB_TESTS_FUZZ_READ_H

#include "walk.h"

#include "metadata/metadata.h"

static inline void fuzz_read(const uint8_t *data, size_t size, jb_part_kind kind) {
  jb_source *source = NULL;
  jb_limits limits = jb_limits_default();
  if (jb_source_from_memory(data, size, &source) != JB_OK) return;
  jb_inspection *in = jb_inspection_new(&limits);
  jb_part *part = in ? jb_add_part(in, kind, JB_ROLE_PRIMARY, "block") : NULL;
  if (part) {
    part->envelope = (jb_range){0, size};
    jb_part_add_range(in, part, 0, size);
    jb_metadata_read(source, in);
    fuzz_check_inspection(in, size);
    FUZZ_PROMISE(in->property_count <= limits.properties_max);
    for (size_t i = 0; i < in->property_count; i++) {
      const jb_location *at = &in->properties[i]->at;
      FUZZ_PROMISE(at->part < in->part_count);
      for (size_t k = 0; k < at->range_count; k++) fuzz_range_inside(at->ranges[k], size);
    }
  }
  jb_inspection_free(in);
  jb_source_free(source);
}

#endif
