/* A bounded XML tree in which everything knows its bytes.
 *
 * libxml2 reads the markup and the namespaces (as a stream: it builds no tree
 * of its own, expands no entity, loads no DTD, opens nothing, prints nothing);
 * offsets come from its position and from xml_spans.  It recovers from damage,
 * so that what stands before and after a fault is still read; `damage` tells.
 */
#ifndef JB_METADATA_XML_TREE_H
#define JB_METADATA_XML_TREE_H

#include "base/arena.h"
#include "jianbiao/limits.h"

/* One namespace of the document, once. */
typedef struct jb_xml_ns {
  jb_span uri;
  const char *known; /* canonical prefix of xmp_namespaces.def, or NULL */
} jb_xml_ns;

typedef struct jb_xml_attr {
  const jb_xml_ns *ns; /* NULL: none, or its prefix is not declared */
  jb_span prefix, name; /* as written, views into the text */
  size_t at, length;    /* the raw value */
  struct jb_xml_attr *next;
} jb_xml_attr;

typedef struct jb_xml_node {
  const jb_xml_ns *ns;
  jb_span prefix, name;
  size_t tag_at;     /* of its "<" */
  size_t at, length; /* raw content between the tags */
  bool closed;       /* its end was found */
  bool has_text;     /* character data that is not all white space */
  unsigned level;    /* elements around it in the document, kept or not */
  unsigned depth;    /* the same, kept ones */
  size_t count;      /* of children */
  jb_xml_attr *attrs, *declarations;
  struct jb_xml_node *parent, *first, *last, *next;
} jb_xml_node;

typedef struct jb_xml_run {
  size_t at, length;
} jb_xml_run;

enum { JB_XML_ROOTS_MAX = 8, JB_XML_COMMENTS_MAX = 64 };

typedef struct jb_xml_tree {
  jb_span text;
  jb_xml_node *roots, *last_root;
  size_t root_count;
  /* bytes that belong to no root: before, between and after them, white
   * space, comments and instructions at their ends left out */
  jb_xml_run gaps[JB_XML_ROOTS_MAX + 1];
  size_t gap_count;
  jb_xml_run comments[JB_XML_COMMENTS_MAX];
  size_t comment_count;
  const char *damage; /* NULL: well-formed but for the oddities below; static text */
  size_t damage_at;
  size_t doctype_at;      /* SIZE_MAX when there is none */
  size_t bad_text_at;     /* first byte that is no XML character; SIZE_MAX */
  size_t declaration_at;  /* an XML declaration that is not first; SIZE_MAX */
  const char *limit;      /* name of the limit that stopped it, or NULL */
} jb_xml_tree;

typedef struct jb_xml_options {
  const jb_limits *limits;
  /* NULL keeps all; false leaves an element out, not its children.  `parent`
   * is the nearest element around that was kept, `attributes` the local names
   * in the tag. */
  bool (*keep)(const jb_xml_node *parent, const char *local, const char *uri,
               const char *const *attributes, size_t count);
} jb_xml_options;

/* The tree lives in the arena and borrows the text.  Never fails: an empty
 * tree with `damage` or `limit` says why. */
void jb_xml_tree_read(jb_arena *arena, jb_span text, jb_xml_options options, jb_xml_tree *out);

bool jb_xml_ns_is(const jb_xml_ns *ns, const char *known);
bool jb_xml_node_is(const jb_xml_node *node, const char *known, const char *local);
/* NULL when there is none; known NULL asks for an attribute without prefix. */
const jb_xml_attr *jb_xml_attr_find(const jb_xml_node *node, const char *known, const char *local);

/* The canonical prefix of a namespace, or NULL. */
const char *jb_xml_known_prefix(jb_span uri);

#endif
