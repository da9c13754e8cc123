/* GB 45438 labels put into an inspection by hand, without a file. */
#ifndef JB_TESTS_LABELS_H
#define JB_TESTS_LABELS_H

#include "model/model.h"

/* An inspection of a picture of that format with one primary part. */
jb_inspection *label_inspection(const char *format, jb_part_kind kind, const char *part_name);
/* A property of part 0. */
jb_property *label_property(jb_inspection *in, const char *carrier, const char *key, const char *ns,
                            const char *name, const char *value);
/* TC260:AIGC in XMP of a PNG, examined; free with jb_inspection_free. */
jb_inspection *label_in_xmp(const char *value);
/* A UserComment in a JPEG, examined. */
jb_inspection *label_in_comment(const char *value);

/* The first finding of that code, or NULL. */
const jb_finding *label_finding(const jb_inspection *in, const char *code);
size_t label_count(const jb_inspection *in, const char *code);

/* The ids of the finding's failed checks, in order, separated by blanks; into
 * a buffer that the next call overwrites. */
const char *label_failures(const jb_finding *f);
/* The answer of a check: "pass", "fail", "unknown", or "-" when it is left out. */
const char *label_check(const jb_finding *f, const char *id);
/* Its detail, "" when it has none. */
const char *label_detail(const jb_finding *f, const char *id);
/* Is that the value of the field? `value` NULL: there is no such field. */
bool label_field_is(const jb_finding *f, const char *name, const char *value);

#endif
