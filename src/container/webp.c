/* WebP (RFC 9649): a RIFF file whose chunks are pixels and metadata. */
#include "base/reader.h"
#include "container/riff.h"

enum {
  RIFF_HEADER = 12, /* "RIFF" size "WEBP" */
  /* flags of VP8X (RFC 9649 2.7) */
  FLAG_ANIMATION = 0x02,
  FLAG_XMP = 0x04,
  FLAG_EXIF = 0x08,
  FLAG_ICC = 0x20
};

#define VP8 JB_FOURCC('V', 'P', '8', ' ')
#define VP8L JB_FOURCC('V', 'P', '8', 'L')
#define VP8X JB_FOURCC('V', 'P', '8', 'X')
#define ALPH JB_FOURCC('A', 'L', 'P', 'H')
#define ANMF JB_FOURCC('A', 'N', 'M', 'F')

typedef struct webp {
  jb_walk *walk;
  jb_part *root;
  jb_part *pixels; /* all pixel chunks are one part */
  bool extended;   /* VP8X was seen */
  unsigned said, found; /* flags of VP8X; flags that the chunks call for */
  uint64_t flags_at;
  uint64_t seen;
} webp;

static void set_size(const webp *w, uint32_t width, uint32_t height) {
  if (w->walk->parent != JB_NO_PART || w->walk->in->file.width != 0) return;
  w->walk->in->file.width = width;
  w->walk->in->file.height = height;
}

static jb_reader chunk_head(const webp *w, const jb_chunk *chunk, size_t n) {
  size_t length = chunk->length < n ? (size_t)chunk->length : n;
  return jb_reader_new(jb_walk_peek(w->walk, chunk->body, length), chunk->body);
}

static void add_pixels(webp *w, const jb_chunk *chunk) {
  if (!w->pixels) w->pixels = jb_chunk_part(w->walk, chunk, JB_PART_IMAGE_DATA);
  else (void)jb_walk_add_range(w->walk, w->pixels, chunk->body, chunk->length);
}

/* RFC 6386 9.1: frame tag(3), start code 9D 01 2A, two 14-bit sizes. */
static void read_vp8(webp *w, const jb_chunk *chunk) {
  jb_reader r = chunk_head(w, chunk, 10);
  jb_reader_skip(&r, 3);
  bool start = jb_read_u24be(&r) == 0x9D012A;
  uint32_t width = jb_read_u16le(&r) & 0x3FFF, height = jb_read_u16le(&r) & 0x3FFF;
  if (!jb_reader_ok(&r) || !start) {
    jb_walk_damaged(w->walk, w->root, "webp.vp8-header", chunk->body, NULL);
    return;
  }
  set_size(w, width, height);
}

