/* PNG and APNG: chunks in file order, every CRC checked. */
#include "container/png.h"

#include <zlib.h>

#include "base/ascii.h"
#include "base/reader.h"

enum {
  SIGNATURE = 8,
  FRAMING = 12,            /* length, type, CRC */
  LENGTH_MAX = 0x7FFFFFFF, /* 5.3 */
  IHDR_LENGTH = 13,
  FDAT_SEQUENCE = 4,
  CHUNKS_MAX = 1 << 20 /* 8 GB of pixels in the usual 8 KiB pieces */
};

static const char k_signature[] = "\x89PNG\r\n\x1A\n";

jb_part *jb_png_add(jb_png *p, jb_part_kind kind, const jb_png_chunk *c, uint64_t skip,
                    jb_span key) {
  jb_part *part = jb_walk_add_part(p->walk, kind, c->type, c->data + skip, c->length - skip,
                                   (jb_range){c->at, c->end - c->at});
  if (!part) {
    p->unlisted++;
    return NULL;
  }
  if (key.len) jb_part_set_key(p->walk->in, part, key);
  return part;
}

/* Over type and data (5.3), a window at a time.  False when it differs. */
static bool crc_matches(const jb_walk *walk, const jb_png_chunk *c) {
  uint64_t at = c->data - 4, crc_at = c->data + c->length;
  uLong crc = crc32(0, NULL, 0);
  while (at < crc_at) {
    enum { BLOCK = 1 << 30 };
    uint64_t left = crc_at - at;
    jb_span s = jb_span_cut(jb_walk_ahead(walk, at), 0, left < BLOCK ? (size_t)left : BLOCK);
    if (s.len == 0) return false;
    crc = crc32(crc, s.ptr, (uInt)s.len);
    at += s.len;
  }
  jb_reader r = jb_reader_new(jb_walk_peek(walk, crc_at, 4), crc_at);
  uint32_t stored = jb_read_u32be(&r);
  return jb_reader_ok(&r) && stored == crc;
}

/* The chunk at `at`.  False when no chunk can stand there. */
static bool read_chunk(const jb_walk *walk, uint64_t at, jb_png_chunk *c, bool *truncated) {
  jb_reader r = jb_reader_new(jb_walk_peek(walk, at, 8), at);
  uint32_t length = jb_read_u32be(&r);
  jb_span type = jb_read_span(&r, 4);
  if (!jb_reader_ok(&r) || length > LENGTH_MAX) return false;
  *c = (jb_png_chunk){.at = at, .data = at + 8, .length = length};
  for (size_t i = 0; i < 4; i++) {
    if (!jb_ascii_alpha(type.ptr[i])) return false;
    c->type[i] = (char)type.ptr[i];
  }
  uint64_t left = walk->end - c->data;
  *truncated = left < 4 || length > left - 4;
  if (*truncated) {
    if (c->length > left) c->length = left;
    c->end = walk->end;
  } else {
    c->end = c->data + c->length + 4;
  }
  return true;
}

static bool is(const jb_png_chunk *c, const char *type) {
  return strcmp(c->type, type) == 0;
}

/* 11.2.1 */
static jb_part *take_header(jb_png *p, const jb_png_chunk *c) {
  jb_inspection *in = p->walk->in;
  jb_part *part = jb_png_add(p, JB_PART_STRUCTURE, c, 0, (jb_span){NULL, 0});
  jb_reader r = jb_reader_new(jb_walk_peek(p->walk, c->data, 8), c->data);
  uint32_t width = jb_read_u32be(&r), height = jb_read_u32be(&r);
  bool sound = jb_reader_ok(&r) && c->length == IHDR_LENGTH && width > 0 && height > 0 &&
               width <= LENGTH_MAX && height <= LENGTH_MAX;
  if (!sound) jb_add_problem(in, part ? part : p->self, "png.ihdr", c->at, NULL);
  if (sound && p->walk->role == JB_ROLE_PRIMARY && in->file.width == 0) {
    in->file.width = width;
    in->file.height = height;
  }
  return part;
}

