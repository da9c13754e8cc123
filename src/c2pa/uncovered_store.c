/* Bytes of the store that no matching hash and no good signature covers: the
 * heads and labels of boxes above the hashed ones, boxes that nobody refers
 * to, what COSE leaves open. */
#include "c2pa/uncovered.h"

enum { SUPERBOX = 0x6A756D62 /* 'jumb' */, FREE = 0x66726565 /* 'free' */ };

/* The pieces of [at, at+length) that are not hashed, under one name. */
static void add_open(jb_uncovered *u, uint64_t at, uint64_t length, const char *what,
                     const char *detail) {
  jb_ranges open = {0};
  (void)jb_ranges_subtract(u->file->scratch, (jb_range){at, length}, &u->hashed, &open);
  for (size_t i = 0; i < open.count; i++) {
    jb_uncovered_add_store(u, open.list[i].offset, open.list[i].length, what, detail);
  }
}

/* Index of the first hashed range that ends behind `at`. */
static size_t first_behind(const jb_ranges *list, uint64_t at) {
  size_t low = 0, high = list->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (jb_range_end(list->list[middle]) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

static bool is_open(const jb_uncovered *u, uint64_t at, uint64_t length) {
  size_t i = first_behind(&u->hashed, at);
  return i == u->hashed.count || u->hashed.list[i].offset >= at + length;
}

static bool is_covered(const jb_uncovered *u, uint64_t at, uint64_t length) {
  size_t i = first_behind(&u->hashed, at);
  return i < u->hashed.count && jb_range_holds(u->hashed.list[i], (jb_range){at, length});
}

static const char *detail_of(const jb_uncovered *u, const jb_jumbf_box *box) {
  if (box->label.len) return jb_arena_string(u->file->scratch, jb_span_cut(box->label, 0, 128));
  char type[4];
  for (unsigned i = 0; i < 4; i++) type[i] = (char)(box->type >> (24 - 8 * i));
  return jb_arena_string(u->file->scratch, jb_span_of(type, 4));
}

/* Length, type and description of a superbox: where its first child stands. */
static void add_head(jb_uncovered *u, const jb_jumbf_box *box) {
  uint64_t from = box->at + box->header, end = box->at + box->length;
  uint64_t to = box->first ? box->first->at : end;
  const char *name = detail_of(u, box);
  add_open(u, box->at, box->header, "box-header", name);
  if (box->label.len == 0 || box->label_at < from || box->label_at >= to) {
    add_open(u, from, to - from, "box-description", name);
    return;
  }
  uint64_t behind = box->label_at + box->label.len + 1; /* its NUL belongs to it */
  if (behind > to) behind = to;
  add_open(u, from, box->label_at - from, "box-description", name);
  add_open(u, box->label_at, behind - box->label_at, "label", name);
  add_open(u, behind, to - behind, box->salt.len ? "salt" : "box-description", name);
}

static void add_box(jb_uncovered *u, const jb_jumbf_box *box) {
  if (is_covered(u, box->at, box->length)) return;
  bool super = box->type == SUPERBOX;
  if (is_open(u, box->at, box->length)) {
    if (box->type == FREE) {
      jb_uncovered_add_store(u, box->at, box->header, "box-header", "free");
      jb_uncovered_add_store(u, box->at + box->header, box->length - box->header, "padding", NULL);
    } else {
      /* the whole store when nothing in it holds, which is no surprise then */
      jb_uncovered_add_store(u, box->at, box->length, box->parent ? "unreferenced" : "store",
                             detail_of(u, box));
    }
    return;
  }
  if (!super) {
    add_open(u, box->at, box->header, "box-header", detail_of(u, box));
    add_open(u, box->at + box->header, box->length - box->header, "box-content",
             detail_of(u, box));
    return;
  }
  add_head(u, box);
  uint64_t at = box->first ? box->first->at : box->at + box->length;
  for (const jb_jumbf_box *c = box->first; c; c = c->next) {
    if (c->at > at) add_open(u, at, c->at - at, "box-content", "between boxes");
    add_box(u, c);
    at = c->at + c->length;
  }
  uint64_t end = box->at + box->length;
  if (at < end) add_open(u, at, end - at, "box-content", "behind the last box");
}

/* Ranges that must lie in the store, whoever gave them. */
static void collect(jb_uncovered *u, jb_ranges *to, const jb_range *from, size_t count,
                    uint64_t size) {
  for (size_t i = 0; i < count; i++) {
    jb_range r = from[i];
    if (r.offset >= size) continue;
    if (r.length > size - r.offset) r.length = size - r.offset;
    (void)jb_ranges_add(u->file->scratch, to, r.offset, r.length);
  }
}

void jb_uncovered_store(jb_uncovered *u) {
  const jb_uncovered_input *in = u->input;
  const jb_jumbf *jumbf = in->jumbf;
  uint64_t size = u->file->store_length;
  if (size == 0) size = jb_part_length(u->file->store);
  collect(u, &u->hashed, in->hashed, in->hashed_count, size);
  jb_ranges_normalise(&u->hashed);
  /* what COSE leaves open is told first, unless a manifest above hashes it */
  jb_ranges loose = {0}, open = {0}, sealed = {0};
  for (size_t i = 0; i < in->loose_count; i++) {
    const jb_c2pa_uncovered *l = &in->loose[i];
    collect(u, &loose, &l->range, 1, size);
    add_open(u, l->range.offset, l->range.length, l->what, l->detail);
  }
  jb_ranges_normalise(&loose);
  collect(u, &open, in->signatures, in->signature_count, size);
  for (size_t i = 0; i < open.count; i++) {
    (void)jb_ranges_subtract(u->file->scratch, open.list[i], &loose, &sealed);
  }
  collect(u, &u->hashed, sealed.list, sealed.count, size);
  /* told already: not to be told again as content of a box */
  for (size_t i = 0; i < loose.count; i++) {
    (void)jb_ranges_add(u->file->scratch, &u->hashed, loose.list[i].offset, loose.list[i].length);
  }
  jb_ranges_normalise(&u->hashed);
  if (!jumbf || !jumbf->root) {
    jb_uncovered_add_store(u, 0, size, "store", "could not be taken apart");
    return;
  }
  add_box(u, jumbf->root);
  if (jumbf->end < size) {
    jb_uncovered_add_store(u, jumbf->end, size - jumbf->end, "padding", NULL);
  }
}
