/* CBOR (RFC 8949) into a tree that keeps the byte range of every item, as
 * evidence needs it.  Bounded in depth and count; indefinite lengths, floats,
 * tags and duplicate keys are read and told. */
#ifndef JB_C2PA_CBOR_H
#define JB_C2PA_CBOR_H

#include "base/arena.h"

typedef enum jb_cbor_kind {
  JB_CBOR_UINT,   /* value in `number` */
  JB_CBOR_NEGATIVE, /* -1 - number */
  JB_CBOR_BYTES,
  JB_CBOR_TEXT,
  JB_CBOR_ARRAY,
  JB_CBOR_MAP, /* children: key, value, key, value ... */
  JB_CBOR_TAG, /* number is the tag, one child */
  JB_CBOR_BOOL, /* number 0 or 1 */
  JB_CBOR_NULL,
  JB_CBOR_UNDEFINED,
  JB_CBOR_FLOAT, /* in `real` */
  JB_CBOR_SIMPLE
} jb_cbor_kind;

enum {
  JB_CBOR_INDEFINITE = 1u << 0,    /* indefinite length, chunks joined */
  JB_CBOR_NOT_SHORTEST = 1u << 1,  /* head longer than needed */
  JB_CBOR_DUPLICATE_KEY = 1u << 2, /* on the later key */
  JB_CBOR_NOT_UTF8 = 1u << 3
};

typedef struct jb_cbor_item {
  jb_cbor_kind kind;
  uint32_t quirks;
  uint64_t number;
  double real;
  jb_span bytes;      /* BYTES and TEXT: the content */
  size_t at, length;  /* the whole item in the text, head included */
  size_t count;       /* children; for a map the number of pairs */
  struct jb_cbor_item *first, *next;
} jb_cbor_item;

typedef struct jb_cbor_result {
  jb_cbor_item *root; /* NULL when nothing could be read */
  size_t consumed;
  const char *error;  /* NULL on success; static text.  Data behind the item is no error:
                         compare consumed with the length */
  size_t error_at;
  bool limit;
  uint32_t quirks; /* of all items */
  size_t items;    /* how many were made */
} jb_cbor_result;

/* depth_max and items_max bound the tree. */
jb_cbor_result jb_cbor_parse(jb_arena *arena, jb_span text, unsigned depth_max, size_t items_max);

/* Value of a text key of a map; NULL when there is none or `map` is no map
 * (or NULL).  The first of duplicates. */
const jb_cbor_item *jb_cbor_get(const jb_cbor_item *map, const char *key);
/* Value of an integer key. */
const jb_cbor_item *jb_cbor_get_int(const jb_cbor_item *map, int64_t key);
/* Text of a TEXT item or of a text member; empty span (ptr NULL) otherwise. */
jb_span jb_cbor_text(const jb_cbor_item *item);
jb_span jb_cbor_get_text(const jb_cbor_item *map, const char *key);
jb_span jb_cbor_get_bytes(const jb_cbor_item *map, const char *key);
/* Unsigned value; false when it is none. */
bool jb_cbor_uint(const jb_cbor_item *item, uint64_t *out);
/* Signed value of UINT or NEGATIVE; false when it does not fit. */
bool jb_cbor_int(const jb_cbor_item *item, int64_t *out);

/* Write heads, for Sig_structure and the like: deterministic encoding. */
struct jb_buf;
void jb_cbor_write_head(struct jb_buf *out, unsigned major, uint64_t value);

#endif
