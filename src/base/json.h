/* JSON into a tree that keeps what evidence needs: the byte offsets of every
 * key and value, duplicate keys, and the odd spellings found in the wild.
 *
 * One parser, two manners.  Strict (RFC 8259) reads our own results back and
 * fails at the first deviation.  Tolerant reads labels: single quotes,
 * unquoted keys and values, trailing commas, raw control characters, bad
 * escapes, NaN, bytes that are no UTF-8 and a missing end are kept as
 * `quirks` of the node instead of failing.  A string that is no UTF-8 but
 * reads as GBK is walked by its two-byte characters, whose second byte may look
 * like a backslash or a brace; the bytes are kept as they are.  A parse costs
 * time by what it consumes, not by how long the text is.
 *
 * Nodes live in the arena given.  Depth and node count are bounded.
 */
#ifndef JB_BASE_JSON_H
#define JB_BASE_JSON_H

#include "base/arena.h"

typedef enum jb_json_kind {
  JB_JSON_NULL,
  JB_JSON_BOOL,
  JB_JSON_NUMBER,
  JB_JSON_STRING,
  JB_JSON_LIST,
  JB_JSON_OBJECT
} jb_json_kind;

/* What was not RFC 8259 about a node (bit set). */
enum {
  JB_JSON_SINGLE_QUOTES = 1u << 0,
  JB_JSON_UNQUOTED = 1u << 1,
  JB_JSON_TRAILING_COMMA = 1u << 2,
  JB_JSON_RAW_CONTROL = 1u << 3,
  JB_JSON_BAD_ESCAPE = 1u << 4,
  JB_JSON_NOT_UTF8 = 1u << 5,
  JB_JSON_UNTERMINATED = 1u << 6,
  JB_JSON_MISSING_COMMA = 1u << 7,
  JB_JSON_DUPLICATE_KEY = 1u << 8, /* on the later member */
  JB_JSON_TRAILING_DATA = 1u << 9, /* on the root */
  JB_JSON_SMART_QUOTES = 1u << 10
};

typedef struct jb_json_node {
  jb_json_kind kind;
  uint32_t quirks;
  bool boolean;
  jb_span text;       /* string value decoded; number as written */
  jb_span key;        /* decoded, when a member of an object */
  size_t at, length;  /* the value in the text, quotes included */
  size_t key_at, key_length;
  struct jb_json_node *first, *next; /* children in order; next sibling */
  size_t count;
} jb_json_node;

typedef struct jb_json_result {
  jb_json_node *root; /* NULL when nothing could be read */
  uint32_t quirks;    /* of all nodes together */
  size_t consumed;    /* bytes up to the end of the root value */
  const char *error;  /* NULL on success; static text */
  size_t error_at;
  bool limit;         /* error is a limit, not a fault of the text */
} jb_json_result;

typedef struct jb_json_options {
  bool tolerant;
  unsigned depth_max;
  size_t nodes_max;
} jb_json_options;

jb_json_result jb_json_parse(jb_arena *arena, jb_span text, jb_json_options options);

/* First member with that key, or NULL (also when node is NULL or no object). */
const jb_json_node *jb_json_member(const jb_json_node *node, const char *key);
/* The string value of a member, empty span (ptr NULL) when none. */
jb_span jb_json_member_text(const jb_json_node *node, const char *key);
/* Unsigned value of a NUMBER node; false when it is none or does not fit. */
bool jb_json_to_uint(const jb_json_node *node, uint64_t *out);
bool jb_json_to_int(const jb_json_node *node, int64_t *out);

#endif
