#include "metadata/xml_tree.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/utf8.h"
#include "metadata/xml_spans.h"
#include "model/xml_watch.h"

/* A hostile text may hold an error per byte; no honest one comes near. */
enum { ERRORS_MAX = 5000, NS_CACHE = 64 };

typedef struct builder {
  jb_xml_tree *tree;
  jb_arena *arena;
  jb_xml_options options;
  xmlParserCtxtPtr ctxt;
  size_t base;     /* offset in the text of what ctxt reads */
  jb_span reading; /* the text, or a copy of the same length made harmless */
  jb_xml_node *open;
  size_t nodes;
  unsigned errors;
  size_t stopped_at; /* where content behind a root began, or SIZE_MAX */
  bool no_root;
  struct {
    const xmlChar *from;
    jb_xml_ns *ns;
  } cache[NS_CACHE];
  size_t cached;
} builder;

static builder *builder_of(void *user) { return ((xmlParserCtxtPtr)user)->_private; }

static size_t position(const builder *b) {
  long n = xmlByteConsumed(b->ctxt);
  size_t at = b->base + (n > 0 ? (size_t)n : 0);
  return at < b->tree->text.len ? at : b->tree->text.len;
}

static void stop(builder *b, const char *limit) {
  if (!b->tree->limit) b->tree->limit = limit;
  xmlStopParser(b->ctxt);
}

static void *need(builder *b, size_t size) {
  void *p = jb_arena_alloc(b->arena, size);
  if (!p) stop(b, "scratch_max");
  return p;
}

/* ---- namespaces ---- */

static const struct {
  const char *prefix;
  const char *uri;
} k_known[] = {
#define JB_NAMESPACE(prefix, uri) {prefix, uri},
#include "model/xmp_namespaces.def"
#undef JB_NAMESPACE
};

const char *jb_xml_known_prefix(jb_span uri) {
  for (size_t i = 0; i < sizeof k_known / sizeof k_known[0]; i++) {
    if (jb_span_is(uri, k_known[i].uri)) return k_known[i].prefix;
  }
  return NULL;
}

/* URIs are entries of libxml2's dictionary: the pointer tells them apart. */
static const jb_xml_ns *namespace_of(builder *b, const xmlChar *uri) {
  if (!uri) return NULL;
  for (size_t i = 0; i < b->cached && i < NS_CACHE; i++) {
    if (b->cache[i].from == uri) return b->cache[i].ns;
  }
  jb_xml_ns *ns = need(b, sizeof *ns);
  if (!ns) return NULL;
  ns->uri = jb_arena_copy(b->arena, jb_span_str((const char *)uri));
  ns->known = jb_xml_known_prefix(ns->uri);
  b->cache[b->cached % NS_CACHE].from = uri;
  b->cache[b->cached % NS_CACHE].ns = ns;
  b->cached++;
  return ns;
}

bool jb_xml_ns_is(const jb_xml_ns *ns, const char *known) {
  return ns && ns->known && strcmp(ns->known, known) == 0;
}

bool jb_xml_node_is(const jb_xml_node *node, const char *known, const char *local) {
  return node && jb_xml_ns_is(node->ns, known) && jb_span_is(node->name, local);
}

const jb_xml_attr *jb_xml_attr_find(const jb_xml_node *node, const char *known,
                                    const char *local) {
  for (const jb_xml_attr *a = node->attrs; a; a = a->next) {
    bool same_ns = known ? jb_xml_ns_is(a->ns, known) : !a->ns && a->prefix.len == 0;
    if (same_ns && jb_span_is(a->name, local)) return a;
  }
  return NULL;
}

/* ---- elements ---- */

/* The URI that libxml2 gave for an attribute.  It reports them in the order
 * of the tag; damage and duplicates may shift that. */
static const xmlChar *attribute_uri(const xmlChar **atts, int count, int guess, jb_span prefix,
                                    jb_span name) {
  for (int k = 0; k < count; k++) {
    const xmlChar **a = &atts[(guess + k) % count * 5];
    if (jb_span_is(name, (const char *)a[0]) && jb_span_is(prefix, a[1] ? (const char *)a[1] : "")) {
      return a[2];
    }
  }
  return NULL;
}

static bool is_declaration(const jb_xml_raw_attribute *raw) {
  return jb_span_is(raw->prefix, "xmlns") || (raw->prefix.len == 0 && jb_span_is(raw->name, "xmlns"));
}

