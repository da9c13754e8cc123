#include "rules/facts.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { ESCAPED_MAX = 8 * JB_FACTS_VALUE };

typedef struct building {
  jb_inspection *in;
  xmlDoc *doc;
  xmlNode *root;
  jb_buf scratch;
  bool cut; /* a bound was hit */
} building;

static const xmlChar *X(const char *text) { return (const xmlChar *)text; }

static void put(xmlNode *node, const char *name, const char *value) {
  if (value && *value) (void)xmlNewProp(node, X(name), X(value));
}

static void put_uint(xmlNode *node, const char *name, uint64_t value) {
  char text[24];
  (void)snprintf(text, sizeof text, "%llu", (unsigned long long)value);
  put(node, name, text);
}

/* Text of the file: cut at a whole character, escaped.  Borrowed until the
 * next call. */
static const char *file_text(building *b, jb_bytes raw) {
  jb_span s = jb_span_from(raw);
  if (s.len > JB_FACTS_VALUE) {
    size_t n = JB_FACTS_VALUE;
    while (n > 0 && (s.ptr[n] & 0xC0) == 0x80) n--;
    s.len = n;
  }
  jb_buf_reset(&b->scratch);
  (void)jb_escape(&b->scratch, s);
  jb_buf_char(&b->scratch, '\0');
  return jb_buf_ok(&b->scratch) ? (const char *)b->scratch.data : "";
}

/* Ours: keys made from names in the file may hold anything. */
static const char *own_text(building *b, const char *text) {
  return file_text(b, jb_bytes_of(jb_span_str(text ? text : "")));
}

static xmlNode *element(building *b, xmlNode *parent, const char *name) {
  return xmlNewChild(parent, NULL, X(name), NULL) ? parent->last : (b->cut = true, NULL);
}

static const char *role_of(const jb_inspection *in, uint32_t part) {
  return jb_part_role_name(part < in->part_count ? in->parts[part]->role : JB_ROLE_PRIMARY);
}

static void put_part(xmlNode *node, uint32_t part) {
  if (part != JB_NO_PART) put_uint(node, "part", part);
}

static void add_file(building *b) {
  const jb_file *f = &b->in->file;
  xmlNode *n = element(b, b->root, "file");
  if (!n) return;
  put(n, "format", f->format);
  put(n, "media-type", f->media_type);
  put(n, "supported", jb_answer_name(f->supported));
  put(n, "extension-matches", jb_answer_name(f->extension_matches));
  put_uint(n, "size", f->size);
  if (f->width) put_uint(n, "width", f->width);
  if (f->height) put_uint(n, "height", f->height);
}

static void add_problems(building *b, const jb_part *part, size_t *count) {
  for (size_t i = 0; i < part->problem_count; i++) {
    if ((*count)++ >= JB_FACTS_PROBLEMS) {
      b->cut = true;
      return;
    }
    xmlNode *n = element(b, b->root, "problem");
    if (!n) return;
    put(n, "code", part->problems[i].code);
    put_uint(n, "offset", part->problems[i].offset);
    put_uint(n, "part", part->id);
    put(n, "role", jb_part_role_name(part->role));
  }
}

static void add_parts(building *b) {
  size_t count = 0, problems = 0;
  for (size_t i = 0; i < b->in->part_count; i++) {
    const jb_part *part = b->in->parts[i];
    if (part->problem_count) add_problems(b, part, &problems);
    if (part->kind == JB_PART_IMAGE_DATA || part->kind == JB_PART_STRUCTURE) continue;
    if (count++ >= JB_FACTS_PARTS) {
      b->cut = true;
      continue; /* problems of later parts are still told */
    }
    xmlNode *n = element(b, b->root, "part");
    if (!n) return;
    put_uint(n, "id", part->id);
    put(n, "kind", jb_part_kind_name(part->kind));
    put(n, "role", jb_part_role_name(part->role));
    put(n, "name", own_text(b, part->name));
    if (part->key.len) put(n, "key", file_text(b, part->key));
  }
}

static bool is_wanted(const jb_clause_table *clauses, const char *key) {
  for (size_t i = 0; i < clauses->property_count; i++) {
    if (jb_pattern_matches(clauses->properties[i], key)) return true;
  }
  return false;
}

