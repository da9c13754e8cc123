/* BMP: identified and measured.  It has no place for text, so that a label
 * cannot be in it; what follows the bitmap is looked at like any trailer. */
#include "base/reader.h"
#include "container/container.h"

enum { FILE_HEADER = 14, INFO_V5 = 124, CORE = 12 };

/* Bytes 14 on: the information header, which is known by its length. */
static bool is_info_header(uint32_t length) {
  static const uint32_t k_lengths[] = {CORE, 16, 40, 52, 56, 64, 108, INFO_V5};
  for (size_t i = 0; i < sizeof k_lengths / sizeof k_lengths[0]; i++) {
    if (length == k_lengths[i]) return true;
  }
  return false;
}

static uint32_t magnitude(uint32_t v) {
  return v >> 31 ? 0u - v : v; /* negative: top-down */
}

/* BITMAPV5HEADER: bV5ProfileData and bV5ProfileSize, offsets from the header. */
static void take_profile(jb_walk *walk, jb_part *self, uint64_t header) {
  jb_reader r = jb_reader_new(jb_walk_peek(walk, header + 56, 64), header + 56);
  jb_span type = jb_read_span(&r, 4);
  bool embedded = jb_span_is(type, "DEBM"), linked = jb_span_is(type, "KNIL");
  jb_reader_seek(&r, 56);
  uint32_t offset = jb_read_u32le(&r), length = jb_read_u32le(&r);
  if (!jb_reader_ok(&r) || !(embedded || linked) || length == 0) return;
  uint64_t room = walk->end - header;
  if (offset > room || length > room - offset) {
    jb_add_problem(walk->in, self, "bmp.profile-past-end", header, NULL);
    return;
  }
  (void)jb_walk_add_part(walk, embedded ? JB_PART_ICC : JB_PART_APP, "profile", header + offset,
                         length, (jb_range){header + offset, length});
}

static void walk_bmp(jb_walk *walk) {
  uint64_t start = walk->start, size = walk->end - start;
  jb_part *self =
      jb_walk_add_part(walk, JB_PART_STRUCTURE, "bmp", start, size, (jb_range){start, size});
  if (!self) return;
  jb_add_problem(walk->in, self, "bmp.cannot-carry-label", start, NULL);
  jb_reader r = jb_reader_new(jb_walk_peek(walk, start, FILE_HEADER + 12), start);
  jb_reader_skip(&r, 2);
  uint32_t file_size = jb_read_u32le(&r);
  jb_reader_skip(&r, 4);
  uint32_t pixels = jb_read_u32le(&r), header = jb_read_u32le(&r);
  bool core = header == CORE;
  uint32_t width = core ? jb_read_u16le(&r) : jb_read_u32le(&r);
  uint32_t height = core ? jb_read_u16le(&r) : magnitude(jb_read_u32le(&r));
  if (!jb_reader_ok(&r) || header > size - FILE_HEADER) {
    jb_walk_damaged(walk, self, "bmp.header-truncated", start, NULL);
    return;
  }
  if (walk->role == JB_ROLE_PRIMARY) {
    walk->in->file.width = width;
    walk->in->file.height = height;
  }
  if (header == INFO_V5) take_profile(walk, self, start + FILE_HEADER);
  bool whole = file_size >= FILE_HEADER + header && file_size <= size && pixels <= file_size;
  uint64_t end = whole ? start + file_size : walk->end;
  if (file_size > size) {
    jb_walk_damaged(walk, self, "bmp.truncated", walk->end, NULL);
  } else if (!whole) {
    jb_add_problem(walk->in, self, "bmp.size", start + 2, NULL);
  }
  if (pixels >= FILE_HEADER + header && pixels < end - start) {
    jb_range data = {start + pixels, end - start - pixels};
    (void)jb_walk_add_part(walk, JB_PART_IMAGE_DATA, "pixels", data.offset, data.length, data);
  }
  jb_walk_trailer(walk, end, walk->end);
}

static bool sniff_bmp(jb_span head) {
  jb_reader r = jb_reader_new(head, 0);
  bool magic = jb_span_is(jb_read_span(&r, 2), "BM");
  jb_reader_skip(&r, 12);
  return magic && is_info_header(jb_read_u32le(&r));
}

const jb_container_format jb_format_bmp = {.name = "bmp",
                                           .media_type = "image/bmp",
                                           .extensions = "bmp dib",
                                           .supported = true,
                                           .sniff = sniff_bmp,
                                           .walk = walk_bmp};
