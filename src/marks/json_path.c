/* Paths into values that are JSON, nested JSON strings included. */
#include "base/ascii.h"
#include "marks/value.h"

/* Strings inside strings inside one value; wild labels have two. */
enum { NESTED_MAX = 32 };

static bool looks_like_json(jb_span text) {
  size_t i = 0;
  while (i < text.len && (jb_ascii_space(text.ptr[i]) || text.ptr[i] == 0)) i++;
  if (jb_span_starts(jb_span_cut(text, i, SIZE_MAX), jb_span_str("\xEF\xBB\xBF"))) i += 3;
  return i < text.len && (text.ptr[i] == '{' || text.ptr[i] == '[');
}

const jb_json_node *jb_mark_json_text(jb_mark_value *v, jb_span text) {
  text = jb_span_trim(text);
  if (!looks_like_json(text)) return NULL;
  const jb_limits *limits = &v->bounds->in->limits;
  if (!v->arena) v->arena = jb_arena_new((size_t)limits->scratch_max);
  if (!v->arena || text.len > v->bounds->json_left) {
    jb_mark_limit(v->bounds, v->arena ? "part_content_max" : "scratch_max");
    return NULL;
  }
  v->bounds->json_left -= text.len;
  jb_json_result r = jb_json_parse(v->arena, text,
                                   (jb_json_options){.tolerant = true,
                                                     .depth_max = (unsigned)limits->nesting_max,
                                                     .nodes_max = (size_t)limits->json_nodes_max});
  if (r.limit || jb_arena_exhausted(v->arena)) jb_mark_limit(v->bounds, "json_nodes_max");
  return r.root;
}

const jb_json_node *jb_mark_json(jb_mark_value *v) {
  if (!v->json_tried) {
    v->json_tried = true;
    v->json = jb_mark_json_text(v, v->bytes);
  }
  return v->json;
}

jb_span jb_mark_node_text(const jb_json_node *node) {
  if (node->kind == JB_JSON_STRING || node->kind == JB_JSON_NUMBER) return node->text;
  if (node->kind == JB_JSON_BOOL) return jb_span_str(node->boolean ? "true" : "false");
  return jb_span_str(node->kind == JB_JSON_NULL ? "null" : "");
}

typedef struct walk {
  jb_mark_value *value;
  jb_mark_node_visitor *visit;
  void *user;
} walk;

/* The node itself, or the JSON that its string is. */
static const jb_json_node *stepped_into(const walk *w, const jb_json_node *node) {
  if (node->kind != JB_JSON_STRING || !looks_like_json(node->text)) return node;
  if (w->value->nested == NESTED_MAX) return node;
  w->value->nested++;
  const jb_json_node *inner = jb_mark_json_text(w->value, node->text);
  return inner ? inner : node;
}

static bool follow(const walk *w, const jb_json_node *node, jb_span path, unsigned depth);

/* `path` tried at the node and at everything below it. */
static bool follow_deep(const walk *w, const jb_json_node *node, jb_span path, unsigned depth) {
  if (depth == 0) return false;
  if (follow(w, node, path, depth - 1)) return true;
  for (const jb_json_node *c = node->first; c; c = c->next) {
    if (follow_deep(w, stepped_into(w, c), path, depth - 1)) return true;
  }
  return false;
}

static bool follow(const walk *w, const jb_json_node *node, jb_span path, unsigned depth) {
  if (path.len == 0) return w->visit(w->user, node);
  if (depth == 0) return false;
  size_t dot = jb_span_find(path, jb_span_str("."));
  jb_span step = jb_span_cut(path, 0, dot == SIZE_MAX ? path.len : dot);
  jb_span rest = dot == SIZE_MAX ? (jb_span){NULL, 0} : jb_span_cut(path, dot + 1, SIZE_MAX);
  if (jb_span_is(step, "**")) return follow_deep(w, stepped_into(w, node), rest, depth - 1);
  bool any = jb_span_is(step, "*");
  node = stepped_into(w, node);
  for (const jb_json_node *c = node->first; c; c = c->next) {
    if (!any && (node->kind != JB_JSON_OBJECT || !jb_span_equal(c->key, step))) continue;
    if (follow(w, c, rest, depth - 1)) return true;
  }
  return false;
}

bool jb_mark_path(jb_mark_value *v, jb_span path, jb_mark_node_visitor *visit, void *user) {
  const jb_json_node *root = jb_mark_json(v);
  walk w = {.value = v, .visit = visit, .user = user};
  /* twice the nesting: strings in strings have a depth of their own */
  return root && follow(&w, root, path, 2 * (unsigned)v->bounds->in->limits.nesting_max);
}
