/* Exif blocks (CIPA DC-008) and the directories of TIFF files become
 * properties.  A block inside a JPEG, PNG, WebP or HEIF is read from the
 * part's content; a TIFF file is walked in place, window by window, because
 * its directories may stand gigabytes apart. */
#include <stdio.h>

#include "base/codec.h"
#include "base/utf8.h"
#include "container/container.h"
#include "container/tiff_parts.h"
#include "metadata/exif_value.h"
#include "metadata/metadata.h"
#include "metadata/usercomment.h"

enum {
  TAG_JPEG_OFFSET = 0x0201,
  TAG_JPEG_LENGTH = 0x0202,
  TAG_USER_COMMENT = 0x9286,
  TAG_XP_FIRST = 0x9C9B, /* XPTitle ... XPSubject: UTF-16LE whatever the TIFF order is */
  TAG_XP_LAST = 0x9C9F,
  GPS_PROCESSING_METHOD = 0x1B,
  GPS_AREA_INFORMATION = 0x1C
};

enum {
  TEXT_MAX = 4 << 20,        /* one value */
  TEXT_TOTAL_MAX = 16 << 20, /* values may share their bytes: what is looked at is counted */
  STRINGS_MAX = 4            /* of one ASCII value */
};

typedef struct exif {
  jb_reading *r;
  const jb_tiff *tiff;
  bool in_place;  /* a TIFF file: block offsets count from `origin` of the source */
  uint64_t origin; /* or of the content */
  jb_buf hold, text;
  uint64_t examined;
  uint64_t jpeg_offset, jpeg_length;
  jb_tiff_ledger ledger;
  bool full; /* the model takes no more */
} exif;

void jb_read_exif(jb_reading *r);

static bool is_primary(const exif *x) { return x->r->part->role == JB_ROLE_PRIMARY; }

static void limit(exif *x, const char *name) {
  if (is_primary(x)) jb_add_not_checked(x->r->in, "exif", JB_WHY_LIMIT, name);
}

static jb_location locate(exif *x, uint64_t at, uint64_t length) {
  jb_inspection *in = x->r->in;
  if (!x->in_place) return jb_location_in(in, x->r->part, x->origin + at, length);
  jb_location loc = {.part = x->r->part->id};
  jb_range *range = jb_arena_alloc(in->arena, sizeof *range);
  if (range) {
    *range = (jb_range){x->origin + at, length};
    loc.ranges = range;
    loc.range_count = 1;
  }
  return loc;
}

static uint64_t file_offset(exif *x, uint64_t at) {
  jb_location where = locate(x, at, 1);
  return where.range_count ? where.ranges[0].offset : x->r->part->envelope.offset;
}

/* [at, at + length) of the entry's value is what `value` came from. */
static jb_property *add(exif *x, const jb_ifd_entry *e, jb_span value, uint64_t at,
                        uint64_t length) {
  jb_inspection *in = x->r->in;
  char key[96], number[8];
  const char *name = jb_exif_tag_name(e->ifd->kind, e->tag);
  (void)snprintf(number, sizeof number, "0x%04x", e->tag);
  if (!name) name = number;
  (void)snprintf(key, sizeof key, "Exif.%s.%s", e->ifd->name, name);
  if (!value.ptr) value = jb_span_of("", 0);
  jb_property *p = jb_add_property(in, x->r->part->id, "exif", key, value);
  if (!p) {
    x->full = true;
    return NULL;
  }
  jb_property_set_name(in, p, jb_span_of("", 0), jb_span_str(name));
  p->at = locate(x, e->value.offset + at, length);
  return p;
}

/* TIFF 6.0 p. 15: one or more strings, each ended by NUL.  NULs in front of
 * the first are passed over and told by the form. */
static void add_strings(exif *x, const jb_ifd_entry *e, jb_span raw) {
  size_t at = 0;
  for (unsigned n = 0; n < STRINGS_MAX; n++) {
    size_t from = at;
    while (at < raw.len && raw.ptr[at] == 0) at++;
    if (at == raw.len && n > 0) return;
    jb_span rest = jb_span_cut(raw, at, raw.len - at);
    const uint8_t *end = rest.len ? memchr(rest.ptr, 0, rest.len) : NULL;
    jb_span value = end ? jb_span_cut(rest, 0, (size_t)(end - rest.ptr)) : rest;
    jb_property *p = add(x, e, value, at, value.len);
    if (!p) return;
    if (n > 0) p->form = "further-string";
    else if (at > from && value.len > 0) p->form = "leading-nul";
    at += value.len;
    if (at == raw.len) return;
  }
}

