/* What a file with root <verdict> becomes: how labels and axes get their
 * value from the facts, and what to do next; and the words of <glossary>. */
#ifndef JB_RULESET_VERDICT_TABLE_H
#define JB_RULESET_VERDICT_TABLE_H

#include "ruleset/examples.h"
#include "ruleset/texts.h"

/* The first row that matches gives the value. */
typedef struct jb_verdict_row {
  const char *id;
  const char *value;
  const char *when;     /* cheap tests, as in jb_clause; NULL: always */
  const char *match;    /* XPath; NULL: always */
  const char *evidence; /* XPath, node-set of findings; NULL: none */
  jb_rule_texts texts;
  jb_rule_examples examples;
  unsigned line;
} jb_verdict_row;

typedef struct jb_verdict_rows {
  jb_verdict_row *items;
  size_t count, capacity;
} jb_verdict_rows;

typedef struct jb_verdict_value {
  const char *id;
  const char *term;    /* "<axis>.<id>", its name among the words */
  jb_rule_texts texts; /* <word>, <text> */
  unsigned line;
} jb_verdict_value;

/* One axis: ai_origin, label_state, copy_quality, cn_class. */
typedef struct jb_verdict_axis {
  const char *id;
  jb_verdict_value *values; /* strongest first */
  size_t value_count, value_capacity;
  jb_verdict_rows rows;
  jb_verdict_rows remarks; /* every one that matches is added to `because` */
  unsigned line;
} jb_verdict_axis;

/* The condition of the label of one scheme. */
typedef struct jb_verdict_label {
  const char *scheme;
  jb_verdict_rows rows;
  unsigned line;
} jb_verdict_label;

struct jb_verdict_table {
  const char *id, *file;
  jb_verdict_label *labels;
  size_t label_count, label_capacity;
  jb_verdict_axis *axes;
  size_t axis_count, axis_capacity;
  jb_verdict_rows steps; /* next steps, all that match, in order */
  jb_rule_texts texts;   /* sentences of the program: absence, unsigned ... */
};

typedef struct jb_term {
  const char *id;
  const char *file;
  unsigned line;
  jb_rule_texts texts; /* <word>, <text> */
} jb_term;

struct jb_glossary {
  jb_term *terms;
  size_t count, capacity;
};

/* NULL when there is none. */
const jb_verdict_axis *jb_verdict_axis_find(const jb_verdict_table *table, const char *axis);
const jb_verdict_value *jb_verdict_value_find(const jb_verdict_axis *axis, const char *value);

#endif
