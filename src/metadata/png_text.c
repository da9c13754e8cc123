/* PNG text chunks (PNG specification, third edition, 11.3.3).
 *
 * tEXt and zTXt are Latin-1 by the standard and UTF-8 or GB 2312 by practice:
 * form says what the bytes are.  ImageMagick hides whole Exif, XMP and IPTC
 * blocks in text ("Raw profile type ..."); they become parts of their own. */
#include "base/ascii.h"
#include "base/utf8.h"
#include "metadata/metadata.h"
#include "metadata/xml_input.h"

void jb_read_png_text(jb_reading *r);

/* ---- encoding ---- */

/* GB 2312 in EUC-CN: pairs of bytes from A1, nothing else above ASCII.  Latin-1
 * text has single letters with accents, which break the pairs. */
static bool looks_gb2312(jb_span s) {
  size_t pairs = 0;
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] < 0x80) continue;
    if (i + 1 >= s.len || s.ptr[i] < 0xA1 || s.ptr[i] > 0xF7 || s.ptr[i + 1] < 0xA1 ||
        s.ptr[i + 1] == 0xFF) {
      return false;
    }
    pairs++;
    i++;
  }
  return pairs > 0;
}

static bool is_ascii(jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] >= 0x80) return false;
  }
  return true;
}

static const char *form_of(jb_span value, bool international) {
  if (is_ascii(value)) return "ascii";
  if (jb_utf8_valid(value)) return "utf-8";
  if (looks_gb2312(value)) return "gb2312";
  return international ? "not-utf-8" : "latin-1";
}

static bool to_utf8(jb_reading *r, jb_span raw, jb_span *out) {
  jb_buf utf8 = jb_buf_new(2 * raw.len + 1);
  jb_latin1_to_utf8(&utf8, raw);
  *out = jb_buf_ok(&utf8) ? jb_arena_copy(r->scratch, jb_buf_span(&utf8)) : (jb_span){NULL, 0};
  jb_buf_free(&utf8);
  return out->ptr != NULL;
}

static void put_text(jb_reading *r, jb_span keyword) {
  bool international = strcmp(r->part->name, "iTXt") == 0;
  jb_span value = r->content;
  const char *form = form_of(value, international);
  bool latin1 = strcmp(form, "latin-1") == 0;
  if (latin1 && !to_utf8(r, r->content, &value)) {
    jb_add_not_checked(r->in, "text", JB_WHY_LIMIT, "scratch_max");
    return;
  }
  jb_buf key = jb_buf_new(1024);
  jb_buf_str(&key, "Png.");
  (void)jb_escape(&key, jb_span_cut(keyword, 0, 79)); /* 11.3.3.2: 1 to 79 bytes */
  jb_buf_char(&key, '\0');
  jb_property *p = jb_buf_ok(&key) ? jb_add_property(r->in, r->part->id, "png-text",
                                                     (const char *)key.data, value)
                                   : NULL;
  jb_buf_free(&key);
  if (!p) return;
  jb_property_set_name(r->in, p, (jb_span){NULL, 0}, keyword);
  p->form = form;
  jb_location whole = jb_xml_input_whole(r->part);
  p->at = jb_location_cut(r->in, &whole, 0, r->content.len);
  if (latin1) jb_location_add_step(&p->at, JB_STEP_LATIN1);
}

/* ---- raw profiles ---- */

static bool starts(jb_span s, const char *bytes, size_t n) {
  return jb_span_starts(s, jb_span_of(bytes, n));
}

/* What a decoded profile is, by its name and, where that says little, its
 * first bytes. */
static jb_part_kind profile_kind(jb_span type, jb_span bytes) {
  if (starts(bytes, "Exif\0\0", 6) || starts(bytes, "II*\0", 4) || starts(bytes, "MM\0*", 4)) {
    return JB_PART_EXIF;
  }
  if (starts(bytes, "8BIM", 4) || starts(bytes, "Photoshop 3.0", 13)) return JB_PART_PHOTOSHOP;
  if (starts(bytes, "\x1C\x02", 2)) return JB_PART_IPTC;
  if (jb_span_equal_nocase(type, jb_span_str("xmp"))) return JB_PART_XMP;
  if (starts(bytes, "http://ns.adobe.com/xap/1.0/", 28)) return JB_PART_XMP;
  if (jb_span_equal_nocase(type, jb_span_str("icc")) ||
      jb_span_equal_nocase(type, jb_span_str("icm"))) {
    return JB_PART_ICC;
  }
  return JB_PART_KIND_COUNT;
}

static jb_part *add_profile_part(jb_reading *r, jb_part_kind kind) {
  jb_part *part = jb_add_part(r->in, kind, r->part->role, r->part->name);
  if (!part) return NULL;
  jb_location whole = jb_xml_input_whole(r->part);
  part->parent = r->part->parent;
  part->ranges = whole.ranges;
  part->range_count = whole.range_count;
  part->envelope = r->part->envelope;
  part->key = r->part->key;
  for (size_t i = 0; i < whole.step_count; i++) jb_part_add_step(part, (jb_step)whole.steps[i]);
  jb_part_add_step(part, JB_STEP_RAW_PROFILE);
  return part;
}

/* Enough digits to tell what it is. */
static jb_span profile_head(jb_span text, uint8_t head[64]) {
  size_t at = 0, n = 0;
  for (int line = 0; line < 2; line++) {
    while (at < text.len && jb_ascii_space(text.ptr[at])) at++;
    while (at < text.len && text.ptr[at] != '\n') at++;
  }
  for (; at + 1 < text.len && n < 64; at++) {
    int high = jb_ascii_hex(text.ptr[at]), low = jb_ascii_hex(text.ptr[at + 1]);
    if (jb_ascii_space(text.ptr[at])) continue;
    if (high < 0 || low < 0) break;
    head[n++] = (uint8_t)(high << 4 | low);
    at++;
  }
  return jb_span_of(head, n);
}

static bool read_profile(jb_reading *r, jb_span keyword) {
  static const char k_prefix[] = "Raw profile type ";
  uint8_t head[64];
  if (!jb_span_starts(keyword, jb_span_str(k_prefix))) return false;
  jb_span type = jb_span_cut(keyword, sizeof k_prefix - 1, keyword.len);
  jb_part_kind kind = profile_kind(type, profile_head(r->content, head));
  if (kind == JB_PART_KIND_COUNT) return false;
  return add_profile_part(r, kind) != NULL; /* its reader comes to it */
}

void jb_read_png_text(jb_reading *r) {
  jb_span keyword = jb_span_from(r->part->key);
  if (!read_profile(r, keyword)) put_text(r, keyword);
}
