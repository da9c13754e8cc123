#include "metadata/exif_value.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/utf8.h"

typedef struct tag_name {
  uint16_t tag;
  const char *name;
} tag_name;

#define JB_EXIF_TAG(tag, name) {tag, name},
static const tag_name k_image[] = {
#define JB_EXIF_IMAGE
#include "model/exif_tags.def"
#undef JB_EXIF_IMAGE
};
static const tag_name k_gps[] = {
#define JB_EXIF_GPS
#include "model/exif_tags.def"
#undef JB_EXIF_GPS
};
static const tag_name k_interop[] = {
#define JB_EXIF_INTEROP
#include "model/exif_tags.def"
#undef JB_EXIF_INTEROP
};
#undef JB_EXIF_TAG

/* Tables are in ascending order of the tag. */
static const char *find(const tag_name *table, size_t count, uint16_t tag) {
  size_t low = 0;
  while (low < count) {
    size_t middle = low + (count - low) / 2;
    if (table[middle].tag == tag) return table[middle].name;
    if (table[middle].tag < tag) low = middle + 1;
    else count = middle;
  }
  return NULL;
}

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

const char *jb_exif_tag_name(jb_ifd_kind kind, uint16_t tag) {
  if (kind == JB_IFD_GPS) return find(k_gps, COUNT(k_gps), tag);
  if (kind == JB_IFD_INTEROP) {
    const char *name = find(k_interop, COUNT(k_interop), tag);
    if (name) return name;
  }
  /* tags of TIFF and Exif share one number space and stray between the IFDs */
  return find(k_image, COUNT(k_image), tag);
}

bool jb_exif_is_text(jb_span raw) {
  for (size_t i = 0; i < raw.len;) {
    uint32_t code;
    size_t n = jb_utf8_decode(jb_span_cut(raw, i, raw.len - i), &code);
    if (n == 0 || (code < 0x20 && code != '\t' && code != '\r' && code != '\n')) return false;
    if (code >= 0x7F && code < 0xA0) return false;
    i += n;
  }
  return true;
}

/* The shortest of two precisions that reads back the same, with a point
 * whatever the process's locale says. */
static void put_real(jb_buf *out, double v, bool is_float) {
  if (isnan(v) || isinf(v)) {
    jb_buf_str(out, isnan(v) ? "nan" : v < 0 ? "-inf" : "inf");
    return;
  }
  char text[48];
  int n = snprintf(text, sizeof text, "%.*g", is_float ? 9 : 17, v);
  for (int i = 0; i < n && i < (int)sizeof text - 1; i++) {
    char c = text[i];
    bool plain = jb_ascii_digit((uint8_t)c) || c == '-' || c == '+' || c == 'e';
    jb_buf_char(out, plain ? c : '.');
  }
}

static void put_number(jb_buf *out, const jb_tiff *t, jb_reader *r, unsigned type) {
  switch (type) {
    case JB_TIFF_SBYTE: jb_buf_format(out, "%d", (int8_t)jb_tiff_get(t, r, 1)); break;
    case JB_TIFF_SSHORT: jb_buf_format(out, "%d", (int16_t)jb_tiff_get(t, r, 2)); break;
    case JB_TIFF_SLONG: jb_buf_format(out, "%" PRId32, (int32_t)jb_tiff_get(t, r, 4)); break;
    case JB_TIFF_SLONG8: jb_buf_format(out, "%" PRId64, (int64_t)jb_tiff_get(t, r, 8)); break;
    case JB_TIFF_RATIONAL:
    case JB_TIFF_SRATIONAL: {
      uint32_t n = (uint32_t)jb_tiff_get(t, r, 4), d = (uint32_t)jb_tiff_get(t, r, 4);
      if (type == JB_TIFF_RATIONAL) jb_buf_format(out, "%" PRIu32 "/%" PRIu32, n, d);
      else jb_buf_format(out, "%" PRId32 "/%" PRId32, (int32_t)n, (int32_t)d);
      break;
    }
    case JB_TIFF_FLOAT: {
      uint32_t bits = (uint32_t)jb_tiff_get(t, r, 4);
      float v;
      memcpy(&v, &bits, sizeof v);
      put_real(out, (double)v, true);
      break;
    }
    case JB_TIFF_DOUBLE: {
      uint64_t bits = jb_tiff_get(t, r, 8);
      double v;
      memcpy(&v, &bits, sizeof v);
      put_real(out, v, false);
      break;
    }
    default:
      jb_buf_format(out, "%" PRIu64, jb_tiff_get(t, r, jb_tiff_type_size(type)));
  }
}

void jb_exif_numbers_text(jb_buf *out, const jb_tiff *t, const jb_ifd_entry *e, jb_span raw) {
  unsigned size = jb_tiff_type_size(e->type);
  if (size == 0 || e->type == JB_TIFF_ASCII || e->type == JB_TIFF_UTF8 ||
      e->type == JB_TIFF_UNDEFINED) {
    return;
  }
  jb_reader r = jb_reader_new(raw, 0);
  for (size_t i = 0; jb_reader_left(&r) >= size; i++) {
    if (i == JB_EXIF_NUMBERS_MAX) {
      jb_buf_str(out, " ...");
      return;
    }
    if (i > 0) jb_buf_char(out, ' ');
    put_number(out, t, &r, e->type);
  }
}