/* The same by the declarations around, for attributes behind damage. */
static const jb_xml_ns *declared_ns(builder *b, const jb_xml_node *node, jb_span prefix) {
  for (; node; node = node->parent) {
    for (const jb_xml_attr *d = node->declarations; d; d = d->next) {
      if (d->prefix.len == 0 || !jb_span_equal(d->name, prefix)) continue;
      jb_xml_ns *ns = need(b, sizeof *ns);
      if (!ns) return NULL;
      ns->uri = jb_span_cut(b->tree->text, d->at, d->length);
      ns->known = jb_xml_known_prefix(ns->uri);
      return ns;
    }
  }
  return NULL;
}

static void add_attributes(builder *b, jb_xml_node *node, size_t pos, size_t end, int count,
                           const xmlChar **atts) {
  jb_span text = b->tree->text;
  bool whole = end < text.len && (text.ptr[end] == '>' || text.ptr[end] == '/');
  jb_span tag = jb_span_cut(text, 0, whole ? end : jb_xml_tag_end(text, end));
  jb_xml_attr **link = &node->attrs, **declared = &node->declarations;
  jb_xml_raw_attribute raw = {0};
  for (int i = 0; jb_xml_next_attribute(tag, &pos, &raw);) {
    if (++b->nodes > b->options.limits->xml_nodes_max) {
      stop(b, "xml_nodes_max");
      return;
    }
    jb_xml_attr *a = need(b, sizeof *a);
    if (!a) return;
    *a = (jb_xml_attr){.prefix = raw.prefix, .name = raw.name, .at = raw.at, .length = raw.length};
    if (is_declaration(&raw)) {
      *declared = a;
      declared = &a->next;
      continue;
    }
    if (count > 0) a->ns = namespace_of(b, attribute_uri(atts, count, i++, raw.prefix, raw.name));
    if (!a->ns && raw.prefix.len > 0 && !whole) a->ns = declared_ns(b, node, raw.prefix);
    *link = a;
    link = &a->next;
  }
}

/* Elements that ended without libxml2 saying so end before `at`. */
static void leave_above(builder *b, unsigned level, size_t at) {
  while (b->open && b->open->level > level) {
    b->open->length = at > b->open->at ? at - b->open->at : 0;
    b->open = b->open->parent;
  }
}

static void link_node(builder *b, jb_xml_node *node) {
  jb_xml_node *parent = b->open;
  node->parent = parent;
  jb_xml_node **first = parent ? &parent->first : &b->tree->roots;
  jb_xml_node **last = parent ? &parent->last : &b->tree->last_root;
  if (*last) (*last)->next = node;
  else *first = node;
  *last = node;
  if (parent) parent->count++;
  else b->tree->root_count++;
  b->open = node;
}

/* The tag that ends with the ">" or "/>" at `end`: where it begins, when it
 * is the one that libxml2 means. */
static size_t tag_start(const builder *b, size_t end, const xmlChar *prefix,
                        const xmlChar *local, size_t *behind_name) {
  jb_span text = b->tree->text;
  size_t at = end;
  while (at > b->base && text.ptr[at - 1] != '<') at--;
  if (at == b->base) return SIZE_MAX;
  jb_span pre, name;
  size_t n = jb_xml_name_length(text, at);
  jb_xml_split_name(jb_span_cut(text, at, n), &pre, &name);
  if (!jb_span_is(name, (const char *)local) ||
      !jb_span_is(pre, prefix ? (const char *)prefix : "")) {
    return SIZE_MAX;
  }
  *behind_name = at + n;
  return at - 1;
}

enum { NAMES_SHOWN = 64 };

