/* What the loaders share: attributes and texts of rule files, errors with
 * file and line. */
#ifndef JB_RULESET_XML_H
#define JB_RULESET_XML_H

#include <libxml/tree.h>

#include "jianbiao/rules.h"
#include "ruleset/ruleset.h"

/* Copy of an attribute in the rules' arena, or NULL when it is not there. */
const char *jb_xml_attribute(jb_rules *rules, const xmlNode *node, const char *name);

/* The same, required: sets *err and returns NULL when it is missing or empty. */
const char *jb_xml_required(jb_rules *rules, const char *file, const xmlNode *node,
                            const char *name, jb_error *err);

/* Copy of an element's text, trimmed and with white space runs made single. */
const char *jb_xml_text(jb_rules *rules, const xmlNode *node);

bool jb_xml_is(const xmlNode *node, const char *element);
unsigned jb_xml_line(const xmlNode *node);

/* The functions of loaders.def, which says what each does. */
#define JB_RULE_LOADER(root, load, finish, list)                                          \
  JB_NODISCARD jb_status load(jb_rules *rules, const char *file, xmlNode *r, jb_error *err); \
  JB_NODISCARD jb_status finish(jb_rules *rules, jb_error *err);                          \
  bool list(const jb_rules *rules, jb_rule_visitor *visit, void *user);
#include "ruleset/loaders.def"
#undef JB_RULE_LOADER

/* Next element sibling-or-self; NULL at the end. */
xmlNode *jb_xml_element(xmlNode *node);

#endif
