#include "aigc/json_label.h"

#include "aigc/layers.h"

enum { TRIES = 3 };

static const jb_json_node *parse(jb_aigc_parser *p, jb_span text, uint32_t *quirks) {
  jb_json_options options = {.tolerant = true,
                             .depth_max = (unsigned)p->limits->nesting_max,
                             .nodes_max = (size_t)p->limits->json_nodes_max};
  jb_json_result r = jb_json_parse(p->arena, text, options);
  size_t cost = r.error_at > r.consumed ? r.error_at : r.consumed;
  (void)jb_aigc_spend(p, cost + 64);
  if (r.limit) jb_aigc_limited(p, "json_nodes_max");
  *quirks = r.quirks & ~(uint32_t)JB_JSON_TRAILING_DATA;
  return r.root;
}

/* Put the members of an object under the seven keys.  `base` false: the
 * object was taken out of a string, its offsets mean nothing outside. */
static void fill(jb_aigc_label *label, jb_span text, const jb_json_node *object, bool base) {
  label->object = object;
  for (const jb_json_node *m = object->first; m; m = m->next) {
    bool nested = m->kind == JB_JSON_LIST || m->kind == JB_JSON_OBJECT;
    jb_aigc_value value = {.kind = m->kind,
                           .text = m->text,
                           .node = nested ? m : NULL,
                           .at = m->at,
                           .length = base ? m->length : 0};
    if (nested) value.text = jb_span_cut(text, m->at, m->length);
    if (m->kind == JB_JSON_BOOL) value.text = jb_span_str(m->boolean ? "true" : "false");
    jb_aigc_label_put(label, m->key, &value);
  }
}

typedef struct census {
  bool label, other; /* other: ContentProducer, ProduceID, ContentPropagator */
  unsigned known, pre_standard;
} census;

static census count_keys(const jb_json_node *object) {
  census c = {0};
  for (const jb_json_node *m = object->first; m; m = m->next) {
    bool exact;
    jb_aigc_key key = jb_aigc_key_find(m->key, &exact);
    if (key == JB_AIGC_LABEL) c.label = true;
    if (key == JB_AIGC_PRODUCER || key == JB_AIGC_PRODUCE_ID || key == JB_AIGC_PROPAGATOR) {
      c.other = true;
    }
    c.known += key != JB_AIGC_KEYS;
    c.pre_standard += jb_aigc_is_pre_standard(m->key);
  }
  return c;
}

static const jb_json_node *wrapper_of(const jb_json_node *root, bool *exact) {
  const jb_json_node *found = NULL;
  for (const jb_json_node *m = root->first; m && !found; m = m->next) {
    if (jb_aigc_is_wrapper(m->key, exact)) found = m;
  }
  return found;
}

/* The object inside a string: JSON once more, or base64, or percent. */
static const jb_json_node *object_in_string(jb_aigc_parser *p, jb_aigc_label *label, jb_span *text) {
  for (unsigned level = 0; level < TRIES; level++) {
    jb_span now = jb_span_trim(*text);
    uint8_t c = now.len ? now.ptr[0] : 0;
    jb_step step = c == '%' ? JB_STEP_PERCENT : JB_STEP_BASE64;
    uint32_t quirks;
    if (c == '{' || c == '"') {
      const jb_json_node *node = parse(p, now, &quirks);
      if (!node) return NULL;
      label->quirks |= quirks;
      *text = node->kind == JB_JSON_STRING ? node->text : now;
      if (node->kind == JB_JSON_OBJECT) return node;
      if (node->kind != JB_JSON_STRING) return NULL;
      label->inner_strings++;
      continue;
    }
    if (now.len < 8) return NULL;
    *text = jb_aigc_decode(p->arena, step, now);
    if (!text->ptr) return NULL;
    *(step == JB_STEP_PERCENT ? &label->inner_percent : &label->inner_base64) = true;
  }
  return NULL;
}

/* {"AIGC": value}.  False when the value cannot be meant as a label. */
static bool take_wrapped(jb_aigc_parser *p, jb_aigc_label *label, const jb_json_node *root,
                         const jb_json_node *wrapper) {
  jb_span text = label->text;
  const jb_json_node *inner = wrapper;
  bool in_string = wrapper->kind == JB_JSON_STRING;
  label->shape = JB_AIGC_WRAPPED;
  if (in_string) {
    text = wrapper->text;
    label->empty = jb_span_trim(text).len == 0;
    inner = label->empty ? NULL : object_in_string(p, label, &text);
    if (inner) label->inner_strings++;
  } else if (wrapper->kind == JB_JSON_LIST) {
    inner = wrapper->first; /* a list of one */
  } else if (wrapper->kind == JB_JSON_NULL) {
    label->empty = true;
    inner = NULL;
  }
  if (inner && inner->kind == JB_JSON_OBJECT) {
    census c = count_keys(inner);
    if (c.known == 0 && !label->wrapper_exact) return false;
    label->pre_standard = c.known == 0 && c.pre_standard > 0;
    label->empty = inner->count == 0;
    fill(label, text, inner, !in_string);
  } else if (wrapper->kind == JB_JSON_NUMBER || wrapper->kind == JB_JSON_BOOL ||
             !label->wrapper_exact) {
    return false;
  }
  for (const jb_json_node *m = root->first; m; m = m->next) {
    bool exact;
    if (m == wrapper) continue;
    if (jb_aigc_is_wrapper(m->key, &exact)) {
      jb_aigc_list_name(label->duplicate, m->key);
    } else {
      jb_aigc_list_name(label->unknown, m->key);
    }
  }
  return true;
}

static bool take_bare(jb_aigc_label *label, const jb_json_node *root, bool named) {
  census c = count_keys(root);
  bool enough = (c.label && c.other) || (named && (c.known > 0 || c.pre_standard > 0));
  if (!enough && !(named && root->count == 0)) return false;
  label->shape = JB_AIGC_BARE;
  label->pre_standard = c.known == 0 && c.pre_standard > 0;
  label->empty = root->count == 0;
  fill(label, label->text, root, true);
  return true;
}

bool jb_aigc_json_label(jb_aigc_parser *p, jb_span text, bool named, jb_aigc_label *label,
                        size_t *length, bool *ended) {
  uint32_t quirks;
  const jb_json_node *root = parse(p, text, &quirks);
  *ended = root && (quirks & JB_JSON_UNTERMINATED);
  if (!root || root->kind != JB_JSON_OBJECT) return false;
  *label = (jb_aigc_label){.quirks = quirks,
                           .text = jb_span_cut(text, 0, root->at + root->length)};
  bool exact = false;
  const jb_json_node *wrapper = wrapper_of(root, &exact);
  label->wrapper_exact = exact;
  *length = label->text.len;
  return wrapper ? take_wrapped(p, label, root, wrapper) : take_bare(label, root, named);
}
