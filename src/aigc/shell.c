/* What is left where a label was: a declared namespace without its property, a
 * key without a value, JSON in places that mean nothing, a broken checksum.
 * Signs, never proof: many programs drop metadata without intent. */
#include "aigc/finder.h"

static bool is_tc260(jb_span uri) {
  return jb_span_find_nocase(uri, jb_span_str("tc260.org.cn")) != SIZE_MAX;
}

static bool is_declaration(const jb_property *p) {
  return p->form && strcmp(p->form, "declaration") == 0;
}

static bool is_ours(const jb_finding *f) {
  return strcmp(f->scheme, "gb45438") == 0 ||
         strncmp(f->code, "gb45438.", strlen("gb45438.")) == 0;
}

static bool part_has_finding(const jb_inspection *in, uint32_t part) {
  for (size_t i = 0; i < in->finding_count; i++) {
    if (is_ours(in->findings[i]) && in->findings[i]->at.part == part) return true;
  }
  return false;
}

static jb_span located_bytes(jb_aigc_finder *fd, const jb_property *p) {
  return jb_aigc_trace_new(fd, &p->at, (jb_span){NULL, 0}).bytes;
}

/* ---- the namespace stands, the property does not ---- */

static bool part_uses_namespace(const jb_inspection *in, uint32_t part) {
  for (size_t i = 0; i < in->property_count; i++) {
    const jb_property *p = in->properties[i];
    if (p->part == part && !is_declaration(p) && is_tc260(jb_span_from(p->ns))) return true;
  }
  return false;
}

static void check_declaration(jb_aigc_finder *fd, const jb_property *p) {
  const jb_inspection *in = fd->in;
  if (!is_declaration(p) || !is_tc260(jb_span_from(p->value))) return;
  if (part_has_finding(in, p->part) || part_uses_namespace(in, p->part)) return;
  (void)jb_aigc_add_trace(fd, "gb45438.shell.namespace", jb_aigc_part_of(in, p->part), &p->at,
                          located_bytes(fd, p));
}

/* ---- the key stands, the value does not ---- */

/* A structure or list has no value of its own: its members follow. */
static bool has_members(const jb_inspection *in, const jb_property *p) {
  size_t n = strlen(p->key);
  for (size_t i = 0; i < in->property_count; i++) {
    const jb_property *q = in->properties[i];
    if (q != p && q->part == p->part && strncmp(q->key, p->key, n) == 0 &&
        (q->key[n] == '/' || q->key[n] == '[')) {
      return true;
    }
  }
  return false;
}

static void check_empty(jb_aigc_finder *fd, const jb_property *p) {
  if (is_declaration(p) || jb_aigc_named_by(p) != JB_AIGC_NAME_IS) return;
  if (jb_span_trim(jb_span_from(p->value)).len > 0 || has_members(fd->in, p)) return;
  (void)jb_aigc_add_trace(fd, "gb45438.shell.empty-value", jb_aigc_part_of(fd->in, p->part), &p->at,
                          located_bytes(fd, p));
}

/* ---- label text where nothing should stand ---- */

static bool same_label_in_part(const jb_aigc_finder *fd, const jb_part *part,
                               const jb_aigc_label *label) {
  const char *canonical = jb_aigc_canonical(fd->scratch, label);
  for (size_t i = 0; canonical && i < fd->in->finding_count; i++) {
    const jb_finding *f = fd->in->findings[i];
    if (f->at.part == part->id && f->canonical && strcmp(f->canonical, canonical) == 0) return true;
  }
  return false;
}

static void add_remains(jb_aigc_finder *fd, const jb_part *part, jb_span text, uint64_t text_at,
                        jb_aigc_hit *hit) {
  jb_location at = jb_location_in(fd->in, part, text_at + hit->at, hit->length);
  jb_aigc_trace t = jb_aigc_trace_new(fd, &at, jb_span_cut(text, hit->at, hit->length));
  jb_range where;
  bool known = jb_aigc_trace_range(&t, 0, hit->length, &where);
  if (known && jb_aigc_covered(fd->in, where.offset)) return;
  /* a label of which only the packet's place is known is not its own remains */
  if (part->kind != JB_PART_BOX && !known && same_label_in_part(fd, part, &hit->label)) return;
  for (size_t k = 0; k < hit->layer_count; k++) jb_location_add_step(&at, hit->layers[k]);
  (void)jb_aigc_add_trace(fd, "gb45438.shell.remains", part, &at, hit->label.text);
}

static bool may_hold_remains(const jb_part *part) {
  bool packet = part->kind == JB_PART_XMP || part->kind == JB_PART_XMP_EXTENDED;
  bool space = jb_aigc_is_free_space(part);
  return packet || (space && (part->kind == JB_PART_BOX || part->kind == JB_PART_STRUCTURE));
}

/* ---- a checksum that does not fit in a chunk that holds a label ---- */

static bool speaks_of_label(jb_aigc_finder *fd, const jb_part *part) {
  jb_span aigc = jb_span_str("AIGC");
  if (part_has_finding(fd->in, part->id)) return true;
  if (jb_span_find(jb_span_from(part->key), aigc) != SIZE_MAX) return true;
  bool text = part->kind == JB_PART_TEXT || part->kind == JB_PART_XMP || part->kind == JB_PART_EXIF;
  if (!fd->source || !text) return false;
  jb_content content = jb_part_content(fd->source, part, &fd->in->limits, fd->scratch, NULL);
  return jb_span_find(content.bytes, aigc) != SIZE_MAX;
}

static void check_crc(jb_aigc_finder *fd, const jb_part *part) {
  for (size_t i = 0; i < part->problem_count; i++) {
    if (strcmp(part->problems[i].code, "png.crc") != 0 || !speaks_of_label(fd, part)) continue;
    jb_location at = jb_location_part(part);
    jb_aigc_trace t = jb_aigc_trace_new(fd, &at, (jb_span){NULL, 0});
    (void)jb_aigc_add_trace(fd, "gb45438.crc", part, &at, t.bytes);
    return;
  }
}

static void check_property(jb_aigc_finder *fd, const jb_property *p) {
  if (!is_declaration(p) && jb_aigc_named_by(p) != JB_AIGC_NAME_IS) return;
  if (!jb_aigc_begin(fd)) return;
  check_empty(fd, p);
  check_declaration(fd, p);
  jb_aigc_end(fd);
}

static void check_part(jb_aigc_finder *fd, const jb_part *part) {
  if (part->problem_count > 0 && jb_aigc_begin(fd)) {
    check_crc(fd, part);
    jb_aigc_end(fd);
  }
  if (fd->source && may_hold_remains(part)) jb_aigc_scan_part(fd, part, add_remains);
}

void jb_aigc_find_shells(jb_aigc_finder *fd) {
  size_t parts = fd->in->part_count;
  for (size_t i = 0; i < fd->in->property_count; i++) check_property(fd, fd->in->properties[i]);
  for (size_t i = 0; i < parts; i++) check_part(fd, fd->in->parts[i]);
}
