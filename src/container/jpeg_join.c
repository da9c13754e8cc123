/* Things that JPEG spreads over many segments, and how they are joined again:
 * ICC profiles, extended XMP, boxes in APP11.  What is missing, doubled or out
 * of order is said; what can be joined is joined. */
#include <stdlib.h>

#include "container/jpeg.h"

/* Bounds on hostile files; real ones have a handful of each. */
enum { GROUPS_MAX = 256, FRAGMENTS_MAX = 1 << 17 };

/* Widens the part's envelope; pieces may come in any order. */
static void cover(jb_part *part, uint64_t from, uint64_t to) {
  uint64_t end = part->envelope.offset + part->envelope.length;
  if (from < part->envelope.offset) part->envelope.offset = from;
  if (to > end) end = to;
  part->envelope.length = end - part->envelope.offset;
}

/* One part holds all segments that fit nowhere, so that they stay visible and
 * thousands of them cost ranges, not parts. */
static void add_surplus(jb_jpeg *j, jb_part **surplus, size_t *count, const jb_jpeg_segment *s,
                        const char *key) {
  ++*count;
  if (!*surplus) {
    *surplus = jb_jpeg_add(j, JB_PART_APP, s, 0, jb_span_str(key));
    return;
  }
  if (*count == 2) jb_part_add_step(*surplus, JB_STEP_REASSEMBLE);
  if (jb_walk_add_range(j->walk, *surplus, s->payload, s->length)) {
    cover(*surplus, s->at, s->payload + s->length);
  }
}

/* A part is lost to its reader when the walk could not give all of it. */
static void say_incomplete(jb_jpeg *j, jb_part *part, const char *probe, const char *code,
                           uint64_t offset) {
  jb_add_problem(j->walk->in, part, code, offset, NULL);
  if (j->walk->role == JB_ROLE_PRIMARY) {
    jb_add_not_checked(j->walk->in, probe, JB_WHY_INPUT, code);
  }
}

/* ---- ICC.1:2022 annex B.4: sequence number and count in every segment ---- */

enum { ICC_HEADER = 14 };

void jb_jpeg_add_icc(jb_jpeg *j, const jb_jpeg_segment *s, uint8_t number, uint8_t count) {
  static const char k_id[] = "ICC_PROFILE";
  if (!j->icc) {
    j->icc = jb_jpeg_add(j, JB_PART_ICC, s, ICC_HEADER, jb_span_str(k_id));
    if (!j->icc) return;
    j->icc->range_count = 0; /* filled in sequence at the end */
    j->icc_total = count;
  } else if (j->icc_chunks[number].offset != 0) {
    add_surplus(j, &j->surplus_icc, &j->surplus_icc_count, s, k_id);
    return;
  }
  j->icc_disagrees = j->icc_disagrees || count != j->icc_total;
  j->icc_shuffled = j->icc_shuffled || number < j->icc_last;
  j->icc_last = number;
  j->icc_seen++;
  j->icc_chunks[number] = (jb_range){s->payload + ICC_HEADER, s->length - ICC_HEADER};
  cover(j->icc, s->at, s->payload + s->length);
}

static void join_icc(jb_jpeg *j) {
  if (!j->icc) return;
  jb_inspection *in = j->walk->in;
  uint64_t at = j->icc->envelope.offset;
  bool missing = false;
  for (unsigned i = 0; i < 256; i++) {
    bool wanted = i >= 1 && i <= j->icc_total;
    bool here = j->icc_chunks[i].offset != 0;
    if (wanted && !here) missing = true;
    if (here && !wanted) j->icc_disagrees = true;
    if (here) {
      jb_part_add_range(in, j->icc, j->icc_chunks[i].offset, j->icc_chunks[i].length);
    }
  }
  if (j->icc_seen > 1) jb_part_add_step(j->icc, JB_STEP_REASSEMBLE);
  if (missing)
    jb_add_problem(in, j->icc, "jpeg.icc-missing", at, "%u of %u", j->icc_seen, j->icc_total);
  if (j->icc_shuffled) jb_add_problem(in, j->icc, "jpeg.icc-order", at, NULL);
  if (j->icc_disagrees) jb_add_problem(in, j->icc, "jpeg.icc-count", at, NULL);
  if (j->surplus_icc) {
    jb_add_problem(in, j->surplus_icc, "jpeg.icc-duplicate", j->surplus_icc->envelope.offset,
                   "%zu segments", j->surplus_icc_count);
  }
}

