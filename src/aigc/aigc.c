/* GB 45438 labels of one file, from the properties to findings with checks. */
#include "aigc/aigc.h"

#include "aigc/finder.h"

/* Probes whose gaps are gaps of this one too: a carrier may stand in what they
 * could not see.  "marks" is where the model notes that it ran out of room for
 * properties. */
static const char *const k_needed[] = {"read", "format", "structure", "exif", "xmp",
                                       "iptc", "text",   "trailer",   "marks"};

static void inherit_gaps(jb_inspection *in) {
  size_t count = in->not_checked_count; /* what is added below needs no second look */
  for (size_t i = 0; i < count; i++) {
    jb_not_checked gap = in->not_checked[i];
    if (gap.why != JB_WHY_INPUT && gap.why != JB_WHY_LIMIT) continue;
    for (size_t k = 0; k < sizeof k_needed / sizeof k_needed[0]; k++) {
      if (strcmp(gap.check, k_needed[k]) == 0) {
        jb_add_not_checked(in, "gb45438", gap.why, gap.detail);
      }
    }
  }
}

bool jb_aigc_begin(jb_aigc_finder *fd) {
  fd->scratch = jb_arena_new((size_t)fd->in->limits.scratch_max);
  if (!fd->scratch) fd->limit = "scratch_max";
  return fd->scratch != NULL;
}

void jb_aigc_end(jb_aigc_finder *fd) {
  if (jb_arena_exhausted(fd->scratch)) fd->limit = "scratch_max";
  jb_arena_free(fd->scratch);
  fd->scratch = NULL;
}

bool jb_aigc_is_cut_off(const jb_aigc_finder *fd, const jb_aigc_found *find) {
  const jb_not_checked *gap = NULL;
  bool open = find->has_whole && (find->label->quirks & JB_JSON_UNTERMINATED);
  if (!open || !fd->source) return false;
  bool at_end = find->whole.offset + find->whole.length >= jb_source_size(fd->source);
  return at_end && jb_probe_answer(fd->in, "structure", &gap) == JB_UNKNOWN;
}

void jb_aigc_find_pinned(jb_source *source, jb_inspection *in, const jb_pinned_key *pinned,
                         size_t count) {
  jb_aigc_finder fd = {.source = source,
                       .in = in,
                       .budget = in->limits.label_parse_max,
                       .signatures_left = (unsigned)in->limits.signatures_max,
                       .pinned = pinned,
                       .pinned_count = count};
  inherit_gaps(in);
  if (source) jb_aigc_locate_raw(&fd);
  jb_aigc_locate(&fd);
  jb_aigc_locate_split(&fd);
  jb_aigc_find_shells(&fd);
  jb_aigc_compare_copies(in);
  for (size_t i = 0; i < in->finding_count; i++) jb_aigc_order_checks(in->findings[i]);
  if (fd.limit) jb_add_not_checked(in, "gb45438", JB_WHY_LIMIT, fd.limit);
}

void jb_aigc_find(jb_source *source, jb_inspection *in) {
  size_t count;
  const jb_pinned_key *pinned = jb_pinned_keys(&count);
  jb_aigc_find_pinned(source, in, pinned, count);
}

const jb_part *jb_aigc_part_of(const jb_inspection *in, uint32_t part) {
  return part < in->part_count ? in->parts[part] : NULL;
}
