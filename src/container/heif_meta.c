/* The MetaBox: which items there are, where they lie, what refers to what. */
#include "container/heif.h"

#include <stdlib.h>

enum { TABLES_MAX = 64 }; /* boxes of a MetaBox that are looked at */

static void problem(jb_heif_meta *m, const char *code, uint64_t at, uint32_t id) {
  jb_add_problem(m->file->walk->in, m->part, code, at, "item %u", id);
}

static void damaged(jb_heif_meta *m, const char *code, uint64_t at, const char *detail) {
  jb_walk_damaged(m->file->walk, m->part, code, at, detail);
}

static void limit(jb_heif_meta *m, const char *name) {
  jb_add_not_checked(m->file->walk->in, "structure", JB_WHY_LIMIT, name);
}

/* ---- iinf, infe (8.11.6) ---- */

static jb_heif_item *add_item(jb_heif_meta *m) {
  const jb_limits *limits = &m->file->walk->in->limits;
  jb_heif_item *list = NULL;
  if (m->item_count < limits->boxes_max) {
    list = jb_arena_grow(m->file->scratch, m->items, m->item_count, &m->item_capacity,
                         sizeof *list);
  }
  if (!list) {
    limit(m, "boxes_max");
    return NULL;
  }
  m->items = list;
  list[m->item_count] = (jb_heif_item){0};
  return &list[m->item_count++];
}

/* A string of the entry; the last one may lack its NUL. */
static jb_span read_string(jb_reader *r) {
  if (jb_reader_left(r) == 0) return (jb_span){NULL, 0};
  jb_span rest = jb_span_cut(r->data, r->pos, jb_reader_left(r));
  if (memchr(rest.ptr, 0, rest.len)) return jb_read_until(r, 0);
  return jb_read_rest(r);
}

static void read_infe(jb_heif_meta *m, const jb_box *box) {
  enum { INFE_MAX = 8192 };
  uint64_t n = jb_box_length(box);
  jb_span bytes = jb_walk_peek(m->file->walk, box->body, n < INFE_MAX ? (size_t)n : INFE_MAX);
  jb_reader r = jb_reader_new(bytes, box->body);
  jb_full_box full = jb_read_full_box(&r);
  uint32_t id = full.version >= 3 ? jb_read_u32be(&r) : jb_read_u16be(&r);
  uint16_t protection = jb_read_u16be(&r);
  uint32_t type = full.version >= 2 ? jb_read_u32be(&r) : 0;
  if (!jb_reader_ok(&r) || full.version > 3) {
    damaged(m, "heif.infe", box->start, r.fail ? r.fail : "version");
    return;
  }
  jb_heif_item *item = add_item(m);
  if (!item) return;
  item->id = id;
  item->type = type;
  item->at = box->start;
  item->is_protected = protection != 0;
  (void)read_string(&r); /* item_name */
  bool typed = full.version < 2 || type == JB_FOURCC('m', 'i', 'm', 'e') ||
               type == JB_FOURCC('u', 'r', 'i', ' ');
  if (!typed) return;
  /* borrowed from the window: keep copies */
  item->content_type = jb_arena_copy(m->file->scratch, read_string(&r));
  item->content_encoding = jb_arena_copy(m->file->scratch, read_string(&r));
}

static void read_iinf(jb_heif_meta *m, const jb_boxes *outer, const jb_box *box) {
  jb_reader r = jb_reader_new(jb_walk_peek(m->file->walk, box->body, 8), box->body);
  jb_full_box full = jb_read_full_box(&r);
  uint32_t count = full.version == 0 ? jb_read_u16be(&r) : jb_read_u32be(&r);
  jb_boxes it = jb_boxes_inside(outer, box, jb_reader_tell(&r) - box->body);
  jb_box child;
  size_t before = m->item_count;
  while (jb_boxes_next(&it, &child)) {
    if (child.type == JB_FOURCC('i', 'n', 'f', 'e')) read_infe(m, &child);
  }
  jb_boxes_close(&it, m->part);
  if (it.stop == JB_BOXES_END && m->item_count - before != count) {
    jb_add_problem(m->file->walk->in, m->part, "heif.iinf-count", box->start, "%u said, %zu found",
                   count, m->item_count - before);
  }
}

