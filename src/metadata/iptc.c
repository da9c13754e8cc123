/* IPTC-NAA records (IIM 4.2) and the Photoshop image resources that carry
 * them in JPEG APP13 and TIFF 34377.
 *
 * The digest of resource 0x0425 is given beside the one computed here: where
 * they differ, a program that does not know of it changed the IPTC. */
#include <stdio.h>

#include "base/codec.h"
#include "base/reader.h"
#include "base/utf8.h"
#include "io/digest.h"
#include "metadata/exif_value.h"
#include "metadata/metadata.h"

enum {
  /* Adobe Photoshop File Formats Specification, image resource IDs */
  RESOURCE_IIM = 0x0404,
  RESOURCE_ICC = 0x040F,
  RESOURCE_XMP = 0x0424,
  RESOURCE_IPTC_DIGEST = 0x0425,
  TAG_MARKER = 0x1C, /* IIM 4.2 1.5 */
  HEX_MAX = 64
};

typedef enum dataset_kind { TEXT, NUMBER, BINARY } dataset_kind;

typedef struct dataset_name {
  uint16_t id; /* record << 8 | dataset */
  const char *name;
  dataset_kind kind;
} dataset_name;

static const dataset_name k_names[] = {
#define JB_IPTC_DATASET(record, dataset, name, kind) {(record) << 8 | (dataset), name, kind},
#include "metadata/iptc_datasets.def"
#undef JB_IPTC_DATASET
};

typedef enum charset { CHARSET_UNKNOWN, CHARSET_UTF8, CHARSET_LATIN1 } charset;

typedef struct iptc {
  jb_reading *r;
  bool exact;      /* offsets of the records are offsets of the part's content */
  bool full;       /* the model takes no more */
  charset charset; /* of records 2 and up, by 1:90 */
} iptc;

void jb_read_iptc(jb_reading *r);
void jb_read_photoshop(jb_reading *r);

static const dataset_name *find_name(uint16_t id) {
  size_t low = 0, high = sizeof k_names / sizeof k_names[0];
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (k_names[middle].id == id) return &k_names[middle];
    if (k_names[middle].id < id) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

static uint64_t file_offset(const iptc *x, uint64_t at) {
  const jb_part *part = x->r->part;
  jb_location where = {0};
  if (x->exact && part->range_count > 0) where = jb_location_in(x->r->in, part, at, 1);
  return where.range_count ? where.ranges[0].offset : part->envelope.offset;
}

static void problem(iptc *x, const char *code, uint64_t at, bool missed) {
  jb_inspection *in = x->r->in;
  jb_add_problem(in, in->parts[x->r->part->id], code, file_offset(x, at), NULL);
  if (missed && x->r->part->role == JB_ROLE_PRIMARY) {
    jb_add_not_checked(in, "iptc", JB_WHY_INPUT, code);
  }
}

static jb_property *add(iptc *x, const char *key, const char *name, jb_span value, uint64_t at,
                        uint64_t length) {
  if (!value.ptr) value = jb_span_of("", 0);
  if (!x->exact) { /* swapped bytes: the whole part is all that can be named */
    at = 0;
    length = jb_part_length(x->r->part);
  }
  jb_property *p = jb_reading_add(x->r, "iptc", key, value, at, length);
  if (!p) x->full = true;
  else jb_property_set_name(x->r->in, p, jb_span_of("", 0), jb_span_str(name));
  return p;
}

static void add_hex(iptc *x, const char *key, const char *name, jb_span raw, uint64_t at) {
  char hex[2 * HEX_MAX + 1];
  jb_span head = jb_span_cut(raw, 0, HEX_MAX);
  jb_hex_string(hex, head);
  jb_property *p = add(x, key, name, jb_span_of(hex, 2 * head.len), at, raw.len);
  if (p) p->value_length = 2 * (uint64_t)raw.len;
}

/* IIM 1:90, ISO 2022 escape sequences. */
static charset charset_of(jb_span escape) {
  if (jb_span_is(escape, "\x1B%G")) return CHARSET_UTF8;
  if (jb_span_is(escape, "\x1B.A") || jb_span_is(escape, "\x1B-A")) return CHARSET_LATIN1;
  return CHARSET_UNKNOWN;
}

static void add_text(iptc *x, const char *key, const char *name, jb_span raw, uint64_t at) {
  while (raw.len > 0 && raw.ptr[raw.len - 1] == 0) raw.len--;
  if (x->charset != CHARSET_LATIN1) { /* bytes of an unknown set stay what they are */
    (void)add(x, key, name, raw, at, raw.len);
    return;
  }
  jb_buf text = jb_buf_new(2 * raw.len + 1);
  jb_latin1_to_utf8(&text, raw);
  jb_property *p = add(x, key, name, jb_buf_span(&text), at, raw.len);
  if (p) jb_location_add_step(&p->at, JB_STEP_LATIN1);
  jb_buf_free(&text);
}

static void add_dataset(iptc *x, unsigned record, unsigned dataset, jb_span raw, uint64_t at) {
  uint16_t id = (uint16_t)(record << 8 | dataset);
  const dataset_name *known = find_name(id);
  char number[16], key[64];
  (void)snprintf(number, sizeof number, "%u:%u", record, dataset);
  const char *name = known ? known->name : number;
  (void)snprintf(key, sizeof key, "Iptc.%s", name);
  dataset_kind kind = known ? known->kind : jb_exif_is_text(raw) ? TEXT : BINARY;
  if (id == (1 << 8 | 90)) x->charset = charset_of(raw);
  if (kind == NUMBER && raw.len == 2) {
    char text[8];
    int n = snprintf(text, sizeof text, "%u", (unsigned)(raw.ptr[0] << 8 | raw.ptr[1]));
    (void)add(x, key, name, jb_span_of(text, (size_t)n), at, raw.len);
  } else if (kind == TEXT) {
    add_text(x, key, name, raw, at);
  } else {
    add_hex(x, key, name, raw, at);
  }
}

/* IIM 4.2 1.5.3 and 1.5.4: a count with the top bit set says how many bytes
 * the count itself takes. */
static uint64_t read_count(jb_reader *r) {
  uint16_t n = jb_read_u16be(r);
  if ((n & 0x8000) == 0) return n;
  unsigned size = n & 0x7FFF;
  if (size == 0 || size > 8) {
    jb_reader_fail(r, "extended count");
    return 0;
  }
  uint64_t count = 0;
  for (unsigned i = 0; i < size; i++) count = count << 8 | jb_read_u8(r);
  return count;
}

static bool only_zeros(jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] != 0) return false;
  }
  return true;
}

