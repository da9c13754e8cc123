/* Building canonical keys while walking RDF; inside the XMP reader only. */
#ifndef JB_METADATA_XMP_KEY_H
#define JB_METADATA_XMP_KEY_H

#include "metadata/xmp.h"

typedef struct jb_xmp_name {
  const jb_xml_ns *ns;
  jb_span prefix, local;
} jb_xmp_name;

typedef enum jb_xmp_place { JB_XMP_TOP, JB_XMP_FIELD, JB_XMP_QUALIFIER } jb_xmp_place;

/* Both return what jb_xmp_key_pop takes to undo them. */
size_t jb_xmp_key_push(jb_xmp_out *out, jb_xmp_name name, jb_xmp_place place);
size_t jb_xmp_key_index(jb_xmp_out *out, size_t index);
void jb_xmp_key_pop(jb_xmp_out *out, size_t before);

/* A property under the key built so far. */
void jb_xmp_put_named(jb_xmp_out *out, jb_xmp_name name, const char *form, size_t at,
                      size_t length, bool element);

#endif
