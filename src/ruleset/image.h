/* A precompiled rule set: the tables as they lie in memory, with the places
 * of their pointers.  Made at build time, because parsing the rules' XML costs
 * more than looking at a photo does. */
#ifndef JB_RULESET_IMAGE_H
#define JB_RULESET_IMAGE_H

#include "ruleset/ruleset.h"

/* Fill `rules` from <directory>.image when that was made by this build from
 * files with this digest.  False, with rules unchanged, when not. */
bool jb_image_read(const char *directory, const char digest[65], jb_rules *rules);

#endif
