#include "c2pa/named_boxes.h"

#include <stdio.h>

#include "base/reader.h"
#include "container/fourcc.h"
#include "container/jpeg.h"

static bool give(jb_named_boxes *it, jb_named_box *box, uint64_t end) {
  if (end > it->walk.end) end = it->walk.end;
  box->range = (jb_range){it->at, end - it->at};
  it->at = end;
  return end > box->range.offset;
}

/* ---- JPEG: symbols of ISO/IEC 10918-1 table B.1 ---- */

enum { RST0 = 0xD0, RST7 = 0xD7, SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, TEM = 0x01 };

static bool is_restart(uint8_t code) { return code >= RST0 && code <= RST7; }

/* The next 0xFF at or behind `from` that starts a marker, restarts included. */
static uint64_t next_marker(const jb_walk *walk, uint64_t from) {
  for (uint64_t at = from;;) {
    at = jb_walk_find(walk, at, walk->end, 0xFF, true);
    jb_span s = jb_walk_peek(walk, at, 2);
    if (s.len < 2) return walk->end;
    if (s.ptr[1] != 0 && s.ptr[1] != 0xFF) return at;
    at += s.ptr[1] == 0 ? 2 : 1;
  }
}

static bool next_jpeg(jb_named_boxes *it, jb_named_box *box) {
  jb_reader r = jb_reader_new(jb_walk_peek(&it->walk, it->at, 4), it->at);
  uint8_t fill = jb_read_u8(&r), code = jb_read_u8(&r);
  if (!jb_reader_ok(&r) || fill != 0xFF || (code < 0xC0 && code != TEM) || code == 0xFF) {
    return false;
  }
  (void)snprintf(box->name, sizeof box->name, "%s",
                 code == TEM ? "TEM" : jb_jpeg_marker_name(code));
  box->continues = is_restart(code);
  if (code == EOI) it->ended = true;
  if (code == SOI || code == EOI || code == TEM) return give(it, box, it->at + 2);
  if (is_restart(code)) return give(it, box, next_marker(&it->walk, it->at + 2));
  uint64_t length = jb_read_u16be(&r);
  if (!jb_reader_ok(&r) || length < 2) return false;
  uint64_t end = it->at + 2 + length;
  return give(it, box, code == SOS ? next_marker(&it->walk, end) : end);
}

/* ---- PNG: the signature is "PNGh" ---- */

static bool next_png(jb_named_boxes *it, jb_named_box *box) {
  if (!it->begun) {
    (void)snprintf(box->name, sizeof box->name, "PNGh");
    return give(it, box, it->at + 8);
  }
  jb_reader r = jb_reader_new(jb_walk_peek(&it->walk, it->at, 8), it->at);
  uint64_t length = jb_read_u32be(&r);
  uint32_t type = jb_read_u32be(&r);
  uint64_t left = it->walk.end - it->at;
  if (!jb_reader_ok(&r) || left < 12 || length > left - 12 || !jb_fourcc_printable(type)) {
    return false;
  }
  jb_fourcc_name(type, box->name);
  it->ended = type == JB_FOURCC('I', 'E', 'N', 'D');
  return give(it, box, it->at + 12 + length);
}

/* ---- GIF: labels in hexadecimal, descriptors with their colour tables ---- */

static uint64_t after_sub_blocks(const jb_walk *walk, uint64_t at) {
  for (;;) {
    jb_span s = jb_walk_ahead(walk, at);
    if (s.len == 0) return walk->end;
    size_t i = 0;
    while (i < s.len) {
      if (s.ptr[i] == 0) return at + i + 1;
      i += 1u + s.ptr[i];
    }
    at += i;
  }
}

static uint64_t colour_table(uint8_t packed) {
  return packed & 0x80 ? 3u << ((packed & 7) + 1) : 0;
}

