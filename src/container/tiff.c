/* TIFF 6.0, BigTIFF and DNG; camera raw files that are TIFF in all but name
 * (NEF, ARW, PEF, CR2 ...) are walked the same way.
 *
 * The EXIF part stands for the directories of the whole file: see
 * JB_TIFF_EXIF_KEY for what its ranges and envelope are. */
#include <stdio.h>
#include <stdlib.h>

#include "container/container.h"
#include "container/tiff_ifd.h"
#include "container/tiff_parts.h"

enum {
  TAG_NEW_SUBFILE_TYPE = 254,
  TAG_WIDTH = 256,
  TAG_LENGTH = 257,
  TAG_STRIP_OFFSETS = 273,
  TAG_STRIP_COUNTS = 279,
  TAG_TILE_OFFSETS = 324,
  TAG_TILE_COUNTS = 325,
  TAG_JPEG_OFFSET = 513,
  TAG_JPEG_LENGTH = 514,
  TAG_DNG_VERSION = 0xC612
};

enum {
  METADATA_RANGES_MAX = 4096,
  METADATA_VALUE_MAX = 1 << 20, /* larger values are data of the camera's own */
  STRIPS_MAX = 1 << 18,         /* of one file */
  STRIP_RANGES_MAX = 4096,      /* of one IFD, joined */
  BATCH = 512
};

/* What one IFD says about its picture. */
typedef struct picture {
  jb_ifd_entry offsets, counts;
  uint64_t jpeg_offset, jpeg_length;
  uint64_t width, height, subfile_type;
} picture;

typedef struct state {
  jb_walk *walk;
  jb_part *structure;
  picture now;
  jb_range *ranges; /* of the EXIF part */
  size_t range_count;
  bool too_many_ranges, dng;
  jb_tiff_ledger ledger;
  uint64_t strips_left, best_area;
} state;

static void add_metadata_range(state *s, uint64_t at, uint64_t length) {
  if (length == 0) return;
  if (s->range_count >= METADATA_RANGES_MAX) {
    s->too_many_ranges = true;
    return;
  }
  s->ranges[s->range_count++] = (jb_range){s->walk->start + at, length};
}

/* ---- pictures ---- */

static bool is_jpeg(const jb_tiff *t, uint64_t at) {
  uint8_t head[3];
  return jb_tiff_block_read(&t->block, at, head, 3) == 3 && head[0] == 0xFF && head[1] == 0xD8 &&
         head[2] == 0xFF;
}

static bool inside(const jb_tiff *t, uint64_t at, uint64_t length) {
  return at <= t->block.length && length <= t->block.length - at;
}

static void add_preview(state *s, const jb_ifd *ifd, uint64_t at, uint64_t length) {
  char name[32];
  (void)snprintf(name, sizeof name, "%s JPEG", ifd->name);
  (void)jb_walk_embedded(s->walk, s->walk->start + at, length, JB_ROLE_THUMBNAIL, name);
}

static void add_strip(state *s, const jb_tiff *t, const jb_ifd *ifd, jb_part **part, uint64_t at,
                      uint64_t length, bool *told) {
  if (!inside(t, at, length)) {
    if (!*told) jb_add_problem(s->walk->in, s->structure, "tiff.strip-outside",
                               s->walk->start + ifd->at, "%s", ifd->name);
    *told = true;
    return;
  }
  if (length == 0) return;
  uint64_t from = s->walk->start + at;
  if (!*part) {
    *part = jb_walk_add_part(s->walk, JB_PART_IMAGE_DATA, ifd->name, from, length,
                             (jb_range){from, length});
  } else if ((*part)->range_count < STRIP_RANGES_MAX) {
    jb_part_add_range(s->walk->in, *part, from, length);
  } else if (!*told) {
    jb_add_problem(s->walk->in, s->structure, "tiff.strips-not-listed", from, "%s", ifd->name);
    *told = true;
  }
}

static void add_strips(state *s, const jb_tiff *t, const jb_ifd *ifd) {
  const picture *p = &s->now;
  uint64_t n = p->offsets.count < p->counts.count ? p->offsets.count : p->counts.count;
  uint64_t offsets[BATCH], counts[BATCH];
  jb_part *part = NULL;
  bool told = false;
  if (n > s->strips_left) {
    jb_add_problem(s->walk->in, s->structure, "tiff.strips-not-listed", s->walk->start + ifd->at,
                   "%s", ifd->name);
    n = s->strips_left;
    told = true;
  }
  s->strips_left -= n;
  for (uint64_t done = 0; done < n; done += BATCH) {
    size_t take = n - done < BATCH ? (size_t)(n - done) : BATCH;
    size_t got = jb_ifd_numbers(t, &p->offsets, done, offsets, take);
    size_t also = jb_ifd_numbers(t, &p->counts, done, counts, take);
    if (also < got) got = also;
    for (size_t i = 0; i < got; i++) {
      add_strip(s, t, ifd, &part, offsets[i], counts[i], &told);
    }
    if (got < take) return;
  }
}

