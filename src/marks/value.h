/* One value that rules look at, with its JSON parsed at most once, and the
 * bounds within which the rules of one file run. */
#ifndef JB_MARKS_VALUE_H
#define JB_MARKS_VALUE_H

#include "base/json.h"
#include "model/model.h"
#include "ruleset/marks_table.h"

/* What one inspection may cost.  A bound that is hit stands in not_checked
 * under "marks". */
typedef struct jb_mark_bounds {
  jb_inspection *in;
  const jb_patterns *patterns;
  pcre2_match_data *data;
  pcre2_match_context *context;
  uint64_t regex_left; /* bytes that patterns may still look at */
  uint64_t json_left;  /* bytes that may still be parsed as JSON */
} jb_mark_bounds;

void jb_mark_bounds_init(jb_mark_bounds *b, const jb_rules *rules, jb_inspection *in);
void jb_mark_bounds_free(jb_mark_bounds *b);
/* `what` is the name of the bound. */
void jb_mark_limit(const jb_mark_bounds *b, const char *what);

typedef struct jb_mark_value {
  jb_span bytes;
  jb_mark_bounds *bounds;
  jb_arena *arena; /* of the JSON trees; NULL until one is wanted */
  bool json_tried;
  const jb_json_node *json; /* of the whole value; NULL when it is none */
  unsigned nested;          /* strings inside it that were parsed too */
} jb_mark_value;

void jb_mark_value_free(jb_mark_value *v);

/* The value as JSON object or list, or NULL.  Tolerant. */
const jb_json_node *jb_mark_json(jb_mark_value *v);
/* Any text as JSON object or list, in the value's arena, or NULL. */
const jb_json_node *jb_mark_json_text(jb_mark_value *v, jb_span text);

/* Called for each node that a path leads to; true stops the walk. */
typedef bool jb_mark_node_visitor(void *user, const jb_json_node *node);

/* Walk `path` from the value's JSON: member names separated by dots, * for
 * any child, ** for any depth; a list is stepped into by * or **; a string
 * that is JSON itself is stepped into.  True when the visitor stopped it. */
bool jb_mark_path(jb_mark_value *v, jb_span path, jb_mark_node_visitor *visit, void *user);

/* What a node says as text: a string decoded, a number or word as written. */
jb_span jb_mark_node_text(const jb_json_node *node);

/* The pattern's group in the text (ptr NULL when it did not take part or the
 * pattern does not match).  *limited tells that a bound ended the search. */
jb_span jb_mark_regex(jb_mark_bounds *b, uint32_t pattern, jb_span text, uint32_t group,
                      bool *limited);

/* Does the value pass the test? */
bool jb_mark_test_passes(jb_mark_value *v, const jb_mark_test *t);

/* predicates.c */
bool jb_mark_predicate(jb_mark_value *v, const jb_mark_test *t);

#endif
