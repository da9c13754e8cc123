/* Samsung's SEF: records behind the picture, or in the sefd box of a HEIC,
 * found from their end:
 *
 *   record*  "SEFH" version(4) count(4) entry(12)*  directory length(4) "SEFT"
 *   entry    0(2) type(2) bytes back from SEFH(4) size(4), little-endian
 *   record   0(2) type(2) name length(4) name value
 */
#include "base/ascii.h"
#include "base/reader.h"
#include "metadata/trailer.h"

void jb_read_samsung_sef(jb_reading *r);

enum {
  ENTRY = 12,
  DIRECTORY_HEAD = 12,
  DIRECTORY_MAX = 64 * 1024,
  SEARCH = 64 * 1024, /* junk behind SEFT is looked past this far */
  FOOTERS_MAX = 16,   /* "SEFT" that are tried */
  RECORD_HEAD = 8,
  NAME_MAX_LENGTH = 128
};

typedef struct sef {
  uint64_t directory, end; /* SEFH; behind SEFT; both from the trailer's start */
  uint32_t count;
} sef;

/* Is there a directory before the footer at `footer` (of the trailer)? */
static bool directory_before(const jb_trailer *t, uint64_t footer, sef *out) {
  if (footer < 4 + DIRECTORY_HEAD) return false;
  jb_reader r = jb_reader_new(jb_trailer_bytes(t, footer - 4, 4), 0);
  uint32_t length = jb_read_u32le(&r);
  if (!jb_reader_ok(&r) || length < DIRECTORY_HEAD || length > DIRECTORY_MAX ||
      length > footer - 4) {
    return false;
  }
  uint64_t start = footer - 4 - length;
  r = jb_reader_new(jb_trailer_bytes(t, start, DIRECTORY_HEAD), start);
  bool head = jb_span_is(jb_read_span(&r, 4), "SEFH");
  jb_reader_skip(&r, 4); /* version */
  uint32_t count = jb_read_u32le(&r);
  if (!head || !jb_reader_ok(&r) || count > (length - DIRECTORY_HEAD) / ENTRY) return false;
  *out = (sef){.directory = start, .end = footer + 4, .count = count};
  return true;
}

/* The last footer with a directory; some files carry junk behind it. */
static bool find_sef(const jb_trailer *t, sef *out, bool *at_end) {
  uint64_t n = t->range.length < SEARCH ? t->range.length : SEARCH;
  uint64_t from = t->range.length - n;
  jb_span tail = jb_trailer_bytes(t, from, n);
  *at_end = tail.len >= 4 && jb_span_is(jb_span_cut(tail, tail.len - 4, 4), "SEFT");
  unsigned tried = 0;
  for (size_t i = tail.len; i >= 4 && tried < FOOTERS_MAX; i--) {
    if (!jb_span_is(jb_span_cut(tail, i - 4, 4), "SEFT")) continue;
    tried++;
    if (directory_before(t, from + i - 4, out)) return true;
  }
  return false;
}

typedef struct record {
  uint16_t type;
  uint64_t at, size; /* from the trailer's start */
} record;

static bool read_entry(const jb_trailer *t, const sef *s, uint32_t index, record *out) {
  uint64_t at = s->directory + DIRECTORY_HEAD + (uint64_t)index * ENTRY;
  jb_reader r = jb_reader_new(jb_trailer_bytes(t, at, ENTRY), at);
  jb_reader_skip(&r, 2);
  uint16_t type = jb_read_u16le(&r);
  uint64_t back = jb_read_u32le(&r), size = jb_read_u32le(&r);
  if (!jb_reader_ok(&r) || back > s->directory || size > back || size < RECORD_HEAD) return false;
  *out = (record){.type = type, .at = s->directory - back, .size = size};
  return true;
}

/* "Samsung." and the record's name, or its type when the name is none. */
static const char *key_of(const jb_trailer *t, uint16_t type, jb_span name) {
  bool good = name.len > 0 && name.len <= NAME_MAX_LENGTH;
  for (size_t i = 0; good && i < name.len; i++) {
    good = jb_ascii_print(name.ptr[i]) && name.ptr[i] != '/';
  }
  if (!good) return jb_arena_format(t->r->scratch, "Samsung.0x%04x", type);
  return jb_arena_format(t->r->scratch, "Samsung.%.*s", (int)name.len, (const char *)name.ptr);
}

