/* ICC profiles (ICC.1:2010, ICC.2): who made the profile and how it calls
 * itself.  Colour is nobody's business here. */
#include <stdio.h>

#include "base/reader.h"
#include "base/utf8.h"
#include "metadata/metadata.h"

enum {
  HEADER_LENGTH = 128,   /* ICC.1 7.2 */
  TAGS_MAX = 200,        /* profiles have some ten to thirty */
  TEXT_MAX = 64 * 1024,
  RECORDS_MAX = 4        /* languages of one text */
};

typedef struct icc {
  jb_reading *r;
  unsigned version;
} icc;

void jb_read_icc(jb_reading *r);

static void problem(icc *x, const char *code, uint64_t at) {
  jb_inspection *in = x->r->in;
  const jb_part *part = x->r->part;
  jb_location where = jb_location_in(in, part, at, 1);
  jb_add_problem(in, in->parts[part->id], code,
                 where.range_count ? where.ranges[0].offset : part->envelope.offset, NULL);
}

static jb_property *add(icc *x, const char *key, jb_span value, uint64_t at, uint64_t length) {
  jb_property *p = jb_reading_add(x->r, "icc", key, value, at, length);
  if (p) jb_property_set_name(x->r->in, p, jb_span_of("", 0), jb_span_str(key + 4));
  return p;
}

/* ICC.1 7.2: four-character signatures and numbers at fixed places. */
static void read_header(icc *x) {
  static const struct {
    const char *key;
    unsigned at;
  } k_signatures[] = {{"Icc.CMM", 4},           {"Icc.Class", 12},        {"Icc.ColorSpace", 16},
                      {"Icc.Platform", 40},     {"Icc.Manufacturer", 48}, {"Icc.Model", 52},
                      {"Icc.Creator", 80}};
  jb_span content = x->r->content;
  for (size_t i = 0; i < sizeof k_signatures / sizeof k_signatures[0]; i++) {
    jb_span s = jb_span_cut(content, k_signatures[i].at, 4);
    while (s.len > 0 && s.ptr[s.len - 1] == 0) s.len--;
    if (s.len > 0) (void)add(x, k_signatures[i].key, s, k_signatures[i].at, s.len);
  }
  char text[32];
  jb_reader r = jb_reader_new(content, 0);
  jb_reader_skip(&r, 8);
  x->version = jb_read_u8(&r);
  unsigned minor = jb_read_u8(&r);
  int n = snprintf(text, sizeof text, "%u.%u.%u", x->version, minor >> 4, minor & 15);
  (void)add(x, "Icc.Version", jb_span_of(text, (size_t)n), 8, 4);
  jb_reader_skip(&r, 14);
  unsigned date[6];
  for (unsigned i = 0; i < 6; i++) date[i] = jb_read_u16be(&r);
  if (!jb_reader_ok(&r) || date[0] == 0) return;
  n = snprintf(text, sizeof text, "%04u-%02u-%02u %02u:%02u:%02u", date[0], date[1], date[2],
               date[3], date[4], date[5]);
  if (n > 0 && n < (int)sizeof text) (void)add(x, "Icc.Created", jb_span_of(text, (size_t)n), 24, 12);
}

static jb_span until_nul(jb_span s) {
  const uint8_t *nul = s.len ? memchr(s.ptr, 0, s.len) : NULL;
  return nul ? jb_span_cut(s, 0, (size_t)(nul - s.ptr)) : s;
}