/* ---- groups of fragments ---- */

static jb_jpeg_group *find_group(jb_jpeg *j, jb_part_kind kind, const uint8_t id[32]) {
  for (jb_jpeg_group *g = j->groups; g; g = g->next) {
    if (!g->closed && g->kind == kind && memcmp(g->id, id, sizeof g->id) == 0) return g;
  }
  return NULL;
}

/* NULL when a bound is hit; the segment then becomes a plain part. */
static jb_jpeg_group *new_group(jb_jpeg *j, jb_part_kind kind, const uint8_t id[32],
                                const jb_jpeg_segment *s, jb_span key) {
  if (!j->scratch) j->scratch = jb_arena_new((size_t)j->walk->in->limits.scratch_max);
  jb_jpeg_group *g = NULL;
  if (j->scratch && j->group_count < GROUPS_MAX) g = jb_arena_alloc(j->scratch, sizeof *g);
  if (!g) {
    jb_add_not_checked(j->walk->in, "structure", JB_WHY_LIMIT, "jpeg groups");
    jb_jpeg_add(j, JB_PART_APP, s, 0, key);
    return NULL;
  }
  jb_part *part = jb_jpeg_add(j, kind, s, 0, key);
  if (!part) return NULL;
  part->range_count = 0; /* filled in order at the end */
  g->part = part;
  g->kind = kind;
  memcpy(g->id, id, sizeof g->id);
  g->last_index = s->index;
  if (j->last_group) {
    j->last_group->next = g;
  } else {
    j->groups = g;
  }
  j->last_group = g;
  j->group_count++;
  return g;
}

static void add_fragment(jb_jpeg *j, jb_jpeg_group *g, const jb_jpeg_segment *s,
                         jb_jpeg_fragment f) {
  jb_jpeg_fragment *list = NULL;
  if (j->fragment_count < FRAGMENTS_MAX) {
    list = jb_arena_grow(j->scratch, g->list, g->count, &g->capacity, sizeof *list);
  }
  if (!list) {
    jb_add_not_checked(j->walk->in, "structure", JB_WHY_LIMIT, "jpeg fragments");
    return;
  }
  j->fragment_count++;
  g->list = list;
  f.arrival = (uint32_t)g->count;
  if (g->count > 0) {
    g->shuffled = g->shuffled || f.order < list[g->count - 1].order;
    g->apart = g->apart || s->index != g->last_index + 1;
  }
  list[g->count++] = f;
  g->joined += g->count == 1 ? f.length : f.length - f.header;
  g->last_index = s->index;
  cover(g->part, s->at, s->payload + s->length);
}

static int by_order(const void *a, const void *b) {
  const jb_jpeg_fragment *x = a, *y = b;
  if (x->order != y->order) return x->order < y->order ? -1 : 1;
  return x->arrival < y->arrival ? -1 : x->arrival > y->arrival;
}

static void sort_fragments(jb_jpeg_group *g) {
  if (g->shuffled) qsort(g->list, g->count, sizeof *g->list, by_order);
}

/* ---- extended XMP, ISO 16684-3: GUID, full length, offset, bytes ---- */

void jb_jpeg_add_extended_xmp(jb_jpeg *j, const jb_jpeg_segment *s, jb_span head) {
  enum { HEADER = 35 + 32 + 4 + 4 };
  jb_reader r = jb_reader_new(head, s->payload);
  uint8_t id[32];
  jb_span guid = jb_read_span(&r, 32);
  if (guid.len != sizeof id) return;
  memcpy(id, guid.ptr, sizeof id);
  uint32_t total = jb_read_u32be(&r), offset = jb_read_u32be(&r);
  jb_jpeg_group *g = find_group(j, JB_PART_XMP_EXTENDED, id);
  if (!g) {
    g = new_group(j, JB_PART_XMP_EXTENDED, id, s, guid);
    if (!g) return;
    g->declared = total;
  }
  g->disagrees = g->disagrees || g->declared != total;
  add_fragment(j, g, s,
               (jb_jpeg_fragment){.order = offset,
                                  .offset = s->payload + HEADER,
                                  .length = (uint32_t)(s->length - HEADER)});
}

