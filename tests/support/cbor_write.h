/* CBOR (RFC 8949) and JUMBF boxes (ISO 19566-5) written, for tests.  Arguments
 * are taken over, as in build.h. */
#ifndef JB_TESTS_CBOR_WRITE_H
#define JB_TESTS_CBOR_WRITE_H

#include "support/cose.h"

/* ---- CBOR: items of cose.h, put together by number ---- */
bytes cb_true(void);
/* cb_array(2, item, item) */
bytes cb_array(int count, ...);
/* cb_map(2, "key", item, "key", item) */
bytes cb_map(int pairs, ...);

/* A map that grows; a pair whose value is none() (no bytes) is left out. */
typedef struct cb_pairs {
  bytes body;
  size_t count;
} cb_pairs;
cb_pairs cb_pairs_new(void);
void cb_add(cb_pairs *map, const char *key, bytes item);
void cb_add_item(cb_pairs *map, bytes key, bytes item);
bytes cb_pairs_map(cb_pairs map);

/* An array that grows. */
typedef struct cb_pairs cb_items;
void cb_push(cb_items *array, bytes item);
bytes cb_items_array(cb_items array);

/* ---- JUMBF ---- */
/* A superbox: type "c2ma" and so on (the other twelve bytes are C2PA's), or
 * sixteen bytes of its own with jumbf_typed. */
bytes jumbf_super(const char type[4], const char *label, bytes content);
bytes jumbf_typed(const uint8_t uuid[16], const char *label, unsigned toggles, bytes content);
/* An assertion of one content box. */
bytes jumbf_cbor(const char *label, bytes cbor);
bytes jumbf_json(const char *label, const char *json);
/* An embedded file: bfdb and bidb. */
bytes jumbf_file(const char *label, const char *media_type, bytes content);

/* What a hashed URI hashes: the superbox without its own header. */
bytes jumbf_body_sha256(bytes superbox); /* does not take it over */
bytes sha256_of(bytes b);                /* takes it over */

#endif
