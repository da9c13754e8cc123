/* One JSON object as a label. */
#ifndef JB_AIGC_JSON_LABEL_H
#define JB_AIGC_JSON_LABEL_H

#include "aigc/parse.h"

/* `text` begins with the object's brace.  True when it is a label (`named`:
 * the name AIGC stands before it, so fewer keys will do); *length gets the
 * bytes that the object takes.  *ended, always written: the text ended before
 * the object did. */
bool jb_aigc_json_label(jb_aigc_parser *p, jb_span text, bool named, jb_aigc_label *label,
                        size_t *length, bool *ended);

#endif
