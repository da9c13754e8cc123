/* An Exif block: entries keep inside the block, IFDs are visited once and
 * within the limits, properties name bytes of the file. */
#include "walk.h"

#include "container/tiff_ifd.h"
#include "metadata/metadata.h"

typedef struct seen {
  uint64_t length;
  size_t ifds;
} seen;

static void begin(void *user, const jb_tiff *t, const jb_ifd *ifd) {
  seen *s = user;
  s->ifds++;
  FUZZ_PROMISE(ifd->at < t->block.length && ifd->length <= t->block.length - ifd->at);
}

static bool entry(void *user, const jb_tiff *t, const jb_ifd_entry *e) {
  const seen *s = user;
  FUZZ_PROMISE(t->block.length == s->length);
  if (!e->has_value || e->value.length == 0) return true;
  fuzz_range_inside(e->value, s->length);
  FUZZ_PROMISE(jb_tiff_type_size(e->type) != 0);
  return true;
}

static void walk_block(jb_span block) {
  jb_tiff t;
  jb_limits limits = jb_limits_default();
  if (!jb_tiff_open(jb_tiff_block_of_span(block), &t)) return;
  seen s = {.length = block.len};
  jb_ifd_visitor v = {&s, begin, entry, NULL, NULL};
  jb_tiff_walk(&t, &limits, &v);
  FUZZ_PROMISE(s.ifds <= limits.ifd_max);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  walk_block(jb_span_of(data, size));
  jb_source *source = NULL;
  jb_limits limits = jb_limits_default();
  if (jb_source_from_memory(data, size, &source) != JB_OK) return 0;
  jb_inspection *in = jb_inspection_new(&limits);
  jb_part *part = in ? jb_add_part(in, JB_PART_EXIF, JB_ROLE_PRIMARY, "APP1") : NULL;
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
  return 0;
}
