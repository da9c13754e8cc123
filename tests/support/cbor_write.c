#include "support/cbor_write.h"

#include <openssl/sha.h>
#include <stdarg.h>
#include <stdlib.h>

/* ---- CBOR ---- */

bytes cb_true(void) { return u8(0xF5); }

bytes cb_array(int count, ...) {
  va_list args;
  bytes all = none();
  va_start(args, count);
  for (int i = 0; i < count; i++) all = join(2, all, va_arg(args, bytes));
  va_end(args);
  return cbor_array((size_t)count, all);
}

bytes cb_map(int pairs, ...) {
  va_list args;
  bytes all = none();
  va_start(args, pairs);
  for (int i = 0; i < pairs; i++) {
    const char *key = va_arg(args, const char *);
    all = join(3, all, cbor_text(key), va_arg(args, bytes));
  }
  va_end(args);
  return cbor_map((size_t)pairs, all);
}

cb_pairs cb_pairs_new(void) { return (cb_pairs){none(), 0}; }

void cb_add_item(cb_pairs *map, bytes key, bytes item) {
  if (item.len == 0) {
    bytes_free(key);
    bytes_free(item);
    return;
  }
  map->body = join(3, map->body, key, item);
  map->count++;
}

void cb_add(cb_pairs *map, const char *key, bytes item) { cb_add_item(map, cbor_text(key), item); }
bytes cb_pairs_map(cb_pairs map) { return cbor_map(map.count, map.body); }

void cb_push(cb_items *array, bytes item) {
  array->body = join(2, array->body, item);
  array->count++;
}

bytes cb_items_array(cb_items array) { return cbor_array(array.count, array.body); }

/* ---- JUMBF ---- */

bytes jumbf_typed(const uint8_t uuid[16], const char *label, unsigned toggles, bytes content) {
  bytes name = label ? join(2, text(label), u8(0)) : none();
  bytes description = box("jumd", join(3, raw(uuid, 16), u8(toggles), name));
  return box("jumb", join(2, description, content));
}

bytes jumbf_super(const char type[4], const char *label, bytes content) {
  uint8_t uuid[16] = {0, 0, 0, 0, 0, 0x11, 0, 0x10, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};
  memcpy(uuid, type, 4);
  return jumbf_typed(uuid, label, 3, content);
}

bytes jumbf_cbor(const char *label, bytes cbor) {
  return jumbf_super("cbor", label, box("cbor", cbor));
}

bytes jumbf_json(const char *label, const char *json) {
  return jumbf_super("json", label, box("json", text(json)));
}

bytes jumbf_file(const char *label, const char *media_type, bytes content) {
  static const uint8_t k_embedded[16] = {0x40, 0xCB, 0x0C, 0x32, 0xBB, 0x8A, 0x48, 0x9D,
                                         0xA7, 0x0B, 0x2A, 0xD6, 0xF4, 0x7F, 0x43, 0x69};
  bytes head = box("bfdb", join(3, u8(0), text(media_type), u8(0)));
  return jumbf_typed(k_embedded, label, 3, join(2, head, box("bidb", content)));
}

bytes sha256_of(bytes b) {
  uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256(b.ptr, b.len, digest);
  bytes_free(b);
  return raw(digest, sizeof digest);
}

bytes jumbf_body_sha256(bytes superbox) {
  if (superbox.len < 8) abort();
  return sha256_of(raw(superbox.ptr + 8, superbox.len - 8));
}