static bool is_kept(const builder *b, const xmlChar *local, const xmlChar *uri, int count,
                    const xmlChar **atts) {
  const char *names[NAMES_SHOWN];
  size_t n = 0;
  if (!b->options.keep) return true;
  for (; n < (size_t)count && n < NAMES_SHOWN; n++) names[n] = (const char *)atts[n * 5];
  return b->options.keep(b->open, (const char *)local, (const char *)uri, names, n);
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int namespaces, const xmlChar **declared, int count, int defaulted,
                     const xmlChar **atts) {
  (void)namespaces;
  (void)declared;
  (void)defaulted;
  builder *b = builder_of(user);
  size_t end = position(b), name_end = 0;
  unsigned level = (unsigned)b->ctxt->nameNr;
  leave_above(b, level == 0 ? 0 : level - 1, end);
  if (level == 0) b->open = NULL;
  if (!is_kept(b, local, uri, count, atts)) return;
  size_t at = tag_start(b, end, prefix, local, &name_end);
  if (at == SIZE_MAX) return; /* unreadable tag: damage is said already */
  unsigned depth = b->open ? b->open->depth + 1 : 0;
  if (depth >= b->options.limits->nesting_max) {
    if (!b->tree->limit) b->tree->limit = "nesting_max";
    return;
  }
  if (++b->nodes > b->options.limits->xml_nodes_max) {
    stop(b, "xml_nodes_max");
    return;
  }
  jb_xml_node *node = need(b, sizeof *node);
  if (!node) return;
  jb_span text = b->tree->text;
  bool empty = end < text.len && text.ptr[end] == '/';
  *node = (jb_xml_node){.ns = namespace_of(b, uri), .tag_at = at, .level = level, .depth = depth};
  jb_xml_split_name(jb_span_cut(text, at + 1, name_end - at - 1), &node->prefix, &node->name);
  node->at = end + (empty ? 2 : 1);
  if (node->at > text.len) node->at = text.len;
  link_node(b, node);
  add_attributes(b, node, name_end, end, count, atts);
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri) {
  (void)local;
  (void)prefix;
  (void)uri;
  builder *b = builder_of(user);
  size_t end = position(b);
  unsigned level = b->ctxt->nameNr > 0 ? (unsigned)b->ctxt->nameNr - 1 : 0;
  leave_above(b, level, end);
  jb_xml_node *node = b->open;
  if (!node || node->level != level) return;
  jb_span text = b->tree->text;
  size_t at = end;
  while (at > node->at && text.ptr[at - 1] != '<') at--;
  bool tag = at > node->at && at < text.len && text.ptr[at] == '/';
  if (tag) at--; /* of "</" */
  else if (end > node->at) at = end;
  node->length = at > node->at ? at - node->at : 0;
  node->closed = tag || end == node->at;
  b->open = node->parent;
}

