/* The readers of trailers on any bytes behind a picture: every property lies
 * in the file. */
#define _GNU_SOURCE /* mkstemp, in walk.h */
#include "metadata/metadata.h"
#include "walk.h"

/* The smallest picture that ends: a BMFF with an empty meta box. */
static const uint8_t k_picture[] = {0, 0, 0, 16, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c', 0, 0,
                                    0, 0, 0, 0, 0, 12, 'm', 'e', 't', 'a', 0, 0, 0, 0,
                                    /* no box starts with these: the rest is a trailer */
                                    0, 0, 0, 0, 0, 0, 0, 0};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t length = sizeof k_picture + size;
  uint8_t *file = malloc(length);
  if (!file) return 0;
  memcpy(file, k_picture, sizeof k_picture);
  if (size) memcpy(file + sizeof k_picture, data, size);
  jb_source *source = NULL;
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  if (in && jb_source_from_memory(file, length, &source) == JB_OK) {
    jb_container_walk(source, in, NULL);
    jb_metadata_read(source, in);
    fuzz_check_inspection(in, length);
    for (size_t i = 0; i < in->property_count; i++) {
      const jb_property *p = in->properties[i];
      FUZZ_PROMISE(p->part < in->part_count && p->key && p->carrier);
      for (size_t k = 0; k < p->at.range_count; k++) fuzz_range_inside(p->at.ranges[k], length);
    }
  }
  jb_inspection_free(in);
  jb_source_free(source);
  free(file);
  return 0;
}
