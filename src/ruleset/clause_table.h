/* What the files with root <ruleset> become: instruments (laws, standards)
 * and the rules that stand on them.  docs/rules.md describes the language. */
#ifndef JB_RULESET_CLAUSE_TABLE_H
#define JB_RULESET_CLAUSE_TABLE_H

#include "ruleset/examples.h"
#include "ruleset/texts.h"

typedef struct jb_instrument {
  const char *id;
  const char *jurisdiction; /* of its rule set */
  const char *issued;    /* "YYYY-MM-DD", or NULL: not known */
  const char *from, *to; /* first and last day in force; `to` NULL: open */
  int64_t from_day, to_day;
  const char *url, *source, *basis, *verified;
  jb_rule_texts texts; /* <title> */
  const char *file;
  unsigned line;
} jb_instrument;

/* A <ruleset>: what its rules share. */
typedef struct jb_clause_set {
  const char *id, *jurisdiction, *file;
  jb_rule_texts texts; /* words for undetermined, not_applicable */
} jb_clause_set;

typedef struct jb_clause {
  uint32_t index;
  const char *id, *clause;
  const jb_clause_set *set;
  const jb_instrument *instrument;
  const char *from, *to;
  int64_t from_day, to_day;
  const char *basis, *verified;
  const char *const *requires; /* probe ids */
  size_t requires_count;
  const char *when; /* cheap tests, any of which lets the rule apply; NULL: always */
  /* XPath 1.0 over the facts; NULL when not given */
  const char *foreach, *applies, *satisfied, *violated, *undetermined, *evidence;
  jb_outcome level; /* what a violation comes out as: VIOLATED or NOTICE */
  jb_rule_texts texts;
  jb_rule_examples examples;
  const char *file;
  unsigned line;
} jb_clause;

struct jb_clause_table {
  jb_clause_set **sets;
  size_t set_count, set_capacity;
  jb_instrument **instruments;
  size_t instrument_count, instrument_capacity;
  jb_clause **clauses; /* in file order */
  size_t clause_count, clause_capacity;
  /* keys of the properties that rules look at; a final * stands for any rest */
  const char **properties;
  size_t property_count, property_capacity;
};

const jb_instrument *jb_instrument_find(const jb_clause_table *table, const char *id);

/* The version of the rule in force on that day; INT64_MAX: the latest. */
const jb_clause *jb_clause_find(const jb_clause_table *table, const char *id, int64_t day);

/* What jb_rules_find says of it. */
void jb_clause_info(const jb_clause *c, jb_rule_info *out);

static inline bool jb_clause_in_force(const jb_clause *c, int64_t day) {
  return day == INT64_MAX ? c->to_day == INT64_MAX : c->from_day <= day && day <= c->to_day;
}

#endif
