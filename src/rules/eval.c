#include "rules/eval.h"

#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

typedef struct slot {
  const char *expression; /* compared by address */
  xmlXPathCompExpr *compiled; /* NULL: it does not compile */
} slot;

struct jb_evaluator {
  xmlXPathContext *ctx;
  xmlDict *dict;
  slot *slots;
  size_t slot_count; /* a power of two, more than twice the expressions */
  jb_eval_trouble trouble;
  char error[256];
};

static void on_error(void *user, xmlErrorPtr error) {
  jb_evaluator *e = user;
  if (error->code == XML_ERR_NO_MEMORY || error->code == XPATH_MEMORY_ERROR + XML_XPATH_EXPRESSION_OK) {
    jb_memory_note();
  }
  if (e->error[0] || !error->message) return;
  (void)snprintf(e->error, sizeof e->error, "%s", error->message);
  e->error[strcspn(e->error, "\r\n")] = '\0';
}

bool jb_xpath_function_is_known(jb_span name) {
  static const char *const k_names[] = {
      "last", "position", "count", "id", "local-name", "namespace-uri", "name", "string", "concat",
      "starts-with", "contains", "substring-before", "substring-after", "substring",
      "string-length", "normalize-space", "translate", "boolean", "not", "true", "false", "lang",
      "number", "sum", "floor", "ceiling", "round", "text", "node", "comment"};
  for (size_t i = 0; i < sizeof k_names / sizeof k_names[0]; i++) {
    if (jb_span_is(name, k_names[i])) return true;
  }
  return false;
}

static void unknown_function(xmlXPathParserContext *parser, int count) {
  (void)count;
  xmlXPathErr(parser, XPATH_UNKNOWN_FUNC_ERROR);
}

/* libxml2 prints the name of an unknown function on stderr; a library must
 * not.  NULL leads on to its own table. */
static xmlXPathFunction look_up(void *data, const xmlChar *name, const xmlChar *ns) {
  (void)data;
  bool known = !ns && jb_xpath_function_is_known(jb_span_str((const char *)name));
  return known ? NULL : unknown_function;
}

jb_evaluator *jb_evaluator_new(size_t expressions) {
  jb_evaluator *e = calloc(1, sizeof *e);
  if (!e) return NULL;
  e->slot_count = 16;
  while (e->slot_count < 2 * expressions + 1) e->slot_count *= 2;
  e->slots = calloc(e->slot_count, sizeof *e->slots);
  e->dict = xmlDictCreate();
  e->ctx = xmlXPathNewContext(NULL);
  if (!e->slots || !e->dict || !e->ctx) {
    jb_evaluator_free(e);
    return NULL;
  }
  e->ctx->error = on_error;
  e->ctx->userData = e;
  xmlXPathRegisterFuncLookup(e->ctx, look_up, NULL);
  (void)xmlXPathContextSetCache(e->ctx, 1, -1, 0);
  return e;
}

void jb_evaluator_free(jb_evaluator *e) {
  if (!e) return;
  for (size_t i = 0; e->slots && i < e->slot_count; i++) xmlXPathFreeCompExpr(e->slots[i].compiled);
  free(e->slots);
  if (e->ctx) xmlXPathFreeContext(e->ctx);
  if (e->dict) xmlDictFree(e->dict);
  free(e);
}

xmlDict *jb_evaluator_dict(jb_evaluator *e) { return e->dict; }

void jb_evaluator_more(jb_evaluator *e, uint64_t operations) {
  e->ctx->opCount = 0;
  e->ctx->opLimit = operations ? (unsigned long)operations : 1;
}

void jb_evaluator_begin(jb_evaluator *e, xmlDoc *facts, uint64_t operations) {
  e->ctx->doc = facts;
  e->trouble = JB_EVAL_FINE;
  e->error[0] = '\0';
  jb_evaluator_more(e, operations);
}

jb_eval_trouble jb_evaluator_trouble(const jb_evaluator *e) { return e->trouble; }
const char *jb_evaluator_error(const jb_evaluator *e) { return e->error; }

