/* Readers: the content of parts becomes properties.
 *
 * A reader knows one kind of metadata.  It states values and where they
 * stand; it judges nothing.  Adding a reader is one file and one line in
 * list.def (part kind, function).
 */
#ifndef JB_METADATA_METADATA_H
#define JB_METADATA_METADATA_H

#include "container/container.h"
#include "container/content.h"

typedef struct jb_reading {
  jb_source *source;
  jb_inspection *in;
  const jb_part *part;
  jb_span content;       /* of the part; may be incomplete, then not_checked says so already */
  jb_arena *scratch;     /* emptied after each part */
} jb_reading;

/* Run every reader over every part of its kind.  A content that could not be
 * read whole is put into not_checked under the reader's probe. */
void jb_metadata_read(jb_source *source, jb_inspection *in);

/* Add a property whose value is [at, at+length) of the part's content. */
jb_property *jb_reading_add(jb_reading *r, const char *carrier, const char *key, jb_span value,
                            uint64_t at, uint64_t length);

#endif
