/* Examples that rule authors write inside a rule: facts, and what the rule
 * makes of them.  Kept as text; only `rules test` reads them. */
#ifndef JB_RULESET_EXAMPLES_H
#define JB_RULESET_EXAMPLES_H

#include "ruleset/xml.h"

typedef struct jb_rule_example {
  const char *outcome; /* of a clause; NULL in the verdict: the row must win */
  const char *as_of, *tier, *declared; /* NULL: the defaults */
  const char *xml; /* the whole element */
  unsigned line;
} jb_rule_example;

typedef struct jb_rule_examples {
  jb_rule_example *items;
  size_t count, capacity;
} jb_rule_examples;

JB_NODISCARD jb_status jb_examples_add(jb_rules *rules, const char *file, xmlNode *node,
                                       bool with_outcome, jb_rule_examples *out, jb_error *err);

#endif
