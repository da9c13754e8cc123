/* SVG: told by its root element, whatever stands in front of it.  The document
 * is one part; what it says is for its reader. */
#include "base/ascii.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "container/container.h"

typedef struct prolog {
  jb_span text;
  size_t at;
} prolog;

static jb_span left(const prolog *p) {
  return jb_span_cut(p->text, p->at, p->text.len);
}

static bool sees(const prolog *p, const char *what) {
  return jb_span_starts(left(p), jb_span_str(what));
}

static void skip_space(prolog *p) {
  while (p->at < p->text.len && jb_ascii_space(p->text.ptr[p->at])) p->at++;
}

/* Behind the next `end`; behind everything when it is not in sight. */
static void skip_past(prolog *p, const char *end) {
  size_t hit = jb_span_find(left(p), jb_span_str(end));
  p->at = hit == SIZE_MAX ? p->text.len : p->at + hit + strlen(end);
}

static bool is_name_byte(uint8_t c) {
  return jb_ascii_alpha(c) || jb_ascii_digit(c) || c >= 0x80 || c == '_' || c == '-' || c == '.' ||
         c == ':';
}

static jb_span take_name(prolog *p) {
  size_t from = p->at;
  while (p->at < p->text.len && is_name_byte(p->text.ptr[p->at])) p->at++;
  return jb_span_cut(p->text, from, p->at - from);
}

/* XML 1.0, 2.8: up to the '>' outside quotes and outside the internal subset. */
static void skip_doctype(prolog *p) {
  uint8_t quote = 0;
  int depth = 0;
  for (; p->at < p->text.len; p->at++) {
    uint8_t c = p->text.ptr[p->at];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[') {
      depth++;
    } else if (c == ']') {
      depth--;
    } else if (c == '>' && depth <= 0) {
      p->at++;
      return;
    }
  }
}

static bool local_name_is(jb_span name, const char *local) {
  const uint8_t *colon = name.len ? memchr(name.ptr, ':', name.len) : NULL;
  size_t from = colon ? (size_t)(colon - name.ptr) + 1 : 0;
  return jb_span_is(jb_span_cut(name, from, name.len), local);
}

/* Stops behind the root element's name.  True when it is svg, or when the text
 * ends before the root but the document type says svg. */
static bool reach_root(prolog *p) {
  bool type_says_svg = false;
  for (;;) {
    skip_space(p);
    if (p->at >= p->text.len) return type_says_svg;
    if (sees(p, "<?")) {
      skip_past(p, "?>");
    } else if (sees(p, "<!--")) {
      skip_past(p, "-->");
    } else if (sees(p, "<!DOCTYPE")) {
      p->at += strlen("<!DOCTYPE");
      skip_space(p);
      type_says_svg = local_name_is(take_name(p), "svg");
      skip_doctype(p);
    } else if (sees(p, "<")) {
      p->at++;
      return local_name_is(take_name(p), "svg");
    } else {
      return false;
    }
  }
}

typedef enum encoding { ENCODING_8, ENCODING_16BE, ENCODING_16LE } encoding;

/* XML 1.0 appendix F, as far as markup can be told by it. */
static encoding encoding_of(jb_span head, size_t *mark) {
  *mark = 0;
  if (jb_span_starts(head, jb_span_str("\xEF\xBB\xBF"))) *mark = 3;
  if (jb_span_starts(head, jb_span_str("\xFE\xFF")) ||
      jb_span_starts(head, jb_span_str("\xFF\xFE"))) {
    *mark = 2;
    return head.ptr[0] == 0xFE ? ENCODING_16BE : ENCODING_16LE;
  }
  if (head.len >= 4 && head.ptr[0] == 0 && head.ptr[1] == '<') return ENCODING_16BE;
  if (head.len >= 4 && head.ptr[0] == '<' && head.ptr[1] == 0) return ENCODING_16LE;
  return ENCODING_8;
}

