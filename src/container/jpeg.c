/* JPEG: markers, scans and the end of the picture (ISO/IEC 10918-1 annex B). */
#include "container/jpeg.h"

enum { SEGMENTS_MAX = 1 << 20 }; /* of a hostile file; real ones have less than a thousand */

enum {
  TEM = 0x01,
  SOF0 = 0xC0,
  DHT = 0xC4,
  JPG = 0xC8,
  DAC = 0xCC,
  RST0 = 0xD0,
  RST7 = 0xD7,
  SOI = 0xD8,
  EOI = 0xD9,
  SOS = 0xDA,
  DNL = 0xDC,
  DHP = 0xDE,
  APP0 = 0xE0,
  APP15 = 0xEF,
  SOF55 = 0xF7, /* JPEG-LS, ISO/IEC 14495-1 */
  COM = 0xFE,
  FILL = 0xFF
};

const char *jb_jpeg_marker_name(uint8_t marker) {
  static const char *const k_names[64] = {
      "SOF0",  "SOF1",  "SOF2",  "SOF3",  "DHT",   "SOF5",  "SOF6",  "SOF7",
      "JPG",   "SOF9",  "SOF10", "SOF11", "DAC",   "SOF13", "SOF14", "SOF15",
      "RST0",  "RST1",  "RST2",  "RST3",  "RST4",  "RST5",  "RST6",  "RST7",
      "SOI",   "EOI",   "SOS",   "DQT",   "DNL",   "DRI",   "DHP",   "EXP",
      "APP0",  "APP1",  "APP2",  "APP3",  "APP4",  "APP5",  "APP6",  "APP7",
      "APP8",  "APP9",  "APP10", "APP11", "APP12", "APP13", "APP14", "APP15",
      "JPG0",  "JPG1",  "JPG2",  "JPG3",  "JPG4",  "JPG5",  "JPG6",  "SOF55",
      "LSE",   "JPG9",  "JPG10", "JPG11", "JPG12", "JPG13", "COM",   "FILL"};
  return marker >= SOF0 ? k_names[marker - SOF0] : "RES";
}

static bool is_sof(uint8_t m) {
  return (m >= SOF0 && m < RST0 && m != DHT && m != JPG && m != DAC) || m == SOF55;
}

/* Inside entropy-coded data: 0xFF00 is stuffing, RSTn belongs to the scan, and
 * JPEG-LS stuffs one bit only, so that any byte below 0x80 may follow 0xFF. */
static bool ends_scan(uint8_t code) {
  return code >= SOF0 && !(code >= RST0 && code <= RST7);
}

typedef struct scan_stop {
  uint64_t at; /* of the marker's 0xFF, or where the window ends */
  uint8_t marker;
  bool found;
  uint64_t strays, first_stray; /* 0xFF and a code that may not stand there */
} scan_stop;

/* The next marker at or after `from`. */
static scan_stop find_marker(const jb_walk *walk, uint64_t from) {
  scan_stop stop = {.at = from};
  for (;;) {
    jb_span s = jb_walk_ahead(walk, stop.at);
    if (s.len < 2) break;
    size_t i = 0;
    while (i + 1 < s.len) {
      if (s.ptr[i] != FILL) {
        jb_span rest = jb_span_cut(s, i, s.len);
        const uint8_t *hit = memchr(rest.ptr, FILL, rest.len);
        i += hit ? (size_t)(hit - rest.ptr) : rest.len;
        continue;
      }
      uint8_t code = s.ptr[i + 1];
      if (code == FILL) {
        i++;
      } else if (ends_scan(code)) {
        stop.at += i;
        stop.marker = code;
        stop.found = true;
        return stop;
      } else {
        if (code >= TEM && code < SOF0 && stop.strays++ == 0) stop.first_stray = stop.at + i;
        i += 2;
      }
    }
    stop.at += i; /* at most the last byte is looked at again */
  }
  stop.at = walk->end;
  return stop;
}

jb_part *jb_jpeg_add(jb_jpeg *j, jb_part_kind kind, const jb_jpeg_segment *s, uint64_t skip,
                     jb_span key) {
  if (skip > s->length) skip = s->length;
  jb_range envelope = {s->at, s->payload + s->length - s->at};
  jb_part *part = jb_walk_add_part(j->walk, kind, jb_jpeg_marker_name(s->marker), s->payload + skip,
                                   s->length - skip, envelope);
  if (!part) {
    j->unlisted++;
    return NULL;
  }
  if (key.len) jb_part_set_key(j->walk->in, part, key);
  return part;
}

