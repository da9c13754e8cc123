/* PNG chunks that start with a keyword (PNG 11.3.3): which bytes are the text
 * and what has to be done to them. */
#include "container/png.h"

enum {
  KEYWORD_MAX = 79,   /* 11.3.3.2 */
  KEYWORD_KEPT = 256, /* of one that is longer */
  HEAD_MAX = KEYWORD_KEPT + 8
};

static const char k_xmp_keyword[] = "XML:com.adobe.xmp";

/* Keyword at the head of the data; the rest starts at *rest.  A keyword
 * without its NUL is none: all of the data is content then. */
static jb_span keyword(jb_png *p, const jb_png_chunk *c, uint8_t head[HEAD_MAX], uint64_t *rest) {
  uint64_t nul = jb_walk_find(p->walk, c->data, c->data + c->length, 0, true);
  uint64_t length = nul - c->data;
  if (length == c->length) {
    *rest = c->data;
    return (jb_span){NULL, 0};
  }
  *rest = nul + 1;
  size_t kept = length < KEYWORD_KEPT ? (size_t)length : KEYWORD_KEPT;
  return jb_span_of(head, jb_walk_copy(p->walk, c->data, head, kept));
}

static bool is_keyword(jb_span key) {
  if (key.len == 0 || key.len > KEYWORD_MAX) return false;
  if (key.ptr[0] == ' ' || key.ptr[key.len - 1] == ' ') return false;
  for (size_t i = 0; i < key.len; i++) {
    uint8_t c = key.ptr[i];
    bool latin1 = (c >= 0x20 && c <= 0x7E) || c >= 0xA1;
    if (!latin1 || (c == ' ' && key.ptr[i - 1] == ' ')) return false;
  }
  return true;
}

/* RFC 1950 2.2: method 8, and CMF and FLG are a multiple of 31. */
static bool is_zlib(const jb_walk *walk, uint64_t at) {
  uint8_t h[2];
  if (jb_walk_copy(walk, at, h, 2) < 2) return false;
  return (h[0] & 0x0F) == 8 && (h[0] * 256 + h[1]) % 31 == 0;
}

static jb_part *add(jb_png *p, jb_part_kind kind, const jb_png_chunk *c, uint64_t from,
                    jb_span key) {
  jb_part *part = jb_png_add(p, kind, c, from - c->data, key);
  if (part && !is_keyword(key)) {
    jb_add_problem(p->walk->in, part, "png.keyword", c->data, "%s", c->type);
  }
  return part;
}

/* The compression method (10.1): 0 is zlib, nothing else is defined. */
static void add_inflate(jb_png *p, jb_part *part, uint64_t at, uint8_t method) {
  if (method != 0) {
    jb_add_problem(p->walk->in, part, "png.compression-method", at, "%u", method);
  }
  jb_part_add_step(part, JB_STEP_INFLATE);
}

static uint8_t byte_at(const jb_png *p, const jb_png_chunk *c, uint64_t at) {
  uint8_t b = 0;
  if (at < c->data + c->length) (void)jb_walk_copy(p->walk, at, &b, 1);
  return b;
}

static uint64_t within(const jb_png_chunk *c, uint64_t at) {
  uint64_t end = c->data + c->length;
  return at < end ? at : end;
}

/* 11.3.3.3 and 11.3.3.4: Latin-1, compressed or not. */
static jb_part *plain_text(jb_png *p, const jb_png_chunk *c, jb_span key, uint64_t rest,
                           bool compressed) {
  bool xmp = jb_span_is(key, k_xmp_keyword);
  uint64_t from = within(c, rest + (compressed && key.len ? 1 : 0));
  jb_part *part = add(p, xmp ? JB_PART_XMP : JB_PART_TEXT, c, from, key);
  if (!part) return NULL;
  if (compressed) add_inflate(p, part, rest, byte_at(p, c, rest));
  if (xmp) {
    jb_add_problem(p->walk->in, part, "png.xmp-chunk", c->at, "%s", c->type);
  } else {
    jb_part_add_step(part, JB_STEP_LATIN1);
  }
  return part;
}

/* 11.3.3.5: flag, method, language, translated keyword, UTF-8. */
static jb_part *international_text(jb_png *p, const jb_png_chunk *c, jb_span key, uint64_t rest) {
  uint64_t end = c->data + c->length;
  uint8_t flag = byte_at(p, c, rest), method = byte_at(p, c, within(c, rest + 1));
  uint64_t language = jb_walk_find(p->walk, within(c, rest + 2), end, 0, true);
  uint64_t translated = jb_walk_find(p->walk, within(c, language + 1), end, 0, true);
  uint64_t from = within(c, translated + 1);
  bool fields_end = translated < end || key.len == 0;
  if (key.len == 0) from = rest;
  bool xmp = jb_span_is(key, k_xmp_keyword);
  jb_part *part = add(p, xmp ? JB_PART_XMP : JB_PART_TEXT, c, from, key);
  if (!part || key.len == 0) return part;
  if (!fields_end) jb_add_problem(p->walk->in, part, "png.itxt-fields", c->data, NULL);
  if (flag > 1) jb_add_problem(p->walk->in, part, "png.compression-flag", rest, "%u", flag);
  if (flag == 1 || (flag > 1 && is_zlib(p->walk, from))) {
    add_inflate(p, part, rest + 1, method);
  }
  return part;
}

jb_part *jb_png_text(jb_png *p, const jb_png_chunk *c) {
  uint8_t head[HEAD_MAX];
  uint64_t rest;
  jb_span key = keyword(p, c, head, &rest);
  jb_part *part = c->type[0] == 'i' ? international_text(p, c, key, rest)
                                    : plain_text(p, c, key, rest, c->type[0] == 'z');
  if (part && part->kind == JB_PART_XMP && p->xmp_count++ > 0) {
    jb_add_problem(p->walk->in, part, "png.xmp-repeated", c->at, NULL);
  }
  return part;
}

jb_part *jb_png_icc(jb_png *p, const jb_png_chunk *c) {
  uint8_t head[HEAD_MAX];
  uint64_t rest;
  jb_span key = keyword(p, c, head, &rest);
  jb_part *part = add(p, JB_PART_ICC, c, within(c, rest + (key.len ? 1 : 0)), key);
  if (part) add_inflate(p, part, rest, byte_at(p, c, rest));
  return part;
}