/* Pieces by offset; of bytes that two pieces give, the first piece's count. */
static void join_extended_xmp(jb_jpeg *j, jb_jpeg_group *g) {
  jb_inspection *in = j->walk->in;
  uint64_t at = g->part->envelope.offset, done = 0;
  bool gap = false, overlap = false;
  sort_fragments(g);
  for (size_t i = 0; i < g->count; i++) {
    const jb_jpeg_fragment *f = &g->list[i];
    uint64_t skip = f->order < done ? done - f->order : 0;
    if (f->order > done) gap = true;
    if (skip > 0) overlap = true;
    if (skip >= f->length) continue;
    jb_walk_add_range(j->walk, g->part, f->offset + skip, f->length - skip);
    done = f->order + f->length;
  }
  if (g->count > 1) jb_part_add_step(g->part, JB_STEP_REASSEMBLE);
  if (gap) say_incomplete(j, g->part, "xmp", "jpeg.xmp-extended-gap", at);
  if (overlap) jb_add_problem(in, g->part, "jpeg.xmp-extended-overlap", at, NULL);
  if (g->shuffled) jb_add_problem(in, g->part, "jpeg.xmp-extended-order", at, NULL);
  if (done < g->declared) say_incomplete(j, g->part, "xmp", "jpeg.xmp-extended-short", at);
  if (done > g->declared || g->disagrees) {
    jb_add_problem(in, g->part, "jpeg.xmp-extended-length", at, "%llu bytes, %llu declared",
                   (unsigned long long)done, (unsigned long long)g->declared);
  }
}

/* ---- boxes, ISO/IEC 18477-3 B.2: CI, En, Z, LBox, TBox [, XLBox] ---- */

void jb_jpeg_add_box(jb_jpeg *j, const jb_jpeg_segment *s, jb_span head) {
  jb_reader r = jb_reader_new(head, s->payload);
  jb_reader_skip(&r, 2);
  uint8_t id[32] = {0};
  jb_span instance = jb_read_span(&r, 2);
  uint32_t z = jb_read_u32be(&r), lbox = jb_read_u32be(&r);
  jb_span type = jb_read_span(&r, 4);
  uint64_t declared = lbox, header = 8;
  if (lbox == 1) {
    declared = jb_read_u64be(&r);
    header = 16;
  }
  if (!jb_reader_ok(&r)) {
    jb_part *part = jb_jpeg_add(j, JB_PART_APP, s, 0, jb_span_str("JP"));
    if (part) say_incomplete(j, part, "c2pa", "jpeg.box-short", s->at);
    return;
  }
  memcpy(id, instance.ptr, 2);
  memcpy(id + 2, type.ptr, 4);
  bool jumbf = jb_span_is(type, "jumb");
  jb_part_kind kind = jumbf ? JB_PART_JUMBF : JB_PART_APP;
  jb_jpeg_group *g = find_group(j, kind, id);
  /* a second box under the same number starts again when the first is whole */
  if (g && z <= 1 && g->declared != 0 && g->joined >= g->declared) {
    g->closed = true;
    g = NULL;
  }
  if (!g) {
    g = new_group(j, kind, id, s, jumbf ? (jb_span){NULL, 0} : type);
    if (!g) return;
    g->declared = declared;
  }
  g->disagrees = g->disagrees || g->declared != declared;
  add_fragment(j, g, s,
               (jb_jpeg_fragment){.order = z,
                                  .offset = s->payload + 8,
                                  .header = (uint32_t)header,
                                  .length = (uint32_t)(s->length - 8)});
}

/* "c2pa" when the description box says so, its type otherwise. */
static void set_box_key(jb_jpeg *j, jb_part *part) {
  uint8_t head[JB_JUMBF_HEAD];
  size_t n = 0;
  for (size_t i = 0; i < part->range_count && n < sizeof head; i++) {
    jb_range r = part->ranges[i];
    size_t take = r.length < sizeof head - n ? (size_t)r.length : sizeof head - n;
    n += jb_walk_copy(j->walk, r.offset, head + n, take);
  }
  char type[5];
  if (jb_jumbf_type(jb_span_of(head, n), type)) {
    jb_part_set_key(j->walk->in, part, jb_span_of(type, 4));
  } else {
    jb_add_problem(j->walk->in, part, "jpeg.jumbf-description", part->envelope.offset, NULL);
  }
}

