/* An inspection of bytes as far as containers and readers go, for tests. */
#ifndef JB_TESTS_INSPECT_H
#define JB_TESTS_INSPECT_H

#include "container/container.h"
#include "support/build.h"

typedef struct inspected {
  bytes file;
  jb_source *source;
  jb_inspection *in;
} inspected;

/* Walk the file (taken over); with `read`, run the readers too. */
inspected inspect_bytes(bytes file, bool read);
void inspected_free(inspected i);

/* The n-th part of a kind, counted from 0, or NULL. */
const jb_part *part_of_kind(const inspected *i, jb_part_kind kind, size_t n);
/* Does the part's content start with that text / is it that text? */
bool part_is(const inspected *i, const jb_part *part, const char *text);
/* Some part has a problem of that code. */
bool has_problem(const inspected *i, const char *code);
/* not_checked has an entry for the probe with that reason. */
bool is_unchecked(const inspected *i, const char *probe, jb_why why);
/* The value of the first property with that key; ptr NULL when there is none. */
jb_span property_of(const inspected *i, const char *key);
/* The bytes that the property's location names, joined, before value steps. */
bytes located(const inspected *i, const jb_location *at);
const jb_property *find_property(const inspected *i, const char *key);

#endif
