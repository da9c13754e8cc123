/* Every byte accounted for: the content, the framing of the store, the store. */
#include "c2pa/uncovered.h"

#include "container/container.h"

enum {
  LOOK_MAX = 1 << 20, /* bytes looked at to say that a range is empty */
  EXCERPT = 256
};

/* ---- what lies there ---- */

/* Offset of the first byte that is not zero; the end when there is none in the
 * first LOOK_MAX bytes. */
static uint64_t first_not_zero(const jb_binding_file *file, jb_range r) {
  uint64_t end = jb_range_end(r), stop = r.length > LOOK_MAX ? r.offset + LOOK_MAX : end;
  for (uint64_t at = r.offset; at < stop;) {
    uint64_t want = stop - at < JB_PEEK_MAX ? stop - at : JB_PEEK_MAX;
    jb_span s = jb_source_peek(file->source, at, (size_t)want);
    if (s.len == 0) return end;
    for (size_t i = 0; i < s.len; i++) {
      if (s.ptr[i] != 0) return at + i;
    }
    at += s.len;
  }
  return r.length > LOOK_MAX ? stop : end; /* what was not looked at may be anything */
}

static const char *part_there(const jb_binding_file *file, jb_range r) {
  for (size_t i = 0; i < file->in->part_count; i++) {
    const jb_part *p = file->in->parts[i];
    if (p->kind == JB_PART_STRUCTURE || p == file->store || p->parent != JB_NO_PART) continue;
    if (jb_range_holds(p->envelope, r) || jb_range_holds(r, p->envelope)) {
      return jb_part_kind_name(p->kind);
    }
  }
  return NULL;
}

/* The name of a format, the kind of the part, or NULL. */
static const char *sniff(const jb_binding_file *file, jb_range r) {
  size_t want = r.length < JB_SNIFF_MAX ? (size_t)r.length : JB_SNIFF_MAX;
  const jb_container_format *f =
      jb_container_identify(jb_source_peek(file->source, r.offset, want));
  return f ? f->name : part_there(file, r);
}

/* ---- lists ---- */

static const char *finding_for(const jb_uncovered *u, jb_range r, const char *what, bool zeros) {
  static const struct {
    const char *what, *code;
    bool unless_zeros;
  } k_findings[] = {
      {"padding", "c2pa.uncovered.pad", true},
      {"cose-pad-not-zero", "c2pa.uncovered.pad", false},
      {"appended", "c2pa.uncovered.appended", false},
      {"exclusion", "c2pa.uncovered.content", true},
      {"unreferenced", "c2pa.uncovered.content", true},
      {"box-content", "c2pa.uncovered.content", true},
      {"cose-header", "c2pa.uncovered.content", false},
      {"cose-encoding", "c2pa.uncovered.content", false},
      {"time-stamp-encoding", "c2pa.uncovered.content", false},
  };
  for (size_t i = 0; i < sizeof k_findings / sizeof k_findings[0]; i++) {
    if (strcmp(what, k_findings[i].what) != 0) continue;
    return zeros && k_findings[i].unless_zeros ? NULL : k_findings[i].code;
  }
  if (strcmp(what, "crc") != 0) return NULL;
  for (size_t i = 0; i < u->file->store->problem_count; i++) {
    const jb_problem *p = &u->file->store->problems[i];
    if (strcmp(p->code, "png.crc") == 0 && p->offset == r.offset) return "c2pa.uncovered.crc";
  }
  return NULL;
}

static void add_finding(const jb_uncovered *u, const jb_ranges *ranges, const char *code,
                        const char *what, const char *detail) {
  jb_inspection *in = u->file->in;
  jb_finding *f = jb_add_finding(in, "trace", JB_FINDING_TRACE, "structure", code);
  jb_range *at = jb_arena_array(in->arena, ranges->count, sizeof *at);
  if (!f || !at) return;
  memcpy(at, ranges->list, ranges->count * sizeof *at);
  f->strength = JB_STRENGTH_CONTEXT;
  f->role = JB_ROLE_PRIMARY;
  f->at.ranges = at;
  f->at.range_count = ranges->count;
  if (ranges->count > 1) jb_location_add_step(&f->at, JB_STEP_REASSEMBLE);
  uint64_t from = first_not_zero(u->file, at[0]), left = jb_range_end(at[0]) - from;
  jb_span head = {NULL, 0};
  if (left > 0) head = jb_source_peek(u->file->source, from, left < EXCERPT ? (size_t)left : EXCERPT);
  f->excerpt = jb_bytes_of(jb_arena_copy(in->arena, head));
  jb_finding_add_field(in, f, "what", jb_span_str(what));
  if (detail) jb_finding_add_field(in, f, "detail", jb_span_str(detail));
}

static bool add_entry(jb_uncovered *u, jb_range r, const char *what, const char *detail) {
  jb_inspection *in = u->file->in;
  jb_c2pa *c = &in->c2pa;
  if (u->listed++ >= JB_UNCOVERED_MAX) {
    jb_add_not_checked(in, "c2pa", JB_WHY_LIMIT, "uncovered ranges");
    return false;
  }
  jb_c2pa_uncovered *list = jb_arena_grow(in->arena, c->uncovered, c->uncovered_count,
                                          &c->uncovered_capacity, sizeof *list);
  if (!list) return false;
  c->uncovered = list;
  list[c->uncovered_count++] = (jb_c2pa_uncovered){r, what, detail};
  return true;
}

