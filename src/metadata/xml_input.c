#include "metadata/xml_input.h"

#include "base/utf8.h"

/* XML 1.0 appendix F: what the first bytes of an XML entity tell. */
static const struct {
  const char *bytes;
  size_t length;
  jb_xml_encoding encoding;
} k_heads[] = {
    {"\xFF\xFE\0\0", 4, JB_XML_UTF32LE}, {"\0\0\xFE\xFF", 4, JB_XML_UTF32BE},
    {"<\0\0\0", 4, JB_XML_UTF32LE},      {"\0\0\0<", 4, JB_XML_UTF32BE},
    {"\xFE\xFF", 2, JB_XML_UTF16BE},     {"\xFF\xFE", 2, JB_XML_UTF16LE},
    {"\0<", 2, JB_XML_UTF16BE},          {"<\0", 2, JB_XML_UTF16LE},
};

enum { MARK_EVERY = 256, DECLARATION_MAX = 256 };

static bool all_ascii(jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] >= 0x80) return false;
  }
  return true;
}

/* The encoding name of an XML declaration at the start, empty when none. */
static jb_span declared(jb_span raw) {
  size_t from = jb_span_starts(raw, jb_span_str("\xEF\xBB\xBF")) ? 3 : 0;
  jb_span head = jb_span_trim(jb_span_cut(raw, from, DECLARATION_MAX));
  if (!jb_span_starts(head, jb_span_str("<?xml"))) return (jb_span){NULL, 0};
  head = jb_span_cut(head, 0, jb_span_find(head, jb_span_str("?>")));
  size_t at = jb_span_find(head, jb_span_str("encoding"));
  if (at == SIZE_MAX) return (jb_span){NULL, 0};
  at += strlen("encoding");
  while (at < head.len && head.ptr[at] != '"' && head.ptr[at] != '\'') at++;
  if (at >= head.len) return (jb_span){NULL, 0};
  jb_span rest = jb_span_cut(head, at + 1, head.len);
  for (size_t i = 0; i < rest.len; i++) {
    if (rest.ptr[i] == head.ptr[at]) return jb_span_cut(rest, 0, i);
  }
  return (jb_span){NULL, 0};
}

static jb_xml_encoding detect(jb_span raw, bool *foreign) {
  for (size_t i = 0; i < sizeof k_heads / sizeof k_heads[0]; i++) {
    if (jb_span_starts(raw, jb_span_of(k_heads[i].bytes, k_heads[i].length))) {
      return k_heads[i].encoding;
    }
  }
  jb_span name = declared(raw);
  if (name.len == 0 || jb_span_equal_nocase(name, jb_span_str("utf-8")) ||
      jb_span_equal_nocase(name, jb_span_str("utf8")) || all_ascii(raw)) {
    return JB_XML_UTF8;
  }
  bool latin1 = jb_span_equal_nocase(name, jb_span_str("iso-8859-1")) ||
                jb_span_equal_nocase(name, jb_span_str("latin1"));
  /* a wrong declaration is more likely than Latin-1 that reads as UTF-8 */
  if (latin1 && !jb_utf8_valid(raw)) return JB_XML_LATIN1;
  *foreign = !latin1;
  return JB_XML_UTF8;
}

static uint32_t unit(jb_span s, size_t at, size_t width, bool big_endian) {
  uint32_t v = 0;
  for (size_t i = 0; i < width; i++) {
    v = v << 8 | s.ptr[at + (big_endian ? i : width - 1 - i)];
  }
  return v;
}

/* The character at `at`; returns its length in bytes, 0 at the end. */
static size_t decode(jb_span raw, size_t at, jb_xml_encoding encoding, uint32_t *code) {
  bool be = encoding == JB_XML_UTF16BE || encoding == JB_XML_UTF32BE;
  size_t left = raw.len - at, width = 2;
  if (encoding == JB_XML_LATIN1) width = 1;
  if (encoding == JB_XML_UTF32BE || encoding == JB_XML_UTF32LE) width = 4;
  if (left < width) return 0;
  *code = unit(raw, at, width, be);
  if (width == 2 && *code >= 0xD800 && *code < 0xDC00 && left >= 4) {
    uint32_t low = unit(raw, at + 2, 2, be);
    if (low >= 0xDC00 && low < 0xE000) {
      *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
      return 4;
    }
  }
  return width;
}

