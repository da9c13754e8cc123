/* What the loaders share: attributes and texts of rule files, errors with
 * file and line. */
#ifndef JB_RULESET_XML_H
#define JB_RULESET_XML_H

#include <libxml/tree.h>

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

/* Next element sibling-or-self; NULL at the end. */
xmlNode *jb_xml_element(xmlNode *node);

#endif
