/* What the files of the mark loader share: one element at a time, errors with
 * file and line.  A function that fails has set *p->err. */
#ifndef JB_RULESET_MARKS_PARSE_H
#define JB_RULESET_MARKS_PARSE_H

#include "ruleset/marks_table.h"
#include "ruleset/xml.h"

typedef struct jb_marks_parser {
  jb_rules *rules;
  jb_mark_table *table;
  const char *file;
  jb_error *err;
} jb_marks_parser;

/* The three functions of loaders.def. */
jb_status jb_marks_load(jb_rules *rules, const char *file, xmlNode *root, jb_error *err);
jb_status jb_marks_finish(jb_rules *rules, jb_error *err);
bool jb_marks_list(const jb_rules *rules, jb_rule_visitor *visit, void *user);

/* Sets the error and gives false. */
bool jb_marks_wrong(const jb_marks_parser *p, const xmlNode *node, const char *format, ...)
    JB_PRINTF(3, 4);

/* False when the element has an attribute that is not in the list ("a b c"). */
bool jb_marks_attributes(const jb_marks_parser *p, const xmlNode *node, const char *allowed);

/* The attribute's bytes; ptr NULL when it is not there. */
jb_span jb_marks_span(const jb_marks_parser *p, const xmlNode *node, const char *name);

/* The element's text with every byte kept; undone from jb_escape's form when
 * it has escaped="yes". */
jb_span jb_marks_raw_text(const jb_marks_parser *p, xmlNode *node);

/* A compiled pattern, or NULL. */
uint32_t jb_marks_pattern(const jb_marks_parser *p, const xmlNode *node, jb_span pattern);

/* A place from the attributes carrier, key, ns and name. */
bool jb_marks_place(const jb_marks_parser *p, const xmlNode *node, jb_mark_place *out);

/* <places> and <fields> of a file. */
bool jb_marks_places(const jb_marks_parser *p, xmlNode *node);
bool jb_marks_fields(const jb_marks_parser *p, xmlNode *node);
bool jb_marks_field(const jb_marks_parser *p, xmlNode *node, jb_mark_field *out);

bool jb_marks_is_condition(const xmlNode *node);
/* A condition element (all, any, not, match) with all below it; its matches
 * go to the end of the table's list. */
const jb_mark_node *jb_marks_condition(const jb_marks_parser *p, xmlNode *node, bool positive,
                                       unsigned depth);

/* <example> */
bool jb_marks_example(const jb_marks_parser *p, xmlNode *node, jb_mark_example *out);

/* Array of one more element in the rules' arena, or NULL with the error set. */
void *jb_marks_grow(const jb_marks_parser *p, void *list, size_t count, size_t *capacity,
                    size_t size);

#endif