static bool transcode(jb_arena *arena, size_t text_max, jb_xml_input *in) {
  jb_buf out = jb_buf_new(text_max);
  size_t capacity = in->raw.len / MARK_EVERY + 2, since = 0;
  in->marks = jb_arena_array(arena, capacity, sizeof *in->marks);
  for (size_t at = 0, n = 0; in->marks && jb_buf_ok(&out); at += n) {
    uint32_t code = 0;
    n = decode(in->raw, at, in->encoding, &code);
    if (n == 0) break;
    if (at == 0 || at - since >= MARK_EVERY) {
      in->marks[in->mark_count++] = (jb_xml_mark){at, out.len};
      since = at;
    }
    jb_utf8_encode(&out, code);
  }
  in->text = jb_buf_ok(&out) ? jb_arena_copy(arena, jb_buf_span(&out)) : (jb_span){NULL, 0};
  jb_buf_free(&out);
  return in->marks && in->text.ptr;
}

bool jb_xml_input_open(jb_arena *arena, jb_span raw, size_t text_max, jb_xml_input *out) {
  *out = (jb_xml_input){.raw = raw, .text = raw};
  out->encoding = detect(raw, &out->foreign);
  if (out->encoding == JB_XML_UTF8) return raw.len <= text_max;
  return transcode(arena, text_max, out);
}

size_t jb_xml_input_raw(const jb_xml_input *in, size_t text_offset) {
  if (in->encoding == JB_XML_UTF8) return text_offset;
  if (in->mark_count == 0) return 0;
  size_t low = 0, high = in->mark_count;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (in->marks[middle].text <= text_offset) low = middle;
    else high = middle;
  }
  size_t at = in->marks[low].raw, text = in->marks[low].text;
  while (text < text_offset) {
    uint32_t code = 0;
    size_t n = decode(in->raw, at, in->encoding, &code);
    if (n == 0) return in->raw.len;
    at += n;
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
    text += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return at;
}

static jb_step step_of(jb_xml_encoding encoding) {
  switch (encoding) {
    case JB_XML_UTF16BE: return JB_STEP_UTF16BE;
    case JB_XML_UTF16LE: return JB_STEP_UTF16LE;
    case JB_XML_UTF32BE: return JB_STEP_UTF32BE;
    case JB_XML_UTF32LE: return JB_STEP_UTF32LE;
    case JB_XML_UTF8:
    case JB_XML_LATIN1: break;
  }
  return JB_STEP_LATIN1;
}

/* An empty stretch has no bytes, but it has a place: also behind the last. */
static jb_location cut(jb_inspection *in, const jb_location *whole, size_t at, size_t length) {
  jb_location loc = jb_location_cut(in, whole, at, length ? length : 1);
  if (length > 0) return loc;
  if (loc.sub.length > 0 || whole->range_count == 0) return *whole;
  jb_range last = whole->ranges[whole->range_count - 1];
  jb_range *here = jb_arena_alloc(in->arena, sizeof *here);
  if (!here) return *whole;
  *here = (jb_range){loc.range_count ? loc.ranges[0].offset : last.offset + last.length, 0};
  loc.ranges = here;
  loc.range_count = 1;
  loc.step_count = 0;
  return loc;
}

jb_location jb_xml_input_locate(jb_inspection *in, const jb_location *whole,
                                const jb_xml_input *input, size_t at, size_t length) {
  if (input->encoding == JB_XML_UTF8) return cut(in, whole, at, length);
  size_t from = jb_xml_input_raw(input, at), to = jb_xml_input_raw(input, at + length);
  jb_location loc = cut(in, whole, from, to - from);
  bool by_sub = loc.sub.length > 0;
  jb_location_add_step(&loc, step_of(input->encoding));
  /* `sub` counts bytes after all stream steps, this one included */
  if (by_sub) loc.sub = (jb_range){at, length};
  return loc;
}

jb_location jb_xml_input_whole(const jb_part *part) {
  jb_location loc = jb_location_part(part);
  while (loc.step_count > 0) {
    jb_step last = (jb_step)loc.steps[loc.step_count - 1];
    bool character = last == JB_STEP_LATIN1 || last == JB_STEP_UTF16BE ||
                     last == JB_STEP_UTF16LE || last == JB_STEP_UTF32BE || last == JB_STEP_UTF32LE;
    if (!character) break;
    loc.step_count--;
  }
  return loc;
}