/* Behind a damaged record other readers look for the next one, and so may a
 * label stand there: move to a marker with a known record and a count that
 * fits. */
static bool find_next(jb_reader *r) {
  while (jb_reader_left(r) >= 5) {
    jb_reader look = *r;
    uint8_t marker = jb_read_u8(&look), record = jb_read_u8(&look);
    (void)jb_read_u8(&look);
    if (marker == TAG_MARKER && record >= 1 && record <= 9 &&
        jb_read_u16be(&look) <= jb_reader_left(&look)) {
      return true;
    }
    jb_reader_skip(r, 1);
  }
  return false;
}

/* `base` is where the records start in the part's content. */
static void read_records(iptc *x, jb_span records, uint64_t base) {
  jb_reader r = jb_reader_new(records, base);
  bool told = false;
  while (jb_reader_left(&r) > 0 && !x->full) {
    uint64_t at = jb_reader_tell(&r);
    if (only_zeros(jb_span_cut(records, r.pos, 5)) &&
        only_zeros(jb_span_cut(records, r.pos, records.len))) {
      return; /* padding of TIFF's LONG or of the resource */
    }
    jb_reader one = r;
    if (jb_read_u8(&one) != TAG_MARKER) {
      if (!told) problem(x, "iptc.marker", at, true);
      told = true;
      if (!find_next(&r)) return;
      continue;
    }
    unsigned record = jb_read_u8(&one), dataset = jb_read_u8(&one);
    uint64_t count = read_count(&one), value_at = jb_reader_tell(&one);
    if (!jb_reader_ok(&one) || count > jb_reader_left(&one)) {
      problem(x, "iptc.truncated", at, true);
      return;
    }
    add_dataset(x, record, dataset, jb_read_span(&one, (size_t)count), value_at);
    r = one;
  }
}

/* TIFF writers that take the tag's LONGs for numbers swap every four bytes. */
static bool is_swapped(jb_span s) {
  return s.len >= 8 && s.len % 4 == 0 && s.ptr[0] != TAG_MARKER && s.ptr[3] == TAG_MARKER &&
         s.ptr[2] < 10;
}

static jb_span unswapped(jb_reading *r, jb_span s) {
  jb_span copy = jb_arena_copy(r->scratch, s);
  uint8_t *p = (uint8_t *)(uintptr_t)copy.ptr;
  for (size_t i = 0; p && i + 3 < copy.len; i += 4) {
    p[i] = s.ptr[i + 3];
    p[i + 1] = s.ptr[i + 2];
    p[i + 2] = s.ptr[i + 1];
    p[i + 3] = s.ptr[i];
  }
  return copy;
}

