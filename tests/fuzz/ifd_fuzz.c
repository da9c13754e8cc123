/* An Exif block: entries keep inside the block, IFDs are visited once and
 * within the limits, properties name bytes of the file. */
#include "read.h"

#include "container/tiff_ifd.h"

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
  fuzz_read(data, size, JB_PART_EXIF);
  return 0;
}
