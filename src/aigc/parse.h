/* Finding labels in text, tolerantly.
 *
 * A label is a JSON object with the key AIGC, or one with Label and one of
 * ContentProducer, ProduceID, ContentPropagator, whatever stands around it and
 * however often it was escaped; or the same keys as YAML.  Nothing is judged
 * here: oddities are kept as facts of the label.
 */
#ifndef JB_AIGC_PARSE_H
#define JB_AIGC_PARSE_H

#include "aigc/label.h"

/* What the name of the field that holds the text says. */
typedef enum jb_aigc_named {
  JB_AIGC_UNNAMED,
  JB_AIGC_NAME_CONTAINS, /* the name contains AIGC (Annex E a): any of the seven keys will do */
  JB_AIGC_NAME_IS        /* the name is AIGC: whatever stands in it is meant as a label */
} jb_aigc_named;

typedef struct jb_aigc_parser {
  jb_arena *arena; /* hits live here */
  const jb_limits *limits;
  uint64_t *budget; /* bytes that may still be tried in this file (label_parse_max) */
  const char *limit; /* name of the first limit that ended a look early, or NULL */
  size_t broken_off; /* where an object begins that the text's end cut off and that was no
                        label so far as it went; SIZE_MAX */
} jb_aigc_parser;

/* The next label at or behind `from` that stands in the text as JSON, plain
 * or under JSON, XML or percent escapes.  False when there is none. */
bool jb_aigc_scan(jb_aigc_parser *p, jb_span text, jb_aigc_named named, size_t from,
                  jb_aigc_hit *hit);

/* The whole of a value, for what jb_aigc_scan does not see: YAML, base64, and
 * text that is no label although its name says so. */
bool jb_aigc_parse_rest(jb_aigc_parser *p, jb_span text, jb_aigc_named named, jb_aigc_hit *hit);

/* YAML front matter `AIGC:` with its keys indented below (text guide 6.5). */
bool jb_aigc_yaml(jb_aigc_parser *p, jb_span text, jb_aigc_named named, jb_aigc_hit *hit);

/* True when the text holds a word that every label has. */
bool jb_aigc_worth_a_look(jb_span text);

/* Bytes of `hit` that a value's place in its text came from, relative to the
 * searched text. */
jb_range jb_aigc_place(const jb_aigc_parser *p, jb_span text, const jb_aigc_hit *hit,
                       const jb_aigc_value *value);

/* ---- shared by the JSON and the YAML side ---- */

/* Note a limit (static name). */
void jb_aigc_limited(jb_aigc_parser *p, const char *limit);

/* Take `cost` from the budget; false, and the limit noted, when it is used up. */
bool jb_aigc_spend(jb_aigc_parser *p, uint64_t cost);

/* Put a value under the key that `name` means; notes misspelt, duplicate and
 * unknown names.  The first of duplicates counts. */
void jb_aigc_label_put(jb_aigc_label *label, jb_span name, const jb_aigc_value *value);

#endif