void jb_read_iptc(jb_reading *r) {
  iptc x = {.r = r, .exact = true};
  jb_span records = r->content;
  if (is_swapped(records)) {
    problem(&x, "iptc.byte-swapped", 0, false);
    records = unswapped(r, records);
    if (!records.ptr) {
      jb_add_not_checked(r->in, "iptc", JB_WHY_LIMIT, "scratch_max");
      return;
    }
    x.exact = false;
  }
  read_records(&x, records, 0);
}

/* ---- image resources ---- */

static bool is_signature(jb_span s) {
  static const char *const k_known[] = {"8BIM", "MeSa", "AgHg", "PHUT", "DCSR"};
  for (size_t i = 0; i < sizeof k_known / sizeof k_known[0]; i++) {
    if (jb_span_is(s, k_known[i])) return true;
  }
  return false;
}

static void add_computed_digest(iptc *x, jb_span iim, uint64_t at) {
  uint8_t digest[JB_HASH_MAX];
  char hex[2 * JB_HASH_MAX + 1];
  if (!jb_digest_once(JB_MD5, iim, digest)) {
    jb_add_not_checked(x->r->in, "iptc", JB_WHY_MISSING, "MD5");
    return;
  }
  size_t n = jb_hash_length(JB_MD5);
  jb_hex_string(hex, jb_span_of(digest, n));
  (void)add(x, "Iptc.DigestComputed", "0x0404", jb_span_of(hex, 2 * n), at, iim.len);
}

static void take_resource(iptc *x, unsigned id, jb_span data, uint64_t at, jb_span *iim,
                          uint64_t *iim_at) {
  char text[32];
  int n;
  switch (id) {
    case RESOURCE_IIM:
      x->charset = CHARSET_UNKNOWN;
      read_records(x, data, at);
      if (!iim->ptr) {
        *iim = data.ptr ? data : jb_span_of("", 0);
        *iim_at = at;
      }
      return;
    case RESOURCE_IPTC_DIGEST: add_hex(x, "Iptc.Digest", "0x0425", data, at); return;
    case RESOURCE_ICC:
      n = snprintf(text, sizeof text, "%zu bytes", data.len);
      (void)add(x, "Photoshop.ICCProfile", "0x040f", jb_span_of(text, (size_t)n), at, data.len);
      return;
    case RESOURCE_XMP: (void)add(x, "Photoshop.XMP", "0x0424", data, at, data.len); return;
    default: return;
  }
}

/* Adobe: signature, 16-bit id, Pascal name padded to even, 32-bit size, data
 * padded to even. */
void jb_read_photoshop(jb_reading *r) {
  iptc x = {.r = r, .exact = true};
  jb_reader in = jb_reader_new(r->content, 0);
  jb_span iim = {NULL, 0};
  uint64_t iim_at = 0;
  bool has_digest = false;
  if (jb_span_starts(r->content, jb_span_of("Photoshop 3.0", 14))) jb_reader_skip(&in, 14);
  while (jb_reader_left(&in) >= 4 && !x.full) {
    uint64_t at = jb_reader_tell(&in);
    if (only_zeros(jb_span_cut(r->content, in.pos, 16)) &&
        only_zeros(jb_span_cut(r->content, in.pos, r->content.len))) {
      break;
    }
    if (!is_signature(jb_read_span(&in, 4))) {
      problem(&x, "photoshop.signature", at, true);
      break;
    }
    unsigned id = jb_read_u16be(&in);
    uint8_t name = jb_read_u8(&in);
    jb_reader_skip(&in, name | 1u); /* name and its padding, length byte included in the pair */
    uint32_t size = jb_read_u32be(&in);
    uint64_t data_at = jb_reader_tell(&in);
    if (!jb_reader_ok(&in)) {
      problem(&x, "photoshop.truncated", at, true);
      break;
    }
    bool whole = size <= jb_reader_left(&in);
    jb_span data = jb_read_span(&in, whole ? size : jb_reader_left(&in));
    has_digest = has_digest || id == RESOURCE_IPTC_DIGEST;
    take_resource(&x, id, data, data_at, &iim, &iim_at);
    if (!whole) {
      problem(&x, "photoshop.truncated", at, true);
      break;
    }
    if ((size & 1) && jb_reader_left(&in) > 0) jb_reader_skip(&in, 1);
  }
  if (has_digest && iim.ptr && !x.full) add_computed_digest(&x, iim, iim_at);
}
