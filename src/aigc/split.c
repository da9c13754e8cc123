/* A label written as one property for each key: rdf:Description attributes,
 * an AIGC structure, dc:Label and its like in SVG. */
#include "aigc/finder.h"
#include "base/buf.h"

enum { GROUPS_MAX = 64 };

static bool can_be_split(const jb_property *p) {
  return (strcmp(p->carrier, "xmp") == 0 || strcmp(p->carrier, "svg") == 0) &&
         !(p->form && strcmp(p->form, "declaration") == 0);
}

/* The key without the property's own name: what siblings share. */
static jb_span parent_path(const jb_property *p) {
  jb_span key = jb_span_str(p->key), name = jb_span_from(p->name);
  if (key.len >= name.len && jb_span_equal(jb_span_cut(key, key.len - name.len, name.len), name)) {
    return jb_span_cut(key, 0, key.len - name.len);
  }
  return key;
}

static bool siblings(const jb_property *a, const jb_property *b) {
  return a->part == b->part && strcmp(a->carrier, b->carrier) == 0 &&
         jb_span_equal(jb_span_from(a->ns), jb_span_from(b->ns)) &&
         jb_span_equal(parent_path(a), parent_path(b));
}

static jb_aigc_key key_of(const jb_property *p) {
  bool exact;
  if (!can_be_split(p)) return JB_AIGC_KEYS;
  return jb_aigc_key_find(jb_aigc_local_name(jb_span_from(p->name)), &exact);
}

typedef struct group {
  jb_aigc_label label;
  const jb_property *from[JB_AIGC_KEYS];
} group;

static bool gather(jb_aigc_finder *fd, const jb_property *head, group *g) {
  *g = (group){.label = {.shape = JB_AIGC_SPLIT, .wrapper_exact = true}};
  for (size_t i = 0; i < fd->in->property_count; i++) {
    const jb_property *p = fd->in->properties[i];
    jb_aigc_key key = key_of(p);
    if (key == JB_AIGC_KEYS || !siblings(head, p)) continue;
    jb_aigc_value value = {.kind = JB_JSON_STRING, .text = jb_span_from(p->value)};
    jb_aigc_label_put(&g->label, jb_aigc_local_name(jb_span_from(p->name)), &value);
    if (!g->from[key]) g->from[key] = p;
  }
  return g->from[JB_AIGC_PRODUCER] || g->from[JB_AIGC_PRODUCE_ID] || g->from[JB_AIGC_PROPAGATOR];
}

/* The values one after another, as the file has them. */
static void place(jb_aigc_finder *fd, const group *g, jb_aigc_found *find) {
  jb_range *ranges = jb_arena_array(fd->in->arena, JB_AIGC_KEYS, sizeof *ranges);
  jb_buf bytes = jb_buf_new((size_t)fd->in->limits.part_content_max);
  find->at = (jb_location){.part = g->from[JB_AIGC_LABEL]->part};
  bool plain = ranges != NULL;
  for (size_t k = 0; k < JB_AIGC_KEYS && ranges; k++) {
    const jb_property *p = g->from[k];
    if (!p || p->value.len == 0) continue;
    jb_aigc_trace t = jb_aigc_trace_new(fd, &p->at, jb_span_from(p->value));
    find->has_range[k] = jb_aigc_trace_range(&t, 0, p->value.len, &find->range[k]);
    if (!find->has_range[k]) {
      plain = false;
      continue;
    }
    ranges[find->at.range_count++] = find->range[k];
    jb_span read = fd->source ? jb_source_copy(fd->source, fd->scratch, find->range[k].offset,
                                               (size_t)find->range[k].length)
                              : (jb_span){NULL, 0};
    if (!read.ptr) plain = false;
    else jb_buf_add(&bytes, read);
  }
  find->at.ranges = ranges;
  if (find->at.range_count > 1) jb_location_add_step(&find->at, JB_STEP_REASSEMBLE);
  find->has_whole = find->at.range_count > 0;
  if (find->has_whole) find->whole = ranges[0];
  if (find->at.range_count > 0 && plain && jb_buf_ok(&bytes)) {
    find->bytes = jb_arena_copy(fd->scratch, jb_buf_span(&bytes));
    find->has_bytes = find->bytes.ptr != NULL;
  }
  if (find->at.range_count == 0) find->at = g->from[JB_AIGC_LABEL]->at;
  jb_buf_free(&bytes);
}

static void add_group(jb_aigc_finder *fd, const group *g) {
  const jb_property *head = g->from[JB_AIGC_LABEL];
  jb_aigc_carrier carrier =
      jb_aigc_carrier_of(fd, head, jb_aigc_part_of(fd->in, head->part), &g->label);
  jb_aigc_found find = {.label = &g->label, .carrier = &carrier};
  place(fd, g, &find);
  jb_aigc_add_label(fd, &find);
}

void jb_aigc_locate_split(jb_aigc_finder *fd) {
  const jb_property *heads[GROUPS_MAX];
  size_t count = 0;
  for (size_t i = 0; i < fd->in->property_count; i++) {
    const jb_property *p = fd->in->properties[i];
    if (key_of(p) != JB_AIGC_LABEL) continue;
    bool known = false;
    for (size_t k = 0; k < count && !known; k++) known = siblings(heads[k], p);
    if (known) continue;
    if (count == GROUPS_MAX) {
      fd->limit = "findings_per_scheme_max";
      return;
    }
    heads[count++] = p;
    group g;
    if (!jb_aigc_begin(fd)) return;
    if (gather(fd, p, &g)) add_group(fd, &g);
    jb_aigc_end(fd);
  }
}
