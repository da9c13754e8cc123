/* GIF (CompuServe 89a): blocks in file order.  Pictures and their delays are
 * one part; extensions that can carry something are parts of their own. */
#include "base/reader.h"
#include "container/container.h"

enum {
  HEADER = 6,
  SCREEN = 7,             /* 18: logical screen descriptor */
  IMAGE_SEPARATOR = 0x2C, /* 20 */
  EXTENSION = 0x21,       /* 23 */
  TRAILER = 0x3B,         /* 27 */
  PLAIN_TEXT = 0x01,      /* 25 */
  COMMENT = 0xFE,         /* 24 */
  APPLICATION = 0xFF,     /* 26 */
  APPLICATION_ID = 11,    /* identifier and authentication code */
  XMP_MAGIC = 258,        /* XMP part 3, 1.1.2: 0x01, 0xFF down to 0x00, 0x00 */
  BLOCKS_MAX = 1 << 20    /* extensions and pictures of a hostile file */
};

typedef struct gif {
  jb_walk *walk;
  jb_part *self, *image;
  uint64_t blocks, unlisted;
} gif;

typedef struct extension {
  uint64_t at;        /* of 0x21 */
  uint64_t data, end; /* sub-blocks with their length bytes, terminator included */
} extension;

/* Passes over sub-blocks (15): the offset after the terminator, 0 when the
 * file ends before it. */
static uint64_t after_sub_blocks(const jb_walk *walk, uint64_t at) {
  for (;;) {
    jb_span s = jb_walk_ahead(walk, at);
    if (s.len == 0) return 0;
    size_t i = 0;
    while (i < s.len) {
      if (s.ptr[i] == 0) return at + i + 1;
      i += 1u + s.ptr[i];
    }
    at += i;
  }
}

static jb_part *add(gif *g, jb_part_kind kind, const char *name, const extension *e, uint64_t skip,
                    bool sub_blocks, jb_span key) {
  jb_part *part = jb_walk_add_part(g->walk, kind, name, e->data + skip, e->end - e->data - skip,
                                   (jb_range){e->at, e->end - e->at});
  if (!part) {
    g->unlisted++;
    return NULL;
  }
  if (key.len) jb_part_set_key(g->walk->in, part, key);
  if (sub_blocks) jb_part_add_step(part, JB_STEP_GIF_SUBBLOCKS);
  return part;
}

/* The magic trailer lets readers that know nothing of XMP step over a packet
 * that does not stand in sub-blocks. */
static bool ends_in_magic(const jb_walk *walk, const extension *e) {
  uint8_t tail[XMP_MAGIC];
  if (e->end - e->data < XMP_MAGIC) return false;
  if (jb_walk_copy(walk, e->end - XMP_MAGIC, tail, XMP_MAGIC) != XMP_MAGIC) return false;
  if (tail[0] != 0x01 || tail[XMP_MAGIC - 1] != 0x00) return false;
  for (unsigned i = 1; i < XMP_MAGIC - 1; i++) {
    if (tail[i] != 0x100 - i) return false;
  }
  return true;
}

/* XMP part 3, 1.1.2: the packet as it is, then the magic trailer.  Writers that
 * put it into sub-blocks, or forgot the trailer, are in use. */
static void take_xmp(gif *g, const extension *e) {
  static const char k_key[] = "XMP DataXMP";
  if (ends_in_magic(g->walk, e)) {
    extension packet = *e;
    packet.end -= XMP_MAGIC;
    jb_part *part = add(g, JB_PART_XMP, "application", &packet, 0, false, jb_span_str(k_key));
    if (part) part->envelope.length += XMP_MAGIC;
    return;
  }
  uint8_t head[4] = {0};
  (void)jb_walk_copy(g->walk, e->data, head, sizeof head);
  bool raw = head[0] == '<' && (head[1] == '?' || head[1] == 'x');
  jb_part *part = add(g, JB_PART_XMP, "application", e, 0, !raw, jb_span_str(k_key));
  if (part) jb_add_problem(g->walk->in, part, "gif.xmp-trailer", e->end, NULL);
}

static void take_application(gif *g, const extension *e) {
  static const struct {
    const char *id;
    jb_part_kind kind;
  } k_known[] = {
      {"ICCRGBG1012", JB_PART_ICC},
      {"MGK8BIM0000", JB_PART_PHOTOSHOP}, /* ImageMagick */
      {"MGKIPTC0000", JB_PART_IPTC},
      {"NETSCAPE2.0", JB_PART_STRUCTURE}, /* loops */
      {"ANIMEXTS1.0", JB_PART_STRUCTURE},
      {"C2PA_GIF\x01", JB_PART_JUMBF}, /* C2PA 2.2 A.3.6: 01 00 00 follows */
  };
  uint8_t id[1 + APPLICATION_ID];
  size_t n = jb_walk_copy(g->walk, e->data, id, sizeof id);
  jb_span key = jb_span_cut(jb_span_of(id, n), 1, APPLICATION_ID);
  if (id[0] != APPLICATION_ID || key.len < APPLICATION_ID || e->end - e->data < sizeof id) {
    jb_part *part = add(g, JB_PART_APP, "application", e, 0, true, (jb_span){NULL, 0});
    if (part) jb_add_problem(g->walk->in, part, "gif.application-length", e->at, NULL);
    return;
  }
  extension content = *e;
  content.data += sizeof id;
  if (jb_span_is(key, "XMP DataXMP")) {
    take_xmp(g, &content);
    return;
  }
  jb_part_kind kind = JB_PART_APP;
  for (size_t i = 0; i < sizeof k_known / sizeof k_known[0]; i++) {
    if (jb_span_starts(key, jb_span_str(k_known[i].id))) kind = k_known[i].kind;
  }
  if (kind == JB_PART_JUMBF) key = jb_span_str("c2pa");
  (void)add(g, kind, "application", &content, 0, true, key);
}