/* What follows the last slash, # or colon: how vocabularies are compared. */
static jb_bytes last_component(jb_bytes value) {
  jb_span s = jb_span_trim(jb_span_from(value));
  while (s.len > 0 && s.ptr[s.len - 1] == '/') s.len--;
  size_t at = s.len;
  while (at > 0 && s.ptr[at - 1] != '/' && s.ptr[at - 1] != '#' && s.ptr[at - 1] != ':') at--;
  return jb_bytes_of(jb_span_cut(s, at, s.len));
}

static void add_properties(building *b, const jb_clause_table *clauses) {
  size_t count = 0;
  if (!clauses || clauses->property_count == 0) return;
  for (size_t i = 0; i < b->in->property_count; i++) {
    const jb_property *p = b->in->properties[i];
    if (!is_wanted(clauses, p->key)) continue;
    if (count++ >= JB_FACTS_PROPERTIES) {
      b->cut = true;
      return;
    }
    xmlNode *n = element(b, b->root, "property");
    if (!n) return;
    put(n, "carrier", p->carrier);
    put(n, "key", own_text(b, p->key));
    put(n, "name", file_text(b, p->name));
    if (p->ns.len) put(n, "ns", file_text(b, p->ns));
    put_part(n, p->part);
    put(n, "role", role_of(b->in, p->part));
    put(n, "form", p->form);
    put(n, "last", file_text(b, last_component(p->value)));
    xmlAddChild(n, xmlNewDocText(b->doc, X(file_text(b, p->value))));
  }
}

static bool says_ai(jb_claim claim) {
  return claim == JB_CLAIM_GENERATED || claim == JB_CLAIM_EDITED ||
         claim == JB_CLAIM_GENERATED_OR_EDITED;
}

static void add_finding_body(building *b, xmlNode *n, const jb_finding *f) {
  for (size_t i = 0; i < f->field_count; i++) {
    if (i >= JB_FACTS_FIELDS) {
      b->cut = true;
      break;
    }
    xmlNode *field = element(b, n, "field");
    if (!field) return;
    put(field, "name", own_text(b, f->fields[i].name));
    if (f->fields[i].value.len) {
      xmlAddChild(field, xmlNewDocText(b->doc, X(file_text(b, f->fields[i].value))));
    }
  }
  for (size_t i = 0; i < f->check_count; i++) {
    if (i >= JB_FACTS_CHECKS) {
      b->cut = true;
      break;
    }
    xmlNode *check = element(b, n, "check");
    if (!check) return;
    put(check, "id", f->checks[i].id);
    put(check, "answer", jb_check_answer_name(f->checks[i].answer));
    put(check, "severity", f->checks[i].severity);
  }
}

static void add_findings(building *b) {
  for (size_t i = 0; i < b->in->finding_count; i++) {
    const jb_finding *f = b->in->findings[i];
    if (i >= JB_FACTS_FINDINGS) {
      b->cut = true;
      return;
    }
    xmlNode *n = element(b, b->root, "finding");
    if (!n) return;
    put_uint(n, "id", f->id);
    put(n, "scheme", own_text(b, f->scheme));
    put(n, "kind", jb_finding_kind_name(f->kind));
    put(n, "claim", jb_claim_name(f->claim));
    put(n, "ai", says_ai(f->claim) ? "yes" : "no");
    put(n, "strength", jb_strength_name(f->strength));
    put(n, "group", f->group);
    put(n, "code", f->code);
    put(n, "role", jb_part_role_name(f->role));
    put_part(n, f->at.part);
    put(n, "canonical", f->canonical);
    add_finding_body(b, n, f);
  }
}

static bool blocks(jb_why why) {
  return why == JB_WHY_INPUT || why == JB_WHY_LIMIT || why == JB_WHY_WORKER ||
         why == JB_WHY_MISSING;
}