static int by_id(const void *a, const void *b) {
  const jb_heif_item *x = a, *y = b;
  if (x->id != y->id) return x->id < y->id ? -1 : 1;
  return x->at < y->at ? -1 : x->at > y->at;
}

/* By id, the first of each in file order; a second one is a problem: readers
 * differ in which they take. */
static void sort_items(jb_heif_meta *m) {
  if (m->item_count == 0) return;
  qsort(m->items, m->item_count, sizeof *m->items, by_id);
  for (size_t i = 1; i < m->item_count; i++) {
    if (m->items[i].id == m->items[i - 1].id) {
      problem(m, "heif.item-duplicate", m->items[i].at, m->items[i].id);
    }
  }
}

jb_heif_item *jb_heif_find(const jb_heif_meta *m, uint32_t id) {
  size_t low = 0, high = m->item_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (m->items[middle].id < id) low = middle + 1;
    else high = middle;
  }
  return low < m->item_count && m->items[low].id == id ? &m->items[low] : NULL;
}

/* ---- iloc (8.11.3) ---- */

typedef struct iloc {
  unsigned version, offset_size, length_size, base_size, index_size;
} iloc;

static uint64_t read_sized(jb_reader *r, unsigned size) {
  if (size == 4) return jb_read_u32be(r);
  return size == 8 ? jb_read_u64be(r) : 0;
}

/* One extent as a range of the file: file offset (0) or offset in idat (1);
 * length 0 is everything from there on. */
static bool resolve(const jb_heif_meta *m, jb_heif_item *item, uint64_t offset, uint64_t length,
                    jb_range *out) {
  const jb_walk *walk = m->file->walk;
  uint64_t from = item->construction == 1 ? m->idat.body : walk->start;
  uint64_t to = item->construction == 1 ? m->idat.end : walk->end;
  if (offset > to - from) {
    item->cut = item->cut || length > 0;
    return false;
  }
  uint64_t left = to - from - offset;
  if (length == 0) length = left;
  if (length > left) {
    item->cut = true;
    length = left;
  }
  *out = (jb_range){from + offset, length};
  return length > 0;
}

static void add_extent(jb_heif_meta *m, jb_heif_item *item, size_t *capacity, uint64_t base,
                       uint64_t offset, uint64_t length) {
  jb_range range;
  if (offset > UINT64_MAX - base) {
    item->cut = true;
    return;
  }
  if (!resolve(m, item, base + offset, length, &range)) return;
  jb_range *last = item->range_count ? &item->ranges[item->range_count - 1] : NULL;
  if (last && last->offset + last->length == range.offset) {
    last->length += range.length;
  } else {
    jb_range *list = NULL;
    if (m->extent_count < m->file->walk->in->limits.boxes_max) {
      list = jb_arena_grow(m->file->scratch, item->ranges, item->range_count, capacity,
                           sizeof *list);
    }
    if (!list) {
      item->cut = true;
      limit(m, "boxes_max");
      return;
    }
    item->ranges = list;
    list[item->range_count++] = range;
    m->extent_count++;
  }
  item->length += range.length;
}

static void read_extents(jb_heif_meta *m, jb_reader *r, const iloc *form, jb_heif_item *item,
                         uint64_t base) {
  uint64_t at = jb_reader_tell(r);
  unsigned count = jb_read_u16be(r);
  size_t capacity = 0;
  if (form->index_size + form->offset_size + form->length_size == 0 && count > 1) {
    problem(m, "heif.iloc-empty-extents", at, item ? item->id : 0);
    count = 1; /* they are all the same and cost no byte */
  }
  for (unsigned i = 0; i < count && jb_reader_ok(r); i++) {
    (void)read_sized(r, form->index_size);
    uint64_t offset = read_sized(r, form->offset_size);
    uint64_t length = read_sized(r, form->length_size);
    if (item && jb_reader_ok(r)) add_extent(m, item, &capacity, base, offset, length);
  }
}

