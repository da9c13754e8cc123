#include "container/tiff_ifd.h"

#include <stdio.h>
#include <stdlib.h>

/* Tags whose value is the offset of another IFD. */
enum {
  TAG_SUB_IFDS = 330,         /* TIFF Technical Note 1 */
  TAG_GLOBAL_PARAMETERS = 400, /* TIFF-FX, RFC 2301 */
  TAG_EXIF = 0x8769,          /* Exif 2.32 4.6.3 */
  TAG_GPS = 0x8825,
  TAG_INTEROP = 0xA005,
  TAG_PROFILE = 0xC6F5        /* DNG 1.2 ExtraCameraProfiles */
};

enum { BATCH = 64, ENTRY_MAX = 20, NUMBERS_BATCH = 512 };

/* ---- the block ---- */

jb_tiff_block jb_tiff_block_of_span(jb_span bytes) {
  if (!bytes.ptr) bytes = jb_span_of("", 0);
  return (jb_tiff_block){.bytes = bytes, .length = bytes.len};
}

jb_tiff_block jb_tiff_block_of_source(jb_source *source, uint64_t start, uint64_t end) {
  jb_span all = jb_source_resident(source);
  uint64_t size = jb_source_size(source);
  if (end > size) end = size;
  if (start > end) start = end;
  if (all.ptr) {
    return jb_tiff_block_of_span(jb_span_cut(all, (size_t)start, (size_t)(end - start)));
  }
  return (jb_tiff_block){.source = source, .start = start, .length = end - start};
}

size_t jb_tiff_block_read(const jb_tiff_block *b, uint64_t at, void *to, size_t n) {
  if (at >= b->length) return 0;
  if (n > b->length - at) n = (size_t)(b->length - at);
  if (!b->bytes.ptr) return jb_source_read(b->source, b->start + at, to, n);
  jb_span s = jb_span_cut(b->bytes, (size_t)at, n);
  memcpy(to, s.ptr, s.len);
  return s.len;
}

jb_span jb_tiff_block_view(const jb_tiff_block *b, jb_buf *hold, uint64_t at, size_t n) {
  if (at >= b->length) return jb_span_of("", 0);
  if (n > b->length - at) n = (size_t)(b->length - at);
  if (b->bytes.ptr) return jb_span_cut(b->bytes, (size_t)at, n);
  jb_buf_reset(hold);
  uint8_t *to = jb_buf_extend(hold, n);
  if (!to) return jb_span_of("", 0);
  return jb_span_of(to, jb_tiff_block_read(b, at, to, n));
}

/* ---- header and numbers ---- */

unsigned jb_tiff_type_size(unsigned type) {
  static const uint8_t k_sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  if (type == JB_TIFF_UTF8) return 1;
  return type < sizeof k_sizes ? k_sizes[type] : 0;
}

uint64_t jb_tiff_get(const jb_tiff *t, jb_reader *r, unsigned size) {
  switch (size) {
    case 1: return jb_read_u8(r);
    case 2: return t->big_endian ? jb_read_u16be(r) : jb_read_u16le(r);
    case 4: return t->big_endian ? jb_read_u32be(r) : jb_read_u32le(r);
    default: return t->big_endian ? jb_read_u64be(r) : jb_read_u64le(r);
  }
}

bool jb_tiff_open(jb_tiff_block block, jb_tiff *out) {
  uint8_t head[16] = {0};
  size_t got = jb_tiff_block_read(&block, 0, head, sizeof head);
  jb_reader r = jb_reader_new(jb_span_of(head, got), 0);
  jb_span order = jb_read_span(&r, 2);
  jb_tiff t = {.block = block, .big_endian = jb_span_is(order, "MM")};
  if (!t.big_endian && !jb_span_is(order, "II")) return false;
  uint64_t magic = jb_tiff_get(&t, &r, 2);
  if (magic == 43) { /* BigTIFF: offset size 8, then a zero */
    t.big = true;
    if (jb_tiff_get(&t, &r, 2) != 8 || jb_tiff_get(&t, &r, 2) != 0) return false;
  } else if (magic != 42) {
    return false;
  }
  t.first = jb_tiff_get(&t, &r, t.big ? 8 : 4);
  if (!jb_reader_ok(&r)) return false;
  *out = t;
  return true;
}

