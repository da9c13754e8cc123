/* Every box and field of a store as a property, for who asks for it (tree). */
#include "base/buf.h"
#include "base/codec.h"
#include "c2pa/run.h"

enum { PROPERTIES_MAX = 6000, PATH_SIZE = 1024, BYTES_SHOWN = 32, CBOR_DEPTH = 32,
       CBOR_ITEMS = 20000, SPARE_ARENA = 4 << 20 };

typedef struct listing {
  jb_c2pa_run *run;
  jb_buf path;
  size_t left;
  bool inflated; /* inside a compressed manifest: places are not of the store */
} listing;

static void add(listing *l, jb_span value, uint64_t at, uint64_t length) {
  jb_c2pa_run *run = l->run;
  if (l->left == 0) return;
  l->left--;
  size_t end = l->path.len;
  jb_buf_char(&l->path, '\0');
  const char *key = jb_buf_ok(&l->path) ? (const char *)l->path.data : "Jumbf/...";
  jb_property *p = jb_add_property(run->in, run->part->id, "jumbf", key, value);
  l->path.len = end;
  if (!p) {
    l->left = 0;
    return;
  }
  p->at = l->inflated ? jb_location_part(run->part)
                      : jb_location_in(run->in, run->part, at, length);
}

static size_t push(listing *l, const char *between, jb_span name) {
  size_t end = l->path.len;
  jb_buf_str(&l->path, between);
  jb_buf_add(&l->path, jb_span_cut(name, 0, PATH_SIZE / 4));
  return end;
}

static void pop(listing *l, size_t end) {
  l->path.len = end;
  l->path.failed = false;
}

static void add_format(listing *l, uint64_t at, uint64_t length, const char *kind, uint64_t n) {
  jb_buf text = jb_buf_new(64);
  jb_buf_format(&text, "%s %llu", kind, (unsigned long long)n);
  add(l, jb_buf_span(&text), at, length);
  jb_buf_free(&text);
}

static void add_bytes(listing *l, jb_span bytes, uint64_t at, uint64_t length) {
  jb_buf text = jb_buf_new(2 * BYTES_SHOWN + 32);
  jb_hex_encode(&text, jb_span_cut(bytes, 0, BYTES_SHOWN));
  if (bytes.len > BYTES_SHOWN) jb_buf_format(&text, "... (%zu)", bytes.len);
  add(l, jb_buf_span(&text), at, length);
  jb_buf_free(&text);
}

/* ---- CBOR ---- */

static void add_item(listing *l, const jb_cbor_item *item, uint64_t base);

static void add_children(listing *l, const jb_cbor_item *item, uint64_t base) {
  bool map = item->kind == JB_CBOR_MAP;
  size_t index = 0;
  for (const jb_cbor_item *c = item->first; c && l->left; c = c->next, index++) {
    char number[32];
    jb_buf name = jb_buf_new(sizeof number);
    jb_span key = map ? jb_cbor_text(c) : (jb_span){NULL, 0};
    if (!key.ptr) {
      jb_buf_format(&name, map ? "%llu" : "[%llu]", (unsigned long long)(map ? c->number : index));
      key = jb_buf_span(&name);
    }
    bool first = l->path.len && l->path.data[l->path.len - 1] == '#';
    size_t end = push(l, map && !first ? "." : "", key);
    if (map) c = c->next;
    add_item(l, c, base);
    pop(l, end);
    jb_buf_free(&name);
  }
}

static void add_item(listing *l, const jb_cbor_item *item, uint64_t base) {
  uint64_t at = base + item->at;
  switch (item->kind) {
    case JB_CBOR_TEXT:
      add(l, item->bytes, at, item->length);
      break;
    case JB_CBOR_BYTES:
      add_bytes(l, item->bytes, at, item->length);
      break;
    case JB_CBOR_ARRAY:
    case JB_CBOR_MAP:
      if (item->count == 0) add_format(l, at, item->length, "items", 0);
      add_children(l, item, base);
      break;
    case JB_CBOR_TAG:
      add_format(l, at, item->length, "tag", item->number);
      if (item->first) add_item(l, item->first, base);
      break;
    case JB_CBOR_NEGATIVE:
      add_format(l, at, item->length, "-1 -", item->number);
      break;
    case JB_CBOR_BOOL:
      add(l, jb_span_str(item->number ? "true" : "false"), at, item->length);
      break;
    case JB_CBOR_NULL:
    case JB_CBOR_UNDEFINED:
      add(l, jb_span_str("null"), at, item->length);
      break;
    default:
      add_format(l, at, item->length, item->kind == JB_CBOR_UINT ? "number" : "bits",
                 item->number);
  }
}

static void add_cbor(listing *l, const jb_jumbf_box *box) {
  jb_arena *spare = jb_arena_new(SPARE_ARENA);
  if (!spare) return;
  jb_cbor_result r = jb_cbor_parse(spare, box->body, CBOR_DEPTH, CBOR_ITEMS);
  size_t end = push(l, "#", (jb_span){NULL, 0});
  if (r.root) add_item(l, r.root, box->at + box->header);
  pop(l, end);
  jb_arena_free(spare);
}

/* ---- boxes ---- */

static void add_content(listing *l, const jb_jumbf_box *box) {
  uint8_t type[4] = {(uint8_t)(box->type >> 24), (uint8_t)(box->type >> 16),
                     (uint8_t)(box->type >> 8), (uint8_t)box->type};
  size_t end = push(l, "/", jb_span_of(type, 4));
  if (memcmp(type, "json", 4) == 0) add(l, box->body, box->at, box->length);
  else add_format(l, box->at, box->length, "bytes", box->body.len);
  pop(l, end);
  if (memcmp(type, "cbor", 4) == 0) add_cbor(l, box);
}

/* "c2ma", or all of a UUID that is not of the usual form. */
static void add_type(listing *l, const jb_jumbf_box *box) {
  char type[4];
  memcpy(type, box->uuid, sizeof type);
  if (jb_jumbf_is(box, type)) add(l, jb_span_of(type, sizeof type), box->at, box->length);
  else add_bytes(l, jb_span_of(box->uuid, sizeof box->uuid), box->at, box->length);
}

static void add_superbox(listing *l, const jb_jumbf_box *box) {
  size_t end = push(l, "/", box->label);
  if (box->described) add_type(l, box);
  bool outside = l->inflated;
  if (box->inflated) {
    box = box->inflated;
    l->inflated = true;
  }
  for (const jb_jumbf_box *c = box->first; c && l->left; c = c->next) {
    if (c->type == 0x6A756D62 /* jumb */) add_superbox(l, c);
    else add_content(l, c);
  }
  l->inflated = outside;
  pop(l, end);
}

void jb_c2pa_list_boxes(jb_c2pa_run *run) {
  listing l = {.run = run, .path = jb_buf_new(PATH_SIZE), .left = PROPERTIES_MAX};
  jb_buf_str(&l.path, "Jumbf");
  if (run->jumbf.root) add_superbox(&l, run->jumbf.root);
  jb_buf_free(&l.path);
}