static void read_iloc_item(jb_heif_meta *m, jb_reader *r, const iloc *form) {
  uint64_t at = jb_reader_tell(r);
  uint32_t id = form->version >= 2 ? jb_read_u32be(r) : jb_read_u16be(r);
  unsigned construction = form->version >= 1 ? jb_read_u16be(r) & 15 : 0;
  unsigned data_reference = jb_read_u16be(r);
  uint64_t base = read_sized(r, form->base_size);
  jb_heif_item *item = jb_heif_find(m, id);
  if (jb_reader_ok(r) && !item) problem(m, "heif.iloc-no-item", at, id);
  if (item && item->located) {
    problem(m, "heif.iloc-duplicate", at, id);
    item = NULL;
  }
  bool here = data_reference == 0 && (construction == 0 || (construction == 1 && m->has_idat));
  if (item) {
    item->located = true;
    item->construction = construction;
    item->data_reference = data_reference;
    item->cut = !here;
  }
  read_extents(m, r, form, here ? item : NULL, base);
  if (item && here && item->cut) problem(m, "heif.extent-past-end", at, id);
}

static bool is_size(unsigned n) { return n == 0 || n == 4 || n == 8; }

static void read_iloc(jb_heif_meta *m, const jb_box *box) {
  jb_reader r = jb_box_reader(m->file, box);
  iloc form = {.version = jb_read_full_box(&r).version};
  unsigned sizes = jb_read_u16be(&r);
  form.offset_size = sizes >> 12;
  form.length_size = sizes >> 8 & 15;
  form.base_size = sizes >> 4 & 15;
  form.index_size = form.version >= 1 ? sizes & 15 : 0;
  uint32_t count = form.version >= 2 ? jb_read_u32be(&r) : jb_read_u16be(&r);
  if (form.version > 2 || !is_size(form.offset_size) || !is_size(form.length_size) ||
      !is_size(form.base_size) || !is_size(form.index_size)) {
    damaged(m, "heif.iloc", box->start, "version or field sizes");
    return;
  }
  for (uint32_t i = 0; i < count && jb_reader_ok(&r); i++) read_iloc_item(m, &r, &form);
  if (!jb_reader_ok(&r)) damaged(m, "heif.iloc", r.fail_offset, r.fail);
}

/* ---- iref (8.11.12) ---- */

static bool add_ref(jb_heif_meta *m, jb_heif_ref ref) {
  jb_heif_ref *list = NULL;
  if (m->ref_count < m->file->walk->in->limits.boxes_max) {
    list = jb_arena_grow(m->file->scratch, m->refs, m->ref_count, &m->ref_capacity, sizeof *list);
  }
  if (!list) {
    limit(m, "boxes_max");
    return false;
  }
  m->refs = list;
  list[m->ref_count++] = ref;
  return true;
}

static void read_ref(jb_heif_meta *m, const jb_box *box, bool wide) {
  jb_reader r = jb_box_reader(m->file, box);
  jb_heif_ref ref = {.type = box->type};
  ref.from = wide ? jb_read_u32be(&r) : jb_read_u16be(&r);
  unsigned count = jb_read_u16be(&r);
  for (unsigned i = 0; i < count; i++) {
    ref.to = wide ? jb_read_u32be(&r) : jb_read_u16be(&r);
    if (!jb_reader_ok(&r) || !add_ref(m, ref)) break;
  }
  if (!jb_reader_ok(&r)) damaged(m, "heif.iref", r.fail_offset, r.fail);
}

static void read_iref(jb_heif_meta *m, const jb_boxes *outer, const jb_box *box) {
  jb_reader r = jb_reader_new(jb_walk_peek(m->file->walk, box->body, 4), box->body);
  bool wide = jb_read_full_box(&r).version != 0;
  jb_boxes it = jb_boxes_inside(outer, box, 4);
  jb_box child;
  while (jb_boxes_next(&it, &child)) read_ref(m, &child, wide);
  jb_boxes_close(&it, m->part);
}

/* The primary item stands for what it is derived from too (grids, overlays),
 * so that metadata that describes a tile describes the picture. */