/* All IDAT, and all fdAT without their sequence numbers, are one part each. */
static void take_image(jb_png *p, const jb_png_chunk *c, jb_part **image, uint64_t skip) {
  if (skip > c->length) skip = c->length;
  if (!*image) {
    *image = jb_png_add(p, JB_PART_IMAGE_DATA, c, skip, (jb_span){NULL, 0});
    return;
  }
  if ((*image)->range_count == 1) jb_part_add_step(*image, JB_STEP_REASSEMBLE);
  jb_walk_add_range(p->walk, *image, c->data + skip, c->length - skip);
  (*image)->envelope.length = c->end - (*image)->envelope.offset;
}

/* JEITA: the Exif block without the JPEG identifier (11.3.4.5); some writers
 * keep it. */
static jb_part *take_exif(jb_png *p, const jb_png_chunk *c) {
  uint8_t head[6];
  size_t n = jb_walk_copy(p->walk, c->data, head, c->length < 6 ? (size_t)c->length : 6);
  bool prefixed = jb_span_equal(jb_span_of(head, n), jb_span_of("Exif\0\0", 6));
  jb_part *part = jb_png_add(p, JB_PART_EXIF, c, prefixed ? 6 : 0, (jb_span){NULL, 0});
  if (part && prefixed) jb_add_problem(p->walk->in, part, "png.exif-prefix", c->data, NULL);
  return part;
}

/* C2PA 2.2 A.3.2: the manifest store, once. */
static jb_part *take_store(jb_png *p, const jb_png_chunk *c) {
  uint8_t head[JB_JUMBF_HEAD];
  size_t want = c->length < sizeof head ? (size_t)c->length : sizeof head;
  size_t n = jb_walk_copy(p->walk, c->data, head, want);
  char type[5];
  bool jumbf = jb_jumbf_type(jb_span_of(head, n), type);
  jb_part *part = jb_png_add(p, JB_PART_JUMBF, c, 0, jumbf ? jb_span_str(type) : (jb_span){0});
  if (!part) return NULL;
  if (!jumbf) jb_add_problem(p->walk->in, part, "png.jumbf-description", c->data, NULL);
  if (p->store_count++ > 0) jb_add_problem(p->walk->in, part, "png.cabx-repeated", c->at, NULL);
  return part;
}

static jb_part *take_chunk(jb_png *p, const jb_png_chunk *c) {
  if (is(c, "IHDR")) return take_header(p, c);
  if (is(c, "tEXt") || is(c, "zTXt") || is(c, "iTXt")) return jb_png_text(p, c);
  if (is(c, "iCCP")) return jb_png_icc(p, c);
  if (is(c, "eXIf") || is(c, "exIf")) return take_exif(p, c);
  if (is(c, "caBX")) return take_store(p, c);
  return jb_png_add(p, JB_PART_STRUCTURE, c, 0, (jb_span){NULL, 0});
}

/* Text behind IDAT is legal (5.6) and some writers do it; others only add there
 * what came later. */
static bool is_odd_after_image(const jb_png_chunk *c) {
  return !is(c, "IEND") && !is(c, "fcTL") && !is(c, "tIME");
}

static void take_any(jb_png *p, const jb_png_chunk *c, bool crc_ok) {
  jb_inspection *in = p->walk->in;
  jb_part *part;
  bool idat = is(c, "IDAT");
  if (idat) {
    if (p->image && !p->image_open && !p->scattered) {
      jb_add_problem(in, p->image, "png.idat-not-consecutive", c->at, NULL);
      p->scattered = true;
    }
    take_image(p, c, &p->image, 0);
    part = p->image;
  } else if (is(c, "fdAT")) {
    take_image(p, c, &p->frames, FDAT_SEQUENCE);
    part = p->frames;
  } else {
    part = take_chunk(p, c);
    if (part && p->behind_end) {
      jb_add_problem(in, part, "png.after-iend", c->at, "%s", c->type);
    } else if (part && p->after_image && is_odd_after_image(c)) {
      jb_add_problem(in, part, "png.after-idat", c->at, "%s", c->type);
    }
  }
  p->image_open = idat;
  p->after_image = p->after_image || idat;
  if (!part) part = p->self;
  if (!crc_ok) jb_add_problem(in, part, "png.crc", c->data + c->length, "%s", c->type);
  if (p->chunks == 0 && !is(c, "IHDR")) {
    jb_add_problem(in, p->self, "png.ihdr-not-first", c->at, "%s", c->type);
  }
  p->chunks++;
}

