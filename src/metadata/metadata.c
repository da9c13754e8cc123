/* Dispatch: every part goes to the reader of its kind. */
#include "metadata/metadata.h"

typedef void reader(jb_reading *r);

#define JB_READER(kind, function, probe) reader function;
#include "metadata/list.def"
#undef JB_READER

static const struct {
  jb_part_kind kind;
  reader *read;
  const char *probe;
} k_readers[] = {
#define JB_READER(kind, function, probe) {kind, function, probe},
#include "metadata/list.def"
#undef JB_READER
    {JB_PART_KIND_COUNT, NULL, NULL}};

jb_property *jb_reading_add(jb_reading *r, const char *carrier, const char *key, jb_span value,
                            uint64_t at, uint64_t length) {
  jb_property *p = jb_add_property(r->in, r->part->id, carrier, key, value);
  if (p) p->at = jb_location_in(r->in, r->part, at, length);
  return p;
}

static void read_part(jb_source *source, jb_inspection *in, const jb_part *part, reader *read,
                      const char *probe, uint64_t *inflated_total) {
  jb_arena *scratch = jb_arena_new((size_t)in->limits.scratch_max);
  if (!scratch) {
    jb_add_not_checked(in, probe, JB_WHY_LIMIT, "memory");
    return;
  }
  jb_content content = jb_part_content(source, part, &in->limits, scratch, inflated_total);
  if (!content.complete && part->role == JB_ROLE_PRIMARY) {
    jb_add_not_checked(in, probe, content.why, content.detail);
  }
  if (content.bytes.ptr) {
    jb_reading r = {.source = source, .in = in, .part = part, .content = content.bytes,
                    .scratch = scratch};
    read(&r);
  }
  jb_arena_free(scratch);
}

void jb_metadata_read(jb_source *source, jb_inspection *in) {
  uint64_t inflated_total = 0;
  /* readers may add parts (the thumbnail of an Exif block): those are read too */
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *part = in->parts[i];
    for (size_t k = 0; k_readers[k].read; k++) {
      if (k_readers[k].kind != part->kind) continue;
      read_part(source, in, part, k_readers[k].read, k_readers[k].probe, &inflated_total);
    }
  }
}