static bool next_gif(jb_named_boxes *it, jb_named_box *box) {
  enum { HEADER = 6, SCREEN = 7, PICTURE = 10 };
  jb_span s = jb_walk_peek(&it->walk, it->at, PICTURE);
  if (!it->begun) {
    if (s.len < HEADER) return false;
    (void)snprintf(box->name, sizeof box->name, "%.6s", (const char *)s.ptr);
    return give(it, box, it->at + HEADER);
  }
  if (it->at == it->walk.start + HEADER) {
    if (s.len < SCREEN) return false;
    (void)snprintf(box->name, sizeof box->name, "LSD");
    return give(it, box, it->at + SCREEN + colour_table(s.ptr[4]));
  }
  if (it->descriptor) {
    it->descriptor = false;
    (void)snprintf(box->name, sizeof box->name, "TBID");
    return give(it, box, after_sub_blocks(&it->walk, it->at + 1));
  }
  if (s.len == 0) return false;
  if (s.ptr[0] == 0x3B) {
    (void)snprintf(box->name, sizeof box->name, "3B");
    it->ended = true;
    return give(it, box, it->at + 1);
  }
  if (s.ptr[0] == 0x2C && s.len == PICTURE) {
    (void)snprintf(box->name, sizeof box->name, "2C");
    it->descriptor = true;
    return give(it, box, it->at + PICTURE + colour_table(s.ptr[9]));
  }
  if (s.ptr[0] != 0x21 || s.len < 2) return false;
  (void)snprintf(box->name, sizeof box->name, "21%02X", s.ptr[1]);
  return give(it, box, after_sub_blocks(&it->walk, it->at + 2));
}

/* ---- RIFF: the head by its form, LIST by its type, chunks by their id ---- */

static bool next_riff(jb_named_boxes *it, jb_named_box *box) {
  jb_reader r = jb_reader_new(jb_walk_peek(&it->walk, it->at, 12), it->at);
  uint32_t id = jb_read_u32be(&r);
  uint64_t length = jb_read_u32le(&r), left = it->walk.end - it->at;
  if (!jb_reader_ok(&r)) return false;
  if (!it->begun) {
    jb_fourcc_name(jb_read_u32be(&r), box->name);
    /* chunks end where the head says, whatever the file holds behind */
    uint64_t end = length < left - 8 ? it->at + 8 + length : it->walk.end;
    it->walk.end = end;
    return jb_reader_ok(&r) && give(it, box, it->at + 12);
  }
  if (length > left - 8) return false;
  if (id == JB_FOURCC('L', 'I', 'S', 'T')) {
    uint32_t type = jb_read_u32be(&r);
    if (jb_reader_ok(&r)) id = type;
  }
  jb_fourcc_name(id, box->name);
  return give(it, box, it->at + 8 + length + (length & 1));
}

/* ---- all ---- */

bool jb_named_boxes_begin(jb_named_boxes *it, const jb_binding_run *run) {
  static const struct {
    const char *format;
    bool (*next)(jb_named_boxes *it, jb_named_box *box);
  } k_formats[] = {{"jpeg", next_jpeg}, {"png", next_png}, {"gif", next_gif}, {"webp", next_riff}};
  *it = (jb_named_boxes){
      .walk = {.source = run->file->source, .in = run->file->in, .parent = JB_NO_PART,
               .role = JB_ROLE_PRIMARY, .start = run->window.offset,
               .end = jb_range_end(run->window)},
      .at = run->window.offset};
  if (run->store.contiguous) it->store = run->store.whole;
  jb_span head = jb_walk_peek(&it->walk, it->at, JB_SNIFF_MAX);
  const jb_container_format *format = jb_container_identify(head);
  for (size_t i = 0; format && i < sizeof k_formats / sizeof k_formats[0]; i++) {
    if (strcmp(format->name, k_formats[i].format) == 0) it->next = k_formats[i].next;
  }
  return it->next != NULL;
}

bool jb_named_boxes_next(jb_named_boxes *it, jb_named_box *box) {
  *box = (jb_named_box){0};
  if (it->at >= it->walk.end) return false;
  if (it->ended) {
    (void)snprintf(box->name, sizeof box->name, "c2pa.after");
    box->after = true;
    return give(it, box, it->walk.end);
  }
  if (it->begun && it->store.length > 0 && it->at == it->store.offset) {
    (void)snprintf(box->name, sizeof box->name, "C2PA");
    box->store = true;
    return give(it, box, jb_range_end(it->store));
  }
  if (!it->next(it, box)) return false;
  it->begun = true;
  return true;
}
