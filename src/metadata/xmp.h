/* XMP (ISO 16684-1): packets and RDF/XML become properties.
 *
 * Keys are `Xmp.<canonical prefix>.<path>`; a path goes into structures with
 * "/prefix:field", into arrays with "[n]" and to qualifiers with
 * "/?prefix:name".  The namespace and name of a property are those of the
 * innermost property, so an item of TC260:AIGC is still TC260:AIGC.
 *
 * form: element, attribute, resource, literal, array (an empty one),
 * qualifier, type, declaration (`Xmp.xmlns.<prefix>`), undeclared-prefix (the
 * name then keeps its prefix), comment, remains (text in damaged or left-over
 * bytes).  Facts of the packet stand under `Xmp.packet.`:
 *   begin    the processing instruction, form what is odd about it
 *   end      likewise
 *   wrapper  form missing
 *   padding  what stands in the padding and is no white space
 *   trailing what follows the end
 */
#ifndef JB_METADATA_XMP_H
#define JB_METADATA_XMP_H

#include "base/buf.h"
#include "metadata/xml_input.h"
#include "metadata/xml_tree.h"

/* Bytes that hold XMP, wherever they came from. */
typedef struct jb_xmp_source {
  jb_inspection *in;
  jb_part *part;     /* properties and problems belong to it */
  jb_location whole; /* the place of `bytes` */
  jb_span bytes;
  jb_arena *scratch;
} jb_xmp_source;

/* Everything that a packet says, and what is wrong with it. */
void jb_xmp_read_packet(const jb_xmp_source *source);

/* ---- the steps, for readers of XML that holds RDF ---- */

typedef struct jb_xmp_out {
  const jb_xmp_source *source;
  const char *carrier;
  const jb_xml_input *input;
  const jb_xml_tree *tree;
  jb_buf key;
  bool stopped;    /* a limit was hit: nothing more is added */
  bool saw_aigc;   /* a property whose name holds AIGC was added */
  size_t undeclared_at; /* first prefix without declaration, SIZE_MAX */
} jb_xmp_out;

jb_xmp_out jb_xmp_out_new(const jb_xmp_source *source, const char *carrier,
                          const jb_xml_input *input, const jb_xml_tree *tree);
void jb_xmp_out_free(jb_xmp_out *out);

/* The properties of an rdf:RDF element, an rdf:Description, or whatever
 * stands around or in their stead. */
void jb_xmp_read_rdf(jb_xmp_out *out, const jb_xml_node *node);

/* `Xmp.xmlns.<prefix>` for every different declaration in the tree. */
void jb_xmp_read_declarations(jb_xmp_out *out);

/* One property with a key of its own; `element` tells how to read the raw
 * text [at, at+length).  NULL when a limit was hit. */
jb_property *jb_xmp_put(jb_xmp_out *out, const char *key, const char *form, size_t at,
                        size_t length, bool element);

/* Absolute offset in the file for a problem at an offset of the text. */
uint64_t jb_xmp_file_offset(const jb_xmp_out *out, size_t at);

#endif