static xmlXPathCompExpr *compiled(jb_evaluator *e, const char *expression) {
  size_t mask = e->slot_count - 1;
  /* pointers into one arena: the low bits are alignment */
  size_t i = (size_t)(((uint64_t)(uintptr_t)expression >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20) & mask;
  for (size_t tries = 0; tries < e->slot_count; tries++, i = (i + 1) & mask) {
    slot *s = &e->slots[i];
    if (s->expression == expression) return s->compiled;
    if (s->expression) continue;
    xmlXPathCompExpr *made = xmlXPathCtxtCompile(e->ctx, (const xmlChar *)expression);
    if (!made && jb_memory_lacked()) return NULL; /* another time, perhaps */
    s->expression = expression;
    s->compiled = made;
    return made;
  }
  return NULL;
}

/* Why the last evaluation failed; the gravest is kept. */
static void note_trouble(jb_evaluator *e) {
  int code = e->ctx->lastError.code;
  bool memory = code == XML_ERR_NO_MEMORY;
  code -= XML_XPATH_EXPRESSION_OK;
  jb_eval_trouble now = JB_EVAL_BAD;
  if (code == XPATH_OP_LIMIT_EXCEEDED || code == XPATH_RECURSION_LIMIT_EXCEEDED) {
    now = JB_EVAL_LIMIT;
  } else if (memory || code == XPATH_MEMORY_ERROR) {
    now = JB_EVAL_NO_MEMORY;
  }
  if (now > e->trouble) e->trouble = now;
}

static bool aim(jb_evaluator *e, const char *expression, xmlNode *node, xmlXPathCompExpr **out) {
  xmlResetError(&e->ctx->lastError);
  e->ctx->node = node ? node : xmlDocGetRootElement(e->ctx->doc);
  *out = compiled(e, expression);
  return *out != NULL;
}

jb_truth jb_eval_boolean(jb_evaluator *e, const char *expression, xmlNode *node) {
  xmlXPathCompExpr *comp;
  int answer = aim(e, expression, node, &comp) ? xmlXPathCompiledEvalToBoolean(comp, e->ctx) : -1;
  /* libxml2 2.9 gives 0, not -1, for some failures: an operation limit read as
   * "false" would be a silent "absent" */
  if (answer >= 0 && e->ctx->lastError.code == 0) return answer ? JB_TRUE : JB_FALSE;
  note_trouble(e);
  return JB_FAILED;
}

xmlXPathObject *jb_eval_object(jb_evaluator *e, const char *expression, xmlNode *node) {
  xmlXPathCompExpr *comp;
  xmlXPathObject *o = aim(e, expression, node, &comp) ? xmlXPathCompiledEval(comp, e->ctx) : NULL;
  if (o && e->ctx->lastError.code == 0) return o;
  xmlXPathFreeObject(o);
  note_trouble(e);
  return NULL;
}

xmlXPathObject *jb_eval_once(jb_evaluator *e, const char *expression) {
  e->error[0] = '\0';
  e->ctx->opCount = 0;
  e->ctx->node = xmlDocGetRootElement(e->ctx->doc);
  xmlXPathCompExpr *comp = xmlXPathCtxtCompile(e->ctx, (const xmlChar *)expression);
  xmlXPathObject *o = comp ? xmlXPathCompiledEval(comp, e->ctx) : NULL;
  xmlXPathFreeCompExpr(comp);
  if (!o && !e->error[0]) (void)snprintf(e->error, sizeof e->error, "it cannot be evaluated");
  return o;
}

void jb_evidence_add_node(jb_evidence *out, const xmlNode *node) {
  while (node && (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "finding"))) {
    node = node->type == XML_DOCUMENT_NODE ? NULL : node->parent;
  }
  if (!node || out->count == JB_EVIDENCE_MAX) return;
  out->ids[out->count++] = (uint32_t)strtoul(jb_fact(node, "id"), NULL, 10);
}

void jb_eval_evidence(jb_evaluator *e, const char *expression, xmlNode *node, jb_evidence *out) {
  xmlXPathObject *o = jb_eval_object(e, expression, node);
  if (o && o->type == XPATH_NODESET && o->nodesetval) {
    for (int i = 0; i < o->nodesetval->nodeNr; i++) {
      jb_evidence_add_node(out, o->nodesetval->nodeTab[i]);
    }
  }
  xmlXPathFreeObject(o);
}

static int by_id(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

void jb_evidence_sort(jb_evidence *list) {
  qsort(list->ids, list->count, sizeof list->ids[0], by_id);
  size_t n = 0;
  for (size_t i = 0; i < list->count; i++) {
    if (n == 0 || list->ids[n - 1] != list->ids[i]) list->ids[n++] = list->ids[i];
  }
  list->count = n;
}
