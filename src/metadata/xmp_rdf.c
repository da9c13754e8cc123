/* RDF/XML as XMP uses it (ISO 16684-1 clause 7.4 to 7.9), read with patience:
 * spellings that the grammar allows and those that files hold in spite of it. */
#include "metadata/xmp_key.h"

static void property(jb_xmp_out *out, const jb_xml_node *el, jb_xmp_name name);

static jb_xmp_name name_of(const jb_xml_node *n) {
  return (jb_xmp_name){n->ns, n->prefix, n->name};
}

static jb_xmp_name name_of_attr(const jb_xml_attr *a) {
  return (jb_xmp_name){a->ns, a->prefix, a->name};
}

/* rdf:about and its kin also occur without prefix, from before 2004. */
static const jb_xml_attr *rdf_attr(const jb_xml_node *n, const char *local) {
  const jb_xml_attr *a = jb_xml_attr_find(n, "rdf", local);
  return a ? a : jb_xml_attr_find(n, NULL, local);
}

/* Attributes of the RDF grammar and of XML, which are no properties. */
static bool is_grammar(const jb_xml_attr *a) {
  static const char *const k_bare[] = {"about", "ID", "nodeID", "resource", "parseType", "datatype"};
  if (jb_xml_ns_is(a->ns, "rdf") || jb_xml_ns_is(a->ns, "xml")) return true;
  if (a->prefix.len > 0) return jb_span_is(a->prefix, "xml");
  for (size_t i = 0; i < sizeof k_bare / sizeof k_bare[0]; i++) {
    if (jb_span_is(a->name, k_bare[i])) return true;
  }
  return false;
}

static bool has_fields(const jb_xml_node *n) {
  for (const jb_xml_attr *a = n->attrs; a; a = a->next) {
    if (!is_grammar(a)) return true;
  }
  return false;
}

static bool is_array(const jb_xml_node *n) {
  return jb_xml_node_is(n, "rdf", "Seq") || jb_xml_node_is(n, "rdf", "Bag") ||
         jb_xml_node_is(n, "rdf", "Alt");
}

static void put_attr(jb_xmp_out *out, const jb_xml_attr *a, jb_xmp_place place) {
  size_t before = jb_xmp_key_push(out, name_of_attr(a), place);
  jb_xmp_put_named(out, name_of_attr(a), place == JB_XMP_QUALIFIER ? "qualifier" : "attribute",
                   a->at, a->length, false);
  jb_xmp_key_pop(out, before);
}

static void put_attrs(jb_xmp_out *out, const jb_xml_node *n, jb_xmp_place place) {
  for (const jb_xml_attr *a = n->attrs; a && !out->stopped; a = a->next) {
    if (!is_grammar(a)) put_attr(out, a, place);
  }
}

static void put_lang(jb_xmp_out *out, const jb_xml_node *n) {
  const jb_xml_attr *lang = jb_xml_attr_find(n, "xml", "lang");
  if (lang) put_attr(out, lang, JB_XMP_QUALIFIER);
}

static void put_element(jb_xmp_out *out, const jb_xml_node *n, jb_xmp_place place) {
  size_t before = jb_xmp_key_push(out, name_of(n), place);
  property(out, n, name_of(n));
  jb_xmp_key_pop(out, before);
}

static void put_children(jb_xmp_out *out, const jb_xml_node *n, jb_xmp_place place,
                         const jb_xml_node *except) {
  for (const jb_xml_node *c = n->first; c && !out->stopped; c = c->next) {
    if (c != except) put_element(out, c, place);
  }
}

/* The type of a typed node: its element name is the value. */
static void put_type(jb_xmp_out *out, const jb_xml_node *n) {
  if (jb_xml_node_is(n, "rdf", "Description")) return;
  size_t before = out->key.len, length = n->name.len;
  if (n->prefix.len > 0) length += n->prefix.len + 1;
  jb_buf_str(&out->key, before ? "/rdf:type" : "Xmp.rdf.type");
  jb_xmp_put_named(out, name_of(n), "type", n->tag_at + 1, length, false);
  jb_xmp_key_pop(out, before);
}

/* The value with qualifiers (rdf:value), or else the fields of a structure. */
static void structure(jb_xmp_out *out, const jb_xml_node *n, jb_xmp_name name) {
  const jb_xml_node *value = n->first;
  while (value && !jb_xml_node_is(value, "rdf", "value")) value = value->next;
  const jb_xml_attr *written = jb_xml_attr_find(n, "rdf", "value");
  if (value) property(out, value, name);
  else if (written) jb_xmp_put_named(out, name, "attribute", written->at, written->length, false);
  jb_xmp_place place = value || written ? JB_XMP_QUALIFIER : JB_XMP_FIELD;
  const jb_xml_attr *type = jb_xml_attr_find(n, "rdf", "type");
  if (type) put_attr(out, type, JB_XMP_FIELD);
  put_attrs(out, n, place);
  put_children(out, n, place, value);
}