static void finish_ifd(void *user, const jb_tiff *t, const jb_ifd *ifd) {
  state *s = user;
  const picture *p = &s->now;
  bool reduced = (p->subfile_type & 1) != 0; /* TIFF 6.0 NewSubfileType bit 0 */
  uint64_t at = 0, length = 0;
  if (p->jpeg_length > 0 && inside(t, p->jpeg_offset, p->jpeg_length) &&
      is_jpeg(t, p->jpeg_offset)) {
    add_preview(s, ifd, p->jpeg_offset, p->jpeg_length);
  } else if (p->jpeg_length > 0 && p->offsets.count == 0) {
    jb_add_problem(s->walk->in, s->structure, "tiff.preview", s->walk->start + ifd->at, "%s",
                   ifd->name);
  }
  if (reduced && p->offsets.count == 1 && jb_ifd_numbers(t, &p->offsets, 0, &at, 1) == 1 &&
      jb_ifd_numbers(t, &p->counts, 0, &length, 1) == 1 && inside(t, at, length) &&
      is_jpeg(t, at)) {
    add_preview(s, ifd, at, length);
  } else if (p->offsets.count > 0) {
    add_strips(s, t, ifd);
  }
  bool outermost = s->walk->parent == JB_NO_PART;
  if (!outermost || reduced || p->width > UINT32_MAX || p->height > UINT32_MAX) return;
  if (p->width * p->height <= s->best_area) return;
  s->best_area = p->width * p->height;
  s->walk->in->file.width = (uint32_t)p->width;
  s->walk->in->file.height = (uint32_t)p->height;
}

/* ---- directories ---- */

static void begin_ifd(void *user, const jb_tiff *t, const jb_ifd *ifd) {
  (void)t;
  state *s = user;
  s->now = (picture){0};
  add_metadata_range(s, ifd->at, ifd->length);
}

static void tell_problem(void *user, const jb_ifd *ifd, const char *code, uint64_t at, int why,
                         const char *detail) {
  (void)ifd;
  state *s = user;
  uint64_t offset = s->walk->start + at;
  if (why == JB_WHY_INPUT) {
    jb_walk_damaged(s->walk, s->structure, code, offset, detail);
    return;
  }
  jb_add_problem(s->walk->in, s->structure, code, offset, detail ? "%s" : NULL, detail);
  if (why == JB_WHY_LIMIT && s->walk->role == JB_ROLE_PRIMARY) {
    jb_add_not_checked(s->walk->in, "structure", JB_WHY_LIMIT, detail);
  }
}

static void add_tag_part(state *s, const jb_tiff_part *which, const jb_ifd_entry *e) {
  char name[32];
  jb_tiff_take take = jb_tiff_ledger_take(&s->ledger, e->value);
  if (take == JB_TIFF_REFUSED) {
    tell_problem(s, e->ifd, "tiff.parts-overlap", e->at, JB_WHY_LIMIT, "parts_max");
  }
  if (take != JB_TIFF_TAKE) return;
  (void)snprintf(name, sizeof name, "%s tag %u", e->ifd->name, e->tag);
  uint64_t at = s->walk->start + e->value.offset;
  jb_part *part = jb_walk_add_part(s->walk, which->kind, name, at, e->value.length,
                                   (jb_range){at, e->value.length});
  if (part && which->key) jb_part_set_key(s->walk->in, part, jb_span_str(which->key));
}

static bool visit_entry(void *user, const jb_tiff *t, const jb_ifd_entry *e) {
  state *s = user;
  picture *p = &s->now;
  if (!e->has_value) return true;
  const jb_tiff_part *which = jb_tiff_part_of(e->tag);
  if (which) {
    add_tag_part(s, which, e);
    return true;
  }
  if (!e->is_inline && e->value.length <= METADATA_VALUE_MAX) {
    add_metadata_range(s, e->value.offset, e->value.length);
  }
  switch (e->tag) {
    case TAG_NEW_SUBFILE_TYPE: p->subfile_type = jb_ifd_number(t, e, 0); break;
    case TAG_WIDTH: p->width = jb_ifd_number(t, e, 0); break;
    case TAG_LENGTH: p->height = jb_ifd_number(t, e, 0); break;
    case TAG_STRIP_OFFSETS:
    case TAG_TILE_OFFSETS: p->offsets = *e; break;
    case TAG_STRIP_COUNTS:
    case TAG_TILE_COUNTS: p->counts = *e; break;
    case TAG_JPEG_OFFSET: p->jpeg_offset = jb_ifd_number(t, e, 0); break;
    case TAG_JPEG_LENGTH: p->jpeg_length = jb_ifd_number(t, e, 0); break;
    case TAG_DNG_VERSION: s->dng = s->dng || e->ifd->kind == JB_IFD_MAIN; break;
    default: break;
  }
  return true;
}