static void on_text(void *user, const xmlChar *text, int length) {
  builder *b = builder_of(user);
  if (!b->open || b->open->has_text) return;
  for (int i = 0; i < length; i++) {
    if (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') continue;
    b->open->has_text = true;
    return;
  }
}

static void on_reference(void *user, const xmlChar *name) {
  builder *b = builder_of(user);
  (void)name;
  if (b->open) b->open->has_text = true;
}

static void on_comment(void *user, const xmlChar *value) {
  builder *b = builder_of(user);
  (void)value;
  size_t end = position(b), at = end;
  if (b->tree->comment_count >= JB_XML_COMMENTS_MAX || end < 7) return;
  jb_span text = b->tree->text;
  while (at > b->base && !jb_span_starts(jb_span_cut(text, at, end - at), jb_span_str("<!--"))) at--;
  if (at + 7 > end) return;
  b->tree->comments[b->tree->comment_count++] = (jb_xml_run){at + 4, end - at - 7};
}

/* ---- faults ---- */

static const char *fault_text(int code) {
  switch (code) {
    case XML_ERR_TAG_NAME_MISMATCH: return "end tag does not match";
    case XML_ERR_TAG_NOT_FINISHED: return "ends inside an element";
    case XML_ERR_GT_REQUIRED: return "tag not closed";
    case XML_ERR_LT_IN_ATTRIBUTE: return "'<' inside an attribute";
    case XML_ERR_ATTRIBUTE_NOT_STARTED:
    case XML_ERR_ATTRIBUTE_NOT_FINISHED:
    case XML_ERR_ATTRIBUTE_WITHOUT_VALUE:
    case XML_ERR_SPACE_REQUIRED: return "attribute damaged";
    case XML_ERR_ATTRIBUTE_REDEFINED: return "attribute given twice";
    case XML_ERR_NAME_REQUIRED: return "'&' or '<' without a name";
    case XML_ERR_ENTITYREF_SEMICOL_MISSING: return "reference without ';'";
    case XML_ERR_UNDECLARED_ENTITY: return "reference to an entity that is not predefined";
    case XML_ERR_INVALID_CHARREF: return "bad character reference";
    case XML_ERR_DOCUMENT_EMPTY: return "no element";
    default: return "not well-formed";
  }
}

static void on_error(void *user, xmlErrorPtr e) {
  builder *b = builder_of(user);
  jb_xml_tree *tree = b->tree;
  size_t at = position(b);
  if (++b->errors > ERRORS_MAX) {
    stop(b, tree->limit);
    if (!tree->damage) tree->damage = "too many errors";
    return;
  }
  if (e->level != XML_ERR_FATAL) return; /* undeclared prefixes show in the nodes */
  switch (e->code) {
    case XML_ERR_DOCUMENT_END:
      b->stopped_at = at;
      return;
    case XML_ERR_RESERVED_XML_NAME:
      if (tree->declaration_at == SIZE_MAX) tree->declaration_at = at;
      return;
    case XML_ERR_INVALID_CHAR:
    case XML_ERR_INVALID_ENCODING:
      if (tree->bad_text_at == SIZE_MAX) tree->bad_text_at = at;
      return;
    case XML_ERR_NO_MEMORY:
      tree->limit = "memory";
      return;
    case XML_ERR_INTERNAL_ERROR: /* libxml2's own bound of 256 levels */
      if (!tree->limit) tree->limit = "nesting_max";
      return;
    case XML_ERR_DOCUMENT_EMPTY:
      b->no_root = true;
      b->stopped_at = at;
      return;
    default:
      if (tree->damage) return;
      tree->damage = fault_text(e->code);
      tree->damage_at = at;
  }
}

static xmlEntityPtr no_entity(void *user, const xmlChar *name) {
  (void)user;
  (void)name;
  return NULL;
}

/* A document type that was not blanked out beforehand hides behind damage. */
static void on_doctype(void *user, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system) {
  (void)name;
  (void)external;
  (void)system;
  builder *b = builder_of(user);
  b->tree->doctype_at = position(b);
  if (!b->tree->damage) b->tree->damage = "document type declaration";
  xmlStopParser(b->ctxt);
}

/* ---- the run ---- */

static void run_parser(builder *b, size_t from) {
  static const xmlSAXHandler k_handler = {.initialized = XML_SAX2_MAGIC,
                                          .startElementNs = on_start,
                                          .endElementNs = on_end,
                                          .characters = on_text,
                                          .ignorableWhitespace = on_text,
                                          .cdataBlock = on_text,
                                          .reference = on_reference,
                                          .comment = on_comment,
                                          .getEntity = no_entity,
                                          .getParameterEntity = no_entity,
                                          .internalSubset = on_doctype,
                                          .serror = on_error};
  jb_span rest = jb_span_cut(b->reading, from, SIZE_MAX);
  b->base = from;
  b->stopped_at = SIZE_MAX;
  b->no_root = false;
  b->open = NULL;
  b->cached = 0;
  b->ctxt = xmlCreateMemoryParserCtxt((const char *)rest.ptr, (int)rest.len);
  if (!b->ctxt) {
    b->tree->limit = "memory";
    return;
  }
  *b->ctxt->sax = k_handler;
  b->ctxt->_private = b;
  /* no network, no encoding but ours, go on after errors; never HUGE, never NOENT, no DTD */
  xmlCtxtUseOptions(b->ctxt, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_IGNORE_ENC);
  xmlParseDocument(b->ctxt);
  leave_above(b, 0, b->stopped_at < b->tree->text.len ? b->stopped_at : b->tree->text.len);
  if (b->open) { /* a root without end */
    b->open->length = b->tree->text.len - b->open->at;
    b->open = NULL;
  }
  xmlFreeParserCtxt(b->ctxt);
  b->ctxt = NULL;
}

/* Memory that libxml2 lacks shows up as an undeclared prefix or a missing
 * attribute: only its own message tells. */
static void parse_from(builder *b, size_t from) {
  jb_xml_watch watch;
  xmlInitParser();
  jb_xml_watch_begin(&watch);
  run_parser(b, from);
  jb_xml_watch_end(&watch);
  if (watch.out_of_memory) b->tree->limit = "memory";
}

static void add_gap(jb_xml_tree *tree, size_t from, size_t to) {
  jb_span span = jb_span_cut(tree->text, 0, to);
  if (from >= to) return;
  size_t at = jb_xml_skip_gap(span, from);
  /* trim white space behind; a comment at the end stays in */
  while (to > at && (tree->text.ptr[to - 1] <= ' ')) to--;
  if (at >= to || tree->gap_count >= sizeof tree->gaps / sizeof tree->gaps[0]) return;
  tree->gaps[tree->gap_count++] = (jb_xml_run){at, to - at};
}

/* Root after root: the text of a packet often holds more than one, or
 * something between its beginning and its first tag. */
static void parse_all(builder *b) {
  jb_xml_tree *tree = b->tree;
  size_t from = jb_span_starts(tree->text, jb_span_str("\xEF\xBB\xBF")) ? 3 : 0;
  size_t gap = from;
  from = jb_xml_skip_gap(jb_span_cut(tree->text, 0, jb_span_find(tree->text, jb_span_str("<"))), from);
  for (size_t round = 0; from < tree->text.len && round < 2 * JB_XML_ROOTS_MAX; round++) {
    size_t roots = tree->root_count;
    if (tree->text.ptr[from] != '<') { /* text before the first tag */
      from = jb_xml_next_tag(tree->text, from);
      continue;
    }
    parse_from(b, from);
    if (tree->limit || (tree->root_count == roots && !b->no_root)) break;
    if (tree->root_count > roots) {
      const jb_xml_node *first = roots == 0 ? tree->roots : tree->last_root;
      add_gap(tree, gap, first->tag_at);
      gap = b->stopped_at < tree->text.len ? b->stopped_at : tree->text.len;
    }
    if (b->stopped_at >= tree->text.len || tree->root_count >= JB_XML_ROOTS_MAX) break;
    size_t next = jb_xml_next_tag(tree->text, b->stopped_at);
    from = next > from ? next : tree->text.len;
  }
  add_gap(tree, gap, tree->text.len);
  if (tree->root_count == 0 && !tree->damage && !tree->limit) {
    tree->damage = fault_text(XML_ERR_DOCUMENT_EMPTY);
    tree->damage_at = 0;
  }
}

/* A copy of the same length without what libxml2 must not see. */
static bool make_copy(builder *b, uint8_t **copy) {
  jb_span text = b->tree->text;
  *copy = jb_arena_alloc(b->arena, text.len + 1);
  if (!*copy) {
    b->tree->limit = "scratch_max";
    return false;
  }
  if (text.len) memcpy(*copy, b->reading.ptr, text.len);
  b->reading = jb_span_of(*copy, text.len);
  return true;
}

/* Declarations in a document type cost a parser most and tell us nothing. */
static bool blank_doctype(builder *b) {
  jb_span text = b->tree->text;
  size_t at = jb_span_starts(text, jb_span_str("\xEF\xBB\xBF")) ? 3 : 0;
  at = jb_xml_skip_gap(text, at);
  if (!jb_span_starts(jb_span_cut(text, at, 9), jb_span_str("<!DOCTYPE"))) return true;
  size_t end = jb_xml_skip_doctype(text, at);
  uint8_t *copy;
  b->tree->doctype_at = at;
  if (!make_copy(b, &copy)) return false;
  memset(copy + at, ' ', end - at);
  return true;
}

/* Bytes that are no XML character: XML 1.0 section 2.2. */
static bool replace_bad_text(builder *b) {
  uint8_t *copy;
  if (!make_copy(b, &copy)) return false;
  for (size_t i = 0; i < b->reading.len;) {
    uint32_t code = 0;
    size_t n = jb_utf8_decode(jb_span_cut(b->reading, i, 4), &code);
    bool control = n == 1 && code < ' ' && code != '\t' && code != '\n' && code != '\r';
    if (n == 0 || code == 0xFFFE || code == 0xFFFF) {
      memset(copy + i, '?', n ? n : 1);
    } else if (control) {
      copy[i] = ' ';
    }
    i += n ? n : 1;
  }
  return true;
}

static void reset(builder *b) {
  jb_xml_tree *tree = b->tree;
  size_t doctype = tree->doctype_at, bad = tree->bad_text_at;
  *tree = (jb_xml_tree){.text = tree->text, .declaration_at = SIZE_MAX};
  tree->doctype_at = doctype;
  tree->bad_text_at = bad;
  b->nodes = b->errors = 0;
}

void jb_xml_tree_read(jb_arena *arena, jb_span text, jb_xml_options options, jb_xml_tree *out) {
  while (text.len > 0 && text.ptr[text.len - 1] == 0) text.len--; /* padding, common */
  *out = (jb_xml_tree){.text = text,
                       .doctype_at = SIZE_MAX,
                       .bad_text_at = SIZE_MAX,
                       .declaration_at = SIZE_MAX};
  builder b = {.tree = out, .arena = arena, .options = options, .reading = text};
  if (text.len == 0) {
    out->damage = "empty";
    return;
  }
  if (!jb_xml_affordable(text)) {
    out->limit = "xml_nodes_max";
    return;
  }
  /* libxml2 takes a NUL for the end of the text */
  const uint8_t *nul = memchr(text.ptr, 0, text.len);
  if (nul) out->bad_text_at = (size_t)(nul - text.ptr);
  if (!blank_doctype(&b)) return;
  if (!nul) parse_all(&b);
  if (out->bad_text_at == SIZE_MAX || out->limit) return;
  reset(&b);
  if (replace_bad_text(&b)) parse_all(&b);
}
