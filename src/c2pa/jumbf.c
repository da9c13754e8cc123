#include "c2pa/jumbf.h"

#include <stdlib.h>

#include "base/reader.h"
#include "base/utf8.h"

enum { UUID = 16, HASH = 32, HEADER = 8, LARGE_HEADER = 16 };

#define FOURCC(a, b, c, d) \
  ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))
enum {
  TYPE_JUMB = FOURCC('j', 'u', 'm', 'b'),
  TYPE_JUMD = FOURCC('j', 'u', 'm', 'd'),
  TYPE_C2SH = FOURCC('c', '2', 's', 'h')
};

typedef struct parser {
  jb_arena *arena;
  jb_jumbf *out;
  uint64_t boxes_left;
} parser;

static void problem(parser *p, const char *code, uint64_t at) {
  jb_jumbf *out = p->out;
  if (out->problem_count == JB_JUMBF_PROBLEMS) return;
  out->problems[out->problem_count++] = (jb_jumbf_problem){code, at};
}

static void limit(parser *p, const char *code, uint64_t at) {
  p->out->limit = true;
  problem(p, code, at);
}

/* ---- description box (ISO 19566-5 A.3, C2PA 2.2 clause 11.1.4) ---- */

/* Clause 11.1.4.1.1: what a label may not hold. */
static bool is_label(jb_span label) {
  if (label.len == 0) return false;
  for (size_t i = 0; i < label.len;) {
    uint32_t code;
    size_t n = jb_utf8_decode(jb_span_cut(label, i, label.len), &code);
    if (n == 0 || code < 0x20 || (code >= 0x7F && code <= 0x9F)) return false;
    if (code == '/' || code == ';' || code == '?' || code == '#') return false;
    if (code == 0xFEFF || code == 0xFFFF) return false;
    i += n;
  }
  return true;
}

/* The private box of a C2PA description is a salt (clause 8.4.2.3). */
static void read_salt(parser *p, jb_jumbf_box *box, jb_reader *r) {
  uint64_t at = jb_reader_tell(r);
  uint32_t length = jb_read_u32be(r), type = jb_read_u32be(r);
  jb_span salt = jb_read_rest(r);
  bool whole = jb_reader_ok(r) && length >= HEADER && length - HEADER == salt.len;
  if (whole && type == TYPE_C2SH) box->salt = salt;
  if (!whole || type != TYPE_C2SH || (salt.len != 16 && salt.len != 32)) {
    problem(p, "jumbf.salt", at);
  }
}

static void read_description(parser *p, jb_jumbf_box *box, jb_reader *r) {
  uint64_t at = jb_reader_tell(r);
  jb_span uuid = jb_read_span(r, UUID);
  box->toggles = jb_read_u8(r);
  if (!jb_reader_ok(r)) {
    problem(p, "jumbf.description", at);
    return;
  }
  memcpy(box->uuid, uuid.ptr, UUID);
  box->described = true;
  if (box->toggles & JB_JUMBF_LABEL) {
    box->label_at = jb_reader_tell(r);
    box->label = jb_read_until(r, 0);
    if (!is_label(box->label)) problem(p, "jumbf.label", box->label_at);
  }
  if (box->toggles & JB_JUMBF_ID) jb_reader_skip(r, 4);
  if (box->toggles & JB_JUMBF_HASH) jb_reader_skip(r, HASH);
  /* clause 11.1.4.1.2: requestable, with a label */
  unsigned wanted = JB_JUMBF_REQUESTABLE | JB_JUMBF_LABEL;
  if ((box->toggles & wanted) != wanted || box->toggles > 0x1F) {
    problem(p, "jumbf.toggles", at + UUID);
  }
  if (!jb_reader_ok(r)) {
    problem(p, "jumbf.description", at);
  } else if (box->toggles & JB_JUMBF_PRIVATE) {
    read_salt(p, box, r);
  } else if (jb_reader_left(r) > 0) {
    problem(p, "jumbf.surplus", jb_reader_tell(r));
  }
}

/* ---- boxes ---- */

