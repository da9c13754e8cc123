/* Readers without a container: bytes as one part of a file of their own. */
#ifndef JB_TESTS_READING_H
#define JB_TESTS_READING_H

#include "model/model.h"
#include "support/build.h"

typedef struct reading {
  jb_inspection *in;
  bytes file;
} reading;

/* The part covers the whole file; takes `file` over.  step < 0: none. */
reading read_part(jb_part_kind kind, const char *name, const char *key, int step, bytes file);
/* The same with limits of one's own. */
reading read_part_limited(jb_part_kind kind, const char *name, const char *key, int step,
                          bytes file, const jb_limits *limits);
void reading_free(reading r);

/* The first property with that key, or NULL. */
const jb_property *read_property(const reading *r, const char *key);
size_t read_count(const reading *r, const char *key);
/* "" and NULL are different: an empty value and no property. */
void assert_value(const reading *r, const char *key, const char *form, const char *value);
void assert_none(const reading *r, const char *key);
/* The bytes of the file at the property's place are these. */
void assert_place(const reading *r, const char *key, const char *raw_bytes);
bool read_has_problem(const reading *r, const char *code);
bool read_unread(const reading *r, const char *probe, jb_why why);

#endif
