#include "c2pa/bmff_exclusions.h"

/* C2PA 2.2 A.5.1 */
const uint8_t jb_bmff_c2pa_uuid[16] = {0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C,
                                       0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81};

/* A member; null counts as none, as writers print all members of their type. */
static const jb_cbor_item *member(const jb_cbor_item *map, const char *key) {
  const jb_cbor_item *v = jb_cbor_get(map, key);
  return v && (v->kind == JB_CBOR_NULL || v->kind == JB_CBOR_UNDEFINED) ? NULL : v;
}

/* One character of a node: 4ccs are bytes, paths are UTF-8. */
static bool read_character(jb_span text, size_t *at, uint8_t *out) {
  if (*at >= text.len) return false;
  uint8_t c = text.ptr[(*at)++];
  if ((c == 0xC2 || c == 0xC3) && *at < text.len) {
    c = (uint8_t)((c << 6) | (text.ptr[(*at)++] & 0x3F));
  }
  *out = c;
  return true;
}

static bool read_index(jb_span text, size_t *at, uint64_t *index) {
  uint64_t n = 0;
  size_t digits = 0;
  while (*at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9' && digits < 10) {
    n = n * 10 + (uint64_t)(text.ptr[(*at)++] - '0');
    digits++;
  }
  if (digits == 0 || n == 0 || *at >= text.len || text.ptr[(*at)++] != ']') return false;
  *index = n;
  return true;
}

/* "/moov/trak[2]": absolute, 4ccs only. */
static bool read_path(jb_span text, jb_bmff_exclusion *e) {
  size_t at = 0;
  while (at < text.len) {
    uint8_t c[4];
    if (text.ptr[at++] != '/' || e->depth >= JB_BMFF_PATH) return false;
    for (size_t i = 0; i < 4; i++) {
      if (!read_character(text, &at, &c[i]) || c[i] == '/') return false;
    }
    e->path[e->depth].type = JB_FOURCC(c[0], c[1], c[2], c[3]);
    e->path[e->depth].index = 0;
    if (at < text.len && text.ptr[at] == '[') {
      at++;
      if (!read_index(text, &at, &e->path[e->depth].index)) return false;
    }
    e->depth++;
  }
  return e->depth > 0;
}

static bool data_is_sound(const jb_cbor_item *data) {
  if (data->kind != JB_CBOR_ARRAY) return false;
  for (const jb_cbor_item *d = data->first; d; d = d->next) {
    uint64_t offset;
    const jb_cbor_item *value = jb_cbor_get(d, "value");
    if (!jb_cbor_uint(jb_cbor_get(d, "offset"), &offset)) return false;
    if (!value || value->kind != JB_CBOR_BYTES) return false;
  }
  return true;
}

/* Ascending and apart; only the last may have length 0, to the end. */
static bool subset_is_sound(const jb_cbor_item *subset) {
  if (subset->kind != JB_CBOR_ARRAY || !subset->first) return false;
  uint64_t before = 0;
  for (const jb_cbor_item *s = subset->first; s; s = s->next) {
    uint64_t offset, length;
    if (!jb_cbor_uint(jb_cbor_get(s, "offset"), &offset)) return false;
    if (!jb_cbor_uint(jb_cbor_get(s, "length"), &length)) return false;
    if (offset < before || length > UINT64_MAX - offset || (length == 0 && s->next)) return false;
    before = offset + length;
  }
  return true;
}

static bool is_sound(const jb_cbor_item *e) {
  const jb_cbor_item *data = member(e, "data"), *subset = member(e, "subset");
  const jb_cbor_item *flags = member(e, "flags"), *exact = member(e, "exact");
  uint64_t n;
  if (data && !data_is_sound(data)) return false;
  if (subset && !subset_is_sound(subset)) return false;
  if (flags && (flags->kind != JB_CBOR_BYTES || flags->bytes.len != 3)) return false;
  if (exact && exact->kind != JB_CBOR_BOOL) return false;
  if (member(e, "length") && !jb_cbor_uint(member(e, "length"), &n)) return false;
  return !member(e, "version") || jb_cbor_uint(member(e, "version"), &n);
}

bool jb_bmff_exclusions_read(jb_binding_run *run, const jb_cbor_item *list,
                             jb_bmff_exclusions *out) {
  if (!list || list->kind != JB_CBOR_ARRAY) {
    jb_run_malformed(run, "no exclusions");
    return false;
  }
  if (list->count > JB_BMFF_EXCLUSIONS) {
    jb_run_limit(run, "bmff exclusions");
    return false;
  }
  out->list = jb_arena_array(run->file->scratch, list->count + 1, sizeof *out->list);
  if (!out->list) {
    jb_run_limit(run, "scratch_max");
    return false;
  }
  for (const jb_cbor_item *i = list->first; i; i = i->next) {
    jb_bmff_exclusion *e = &out->list[out->count++];
    e->item = i;
    if (!read_path(jb_cbor_get_text(i, "xpath"), e)) {
      jb_run_malformed(run, "an exclusion without a path of boxes");
      return false;
    }
    if (!is_sound(i)) {
      jb_run_malformed(run, "an exclusion whose conditions cannot be read");
      return false;
    }
  }
  return true;
}

/* ---- matching ---- */

