#include "metadata/json_members.h"

#include "base/ascii.h"
#include "base/json.h"

enum {
  MEMBERS_MAX = 512,
  NODES_MAX = 4096,
  NODES_MEMORY = 4 << 20, /* given back after each record */
  NAME_MAX_LENGTH = 128
};

typedef struct members {
  jb_reading *r;
  const jb_part *part;
  const char *carrier;
  jb_arena *nodes;
  size_t *budget;
  size_t count;
} members;

/* How bytes of a text lie in the part's content: as they are from `at` on, or
 * as a JSON string with escapes whose raw bytes are `raw`. */
typedef struct place {
  uint64_t at;
  jb_span raw;    /* ptr NULL: plain */
  unsigned depth; /* JSON strings around it */
  /* members come in order: the last answer of raw_index is where the next
   * search starts, so that all of them together read the string once */
  size_t known_raw, known_decoded;
} place;

static unsigned hex4(jb_span s) {
  unsigned v = 0;
  for (size_t i = 0; i < 4; i++) {
    int digit = i < s.len ? jb_ascii_hex(s.ptr[i]) : -1;
    v = v * 16 + (digit < 0 ? 0 : (unsigned)digit);
  }
  return v;
}

/* Length of one (escaped) character at raw[i]; *decoded gets its UTF-8 length. */
static size_t escape_length(jb_span raw, size_t i, size_t *decoded) {
  *decoded = 1;
  if (raw.ptr[i] != '\\' || i + 1 >= raw.len) return 1;
  if (raw.ptr[i + 1] != 'u') return 2;
  unsigned code = hex4(jb_span_cut(raw, i + 2, 4));
  bool pair = code >= 0xD800 && code < 0xDC00 &&
              jb_span_is(jb_span_cut(raw, i + 6, 2), "\\u");
  *decoded = pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
  return pair ? 12 : 6;
}

/* Where byte `wanted` of the decoded string stands in its raw bytes. */
static size_t raw_index(place *p, size_t wanted) {
  if (wanted < p->known_decoded) p->known_raw = p->known_decoded = 0;
  while (p->known_raw < p->raw.len && p->known_decoded < wanted) {
    size_t decoded;
    p->known_raw += escape_length(p->raw, p->known_raw, &decoded);
    p->known_decoded += decoded;
  }
  return p->known_raw < p->raw.len ? p->known_raw : p->raw.len;
}

static jb_location locate(const members *m, place *p, size_t at, size_t length,
                          bool escaped) {
  size_t from = at, to = at + length;
  if (p->raw.ptr) {
    from = raw_index(p, at);
    to = raw_index(p, at + length);
  }
  jb_location loc = jb_location_in(m->r->in, m->part, p->at + from, to - from);
  for (unsigned i = 0; i < p->depth; i++) {
    jb_span bytes = jb_span_cut(p->raw, from, to - from);
    if (bytes.len && memchr(bytes.ptr, '\\', bytes.len)) {
      jb_location_add_step(&loc, JB_STEP_JSON_STRING);
    }
  }
  if (escaped) jb_location_add_step(&loc, JB_STEP_JSON_STRING);
  return loc;
}

static void expand(members *m, const char *key, jb_span text, place *p, bool again);

/* A string's bytes between its quotes, in the text that it was parsed from. */
static void inside_quotes(jb_span text, const jb_json_node *node, size_t *at, size_t *length) {
  *at = node->at;
  *length = node->length;
  bool quoted = node->length >= 2 && (text.ptr[node->at] == '"' || text.ptr[node->at] == '\'');
  if (node->kind != JB_JSON_STRING || !quoted || (node->quirks & JB_JSON_UNTERMINATED)) return;
  *at += 1;
  *length -= 2;
}

/* False when the inspection takes no more. */
static bool add_member(members *m, const char *key, jb_span text, const jb_json_node *node,
                       place *p, bool again) {
  size_t at, length;
  inside_quotes(text, node, &at, &length);
  jb_span raw = jb_span_cut(text, at, length);
  bool is_string = node->kind == JB_JSON_STRING;
  bool escaped = is_string && raw.len && memchr(raw.ptr, '\\', raw.len);
  jb_span name = jb_span_cut(node->key, 0, NAME_MAX_LENGTH);
  jb_span shown = jb_arena_copy(m->nodes, name);
  if (!shown.ptr) return false;
  const char *full = jb_arena_format(m->nodes, "%s/%s", key, (const char *)shown.ptr);
  if (!full) return false;
  jb_property *property = jb_add_property(m->r->in, m->part->id, m->carrier, full,
                                          is_string ? node->text : raw);
  if (!property) return false;
  jb_property_set_name(m->r->in, property, jb_span_of("", 0), name);
  property->at = locate(m, p, at, length, escaped);
  if (!again) return true;
  if (node->kind == JB_JSON_OBJECT) {
    place inner = {.at = p->at + at};
    expand(m, full, raw, &inner, false);
  } else if (is_string) {
    place inner = {.at = p->at + at, .raw = raw, .depth = 1};
    expand(m, full, node->text, &inner, false);
  }
  return true;
}

static void expand(members *m, const char *key, jb_span text, place *p, bool again) {
  jb_span trimmed = jb_span_trim(text);
  if (trimmed.len < 2 || trimmed.ptr[0] != '{') return;
  if (text.len > *m->budget) {
    jb_add_not_checked(m->r->in, "trailer", JB_WHY_LIMIT, "JSON texts");
    return;
  }
  *m->budget -= text.len;
  jb_json_options options = {.tolerant = true,
                             .depth_max = (unsigned)m->r->in->limits.nesting_max,
                             .nodes_max = NODES_MAX};
  jb_json_result parsed = jb_json_parse(m->nodes, text, options);
  if (parsed.limit) jb_add_not_checked(m->r->in, "trailer", JB_WHY_LIMIT, "json_nodes_max");
  if (!parsed.root || parsed.root->kind != JB_JSON_OBJECT) return;
  for (const jb_json_node *n = parsed.root->first; n; n = n->next) {
    if (m->count++ >= MEMBERS_MAX) {
      jb_add_not_checked(m->r->in, "trailer", JB_WHY_LIMIT, "members");
      return;
    }
    if (!add_member(m, key, text, n, p, again)) return;
  }
}

void jb_add_json_members(jb_reading *r, const jb_part *part, const char *carrier, const char *key,
                         jb_span text, uint64_t at, size_t *budget) {
  members m = {.r = r, .part = part, .carrier = carrier, .budget = budget,
               .nodes = jb_arena_new(NODES_MEMORY)};
  place here = {.at = at};
  if (m.nodes) expand(&m, key, text, &here, true);
  if (!m.nodes || jb_arena_exhausted(m.nodes)) {
    jb_add_not_checked(r->in, "trailer", JB_WHY_LIMIT, "scratch_max");
  }
  jb_arena_free(m.nodes);
}