static void items(jb_xmp_out *out, const jb_xml_node *n, jb_xmp_name name) {
  size_t i = 0;
  if (!n->first) {
    jb_xmp_put_named(out, name, n->has_text ? "element" : "array", n->at, n->length, true);
    return;
  }
  for (const jb_xml_node *c = n->first; c && !out->stopped; c = c->next) {
    size_t before = jb_xmp_key_index(out, ++i);
    if (jb_xml_node_is(c, "rdf", "Description")) structure(out, c, name);
    else property(out, c, name);
    jb_xmp_key_pop(out, before);
  }
}

/* A child element that is a node (typed or rdf:Description), not a field
 * whose rdf:parseType="Resource" was forgotten. */
static bool is_node(const jb_xml_node *c) {
  if (jb_xml_node_is(c, "rdf", "Description")) return true;
  if (jb_xml_ns_is(c->ns, "rdf") || c->has_text || rdf_attr(c, "parseType")) return false;
  if (c->next || c->parent->first != c) return false; /* a property has one value */
  return c->first ? !is_array(c->first) : has_fields(c);
}

static void nested(jb_xmp_out *out, const jb_xml_node *el, jb_xmp_name name) {
  bool array = false;
  for (const jb_xml_node *c = el->first; c && !out->stopped; c = c->next) {
    if (is_array(c)) {
      array = true;
      items(out, c, name);
    } else if (is_node(c)) {
      put_type(out, c);
      structure(out, c, name);
    } else {
      put_element(out, c, JB_XMP_FIELD);
    }
  }
  put_attrs(out, el, array ? JB_XMP_QUALIFIER : JB_XMP_FIELD);
}

static void by_parse_type(jb_xmp_out *out, const jb_xml_node *el, jb_xmp_name name,
                          jb_span type) {
  if (jb_span_is(type, "Resource")) {
    structure(out, el, name);
  } else if (jb_span_is(type, "Collection")) {
    items(out, el, name);
  } else { /* RDF/XML 7.2.17: any other value reads as Literal */
    jb_xmp_put_named(out, name, "literal", el->at, el->length, el->count == 0);
    put_attrs(out, el, JB_XMP_QUALIFIER);
  }
}

/* A property element, its name being on the key already. */
static void property(jb_xmp_out *out, const jb_xml_node *el, jb_xmp_name name) {
  const jb_xml_attr *parse = rdf_attr(el, "parseType"), *resource = rdf_attr(el, "resource");
  const jb_xml_attr *value = jb_xml_attr_find(el, "rdf", "value");
  if (out->stopped) return;
  if (parse) {
    by_parse_type(out, el, name, jb_span_cut(out->tree->text, parse->at, parse->length));
  } else if (resource) {
    jb_xmp_put_named(out, name, "resource", resource->at, resource->length, false);
    put_attrs(out, el, JB_XMP_QUALIFIER);
  } else if (el->first) {
    nested(out, el, name);
  } else if (value) {
    jb_xmp_put_named(out, name, "attribute", value->at, value->length, false);
    put_attrs(out, el, JB_XMP_QUALIFIER);
  } else if (has_fields(el) && !el->has_text) {
    put_attrs(out, el, JB_XMP_FIELD);
  } else {
    jb_xmp_put_named(out, name, "element", el->at, el->length, true);
    put_attrs(out, el, JB_XMP_QUALIFIER);
  }
  put_lang(out, el);
}

/* ---- from the outside in ---- */

static void subject(jb_xmp_out *out, const jb_xml_node *n) {
  const jb_xml_attr *about = rdf_attr(n, "about"), *type = jb_xml_attr_find(n, "rdf", "type");
  if (about && about->length > 0) {
    size_t before = out->key.len;
    jb_buf_str(&out->key, "Xmp.rdf.about");
    jb_xmp_put_named(out, name_of_attr(about), "attribute", about->at, about->length, false);
    jb_xmp_key_pop(out, before);
  }
  if (type) put_attr(out, type, JB_XMP_TOP);
  put_type(out, n);
  put_attrs(out, n, JB_XMP_TOP);
  put_children(out, n, JB_XMP_TOP, NULL);
}

static void rdf(jb_xmp_out *out, const jb_xml_node *n) {
  put_attrs(out, n, JB_XMP_TOP);
  for (const jb_xml_node *c = n->first; c && !out->stopped; c = c->next) {
    bool bare = !jb_xml_ns_is(c->ns, "rdf") &&
                (c->has_text || (!c->first && !has_fields(c)) || (c->first && is_array(c->first)));
    if (jb_xml_node_is(c, "rdf", "RDF")) jb_xmp_read_rdf(out, c);
    else if (bare) put_element(out, c, JB_XMP_TOP); /* its rdf:Description is missing */
    else subject(out, c);
  }
}

void jb_xmp_read_rdf(jb_xmp_out *out, const jb_xml_node *n) {
  if (out->stopped) return;
  if (jb_xml_node_is(n, "rdf", "RDF")) {
    rdf(out, n);
  } else if (jb_xml_node_is(n, "rdf", "Description")) {
    subject(out, n);
  } else if (!n->first && n->has_text) {
    put_element(out, n, JB_XMP_TOP);
  } else {
    put_attrs(out, n, JB_XMP_TOP);
    for (const jb_xml_node *c = n->first; c; c = c->next) jb_xmp_read_rdf(out, c);
  }
}
