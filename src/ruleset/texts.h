/* Words that rule files carry for people: one per language and outcome. */
#ifndef JB_RULESET_TEXTS_H
#define JB_RULESET_TEXTS_H

#include "ruleset/xml.h"

typedef struct jb_rule_text {
  const char *element; /* "text" "means" "does-not-mean" "word" "title" */
  const char *key;     /* `for`: the outcome it belongs to, "" for any */
  const char *lang;    /* "zh" "en" */
  const char *text;
} jb_rule_text;

typedef struct jb_rule_texts {
  jb_rule_text *items;
  size_t count, capacity;
} jb_rule_texts;

/* True when `node` is one of the text elements. */
bool jb_texts_is(const xmlNode *node);

/* Take one such element; lang must be zh or en, the text not empty and not
 * said twice. */
JB_NODISCARD jb_status jb_texts_add(jb_rules *rules, const char *file, const xmlNode *node,
                                    jb_rule_texts *texts, jb_error *err);

/* NULL when there is none. */
const char *jb_texts_find(const jb_rule_texts *texts, const char *element, const char *key,
                          const char *lang);

/* Both languages are there; sets *err at `node` otherwise. */
bool jb_texts_both(const jb_rule_texts *texts, const char *element, const char *key,
                   const char *file, const xmlNode *node, jb_error *err);

#endif