/* RFC 9649 3.4: 2F, then width - 1 and height - 1 in 14 bits each. */
static void read_vp8l(webp *w, const jb_chunk *chunk) {
  jb_reader r = chunk_head(w, chunk, 5);
  bool start = jb_read_u8(&r) == 0x2F;
  uint32_t bits = jb_read_u32le(&r);
  if (!jb_reader_ok(&r) || !start) {
    jb_walk_damaged(w->walk, w->root, "webp.vp8l-header", chunk->body, NULL);
    return;
  }
  set_size(w, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
}

static void read_vp8x(webp *w, const jb_chunk *chunk) {
  jb_reader r = chunk_head(w, chunk, 10);
  unsigned flags = jb_read_u8(&r);
  jb_reader_skip(&r, 3);
  uint32_t width = jb_read_u24le(&r) + 1, height = jb_read_u24le(&r) + 1;
  (void)jb_chunk_part(w->walk, chunk, JB_PART_STRUCTURE);
  if (!jb_reader_ok(&r)) {
    jb_walk_damaged(w->walk, w->root, "webp.vp8x", chunk->body, NULL);
    return;
  }
  if (w->extended) jb_add_problem(w->walk->in, w->root, "webp.vp8x-twice", chunk->start, NULL);
  w->extended = true;
  w->said |= flags;
  w->flags_at = chunk->body;
  set_size(w, width, height);
}

/* The payload is a TIFF structure; many writers put JPEG's "Exif\0\0" before. */
static void add_exif(webp *w, const jb_chunk *chunk) {
  w->found |= FLAG_EXIF;
  jb_span prefix = chunk_head(w, chunk, 6).data;
  uint64_t skip = jb_span_equal(prefix, jb_span_of("Exif\0", 6)) ? 6 : 0;
  (void)jb_walk_add_part(w->walk, JB_PART_EXIF, "EXIF", chunk->body + skip, chunk->length - skip,
                         (jb_range){chunk->start, chunk->body - chunk->start + chunk->length});
}

/* C2PA 2.x A.3.2: the chunk holds the manifest store, a JUMBF superbox. */
static void add_c2pa(webp *w, const jb_chunk *chunk) {
  jb_part *part = jb_chunk_part(w->walk, chunk, JB_PART_JUMBF);
  if (!part) return;
  jb_part_set_key(w->walk->in, part, jb_span_str("c2pa"));
  char type[5];
  if (!jb_jumbf_type(chunk_head(w, chunk, JB_JUMBF_HEAD).data, type)) {
    jb_add_problem(w->walk->in, part, "c2pa.no-jumbf", chunk->body, NULL);
  }
}

/* A frame of an animation: 16 bytes of its own, then chunks. */
static void add_frame(webp *w, const jb_chunk *frame) {
  enum { FRAME_HEADER = 16 };
  if (frame->length < FRAME_HEADER) {
    jb_walk_damaged(w->walk, w->root, "webp.anmf", frame->body, NULL);
    return;
  }
  jb_chunks it = jb_chunks_new(w->walk, frame->body + FRAME_HEADER, frame->body + frame->length,
                               &w->seen);
  jb_chunk chunk;
  while (jb_chunks_next(&it, &chunk)) {
    if (chunk.id == VP8 || chunk.id == VP8L || chunk.id == ALPH) add_pixels(w, &chunk);
    else (void)jb_chunk_part(w->walk, &chunk, JB_PART_BOX);
  }
  if (it.fault) jb_walk_damaged(w->walk, w->root, it.fault, it.at, NULL);
}

static void add_chunk(webp *w, const jb_chunk *chunk) {
  switch (chunk->id) {
    case VP8:
      read_vp8(w, chunk);
      add_pixels(w, chunk);
      return;
    case VP8L:
      read_vp8l(w, chunk);
      add_pixels(w, chunk);
      return;
    case ALPH:
      add_pixels(w, chunk);
      return;
    case VP8X:
      read_vp8x(w, chunk);
      return;
    case ANMF:
      w->found |= FLAG_ANIMATION;
      add_frame(w, chunk);
      return;
    case JB_FOURCC('A', 'N', 'I', 'M'):
      (void)jb_chunk_part(w->walk, chunk, JB_PART_STRUCTURE);
      return;
    case JB_FOURCC('I', 'C', 'C', 'P'):
      w->found |= FLAG_ICC;
      (void)jb_chunk_part(w->walk, chunk, JB_PART_ICC);
      return;
    case JB_FOURCC('E', 'X', 'I', 'F'):
      add_exif(w, chunk);
      return;
    case JB_FOURCC('X', 'M', 'P', ' '):
    case JB_FOURCC('X', 'M', 'P', 0): /* a spelling that some encoders wrote */
      w->found |= FLAG_XMP;
      (void)jb_chunk_part(w->walk, chunk, JB_PART_XMP);
      return;
    case JB_FOURCC('C', '2', 'P', 'A'):
      add_c2pa(w, chunk);
      return;
    default:
      (void)jb_chunk_part(w->walk, chunk, JB_PART_BOX);
  }
}

/* A flag without its chunk: metadata was dropped by a tool that did not know
 * VP8X.  A chunk without its flag: put in by one that did not. */
static void compare_flags(const webp *w) {
  static const struct {
    unsigned flag;
    const char *missing, *unsaid;
  } k_flags[] = {{FLAG_EXIF, "webp.exif-missing", "webp.exif-not-flagged"},
                 {FLAG_XMP, "webp.xmp-missing", "webp.xmp-not-flagged"},
                 {FLAG_ICC, "webp.icc-missing", "webp.icc-not-flagged"},
                 {FLAG_ANIMATION, "webp.frames-missing", "webp.frames-not-flagged"}};
  for (size_t i = 0; i < sizeof k_flags / sizeof k_flags[0]; i++) {
    bool said = w->said & k_flags[i].flag, found = w->found & k_flags[i].flag;
    if (said == found) continue;
    jb_add_problem(w->walk->in, w->root, said ? k_flags[i].missing : k_flags[i].unsaid,
                   w->extended ? w->flags_at : w->walk->start, NULL);
  }
}

/* Where the RIFF says that it ends.  A zero behind an odd size is its padding;
 * writers that leave it out are met. */
static uint64_t riff_end(const jb_walk *walk, uint64_t start) {
  jb_reader r = jb_reader_new(jb_walk_peek(walk, start + 4, 4), start + 4);
  uint64_t size = jb_read_u32le(&r), end = start + 8 + size;
  jb_span next = jb_walk_peek(walk, end, 1);
  return end + ((size & 1) && next.len == 1 && next.ptr[0] == 0 ? 1 : 0);
}

static uint64_t webp_extent(const jb_walk *walk, uint64_t offset) {
  uint64_t end = riff_end(walk, offset);
  return end >= offset + RIFF_HEADER && end <= walk->end ? end : 0;
}

static void walk_webp(jb_walk *walk) {
  webp w = {.walk = walk};
  uint64_t end = riff_end(walk, walk->start);
  w.root = jb_walk_add_part(walk, JB_PART_STRUCTURE, "webp", walk->start, walk->end - walk->start,
                            (jb_range){walk->start, walk->end - walk->start});
  if (!w.root) return;
  if (end > walk->end) {
    jb_walk_damaged(walk, w.root, "riff.truncated", walk->end, NULL);
    end = walk->end;
  }
  jb_chunks it = jb_chunks_new(walk, walk->start + RIFF_HEADER, end, &w.seen);
  jb_chunk chunk;
  while (jb_chunks_next(&it, &chunk)) add_chunk(&w, &chunk);
  if (it.fault) {
    jb_walk_damaged(walk, w.root, it.fault, it.at, NULL);
    if (chunk.length > 0) add_chunk(&w, &chunk);
  }
  if (!w.pixels) jb_walk_damaged(walk, w.root, "webp.no-pixels", walk->start, NULL);
  compare_flags(&w);
  if (end < walk->end) jb_walk_trailer(walk, end, walk->end);
}

static bool sniff_webp(jb_span head) {
  return jb_span_is(jb_span_cut(head, 0, 4), "RIFF") && jb_span_is(jb_span_cut(head, 8, 4), "WEBP");
}

const jb_container_format jb_format_webp = {.name = "webp",
                                            .media_type = "image/webp",
                                            .extensions = "webp",
                                            .supported = true,
                                            .sniff = sniff_webp,
                                            .walk = walk_webp,
                                            .extent = webp_extent};
