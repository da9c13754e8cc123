/* SVG: what a drawing says of itself.
 *
 * RDF inside <metadata> goes the way of XMP (keys Xmp.*, carrier "xmp").
 * Titles, descriptions, text, comments and attributes of interest are carrier
 * "svg": Svg.title, Svg.desc, Svg.text, Svg.comment, Svg.metadata,
 * Svg.<element>.<attribute>.  A C2PA manifest becomes a part.  Shapes, styles
 * and scripts are passed over; entities are never expanded. */
#include "base/utf8.h"
#include "metadata/metadata.h"
#include "metadata/xmp.h"

enum { TEXTS_MAX = 64, COMMENTS_MAX = 8, VALUE_MAX = 64 * 1024 };

static bool is_local(jb_span name, const char *local) { return jb_span_is(name, local); }

static bool inside_metadata(const jb_xml_node *n) {
  for (; n; n = n->parent) {
    if (is_local(n->name, "metadata")) return true;
  }
  return false;
}

/* data-aigc="...", AIGC="...": an attribute that any element may carry. */
static bool is_label_name(jb_span name) {
  return jb_span_find_nocase(name, jb_span_str("aigc")) != SIZE_MAX;
}

static bool keep(const jb_xml_node *parent, const char *local, const char *uri,
                 const char *const *attributes, size_t count) {
  static const char *const k_elements[] = {"svg", "metadata", "title", "desc", "text", "RDF"};
  (void)uri;
  if (!parent || inside_metadata(parent)) return true;
  if (jb_xml_node_is(parent, "rdf", "RDF") || jb_xml_ns_is(parent->ns, "rdf")) return true;
  for (size_t i = 0; i < sizeof k_elements / sizeof k_elements[0]; i++) {
    if (strcmp(local, k_elements[i]) == 0) return true;
  }
  for (size_t i = 0; i < count; i++) {
    if (is_label_name(jb_span_str(attributes[i]))) return true;
  }
  return is_label_name(jb_span_str(local));
}

typedef struct svg {
  jb_reading *r;
  jb_xmp_out out; /* carrier "svg" */
  jb_xmp_out rdf; /* carrier "xmp" */
  size_t texts;
  bool has_metadata;
} svg;

static void name_it(svg *s, jb_property *p, const jb_xml_ns *ns, jb_span prefix, jb_span name) {
  if (!p) return;
  jb_property_set_name(s->r->in, p, ns ? ns->uri : (jb_span){NULL, 0}, name);
  p->prefix = jb_bytes_of(jb_arena_copy(s->r->in->arena, prefix));
}

static void put_content(svg *s, const jb_xml_node *n, const char *key) {
  size_t length = n->length < VALUE_MAX ? n->length : VALUE_MAX;
  if (!n->has_text && !n->first && n->length == 0) return;
  name_it(s, jb_xmp_put(&s->out, key, "element", n->at, length, true), n->ns, n->prefix, n->name);
}

static void put_attribute(svg *s, const jb_xml_node *n, const jb_xml_attr *a) {
  jb_buf key = jb_buf_new(1024);
  jb_buf_str(&key, "Svg.");
  (void)jb_escape(&key, jb_span_cut(n->name, 0, 64));
  jb_buf_char(&key, '.');
  if (a->prefix.len) {
    (void)jb_escape(&key, jb_span_cut(a->prefix, 0, 64));
    jb_buf_char(&key, ':');
  }
  (void)jb_escape(&key, jb_span_cut(a->name, 0, 64));
  jb_buf_char(&key, '\0');
  if (jb_buf_ok(&key)) {
    jb_property *p =
        jb_xmp_put(&s->out, (const char *)key.data, "attribute", a->at, a->length, false);
    name_it(s, p, a->ns, a->prefix, a->name);
  }
  jb_buf_free(&key);
}

/* On the root, attributes of editors name the program (inkscape:version). */
static void put_attributes(svg *s, const jb_xml_node *n) {
  for (const jb_xml_attr *a = n->attrs; a; a = a->next) {
    bool foreign = a->prefix.len > 0 && !jb_xml_ns_is(a->ns, "xml") && !jb_xml_ns_is(a->ns, "xlink");
    if (is_label_name(a->name) || (foreign && !n->parent)) put_attribute(s, n, a);
  }
}

/* C2PA embeds its store in a drawing as base64, in an element of <metadata>. */
static void add_manifest(svg *s, const jb_xml_node *n) {
  jb_inspection *in = s->r->in;
  const jb_part *self = s->r->part;
  jb_location at = jb_xml_input_locate(in, &s->out.source->whole, s->out.input, n->at, n->length);
  if (n->length == 0 || at.range_count == 0) return;
  jb_part *part = jb_add_part(in, JB_PART_JUMBF, self->role, "c2pa:manifest");
  if (!part) return;
  part->parent = self->parent;
  part->ranges = at.ranges;
  part->range_count = at.range_count;
  part->envelope = (jb_range){at.ranges[0].offset, jb_part_length(part)};
  for (size_t i = 0; i < at.step_count; i++) jb_part_add_step(part, (jb_step)at.steps[i]);
  jb_part_add_step(part, JB_STEP_BASE64);
  jb_part_set_key(in, part, jb_span_str("c2pa"));
}