/* Pictures and graphic controls are joined to runs of one part. */
static void take_image(gif *g, uint64_t from, uint64_t to) {
  if (!g->image) {
    g->image = jb_walk_add_part(g->walk, JB_PART_IMAGE_DATA, "pictures", from, to - from,
                                (jb_range){from, to - from});
    return;
  }
  if (jb_walk_add_range(g->walk, g->image, from, to - from)) {
    g->image->envelope.length = to - g->image->envelope.offset;
  }
}

/* Returns where the next block starts, 0 when the file ends inside. */
static uint64_t take_extension(gif *g, uint64_t at) {
  uint8_t label = 0;
  if (jb_walk_copy(g->walk, at + 1, &label, 1) == 0) return 0;
  extension e = {.at = at, .data = at + 2, .end = after_sub_blocks(g->walk, at + 2)};
  bool truncated = e.end == 0;
  if (truncated) e.end = g->walk->end;
  if (label == APPLICATION) {
    take_application(g, &e);
  } else if (label == COMMENT) {
    (void)add(g, JB_PART_COMMENT, "comment", &e, 0, true, (jb_span){NULL, 0});
  } else if (label == PLAIN_TEXT) {
    /* 25: a block of 12 bytes says where the text is painted */
    uint64_t skip = e.end - e.data < 13 ? e.end - e.data : 13;
    (void)add(g, JB_PART_COMMENT, "plain text", &e, skip, true, jb_span_str("plain-text"));
  } else {
    take_image(g, at, e.end);
  }
  return truncated ? 0 : e.end;
}

static uint64_t colour_table(uint8_t packed) {
  return packed & 0x80 ? 3u << ((packed & 7) + 1) : 0;
}

/* 20 to 22: descriptor, local colours, code size, data. */
static uint64_t take_picture(gif *g, uint64_t at) {
  jb_reader r = jb_reader_new(jb_walk_peek(g->walk, at, 10), at);
  jb_reader_skip(&r, 9);
  uint8_t packed = jb_read_u8(&r);
  uint64_t data = at + 10 + colour_table(packed) + 1;
  uint64_t end = jb_reader_ok(&r) && data < g->walk->end ? after_sub_blocks(g->walk, data) : 0;
  take_image(g, at, end ? end : g->walk->end);
  return end;
}

/* Blocks up to the trailer.  Returns where it ended, 0 when it did not. */
static uint64_t walk_blocks(gif *g, uint64_t at) {
  jb_walk *walk = g->walk;
  while (at < walk->end) {
    uint8_t kind = 0;
    if (jb_walk_copy(walk, at, &kind, 1) == 0) return 0;
    if (g->blocks++ >= BLOCKS_MAX) {
      jb_add_not_checked(walk->in, "structure", JB_WHY_LIMIT, "gif blocks");
      return 0;
    }
    uint64_t next = 0;
    if (kind == TRAILER) return at + 1;
    if (kind == EXTENSION) {
      next = take_extension(g, at);
    } else if (kind == IMAGE_SEPARATOR) {
      next = take_picture(g, at);
    } else if (kind == 0) {
      next = jb_walk_find(walk, at, walk->end, 0, false);
      jb_add_problem(walk->in, g->self, "gif.padding-between-blocks", at, NULL);
    } else {
      jb_walk_damaged(walk, g->self, "gif.block", at, NULL);
      (void)jb_walk_add_part(walk, JB_PART_STRUCTURE, "not a block", at, walk->end - at,
                             (jb_range){at, walk->end - at});
      return 0;
    }
    if (next == 0) return 0;
    at = next;
  }
  return 0;
}

static void walk_gif(jb_walk *walk) {
  uint64_t size = walk->end - walk->start, start = walk->start;
  gif g = {.walk = walk};
  g.self = jb_walk_add_part(walk, JB_PART_STRUCTURE, "gif", start, size, (jb_range){start, size});
  if (!g.self) return;
  jb_reader r = jb_reader_new(jb_walk_peek(walk, start, HEADER + SCREEN), start);
  jb_reader_skip(&r, HEADER);
  uint16_t width = jb_read_u16le(&r), height = jb_read_u16le(&r);
  uint8_t packed = jb_read_u8(&r);
  jb_reader_skip(&r, 2);
  if (jb_reader_ok(&r) && walk->role == JB_ROLE_PRIMARY) {
    walk->in->file.width = width;
    walk->in->file.height = height;
  }
  uint64_t first = start + HEADER + SCREEN + colour_table(packed);
  uint64_t end = jb_reader_ok(&r) ? walk_blocks(&g, first) : 0;
  if (g.image && g.image->range_count > 1) jb_part_add_step(g.image, JB_STEP_REASSEMBLE);
  if (end == 0) {
    jb_walk_damaged(walk, g.self, "gif.trailer-missing", walk->end, NULL);
  } else {
    jb_walk_trailer(walk, end, walk->end);
  }
  if (g.unlisted > 0) {
    jb_add_problem(walk->in, g.self, "gif.blocks-not-listed", start, "%llu more",
                   (unsigned long long)g.unlisted);
  }
}

static bool sniff_gif(jb_span head) {
  return jb_span_starts(head, jb_span_str("GIF87a")) || jb_span_starts(head, jb_span_str("GIF89a"));
}

const jb_container_format jb_format_gif = {.name = "gif",
                                           .media_type = "image/gif",
                                           .extensions = "gif",
                                           .supported = true,
                                           .sniff = sniff_gif,
                                           .walk = walk_gif};