/* Signed ones too: some writers give offsets as SLONG. */
static bool is_integer(unsigned type) {
  return type == JB_TIFF_BYTE || type == JB_TIFF_SHORT || type == JB_TIFF_LONG ||
         type == JB_TIFF_SSHORT || type == JB_TIFF_SLONG || type == JB_TIFF_IFD ||
         (type >= JB_TIFF_LONG8 && type <= JB_TIFF_IFD8);
}

size_t jb_ifd_numbers(const jb_tiff *t, const jb_ifd_entry *e, uint64_t first, uint64_t *out,
                      size_t n) {
  if (!e->has_value || !is_integer(e->type) || first >= e->count) return 0;
  if (n > e->count - first) n = (size_t)(e->count - first);
  unsigned size = jb_tiff_type_size(e->type);
  size_t done = 0;
  while (done < n) {
    uint8_t raw[NUMBERS_BATCH * 8];
    size_t take = n - done < NUMBERS_BATCH ? n - done : NUMBERS_BATCH;
    uint64_t at = e->value.offset + (first + done) * size;
    size_t got = jb_tiff_block_read(&t->block, at, raw, take * size);
    jb_reader r = jb_reader_new(jb_span_of(raw, got), at);
    for (size_t i = 0; i < got / size; i++) out[done++] = jb_tiff_get(t, &r, size);
    if (got < take * size) break;
  }
  return done;
}

uint64_t jb_ifd_number(const jb_tiff *t, const jb_ifd_entry *e, uint64_t otherwise) {
  uint64_t v;
  return jb_ifd_numbers(t, e, 0, &v, 1) == 1 ? v : otherwise;
}

/* ---- the walk ---- */

typedef struct waiting {
  jb_ifd_kind kind;
  unsigned number, depth;
  uint64_t at, pointed_from;
} waiting;

typedef struct walk {
  const jb_tiff *tiff;
  const jb_limits *limits;
  const jb_ifd_visitor *v;
  waiting *queue;   /* ifd_max of them */
  jb_range *seen;   /* tables visited */
  size_t head, tail, seen_count, capacity;
  unsigned sub_count;
  bool stop;
} walk;

static void problem(walk *w, const jb_ifd *ifd, const char *code, uint64_t at, int why,
                    const char *detail) {
  if (w->v->problem) w->v->problem(w->v->user, ifd, code, at, why, detail);
}

static void enqueue(walk *w, const jb_ifd *from, waiting item) {
  if (item.depth > w->limits->nesting_max) {
    problem(w, from, "ifd.nesting", item.pointed_from, JB_WHY_LIMIT, "nesting_max");
  } else if (w->tail >= w->capacity) {
    problem(w, from, "ifd.too-many", item.pointed_from, JB_WHY_LIMIT, "ifd_max");
  } else {
    w->queue[w->tail++] = item;
  }
}

static void follow(walk *w, const jb_ifd_entry *e) {
  jb_ifd_kind kind;
  switch (e->tag) {
    case TAG_SUB_IFDS: kind = JB_IFD_SUB; break;
    case TAG_EXIF: kind = JB_IFD_EXIF; break;
    case TAG_GPS: kind = JB_IFD_GPS; break;
    case TAG_INTEROP: kind = JB_IFD_INTEROP; break;
    case TAG_GLOBAL_PARAMETERS:
    case TAG_PROFILE: kind = JB_IFD_OTHER; break;
    default: return;
  }
  /* one more than fits, so that the limit is told */
  uint64_t n = kind == JB_IFD_SUB || e->tag == TAG_PROFILE ? e->count : 1, at;
  for (uint64_t i = 0; i < n && i <= w->capacity; i++) {
    if (jb_ifd_numbers(w->tiff, e, i, &at, 1) != 1) return;
    if (at == 0) continue; /* how some writers say "none" */
    enqueue(w, e->ifd, (waiting){kind, 0, e->ifd->depth + 1, at, e->at});
  }
}