static void add_comment(exif *x, const jb_ifd_entry *e, jb_span raw) {
  jb_user_comment c = jb_user_comment_read(raw, x->tiff->big_endian);
  jb_buf_reset(&x->text);
  jb_user_comment_text(&x->text, raw, &c);
  jb_property *p = add(x, e, jb_buf_span(&x->text), c.at, c.length);
  if (!p) return;
  p->form = c.code;
  if (c.encoding == JB_COMMENT_UTF16BE) jb_location_add_step(&p->at, JB_STEP_UTF16BE);
  if (c.encoding == JB_COMMENT_UTF16LE) jb_location_add_step(&p->at, JB_STEP_UTF16LE);
  if (!jb_buf_ok(&x->text)) limit(x, "part_content_max");
}

static void add_utf16le(exif *x, const jb_ifd_entry *e, jb_span raw) {
  raw.len -= raw.len & 1;
  while (raw.len >= 2 && raw.ptr[raw.len - 1] == 0 && raw.ptr[raw.len - 2] == 0) raw.len -= 2;
  jb_buf_reset(&x->text);
  jb_utf16_to_utf8(&x->text, raw, false);
  jb_property *p = add(x, e, jb_buf_span(&x->text), 0, raw.len);
  if (p) jb_location_add_step(&p->at, JB_STEP_UTF16LE);
}

/* Text when it is text, else the first bytes in hexadecimal. */
static void add_undefined(exif *x, const jb_ifd_entry *e, jb_span raw) {
  jb_span words = raw;
  while (words.len > 0 && words.ptr[words.len - 1] == 0) words.len--;
  if (words.len > 0 && jb_exif_is_text(words)) {
    (void)add(x, e, words, 0, words.len);
    return;
  }
  jb_buf_reset(&x->text);
  jb_hex_encode(&x->text, jb_span_cut(raw, 0, JB_EXIF_HEX_MAX));
  jb_property *p = add(x, e, jb_buf_span(&x->text), 0, e->value.length);
  if (p) p->value_length = e->value.length * 2;
}

static void add_numbers(exif *x, const jb_ifd_entry *e, jb_span raw) {
  jb_buf_reset(&x->text);
  jb_exif_numbers_text(&x->text, x->tiff, e, raw);
  (void)add(x, e, jb_buf_span(&x->text), 0, e->value.length);
}

static void add_value(exif *x, const jb_ifd_entry *e) {
  bool undefined = e->type == JB_TIFF_UNDEFINED || jb_tiff_type_size(e->type) == 0;
  bool words = e->type == JB_TIFF_ASCII || e->type == JB_TIFF_UTF8 || e->type == JB_TIFF_BYTE ||
               undefined;
  uint64_t wanted = e->value.length;
  if (words) {
    if (wanted > TEXT_MAX) limit(x, "part_content_max");
    if (wanted > TEXT_MAX) wanted = TEXT_MAX;
    if (wanted > TEXT_TOTAL_MAX - x->examined) {
      limit(x, "part_content_max");
      return;
    }
    x->examined += wanted;
  } else if (wanted > (JB_EXIF_NUMBERS_MAX + 1) * 8) {
    wanted = (JB_EXIF_NUMBERS_MAX + 1) * 8;
  }
  jb_span raw = jb_tiff_block_view(&x->tiff->block, &x->hold, e->value.offset, (size_t)wanted);
  bool gps_text = e->ifd->kind == JB_IFD_GPS &&
                  (e->tag == GPS_PROCESSING_METHOD || e->tag == GPS_AREA_INFORMATION);
  if (words && (gps_text || (e->tag == TAG_USER_COMMENT && e->ifd->kind != JB_IFD_GPS))) {
    add_comment(x, e, raw);
  } else if (words && e->tag >= TAG_XP_FIRST && e->tag <= TAG_XP_LAST &&
             e->type != JB_TIFF_ASCII) {
    add_utf16le(x, e, raw);
  } else if (e->type == JB_TIFF_ASCII || e->type == JB_TIFF_UTF8) {
    add_strings(x, e, raw);
  } else if (undefined ||
             (e->type == JB_TIFF_BYTE && e->count > JB_EXIF_NUMBERS_MAX)) {
    add_undefined(x, e, raw);
  } else {
    add_numbers(x, e, raw);
  }
}

/* An XMP packet, IPTC or ICC block as the value of a tag.  For TIFF files the
 * container has listed it already. */
static void add_part(exif *x, const jb_ifd_entry *e, const jb_tiff_part *which) {
  jb_inspection *in = x->r->in;
  if (x->in_place) return;
  jb_tiff_take take = jb_tiff_ledger_take(&x->ledger, e->value);
  if (take == JB_TIFF_REFUSED) limit(x, "parts_max");
  if (take != JB_TIFF_TAKE) return;
  jb_location at = locate(x, e->value.offset, e->value.length);
  char name[40];
  (void)snprintf(name, sizeof name, "%s %s tag %u", x->r->part->name, e->ifd->name, e->tag);
  if (at.sub.length > 0 || at.range_count == 0) return;
  jb_part *part = jb_add_part(in, which->kind, x->r->part->role, name);
  if (!part) return;
  part->parent = x->r->part->parent;
  part->envelope = at.ranges[0];
  for (size_t i = 0; i < at.range_count; i++) {
    jb_part_add_range(in, part, at.ranges[i].offset, at.ranges[i].length);
  }
  for (size_t i = 0; i < at.step_count; i++) jb_part_add_step(part, (jb_step)at.steps[i]);
}