/* ISO/IEC 10918-1 B.2.2: precision, lines, samples per line. */
static void read_frame(jb_jpeg *j, const jb_jpeg_segment *s, jb_part *part) {
  jb_reader r = jb_reader_new(jb_walk_peek(j->walk, s->payload, 6), s->payload);
  jb_reader_skip(&r, 1);
  unsigned height = jb_read_u16be(&r), width = jb_read_u16be(&r);
  if (!jb_reader_ok(&r) || s->length < 6) {
    jb_add_problem(j->walk->in, part, "jpeg.sof-short", s->at, NULL);
    return;
  }
  if (j->frames++ > 0) {
    jb_add_problem(j->walk->in, part, "jpeg.sof-repeated", s->at, "%ux%u", width, height);
    return;
  }
  if (j->walk->role != JB_ROLE_PRIMARY) return;
  j->walk->in->file.width = width;
  j->walk->in->file.height = height;
}

/* B.2.5: the number of lines, when the frame header says 0. */
static void read_lines(jb_jpeg *j, const jb_jpeg_segment *s) {
  jb_file *file = &j->walk->in->file;
  jb_reader r = jb_reader_new(jb_walk_peek(j->walk, s->payload, 2), s->payload);
  unsigned lines = jb_read_u16be(&r);
  if (jb_reader_ok(&r) && j->walk->role == JB_ROLE_PRIMARY && file->height == 0) {
    file->height = lines;
  }
}

/* A scan: header as a part, entropy-coded data as one more range of the image.
 * Returns where the next marker is expected. */
static uint64_t take_scan(jb_jpeg *j, const jb_jpeg_segment *s) {
  uint64_t from = s->payload + s->length;
  jb_jpeg_add(j, JB_PART_STRUCTURE, s, 0, (jb_span){NULL, 0});
  scan_stop stop = find_marker(j->walk, from);
  if (!j->jpeg_ls && stop.strays > 0) {
    if (j->strays == 0) j->first_stray = stop.first_stray;
    j->strays += stop.strays;
  }
  if (!j->image) {
    j->image = jb_walk_add_part(j->walk, JB_PART_IMAGE_DATA, "scan", from, stop.at - from,
                                (jb_range){s->at, stop.at - s->at});
  } else {
    jb_walk_add_range(j->walk, j->image, from, stop.at - from);
    j->image->envelope.length = stop.at - j->image->envelope.offset;
  }
  return stop.at;
}

/* Bytes where a marker should stand.  Returns where one stands again. */
static uint64_t pass_garbage(jb_jpeg *j, uint64_t from) {
  jb_walk *walk = j->walk;
  uint64_t to = find_marker(walk, from).at;
  jb_span first = jb_walk_peek(walk, from, 1);
  /* B.1.1.2: any marker may be preceded by any number of 0xFF */
  if (first.len && first.ptr[0] == FILL && jb_walk_find(walk, from, to, FILL, false) == to) {
    return to;
  }
  jb_range all = {from, to - from};
  jb_part *part =
      jb_walk_add_part(walk, JB_PART_STRUCTURE, "between segments", from, to - from, all);
  if (!part) part = j->self;
  if (first.len && first.ptr[0] == 0 && jb_walk_find(walk, from, to, 0, false) == to) {
    jb_add_problem(walk->in, part, "jpeg.padding-between-segments", from, "%llu bytes",
                   (unsigned long long)all.length);
  } else {
    jb_walk_damaged(walk, part, "jpeg.bytes-between-segments", from, NULL);
  }
  return to;
}

/* One marker segment; returns where the next marker is expected. */
static uint64_t take_segment(jb_jpeg *j, uint64_t at, uint8_t marker, uint16_t length) {
  jb_walk *walk = j->walk;
  jb_jpeg_segment s = {
      .marker = marker, .index = j->segments++, .at = at, .payload = at + 4, .length = length - 2u};
  bool truncated = s.length > walk->end - s.payload;
  if (truncated) s.length = walk->end - s.payload;
  if (truncated) {
    jb_walk_damaged(walk, j->self, "jpeg.segment-truncated", at, jb_jpeg_marker_name(marker));
  }
  if (marker == SOS) return take_scan(j, &s);
  if ((marker >= APP0 && marker <= APP15) || marker == COM) {
    jb_jpeg_app(j, &s);
    return s.payload + s.length;
  }
  jb_part *part = jb_jpeg_add(j, JB_PART_STRUCTURE, &s, 0, (jb_span){NULL, 0});
  if (marker == SOF55) j->jpeg_ls = true;
  if (is_sof(marker)) read_frame(j, &s, part ? part : j->self);
  if (marker == DNL) read_lines(j, &s);
  return s.payload + s.length;
}

