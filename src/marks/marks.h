/* Marks other than GB 45438 and C2PA: IPTC source type, AI properties,
 * generator fingerprints, file names.  Driven by rules/marks through
 * src/ruleset; a mark counts only in its legal place (carrier). */
#ifndef JB_MARKS_MARKS_H
#define JB_MARKS_MARKS_H

#include "jianbiao/rules.h"
#include "model/model.h"
#include "ruleset/ruleset.h"

/* Add a finding for every mark of `rules` that stands in the inspection's
 * properties and parts, before the inspection is sealed.  `name` is the
 * file's name without folders, or NULL. */
void jb_marks_find(const jb_rules *rules, jb_inspection *in, const char *name);

/* Run the examples of every mark; `failed` counts those that came out wrong.
 * Statuses: OK, NOMEM. */
JB_NODISCARD jb_status jb_marks_test(const jb_rules *rules, jb_rule_test_visitor *visit, void *user,
                                     size_t *failed);

#endif
