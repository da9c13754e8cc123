#include "aigc/finder.h"
#include "aigc/layers.h"
#include "base/buf.h"

/* Steps whose result cannot be followed back to single bytes of the file. */
static bool is_opaque(jb_step step) {
  return step == JB_STEP_INFLATE || step == JB_STEP_BROTLI || step == JB_STEP_GIF_SUBBLOCKS;
}

static bool is_character_step(jb_step step) {
  return step == JB_STEP_LATIN1 || step == JB_STEP_UTF16BE || step == JB_STEP_UTF16LE;
}

static jb_span read_ranges(jb_aigc_finder *fd, const jb_location *at) {
  uint64_t total = 0;
  for (size_t i = 0; i < at->range_count; i++) {
    uint64_t n = at->ranges[i].length;
    if (n > fd->in->limits.part_content_max - total) return (jb_span){NULL, 0};
    total += n;
  }
  if (total == 0 || total > SIZE_MAX) return (jb_span){NULL, 0};
  if (at->range_count == 1) {
    return jb_source_copy(fd->source, fd->scratch, at->ranges[0].offset, (size_t)total);
  }
  jb_buf joined = jb_buf_new((size_t)total);
  for (size_t i = 0; i < at->range_count; i++) {
    uint8_t *to = jb_buf_extend(&joined, (size_t)at->ranges[i].length);
    size_t n = (size_t)at->ranges[i].length;
    if (!to || jb_source_read(fd->source, at->ranges[i].offset, to, n) != n) joined.failed = true;
  }
  jb_span result = {NULL, 0};
  if (jb_buf_ok(&joined)) result = jb_arena_copy(fd->scratch, jb_buf_span(&joined));
  jb_buf_free(&joined);
  return result;
}

/* The bytes before the first step that can be followed. */
static jb_span first_stage(jb_aigc_finder *fd, const jb_location *at, bool *in_file) {
  *in_file = true;
  for (size_t i = 0; i < at->step_count; i++) *in_file = *in_file && !is_opaque(at->steps[i]);
  if (*in_file) return read_ranges(fd, at);
  const jb_part *part = jb_aigc_part_of(fd->in, at->part);
  if (!part) return (jb_span){NULL, 0};
  return jb_part_content(fd->source, part, &fd->in->limits, fd->scratch, NULL).bytes;
}

jb_aigc_trace jb_aigc_trace_new(jb_aigc_finder *fd, const jb_location *at, jb_span value) {
  jb_aigc_trace t = {.in = fd->in, .arena = fd->scratch, .whole = *at};
  if (!fd->source || at->range_count == 0) return t;
  jb_span now = first_stage(fd, at, &t.in_file);
  bool cut = at->sub.length == 0;
  for (size_t k = 0; k < at->step_count && now.ptr; k++) {
    jb_step step = at->steps[k];
    if (jb_step_is_value(step) && !cut) {
      now = jb_span_cut(now, (size_t)at->sub.offset, (size_t)at->sub.length);
      cut = true;
    }
    t.stage[k] = now;
    if (!jb_step_is_value(step)) t.stream_steps = k + 1;
    if (jb_step_is_value(step) || is_character_step(step)) now = jb_aigc_decode(fd->scratch, step, now);
  }
  if (now.ptr && !cut) now = jb_span_cut(now, (size_t)at->sub.offset, (size_t)at->sub.length);
  t.stage[at->step_count] = t.bytes = now;
  t.readable = now.ptr != NULL;
  t.base = t.readable ? jb_span_find(now, value) : SIZE_MAX;
  t.exact = value.len > 0 && t.base != SIZE_MAX;
  return t;
}

/* Back through the value steps: a place before the first of them. */
static size_t before_value_steps(const jb_aigc_trace *t, size_t at) {
  for (size_t k = t->whole.step_count; k > t->stream_steps; k--) {
    at = jb_aigc_origin((jb_step)t->whole.steps[k - 1], t->stage[k - 1], at);
  }
  return at;
}

jb_location jb_aigc_trace_cut(const jb_aigc_trace *t, size_t at, size_t length) {
  if (!t->exact || (t->base == 0 && at == 0 && length == t->bytes.len)) return t->whole;
  size_t from = before_value_steps(t, t->base + at);
  size_t to = before_value_steps(t, t->base + at + length);
  if (to <= from) return t->whole; /* base64: its bytes are not followed */
  jb_location cut = jb_location_cut(t->in, &t->whole, from, to - from);
  for (size_t k = t->stream_steps; k < t->whole.step_count; k++) {
    jb_location_add_step(&cut, (jb_step)t->whole.steps[k]);
  }
  return cut;
}

static bool file_offset(const jb_aigc_trace *t, size_t at, uint64_t *offset) {
  uint64_t left = at;
  for (size_t i = 0; i < t->whole.range_count; i++) {
    if (left < t->whole.ranges[i].length) {
      *offset = t->whole.ranges[i].offset + left;
      return true;
    }
    left -= t->whole.ranges[i].length;
  }
  return false;
}

bool jb_aigc_trace_range(const jb_aigc_trace *t, size_t at, size_t length, jb_range *out) {
  if (!t->exact || !t->in_file || length == 0) return false;
  size_t ends[2] = {t->base + at, t->base + at + length};
  for (size_t i = 0; i < 2; i++) {
    ends[i] = before_value_steps(t, ends[i]);
    if (t->whole.sub.length) ends[i] += (size_t)t->whole.sub.offset;
    for (size_t k = t->stream_steps; k > 0; k--) {
      ends[i] = jb_aigc_origin((jb_step)t->whole.steps[k - 1], t->stage[k - 1], ends[i]);
    }
  }
  uint64_t first, last;
  if (ends[1] <= ends[0] || !file_offset(t, ends[0], &first) || !file_offset(t, ends[1] - 1, &last)) {
    return false;
  }
  *out = (jb_range){first, last - first + 1};
  return last >= first && last - first == ends[1] - 1 - ends[0]; /* one run of the file */
}