static int by_offset(const void *a, const void *b) {
  const jb_range *x = a, *y = b;
  if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
  return x->length < y->length ? -1 : x->length > y->length;
}

/* In file order and without overlap: what is hashed is read once. */
static void set_exif_ranges(state *s, jb_part *exif) {
  qsort(s->ranges, s->range_count, sizeof *s->ranges, by_offset);
  uint64_t end = exif->ranges[0].offset + exif->ranges[0].length; /* the header */
  for (size_t i = 0; i < s->range_count; i++) {
    jb_range r = s->ranges[i];
    if (r.offset + r.length <= end) continue;
    uint64_t from = r.offset < end ? end : r.offset;
    jb_part_add_range(s->walk->in, exif, from, r.offset + r.length - from);
    end = r.offset + r.length;
  }
  if (s->too_many_ranges) {
    jb_add_problem(s->walk->in, s->structure, "tiff.metadata-ranges", s->walk->start, NULL);
  }
}

static void walk_tiff(jb_walk *walk) {
  jb_tiff t;
  jb_tiff_block block = jb_tiff_block_of_source(walk->source, walk->start, walk->end);
  bool good = jb_tiff_open(block, &t);
  uint64_t head = good && t.big ? 16 : 8;
  jb_range all = {walk->start, walk->end - walk->start};
  if (head > all.length) head = all.length;
  state s = {.walk = walk, .strips_left = STRIPS_MAX, .ledger.bytes_left = all.length};
  s.structure = jb_walk_add_part(walk, JB_PART_STRUCTURE, "tiff", walk->start, head, all);
  if (!s.structure) return;
  if (!good) {
    jb_walk_damaged(walk, s.structure, "tiff.header", walk->start, NULL);
    return;
  }
  jb_part *exif = jb_walk_add_part(walk, JB_PART_EXIF, "TIFF", walk->start, head, all);
  s.ranges = calloc(METADATA_RANGES_MAX, sizeof *s.ranges);
  if (!exif || !s.ranges) {
    free(s.ranges);
    jb_add_not_checked(walk->in, "structure", JB_WHY_LIMIT, "memory_max");
    return;
  }
  jb_part_set_key(walk->in, exif, jb_span_str(JB_TIFF_EXIF_KEY));
  jb_ifd_visitor visitor = {&s, begin_ifd, visit_entry, finish_ifd, tell_problem};
  jb_tiff_walk(&t, &walk->in->limits, &visitor);
  set_exif_ranges(&s, exif);
  free(s.ranges);
  if (s.dng && walk->parent == JB_NO_PART && strcmp(walk->in->file.format, "tiff") == 0) {
    walk->in->file.format = "dng";
    walk->in->file.media_type = "image/x-adobe-dng";
  }
}

/* ---- formats ---- */

static bool starts_with(jb_span head, const char *magic, size_t n) {
  return jb_span_starts(head, jb_span_of(magic, n));
}

static bool sniff_tiff(jb_span head) {
  return starts_with(head, "II*\0", 4) || starts_with(head, "MM\0*", 4) ||
         starts_with(head, "II+\0\10\0\0\0", 8) || starts_with(head, "MM\0+\0\10\0\0", 8);
}

static bool sniff_cr2(jb_span head) {
  return sniff_tiff(head) && jb_span_is(jb_span_cut(head, 8, 3), "CR\2");
}

/* TIFF's shape under other numbers, with pictures in places of their own. */
static bool sniff_other_raw(jb_span head) {
  return starts_with(head, "IIRO", 4) || starts_with(head, "IIRS", 4) ||
         starts_with(head, "MMOR", 4) || starts_with(head, "IIU\0", 4);
}

const jb_container_format jb_format_cr2 = {.name = "cr2",
                                              .media_type = "image/x-canon-cr2",
                                              .extensions = "cr2",
                                              .supported = true,
                                              .sniff = sniff_cr2,
                                              .walk = walk_tiff};

const jb_container_format jb_format_tiff = {
    .name = "tiff",
    .media_type = "image/tiff",
    /* raw formats that do not differ from TIFF in their first bytes stand here too */
    .extensions = "tif tiff dng btf tf8 nef nrw arw sr2 srf pef 3fr fff iiq dcr kdc k25 erf mef mos srw",
    .supported = true,
    .sniff = sniff_tiff,
    .walk = walk_tiff};

const jb_container_format jb_format_other_raw = {.name = "raw",
                                                    .media_type = "image/x-dcraw",
                                                    .extensions = "orf rw2 raw rwl",
                                                    .supported = false,
                                                    .sniff = sniff_other_raw};
