#include "base/json.h"

#include "base/ascii.h"
#include "base/utf8.h"

typedef struct parser {
  jb_arena *arena;
  jb_span text;
  size_t pos;
  jb_json_options options;
  size_t nodes;
  unsigned depth;
  uint32_t quirks;
  size_t judged_until, gbk_until; /* how far the encoding was judged; how far it is GBK */
  const char *error;
  size_t error_at;
  bool limit;
} parser;

static jb_json_node *parse_value(parser *p);

static void *fail(parser *p, const char *why) {
  if (!p->error) {
    p->error = why;
    p->error_at = p->pos;
  }
  return NULL;
}

/* A deviation: an error when strict, a quirk of `node` when tolerant. */
static bool quirk(parser *p, jb_json_node *node, uint32_t bit, const char *why) {
  if (!p->options.tolerant) {
    fail(p, why);
    return false;
  }
  node->quirks |= bit;
  p->quirks |= bit;
  return true;
}

static bool at_end(const parser *p) { return p->pos >= p->text.len; }
static uint8_t peek(const parser *p) { return at_end(p) ? 0 : p->text.ptr[p->pos]; }

static void skip_space(parser *p) {
  while (!at_end(p)) {
    uint8_t c = peek(p);
    bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space && !(p->options.tolerant && (c == '\f' || c == '\v' || c == 0))) return;
    p->pos++;
  }
}

static jb_json_node *new_node(parser *p, jb_json_kind kind) {
  if (p->nodes >= p->options.nodes_max) {
    p->limit = true;
    return fail(p, "more values than the limit");
  }
  jb_json_node *n = jb_arena_alloc(p->arena, sizeof *n);
  if (!n) {
    p->limit = true;
    return fail(p, "memory limit");
  }
  p->nodes++;
  n->kind = kind;
  n->at = p->pos;
  return n;
}

/* ---- strings ---- */

static bool hex4(const parser *p, size_t at, uint32_t *out) {
  uint32_t v = 0;
  if (at > p->text.len || p->text.len - at < 4) return false;
  for (size_t i = 0; i < 4; i++) {
    int d = jb_ascii_hex(p->text.ptr[at + i]);
    if (d < 0) return false;
    v = v << 4 | (uint32_t)d;
  }
  *out = v;
  return true;
}

/* At a backslash: append what it stands for. */
static bool parse_escape(parser *p, jb_json_node *node, jb_buf *out) {
  static const char k_from[] = "\"\\/bfnrt", k_to[] = "\"\\/\b\f\n\r\t";
  uint8_t c = p->pos + 1 < p->text.len ? p->text.ptr[p->pos + 1] : 0;
  const char *hit = c ? strchr(k_from, c) : NULL;
  uint32_t code = 0, low = 0;
  if (hit) {
    jb_buf_char(out, k_to[hit - k_from]);
    p->pos += 2;
    return true;
  }
  if (c == 'u' && hex4(p, p->pos + 2, &code)) {
    p->pos += 6;
    if (code >= 0xD800 && code < 0xDC00 && peek(p) == '\\' && p->pos + 1 < p->text.len &&
        p->text.ptr[p->pos + 1] == 'u' && hex4(p, p->pos + 2, &low) && low >= 0xDC00 &&
        low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      p->pos += 6;
    } else if (code >= 0xD800 && code < 0xE000 &&
               !quirk(p, node, JB_JSON_BAD_ESCAPE, "unpaired surrogate")) {
      return false;
    }
    jb_utf8_encode(out, code);
    return true;
  }
  if (!quirk(p, node, JB_JSON_BAD_ESCAPE, "bad escape")) return false;
  jb_buf_char(out, '\\'); /* kept as it stands */
  p->pos++;
  return true;
}

static const jb_span k_left_quote = {(const uint8_t *)"\xE2\x80\x9C", 3};
static const jb_span k_right_quote = {(const uint8_t *)"\xE2\x80\x9D", 3};

static bool at_smart_quote(const parser *p) {
  jb_span rest = jb_span_cut(p->text, p->pos, 3);
  return jb_span_equal(rest, k_left_quote) || jb_span_equal(rest, k_right_quote);
}

/* Length of the closing quote at the position, 0 when none stands here. */
static size_t closing_quote(const parser *p, const jb_json_node *node, uint8_t quote) {
  if (node->quirks & JB_JSON_SMART_QUOTES) return at_smart_quote(p) ? 3 : 0;
  return peek(p) == quote ? 1 : 0;
}

