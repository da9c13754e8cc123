#include "c2pa/cbor.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/reader.h"
#include "base/utf8.h"

/* RFC 8949 clause 3 */
enum {
  MAJOR_UINT,
  MAJOR_NEGATIVE,
  MAJOR_BYTES,
  MAJOR_TEXT,
  MAJOR_ARRAY,
  MAJOR_MAP,
  MAJOR_TAG,
  MAJOR_SIMPLE
};
enum { INFO_1 = 24, INFO_2, INFO_4, INFO_8, INFO_INDEFINITE = 31, BREAK = 0xFF };
enum { SIMPLE_FALSE = 20, SIMPLE_TRUE, SIMPLE_NULL, SIMPLE_UNDEFINED };

static const char *const k_long_string = "string longer than the data";

typedef struct parser {
  jb_arena *arena;
  jb_reader r;
  size_t items_left;
  unsigned depth_max;
  uint32_t quirks;
  bool limit;
} parser;

typedef struct head {
  unsigned major, info;
  uint64_t value;
  bool shortest;
} head;

static jb_cbor_item *read_item(parser *p, unsigned depth);

static bool at_break(const parser *p) {
  jb_span next = jb_span_cut(p->r.data, p->r.pos, 1);
  return next.len == 1 && next.ptr[0] == BREAK;
}

static head read_head(parser *p) {
  uint8_t first = jb_read_u8(&p->r);
  head h = {.major = first >> 5, .info = first & 0x1F, .shortest = true};
  switch (h.info) {
    case INFO_1:
      h.value = jb_read_u8(&p->r);
      h.shortest = h.value >= INFO_1;
      break;
    case INFO_2:
      h.value = jb_read_u16be(&p->r);
      h.shortest = h.value > UINT8_MAX;
      break;
    case INFO_4:
      h.value = jb_read_u32be(&p->r);
      h.shortest = h.value > UINT16_MAX;
      break;
    case INFO_8:
      h.value = jb_read_u64be(&p->r);
      h.shortest = h.value > UINT32_MAX;
      break;
    default:
      h.value = h.info;
      if (h.info > INFO_8 && h.info != INFO_INDEFINITE) jb_reader_fail(&p->r, "reserved head");
  }
  bool may_be_indefinite = h.major >= MAJOR_BYTES && h.major <= MAJOR_MAP;
  if (h.info == INFO_INDEFINITE && !may_be_indefinite) {
    jb_reader_fail(&p->r, h.major == MAJOR_SIMPLE ? "break outside" : "reserved head");
  }
  return h;
}

static void note(parser *p, jb_cbor_item *item, uint32_t quirk) {
  item->quirks |= quirk;
  p->quirks |= quirk;
}

/* Chunks of an indefinite string, definite and of the same type, joined. */
static void read_chunks(parser *p, jb_cbor_item *item, unsigned major) {
  jb_buf joined = jb_buf_new(jb_reader_left(&p->r));
  while (jb_reader_ok(&p->r) && !at_break(p)) {
    head h = read_head(p);
    if (jb_reader_ok(&p->r) && (h.major != major || h.info == INFO_INDEFINITE)) {
      jb_reader_fail(&p->r, "chunk of another type");
    }
    if (h.value > jb_reader_left(&p->r)) jb_reader_fail(&p->r, k_long_string);
    jb_buf_add(&joined, jb_read_span(&p->r, jb_reader_ok(&p->r) ? (size_t)h.value : 0));
  }
  (void)jb_read_u8(&p->r); /* the break */
  item->bytes = jb_arena_copy(p->arena, jb_buf_span(&joined));
  if (!jb_buf_ok(&joined) || !item->bytes.ptr) {
    p->limit = true;
    jb_reader_fail(&p->r, "memory");
  }
  jb_buf_free(&joined);
}

static void read_string(parser *p, jb_cbor_item *item, head h) {
  if (h.info == INFO_INDEFINITE) {
    note(p, item, JB_CBOR_INDEFINITE);
    read_chunks(p, item, h.major);
  } else if (h.value > jb_reader_left(&p->r)) {
    jb_reader_fail(&p->r, k_long_string);
  } else {
    item->bytes = jb_read_span(&p->r, (size_t)h.value);
  }
  if (jb_reader_ok(&p->r) && h.major == MAJOR_TEXT && !jb_utf8_valid(item->bytes)) {
    note(p, item, JB_CBOR_NOT_UTF8);
  }
}

/* ---- duplicate keys: by the encoded bytes, sorted, so that a map of many
 * keys costs no more than n log n ---- */

typedef struct key_ref {
  jb_span text;
  jb_cbor_item *item;
} key_ref;