/* ICC.1 10.15 multiLocalizedUnicodeType: UTF-16BE by language. */
static void add_localized(icc *x, const char *key, jb_span tag, uint64_t at) {
  jb_reader r = jb_reader_new(tag, at);
  jb_reader_skip(&r, 8);
  uint32_t records = jb_read_u32be(&r), size = jb_read_u32be(&r);
  if (size < 12) {
    problem(x, "icc.text", at);
    return;
  }
  for (uint32_t i = 0; i < records && i < RECORDS_MAX; i++) {
    jb_reader record = jb_reader_child(&r, size);
    jb_reader_skip(&record, 4);
    uint32_t length = jb_read_u32be(&record), offset = jb_read_u32be(&record);
    jb_span text = jb_span_cut(tag, offset, length);
    if (!jb_reader_ok(&record) || text.len < length || length > TEXT_MAX) {
      problem(x, "icc.text", at);
      return;
    }
    text.len -= text.len & 1;
    while (text.len >= 2 && text.ptr[text.len - 1] == 0 && text.ptr[text.len - 2] == 0) text.len -= 2;
    jb_buf out = jb_buf_new(2 * TEXT_MAX);
    jb_utf16_to_utf8(&out, text, true);
    jb_property *p = out.len ? add(x, key, jb_buf_span(&out), at + offset, text.len) : NULL;
    if (p) jb_location_add_step(&p->at, JB_STEP_UTF16BE);
    jb_buf_free(&out);
  }
}

static void add_text_tag(icc *x, const char *key, jb_span tag, uint64_t at) {
  jb_span type = jb_span_cut(tag, 0, 4);
  if (jb_span_is(type, "mluc")) {
    add_localized(x, key, tag, at);
  } else if (jb_span_is(type, "text")) { /* ICC.1 10.24 */
    jb_span text = until_nul(jb_span_cut(tag, 8, TEXT_MAX));
    if (text.len) (void)add(x, key, text, at + 8, text.len);
  } else if (jb_span_is(type, "desc")) { /* ICC.1:2001-04 6.5.17: a count, then ASCII */
    jb_reader r = jb_reader_new(tag, at);
    jb_reader_skip(&r, 8);
    uint32_t count = jb_read_u32be(&r);
    jb_span text = until_nul(jb_span_cut(tag, 12, count < TEXT_MAX ? count : TEXT_MAX));
    if (text.len) (void)add(x, key, text, at + 12, text.len);
  } else {
    problem(x, "icc.text", at);
  }
}

static const char *key_of(jb_span signature) {
  static const struct {
    const char *signature, *key;
  } k_tags[] = {{"desc", "Icc.Description"},
                {"cprt", "Icc.Copyright"},
                {"dmnd", "Icc.ManufacturerDescription"},
                {"dmdd", "Icc.ModelDescription"}};
  for (size_t i = 0; i < sizeof k_tags / sizeof k_tags[0]; i++) {
    if (jb_span_is(signature, k_tags[i].signature)) return k_tags[i].key;
  }
  return NULL;
}

void jb_read_icc(jb_reading *r) {
  icc x = {.r = r};
  jb_reader in = jb_reader_new(r->content, 0);
  jb_reader_seek(&in, 36);
  /* ICC.1 7.2.9: the file signature "acsp" */
  if (r->content.len < HEADER_LENGTH || !jb_span_is(jb_read_span(&in, 4), "acsp")) {
    problem(&x, "icc.header", 0);
    return;
  }
  read_header(&x);
  jb_reader_seek(&in, HEADER_LENGTH);
  uint32_t count = jb_read_u32be(&in);
  if (count > TAGS_MAX) problem(&x, "icc.tags", HEADER_LENGTH);
  for (uint32_t i = 0; i < count && i < TAGS_MAX; i++) {
    jb_span signature = jb_read_span(&in, 4);
    uint32_t offset = jb_read_u32be(&in), size = jb_read_u32be(&in);
    if (!jb_reader_ok(&in)) {
      problem(&x, "icc.tags", HEADER_LENGTH);
      return;
    }
    const char *key = key_of(signature);
    if (!key) continue;
    jb_span tag = jb_span_cut(r->content, offset, size);
    if (tag.len < size || tag.len < 12) problem(&x, "icc.tag-outside", HEADER_LENGTH + 4 + 12 * (uint64_t)i);
    else add_text_tag(&x, key, tag, offset);
  }
}