static void name_ifd(walk *w, jb_ifd *ifd) {
  static const char *const k_names[] = {[JB_IFD_EXIF] = "ExifIFD", [JB_IFD_GPS] = "GPS",
                                        [JB_IFD_INTEROP] = "Interop", [JB_IFD_OTHER] = "OtherIFD"};
  if (ifd->kind == JB_IFD_MAIN) {
    (void)snprintf(ifd->name, sizeof ifd->name, "IFD%u", ifd->number);
  } else if (ifd->kind == JB_IFD_SUB) {
    ifd->number = w->sub_count++;
    if (ifd->number) (void)snprintf(ifd->name, sizeof ifd->name, "SubIFD%u", ifd->number);
    else (void)snprintf(ifd->name, sizeof ifd->name, "SubIFD");
  } else {
    (void)snprintf(ifd->name, sizeof ifd->name, "%s", k_names[ifd->kind]);
  }
}

/* Remember the table; say so when it shares bytes with another one. */
static void mark_seen(walk *w, const jb_ifd *ifd) {
  for (size_t i = 0; i < w->seen_count; i++) {
    const jb_range *s = &w->seen[i];
    bool apart = ifd->at >= s->offset ? ifd->at - s->offset >= s->length
                                      : s->offset - ifd->at >= ifd->length;
    if (apart) continue;
    problem(w, ifd, "ifd.overlap", ifd->at, -1, NULL);
    break;
  }
  w->seen[w->seen_count++] = (jb_range){ifd->at, ifd->length};
}

static bool seen_at(const walk *w, uint64_t at) {
  for (size_t i = 0; i < w->seen_count; i++) {
    if (w->seen[i].offset == at) return true;
  }
  return false;
}

/* Where the value of an entry stands: TIFF 6.0 p. 15. */
static void locate_value(walk *w, jb_ifd_entry *e, jb_reader *field, uint64_t field_at) {
  const jb_tiff *t = w->tiff;
  unsigned room = t->big ? 8 : 4, size = jb_tiff_type_size(e->type);
  if (size == 0) { /* taken for bytes, as other readers do: a label may hide there */
    problem(w, e->ifd, "ifd.type", e->at, -1, NULL);
    size = 1;
  }
  if (e->count > UINT64_MAX / size) {
    problem(w, e->ifd, "ifd.value-outside", e->at, JB_WHY_INPUT, NULL);
    return;
  }
  uint64_t length = e->count * size;
  e->is_inline = length <= room;
  uint64_t at = e->is_inline ? field_at : jb_tiff_get(t, field, room);
  if (length > 0 && (at > t->block.length || length > t->block.length - at)) {
    problem(w, e->ifd, "ifd.value-outside", e->at, JB_WHY_INPUT, NULL);
    return;
  }
  e->value = (jb_range){at, length};
  e->has_value = true;
}

static void visit_entries(walk *w, const jb_ifd *ifd, uint64_t count) {
  const jb_tiff *t = w->tiff;
  unsigned entry_size = t->big ? 20 : 12;
  uint64_t table = ifd->at + (t->big ? 8 : 2), bad = 0;
  for (uint64_t done = 0; done < count && !w->stop; done += BATCH) {
    uint8_t raw[BATCH * ENTRY_MAX];
    uint64_t n = count - done < BATCH ? count - done : BATCH;
    size_t got = jb_tiff_block_read(&t->block, table + done * entry_size, raw,
                                    (size_t)n * entry_size);
    jb_reader r = jb_reader_new(jb_span_of(raw, got), 0);
    for (uint64_t i = 0; i < got / entry_size && !w->stop; i++) {
      jb_ifd_entry e = {.ifd = ifd, .at = table + (done + i) * entry_size};
      jb_reader one = jb_reader_child(&r, entry_size);
      e.tag = (uint16_t)jb_tiff_get(t, &one, 2);
      e.type = (uint16_t)jb_tiff_get(t, &one, 2);
      e.count = jb_tiff_get(t, &one, t->big ? 8 : 4);
      locate_value(w, &e, &one, e.at + one.pos);
      bad += jb_tiff_type_size(e.type) == 0;
      /* an offset into something that is no IFD: do not list noise */
      if (bad >= 8 && bad * 2 > done + i + 1) {
        problem(w, ifd, "ifd.no-directory", ifd->at, JB_WHY_INPUT, NULL);
        return;
      }
      if (w->v->entry && !w->v->entry(w->v->user, t, &e)) w->stop = true;
      if (e.has_value) follow(w, &e);
    }
  }
}