static int compare_keys(const void *left, const void *right) {
  const key_ref *a = left, *b = right;
  size_t n = a->text.len < b->text.len ? a->text.len : b->text.len;
  int order = n ? memcmp(a->text.ptr, b->text.ptr, n) : 0;
  if (order) return order;
  if (a->text.len != b->text.len) return a->text.len < b->text.len ? -1 : 1;
  return a->item->at < b->item->at ? -1 : a->item->at > b->item->at;
}

static void find_duplicates(parser *p, jb_cbor_item *map) {
  if (map->count < 2) return;
  key_ref *keys = calloc(map->count, sizeof *keys);
  if (!keys) {
    p->limit = true;
    return;
  }
  size_t n = 0;
  for (jb_cbor_item *k = map->first; k; k = k->next->next) {
    keys[n++] = (key_ref){jb_span_cut(p->r.data, k->at, k->length), k};
  }
  qsort(keys, n, sizeof *keys, compare_keys);
  for (size_t i = 1; i < n; i++) {
    if (jb_span_equal(keys[i - 1].text, keys[i].text)) {
      note(p, keys[i].item, JB_CBOR_DUPLICATE_KEY);
    }
  }
  free(keys);
}

static void read_children(parser *p, jb_cbor_item *item, head h, unsigned depth) {
  bool indefinite = h.info == INFO_INDEFINITE;
  bool map = h.major == MAJOR_MAP;
  size_t left = jb_reader_left(&p->r);
  if (indefinite) note(p, item, JB_CBOR_INDEFINITE);
  /* every child takes a byte at least */
  if (!indefinite && h.value > (map ? left / 2 : left)) {
    jb_reader_fail(&p->r, "more items than data");
    return;
  }
  uint64_t wanted = indefinite ? UINT64_MAX : map ? 2 * h.value : h.value;
  jb_cbor_item **slot = &item->first;
  uint64_t got = 0;
  for (; got < wanted && jb_reader_ok(&p->r); got++) {
    if (indefinite && at_break(p)) {
      (void)jb_read_u8(&p->r);
      break;
    }
    jb_cbor_item *child = read_item(p, depth + 1);
    if (!child) return;
    *slot = child;
    slot = &child->next;
  }
  if (!jb_reader_ok(&p->r)) return;
  if (map && got % 2) {
    jb_reader_fail(&p->r, "key without a value");
    return;
  }
  item->count = (size_t)(map ? got / 2 : got);
  if (map) find_duplicates(p, item);
}

static double from_bits(uint32_t bits) {
  float f;
  memcpy(&f, &bits, sizeof f);
  return (double)f;
}

/* Half precision (IEEE 754 binary16), widened by moving its fields. */
static double half(uint32_t bits) {
  uint32_t sign = (bits & 0x8000u) << 16, exponent = (bits >> 10) & 0x1F, mantissa = bits & 0x3FF;
  if (exponent == 0) return (sign ? -1.0 : 1.0) * (double)mantissa * 0x1p-24;
  exponent = exponent == 31 ? 255 : exponent - 15 + 127;
  return from_bits(sign | exponent << 23 | mantissa << 13);
}

static void read_simple(parser *p, jb_cbor_item *item, head h) {
  item->number = h.value;
  if (h.info == INFO_2) {
    item->kind = JB_CBOR_FLOAT;
    item->real = half((uint32_t)h.value);
  } else if (h.info == INFO_4) {
    item->kind = JB_CBOR_FLOAT;
    item->real = from_bits((uint32_t)h.value);
  } else if (h.info == INFO_8) {
    item->kind = JB_CBOR_FLOAT;
    memcpy(&item->real, &h.value, sizeof item->real);
  } else if (h.info == INFO_1 && h.value < 32) {
    jb_reader_fail(&p->r, "reserved simple value"); /* clause 3.3 */
  } else if (h.value == SIMPLE_FALSE || h.value == SIMPLE_TRUE) {
    item->kind = JB_CBOR_BOOL;
    item->number = h.value == SIMPLE_TRUE;
  } else {
    item->kind = h.value == SIMPLE_NULL        ? JB_CBOR_NULL
                 : h.value == SIMPLE_UNDEFINED ? JB_CBOR_UNDEFINED
                                               : JB_CBOR_SIMPLE;
  }
}

static jb_cbor_item *new_item(parser *p, unsigned depth) {
  jb_cbor_item *item = NULL;
  if (depth > p->depth_max) {
    jb_reader_fail(&p->r, "too deep");
  } else if (p->items_left == 0) {
    jb_reader_fail(&p->r, "too many items");
  } else {
    item = jb_arena_alloc(p->arena, sizeof *item);
    if (!item) jb_reader_fail(&p->r, "memory");
    p->items_left--;
  }
  if (!item) p->limit = true;
  return item;
}

