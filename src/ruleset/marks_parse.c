/* Elements of <marks> files that stand below a mark: places, fields,
 * examples, and the helpers all of them use. */
#include "ruleset/marks_parse.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "ruleset/keys.h"

bool jb_marks_wrong(const jb_marks_parser *p, const xmlNode *node, const char *format, ...) {
  char what[400];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(what, sizeof what, format, args);
  va_end(args);
  (void)jb_error_set(p->err, JB_E_RULES, p->file, jb_xml_line(node), "%s", what);
  return false;
}

void *jb_marks_grow(const jb_marks_parser *p, void *list, size_t count, size_t *capacity,
                    size_t size) {
  void *more = jb_arena_grow(p->rules->arena, list, count, capacity, size);
  if (!more) (void)jb_error_set(p->err, JB_E_NOMEM, p->file, 0, "out of memory");
  return more;
}

static bool is_listed(const char *allowed, const char *name) {
  size_t n = strlen(name);
  for (const char *at = allowed; *at;) {
    size_t length = strcspn(at, " ");
    if (length == n && memcmp(at, name, n) == 0) return true;
    at = at[length] ? &at[length + 1] : &at[length];
  }
  return false;
}

bool jb_marks_attributes(const jb_marks_parser *p, const xmlNode *node, const char *allowed) {
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    if (is_listed(allowed, (const char *)a->name)) continue;
    return jb_marks_wrong(p, node, "<%s> has no attribute %s (allowed: %s)",
                          (const char *)node->name, (const char *)a->name, allowed);
  }
  return true;
}

jb_span jb_marks_span(const jb_marks_parser *p, const xmlNode *node, const char *name) {
  const char *text = jb_xml_attribute(p->rules, node, name);
  return text ? jb_span_str(text) : (jb_span){NULL, 0};
}

jb_span jb_marks_raw_text(const jb_marks_parser *p, xmlNode *node) {
  xmlChar *text = xmlNodeGetContent(node);
  jb_span raw = jb_span_str(text ? (const char *)text : "");
  const char *escaped = jb_xml_attribute(p->rules, node, "escaped");
  jb_span own;
  if (escaped && strcmp(escaped, "yes") == 0) {
    jb_buf plain = jb_buf_new(raw.len + 1);
    jb_unescape(&plain, raw);
    own = jb_arena_copy(p->rules->arena, jb_buf_span(&plain));
    jb_buf_free(&plain);
  } else {
    own = jb_arena_copy(p->rules->arena, raw);
  }
  if (text) xmlFree(text);
  return own;
}

uint32_t jb_marks_pattern(const jb_marks_parser *p, const xmlNode *node, jb_span pattern) {
  char error[200];
  uint32_t number = jb_patterns_add(&p->rules->patterns, pattern, error, sizeof error);
  if (number == 0) (void)jb_marks_wrong(p, node, "%s", error);
  return number;
}

/* ---- places ---- */

/* A key that no reader writes would never match, and nobody would notice. */
static bool key_can_be(const jb_marks_parser *p, const xmlNode *node, const char *key) {
  const char *fault = key ? jb_key_fault(key) : NULL;
  return !fault || jb_marks_wrong(p, node, "%s: %s", key, fault);
}

bool jb_marks_place(const jb_marks_parser *p, const xmlNode *node, jb_mark_place *out) {
  const char *carrier = jb_xml_required(p->rules, p->file, node, "carrier", p->err);
  if (!carrier) return false;
  *out = (jb_mark_place){.carrier = carrier,
                         .key = jb_xml_attribute(p->rules, node, "key"),
                         .ns = jb_xml_attribute(p->rules, node, "ns"),
                         .name = jb_xml_attribute(p->rules, node, "name")};
  if ((out->ns == NULL) != (out->name == NULL)) {
    return jb_marks_wrong(p, node, "ns and name go together");
  }
  if (out->key && out->name) return jb_marks_wrong(p, node, "either key, or ns and name");
  if (strcmp(carrier, "file-name") == 0 && !out->key) out->key = "";
  if (!out->key && !out->name) return jb_marks_wrong(p, node, "needs key, or ns and name");
  return key_can_be(p, node, out->key);
}