/* Chunks up to IEND.  Returns where it ended, 0 when it did not. */
static uint64_t walk_chunks(jb_png *p, uint64_t at) {
  jb_walk *walk = p->walk;
  while (at < walk->end) {
    jb_png_chunk c;
    bool truncated;
    if (p->chunks >= CHUNKS_MAX) {
      jb_add_not_checked(walk->in, "structure", JB_WHY_LIMIT, "png chunks");
      return 0;
    }
    if (!read_chunk(walk, at, &c, &truncated)) {
      jb_walk_damaged(walk, p->self, "png.chunk", at, NULL);
      (void)jb_walk_add_part(walk, JB_PART_STRUCTURE, "not a chunk", at, walk->end - at,
                             (jb_range){at, walk->end - at});
      return 0;
    }
    if (truncated) jb_walk_damaged(walk, p->self, "png.chunk-truncated", at, c.type);
    take_any(p, &c, truncated || crc_matches(walk, &c));
    if (truncated) return 0;
    at = c.end;
    if (is(&c, "IEND")) return at;
  }
  return 0;
}

/* Sound chunks behind IEND are listed as what they are, in the role of a
 * trailer: no reader of PNG files would look at them. */
static uint64_t walk_behind_end(jb_png *p, uint64_t at) {
  jb_walk behind = *p->walk;
  behind.role = JB_ROLE_TRAILER;
  p->walk = &behind;
  p->behind_end = true;
  for (;;) {
    jb_png_chunk c;
    bool truncated;
    if (p->chunks >= CHUNKS_MAX || !read_chunk(&behind, at, &c, &truncated) || truncated) {
      return at;
    }
    if (is(&c, "IDAT") || is(&c, "fdAT") || !crc_matches(&behind, &c)) return at;
    take_any(p, &c, true);
    at = c.end;
  }
}

static void walk_png(jb_walk *walk) {
  uint64_t size = walk->end - walk->start;
  jb_png p = {.walk = walk};
  p.self = jb_walk_add_part(walk, JB_PART_STRUCTURE, "png", walk->start, size,
                            (jb_range){walk->start, size});
  if (!p.self) return;
  if (!jb_span_is(jb_walk_peek(walk, walk->start, SIGNATURE), k_signature)) {
    jb_walk_damaged(walk, p.self, "png.signature", walk->start, NULL);
  }
  uint64_t end = walk_chunks(&p, walk->start + SIGNATURE);
  if (end == 0) {
    jb_walk_damaged(walk, p.self, "png.iend-missing", walk->end, NULL);
  } else {
    end = walk_behind_end(&p, end);
    p.walk = walk;
    jb_walk_trailer(walk, end, walk->end);
  }
  if (!p.image) jb_add_problem(walk->in, p.self, "png.idat-missing", walk->start, NULL);
  if (p.unlisted > 0) {
    jb_add_problem(walk->in, p.self, "png.chunks-not-listed", walk->start, "%llu more",
                   (unsigned long long)p.unlisted);
  }
}

static uint64_t png_extent(const jb_walk *walk, uint64_t at) {
  jb_png_chunk c;
  bool truncated;
  for (at += SIGNATURE; read_chunk(walk, at, &c, &truncated) && !truncated; at = c.end) {
    if (is(&c, "IEND")) return c.end;
  }
  return 0;
}

/* The other four bytes are there to show damage in transfer (5.2). */
static bool sniff_png(jb_span head) {
  return jb_span_starts(head, jb_span_of(k_signature, 4));
}

const jb_container_format jb_format_png = {.name = "png",
                                           .media_type = "image/png",
                                           .extensions = "png apng",
                                           .supported = true,
                                           .sniff = sniff_png,
                                           .walk = walk_png,
                                           .extent = png_extent};
