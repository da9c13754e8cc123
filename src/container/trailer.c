/* What stands behind the end of a picture. */
#include "container/container.h"

static bool is_padding(const jb_walk *walk, uint64_t from, uint64_t to) {
  enum { PADDING_MAX = 1 << 20 }; /* a longer one is told by nobody */
  jb_span first = jb_walk_peek(walk, from, 1);
  if (first.len == 0 || to - from > PADDING_MAX) return false;
  uint8_t value = first.ptr[0];
  return (value == 0x00 || value == 0xFF) && jb_walk_find(walk, from, to, value, false) == to;
}

/* A picture whose end is known, wholly inside [from, to): its end, else 0. */
static uint64_t embedded_end(const jb_walk *walk, uint64_t from) {
  const jb_container_format *format = jb_container_identify(jb_walk_peek(walk, from, JB_SNIFF_MAX));
  if (!format || !format->extent) return 0;
  uint64_t end = format->extent(walk, from);
  return end > from && end <= walk->end ? end : 0;
}

void jb_walk_trailer(jb_walk *walk, uint64_t from, uint64_t to) {
  jb_walk part_of = *walk; /* peeks stop at `to` */
  part_of.end = to;
  part_of.role = JB_ROLE_TRAILER;
  while (from < to) {
    uint64_t end = embedded_end(&part_of, from);
    if (end == 0) break;
    if (!jb_walk_embedded(&part_of, from, end - from, JB_ROLE_AUXILIARY, "after the end")) break;
    from = end;
  }
  if (from >= to) return;
  jb_part *rest = jb_walk_add_part(&part_of, JB_PART_TRAILER, "after the end", from, to - from,
                                   (jb_range){from, to - from});
  if (!rest) return;
  const char *key = NULL;
  if (is_padding(&part_of, from, to)) {
    key = "padding";
  } else {
    const jb_container_format *format =
        jb_container_identify(jb_walk_peek(&part_of, from, JB_SNIFF_MAX));
    if (format) key = format->name;
  }
  if (key) jb_part_set_key(walk->in, rest, jb_span_str(key));
}
