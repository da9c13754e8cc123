/* The little YAML that labels are written in: a mapping of scalars below the
 * key AIGC, one a line.  A flow mapping is JSON to us and found as such. */
#include "aigc/parse.h"
#include "base/ascii.h"
#include "base/buf.h"

typedef struct line {
  size_t at, indent; /* of the first character that is no space */
  jb_span text;      /* from there, without the line's end and trailing space */
  size_t next;       /* where the following line begins */
} line;

static bool read_line(jb_span text, size_t at, line *l) {
  if (at >= text.len) return false;
  size_t end = at;
  while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r') end++;
  size_t first = at;
  while (first < end && (text.ptr[first] == ' ' || text.ptr[first] == '\t')) first++;
  size_t last = end;
  while (last > first && jb_ascii_space(text.ptr[last - 1])) last--;
  *l = (line){.at = first,
              .indent = first - at,
              .text = jb_span_cut(text, first, last - first),
              .next = end < text.len ? end + 1 : end};
  return true;
}

static jb_span unquote_key(jb_span key) {
  key = jb_span_trim(key);
  bool quoted = key.len >= 2 && (key.ptr[0] == '"' || key.ptr[0] == '\'') &&
                key.ptr[key.len - 1] == key.ptr[0];
  return quoted ? jb_span_cut(key, 1, key.len - 2) : key;
}

/* "key: value"; *value_at is relative to the text of the line. */
static bool split_pair(jb_span text, jb_span *key, size_t *value_at) {
  uint8_t quote = text.len && (text.ptr[0] == '"' || text.ptr[0] == '\'') ? text.ptr[0] : 0;
  size_t i = quote ? 1 : 0;
  while (quote && i < text.len && text.ptr[i] != quote) i++;
  while (i < text.len && text.ptr[i] != ':') i++;
  if (i >= text.len) return false;
  *key = unquote_key(jb_span_cut(text, 0, i));
  i++;
  if (i < text.len && !jb_ascii_space(text.ptr[i]) && !quote) return false; /* a URL, not a pair */
  while (i < text.len && jb_ascii_space(text.ptr[i])) i++;
  *value_at = i;
  return key->len > 0;
}

/* A plain scalar ends before " #". */
static jb_span without_comment(jb_span text) {
  for (size_t i = 1; i < text.len; i++) {
    if (text.ptr[i] == '#' && jb_ascii_space(text.ptr[i - 1])) {
      return jb_span_trim(jb_span_cut(text, 0, i));
    }
  }
  return text;
}

static bool all_digits(jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    if (!jb_ascii_digit(s.ptr[i])) return false;
  }
  return s.len > 0;
}

static jb_span undouble_quotes(jb_arena *arena, jb_span text) {
  jb_buf out = jb_buf_new(text.len + 1);
  for (size_t i = 0; i < text.len; i++) {
    jb_buf_char(&out, (char)text.ptr[i]);
    if (text.ptr[i] == '\'' && i + 1 < text.len && text.ptr[i + 1] == '\'') i++;
  }
  jb_span result = jb_arena_copy(arena, jb_buf_span(&out));
  jb_buf_free(&out);
  return result;
}

static jb_aigc_value scalar(jb_aigc_parser *p, jb_span raw) {
  jb_aigc_value v = {.kind = JB_JSON_STRING};
  if (raw.len && (raw.ptr[0] == '"' || raw.ptr[0] == '\'')) {
    /* the tolerant JSON reader knows both kinds of quotes */
    jb_json_options options = {.tolerant = true, .depth_max = 1, .nodes_max = 1};
    jb_json_result r = jb_json_parse(p->arena, raw, options);
    v.text = r.root && r.root->kind == JB_JSON_STRING ? r.root->text : raw;
    size_t last = raw.len - 1;
    if (raw.ptr[0] == '\'' && last > 0 && raw.ptr[last] == '\'') {
      v.text = undouble_quotes(p->arena, jb_span_cut(raw, 1, last - 1));
    }
    return v;
  }
  v.text = without_comment(raw);
  if (v.text.len == 0 || jb_span_is(v.text, "~") || jb_span_is(v.text, "null")) {
    v.kind = JB_JSON_NULL;
  } else if (all_digits(v.text) && v.text.len < 16) {
    v.kind = JB_JSON_NUMBER; /* an unquoted 1 is a number to YAML */
  } else if (jb_span_is(v.text, "true") || jb_span_is(v.text, "false")) {
    v.kind = JB_JSON_BOOL;
  }
  return v;
}

/* The lines below the key, as deep as the first of them.  Returns where the
 * block ends. */
static size_t read_block(jb_aigc_parser *p, jb_span text, size_t at, size_t parent_indent,
                         bool top, jb_aigc_label *label, size_t origin) {
  line l;
  size_t depth = SIZE_MAX, end = at;
  while (read_line(text, at, &l)) {
    at = l.next;
    if (l.text.len == 0 || l.text.ptr[0] == '#') continue;
    if (!top && l.indent <= parent_indent) break;
    if (depth == SIZE_MAX) depth = l.indent;
    if (l.indent < depth || jb_span_is(l.text, "---") || jb_span_is(l.text, "...")) break;
    end = l.at + l.text.len;
    jb_span key;
    size_t value_at;
    if (l.indent > depth || !split_pair(l.text, &key, &value_at)) continue;
    jb_aigc_value v = scalar(p, jb_span_cut(l.text, value_at, l.text.len - value_at));
    v.at = l.at + value_at - origin;
    v.length = l.text.len - value_at;
    jb_aigc_label_put(label, key, &v);
  }
  return end;
}

static bool known_enough(const jb_aigc_label *label, jb_aigc_named named) {
  size_t known = 0;
  for (size_t k = 0; k < JB_AIGC_KEYS; k++) known += label->values[k].present;
  bool other = label->values[JB_AIGC_PRODUCER].present ||
               label->values[JB_AIGC_PRODUCE_ID].present ||
               label->values[JB_AIGC_PROPAGATOR].present;
  return (label->values[JB_AIGC_LABEL].present && other) ||
         (named != JB_AIGC_UNNAMED && known > 0);
}

static bool take(jb_aigc_parser *p, jb_span text, size_t start, size_t end, jb_aigc_hit *hit) {
  hit->at = start;
  hit->length = end - start;
  hit->label.shape = JB_AIGC_YAML;
  hit->label.text = jb_span_cut(text, start, end - start);
  hit->label.limit = p->limit != NULL;
  return true;
}

bool jb_aigc_yaml(jb_aigc_parser *p, jb_span text, jb_aigc_named named, jb_aigc_hit *hit) {
  line l;
  if (!jb_aigc_spend(p, text.len)) return false;
  for (size_t at = 0; read_line(text, at, &l); at = l.next) {
    jb_span key;
    size_t value_at;
    if (!split_pair(l.text, &key, &value_at) || !jb_span_is(key, "AIGC")) continue;
    *hit = (jb_aigc_hit){0};
    hit->label.wrapper_exact = true;
    size_t end = read_block(p, text, l.next, l.indent, false, &hit->label, l.at);
    if (!jb_aigc_spend(p, end - l.at)) return false;
    if (known_enough(&hit->label, JB_AIGC_NAME_IS)) return take(p, text, l.at, end, hit);
  }
  if (named == JB_AIGC_UNNAMED || !read_line(text, 0, &l)) return false;
  *hit = (jb_aigc_hit){0}; /* the field is the key, the mapping its value */
  size_t end = read_block(p, text, 0, 0, true, &hit->label, l.at);
  return known_enough(&hit->label, named) && take(p, text, l.at, end, hit);
}
