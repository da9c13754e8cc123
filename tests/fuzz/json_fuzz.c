/* The JSON parser: tolerant never refuses what strict accepts, and every node
 * lies inside the text. */
#include <stdlib.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(const jb_json_node *n, size_t size) {
  if (n->at > size || n->length > size - n->at) abort();
  if (n->key_at > size || n->key_length > size - n->key_at) abort();
  for (const jb_json_node *c = n->first; c; c = c->next) inside(c, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_span text = jb_span_of(data, size);
  jb_json_options options = {.depth_max = 32, .nodes_max = 5000};
  jb_arena *arena = jb_arena_new(4u << 20);
  if (!arena) return 0;
  jb_json_result strict = jb_json_parse(arena, text, options);
  options.tolerant = true;
  jb_json_result tolerant = jb_json_parse(arena, text, options);
  if (strict.root && !tolerant.root && !tolerant.limit) abort();
  if (strict.root) inside(strict.root, size);
  if (tolerant.root) inside(tolerant.root, size);
  jb_arena_free(arena);
  return 0;
}