/* From after SOI to EOI or as far as it goes.  Returns where the picture ends. */
static uint64_t walk_segments(jb_jpeg *j, uint64_t at) {
  jb_walk *walk = j->walk;
  for (;;) {
    if (j->segments >= SEGMENTS_MAX) {
      jb_add_not_checked(walk->in, "structure", JB_WHY_LIMIT, "jpeg segments");
      return walk->end;
    }
    jb_reader r = jb_reader_new(jb_walk_peek(walk, at, 4), at);
    uint8_t fill = jb_read_u8(&r), marker = jb_read_u8(&r);
    if (!jb_reader_ok(&r)) return walk->end;
    if (fill != FILL || !ends_scan(marker) || marker == FILL) {
      at = pass_garbage(j, at);
      continue;
    }
    if (marker == EOI) {
      j->end = at + 2;
      return j->end;
    }
    if (marker == SOI) {
      if (j->image) return at; /* another picture begins before this one ended */
      jb_add_problem(walk->in, j->self, "jpeg.stray-marker", at, "SOI");
      at += 2;
      continue;
    }
    uint16_t length = jb_read_u16be(&r);
    if (!jb_reader_ok(&r)) {
      jb_walk_damaged(walk, j->self, "jpeg.segment-truncated", at, jb_jpeg_marker_name(marker));
      return walk->end;
    }
    if (length < 2) {
      jb_walk_damaged(walk, j->self, "jpeg.segment-length", at, jb_jpeg_marker_name(marker));
      at += 2;
      continue;
    }
    at = take_segment(j, at, marker, length);
  }
}

static void say_what_is_odd(jb_jpeg *j) {
  jb_walk *walk = j->walk;
  if (j->unlisted > 0) {
    jb_add_problem(walk->in, j->self, "jpeg.segments-not-listed", walk->start, "%llu more",
                   (unsigned long long)j->unlisted);
  }
  if (j->strays > 0) {
    jb_add_problem(walk->in, j->self, "jpeg.stray-marker", j->first_stray, "%llu in scans",
                   (unsigned long long)j->strays);
  }
  if (!j->image && j->end) {
    jb_add_problem(walk->in, j->self, "jpeg.no-scan", walk->start, NULL);
  }
}

static void walk_jpeg(jb_walk *walk) {
  uint64_t size = walk->end - walk->start;
  jb_jpeg j = {.walk = walk};
  j.self = jb_walk_add_part(walk, JB_PART_STRUCTURE, "jpeg", walk->start, size,
                            (jb_range){walk->start, size});
  if (!j.self) return;
  uint64_t after = walk_segments(&j, walk->start + 2);
  jb_jpeg_join_all(&j);
  say_what_is_odd(&j);
  if (!j.end) jb_walk_damaged(walk, j.self, "jpeg.eoi-missing", after, NULL);
  jb_jpeg_behind(&j, after);
  jb_arena_free(j.scratch);
}

/* The end of the first picture at `at`: segments are passed over unread. */
static uint64_t jpeg_extent(const jb_walk *walk, uint64_t at) {
  for (at += 2;;) {
    scan_stop stop = find_marker(walk, at);
    if (!stop.found || stop.marker == SOI) return 0;
    at = stop.at + 2;
    if (stop.marker == EOI) return at;
    jb_reader r = jb_reader_new(jb_walk_peek(walk, at, 2), at);
    uint16_t length = jb_read_u16be(&r);
    if (!jb_reader_ok(&r) || length > walk->end - at) return 0;
    at += length;
  }
}

static bool sniff_jpeg(jb_span head) {
  return head.len == 2 ? jb_span_is(head, "\xFF\xD8")
                       : jb_span_starts(head, jb_span_str("\xFF\xD8\xFF"));
}

const jb_container_format jb_format_jpeg = {.name = "jpeg",
                                            .media_type = "image/jpeg",
                                            .extensions = "jpg jpeg jpe jfif jif mpo",
                                            .supported = true,
                                            .sniff = sniff_jpeg,
                                            .walk = walk_jpeg,
                                            .extent = jpeg_extent};
