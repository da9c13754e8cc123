/* JPEG XL: the box container (ISO/IEC 18181-2) and the naked codestream
 * (ISO/IEC 18181-1). */
#include "container/bmff.h"

/* ---- the codestream's size (18181-1 D.2) ---- */

/* Bits from the low end of each byte on. */
typedef struct bits {
  uint64_t value;
  unsigned left;
} bits;

static uint32_t take(bits *b, unsigned n) {
  if (n > b->left) {
    b->left = 0;
    return 0;
  }
  uint32_t v = (uint32_t)(b->value & ((UINT64_C(1) << n) - 1));
  b->value >>= n;
  b->left -= n;
  return v;
}

/* U32(1 + u(9), 1 + u(13), 1 + u(18), 1 + u(30)) */
static uint32_t take_size(bits *b) {
  static const unsigned k_widths[] = {9, 13, 18, 30};
  return 1 + take(b, k_widths[take(b, 2)]);
}

static bool is_codestream(jb_span head) {
  return head.len >= 2 && head.ptr[0] == 0xFF && head.ptr[1] == 0x0A;
}

static void read_size(const jb_walk *walk, uint64_t at, uint64_t length) {
  static const struct {
    uint32_t numerator, denominator;
  } k_ratios[] = {{0, 1}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}};
  jb_span head = jb_walk_peek(walk, at, length < 10 ? (size_t)length : 10);
  if (!is_codestream(head) || walk->parent != JB_NO_PART) return;
  bits b = {0};
  for (size_t i = head.len; i > 2; i--) b.value = b.value << 8 | head.ptr[i - 1];
  b.left = (unsigned)(head.len - 2) * 8;
  bool small = take(&b, 1);
  uint32_t height = small ? (take(&b, 5) + 1) * 8 : take_size(&b);
  uint32_t ratio = take(&b, 3);
  uint64_t width = (uint64_t)height * k_ratios[ratio].numerator / k_ratios[ratio].denominator;
  if (ratio == 0) width = small ? (take(&b, 5) + 1) * 8 : take_size(&b);
  if (head.len < 10 && b.left == 0) return; /* cut off */
  walk->in->file.width = (uint32_t)width;
  walk->in->file.height = height;
}

/* ---- boxes ---- */

typedef struct jxl {
  jb_bmff file;
  jb_part *root;
  jb_part *pixels; /* jxlc, or all jxlp */
  bool sized;
} jxl;

static void add_pixels(jxl *x, const jb_box *box, uint64_t skip) {
  if (jb_box_length(box) < skip) skip = jb_box_length(box);
  uint64_t at = box->body + skip, length = box->end - at;
  if (!x->sized) read_size(x->file.walk, at, length);
  x->sized = true;
  if (!x->pixels) x->pixels = jb_box_part(&x->file, box, JB_PART_IMAGE_DATA);
  else (void)jb_walk_add_range(x->file.walk, x->pixels, box->body, jb_box_length(box));
}

/* 18181-2 9.5: the offset of the TIFF header(32), then the Exif block. */
static void add_exif(jxl *x, const jb_box *box) {
  jb_walk *walk = x->file.walk;
  uint64_t n = jb_box_length(box);
  jb_reader r = jb_reader_new(jb_walk_peek(walk, box->body, n < 4 ? (size_t)n : 4), box->body);
  uint64_t skip = 4 + (uint64_t)jb_read_u32be(&r);
  bool good = jb_reader_ok(&r) && skip <= n;
  if (!good) skip = n < 4 ? n : 4;
  jb_part *part = jb_walk_add_part(walk, JB_PART_EXIF, "Exif", box->body + skip, n - skip,
                                   (jb_range){box->start, box->end - box->start});
  if (!good) jb_walk_damaged(walk, part, "jxl.exif-offset", box->body, NULL);
}

/* 18181-2 9.7: the type of the box it stands for, then Brotli (RFC 7932). */
static void add_brob(jxl *x, const jb_box *box) {
  jb_walk *walk = x->file.walk;
  uint64_t n = jb_box_length(box);
  jb_reader r = jb_reader_new(jb_walk_peek(walk, box->body, n < 4 ? (size_t)n : 4), box->body);
  uint32_t type = jb_read_u32be(&r);
  if (!jb_reader_ok(&r)) {
    jb_walk_damaged(walk, x->root, "jxl.brob", box->start, NULL);
    return;
  }
  jb_part_kind kind = JB_PART_BOX;
  const char *probe = "structure", *name = "brob";
  if (type == JB_FOURCC('E', 'x', 'i', 'f')) {
    kind = JB_PART_EXIF, probe = "exif", name = "brob Exif";
  } else if (type == JB_FOURCC('x', 'm', 'l', ' ')) {
    kind = JB_PART_XMP, probe = "xmp", name = "brob xml";
  } else if (type == JB_FOURCC('j', 'u', 'm', 'b')) {
    kind = JB_PART_JUMBF, probe = "c2pa", name = "brob jumb";
  }
  jb_part *part = jb_walk_add_part(walk, kind, name, box->body + 4, n - 4,
                                   (jb_range){box->start, box->end - box->start});
  if (!part) return;
  jb_part_add_step(part, JB_STEP_BROTLI);
  if (walk->role == JB_ROLE_PRIMARY) {
    jb_add_not_checked(walk->in, probe, JB_WHY_MISSING, "brotli");
  }
}