/* Length of the two-byte character of GBK at the position, 0 when none stands
 * there: its second byte may be a backslash or a brace. */
static size_t gbk_pair(jb_span text, size_t at) {
  if (text.len - at < 2) return 0;
  uint8_t lead = text.ptr[at], trail = text.ptr[at + 1];
  bool pair = lead >= 0x81 && lead != 0xFF && trail >= 0x40 && trail != 0x7F && trail != 0xFF;
  return pair ? 2 : 0;
}

static bool reads_as_gbk(jb_span text) {
  for (size_t i = 0; i < text.len;) {
    size_t n = text.ptr[i] < 0x80 ? 1 : gbk_pair(text, i);
    if (n == 0) return false;
    i += n;
  }
  return true;
}

/* A piece that ends in a backslash: the half of a character before a closing
 * quote, or the escape of a quote inside the string?  What follows tells. */
static bool ends_string(const parser *p, jb_span piece, size_t quote_at) {
  if (piece.len == 0 || piece.ptr[piece.len - 1] != '\\') return true;
  size_t i = quote_at + 1;
  while (i < p->text.len && jb_ascii_space(p->text.ptr[i])) i++;
  return i >= p->text.len || strchr(",}]:", p->text.ptr[i]) != NULL;
}

/* Of what encoding are the bytes up to the next quote?  No second byte of GBK
 * is a quote, so a string is judged piece by piece, each byte once: a parse
 * costs no more than what it consumes. */
static void judge_encoding(parser *p, uint8_t quote) {
  bool ascii_quote = quote == '"' || quote == '\'';
  jb_span rest = jb_span_cut(p->text, p->pos, p->text.len);
  size_t n = ascii_quote ? jb_span_find(rest, jb_span_of(&quote, 1)) : 0;
  jb_span piece = jb_span_cut(rest, 0, n);
  p->judged_until = ascii_quote ? p->pos + piece.len : p->text.len;
  bool gbk = p->options.tolerant && !jb_utf8_valid(piece) && reads_as_gbk(piece) &&
             ends_string(p, piece, p->judged_until);
  p->gbk_until = gbk ? p->judged_until : 0;
}

/* At the opening quote.  The decoded text goes into node->text. */
static bool parse_quoted(parser *p, jb_json_node *node) {
  uint8_t quote = peek(p);
  size_t opening = 1;
  if (quote == '\'' && !quirk(p, node, JB_JSON_SINGLE_QUOTES, "single quotes")) return false;
  if (quote != '"' && quote != '\'') {
    if (!quirk(p, node, JB_JSON_SMART_QUOTES, "typographic quotes")) return false;
    opening = 3;
  }
  p->pos += opening;
  size_t start = p->pos, plain_end = 0;
  jb_buf out = jb_buf_new(p->text.len - start + 16);
  bool copied = false, ok = true;
  for (;;) {
    size_t closing = at_end(p) ? 0 : closing_quote(p, node, quote);
    if (at_end(p)) {
      ok = quirk(p, node, JB_JSON_UNTERMINATED, "string without end");
      plain_end = p->pos;
      break;
    }
    if (closing) {
      plain_end = p->pos;
      p->pos += closing;
      break;
    }
    uint8_t c = peek(p);
    if (c >= 0x80 && p->pos >= p->judged_until) judge_encoding(p, quote);
    if (c >= 0x80 && p->pos < p->gbk_until) { /* read as pairs to the piece's end */
      if (copied) jb_buf_add(&out, jb_span_cut(p->text, p->pos, 2));
      p->pos += 2;
      continue;
    }
    if (c == '\\') {
      if (!copied) jb_buf_add(&out, jb_span_cut(p->text, start, p->pos - start));
      copied = true;
      if (!(ok = parse_escape(p, node, &out))) break;
      continue;
    }
    if (c < 0x20 && !(ok = quirk(p, node, JB_JSON_RAW_CONTROL, "control character in string"))) break;
    if (copied) jb_buf_char(&out, (char)c);
    p->pos++;
  }
  if (ok) {
    node->text = copied ? jb_arena_copy(p->arena, jb_buf_span(&out))
                        : jb_span_cut(p->text, start, plain_end - start);
    if ((copied && !node->text.ptr) || !jb_buf_ok(&out)) {
      p->limit = true;
      fail(p, "memory limit");
      ok = false;
    } else if (!jb_utf8_valid(node->text)) {
      ok = quirk(p, node, JB_JSON_NOT_UTF8, "string is no UTF-8");
    }
  }
  jb_buf_free(&out);
  return ok;
}