static bool is_pointer(uint16_t tag) {
  return tag == 0x8769 || tag == 0x8825 || tag == 0xA005 || tag == 0x014A;
}

static bool visit_entry(void *user, const jb_tiff *tiff, const jb_ifd_entry *e) {
  exif *x = user;
  if (!e->has_value || is_pointer(e->tag)) return true;
  if (e->tag == TAG_JPEG_OFFSET) x->jpeg_offset = jb_ifd_number(tiff, e, 0);
  if (e->tag == TAG_JPEG_LENGTH) x->jpeg_length = jb_ifd_number(tiff, e, 0);
  const jb_tiff_part *which = jb_tiff_part_of(e->tag);
  if (which) add_part(x, e, which);
  else add_value(x, e);
  return !x->full;
}

static void begin_ifd(void *user, const jb_tiff *tiff, const jb_ifd *ifd) {
  (void)tiff;
  (void)ifd;
  exif *x = user;
  x->jpeg_offset = x->jpeg_length = 0;
}

/* Exif 2.32 4.6.2, IFD1: a JPEG stream as thumbnail. */
static void finish_ifd(void *user, const jb_tiff *tiff, const jb_ifd *ifd) {
  exif *x = user;
  jb_inspection *in = x->r->in;
  if (x->in_place || ifd->kind != JB_IFD_MAIN || ifd->number == 0 || x->jpeg_length == 0) return;
  uint64_t length = tiff->block.length, at = x->jpeg_offset;
  if (at > length || x->jpeg_length > length - at) {
    jb_add_problem(in, in->parts[x->r->part->id], "exif.thumbnail-outside",
                   file_offset(x, ifd->at), NULL);
    return;
  }
  jb_location where = locate(x, at, x->jpeg_length);
  if (where.range_count != 1 || where.step_count > 0) return; /* no bytes of the file as they are */
  jb_walk walk = jb_walk_from_part(x->r->source, in, x->r->part);
  (void)jb_walk_embedded(&walk, where.ranges[0].offset, where.ranges[0].length,
                         JB_ROLE_THUMBNAIL, "IFD1 thumbnail");
}

static void tell_problem(void *user, const jb_ifd *ifd, const char *code, uint64_t at, int why,
                         const char *detail) {
  exif *x = user;
  jb_inspection *in = x->r->in;
  /* for a TIFF file the container has told it; past the limit nothing is kept */
  if (!x->in_place && in->problem_total <= in->limits.problems_max) {
    jb_add_problem(in, in->parts[x->r->part->id], code, file_offset(x, at), detail ? "%s" : NULL,
                   detail);
  }
  /* IFD1 describes the thumbnail: what it lost is no loss to the picture */
  bool thumbnail = !x->in_place && ifd && ifd->kind == JB_IFD_MAIN && ifd->number > 0;
  if (why < 0 || thumbnail || !is_primary(x)) return;
  jb_add_not_checked(in, "exif", (jb_why)why, why == JB_WHY_LIMIT ? detail : code);
}

void jb_read_exif(jb_reading *r) {
  jb_inspection *in = r->in;
  const jb_part *part = r->part;
  exif x = {.r = r, .in_place = jb_span_is(jb_span_from(part->key), JB_TIFF_EXIF_KEY)};
  jb_tiff_block block;
  if (x.in_place) {
    x.origin = part->envelope.offset;
    block = jb_tiff_block_of_source(r->source, x.origin, x.origin + part->envelope.length);
  } else {
    /* some writers put JPEG's identifier before the block in other containers */
    jb_span content = r->content, id = jb_span_of("Exif\0", 6);
    if (jb_span_starts(content, id)) {
      x.origin = id.len;
      content = jb_span_cut(content, id.len, content.len - id.len);
      jb_add_problem(in, in->parts[part->id], "exif.extra-identifier", file_offset(&x, 0), NULL);
    }
    block = jb_tiff_block_of_span(content);
  }
  jb_tiff tiff;
  if (!jb_tiff_open(block, &tiff)) {
    if (x.in_place) return;
    jb_add_problem(in, in->parts[part->id], "exif.header", file_offset(&x, 0), NULL);
    if (is_primary(&x)) jb_add_not_checked(in, "exif", JB_WHY_INPUT, "exif.header");
    return;
  }
  x.tiff = &tiff;
  x.ledger.bytes_left = block.length;
  x.hold = jb_buf_new(TEXT_MAX);
  x.text = jb_buf_new(2 * TEXT_MAX);
  jb_ifd_visitor visitor = {&x, begin_ifd, visit_entry, finish_ifd, tell_problem};
  jb_tiff_walk(&tiff, &in->limits, &visitor);
  jb_buf_free(&x.hold);
  jb_buf_free(&x.text);
}
