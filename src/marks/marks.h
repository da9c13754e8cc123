/* Marks other than GB 45438 and C2PA: IPTC source type, AI properties,
 * generator fingerprints, file names.  Driven by rules/marks through
 * src/ruleset; a mark counts only in its legal place (carrier). */
#ifndef JB_MARKS_MARKS_H
#define JB_MARKS_MARKS_H

#include "model/model.h"
#include "ruleset/ruleset.h"

/* `name` is the file's name without folders, or NULL. */
void jb_marks_find(const jb_rules *rules, jb_inspection *in, const char *name);

#endif