static bool starts_string(const parser *p) {
  return peek(p) == '"' ||
         (p->options.tolerant && (peek(p) == '\'' || (!at_end(p) && at_smart_quote(p))));
}

/* ---- bare words: numbers, literals, unquoted text ---- */

static bool is_delimiter(uint8_t c) {
  return c == ',' || c == '}' || c == ']' || c == ':' || c == '{' || c == '[' || c == '\n';
}

static bool is_number(jb_span s) {
  size_t i = 0, digits = 0;
  if (i < s.len && s.ptr[i] == '-') i++;
  size_t first = i;
  while (i < s.len && jb_ascii_digit(s.ptr[i])) i++;
  if (i == first || (s.ptr[first] == '0' && i > first + 1)) return false;
  if (i < s.len && s.ptr[i] == '.') {
    for (i++, digits = i; i < s.len && jb_ascii_digit(s.ptr[i]);) i++;
    if (i == digits) return false;
  }
  if (i < s.len && (s.ptr[i] | 32) == 'e') {
    i++;
    if (i < s.len && (s.ptr[i] == '+' || s.ptr[i] == '-')) i++;
    for (digits = i; i < s.len && jb_ascii_digit(s.ptr[i]);) i++;
    if (i == digits) return false;
  }
  return i == s.len;
}

static jb_span bare_word(parser *p, bool is_key) {
  size_t start = p->pos;
  while (!at_end(p) && !is_delimiter(peek(p)) && (p->options.tolerant || !jb_ascii_space(peek(p)))) {
    p->pos++;
  }
  /* an unquoted value may hold a colon (a URL), a key may not */
  while (!is_key && p->options.tolerant && peek(p) == ':') {
    p->pos++;
    while (!at_end(p) && !is_delimiter(peek(p))) p->pos++;
  }
  jb_span word = jb_span_cut(p->text, start, p->pos - start);
  while (word.len && jb_ascii_space(word.ptr[word.len - 1])) word.len--;
  p->pos = start + word.len;
  return word;
}

static bool parse_bare(parser *p, jb_json_node *node) {
  jb_span word = bare_word(p, false);
  node->text = word;
  if (jb_span_is(word, "true") || jb_span_is(word, "false")) {
    node->kind = JB_JSON_BOOL;
    node->boolean = word.ptr[0] == 't';
  } else if (jb_span_is(word, "null")) {
    node->kind = JB_JSON_NULL;
  } else if (is_number(word)) {
    node->kind = JB_JSON_NUMBER;
  } else if (word.len > 0 && p->options.tolerant) {
    node->kind = JB_JSON_STRING;
    return quirk(p, node, JB_JSON_UNQUOTED, "unquoted value");
  } else {
    fail(p, "value expected");
    return false;
  }
  return true;
}

/* ---- lists and objects ---- */

static bool parse_key(parser *p, jb_json_node *holder) {
  holder->key_at = p->pos;
  if (starts_string(p)) {
    if (!parse_quoted(p, holder)) return false;
  } else {
    if (!p->options.tolerant) return fail(p, "key expected") != NULL;
    holder->text = bare_word(p, true);
    if (holder->text.len == 0) return fail(p, "key expected") != NULL;
    if (!quirk(p, holder, JB_JSON_UNQUOTED, "unquoted key")) return false;
  }
  holder->key_length = p->pos - holder->key_at;
  holder->key = holder->text;
  skip_space(p);
  if (peek(p) != ':') return fail(p, "colon expected") != NULL;
  p->pos++;
  skip_space(p);
  return true;
}

static const jb_json_node *find_key(const jb_json_node *object, jb_span key) {
  for (const jb_json_node *m = object->first; m; m = m->next) {
    if (jb_span_equal(m->key, key)) return m;
  }
  return NULL;
}

/* Duplicates are looked for in objects of ordinary size only: the search is
 * quadratic, and no label has a thousand members. */
enum { DUPLICATE_SEARCH_MAX = 1024 };

static jb_json_node *parse_member(parser *p, const jb_json_node *object) {
  jb_json_node key = {0};
  if (object->kind == JB_JSON_OBJECT && !parse_key(p, &key)) return NULL;
  jb_json_node *value = parse_value(p);
  if (!value || object->kind != JB_JSON_OBJECT) return value;
  value->key = key.key;
  value->key_at = key.key_at;
  value->key_length = key.key_length;
  value->quirks |= key.quirks;
  if (object->count < DUPLICATE_SEARCH_MAX && find_key(object, value->key)) {
    value->quirks |= JB_JSON_DUPLICATE_KEY; /* allowed by RFC 8259, a fact for us */
    p->quirks |= JB_JSON_DUPLICATE_KEY;
  }
  return value;
}

