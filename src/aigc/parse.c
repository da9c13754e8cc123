/* The JSON of a label: one object, already cut to its first brace. */
#include "aigc/parse.h"

#include "aigc/json_label.h"
#include "aigc/layers.h"
#include "base/ascii.h"

void jb_aigc_limited(jb_aigc_parser *p, const char *limit) {
  if (!p->limit) p->limit = limit;
}

bool jb_aigc_spend(jb_aigc_parser *p, uint64_t cost) {
  if (cost > *p->budget) {
    *p->budget = 0;
    jb_aigc_limited(p, "label_parse_max");
    return false;
  }
  *p->budget -= cost;
  return true;
}

void jb_aigc_label_put(jb_aigc_label *label, jb_span name, const jb_aigc_value *value) {
  bool exact;
  jb_aigc_key key = jb_aigc_key_find(name, &exact);
  if (key == JB_AIGC_KEYS) {
    jb_aigc_list_name(label->unknown, name);
    return;
  }
  if (!exact) jb_aigc_list_name(label->misspelt, name);
  jb_aigc_value *slot = &label->values[key];
  if (slot->present) {
    jb_aigc_list_name(label->duplicate, name);
    return;
  }
  *slot = *value;
  slot->present = true;
  slot->exact = exact;
}

/* ---- words by which a label can be known ---- */

static bool word_at(jb_span text, size_t at, const char *word) {
  for (size_t i = 0; word[i]; i++) {
    if (at + i >= text.len || jb_ascii_lower(text.ptr[at + i]) != (uint8_t)word[i]) return false;
  }
  return true;
}

/* AIGC, ContentProducer, ContentPropagator, ProduceID in any case. */
static bool needle_at(jb_span text, size_t at) {
  switch (text.ptr[at] | 32) {
    case 'a': return word_at(text, at, "aigc");
    case 'c': return word_at(text, at, "contentprop") || word_at(text, at, "contentprod");
    case 'p': return word_at(text, at, "produceid") || word_at(text, at, "producerid");
    default: return false;
  }
}

bool jb_aigc_worth_a_look(jb_span text) {
  for (size_t i = 0; i < text.len; i++) {
    if (needle_at(text, i)) return true;
  }
  return false;
}

/* ---- openers: braces at which a label may begin ---- */

enum { OPENERS = 32, LOOK_BACK = 16, REGION_MAX = 4 * 1024 * 1024 };

typedef struct opener {
  size_t at;
  bool tried, named;
} opener;

/* The newest braces, in a ring. */
typedef struct openers {
  opener ring[OPENERS];
  size_t count;
} openers;

/* `AIGC` stands right before, with nothing but separators between, escaped or
 * not: `AIGC{`, `"AIGC":{`, `AIGC&quot;:{`, `AIGC%22%3A%7B`, `<TC260:AIGC>{`. */
static bool named_before(jb_span text, size_t at) {
  static const char k_between[] = " \t\r\n\"':=>\\&;quot#34x2%aA";
  for (size_t back = 0; back < LOOK_BACK && at > back; back++) {
    uint8_t c = text.ptr[at - back - 1];
    if ((c | 32) == 'c') {
      uint8_t behind = text.ptr[at - back];
      bool ends = !jb_ascii_alpha(behind) && !jb_ascii_digit(behind) && behind != '_';
      return ends && at - back >= 4 && word_at(text, at - back - 4, "aigc");
    }
    if (c != 0 && !strchr(k_between, c)) return false;
  }
  return false;
}

static jb_step escape_of(jb_span text) {
  size_t i = 1;
  while (i < text.len && (jb_ascii_space(text.ptr[i]) || text.ptr[i] == 0)) i++;
  uint8_t c = i < text.len ? text.ptr[i] : 0;
  if (c == '\\') return JB_STEP_JSON_STRING;
  if (c == '&') return JB_STEP_ENTITY;
  if (c == '%') return JB_STEP_PERCENT;
  return JB_STEP_REASSEMBLE; /* stands for: no escape */
}

/* How far text under an escape can reach: an unescaped quote, a tag or white
 * space ends it. */
