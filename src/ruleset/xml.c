#include "ruleset/xml.h"

#include "base/ascii.h"

const char *jb_xml_attribute(jb_rules *rules, const xmlNode *node, const char *name) {
  xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
  if (!value) return NULL;
  const char *own = jb_arena_string(rules->arena, jb_span_str((const char *)value));
  xmlFree(value);
  return own;
}

unsigned jb_xml_line(const xmlNode *node) { return (unsigned)xmlGetLineNo(node); }

const char *jb_xml_required(jb_rules *rules, const char *file, const xmlNode *node,
                            const char *name, jb_error *err) {
  const char *value = jb_xml_attribute(rules, node, name);
  if (value && *value) return value;
  (void)jb_error_set(err, JB_E_RULES, file, jb_xml_line(node), "<%s> needs the attribute %s",
                     (const char *)node->name, name);
  return NULL;
}

const char *jb_xml_text(jb_rules *rules, const xmlNode *node) {
  xmlChar *value = xmlNodeGetContent(node);
  if (!value) return NULL;
  jb_span s = jb_span_trim(jb_span_str((const char *)value));
  char *own = jb_arena_string(rules->arena, s);
  size_t n = 0;
  for (size_t i = 0; own && i < s.len; i++) {
    bool space = jb_ascii_space(s.ptr[i]);
    if (space && n > 0 && own[n - 1] == ' ') continue;
    own[n++] = space ? ' ' : (char)s.ptr[i];
  }
  if (own) own[n] = '\0';
  xmlFree(value);
  return own;
}

bool jb_xml_is(const xmlNode *node, const char *element) {
  return node && node->type == XML_ELEMENT_NODE &&
         strcmp((const char *)node->name, element) == 0;
}

xmlNode *jb_xml_element(xmlNode *node) {
  while (node && node->type != XML_ELEMENT_NODE) node = node->next;
  return node;
}
