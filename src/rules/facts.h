/* The inspection as one XML document, which rules look at with XPath.
 * Elements and attributes stand in facts.def and docs/rules.md.
 *
 * Strings of the file come in the reversible escape, as in JSON.  What does
 * not fit the bounds below is left out and said: not_checked "rules", limit.
 */
#ifndef JB_RULES_FACTS_H
#define JB_RULES_FACTS_H

#include <libxml/tree.h>

#include "model/model.h"
#include "ruleset/clause_table.h"

/* Bounds: XPath is quadratic on hostile facts. */
enum {
  JB_FACTS_PARTS = 256,
  JB_FACTS_PROBLEMS = 128,
  JB_FACTS_PROPERTIES = 128,
  JB_FACTS_FINDINGS = 1024,
  JB_FACTS_FIELDS = 48,  /* of one finding */
  JB_FACTS_CHECKS = 64,  /* of one finding */
  JB_FACTS_VALUE = 512   /* bytes of one text, before the escape */
};

/* An empty document with its root; names are shared through `dict`. */
xmlDoc *jb_facts_new(xmlDict *dict);

/* NULL when memory is short.  Only properties whose key stands in
 * `clauses->properties` are taken (clauses may be NULL); image data and
 * structure are no parts here.  Free with xmlFreeDoc. */
xmlDoc *jb_facts_build(jb_inspection *in, const jb_clause_table *clauses, xmlDict *dict);

/* One element below the root; NULL-terminated pairs of attribute name and
 * value (NULL value: left out).  NULL when memory is short. */
xmlNode *jb_facts_add(xmlDoc *facts, const char *element, ...) __attribute__((sentinel));

/* What every probe of this version says in `in`. */
void jb_facts_add_probes(xmlDoc *facts, const jb_inspection *in);

/* Not all rules could be evaluated: the verdict must know. */
void jb_facts_block_rules(xmlDoc *facts);

/* The value of an attribute, borrowed; "" when it is not there. */
const char *jb_fact(const xmlNode *node, const char *attribute);

/* The scheme of `text` matches `pattern`, where a final * stands for any rest. */
bool jb_pattern_matches(const char *pattern, const char *text);

/* Any of the cheap tests of a `when` attribute holds on the facts. */
bool jb_facts_when(const xmlDoc *facts, const char *when);

/* False and the wrong word in *word when a `when` is none. */
bool jb_when_is_valid(const char *when, jb_span *word);

#endif
