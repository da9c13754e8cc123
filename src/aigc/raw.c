/* Labels in the bytes of parts without a structure: vendor segments, data
 * after the end, unknown boxes and chunks.  Their readers show text for people,
 * cut where it is no UTF-8 or grows long; a label is read from the bytes. */
#include "aigc/finder.h"

enum {
  WINDOW = 1024 * 1024, /* of a part that stands plainly in the file */
  OVERLAP = 64 * 1024   /* a label that crosses the edge is met again whole */
};

/* Returns where a label begins that only the end of `text` cuts off, while the
 * part goes on (`more`); text.len when there is none. */
static size_t scan_text(jb_aigc_finder *fd, const jb_part *part, jb_span text, uint64_t text_at,
                        bool more, jb_aigc_on_hit *on_hit) {
  jb_aigc_parser parser = {.arena = fd->scratch, .limits = &fd->in->limits, .budget = &fd->budget};
  jb_aigc_hit hit;
  size_t from = 0, cut = text.len;
  while (!fd->full && cut == text.len && jb_aigc_scan(&parser, text, JB_AIGC_UNNAMED, from, &hit)) {
    from = hit.at + hit.length;
    bool broken_off = more && from >= text.len;
    if (broken_off && hit.at == 0) { /* longer than a window */
      hit.label.limit = true;
      jb_aigc_limited(&parser, "label_parse_max");
    }
    if (broken_off && hit.at > 0) cut = hit.at;
    else on_hit(fd, part, text, text_at, &hit);
  }
  /* something that may become a label when more of it is seen */
  if (more && parser.broken_off < text.len - OVERLAP && cut == text.len) {
    if (parser.broken_off > 0) cut = parser.broken_off;
    else jb_aigc_limited(&parser, "label_parse_max");
  }
  if (from == 0 && cut == text.len && jb_aigc_worth_a_look(text) &&
      jb_aigc_yaml(&parser, text, JB_AIGC_UNNAMED, &hit)) {
    on_hit(fd, part, text, text_at, &hit);
  }
  if (parser.limit) fd->limit = parser.limit;
  return cut;
}

/* One plain range of any length: a trailer may be a whole film. */
static void scan_windows(jb_aigc_finder *fd, const jb_part *part, jb_aigc_on_hit *on_hit) {
  uint64_t length = part->ranges[0].length, at = 0;
  while (at < length) {
    uint64_t left = length - at;
    size_t n = left < WINDOW ? (size_t)left : WINDOW, cut = 0;
    if (!jb_aigc_begin(fd)) return;
    jb_span text = jb_source_copy(fd->source, fd->scratch, part->ranges[0].offset + at, n);
    if (text.ptr) cut = scan_text(fd, part, text, at, left > n, on_hit);
    if (text.ptr && text.len < n) jb_add_not_checked(fd->in, "gb45438", JB_WHY_INPUT, "read error");
    jb_aigc_end(fd);
    if (left <= n || text.len < n) return;
    at += cut < n ? cut : n - OVERLAP;
  }
}

void jb_aigc_scan_part(jb_aigc_finder *fd, const jb_part *part, jb_aigc_on_hit *on_hit) {
  if (part->range_count == 0) return;
  if (part->range_count == 1 && part->step_count == 0) {
    scan_windows(fd, part, on_hit);
    return;
  }
  if (!jb_aigc_begin(fd)) return;
  jb_content content = jb_part_content(fd->source, part, &fd->in->limits, fd->scratch, NULL);
  if (content.bytes.ptr) (void)scan_text(fd, part, content.bytes, 0, false, on_hit);
  if (!content.complete) jb_add_not_checked(fd->in, "gb45438", content.why, content.detail);
  jb_aigc_end(fd);
}

static void add_raw(jb_aigc_finder *fd, const jb_part *part, jb_span text, uint64_t text_at,
                    jb_aigc_hit *hit) {
  const jb_aigc_label *label = &hit->label;
  jb_aigc_carrier carrier = jb_aigc_carrier_of(fd, NULL, part, label);
  jb_aigc_parser parser = {.arena = fd->scratch, .limits = &fd->in->limits, .budget = &fd->budget};
  jb_aigc_found find = {.label = label, .carrier = &carrier, .hit = hit, .has_bytes = true, .bytes = label->text};
  jb_location at = jb_location_in(fd->in, part, text_at + hit->at, hit->length);
  jb_aigc_trace trace = jb_aigc_trace_new(fd, &at, jb_span_cut(text, hit->at, hit->length));
  find.has_whole = jb_aigc_trace_range(&trace, 0, hit->length, &find.whole);
  if (find.has_whole && jb_aigc_covered(fd->in, find.whole.offset)) return;
  find.at = at;
  if (jb_aigc_is_cut_off(fd, &find)) hit->label.limit = true;
  for (size_t k = 0; k < hit->layer_count; k++) jb_location_add_step(&find.at, hit->layers[k]);
  for (size_t k = 0; k < JB_AIGC_KEYS; k++) {
    jb_range place = jb_aigc_place(&parser, text, hit, &label->values[k]);
    find.has_range[k] = label->values[k].present &&
                        jb_aigc_trace_range(&trace, (size_t)(place.offset - hit->at),
                                            (size_t)place.length, &find.range[k]);
  }
  jb_aigc_add_label(fd, &find);
}

bool jb_aigc_is_free_space(const jb_part *part) {
  static const char *const k_names[] = {"free", "skip", "JUNK"};
  for (size_t i = 0; i < sizeof k_names / sizeof k_names[0]; i++) {
    if (strcmp(part->name, k_names[i]) == 0) return true;
  }
  return false;
}

void jb_aigc_locate_raw(jb_aigc_finder *fd) {
  for (size_t i = 0; i < fd->in->part_count; i++) {
    const jb_part *part = fd->in->parts[i];
    bool raw = part->kind == JB_PART_APP || part->kind == JB_PART_TRAILER ||
               part->kind == JB_PART_BOX;
    if (raw && !jb_aigc_is_free_space(part)) jb_aigc_scan_part(fd, part, add_raw);
  }
}