typedef struct box_codes {
  const char *missing, *from_zero, *duplicate, *order, *apart, *header, *shorter, *longer;
} box_codes;

static const box_codes k_jumbf_codes = {"jpeg.jumbf-missing",        "jpeg.jumbf-numbering",
                                        "jpeg.jumbf-duplicate",      "jpeg.jumbf-order",
                                        "jpeg.jumbf-not-contiguous", "jpeg.jumbf-header",
                                        "jpeg.jumbf-short",          "jpeg.jumbf-length"};
static const box_codes k_other_codes = {
    "jpeg.box-missing",        "jpeg.box-numbering", "jpeg.box-duplicate", "jpeg.box-order",
    "jpeg.box-not-contiguous", "jpeg.box-header",    "jpeg.box-short",     "jpeg.box-length"};

typedef struct box_state {
  uint64_t length;
  size_t used, twice;
  bool missing, from_zero;
} box_state;

/* Ranges in the order of Z; of two pieces with one number the first counts. */
static box_state join_pieces(jb_jpeg *j, jb_jpeg_group *g) {
  sort_fragments(g);
  /* numbers start at 1; writers that start at 0 are in use */
  box_state state = {.from_zero = g->count > 0 && g->list[0].order == 0};
  uint64_t next = state.from_zero ? 0 : 1;
  for (size_t i = 0; i < g->count; i++) {
    const jb_jpeg_fragment *f = &g->list[i];
    if (i > 0 && f->order == g->list[i - 1].order) {
      jb_jpeg_segment s = {
          .marker = 0xEB, .at = f->offset - 12, .payload = f->offset - 8, .length = f->length + 8u};
      add_surplus(j, &j->surplus_boxes, &j->surplus_box_count, &s, "JP");
      state.twice++;
      continue;
    }
    if (f->order != next) state.missing = true;
    next = f->order + 1;
    uint32_t skip = state.used++ > 0 ? f->header : 0;
    jb_walk_add_range(j->walk, g->part, f->offset + skip, f->length - skip);
    state.length += f->length - skip;
  }
  if (state.used > 1) jb_part_add_step(g->part, JB_STEP_REASSEMBLE);
  return state;
}

static void join_box(jb_jpeg *j, jb_jpeg_group *g) {
  jb_inspection *in = j->walk->in;
  jb_part *part = g->part;
  uint64_t at = part->envelope.offset;
  box_state state = join_pieces(j, g);
  bool jumbf = g->kind == JB_PART_JUMBF;
  const box_codes *code = jumbf ? &k_jumbf_codes : &k_other_codes;
  if (jumbf) set_box_key(j, part);
  /* of a box that does not tell its type, the manifest store may be missing */
  bool may_be_store = jumbf && (part->key.len == 0 || jb_span_is(jb_span_from(part->key), "c2pa"));
  const char *probe = may_be_store ? "c2pa" : "structure";
  if (state.missing) say_incomplete(j, part, probe, code->missing, at);
  if (state.from_zero) jb_add_problem(in, part, code->from_zero, at, "from 0");
  if (state.twice) jb_add_problem(in, part, code->duplicate, at, "%zu segments", state.twice);
  if (g->shuffled) jb_add_problem(in, part, code->order, at, NULL);
  if (g->apart) jb_add_problem(in, part, code->apart, at, NULL);
  if (g->disagrees) jb_add_problem(in, part, code->header, at, NULL);
  if (g->declared == 0) return; /* LBox 0: to the end */
  if (state.length < g->declared) say_incomplete(j, part, probe, code->shorter, at);
  if (state.length > g->declared) {
    jb_add_problem(in, part, code->longer, at, "%llu bytes, %llu declared",
                   (unsigned long long)state.length, (unsigned long long)g->declared);
  }
}

void jb_jpeg_join_all(jb_jpeg *j) {
  join_icc(j);
  for (jb_jpeg_group *g = j->groups; g; g = g->next) {
    if (g->kind == JB_PART_XMP_EXTENDED) {
      join_extended_xmp(j, g);
    } else {
      join_box(j, g);
    }
  }
}