void jb_uncovered_add(jb_uncovered *u, const jb_ranges *ranges, const char *what,
                      const char *detail) {
  if (ranges->count == 0) return;
  bool zeros = true;
  for (size_t i = 0; i < ranges->count && zeros; i++) {
    zeros = first_not_zero(u->file, ranges->list[i]) == jb_range_end(ranges->list[i]);
  }
  if (!detail) detail = zeros ? "zeros" : sniff(u->file, ranges->list[0]);
  if (detail) detail = jb_arena_string(u->file->in->arena, jb_span_str(detail));
  for (size_t i = 0; i < ranges->count; i++) {
    if (!add_entry(u, ranges->list[i], what, detail)) return;
  }
  const char *code = finding_for(u, ranges->list[0], what, zeros);
  if (code) add_finding(u, ranges, code, what, detail);
}

static void add_one(jb_uncovered *u, jb_range r, const char *what, const char *detail) {
  jb_ranges one = {&r, r.length > 0, 1};
  jb_uncovered_add(u, &one, what, detail);
}

void jb_uncovered_add_store(jb_uncovered *u, uint64_t at, uint64_t length, const char *what,
                            const char *detail) {
  jb_ranges ranges = {0};
  (void)jb_store_ranges(u->file, at, length, &ranges);
  jb_uncovered_add(u, &ranges, what, detail);
}

/* ---- content ---- */

/* Where the picture ends by its framing: what stands behind is appended. */
static uint64_t end_of_content(const jb_uncovered *u) {
  const jb_inspection *in = u->file->in;
  uint64_t end = in->file.size;
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *p = in->parts[i];
    bool behind = p->kind == JB_PART_TRAILER && p->parent == JB_NO_PART;
    if (behind && p->envelope.offset < end) end = p->envelope.offset;
  }
  return end;
}

static const char *name_of(const jb_uncovered *u, uint64_t at) {
  const jb_binding_result *b = u->input->binding;
  for (size_t i = 0; b && i < b->excluded_count; i++) {
    jb_range r = b->excluded[i].range;
    if (at >= r.offset && at < jb_range_end(r)) return b->excluded[i].what;
  }
  return at >= end_of_content(u) ? "appended" : "content";
}

/* Cut a range where its name changes. */
static void add_content(jb_uncovered *u, jb_range r) {
  const jb_binding_result *b = u->input->binding;
  uint64_t end = jb_range_end(r), after = end_of_content(u);
  while (r.offset < end) {
    uint64_t to = end;
    if (after > r.offset && after < to) to = after;
    for (size_t i = 0; b && i < b->excluded_count; i++) {
      jb_range e = b->excluded[i].range;
      if (e.offset > r.offset && e.offset < to) to = e.offset;
      if (jb_range_end(e) > r.offset && jb_range_end(e) < to) to = jb_range_end(e);
    }
    const char *what = name_of(u, r.offset);
    jb_range piece = {r.offset, to - r.offset};
    bool unbound = strcmp(what, "content") == 0;
    const char *why = !b ? "no binding" : b->match == JB_ABSENT ? "the binding does not match"
                                                                : "the binding leaves it out";
    add_one(u, piece, what, unbound ? why : NULL);
    r.offset = to;
  }
}

static void list_content(jb_uncovered *u) {
  jb_ranges known = {0}, open = {0};
  jb_arena *scratch = u->file->scratch;
  for (size_t i = 0; i < u->covered.count; i++) {
    (void)jb_ranges_add(scratch, &known, u->covered.list[i].offset, u->covered.list[i].length);
  }
  for (size_t i = 0; i < u->store.count; i++) {
    (void)jb_ranges_add(scratch, &known, u->store.ranges[i].offset, u->store.ranges[i].length);
  }
  jb_ranges_normalise(&known);
  (void)jb_ranges_subtract(scratch, (jb_range){0, u->file->in->file.size}, &known, &open);
  for (size_t i = 0; i < open.count; i++) add_content(u, open.list[i]);
}

/* ---- framing of the store ---- */

static void list_framing(jb_uncovered *u) {
  const jb_part *part = u->file->store;
  jb_arena *scratch = u->file->scratch;
  jb_ranges known = {0}, open = {0};
  for (size_t i = 0; i < part->range_count; i++) {
    (void)jb_ranges_add(scratch, &known, part->ranges[i].offset, part->ranges[i].length);
  }
  for (size_t i = 0; i < u->covered.count; i++) {
    (void)jb_ranges_add(scratch, &known, u->covered.list[i].offset, u->covered.list[i].length);
  }
  jb_ranges_normalise(&known);
  for (size_t i = 0; i < u->store.count; i++) {
    (void)jb_ranges_subtract(scratch, u->store.ranges[i], &known, &open);
  }
  const char *format = u->file->in->file.format;
  bool png = format && strcmp(format, "png") == 0;
  for (size_t i = 0; i < open.count; i++) {
    jb_range r = open.list[i];
    bool behind = r.offset >= jb_range_end(u->store.payload);
    const char *what = !behind ? "store-framing" : png ? "crc" : "padding";
    add_one(u, r, what, behind && !png ? NULL : part->name);
  }
  if (part->step_count > 0 && part->steps[0] == JB_STEP_GIF_SUBBLOCKS) {
    /* one byte before each 255: told once, not thousands of times */
    add_one(u, part->ranges[0], "sub-block-lengths", part->name);
  }
}

void jb_uncovered_list(const jb_binding_file *file, const jb_uncovered_input *input) {
  jb_uncovered u = {.file = file, .input = input, .store = jb_store_frame_find(file)};
  const jb_binding_result *b = input->binding;
  for (size_t i = 0; b && i < b->covered_count; i++) {
    (void)jb_ranges_add(file->scratch, &u.covered, b->covered[i].offset, b->covered[i].length);
  }
  jb_ranges_normalise(&u.covered);
  list_content(&u);
  if (!u.store.present) return;
  list_framing(&u);
  jb_uncovered_store(&u);
}