static void visit_ifd(walk *w, const waiting *item) {
  const jb_tiff *t = w->tiff;
  unsigned count_size = t->big ? 8 : 2, entry_size = t->big ? 20 : 12, next_size = t->big ? 8 : 4;
  jb_ifd ifd = {.kind = item->kind, .number = item->number, .depth = item->depth, .at = item->at};
  name_ifd(w, &ifd);
  uint8_t raw[8];
  size_t got = jb_tiff_block_read(&t->block, ifd.at, raw, count_size);
  if (got < count_size) {
    problem(w, &ifd, "ifd.outside", item->pointed_from, JB_WHY_INPUT, ifd.name);
    return;
  }
  jb_reader r = jb_reader_new(jb_span_of(raw, got), 0);
  ifd.count = jb_tiff_get(t, &r, count_size);
  uint64_t left = t->block.length - ifd.at - count_size, whole = left / entry_size;
  bool truncated = ifd.count > whole;
  uint64_t count = truncated ? whole : ifd.count, table = count * entry_size;
  bool has_next = !truncated && left - table >= next_size;
  ifd.length = count_size + table + (has_next ? next_size : 0);
  mark_seen(w, &ifd);
  if (truncated) problem(w, &ifd, "ifd.truncated", ifd.at, JB_WHY_INPUT, ifd.name);
  if (count > w->limits->ifd_entries_max) {
    problem(w, &ifd, "ifd.entries", ifd.at, JB_WHY_LIMIT, "ifd_entries_max");
    count = w->limits->ifd_entries_max;
  }
  if (w->v->ifd) w->v->ifd(w->v->user, t, &ifd);
  visit_entries(w, &ifd, count);
  if (w->v->ifd_end) w->v->ifd_end(w->v->user, t, &ifd);
  /* only the main chain and SubIFDs have a next IFD (Exif 2.32 4.6.3) */
  if (!has_next || (ifd.kind != JB_IFD_MAIN && ifd.kind != JB_IFD_SUB)) return;
  uint64_t next_at = ifd.at + count_size + table;
  got = jb_tiff_block_read(&t->block, next_at, raw, next_size);
  r = jb_reader_new(jb_span_of(raw, got), 0);
  uint64_t next = jb_tiff_get(t, &r, next_size);
  if (next != 0) {
    enqueue(w, &ifd, (waiting){ifd.kind, ifd.number + 1, ifd.depth, next, next_at});
  }
}

void jb_tiff_walk(const jb_tiff *tiff, const jb_limits *limits, const jb_ifd_visitor *visitor) {
  walk w = {.tiff = tiff, .limits = limits, .v = visitor, .capacity = (size_t)limits->ifd_max};
  w.queue = calloc(w.capacity + 1, sizeof *w.queue);
  w.seen = calloc(w.capacity + 1, sizeof *w.seen);
  if (!w.queue || !w.seen) {
    problem(&w, NULL, "ifd.memory", 0, JB_WHY_LIMIT, "memory");
  } else if (tiff->first == 0) {
    problem(&w, NULL, "ifd.outside", 0, JB_WHY_INPUT, "IFD0");
  } else {
    enqueue(&w, NULL, (waiting){JB_IFD_MAIN, 0, 0, tiff->first, 0});
  }
  while (w.head < w.tail && !w.stop) {
    const waiting *item = &w.queue[w.head++];
    if (seen_at(&w, item->at)) {
      problem(&w, NULL, "ifd.loop", item->pointed_from, -1, NULL);
    } else {
      visit_ifd(&w, item);
    }
  }
  free(w.queue);
  free(w.seen);
}