static jb_span escaped_region(jb_step step, jb_span text) {
  size_t i = 0;
  for (; i < text.len; i++) {
    uint8_t c = text.ptr[i];
    if (step == JB_STEP_JSON_STRING && c == '\\') {
      i++;
    } else if (step == JB_STEP_JSON_STRING && c == '"') {
      break;
    } else if (step == JB_STEP_ENTITY && c == '<') {
      break;
    } else if (step == JB_STEP_PERCENT &&
               (jb_ascii_space(c) || c == '"' || c == '\'' || c == '<' || c == 0)) {
      break;
    }
  }
  return jb_span_cut(text, 0, i);
}

/* Parse what begins at the brace; true when it is a label. */
static bool try_opener(jb_aigc_parser *p, jb_span text, const opener *o, jb_aigc_hit *hit) {
  jb_span stage[JB_AIGC_LAYERS + 1];
  *hit = (jb_aigc_hit){.at = o->at};
  stage[0] = jb_span_cut(text, o->at, REGION_MAX);
  for (;;) {
    jb_span now = stage[hit->layer_count];
    jb_step step = now.len && now.ptr[0] == '%' ? JB_STEP_PERCENT : escape_of(now);
    if (step == JB_STEP_REASSEMBLE) break;
    if (hit->layer_count == JB_AIGC_LAYERS) return false;
    now = stage[hit->layer_count] = escaped_region(step, now);
    if (!jb_aigc_spend(p, now.len + 64)) return false;
    hit->layers[hit->layer_count++] = step;
    stage[hit->layer_count] = jb_aigc_decode(p->arena, step, now);
    if (!stage[hit->layer_count].ptr) {
      jb_aigc_limited(p, "scratch_max");
      return false;
    }
  }
  size_t length;
  jb_span innermost = stage[hit->layer_count];
  bool cut = text.len - o->at > REGION_MAX, ended = false;
  if (!jb_aigc_json_label(p, innermost, o->named, &hit->label, &length, &ended)) {
    if (ended && cut) jb_aigc_limited(p, "label_parse_max");
    if (ended && o->at < p->broken_off) p->broken_off = o->at;
    return false;
  }
  hit->label.named = named_before(text, o->at);
  for (size_t k = hit->layer_count; k > 0; k--) {
    length = jb_aigc_origin(hit->layers[k - 1], stage[k - 1], length);
  }
  hit->length = length;
  /* an object that breaks off where only our window ends */
  if (ended && cut) {
    hit->label.limit = true;
    jb_aigc_limited(p, "label_parse_max");
  }
  return true;
}

/* The innermost brace first: an object around a label is not part of it. */
static bool try_openers(jb_aigc_parser *p, jb_span text, openers *list, size_t needle,
                        jb_aigc_hit *hit) {
  size_t kept = list->count < OPENERS ? list->count : OPENERS;
  for (size_t back = 1; back <= kept; back++) {
    opener *o = &list->ring[(list->count - back) % OPENERS];
    if (o->tried) continue;
    o->tried = true;
    if (try_opener(p, text, o, hit) && hit->length > needle - hit->at) return true;
  }
  return false;
}

static bool opens(jb_span text, size_t at) {
  if (text.ptr[at] == '{') return true;
  return text.ptr[at] == '%' && word_at(text, at, "%7b");
}

bool jb_aigc_scan(jb_aigc_parser *p, jb_span text, jb_aigc_named named, size_t from,
                  jb_aigc_hit *hit) {
  openers list = {.count = 0};
  p->broken_off = SIZE_MAX;
  for (size_t i = from; i < text.len && *p->budget > 0; i++) {
    if (opens(text, i)) {
      bool first = named != JB_AIGC_UNNAMED && list.count == 0;
      opener *o = &list.ring[list.count++ % OPENERS];
      *o = (opener){.at = i, .named = first || named_before(text, i)};
      if (!o->named) continue;
      o->tried = true;
      if (try_opener(p, text, o, hit)) return true;
    } else if (needle_at(text, i) && try_openers(p, text, &list, i, hit)) {
      return true;
    }
  }
  return false;
}

/* ---- the rest: whole values ---- */

