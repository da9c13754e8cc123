/* Is a canonical property key one that a reader can ever write?  A key that
 * none writes would make its mark silent for ever. */
#ifndef JB_RULESET_KEYS_H
#define JB_RULESET_KEYS_H

#include "base/span.h"

/* NULL when it can be; otherwise what is wrong with it, for "...: KEY".
 * Speaks of Exif.* (names of model/exif_tags.def, or 0x and four digits) and
 * Xmp.* (prefixes of model/xmp_namespaces.def, or {URI}); the other carriers
 * take their names from the file. */
const char *jb_key_fault(const char *key);

#endif