static jb_cbor_item *read_item(parser *p, unsigned depth) {
  static const jb_cbor_kind k_kinds[] = {JB_CBOR_UINT,  JB_CBOR_NEGATIVE, JB_CBOR_BYTES,
                                         JB_CBOR_TEXT,  JB_CBOR_ARRAY,    JB_CBOR_MAP,
                                         JB_CBOR_TAG,   JB_CBOR_SIMPLE};
  if (!jb_reader_ok(&p->r)) return NULL;
  jb_cbor_item *item = new_item(p, depth);
  if (!item) return NULL;
  item->at = p->r.pos;
  head h = read_head(p);
  if (!jb_reader_ok(&p->r)) return NULL;
  item->kind = k_kinds[h.major];
  if (!h.shortest && h.major != MAJOR_SIMPLE) note(p, item, JB_CBOR_NOT_SHORTEST);
  switch (h.major) {
    case MAJOR_UINT:
    case MAJOR_NEGATIVE:
      item->number = h.value;
      break;
    case MAJOR_BYTES:
    case MAJOR_TEXT:
      read_string(p, item, h);
      break;
    case MAJOR_ARRAY:
    case MAJOR_MAP:
      read_children(p, item, h, depth);
      break;
    case MAJOR_TAG:
      item->number = h.value;
      item->first = read_item(p, depth + 1);
      item->count = 1;
      break;
    default:
      read_simple(p, item, h);
  }
  item->length = p->r.pos - item->at;
  return jb_reader_ok(&p->r) ? item : NULL;
}

jb_cbor_result jb_cbor_parse(jb_arena *arena, jb_span text, unsigned depth_max,
                             size_t items_max) {
  parser p = {.arena = arena,
              .r = jb_reader_new(text, 0),
              .items_left = items_max,
              .depth_max = depth_max};
  jb_cbor_result result = {.root = read_item(&p, 0)};
  result.consumed = p.r.pos;
  result.quirks = p.quirks;
  result.limit = p.limit;
  result.items = items_max - p.items_left;
  if (!jb_reader_ok(&p.r)) {
    result.root = NULL;
    result.error = p.r.fail;
    result.error_at = (size_t)p.r.fail_offset;
  }
  return result;
}

/* ---- looking things up ---- */

const jb_cbor_item *jb_cbor_get(const jb_cbor_item *map, const char *key) {
  if (!map || map->kind != JB_CBOR_MAP) return NULL;
  for (const jb_cbor_item *k = map->first; k; k = k->next->next) {
    if (k->kind == JB_CBOR_TEXT && jb_span_is(k->bytes, key)) return k->next;
  }
  return NULL;
}

const jb_cbor_item *jb_cbor_get_int(const jb_cbor_item *map, int64_t key) {
  if (!map || map->kind != JB_CBOR_MAP) return NULL;
  for (const jb_cbor_item *k = map->first; k; k = k->next->next) {
    int64_t value;
    if (jb_cbor_int(k, &value) && value == key) return k->next;
  }
  return NULL;
}

jb_span jb_cbor_text(const jb_cbor_item *item) {
  return item && item->kind == JB_CBOR_TEXT ? item->bytes : (jb_span){NULL, 0};
}

jb_span jb_cbor_get_text(const jb_cbor_item *map, const char *key) {
  return jb_cbor_text(jb_cbor_get(map, key));
}

jb_span jb_cbor_get_bytes(const jb_cbor_item *map, const char *key) {
  const jb_cbor_item *item = jb_cbor_get(map, key);
  return item && item->kind == JB_CBOR_BYTES ? item->bytes : (jb_span){NULL, 0};
}

bool jb_cbor_uint(const jb_cbor_item *item, uint64_t *out) {
  if (!item || item->kind != JB_CBOR_UINT) return false;
  *out = item->number;
  return true;
}

bool jb_cbor_int(const jb_cbor_item *item, int64_t *out) {
  bool number = item && (item->kind == JB_CBOR_UINT || item->kind == JB_CBOR_NEGATIVE);
  if (!number || item->number > INT64_MAX) return false;
  *out = item->kind == JB_CBOR_UINT ? (int64_t)item->number : -1 - (int64_t)item->number;
  return true;
}

void jb_cbor_write_head(jb_buf *out, unsigned major, uint64_t value) {
  unsigned extra = value < INFO_1 ? 0u : value <= UINT8_MAX ? 1u : value <= UINT16_MAX ? 2u
                   : value <= UINT32_MAX ? 4u : 8u;
  unsigned info = extra == 0   ? (unsigned)value
                  : extra == 1 ? INFO_1
                  : extra == 2 ? INFO_2
                  : extra == 4 ? INFO_4
                               : INFO_8;
  jb_buf_char(out, (char)(major << 5 | info));
  for (unsigned i = extra; i-- > 0;) jb_buf_char(out, (char)(uint8_t)(value >> (8 * i)));
}
