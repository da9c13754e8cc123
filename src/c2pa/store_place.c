/* Where the store stands, read again from the file's own framing: what a
 * container says about a part is how to read it, and an exclusion is judged by
 * every byte. */
#include "c2pa/binding_run.h"

#include "base/reader.h"

static bool format_is(const jb_binding_file *file, const char *name) {
  const char *format = file->in->file.format;
  return format && strcmp(format, name) == 0;
}

static uint8_t byte_at(const jb_binding_file *file, uint64_t at) {
  jb_span s = jb_source_peek(file->source, at, 1);
  return s.len ? s.ptr[0] : 0;
}

/* ISO/IEC 18477-3 B.2: FF EB, length, "JP", instance, number, LBox, TBox and
 * perhaps XLBox, which the part has once and every later segment again. */
static jb_range app11_around(const jb_binding_file *file, jb_range piece) {
  enum { BEFORE = 12, BOX = 8, LARGE_BOX = 16 };
  static const unsigned k_before[] = {BEFORE, BEFORE + BOX, BEFORE + LARGE_BOX};
  for (size_t i = 0; i < sizeof k_before / sizeof k_before[0]; i++) {
    if (piece.offset < k_before[i]) break;
    uint64_t at = piece.offset - k_before[i];
    jb_reader r = jb_reader_new(jb_source_peek(file->source, at, 6), at);
    bool marker = jb_read_u16be(&r) == 0xFFEB;
    uint64_t length = jb_read_u16be(&r);
    bool jp = jb_span_is(jb_read_span(&r, 2), "JP");
    if (marker && jp && at + 2 + length == jb_range_end(piece)) {
      return (jb_range){at, length + 2};
    }
  }
  return piece; /* no segment around it: nothing but the bytes themselves */
}

static void frame_jpeg(const jb_binding_file *file, jb_store_frame *f) {
  const jb_part *part = file->store;
  jb_range *list = jb_arena_array(file->scratch, part->range_count, sizeof *list);
  if (!list) return;
  size_t n = 0;
  bool in_order = true;
  for (size_t i = 0; i < part->range_count; i++) {
    jb_range r = app11_around(file, part->ranges[i]);
    if (n > 0 && jb_range_end(list[n - 1]) == r.offset) {
      list[n - 1].length += r.length;
      continue;
    }
    in_order = in_order && n == 0;
    list[n++] = r;
  }
  jb_ranges sorted = {list, n, n};
  jb_ranges_normalise(&sorted);
  f->ranges = sorted.list;
  f->count = sorted.count;
  f->contiguous = in_order && sorted.count == 1;
}

/* RIFF: a payload of odd length is followed by a byte that belongs to the chunk. */
static uint64_t pad_after(const jb_binding_file *file) {
  const jb_part *part = file->store;
  uint64_t end = jb_range_end(part->envelope);
  bool odd = (jb_part_length(part) & 1) != 0;
  return odd && end < jb_source_size(file->source) ? 1 : 0;
}

static bool has_value_step(const jb_part *part) {
  for (size_t i = 0; i < part->step_count; i++) {
    if (jb_step_is_value((jb_step)part->steps[i])) return true;
  }
  return false;
}

jb_store_frame jb_store_frame_find(const jb_binding_file *file) {
  jb_store_frame f = {0};
  const jb_part *part = file->store;
  if (!part || part->range_count == 0) return f;
  f.present = true;
  const jb_range *last = &part->ranges[part->range_count - 1];
  uint64_t start = part->ranges[0].offset, end = jb_range_end(*last);
  f.payload = (jb_range){start, end > start ? end - start : 0};
  if (format_is(file, "jpeg") && byte_at(file, part->envelope.offset) == 0xFF) {
    frame_jpeg(file, &f);
  } else {
    jb_range *one = jb_arena_alloc(file->scratch, sizeof *one);
    if (!one) return f;
    *one = part->envelope;
    if (has_value_step(part) || one->length == 0) *one = f.payload; /* SVG: the text alone */
    if (format_is(file, "webp")) one->length += pad_after(file);
    f.ranges = one;
    f.count = 1;
    f.contiguous = true;
  }
  if (f.count > 0) {
    f.whole.offset = f.ranges[0].offset;
    f.whole.length = jb_range_end(f.ranges[f.count - 1]) - f.whole.offset;
  }
  return f;
}

const jb_range *jb_store_place(const jb_binding_file *file, size_t *count, bool *contiguous) {
  jb_store_frame f = jb_store_frame_find(file);
  *count = f.count;
  *contiguous = f.contiguous;
  return f.ranges;
}

/* GIF 15: each sub-block starts with its length, which nothing hashes either:
 * from the first to the last byte of [at, at+length) is one range. */
static bool sub_block_ranges(const jb_binding_file *file, uint64_t at, uint64_t length,
                             jb_ranges *out) {
  const jb_part *part = file->store;
  uint64_t pos = part->ranges[0].offset, end = jb_range_end(part->ranges[0]);
  uint64_t from = 0, to = 0;
  while (pos < end && length > 0) {
    uint64_t n = byte_at(file, pos);
    if (n == 0) break;
    if (n > end - pos - 1) n = end - pos - 1;
    if (at < n) {
      uint64_t take = n - at < length ? n - at : length;
      if (to == 0) from = pos + 1 + at;
      to = pos + 1 + at + take;
      length -= take;
      at = 0;
    } else {
      at -= n;
    }
    pos += 1 + n;
  }
  return jb_ranges_add(file->scratch, out, from, to - from);
}

/* Four characters of base64 hold three bytes; only when nothing but the
 * alphabet stands in the text is that arithmetic. */
static bool base64_ranges(const jb_binding_file *file, uint64_t at, uint64_t length,
                          jb_ranges *out) {
  const jb_part *part = file->store;
  uint64_t total = jb_part_length(part), from = at / 3 * 4, to = (at + length + 2) / 3 * 4;
  bool dense = total == (file->store_length + 2) / 3 * 4; /* no white space between */
  if (part->range_count != 1 || !dense || from >= total) {
    from = 0;
    to = total;
  }
  if (to > total) to = total;
  return jb_ranges_add(file->scratch, out, part->ranges[0].offset + from, to - from);
}

bool jb_store_ranges(const jb_binding_file *file, uint64_t at, uint64_t length, jb_ranges *out) {
  const jb_part *part = file->store;
  if (!part || part->range_count == 0) return true;
  for (size_t i = 0; i < part->step_count; i++) {
    jb_step step = (jb_step)part->steps[i];
    if (step == JB_STEP_REASSEMBLE) continue;
    if (step == JB_STEP_GIF_SUBBLOCKS && part->step_count == 1) {
      return sub_block_ranges(file, at, length, out);
    }
    if (step == JB_STEP_BASE64 && part->step_count == 1) {
      return base64_ranges(file, at, length, out);
    }
    bool ok = true;
    for (size_t k = 0; k < part->range_count; k++) {
      ok = jb_ranges_add(file->scratch, out, part->ranges[k].offset, part->ranges[k].length) && ok;
    }
    return ok;
  }
  for (size_t i = 0; i < part->range_count && length > 0; i++) {
    jb_range r = part->ranges[i];
    if (at >= r.length) {
      at -= r.length;
      continue;
    }
    uint64_t take = r.length - at < length ? r.length - at : length;
    if (!jb_ranges_add(file->scratch, out, r.offset + at, take)) return false;
    length -= take;
    at = 0;
  }
  return true;
}
