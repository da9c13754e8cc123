/* Properties out of stretches of XML: key, value, place. */
#include "base/ascii.h"
#include "base/utf8.h"
#include "metadata/xml_spans.h"
#include "metadata/xmp_key.h"

enum { KEY_MAX = 16 * 1024, NAME_IN_KEY_MAX = 128, URI_IN_KEY_MAX = 256, DECLARATIONS_MAX = 256 };

jb_xmp_out jb_xmp_out_new(const jb_xmp_source *source, const char *carrier,
                          const jb_xml_input *input, const jb_xml_tree *tree) {
  return (jb_xmp_out){.source = source,
                      .carrier = carrier,
                      .input = input,
                      .tree = tree,
                      .key = jb_buf_new(KEY_MAX),
                      .undeclared_at = SIZE_MAX};
}

void jb_xmp_out_free(jb_xmp_out *out) { jb_buf_free(&out->key); }

uint64_t jb_xmp_file_offset(const jb_xmp_out *out, size_t at) {
  jb_location loc = jb_xml_input_locate(out->source->in, &out->source->whole, out->input, at, 0);
  return loc.range_count > 0 ? loc.ranges[0].offset : 0;
}

/* ---- keys ---- */

/* Names out of a file: keys are text of ours, so odd characters are escaped. */
static void add_name(jb_buf *key, jb_span name, size_t max) {
  bool plain = true;
  name = jb_span_cut(name, 0, max);
  for (size_t i = 0; i < name.len && plain; i++) plain = jb_ascii_print(name.ptr[i]);
  if (plain) jb_buf_add(key, name);
  else (void)jb_escape(key, name);
}

size_t jb_xmp_key_push(jb_xmp_out *out, jb_xmp_name name, jb_xmp_place place) {
  size_t before = out->key.len;
  jb_buf *key = &out->key;
  jb_buf_str(key, place == JB_XMP_TOP ? "Xmp." : place == JB_XMP_FIELD ? "/" : "/?");
  if (name.ns && name.ns->known) {
    jb_buf_str(key, name.ns->known);
    jb_buf_char(key, place == JB_XMP_TOP ? '.' : ':');
  } else {
    jb_buf_char(key, '{');
    if (name.ns) add_name(key, name.ns->uri, URI_IN_KEY_MAX);
    jb_buf_char(key, '}');
    if (!name.ns && name.prefix.len) {
      add_name(key, name.prefix, NAME_IN_KEY_MAX);
      jb_buf_char(key, ':');
    }
  }
  add_name(key, name.local, NAME_IN_KEY_MAX);
  return before;
}

size_t jb_xmp_key_index(jb_xmp_out *out, size_t index) {
  size_t before = out->key.len;
  jb_buf_format(&out->key, "[%zu]", index);
  return before;
}

void jb_xmp_key_pop(jb_xmp_out *out, size_t before) {
  if (!out->key.failed) out->key.len = before;
}

/* ---- values ---- */

jb_property *jb_xmp_put(jb_xmp_out *out, const char *key, const char *form, size_t at,
                        size_t length, bool element) {
  const jb_xmp_source *s = out->source;
  jb_xml_value value;
  if (out->stopped) return NULL;
  if (!jb_xml_value_of(s->scratch, out->tree->text, at, length, element, &value)) {
    jb_add_not_checked(s->in, "xmp", JB_WHY_LIMIT, "scratch_max");
    out->stopped = true;
    return NULL;
  }
  if (!value.text.ptr) value.text = jb_span_of("", 0);
  jb_property *p = jb_add_property(s->in, s->part->id, out->carrier, key, value.text);
  if (!p) {
    jb_add_not_checked(s->in, "xmp", JB_WHY_LIMIT, "properties_max");
    out->stopped = true;
    return NULL;
  }
  p->form = form;
  p->at = jb_xml_input_locate(s->in, &s->whole, out->input, value.at, value.length);
  if (value.references || value.joined) jb_location_add_step(&p->at, JB_STEP_ENTITY);
  return p;
}

void jb_xmp_put_named(jb_xmp_out *out, jb_xmp_name name, const char *form, size_t at,
                      size_t length, bool element) {
  jb_inspection *in = out->source->in;
  if (out->key.failed) {
    jb_add_not_checked(in, "xmp", JB_WHY_LIMIT, "nesting_max");
    return;
  }
  jb_buf_char(&out->key, '\0');
  if (out->key.failed) return;
  out->key.len--;
  bool undeclared = !name.ns && name.prefix.len > 0;
  jb_property *p = jb_xmp_put(out, (const char *)out->key.data,
                              undeclared ? "undeclared-prefix" : form, at, length, element);
  if (!p) return;
  jb_span local = name.local;
  if (undeclared) { /* libxml2 and others take it for one name, so it is kept whole */
    local = jb_span_of(name.prefix.ptr, name.prefix.len + 1 + name.local.len);
    if (out->undeclared_at == SIZE_MAX) out->undeclared_at = at;
  }
  jb_property_set_name(in, p, name.ns ? name.ns->uri : (jb_span){NULL, 0}, local);
  p->prefix = jb_bytes_of(jb_arena_copy(in->arena, name.prefix));
  if (jb_span_find(local, jb_span_str("AIGC")) != SIZE_MAX) out->saw_aigc = true;
}

/* ---- declarations ---- */

typedef struct seen {
  jb_span name, uri;
} seen;

static const jb_xml_node *next_in_document(const jb_xml_node *node) {
  if (node->first) return node->first;
  while (node && !node->next) node = node->parent;
  return node ? node->next : NULL;
}

static bool is_new(seen *list, size_t *count, jb_span name, jb_span uri) {
  for (size_t i = 0; i < *count; i++) {
    if (jb_span_equal(list[i].name, name) && jb_span_equal(list[i].uri, uri)) return false;
  }
  if (*count == DECLARATIONS_MAX) return false;
  list[(*count)++] = (seen){name, uri};
  return true;
}

static void put_declaration(jb_xmp_out *out, const jb_xml_attr *d) {
  jb_inspection *in = out->source->in;
  jb_buf_reset(&out->key);
  jb_buf_str(&out->key, "Xmp.xmlns");
  if (d->prefix.len > 0) { /* xmlns:name, not the default namespace */
    jb_buf_char(&out->key, '.');
    add_name(&out->key, d->name, NAME_IN_KEY_MAX);
  }
  jb_buf_char(&out->key, '\0');
  jb_property *p =
      jb_xmp_put(out, (const char *)out->key.data, "declaration", d->at, d->length, false);
  if (!p) return;
  jb_property_set_name(in, p, (jb_span){NULL, 0}, d->name);
  p->prefix = jb_bytes_of(jb_arena_copy(in->arena, d->prefix));
}

void jb_xmp_read_declarations(jb_xmp_out *out) {
  seen list[DECLARATIONS_MAX];
  size_t count = 0;
  for (const jb_xml_node *n = out->tree->roots; n && !out->stopped; n = next_in_document(n)) {
    for (const jb_xml_attr *d = n->declarations; d; d = d->next) {
      jb_span uri = jb_span_cut(out->tree->text, d->at, d->length);
      if (is_new(list, &count, d->name, uri)) put_declaration(out, d);
    }
  }
  jb_buf_reset(&out->key);
}
