#include "metadata/xml_spans.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/utf8.h"

static uint8_t byte_at(jb_span s, size_t i) { return i < s.len ? s.ptr[i] : 0; }

static bool is_space(uint8_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool starts_at(jb_span text, size_t at, const char *prefix) {
  return jb_span_starts(jb_span_cut(text, at, SIZE_MAX), jb_span_str(prefix));
}

/* The offset behind the next `mark`, text.len when there is none. */
static size_t behind(jb_span text, size_t at, const char *mark) {
  jb_span rest = jb_span_cut(text, at, SIZE_MAX);
  size_t i = jb_span_find(rest, jb_span_str(mark));
  return i == SIZE_MAX ? text.len : at + i + strlen(mark);
}

static bool is_name_start(uint8_t c) { return jb_ascii_alpha(c) || c == '_' || c >= 0x80; }

static bool is_name(uint8_t c) {
  return is_name_start(c) || jb_ascii_digit(c) || c == ':' || c == '-' || c == '.';
}

size_t jb_xml_name_length(jb_span text, size_t at) {
  if (!is_name_start(byte_at(text, at))) return 0;
  size_t n = 1;
  while (is_name(byte_at(text, at + n))) n++;
  return n;
}

void jb_xml_split_name(jb_span qname, jb_span *prefix, jb_span *local) {
  *prefix = (jb_span){NULL, 0};
  *local = qname;
  for (size_t i = 0; i < qname.len; i++) {
    if (qname.ptr[i] != ':') continue;
    *prefix = jb_span_cut(qname, 0, i);
    *local = jb_span_cut(qname, i + 1, qname.len);
    return;
  }
}

static void skip_space(jb_span text, size_t *pos) {
  while (is_space(byte_at(text, *pos))) (*pos)++;
}

/* Each try may look through the rest of a tag. */
enum { JSON_TRIES_MAX = 8 };

static bool ends_attribute(uint8_t c) { return is_space(c) || c == '/' || c == '>' || c == 0; }

/* JSON whose quotes were not escaped: its value ends with a brace and the
 * quote, not with the first quote inside.  In XML no letter follows a quote. */
static size_t json_end(jb_span text, size_t end, uint8_t quote) {
  for (size_t i = end; i < text.len && text.ptr[i] != '<'; i++) {
    if (text.ptr[i] == quote && text.ptr[i - 1] == '}' && ends_attribute(byte_at(text, i + 1))) {
      return i;
    }
  }
  return end;
}

bool jb_xml_next_attribute(jb_span text, size_t *pos, jb_xml_raw_attribute *out) {
  skip_space(text, pos);
  size_t n = jb_xml_name_length(text, *pos);
  if (n == 0) return false;
  jb_xml_split_name(jb_span_cut(text, *pos, n), &out->prefix, &out->name);
  *pos += n;
  skip_space(text, pos);
  if (byte_at(text, *pos) != '=') return false;
  (*pos)++;
  skip_space(text, pos);
  uint8_t quote = byte_at(text, *pos);
  if (quote != '"' && quote != '\'') return false;
  size_t start = *pos + 1, end = start;
  while (end < text.len && text.ptr[end] != quote) end++;
  if (end >= text.len) return false;
  bool odd = !ends_attribute(byte_at(text, end + 1)) && byte_at(text, start) == '{';
  if (odd && out->tries++ < JSON_TRIES_MAX) end = json_end(text, end, quote);
  *pos = end + 1;
  out->at = start;
  out->length = end - start;
  return true;
}

size_t jb_xml_skip_misc(jb_span text, size_t at) {
  if (byte_at(text, at) != '<') return at;
  if (starts_at(text, at, "<!--")) return behind(text, at + 4, "-->");
  if (starts_at(text, at, "<?")) return behind(text, at + 2, "?>");
  if (starts_at(text, at, "<![CDATA[")) return behind(text, at + 9, "]]>");
  return at;
}

size_t jb_xml_skip_gap(jb_span text, size_t at) {
  while (at < text.len) {
    if (is_space(text.ptr[at]) || text.ptr[at] == 0) {
      at++;
      continue;
    }
    size_t next = starts_at(text, at, "<![") ? at : jb_xml_skip_misc(text, at);
    if (next == at) break;
    at = next;
  }
  return at;
}

size_t jb_xml_skip_doctype(jb_span text, size_t at) {
  unsigned brackets = 0;
  for (size_t i = at + 2; i < text.len; i++) {
    uint8_t c = text.ptr[i];
    size_t past = jb_xml_skip_misc(text, i);
    if (past > i) {
      i = past - 1;
    } else if (c == '"' || c == '\'') {
      do i++;
      while (i < text.len && text.ptr[i] != c);
    } else if (c == '[') {
      brackets++;
    } else if (c == ']' && brackets > 0) {
      brackets--;
    } else if (c == '>' && brackets == 0) {
      return i + 1;
    }
  }
  return text.len;
}

size_t jb_xml_next_tag(jb_span text, size_t at) {
  while (at < text.len) {
    size_t past = jb_xml_skip_misc(text, at);
    if (past > at) {
      at = past;
      continue;
    }
    if (text.ptr[at] == '<' && is_name_start(byte_at(text, at + 1))) return at;
    at++;
  }
  return text.len;
}

/* ---- values ---- */

/* The code point of the reference at `at` ("&...;"), its length in *length. */
static bool reference(jb_span text, size_t at, uint32_t *code, size_t *length) {
  static const struct {
    const char *text;
    uint32_t code;
  } k_predefined[] = {{"&quot;", '"'}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&apos;", '\''}};
  for (size_t i = 0; i < sizeof k_predefined / sizeof k_predefined[0]; i++) {
    if (!starts_at(text, at, k_predefined[i].text)) continue;
    *code = k_predefined[i].code;
    *length = strlen(k_predefined[i].text);
    return true;
  }
  if (!starts_at(text, at, "&#")) return false;
  bool hex = byte_at(text, at + 2) == 'x';
  size_t first = at + (hex ? 3 : 2), i = first;
  uint32_t v = 0;
  for (; v <= 0x10FFFF; i++) {
    uint8_t c = byte_at(text, i);
    int digit = hex ? jb_ascii_hex(c) : jb_ascii_digit(c) ? c - '0' : -1;
    if (digit < 0) break;
    v = v * (hex ? 16 : 10) + (uint32_t)digit;
  }
  if (i == first || byte_at(text, i) != ';' || v == 0 || v > 0x10FFFF) return false;
  *code = v;
  *length = i + 1 - at;
  return true;
}

size_t jb_xml_tag_end(jb_span text, size_t at) {
  uint8_t quote = 0;
  for (size_t i = at; i < text.len; i++) {
    uint8_t c = text.ptr[i];
    if (c == '<') return i; /* no tag and no value holds one: also bounds the search */
    if (quote) quote = c == quote ? 0 : quote;
    else if (c == '>') return i + 1;
    else if (c == '"' || c == '\'') quote = c;
  }
  return text.len;
}

/* At "<" in element content: copy what CDATA holds, pass over the rest. */
static size_t past_markup(jb_span raw, size_t at, jb_buf *out) {
  size_t past = jb_xml_skip_misc(raw, at);
  if (starts_at(raw, at, "<![CDATA[")) {
    bool ended = starts_at(raw, past - 3, "]]>") && past - at >= 12;
    jb_buf_add(out, jb_span_cut(raw, at + 9, past - (ended ? 3 : 0) - (at + 9)));
  }
  return past > at ? past : jb_xml_tag_end(raw, at + 1);
}

/* One CDATA section and nothing but white space around it. */
static bool lone_cdata(jb_span raw, size_t *at, size_t *length) {
  size_t start = 0;
  skip_space(raw, &start);
  if (!starts_at(raw, start, "<![CDATA[")) return false;
  size_t past = jb_xml_skip_misc(raw, start), rest = past;
  skip_space(raw, &rest);
  if (rest != raw.len || past - start < 12 || !starts_at(raw, past - 3, "]]>")) return false;
  *at = start + 9;
  *length = past - 3 - *at;
  return true;
}

bool jb_xml_value_of(jb_arena *arena, jb_span text, size_t at, size_t length, bool element,
                     jb_xml_value *out) {
  jb_span raw = jb_span_cut(text, at, length);
  *out = (jb_xml_value){.text = raw, .at = at, .length = length};
  bool amp = memchr(raw.len ? raw.ptr : (const uint8_t *)"", '&', raw.len) != NULL;
  bool less = element && memchr(raw.len ? raw.ptr : (const uint8_t *)"", '<', raw.len) != NULL;
  if (!amp && !less) return true;
  size_t inner, inner_length;
  if (less && lone_cdata(raw, &inner, &inner_length)) {
    out->text = jb_span_cut(raw, inner, inner_length);
    out->at = at + inner;
    out->length = inner_length;
    return true;
  }
  jb_buf plain = jb_buf_new(raw.len + 8); /* a reference is never shorter than its character */
  for (size_t i = 0; i < raw.len;) {
    uint32_t code;
    size_t n;
    if (less && raw.ptr[i] == '<') {
      i = past_markup(raw, i, &plain);
      out->joined = true;
    } else if (raw.ptr[i] == '&' && reference(raw, i, &code, &n)) {
      jb_utf8_encode(&plain, code);
      i += n;
      out->references = true;
    } else {
      size_t from = i++;
      while (i < raw.len && raw.ptr[i] != '&' && !(less && raw.ptr[i] == '<')) i++;
      jb_buf_add(&plain, jb_span_cut(raw, from, i - from));
    }
  }
  out->text = jb_buf_ok(&plain) ? jb_arena_copy(arena, jb_buf_span(&plain)) : (jb_span){NULL, 0};
  jb_buf_free(&plain);
  return out->text.ptr != NULL;
}

/* ---- cost ---- */

/* Comparisons that libxml2 may make: about 0.2 s of an ordinary machine. */
static const uint64_t k_work_max = 200u * 1000 * 1000;
enum { ALWAYS_AFFORDABLE = 48 * 1024 };

bool jb_xml_affordable(jb_span text) {
  if (text.len <= ALWAYS_AFFORDABLE) return true;
  uint64_t squares = 0, attributes = 0, names = 0, namespaces = 0;
  for (size_t i = 0; i < text.len; i++) {
    uint8_t c = text.ptr[i];
    if (c == '<') {
      squares += attributes * attributes;
      attributes = 0;
      names++;
    } else if (c == '=') {
      size_t next = i + 1;
      while (next < text.len && next - i < 8 && is_space(text.ptr[next])) next++;
      bool value = byte_at(text, next) == '"' || byte_at(text, next) == '\'';
      attributes += value;
      names += value;
    } else if (c == 'x' && starts_at(text, i, "xmlns")) {
      namespaces++;
    }
  }
  squares += attributes * attributes;
  return squares / 2 < k_work_max && names * namespaces < k_work_max;
}