static bool parse_children(parser *p, jb_json_node *node, uint8_t close) {
  jb_json_node **link = &node->first;
  p->pos++;
  for (;;) {
    skip_space(p);
    if (at_end(p)) return quirk(p, node, JB_JSON_UNTERMINATED, "ends inside a list or object");
    if (peek(p) == close) {
      p->pos++;
      return true;
    }
    jb_json_node *child = parse_member(p, node);
    if (!child && at_end(p) && p->options.tolerant && !p->limit) { /* a key without its value */
      p->error = NULL;
      return quirk(p, node, JB_JSON_UNTERMINATED, "ends inside a member");
    }
    if (!child) return false;
    *link = child;
    link = &child->next;
    node->count++;
    skip_space(p);
    if (peek(p) == ',') {
      p->pos++;
      skip_space(p);
      if (peek(p) == close && !quirk(p, node, JB_JSON_TRAILING_COMMA, "trailing comma")) return false;
    } else if (!at_end(p) && peek(p) != close &&
               !quirk(p, node, JB_JSON_MISSING_COMMA, "comma expected")) {
      return false;
    }
  }
}

static jb_json_node *parse_value(parser *p) {
  jb_json_node *node = new_node(p, JB_JSON_NULL);
  if (!node) return NULL;
  bool ok;
  uint8_t c = peek(p);
  if (c == '{' || c == '[') {
    node->kind = c == '{' ? JB_JSON_OBJECT : JB_JSON_LIST;
    if (p->depth >= p->options.depth_max) {
      p->limit = true;
      return fail(p, "nested deeper than the limit");
    }
    p->depth++;
    ok = parse_children(p, node, c == '{' ? '}' : ']');
    p->depth--;
  } else if (starts_string(p)) {
    node->kind = JB_JSON_STRING;
    ok = parse_quoted(p, node);
  } else {
    ok = parse_bare(p, node);
  }
  if (!ok) return NULL;
  node->length = p->pos - node->at;
  return node;
}

jb_json_result jb_json_parse(jb_arena *arena, jb_span text, jb_json_options options) {
  parser p = {.arena = arena, .text = text, .options = options};
  if (options.tolerant && jb_span_starts(text, jb_span_str("\xEF\xBB\xBF"))) p.pos = 3;
  skip_space(&p);
  jb_json_node *root = parse_value(&p);
  size_t consumed = p.pos;
  if (root) {
    skip_space(&p);
    if (!at_end(&p) && !quirk(&p, root, JB_JSON_TRAILING_DATA, "data after the value")) root = NULL;
  }
  return (jb_json_result){.root = root,
                          .quirks = p.quirks,
                          .consumed = consumed,
                          .error = p.error,
                          .error_at = p.error_at,
                          .limit = p.limit};
}

const jb_json_node *jb_json_member(const jb_json_node *node, const char *key) {
  if (!node || node->kind != JB_JSON_OBJECT) return NULL;
  return find_key(node, jb_span_str(key));
}

jb_span jb_json_member_text(const jb_json_node *node, const char *key) {
  const jb_json_node *m = jb_json_member(node, key);
  return m && m->kind == JB_JSON_STRING ? m->text : (jb_span){NULL, 0};
}

bool jb_json_to_uint(const jb_json_node *node, uint64_t *out) {
  if (!node || node->kind != JB_JSON_NUMBER || node->text.len == 0) return false;
  uint64_t v = 0;
  for (size_t i = 0; i < node->text.len; i++) {
    uint8_t c = node->text.ptr[i];
    if (!jb_ascii_digit(c)) return false;
    uint64_t d = (uint64_t)(c - '0');
    if (v > (UINT64_MAX - d) / 10) return false;
    v = v * 10 + d;
  }
  *out = v;
  return true;
}

bool jb_json_to_int(const jb_json_node *node, int64_t *out) {
  if (!node || node->kind != JB_JSON_NUMBER || node->text.len == 0) return false;
  bool negative = node->text.ptr[0] == '-';
  jb_json_node rest = *node;
  rest.text = jb_span_cut(node->text, negative, node->text.len);
  uint64_t v;
  if (!jb_json_to_uint(&rest, &v) || v > INT64_MAX) return false;
  *out = negative ? -(int64_t)v : (int64_t)v;
  return true;
}