/* False when there is no use in reading more. */
static bool read_record(jb_trailer *t, const jb_part *part, const record *rec) {
  jb_reader r = jb_reader_new(jb_trailer_bytes(t, rec->at, RECORD_HEAD), rec->at);
  jb_reader_skip(&r, 2);
  uint16_t type = jb_read_u16le(&r);
  uint64_t name_length = jb_read_u32le(&r);
  if (!jb_reader_ok(&r) || name_length > rec->size - RECORD_HEAD) {
    jb_trailer_damaged(t, "sef.record", rec->at);
    return true;
  }
  if (type != rec->type) {
    jb_add_problem(t->r->in, t->r->in->parts[part->id], "sef.record-type",
                   t->range.offset + rec->at, NULL);
  }
  jb_span name = jb_trailer_bytes(t, rec->at + RECORD_HEAD,
                                  name_length < 256 ? name_length : 256);
  const char *key = key_of(t, rec->type, name);
  if (!key) return false;
  uint64_t head = RECORD_HEAD + name_length;
  return jb_trailer_record(t, part, "samsung", key, name, rec->at + head, rec->size - head);
}

/* Where the first record starts: the part begins there. */
static uint64_t first_record(const jb_trailer *t, const sef *s, uint32_t count) {
  uint64_t first = s->directory;
  for (uint32_t i = 0; i < count; i++) {
    record rec;
    if (read_entry(t, s, i, &rec) && rec.at < first) first = rec.at;
  }
  return first;
}

static void read_records(jb_trailer *t, const jb_part *part, const sef *s) {
  uint32_t count = s->count < JB_TRAILER_RECORDS_MAX ? s->count : JB_TRAILER_RECORDS_MAX;
  uint64_t budget = t->range.length; /* records that overlap would claim more than there is */
  if (count < s->count) {
    jb_add_not_checked(t->r->in, "trailer", JB_WHY_LIMIT, "records");
  }
  for (uint32_t i = 0; i < count; i++) {
    record rec;
    bool good = read_entry(t, s, i, &rec);
    if (jb_arena_exhausted(t->r->scratch)) {
      jb_add_not_checked(t->r->in, "trailer", JB_WHY_LIMIT, "scratch_max");
      return;
    }
    if (!good) {
      jb_trailer_damaged(t, "sef.entry", s->directory + DIRECTORY_HEAD + (uint64_t)i * ENTRY);
      continue;
    }
    if (rec.size > budget) {
      jb_trailer_damaged(t, "sef.records-overlap", rec.at);
      return;
    }
    budget -= rec.size;
    if (!read_record(t, part, &rec)) return;
  }
}

/* A property of the trailer itself, so that its bytes are accounted for. */
static void note_directory(const jb_trailer *t, const sef *s) {
  const char *count = jb_arena_format(t->r->scratch, "%u", s->count);
  if (!count) return;
  jb_property *p = jb_add_property(t->r->in, t->r->part->id, "samsung", "Samsung.SEF",
                                   jb_span_str(count));
  if (p) p->at = jb_location_in(t->r->in, t->r->part, s->directory, s->end - s->directory);
}

void jb_read_samsung_sef(jb_reading *r) {
  jb_trailer t = jb_trailer_of(r);
  sef s;
  bool at_end;
  if (!find_sef(&t, &s, &at_end)) {
    if (at_end) jb_trailer_damaged(&t, "sef.directory", t.range.length - 4);
    return;
  }
  note_directory(&t, &s);
  const jb_part *part = r->part;
  if (!jb_trailer_is_box(part)) {
    uint32_t count = s.count < JB_TRAILER_RECORDS_MAX ? s.count : JB_TRAILER_RECORDS_MAX;
    uint64_t first = first_record(&t, &s, count);
    part = jb_trailer_part(&t, "SEF", first, s.end - first);
    if (!part) return;
  }
  if (s.end < t.range.length) {
    jb_add_problem(r->in, r->in->parts[part->id], "sef.data-behind", t.range.offset + s.end, NULL);
  }
  read_records(&t, part, &s);
}
