#include "container/content.h"

#include <zlib.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/memory.h"

static jb_content stopped(jb_span got, jb_why why, const char *detail) {
  return (jb_content){.bytes = got, .complete = false, .why = why, .detail = detail};
}

/* The ranges joined, at most part_content_max bytes. */
static jb_content join(jb_source *source, const jb_part *part, const jb_limits *limits,
                       jb_arena *scratch) {
  uint64_t wanted = jb_part_length(part), max = limits->part_content_max;
  size_t take = (size_t)(wanted < max ? wanted : max), done = 0;
  jb_span all = jb_source_resident(source), bytes;
  if (part->range_count == 1 && all.ptr) {
    uint64_t from = part->ranges[0].offset;
    bytes = from < all.len ? jb_span_cut(all, (size_t)from, take) : jb_span_of("", 0);
  } else {
    uint8_t *to = jb_arena_alloc(scratch, take + 1);
    if (!to) return stopped((jb_span){NULL, 0}, JB_WHY_LIMIT, "scratch_max");
    for (size_t i = 0; i < part->range_count && done < take; i++) {
      uint64_t n = part->ranges[i].length;
      if (n > take - done) n = take - done;
      size_t got = jb_source_read(source, part->ranges[i].offset, to + done, (size_t)n);
      done += got;
      if (got < n) break;
    }
    bytes = jb_span_of(to, done);
  }
  if (wanted > max) return stopped(bytes, JB_WHY_LIMIT, "part_content_max");
  if (bytes.len < wanted) return stopped(bytes, JB_WHY_INPUT, "ends early");
  return (jb_content){.bytes = bytes, .complete = true};
}

/* zlib (RFC 1950) within inflate_max and what is left of inflate_total_max. */
static jb_content inflated(jb_content in, const jb_limits *limits, jb_arena *scratch,
                           uint64_t *total) {
  uint64_t left = limits->inflate_total_max;
  if (total) left = *total < left ? left - *total : 0;
  size_t max = (size_t)(limits->inflate_max < left ? limits->inflate_max : left);
  jb_buf out = jb_buf_new(max);
  z_stream z = {0};
  if (inflateInit(&z) != Z_OK) {
    jb_memory_note();
    return stopped(jb_span_of("", 0), JB_WHY_LIMIT, "memory");
  }
  z.next_in = (z_const Bytef *)(uintptr_t)in.bytes.ptr;
  z.avail_in = (uInt)in.bytes.len;
  int end = Z_OK;
  while (end == Z_OK && out.len < max) {
    size_t block = max - out.len < 32768 ? max - out.len : 32768;
    uint8_t *at = jb_buf_extend(&out, block);
    if (!at) break;
    z.next_out = at;
    z.avail_out = (uInt)block;
    end = inflate(&z, Z_NO_FLUSH);
    if (end == Z_MEM_ERROR) jb_memory_note();
    out.len -= z.avail_out;
  }
  (void)inflateEnd(&z);
  if (total) *total += out.len;
  jb_span own = jb_arena_copy(scratch, jb_buf_span(&out));
  bool hit_max = end == Z_OK && out.len >= max;
  jb_buf_free(&out);
  if (!own.ptr) return stopped((jb_span){NULL, 0}, JB_WHY_LIMIT, "scratch_max");
  if (end == Z_STREAM_END) return (jb_content){own, in.complete, in.why, in.detail};
  if (hit_max) return stopped(own, JB_WHY_LIMIT, "inflate_max");
  if (!in.complete) return stopped(own, in.why, in.detail);
  return stopped(own, JB_WHY_INPUT, "compressed data damaged");
}

/* GIF89a 15: runs of a length byte and as many bytes, ended by a zero length. */
static jb_content without_sub_blocks(jb_content in, jb_arena *scratch) {
  uint8_t *to = jb_arena_alloc(scratch, in.bytes.len + 1);
  if (!to) return stopped((jb_span){NULL, 0}, JB_WHY_LIMIT, "scratch_max");
  size_t n = 0, i = 0;
  while (i < in.bytes.len && in.bytes.ptr[i] != 0) {
    jb_span run = jb_span_cut(in.bytes, i + 1, in.bytes.ptr[i]);
    if (run.len) memcpy(to + n, run.ptr, run.len);
    n += run.len;
    i += 1u + in.bytes.ptr[i];
  }
  bool ended = i < in.bytes.len;
  in.bytes = jb_span_of(to, n);
  if (ended || !in.complete) return in;
  return stopped(in.bytes, JB_WHY_INPUT, "sub-blocks end early");
}

/* ImageMagick's text form of a profile: a line with its name, a line with its
 * length in bytes, then hexadecimal digits in lines. */
static jb_content from_raw_profile(jb_content in, jb_arena *scratch) {
  jb_span s = in.bytes;
  size_t at = 0, n = 0;
  for (int line = 0; line < 2; line++) { /* the name and the length, each after white space */
    while (at < s.len && jb_ascii_space(s.ptr[at])) at++;
    while (at < s.len && s.ptr[at] != '\n') at++;
  }
  uint8_t *to = jb_arena_alloc(scratch, s.len / 2 + 1);
  if (!to) return stopped((jb_span){NULL, 0}, JB_WHY_LIMIT, "scratch_max");
  int high = -1;
  for (; at < s.len; at++) {
    int digit = jb_ascii_hex(s.ptr[at]);
    if (digit < 0 && (jb_ascii_space(s.ptr[at]) || s.ptr[at] == 0)) continue;
    if (digit < 0) break;
    if (high < 0) {
      high = digit;
    } else {
      to[n++] = (uint8_t)(high << 4 | digit);
      high = -1;
    }
  }
  in.bytes = jb_span_of(to, n);
  if (at < s.len && in.complete) return stopped(in.bytes, JB_WHY_INPUT, "raw profile damaged");
  return in;
}

static jb_content from_base64(jb_content in, jb_arena *scratch) {
  jb_buf out = jb_buf_new(in.bytes.len + 1);
  bool good = jb_base64_decode(&out, in.bytes);
  jb_span own = jb_arena_copy(scratch, jb_buf_span(&out));
  jb_buf_free(&out);
  if (!own.ptr) return stopped((jb_span){NULL, 0}, JB_WHY_LIMIT, "scratch_max");
  in.bytes = own;
  return good || !in.complete ? in : stopped(own, JB_WHY_INPUT, "base64 damaged");
}

jb_content jb_part_content(jb_source *source, const jb_part *part, const jb_limits *limits,
                           jb_arena *scratch, uint64_t *inflated_total) {
  jb_content c = join(source, part, limits, scratch);
  for (size_t i = 0; i < part->step_count && c.bytes.ptr; i++) {
    if (part->steps[i] == JB_STEP_INFLATE) c = inflated(c, limits, scratch, inflated_total);
    if (part->steps[i] == JB_STEP_GIF_SUBBLOCKS) c = without_sub_blocks(c, scratch);
    if (part->steps[i] == JB_STEP_BASE64) c = from_base64(c, scratch);
    if (part->steps[i] == JB_STEP_RAW_PROFILE) c = from_raw_profile(c, scratch);
    if (part->steps[i] == JB_STEP_BROTLI) {
      c = stopped((jb_span){NULL, 0}, JB_WHY_MISSING, "brotli"); /* no decoder in this version */
    }
  }
  return c;
}
