/* What the files with root <marks> become: marks, each a tree of conditions
 * over properties.  docs/rules.md describes the language.
 *
 * A match names places (carrier and key) and tests that one property in one
 * of these places must pass together.  The index leads from a property to the
 * matches that look at its place, so that a picture costs one lookup a
 * property, whatever the number of rules.
 *
 * Everything lives in the rules' arena; nothing changes after loading.
 */
#ifndef JB_RULESET_MARKS_TABLE_H
#define JB_RULESET_MARKS_TABLE_H

#include "jianbiao/rules.h"
#include "ruleset/ruleset.h"

#define JB_MARK_OPS(X)                                                                 \
  X(JB_MARK_PRESENT, "present")               /* the property is there */              \
  X(JB_MARK_EQUALS, "equals")                                                          \
  X(JB_MARK_EQUALS_NOCASE, "equals-nocase")   /* ASCII letters */                      \
  X(JB_MARK_CONTAINS, "contains")                                                      \
  X(JB_MARK_STARTS, "starts")                                                          \
  X(JB_MARK_ENDS, "ends")                                                              \
  X(JB_MARK_REGEX, "regex")                   /* PCRE2, dot is not a line end */       \
  X(JB_MARK_LAST_COMPONENT, "last-component") /* what follows the last / # or colon */ \
  X(JB_MARK_JSON_PATH, "json-path")           /* equals, or present without value */   \
  X(JB_MARK_PREDICATE, "predicate")

#define JB_OP_MEMBER(id, name) id,
typedef enum jb_mark_op { JB_MARK_OPS(JB_OP_MEMBER) JB_MARK_OP_COUNT } jb_mark_op;
#undef JB_OP_MEMBER

typedef enum jb_predicate {
#define JB_PREDICATE(id, name, takes_value, what) JB_PREDICATE_##id,
#include "ruleset/predicates.def"
#undef JB_PREDICATE
  JB_PREDICATE_COUNT
} jb_predicate;

typedef struct jb_mark_test {
  jb_mark_op op;
  bool negate;
  jb_span path;  /* JSON path inside the value; ptr NULL: the value itself */
  jb_span value; /* ptr NULL when none was given */
  jb_span needs; /* regex: a literal that every match contains, tried first */
  uint32_t regex; /* number of a pattern, 0: none */
  jb_predicate predicate;
  uint64_t min, max; /* predicate base64 */
} jb_mark_test;

/* Where a property may stand.  By key, or by namespace URI and local name. */
typedef struct jb_mark_place {
  const char *carrier;
  const char *key; /* NULL: by ns and name */
  const char *ns, *name;
} jb_mark_place;

typedef struct jb_mark_places {
  const char *id; /* NULL: written in the match itself */
  const char *file;
  unsigned line;
  const jb_mark_place *items;
  size_t count;
} jb_mark_places;

typedef struct jb_mark_match {
  uint32_t mark;         /* index */
  unsigned line;
  bool positive;         /* not below <not>: can make the mark speak */
  const char *places_id; /* resolved into `places` at the end of loading */
  const jb_mark_places *places;
  const jb_mark_test *tests; /* all must pass on the same property */
  size_t test_count;
} jb_mark_match;

typedef enum jb_mark_node_kind {
  JB_MARK_NODE_ALL,
  JB_MARK_NODE_ANY,
  JB_MARK_NODE_NOT, /* none of its children */
  JB_MARK_NODE_MATCH
} jb_mark_node_kind;

typedef struct jb_mark_node {
  jb_mark_node_kind kind;
  uint32_t match; /* index into the table's matches */
  const struct jb_mark_node *first, *next;
} jb_mark_node;

/* A value that goes into the finding. */
typedef struct jb_mark_field {
  const char *name;
  const char *carrier, *key; /* NULL: the property that matched */
  jb_span fixed;             /* ptr NULL: taken from the property */
  jb_span path;              /* JSON path, ptr NULL: the value itself */
  uint32_t regex;            /* then its group of that pattern */
  uint32_t group;
} jb_mark_field;

typedef struct jb_mark_fields {
  const char *id;
  const jb_mark_field *items;
  size_t count;
} jb_mark_fields;

typedef struct jb_mark_example_property {
  const char *carrier, *key;
  jb_span ns, name, value;
  jb_part_role role;
} jb_mark_example_property;

typedef struct jb_mark_expect {
  const char *name;
  jb_span value;
} jb_mark_expect;

typedef struct jb_mark_example {
  unsigned line;
  bool match; /* the mark must, or must not, be reported */
  const jb_mark_example_property *properties;
  size_t property_count;
  const jb_mark_expect *expects; /* fields of the finding */
  size_t expect_count;
} jb_mark_example;

typedef struct jb_mark {
  uint32_t index;
  jb_rule_info info; /* kind is "mark" */
  const char *scheme;
  const char *generator; /* the name in generator:<name>, or NULL */
  jb_finding_kind kind;
  jb_claim claim;
  jb_strength strength;
  const char *group;
  const char *const *refines_ids; /* marks that say less about the same thing */
  size_t refines_count;
  const struct jb_mark **refines; /* resolved */
  unsigned rank;                  /* longest chain of marks that it refines */
  const jb_mark_node *condition;
  uint32_t first_match, match_count;
  const jb_mark_field *fields;
  size_t field_count;
  const char *fields_id; /* shared set, appended */
  const jb_mark_fields *shared;
  const jb_mark_example *examples;
  size_t example_count;
} jb_mark;

typedef struct jb_mark_index_entry {
  const jb_mark_place *place;
  uint32_t match;
  uint32_t next; /* index + 1 of the next entry in the bucket, 0 at the end */
} jb_mark_index_entry;

struct jb_mark_table {
  jb_mark **marks;
  size_t mark_count, mark_capacity;
  jb_mark_match *matches;
  size_t match_count, match_capacity;
  jb_mark_places *places;
  size_t places_count, places_capacity;
  jb_mark_fields *fields;
  size_t fields_count, fields_capacity;
  jb_mark_index_entry *entries;
  size_t entry_count;
  uint32_t *buckets; /* index + 1 into entries */
  size_t bucket_count; /* a power of two */
};

/* Hashes and comparisons of places.  A key's list indices do not count:
 * "…History[3]/…" is looked up as "…History[]/…". */
uint64_t jb_mark_key_hash(const char *carrier, const char *key);
uint64_t jb_mark_name_hash(const char *carrier, jb_span ns, jb_span name);
bool jb_mark_key_equal(const char *rule_key, const char *key);

/* NULL when there is none. */
const jb_mark *jb_mark_find(const jb_mark_table *table, const char *id);

#endif