/* "AIGC=eyJ..." and "AIGC: eyJ..." -> the place behind the name */
static size_t behind_name(jb_span text) {
  size_t i = 0;
  if (!word_at(text, 0, "aigc")) return 0;
  for (i = 4; i < text.len && (text.ptr[i] == '=' || text.ptr[i] == ':' ||
                               jb_ascii_space(text.ptr[i]));) {
    i++;
  }
  return i;
}

/* Base64 of an object, a JSON string or `AIGC=`: look at its first bytes
 * before decoding megabytes of something else. */
static bool looks_like_base64(jb_aigc_parser *p, jb_span text, jb_aigc_named named) {
  if (text.len < 16) return false;
  jb_span head = jb_aigc_decode(p->arena, JB_STEP_BASE64, jb_span_cut(text, 0, 32));
  if (!head.ptr || head.len == 0) return false;
  uint8_t c = jb_span_trim(head).len ? jb_span_trim(head).ptr[0] : 0;
  return named != JB_AIGC_UNNAMED || c == '{' || c == '"' || c == '%' || word_at(head, 0, "aigc");
}

static bool parse_base64(jb_aigc_parser *p, jb_span text, jb_aigc_named named, jb_aigc_hit *hit) {
  jb_span trimmed = jb_span_trim(text);
  size_t skip = behind_name(trimmed);
  if (skip) named = JB_AIGC_NAME_CONTAINS;
  jb_span body = jb_span_cut(trimmed, skip, trimmed.len - skip);
  if (!looks_like_base64(p, body, named) || !jb_aigc_spend(p, body.len)) return false;
  jb_span plain = jb_aigc_decode(p->arena, JB_STEP_BASE64, body);
  if (!plain.ptr || !jb_aigc_scan(p, plain, named, 0, hit)) return false;
  /* the place is the base64 text; what was undone inside it is kept as facts */
  for (size_t k = 0; k < hit->layer_count; k++) {
    if (hit->layers[k] == JB_STEP_JSON_STRING) hit->label.inner_strings++;
    if (hit->layers[k] == JB_STEP_PERCENT) hit->label.inner_percent = true;
  }
  hit->layers[0] = JB_STEP_BASE64;
  hit->layer_count = 1;
  hit->label.text = plain;
  for (size_t k = 0; k < JB_AIGC_KEYS; k++) hit->label.values[k].length = 0;
  size_t leading = jb_span_find(text, body); /* body is part of text */
  hit->at = leading == SIZE_MAX ? 0 : leading;
  hit->length = body.len;
  return true;
}

bool jb_aigc_parse_rest(jb_aigc_parser *p, jb_span text, jb_aigc_named named, jb_aigc_hit *hit) {
  jb_span trimmed = jb_span_trim(text);
  if (trimmed.len == 0) return false;
  if (jb_aigc_yaml(p, text, named, hit) || parse_base64(p, text, named, hit)) return true;
  if (named != JB_AIGC_NAME_IS) return false;
  *hit = (jb_aigc_hit){.length = text.len};
  hit->label.shape = JB_AIGC_TEXT;
  hit->label.text = text;
  hit->label.limit = p->limit != NULL;
  return true;
}

jb_range jb_aigc_place(const jb_aigc_parser *p, jb_span text, const jb_aigc_hit *hit,
                       const jb_aigc_value *value) {
  jb_range whole = {hit->at, hit->length};
  if (!value->present || value->length == 0) return whole;
  jb_span stage[JB_AIGC_LAYERS + 1];
  stage[0] = jb_span_cut(text, hit->at, hit->length);
  for (size_t k = 0; k < hit->layer_count; k++) {
    stage[k + 1] = jb_aigc_decode(p->arena, hit->layers[k], stage[k]);
    if (!stage[k + 1].ptr) return whole;
  }
  size_t from = value->at, to = value->at + value->length;
  for (size_t k = hit->layer_count; k > 0; k--) {
    from = jb_aigc_origin(hit->layers[k - 1], stage[k - 1], from);
    to = jb_aigc_origin(hit->layers[k - 1], stage[k - 1], to);
  }
  if (from > hit->length || to > hit->length || to <= from) return whole;
  return (jb_range){hit->at + from, to - from};
}
