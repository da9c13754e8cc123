#include "ruleset/examples.h"

#include "model/model.h"

static bool is_outcome(const char *name) {
  for (int i = 0; i < JB_OUTCOME_COUNT; i++) {
    if (strcmp(jb_outcome_name((jb_outcome)i), name) == 0) return true;
  }
  return false;
}

jb_status jb_examples_add(jb_rules *rules, const char *file, xmlNode *node, bool with_outcome,
                          jb_rule_examples *out, jb_error *err) {
  jb_rule_example x = {.line = jb_xml_line(node)};
  if (with_outcome) {
    x.outcome = jb_xml_required(rules, file, node, "outcome", err);
    if (!x.outcome) return JB_E_RULES;
    if (!is_outcome(x.outcome)) {
      return jb_error_set(err, JB_E_RULES, file, x.line, "unknown outcome %s", x.outcome);
    }
  }
  x.as_of = jb_xml_attribute(rules, node, "as-of");
  x.tier = jb_xml_attribute(rules, node, "tier");
  x.declared = jb_xml_attribute(rules, node, "declared");
  xmlBuffer *buffer = xmlBufferCreate();
  if (buffer && xmlNodeDump(buffer, node->doc, node, 0, 0) >= 0) {
    x.xml = jb_arena_string(rules->arena, jb_span_str((const char *)xmlBufferContent(buffer)));
  }
  if (buffer) xmlBufferFree(buffer);
  jb_rule_example *more =
      jb_arena_grow(rules->arena, out->items, out->count, &out->capacity, sizeof *more);
  if (!x.xml || !more) return jb_error_set(err, JB_E_NOMEM, file, 0, "out of memory");
  out->items = more;
  out->items[out->count++] = x;
  return JB_OK;
}