static void mark_roles(jb_heif_meta *m) {
  enum { DERIVATIONS_MAX = 8 };
  jb_heif_item *primary = m->has_primary ? jb_heif_find(m, m->primary) : NULL;
  if (primary) primary->of_primary = true;
  bool more = true;
  for (int pass = 0; pass < DERIVATIONS_MAX && more; pass++) {
    more = false;
    for (size_t i = 0; i < m->ref_count; i++) {
      if (m->refs[i].type != JB_FOURCC('d', 'i', 'm', 'g')) continue;
      const jb_heif_item *from = jb_heif_find(m, m->refs[i].from);
      jb_heif_item *to = jb_heif_find(m, m->refs[i].to);
      if (!from || !to || !from->of_primary || to->of_primary) continue;
      to->of_primary = more = true;
    }
  }
  for (size_t i = 0; i < m->ref_count; i++) {
    jb_heif_item *from = jb_heif_find(m, m->refs[i].from);
    if (!from || from->of_primary) continue;
    if (m->refs[i].type == JB_FOURCC('t', 'h', 'm', 'b')) from->is_thumbnail = true;
    if (m->refs[i].type == JB_FOURCC('a', 'u', 'x', 'l')) from->is_auxiliary = true;
  }
}

/* 'cdsc': content describes; from the metadata to the picture. */
static void mark_descriptions(jb_heif_meta *m) {
  for (size_t i = 0; i < m->ref_count; i++) {
    if (m->refs[i].type != JB_FOURCC('c', 'd', 's', 'c')) continue;
    jb_heif_item *from = jb_heif_find(m, m->refs[i].from);
    const jb_heif_item *to = jb_heif_find(m, m->refs[i].to);
    if (!from) continue;
    if (!to) from->describes |= JB_HEIF_NOTHING;
    else if (to->of_primary) from->describes |= JB_HEIF_PRIMARY;
    else from->describes |= to->is_thumbnail ? JB_HEIF_THUMBNAIL : JB_HEIF_OTHER;
  }
}

/* ---- iprp: ipco, ipma (23008-12 9.3) ---- */

typedef struct properties {
  jb_box *boxes; /* property 1 is boxes[0] */
  bool *of_primary;
  size_t count, capacity, flag_capacity;
} properties;

static void read_ipco(jb_heif_meta *m, properties *p, const jb_boxes *outer, const jb_box *box) {
  enum { PROPERTIES_MAX = 32767 }; /* what 15 bits of ipma can name */
  jb_boxes it = jb_boxes_inside(outer, box, 0);
  jb_box child;
  while (jb_boxes_next(&it, &child) && p->count < PROPERTIES_MAX) {
    jb_box *boxes = jb_arena_grow(m->file->scratch, p->boxes, p->count, &p->capacity,
                                  sizeof *boxes);
    bool *flags = jb_arena_grow(m->file->scratch, p->of_primary, p->count, &p->flag_capacity,
                                sizeof *flags);
    if (!boxes || !flags) {
      limit(m, "scratch_max");
      return;
    }
    p->boxes = boxes;
    p->of_primary = flags;
    boxes[p->count] = child;
    flags[p->count++] = false;
  }
  jb_boxes_close(&it, m->part);
}

static void read_ipma(jb_heif_meta *m, properties *p, const jb_box *box) {
  jb_reader r = jb_box_reader(m->file, box);
  jb_full_box full = jb_read_full_box(&r);
  uint32_t count = jb_read_u32be(&r);
  for (uint32_t i = 0; i < count && jb_reader_ok(&r); i++) {
    uint32_t id = full.version >= 1 ? jb_read_u32be(&r) : jb_read_u16be(&r);
    unsigned associations = jb_read_u8(&r);
    for (unsigned k = 0; k < associations && jb_reader_ok(&r); k++) {
      unsigned index = full.flags & 1 ? jb_read_u16be(&r) & 0x7FFF : jb_read_u8(&r) & 0x7F;
      bool ours = m->has_primary && id == m->primary;
      if (ours && index > 0 && index <= p->count) p->of_primary[index - 1] = true;
    }
  }
  if (!jb_reader_ok(&r)) damaged(m, "heif.ipma", r.fail_offset, r.fail);
}

/* colr (14496-12 12.1.5): 'prof' and 'rICC' hold an ICC profile. */
static void read_colr(jb_heif_meta *m, const jb_box *box, bool of_primary) {
  jb_reader r = jb_reader_new(jb_walk_peek(m->file->walk, box->body, 4), box->body);
  uint32_t type = jb_read_u32be(&r);
  bool icc = type == JB_FOURCC('p', 'r', 'o', 'f') || type == JB_FOURCC('r', 'I', 'C', 'C');
  if (!icc || jb_box_length(box) <= 4) return;
  jb_part *part = jb_walk_add_part(m->file->walk, JB_PART_ICC, "colr", box->body + 4,
                                   jb_box_length(box) - 4,
                                   (jb_range){box->start, box->end - box->start});
  if (part) part->role = of_primary ? m->role : JB_ROLE_AUXILIARY;
}