static void add_box(jxl *x, const jb_box *box) {
  if (jb_bmff_common_box(&x->file, box)) return;
  switch (box->type) {
    case JB_FOURCC('f', 't', 'y', 'p'):
    case JB_FOURCC('j', 'x', 'l', 'l'):
    case JB_FOURCC('j', 'x', 'l', 'i'):
    case JB_FOURCC('J', 'X', 'L', ' '):
      (void)jb_box_part(&x->file, box, JB_PART_STRUCTURE);
      return;
    case JB_FOURCC('j', 'x', 'l', 'c'):
      add_pixels(x, box, 0);
      return;
    case JB_FOURCC('j', 'x', 'l', 'p'):
      add_pixels(x, box, 4); /* sequence number */
      return;
    case JB_FOURCC('j', 'b', 'r', 'd'): /* what it takes to restore a JPEG */
      (void)jb_box_part(&x->file, box, JB_PART_IMAGE_DATA);
      return;
    case JB_FOURCC('E', 'x', 'i', 'f'):
      add_exif(x, box);
      return;
    case JB_FOURCC('x', 'm', 'l', ' '):
      (void)jb_box_part(&x->file, box, JB_PART_XMP);
      return;
    case JB_FOURCC('b', 'r', 'o', 'b'):
      add_brob(x, box);
      return;
    default:
      (void)jb_box_part(&x->file, box, JB_PART_BOX);
  }
}

static bool is_known(uint32_t type) {
  return type == JB_FOURCC('j', 'x', 'l', 'c') || type == JB_FOURCC('j', 'x', 'l', 'p') ||
         type == JB_FOURCC('E', 'x', 'i', 'f') || type == JB_FOURCC('x', 'm', 'l', ' ') ||
         type == JB_FOURCC('j', 'u', 'm', 'b') || type == JB_FOURCC('b', 'r', 'o', 'b') ||
         type == JB_FOURCC('j', 'b', 'r', 'd') || type == JB_FOURCC('j', 'x', 'l', 'i') ||
         type == JB_FOURCC('u', 'u', 'i', 'd') || type == JB_FOURCC('f', 'r', 'e', 'e');
}

static void walk_boxes(jxl *x) {
  jb_walk *walk = x->file.walk;
  jb_boxes it = jb_boxes_new(&x->file, walk->start, walk->end);
  jb_box box = {0};
  while (jb_boxes_next(&it, &box)) {
    if (!jb_fourcc_printable(box.type)) {
      jb_walk_trailer(walk, box.start, walk->end);
      return;
    }
    add_box(x, &box);
  }
  if (it.stop != JB_BOXES_FAULT) return;
  if (x->pixels && !is_known(box.type)) {
    jb_walk_trailer(walk, it.at, walk->end);
    return;
  }
  jb_boxes_close(&it, x->root);
  add_box(x, &box);
}

static void walk_container(jb_walk *walk) {
  jxl x = {.file = {.walk = walk}};
  x.root = jb_walk_add_part(walk, JB_PART_STRUCTURE, "jxl", walk->start, walk->end - walk->start,
                            (jb_range){walk->start, walk->end - walk->start});
  x.file.scratch = x.root ? jb_arena_new((size_t)walk->in->limits.scratch_max) : NULL;
  if (!x.file.scratch) return;
  walk_boxes(&x);
  if (!x.pixels) jb_walk_damaged(walk, x.root, "jxl.no-codestream", walk->start, NULL);
  jb_arena_free(x.file.scratch);
}

/* A codestream says nowhere how long it is without decoding it. */
static void walk_codestream(jb_walk *walk) {
  jb_range all = {walk->start, walk->end - walk->start};
  (void)jb_walk_add_part(walk, JB_PART_STRUCTURE, "jxl", all.offset, all.length, all);
  (void)jb_walk_add_part(walk, JB_PART_IMAGE_DATA, "codestream", all.offset, all.length, all);
  read_size(walk, walk->start, all.length);
}

/* 18181-2 9.1: the signature box */
static const uint8_t k_signature[12] = {0, 0, 0, 12, 'J', 'X', 'L', ' ', 0x0D, 0x0A, 0x87, 0x0A};

static void walk_jxl(jb_walk *walk) {
  if (is_codestream(jb_walk_peek(walk, walk->start, 2))) walk_codestream(walk);
  else walk_container(walk);
}

static bool sniff_jxl(jb_span head) {
  return is_codestream(head) ||
         jb_span_starts(head, jb_span_of(k_signature, sizeof k_signature));
}

const jb_container_format jb_format_jxl = {.name = "jxl",
                                           .media_type = "image/jxl",
                                           .extensions = "jxl",
                                           .supported = true,
                                           .sniff = sniff_jxl,
                                           .walk = walk_jxl};