/* Head and body of the next box of `r`; NULL when there is none to read. */
static jb_jumbf_box *read_box(parser *p, jb_reader *r, jb_jumbf_box *parent) {
  uint64_t at = jb_reader_tell(r);
  size_t left = jb_reader_left(r);
  uint64_t length = jb_read_u32be(r);
  uint32_t type = jb_read_u32be(r);
  unsigned header = HEADER;
  if (length == 1) {
    length = jb_read_u64be(r);
    header = LARGE_HEADER;
  } else if (length == 0 && jb_reader_ok(r)) {
    /* to the end of what holds it: leaves the end of a hashed box open */
    problem(p, "jumbf.zero-length", at);
    length = left;
  }
  if (!jb_reader_ok(r) || length < header) {
    problem(p, "jumbf.length", at);
    return NULL;
  }
  if (length > left) {
    problem(p, "jumbf.length", at);
    length = left;
  }
  if (p->boxes_left == 0) {
    limit(p, "jumbf.limit", at);
    return NULL;
  }
  p->boxes_left--;
  jb_jumbf_box *box = jb_arena_alloc(p->arena, sizeof *box);
  if (!box) {
    limit(p, "jumbf.limit", at);
    return NULL;
  }
  box->type = type;
  box->at = at;
  box->length = length;
  box->header = header;
  box->body = jb_read_span(r, (size_t)(length - header));
  box->parent = parent;
  return box;
}

static int compare_labels(const jb_span a, const jb_span b) {
  size_t n = a.len < b.len ? a.len : b.len;
  int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
  if (order) return order;
  return a.len < b.len ? -1 : a.len > b.len;
}

static int compare_boxes(const void *left, const void *right) {
  const jb_jumbf_box *a = *(jb_jumbf_box *const *)left, *b = *(jb_jumbf_box *const *)right;
  int order = compare_labels(a->label, b->label);
  if (order) return order;
  return a->at < b->at ? -1 : a->at > b->at;
}

/* The children by label.  Two of one label make URIs ambiguous. */
static void index_labels(parser *p, jb_jumbf_box *box) {
  size_t n = 0;
  for (jb_jumbf_box *c = box->first; c; c = c->next) n += c->label.len > 0;
  if (n == 0) return;
  box->by_label = jb_arena_array(p->arena, n, sizeof(jb_jumbf_box *));
  if (!box->by_label) {
    limit(p, "jumbf.limit", box->at);
    return;
  }
  for (jb_jumbf_box *c = box->first; c; c = c->next) {
    if (c->label.len > 0) box->by_label[box->labelled++] = c;
  }
  qsort(box->by_label, n, sizeof(jb_jumbf_box *), compare_boxes);
  for (size_t i = 1; i < n; i++) {
    if (jb_span_equal(box->by_label[i - 1]->label, box->by_label[i]->label)) {
      problem(p, "jumbf.duplicate-label", box->by_label[i]->label_at);
    }
  }
}

static void read_superbox(parser *p, jb_jumbf_box *box, unsigned depth) {
  jb_reader r = jb_reader_new(box->body, box->at + box->header);
  jb_jumbf_box **slot = &box->first;
  if (depth >= JB_JUMBF_DEPTH) {
    limit(p, "jumbf.depth", box->at);
    return;
  }
  bool first = true;
  while (jb_reader_left(&r) >= HEADER) {
    jb_jumbf_box *child = read_box(p, &r, box);
    if (!child) break;
    if (first && child->type == TYPE_JUMD) {
      jb_reader inner = jb_reader_new(child->body, child->at + child->header);
      read_description(p, box, &inner);
    } else if (first) {
      problem(p, "jumbf.no-description", child->at);
    }
    if (!(first && child->type == TYPE_JUMD)) {
      *slot = child;
      slot = &child->next;
      box->count++;
      if (child->type == TYPE_JUMB) read_superbox(p, child, depth + 1);
    }
    first = false;
    if (p->out->limit) break;
  }
  if (first) problem(p, "jumbf.no-description", box->at);
  if (jb_reader_ok(&r) && jb_reader_left(&r) > 0 && !p->out->limit) {
    problem(p, "jumbf.surplus", jb_reader_tell(&r));
  }
  index_labels(p, box);
}