static void read_metadata(svg *s, const jb_xml_node *n) {
  s->has_metadata = true;
  if (n->has_text && !n->first) put_content(s, n, "Svg.metadata");
  for (const jb_xml_node *c = n->first; c; c = c->next) {
    if (jb_span_is(c->name, "manifest") &&
        (jb_xml_ns_is(c->ns, "c2pa") || jb_span_is(c->prefix, "c2pa"))) {
      add_manifest(s, c);
    } else {
      jb_xmp_read_rdf(&s->rdf, c);
    }
  }
}

static void read_element(svg *s, const jb_xml_node *n) {
  static const struct {
    const char *local, *key;
  } k_texts[] = {{"title", "Svg.title"}, {"desc", "Svg.desc"}, {"text", "Svg.text"}};
  put_attributes(s, n);
  if (is_local(n->name, "metadata")) {
    read_metadata(s, n);
    return;
  }
  if (jb_xml_node_is(n, "rdf", "RDF")) { /* <metadata> forgotten */
    s->has_metadata = true;
    jb_xmp_read_rdf(&s->rdf, n);
    return;
  }
  for (size_t i = 0; i < sizeof k_texts / sizeof k_texts[0]; i++) {
    if (is_local(n->name, k_texts[i].local) && s->texts < TEXTS_MAX) {
      put_content(s, n, k_texts[i].key);
      s->texts++;
    }
  }
  if (is_label_name(n->name) && n->has_text) put_content(s, n, "Svg.AIGC");
  for (const jb_xml_node *c = n->first; c && !s->out.stopped; c = c->next) read_element(s, c);
}

static void put_comments(svg *s) {
  const jb_xml_tree *tree = s->out.tree;
  size_t said = 0;
  for (size_t i = 0; i < tree->comment_count; i++) {
    jb_xml_run c = tree->comments[i];
    bool label = jb_span_find(jb_span_cut(tree->text, c.at, c.length), jb_span_str("AIGC")) != SIZE_MAX;
    if (!label && said++ >= COMMENTS_MAX) continue;
    (void)jb_xmp_put(&s->out, "Svg.comment", "comment", c.at,
                     c.length < VALUE_MAX ? c.length : VALUE_MAX, false);
  }
}

static void unread(svg *s, jb_why why, const char *detail) {
  if (s->r->part->role != JB_ROLE_PRIMARY) return;
  jb_add_not_checked(s->r->in, "xmp", why, detail);
  jb_add_not_checked(s->r->in, "text", why, detail);
}

static void put_problems(svg *s) {
  const jb_xml_tree *tree = s->out.tree;
  jb_part *part = s->r->in->parts[s->r->part->id];
  if (tree->bad_text_at != SIZE_MAX) {
    jb_add_problem(s->r->in, part, "svg.characters", jb_xmp_file_offset(&s->out, tree->bad_text_at), NULL);
  }
  if (s->out.input->foreign) {
    jb_add_problem(s->r->in, part, "svg.encoding", jb_xmp_file_offset(&s->out, 0), NULL);
    unread(s, JB_WHY_INPUT, "encoding");
  }
  if (tree->damage) {
    jb_add_problem(s->r->in, part, "svg.damaged", jb_xmp_file_offset(&s->out, tree->damage_at), "%s",
                   tree->damage);
    unread(s, JB_WHY_INPUT, "damaged XML");
  }
  if (tree->limit) unread(s, JB_WHY_LIMIT, tree->limit);
}

void jb_read_svg(jb_reading *r);

void jb_read_svg(jb_reading *r) {
  size_t max = (size_t)r->in->limits.xml_max;
  jb_xmp_source source = {.in = r->in,
                          .part = r->in->parts[r->part->id],
                          .whole = jb_xml_input_whole(r->part),
                          .bytes = jb_span_cut(r->content, 0, max),
                          .scratch = r->scratch};
  jb_xml_input input;
  jb_xml_tree tree;
  svg s = {.r = r};
  if (r->content.len > max) unread(&s, JB_WHY_LIMIT, "xml_max");
  if (!jb_xml_input_open(r->scratch, source.bytes, max, &input)) {
    unread(&s, JB_WHY_LIMIT, "xml_max");
    return;
  }
  jb_xml_tree_read(r->scratch, input.text, (jb_xml_options){&r->in->limits, keep}, &tree);
  s.out = jb_xmp_out_new(&source, "svg", &input, &tree);
  s.rdf = jb_xmp_out_new(&source, "xmp", &input, &tree);
  for (const jb_xml_node *n = tree.roots; n; n = n->next) read_element(&s, n);
  put_comments(&s);
  /* the namespaces of a drawing without metadata say nothing */
  if (s.has_metadata) jb_xmp_read_declarations(&s.rdf);
  put_problems(&s);
  jb_xmp_out_free(&s.rdf);
  jb_xmp_out_free(&s.out);
}
