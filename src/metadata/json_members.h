/* Members of a JSON object as properties, so that marks can ask for them. */
#ifndef JB_METADATA_JSON_MEMBERS_H
#define JB_METADATA_JSON_MEMBERS_H

#include "metadata/metadata.h"

/* `text` stands at [at, at+text.len) of the part's content.  When it is a JSON
 * object, every member becomes a property "<key>/<member>"; a member that is an
 * object, or a string that holds one, has its own members as
 * "<key>/<member>/<inner>" beside it.  Strings are decoded, other values stand
 * as written; locations name the value's bytes in the file, without quotes.
 * Anything that is no object is passed over.  Texts that are opened are taken
 * off *budget (bytes); when it is used up, not_checked "trailer" says so. */
void jb_add_json_members(jb_reading *r, const jb_part *part, const char *carrier, const char *key,
                         jb_span text, uint64_t at, size_t *budget);

#endif