/* Runs `use` over the head as UTF-8. */
static bool with_text(jb_span head, bool (*use)(prolog *p, void *data), void *data) {
  size_t mark;
  encoding e = encoding_of(head, &mark);
  jb_span body = jb_span_cut(head, mark, head.len);
  if (e == ENCODING_8) {
    prolog p = {.text = body};
    return use(&p, data);
  }
  jb_buf utf8 = jb_buf_new(2 * JB_SNIFF_MAX);
  jb_utf16_to_utf8(&utf8, body, e == ENCODING_16BE);
  prolog p = {.text = jb_buf_span(&utf8)};
  bool answer = use(&p, data);
  jb_buf_free(&utf8);
  return answer;
}

static bool is_svg(prolog *p, void *unused) {
  (void)unused;
  return reach_root(p);
}

static bool sniff_svg(jb_span head) {
  size_t mark;
  /* most files are settled here */
  if (encoding_of(head, &mark) == ENCODING_8) {
    prolog p = {.text = jb_span_cut(head, mark, head.len)};
    skip_space(&p);
    if (!sees(&p, "<")) return false;
  }
  return with_text(head, is_svg, NULL);
}

/* A plain number of user units, "120" or "120px"; 0 for anything else. */
static uint32_t length_in_pixels(jb_span value) {
  uint64_t n = 0;
  size_t i = 0;
  for (; i < value.len && jb_ascii_digit(value.ptr[i]) && n < 100000000; i++) {
    n = n * 10 + (uint64_t)(value.ptr[i] - '0');
  }
  jb_span unit = jb_span_cut(value, i, value.len);
  if (unit.len && unit.ptr[0] == '.') {
    size_t k = 1;
    while (k < unit.len && jb_ascii_digit(unit.ptr[k])) k++;
    unit = jb_span_cut(unit, k, unit.len);
  }
  bool plain = unit.len == 0 || jb_span_is(unit, "px");
  return plain && n < 100000000 ? (uint32_t)n : 0;
}

/* Width and height attributes of the root element (SVG 2, 8.7). */
static bool read_size(prolog *p, void *data) {
  jb_file *file = data;
  if (!reach_root(p)) return false;
  for (;;) {
    skip_space(p);
    jb_span name = take_name(p);
    skip_space(p);
    if (name.len == 0 || !sees(p, "=")) return true;
    p->at++;
    skip_space(p);
    if (!sees(p, "\"") && !sees(p, "'")) return true;
    char quote[2] = {(char)p->text.ptr[p->at++], '\0'};
    size_t from = p->at;
    skip_past(p, quote);
    jb_span value = jb_span_trim(jb_span_cut(p->text, from, p->at - from - 1));
    if (jb_span_is(name, "width")) file->width = length_in_pixels(value);
    if (jb_span_is(name, "height")) file->height = length_in_pixels(value);
  }
}

static void walk_svg(jb_walk *walk) {
  jb_range all = {walk->start, walk->end - walk->start};
  jb_part *self = jb_walk_add_part(walk, JB_PART_STRUCTURE, "svg", all.offset, all.length, all);
  jb_part *part = jb_walk_add_part(walk, JB_PART_SVG, "document", all.offset, all.length, all);
  if (!self || !part) return;
  jb_span head = jb_walk_peek(walk, walk->start, JB_SNIFF_MAX);
  size_t mark;
  encoding e = encoding_of(head, &mark);
  if (e == ENCODING_16BE) jb_part_add_step(part, JB_STEP_UTF16BE);
  if (e == ENCODING_16LE) jb_part_add_step(part, JB_STEP_UTF16LE);
  if (walk->role == JB_ROLE_PRIMARY) (void)with_text(head, read_size, &walk->in->file);
}

const jb_container_format jb_format_svg = {.name = "svg",
                                           .media_type = "image/svg+xml",
                                           .extensions = "svg",
                                           .supported = true,
                                           .sniff = sniff_svg,
                                           .walk = walk_svg};