/* 18.6.2: version and flags are those of a full box. */
static bool full_box_fits(const jb_binding_run *run, const jb_bmff_exclusion *e,
                          const jb_box *box) {
  const jb_cbor_item *version = member(e->item, "version"), *flags = member(e->item, "flags");
  if (!version && !flags) return true;
  jb_span head = {NULL, 0};
  if (jb_box_length(box) >= 4) head = jb_source_peek(run->file->source, box->body, 4);
  if (head.len < 4) return false;
  if (version && version->number != head.ptr[0]) return false;
  if (!flags) return true;
  const jb_cbor_item *exact = member(e->item, "exact");
  bool all_given = exact && exact->number == 0; /* not exact: these bits, and any others */
  for (size_t i = 0; i < 3; i++) {
    uint8_t want = flags->bytes.ptr[i], got = head.ptr[1 + i];
    if (all_given ? (got & want) != want : got != want) return false;
  }
  return true;
}

static bool data_fits(const jb_binding_run *run, const jb_bmff_exclusion *e, const jb_box *box) {
  const jb_cbor_item *data = member(e->item, "data");
  uint64_t size = box->end - box->start;
  for (const jb_cbor_item *d = data ? data->first : NULL; d; d = d->next) {
    uint64_t offset = 0;
    jb_span value = jb_cbor_get_bytes(d, "value");
    (void)jb_cbor_uint(jb_cbor_get(d, "offset"), &offset);
    if (offset > size || value.len > size - offset || value.len > JB_PEEK_MAX) return false;
    jb_span got = jb_source_peek(run->file->source, box->start + offset, value.len);
    if (!jb_span_equal(jb_span_cut(got, 0, value.len), value)) return false;
  }
  return true;
}

static bool box_fits(const jb_binding_run *run, const jb_bmff_exclusion *e, const jb_box *box) {
  const jb_cbor_item *length = member(e->item, "length");
  if (length && length->number != box->end - box->start) return false;
  return full_box_fits(run, e, box) && data_fits(run, e, box);
}

/* The whole box, or the subset of it, cut to the box. */
static bool take_out(jb_binding_run *run, const jb_bmff_exclusion *e, const jb_box *box,
                     jb_ranges *out) {
  jb_arena *scratch = run->file->scratch;
  const jb_cbor_item *subset = member(e->item, "subset");
  uint64_t size = box->end - box->start;
  if (!subset) return jb_ranges_add(scratch, out, box->start, size);
  for (const jb_cbor_item *s = subset->first; s; s = s->next) {
    uint64_t offset = 0, length = 0;
    (void)jb_cbor_uint(jb_cbor_get(s, "offset"), &offset);
    (void)jb_cbor_uint(jb_cbor_get(s, "length"), &length);
    if (offset >= size) break;
    if (length == 0 || length > size - offset) length = size - offset;
    if (!jb_ranges_add(scratch, out, box->start + offset, length)) return false;
  }
  return true;
}

/* ISO 14496-12: meta is a full box; QuickTime's is not, and starts with hdlr. */
static uint64_t children_at(const jb_binding_run *run, const jb_box *box) {
  if (box->type != JB_FOURCC('m', 'e', 't', 'a') || jb_box_length(box) < 8) return 0;
  jb_span head = jb_source_peek(run->file->source, box->body, 8);
  bool plain = jb_span_is(jb_span_cut(head, 4, 4), "hdlr");
  return plain ? 0 : 4;
}

typedef struct level {
  bool open[JB_BMFF_EXCLUSIONS];     /* paths that lead here */
  uint64_t seen[JB_BMFF_EXCLUSIONS]; /* siblings of the path's next type so far */
} level;

/* One box at `depth` of the paths in `here`. */
static bool visit(jb_binding_run *run, const jb_bmff_exclusions *ex, const bool *open,
                  uint64_t *seen, size_t depth, const jb_boxes *around, const jb_box *box,
                  jb_ranges *out) {
  level below = {0};
  bool descend = false;
  for (size_t i = 0; i < ex->count; i++) {
    const jb_bmff_exclusion *e = &ex->list[i];
    if (!open[i] || e->path[depth].type != box->type) continue;
    seen[i]++;
    if (e->path[depth].index != 0 && e->path[depth].index != seen[i]) continue;
    if (depth + 1 < e->depth) {
      below.open[i] = true;
      descend = true;
    } else if (box_fits(run, e, box) && !take_out(run, e, box, out)) {
      jb_run_limit(run, "scratch_max");
      return false;
    }
  }
  if (!descend) return true;
  jb_boxes it = jb_boxes_inside(around, box, children_at(run, box));
  jb_box child;
  while (jb_boxes_next(&it, &child)) {
    if (!visit(run, ex, below.open, below.seen, depth + 1, &it, &child, out)) return false;
  }
  if (it.stop == JB_BOXES_LIMIT) jb_run_limit(run, "boxes_max");
  return it.stop != JB_BOXES_LIMIT;
}

bool jb_bmff_exclusions_apply(jb_binding_run *run, jb_bmff_exclusions *ex, const jb_boxes *around,
                              const jb_box *root, jb_ranges *out) {
  bool open[JB_BMFF_EXCLUSIONS];
  for (size_t i = 0; i < ex->count; i++) open[i] = true;
  return visit(run, ex, open, ex->seen, 0, around, root, out);
}
