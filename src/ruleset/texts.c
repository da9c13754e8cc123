#include "ruleset/texts.h"

bool jb_texts_is(const xmlNode *node) {
  return jb_xml_is(node, "text") || jb_xml_is(node, "means") || jb_xml_is(node, "does-not-mean") ||
         jb_xml_is(node, "word") || jb_xml_is(node, "title");
}

const char *jb_texts_find(const jb_rule_texts *texts, const char *element, const char *key,
                          const char *lang) {
  for (size_t i = 0; i < texts->count; i++) {
    const jb_rule_text *t = &texts->items[i];
    if (strcmp(t->element, element) == 0 && strcmp(t->key, key) == 0 &&
        strcmp(t->lang, lang) == 0) {
      return t->text;
    }
  }
  return NULL;
}

jb_status jb_texts_add(jb_rules *rules, const char *file, const xmlNode *node,
                       jb_rule_texts *texts, jb_error *err) {
  const char *lang = jb_xml_required(rules, file, node, "lang", err);
  if (!lang) return JB_E_RULES;
  if (strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0) {
    return jb_error_set(err, JB_E_RULES, file, jb_xml_line(node), "lang is zh or en, not %s", lang);
  }
  const char *key = jb_xml_attribute(rules, node, "for");
  const char *text = jb_xml_text(rules, node);
  const char *element = jb_arena_string(rules->arena, jb_span_str((const char *)node->name));
  if (!text || !element) return jb_error_set(err, JB_E_NOMEM, file, 0, "out of memory");
  if (!*text) {
    return jb_error_set(err, JB_E_RULES, file, jb_xml_line(node), "<%s> is empty", element);
  }
  if (!key) key = "";
  if (jb_texts_find(texts, element, key, lang)) {
    return jb_error_set(err, JB_E_RULES, file, jb_xml_line(node), "<%s lang=\"%s\"%s%s> twice",
                        element, lang, *key ? " for=" : "", key);
  }
  jb_rule_text *more =
      jb_arena_grow(rules->arena, texts->items, texts->count, &texts->capacity, sizeof *more);
  if (!more) return jb_error_set(err, JB_E_NOMEM, file, 0, "out of memory");
  texts->items = more;
  texts->items[texts->count++] =
      (jb_rule_text){.element = element, .key = key, .lang = lang, .text = text};
  return JB_OK;
}

bool jb_texts_both(const jb_rule_texts *texts, const char *element, const char *key,
                   const char *file, const xmlNode *node, jb_error *err) {
  static const char *const k_langs[] = {"zh", "en"};
  for (size_t i = 0; i < 2; i++) {
    if (jb_texts_find(texts, element, key, k_langs[i])) continue;
    (void)jb_error_set(err, JB_E_RULES, file, jb_xml_line(node), "<%s> has no <%s lang=\"%s\"%s%s%s>",
                       (const char *)node->name, element, k_langs[i], *key ? " for=\"" : "", key,
                       *key ? "\"" : "");
    return false;
  }
  return true;
}