static void use_properties(jb_heif_meta *m, const properties *p) {
  for (size_t i = 0; i < p->count; i++) {
    const jb_box *box = &p->boxes[i];
    if (box->type == JB_FOURCC('c', 'o', 'l', 'r')) read_colr(m, box, p->of_primary[i]);
    if (box->type != JB_FOURCC('i', 's', 'p', 'e') || !p->of_primary[i] || m->width) continue;
    jb_reader r = jb_reader_new(jb_walk_peek(m->file->walk, box->body, 12), box->body);
    (void)jb_read_full_box(&r);
    m->width = jb_read_u32be(&r);
    m->height = jb_read_u32be(&r);
  }
}

static void read_iprp(jb_heif_meta *m, const jb_boxes *outer, const jb_box *box) {
  properties p = {0};
  for (int pass = 0; pass < 2; pass++) { /* ipco first, whatever the order */
    jb_boxes it = jb_boxes_inside(outer, box, 0);
    jb_box child;
    while (jb_boxes_next(&it, &child)) {
      if (pass == 0 && child.type == JB_FOURCC('i', 'p', 'c', 'o')) read_ipco(m, &p, &it, &child);
      if (pass == 1 && child.type == JB_FOURCC('i', 'p', 'm', 'a')) read_ipma(m, &p, &child);
    }
    if (pass == 0) jb_boxes_close(&it, m->part);
  }
  use_properties(m, &p);
}

/* ---- the box itself ---- */

static void read_pitm(jb_heif_meta *m, const jb_box *box) {
  jb_reader r = jb_reader_new(jb_walk_peek(m->file->walk, box->body, 8), box->body);
  unsigned version = jb_read_full_box(&r).version;
  uint32_t id = version == 0 ? jb_read_u16be(&r) : jb_read_u32be(&r);
  if (!jb_reader_ok(&r)) return;
  if (m->has_primary) {
    problem(m, "heif.pitm-duplicate", box->start, id);
    return;
  }
  m->primary = id;
  m->has_primary = true;
}

/* A MetaBox is a full box; QuickTime writes it without version and flags. */
static uint64_t meta_skip(const jb_walk *walk, const jb_box *box) {
  jb_span head = jb_walk_peek(walk, box->body, 8);
  return jb_span_is(jb_span_cut(head, 4, 4), "hdlr") ? 0 : 4;
}

void jb_heif_read_meta(jb_heif_meta *m, const jb_boxes *outer, const jb_box *box) {
  jb_boxes it = jb_boxes_inside(outer, box, meta_skip(m->file->walk, box));
  jb_box tables[TABLES_MAX], child;
  size_t count = 0;
  while (jb_boxes_next(&it, &child)) {
    if (child.type == JB_FOURCC('p', 'i', 't', 'm')) read_pitm(m, &child);
    if (child.type == JB_FOURCC('i', 'd', 'a', 't') && !m->has_idat) {
      m->idat = child;
      m->has_idat = true;
    }
    if (jb_bmff_common_box(m->file, &child)) continue;
    if (count < TABLES_MAX) tables[count++] = child;
  }
  jb_boxes_close(&it, m->part);
  for (size_t i = 0; i < count; i++) {
    if (tables[i].type == JB_FOURCC('i', 'i', 'n', 'f')) read_iinf(m, &it, &tables[i]);
  }
  sort_items(m);
  for (size_t i = 0; i < count; i++) {
    if (tables[i].type == JB_FOURCC('i', 'l', 'o', 'c')) read_iloc(m, &tables[i]);
    if (tables[i].type == JB_FOURCC('i', 'r', 'e', 'f')) read_iref(m, &it, &tables[i]);
    if (tables[i].type == JB_FOURCC('i', 'p', 'r', 'p')) read_iprp(m, &it, &tables[i]);
  }
  mark_roles(m);
  mark_descriptions(m);
}
