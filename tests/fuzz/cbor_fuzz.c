/* CBOR: every item lies inside its parent and the text, children do not
 * overlap, lookups walk what was parsed. */
#include <stdlib.h>

#include "c2pa/cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(const jb_cbor_item *item, size_t from, size_t to) {
  if (item->at < from || item->at > to || item->length == 0 || item->length > to - item->at) {
    abort();
  }
  size_t end = item->at + item->length, at = item->at, children = 0;
  for (const jb_cbor_item *c = item->first; c; c = c->next, children++) {
    inside(c, at, end);
    at = c->at + c->length;
  }
  size_t each = item->kind == JB_CBOR_MAP ? 2 : 1;
  if (children != item->count * each) abort();
  bool text = item->kind == JB_CBOR_TEXT || item->kind == JB_CBOR_BYTES;
  if (text && item->bytes.len >= item->length) abort();
  (void)jb_cbor_get(item, "alg");
  (void)jb_cbor_get_int(item, -7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_arena *arena = jb_arena_new(4u << 20);
  if (!arena) return 0;
  jb_cbor_result r = jb_cbor_parse(arena, jb_span_of(data, size), 32, 5000);
  if (r.root) {
    if (r.error || r.consumed > size) abort();
    inside(r.root, 0, r.consumed);
  } else if (!r.error || r.error_at > size) {
    abort();
  }
  jb_arena_free(arena);
  return 0;
}