bool jb_marks_places(const jb_marks_parser *p, xmlNode *node) {
  if (!jb_marks_attributes(p, node, "id")) return false;
  jb_mark_places set = {.id = jb_xml_required(p->rules, p->file, node, "id", p->err),
                        .file = p->file,
                        .line = jb_xml_line(node)};
  if (!set.id) return false;
  for (size_t i = 0; i < p->table->places_count; i++) {
    if (strcmp(p->table->places[i].id, set.id) == 0) {
      return jb_marks_wrong(p, node, "places %s stand in %s:%u already", set.id,
                            p->table->places[i].file, p->table->places[i].line);
    }
  }
  jb_mark_place *items = NULL;
  size_t capacity = 0;
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    if (!jb_xml_is(n, "place")) {
      return jb_marks_wrong(p, n, "<%s> in <places>", (const char *)n->name);
    }
    if (!jb_marks_attributes(p, n, "carrier key ns name")) return false;
    items = jb_marks_grow(p, items, set.count, &capacity, sizeof *items);
    if (!items || !jb_marks_place(p, n, &items[set.count])) return false;
    set.count++;
  }
  if (set.count == 0) return jb_marks_wrong(p, node, "<places> without a <place>");
  set.items = items;
  jb_mark_table *t = p->table;
  jb_mark_places *more =
      jb_marks_grow(p, t->places, t->places_count, &t->places_capacity, sizeof *more);
  if (!more) return false;
  t->places = more;
  t->places[t->places_count++] = set;
  return true;
}

/* ---- fields ---- */

bool jb_marks_field(const jb_marks_parser *p, xmlNode *node, jb_mark_field *out) {
  if (!jb_marks_attributes(p, node, "name carrier key value path pattern group")) return false;
  jb_span pattern = jb_marks_span(p, node, "pattern");
  const char *group = jb_xml_attribute(p->rules, node, "group");
  *out = (jb_mark_field){.name = jb_xml_required(p->rules, p->file, node, "name", p->err),
                         .carrier = jb_xml_attribute(p->rules, node, "carrier"),
                         .key = jb_xml_attribute(p->rules, node, "key"),
                         .fixed = jb_marks_span(p, node, "value"),
                         .path = jb_marks_span(p, node, "path"),
                         .group = 1};
  if (!out->name) return false;
  if ((out->carrier == NULL) != (out->key == NULL)) {
    return jb_marks_wrong(p, node, "carrier and key go together");
  }
  if (!key_can_be(p, node, out->key)) return false;
  if (group) {
    if (group[0] < '0' || group[0] > '9' || group[1]) {
      return jb_marks_wrong(p, node, "group is one digit, not \"%s\"", group);
    }
    out->group = (uint32_t)(group[0] - '0');
  }
  if (!pattern.ptr) return true;
  out->regex = jb_marks_pattern(p, node, pattern);
  if (!out->regex) return false;
  uint32_t groups = 0;
  (void)pcre2_pattern_info(jb_patterns_get(&p->rules->patterns, out->regex), PCRE2_INFO_CAPTURECOUNT, &groups);
  if (out->group > groups) {
    return jb_marks_wrong(p, node, "group %u of a pattern with %u", out->group, groups);
  }
  return true;
}

bool jb_marks_fields(const jb_marks_parser *p, xmlNode *node) {
  if (!jb_marks_attributes(p, node, "id")) return false;
  jb_mark_table *t = p->table;
  jb_mark_fields set = {.id = jb_xml_required(p->rules, p->file, node, "id", p->err)};
  if (!set.id) return false;
  for (size_t i = 0; i < t->fields_count; i++) {
    if (strcmp(t->fields[i].id, set.id) == 0) {
      return jb_marks_wrong(p, node, "fields %s exist already", set.id);
    }
  }
  jb_mark_field *items = NULL;
  size_t capacity = 0;
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    if (!jb_xml_is(n, "field")) {
      return jb_marks_wrong(p, n, "<%s> in <fields>", (const char *)n->name);
    }
    items = jb_marks_grow(p, items, set.count, &capacity, sizeof *items);
    if (!items || !jb_marks_field(p, n, &items[set.count])) return false;
    set.count++;
  }
  set.items = items;
  jb_mark_fields *more =
      jb_marks_grow(p, t->fields, t->fields_count, &t->fields_capacity, sizeof *more);
  if (!more) return false;
  t->fields = more;
  t->fields[t->fields_count++] = set;
  return true;
}

