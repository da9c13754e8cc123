/* XML by its bytes: where attributes and values stand.  Knows the grammar of
 * tags, references, CDATA, comments and processing instructions (XML 1.0
 * sections 2.4 to 2.8, 4.1) and nothing of meaning. */
#ifndef JB_METADATA_XML_SPANS_H
#define JB_METADATA_XML_SPANS_H

#include "base/arena.h"

/* Offsets count from the start of `text` everywhere. */

typedef struct jb_xml_raw_attribute {
  jb_span prefix, name; /* as written; prefix empty when none */
  size_t at, length;    /* the value between its quotes */
  unsigned tries;       /* begins as 0 for a tag; bounds the search for raw JSON */
} jb_xml_raw_attribute;

/* Walk the attributes of a start tag: *pos begins behind the tag's name and
 * moves on.  False at the end of the tag or at anything unreadable.  JSON with
 * raw quotes is taken up to its last brace. */
bool jb_xml_next_attribute(jb_span text, size_t *pos, jb_xml_raw_attribute *out);

/* Length of the name (with its colon) at an offset; 0 when none starts there. */
size_t jb_xml_name_length(jb_span text, size_t at);
void jb_xml_split_name(jb_span qname, jb_span *prefix, jb_span *local);

/* The offset behind a comment, processing instruction or CDATA section that
 * starts at `at`; text.len when it has no end, `at` when none starts there. */
size_t jb_xml_skip_misc(jb_span text, size_t at);

/* Past white space, NUL bytes, comments and processing instructions. */
size_t jb_xml_skip_gap(jb_span text, size_t at);

/* The end of a document type declaration that starts at `at`. */
size_t jb_xml_skip_doctype(jb_span text, size_t at);

/* The offset behind the ">" that ends a tag, quotes respected, or that of the
 * next "<" when it does not end; `at` lies behind its own "<". */
size_t jb_xml_tag_end(jb_span text, size_t at);

/* The next "<" with a name behind it, outside of comments and the like, or
 * text.len. */
size_t jb_xml_next_tag(jb_span text, size_t at);

/* What raw text stands for: references resolved, and in element content CDATA
 * opened, comments, instructions and tags left out.  Only the five predefined
 * entities and character references are known; others stay as written. */
typedef struct jb_xml_value {
  jb_span text;
  size_t at, length; /* narrowed to the inside of a lone CDATA section */
  bool references;   /* at least one was resolved */
  bool joined;       /* made of several pieces: the bytes alone do not give the text */
} jb_xml_value;

/* False when memory is out. */
bool jb_xml_value_of(jb_arena *arena, jb_span text, size_t at, size_t length, bool element,
                     jb_xml_value *out);

/* False when a parser whose work grows with attributes per tag squared, or
 * with tags times namespaces, would take too long on this text. */
bool jb_xml_affordable(jb_span text);

#endif