void jb_facts_add_probes(xmlDoc *facts, const jb_inspection *in) {
  size_t count;
  const jb_probe_info *probes = jb_probe_table(&count);
  for (size_t i = 0; i < count; i++) {
    const jb_not_checked *shown = NULL;
    bool blocking = false;
    for (size_t k = 0; k < in->not_checked_count; k++) {
      const jb_not_checked *e = &in->not_checked[k];
      if (strcmp(e->check, probes[i].id) != 0) continue;
      bool now = blocks(e->why);
      if (!shown || (now && !blocking)) shown = e;
      blocking = blocking || now;
    }
    bool promised = probes[i].tier >= 0 && probes[i].tier <= (int)in->tier;
    (void)jb_facts_add(facts, "probe", "id", probes[i].id, "answer", shown ? "unknown" : "present",
                       "why", shown ? jb_why_name(shown->why) : NULL, "detail",
                       shown ? shown->detail : NULL, "promised",
                       promised ? "yes" : "no", "blocking", promised && blocking ? "yes" : "no",
                       (const char *)NULL);
  }
}

void jb_facts_block_rules(xmlDoc *facts) {
  for (xmlNode *n = xmlDocGetRootElement(facts)->children; n; n = n->next) {
    if (strcmp((const char *)n->name, "probe") != 0 || strcmp(jb_fact(n, "id"), "rules") != 0) {
      continue;
    }
    (void)xmlSetProp(n, X("answer"), X("unknown"));
    (void)xmlSetProp(n, X("why"), X("limit"));
    (void)xmlSetProp(n, X("blocking"), X("yes"));
  }
}

xmlNode *jb_facts_add(xmlDoc *facts, const char *name, ...) {
  xmlNode *root = xmlDocGetRootElement(facts);
  xmlNode *n = root ? xmlNewChild(root, NULL, X(name), NULL) : NULL;
  if (!n) return NULL;
  va_list args;
  va_start(args, name);
  for (const char *key; (key = va_arg(args, const char *));) put(n, key, va_arg(args, const char *));
  va_end(args);
  return n;
}

xmlDoc *jb_facts_new(xmlDict *dict) {
  xmlDoc *doc = xmlNewDoc(X("1.0"));
  if (!doc) return NULL;
  doc->dict = dict;
  if (dict) xmlDictReference(dict);
  xmlNode *root = xmlNewDocNode(doc, NULL, X("inspection"), NULL);
  if (root) {
    xmlDocSetRootElement(doc, root);
    return doc;
  }
  xmlFreeDoc(doc);
  return NULL;
}

xmlDoc *jb_facts_build(jb_inspection *in, const jb_clause_table *clauses, xmlDict *dict) {
  building b = {.in = in, .doc = jb_facts_new(dict), .scratch = jb_buf_new(ESCAPED_MAX)};
  if (!b.doc) return NULL;
  b.root = xmlDocGetRootElement(b.doc);
  put(b.root, "tier", jb_tier_name(in->tier));
  put(b.root, "as-of", in->as_of);
  put(b.root, "declared", in->declared ? "yes" : "no");
  add_file(&b);
  add_parts(&b);
  add_properties(&b, clauses);
  add_findings(&b);
  (void)jb_facts_add(b.doc, "c2pa", "answer", jb_answer_name(in->c2pa.answer), "state",
                     in->c2pa.state ? in->c2pa.state : "none", "why-invalid",
                     in->c2pa.why_invalid ? in->c2pa.why_invalid : "none", "vouched-by",
                     in->c2pa.vouched_by ? in->c2pa.vouched_by : "none", (const char *)NULL);
  if (b.cut) jb_add_not_checked(in, "rules", JB_WHY_LIMIT, "facts");
  jb_facts_add_probes(b.doc, in);
  jb_buf_free(&b.scratch);
  return b.doc;
}

const char *jb_fact(const xmlNode *node, const char *attribute) {
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    if (strcmp((const char *)a->name, attribute) == 0) {
      return a->children && a->children->content ? (const char *)a->children->content : "";
    }
  }
  return "";
}

bool jb_pattern_matches(const char *pattern, const char *text) {
  size_t n = strlen(pattern);
  if (n > 0 && pattern[n - 1] == '*') return strncmp(pattern, text, n - 1) == 0;
  return strcmp(pattern, text) == 0;
}