/* ---- examples ---- */

static bool parse_role(const jb_marks_parser *p, const xmlNode *node, jb_part_role *out) {
  const char *role = jb_xml_attribute(p->rules, node, "role");
  *out = JB_ROLE_PRIMARY;
  for (int r = 0; role && r < JB_PART_ROLE_COUNT; r++) {
    if (strcmp(jb_part_role_name((jb_part_role)r), role) != 0) continue;
    *out = (jb_part_role)r;
    return true;
  }
  return !role || jb_marks_wrong(p, node, "no role \"%s\"", role);
}

static bool example_property(const jb_marks_parser *p, xmlNode *node,
                             jb_mark_example_property *out) {
  jb_mark_place place;
  jb_span ns = jb_marks_span(p, node, "ns");
  if (!jb_marks_attributes(p, node, "carrier key ns name role escaped")) return false;
  /* a property has its key always; ns and name come on top */
  place.carrier = jb_xml_required(p->rules, p->file, node, "carrier", p->err);
  if (!place.carrier) return false;
  place.key = jb_xml_attribute(p->rules, node, "key");
  bool named = strcmp(place.carrier, "file-name") == 0;
  if (!place.key && !named) return jb_marks_wrong(p, node, "<property> needs the attribute key");
  if (!key_can_be(p, node, place.key)) return false;
  *out = (jb_mark_example_property){.carrier = place.carrier,
                                    .key = place.key ? place.key : "",
                                    .ns = ns,
                                    .name = jb_marks_span(p, node, "name"),
                                    .value = jb_marks_raw_text(p, node)};
  return parse_role(p, node, &out->role);
}

bool jb_marks_example(const jb_marks_parser *p, xmlNode *node, jb_mark_example *out) {
  if (!jb_marks_attributes(p, node, "match")) return false;
  const char *match = jb_xml_required(p->rules, p->file, node, "match", p->err);
  if (!match) return false;
  bool yes = strcmp(match, "yes") == 0;
  if (!yes && strcmp(match, "no") != 0) return jb_marks_wrong(p, node, "match is yes or no");
  jb_mark_example_property *properties = NULL;
  jb_mark_expect *expects = NULL;
  size_t n = 0, capacity = 0, m = 0, expect_capacity = 0;
  for (xmlNode *c = jb_xml_element(node->children); c; c = jb_xml_element(c->next)) {
    if (jb_xml_is(c, "property")) {
      properties = jb_marks_grow(p, properties, n, &capacity, sizeof *properties);
      if (!properties || !example_property(p, c, &properties[n++])) return false;
    } else if (jb_xml_is(c, "expect")) {
      if (!jb_marks_attributes(p, c, "field escaped")) return false;
      expects = jb_marks_grow(p, expects, m, &expect_capacity, sizeof *expects);
      if (!expects) return false;
      expects[m].name = jb_xml_required(p->rules, p->file, c, "field", p->err);
      expects[m].value = jb_marks_raw_text(p, c);
      if (!expects[m++].name) return false;
    } else {
      return jb_marks_wrong(p, c, "<%s> in <example>", (const char *)c->name);
    }
  }
  if (n == 0) return jb_marks_wrong(p, node, "<example> without a <property>");
  *out = (jb_mark_example){.line = jb_xml_line(node),
                           .match = yes,
                           .properties = properties,
                           .property_count = n,
                           .expects = expects,
                           .expect_count = m};
  return true;
}
