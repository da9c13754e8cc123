/* Carriers that a reader turned into properties. */
#include "aigc/finder.h"
#include "base/ascii.h"

/* Base64 of `{"`, `{ `, `{\n`, `"{\"` and `AIGC=`: what a label looks like
 * when somebody stored it as it is handed over in an API call. */
static bool maybe_base64(jb_span value) {
  static const char *const k_heads[] = {"eyJ", "eyA", "ewo", "ew0", "ewk", "Int", "QUlHQ"};
  jb_span v = jb_span_trim(value);
  for (size_t i = 0; i < sizeof k_heads / sizeof k_heads[0]; i++) {
    if (jb_span_starts(v, jb_span_str(k_heads[i]))) return true;
  }
  return false;
}

bool jb_aigc_covered(const jb_inspection *in, uint64_t offset) {
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    bool ours = strcmp(f->scheme, "gb45438") == 0 ||
                strncmp(f->code, "gb45438.shell", strlen("gb45438.shell")) == 0;
    for (size_t k = 0; ours && k < f->at.range_count; k++) {
      if (offset >= f->at.ranges[k].offset &&
          offset - f->at.ranges[k].offset < f->at.ranges[k].length) {
        return true;
      }
    }
  }
  return false;
}

/* Text of a damaged packet ("Xmp.packet.remains") is no leftover: the label
 * was never taken out. */
bool jb_aigc_is_leftover(const jb_property *p, const jb_part *part) {
  static const char *const k_keys[] = {"Xmp.comment", "Xmp.packet.leading", "Xmp.packet.padding",
                                       "Xmp.packet.trailing"};
  for (size_t i = 0; i < sizeof k_keys / sizeof k_keys[0]; i++) {
    if (strcmp(p->key, k_keys[i]) == 0) return true;
  }
  return part && jb_aigc_is_free_space(part);
}

/* Some containers let two readers see the same bytes. */
static bool seen_already(const jb_aigc_finder *fd, const jb_aigc_found *find) {
  return find->has_whole && jb_aigc_covered(fd->in, find->whole.offset);
}

static bool only_padding(jb_span s) { return jb_span_trim(s).len == 0; }

/* Other text than the label in its value.  A vendor segment repeats its
 * identifier there. */
static bool is_surrounded(const jb_property *p, jb_span value, const jb_aigc_hit *hit) {
  jb_span before = jb_span_trim(jb_span_cut(value, 0, hit->at));
  jb_span after = jb_span_cut(value, hit->at + hit->length, value.len);
  bool identifier = jb_span_equal(before, jb_span_from(p->name)) || jb_span_is(before, "AIGC");
  if (hit->label.shape == JB_AIGC_YAML || (p->form && strcmp(p->form, "remains") == 0)) return false;
  return (before.len > 0 && !(identifier && strcmp(p->carrier, "app") == 0)) || !only_padding(after);
}

static void add_hit(jb_aigc_finder *fd, const jb_aigc_parser *parser, const jb_property *p,
                    jb_span value, jb_aigc_hit *hit) {
  const jb_part *part = jb_aigc_part_of(fd->in, p->part);
  jb_aigc_trace trace = jb_aigc_trace_new(fd, &p->at, value);
  hit->label.surrounded = is_surrounded(p, value, hit);
  jb_aigc_carrier carrier = jb_aigc_carrier_of(fd, p, part, &hit->label);
  jb_aigc_found find = {.label = &hit->label, .carrier = &carrier, .hit = hit};
  find.at = jb_aigc_trace_cut(&trace, hit->at, hit->length);
  find.has_bytes = trace.readable;
  find.bytes = trace.exact ? hit->label.text : trace.bytes;
  if (trace.exact) {
    for (size_t k = 0; k < hit->layer_count; k++) jb_location_add_step(&find.at, hit->layers[k]);
  } else {
    /* without the file the value itself is all there is to show */
    find.bytes = trace.readable ? trace.bytes : hit->label.text;
  }
  find.has_whole = jb_aigc_trace_range(&trace, hit->at, hit->length, &find.whole);
  if (seen_already(fd, &find)) return;
  if (jb_aigc_is_leftover(p, part)) {
    (void)jb_aigc_add_trace(fd, "gb45438.shell.remains", part, &find.at, find.bytes);
    return;
  }
  bool short_value = p->value_length > value.len && hit->at + hit->length == value.len;
  if (short_value || jb_aigc_is_cut_off(fd, &find)) hit->label.limit = true;
  for (size_t k = 0; k < JB_AIGC_KEYS; k++) {
    jb_range place = jb_aigc_place(parser, value, hit, &hit->label.values[k]);
    find.has_range[k] = hit->label.values[k].present &&
                        jb_aigc_trace_range(&trace, (size_t)place.offset, (size_t)place.length,
                                            &find.range[k]);
  }
  jb_aigc_add_label(fd, &find);
}

static void examine(jb_aigc_finder *fd, const jb_property *p) {
  jb_span value = jb_span_from(p->value);
  jb_aigc_named named = jb_aigc_named_by(p);
  bool declaration = p->form && strcmp(p->form, "declaration") == 0;
  if (declaration || only_padding(value)) return;
  if (named == JB_AIGC_UNNAMED && !maybe_base64(value) && !jb_aigc_worth_a_look(value)) return;
  if (!jb_aigc_begin(fd)) return;
  jb_aigc_parser parser = {.arena = fd->scratch, .limits = &fd->in->limits, .budget = &fd->budget};
  jb_aigc_hit hit;
  size_t from = 0, count = 0;
  while (!fd->full && jb_aigc_scan(&parser, value, named, from, &hit)) {
    from = hit.at + hit.length;
    count++;
    add_hit(fd, &parser, p, value, &hit);
  }
  if (count == 0 && jb_aigc_parse_rest(&parser, value, named, &hit)) {
    add_hit(fd, &parser, p, value, &hit);
  }
  if (parser.limit) fd->limit = parser.limit;
  jb_aigc_end(fd);
}

void jb_aigc_locate(jb_aigc_finder *fd) {
  for (size_t i = 0; i < fd->in->property_count && !fd->full; i++) examine(fd, fd->in->properties[i]);
}