jb_jumbf jb_jumbf_parse(jb_arena *arena, jb_span store, const jb_limits *limits) {
  jb_jumbf out = {0};
  parser p = {.arena = arena, .out = &out, .boxes_left = limits->boxes_max};
  jb_reader r = jb_reader_new(store, 0);
  jb_jumbf_box *root = read_box(&p, &r, NULL);
  if (root && root->type != TYPE_JUMB) {
    problem(&p, "jumbf.no-box", root->at);
    root = NULL;
  }
  if (!root) return out;
  out.root = root;
  out.end = jb_reader_tell(&r);
  read_superbox(&p, root, 0);
  return out;
}

/* ---- looking things up ---- */

bool jb_jumbf_is(const jb_jumbf_box *box, const char type[4]) {
  static const uint8_t k_tail[12] = {0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
                                     0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};
  return box && box->described && memcmp(box->uuid, type, 4) == 0 &&
         memcmp(&box->uuid[4], k_tail, sizeof k_tail) == 0;
}

/* Index of the first of that label, or by_label's length. */
static size_t find_label(const jb_jumbf_box *box, jb_span label) {
  size_t low = 0, high = box->labelled;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare_labels(box->by_label[middle]->label, label) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  bool found = low < box->labelled && jb_span_equal(box->by_label[low]->label, label);
  return found ? low : box->labelled;
}

jb_jumbf_box *jb_jumbf_child(const jb_jumbf_box *box, jb_span label) {
  if (!box) return NULL;
  size_t at = find_label(box, label);
  return at < box->labelled ? box->by_label[at] : NULL;
}

static jb_jumbf_box *only_child(const jb_jumbf_box *box, jb_span label) {
  size_t at = find_label(box, label);
  if (at == box->labelled) return NULL;
  bool two = at + 1 < box->labelled && jb_span_equal(box->by_label[at + 1]->label, label);
  return two ? NULL : box->by_label[at];
}

bool jb_jumbf_is_unique(const jb_jumbf_box *box) {
  return !box->parent || only_child(box->parent, box->label) == box;
}

jb_jumbf_box *jb_jumbf_content(const jb_jumbf_box *box, const char type[4]) {
  if (!box) return NULL;
  uint32_t wanted = FOURCC((uint8_t)type[0], (uint8_t)type[1], (uint8_t)type[2], (uint8_t)type[3]);
  for (jb_jumbf_box *c = box->first; c; c = c->next) {
    if (c->type == wanted) return c;
  }
  return NULL;
}

static jb_span next_segment(jb_span *path) {
  size_t slash = jb_span_find(*path, jb_span_str("/"));
  jb_span segment = jb_span_cut(*path, 0, slash);
  *path = slash == SIZE_MAX ? (jb_span){NULL, 0} : jb_span_cut(*path, slash + 1, path->len);
  return segment;
}

jb_jumbf_box *jb_jumbf_resolve(const jb_jumbf *store, jb_jumbf_box *manifest, jb_span uri) {
  jb_span prefix = jb_span_str("self#jumbf="), slash = jb_span_str("/");
  if (!jb_span_starts(uri, prefix) || !store->root) return NULL;
  jb_span path = jb_span_cut(uri, prefix.len, uri.len);
  if (path.len == 0 || path.ptr[path.len - 1] == '/') return NULL;
  jb_jumbf_box *box = manifest;
  bool absolute = jb_span_starts(path, slash);
  if (absolute) path = jb_span_cut(path, 1, path.len);
  /* without the leading slash: as 2.1 and older wrote it in examples */
  if (absolute || jb_span_starts(path, jb_span_str("c2pa/"))) {
    if (!jb_span_equal(next_segment(&path), store->root->label)) return NULL;
    box = store->root;
  }
  while (box && path.len > 0) {
    if (box->inflated) box = box->inflated;
    box = only_child(box, next_segment(&path));
  }
  return box;
}
