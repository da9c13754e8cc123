/* XPath over facts: compiled once per thread, bounded per file. */
#ifndef JB_RULES_EVAL_H
#define JB_RULES_EVAL_H

#include <libxml/xpath.h>

#include "rules/facts.h"

typedef struct jb_evaluator jb_evaluator;

typedef enum jb_truth { JB_FALSE = 0, JB_TRUE, JB_FAILED } jb_truth;

/* What went wrong while evaluating, since jb_evaluator_begin. */
typedef enum jb_eval_trouble {
  JB_EVAL_FINE = 0,
  JB_EVAL_LIMIT,     /* the operation limit was hit */
  JB_EVAL_BAD,       /* an expression is wrong; jb_evaluator_error tells */
  JB_EVAL_NO_MEMORY
} jb_eval_trouble;

enum { JB_EVIDENCE_MAX = 256 };

/* Ids of findings. */
typedef struct jb_evidence {
  uint32_t ids[JB_EVIDENCE_MAX];
  size_t count;
} jb_evidence;

/* `expressions` bounds how many different texts will be compiled.  NULL when
 * memory is short. */
jb_evaluator *jb_evaluator_new(size_t expressions);
void jb_evaluator_free(jb_evaluator *e); /* NULL is allowed */
xmlDict *jb_evaluator_dict(jb_evaluator *e);

/* Look at these facts from now on, with so many operations to spend. */
void jb_evaluator_begin(jb_evaluator *e, xmlDoc *facts, uint64_t operations);
/* The same facts, a new budget; what was troubled stays noted. */
void jb_evaluator_more(jb_evaluator *e, uint64_t operations);
jb_eval_trouble jb_evaluator_trouble(const jb_evaluator *e);
/* First message of libxml2, "" when none. */
const char *jb_evaluator_error(const jb_evaluator *e);

/* `expression` must outlive the evaluator (it lives in the rules' arena); its
 * context node is `node`, NULL the root element. */
jb_truth jb_eval_boolean(jb_evaluator *e, const char *expression, xmlNode *node);

/* XPath 1.0 (4) and its node tests; nothing else may be called. */
bool jb_xpath_function_is_known(jb_span name);

/* NULL when it failed; free with xmlXPathFreeObject.  Any type. */
xmlXPathObject *jb_eval_object(jb_evaluator *e, const char *expression, xmlNode *node);

/* The same for a text that is used once and compiled for it.  NULL when it
 * does not compile or failed; jb_evaluator_error tells. */
xmlXPathObject *jb_eval_once(jb_evaluator *e, const char *expression);

/* Add the findings that the nodes of `expression` are or lie in. */
void jb_eval_evidence(jb_evaluator *e, const char *expression, xmlNode *node, jb_evidence *out);

/* The finding that `node` is or lies in. */
void jb_evidence_add_node(jb_evidence *out, const xmlNode *node);
/* Ascending, each once. */
void jb_evidence_sort(jb_evidence *list);

#endif
