/* The cheap test before XPath: `when="scheme:gb45438 declared"`. */
#include "base/ascii.h"
#include "rules/facts.h"

/* Which element's attribute a word looks at. */
static const struct {
  const char *word, *element, *attribute;
} k_words[] = {
    {"scheme", "finding", "scheme"},     {"kind", "finding", "kind"},
    {"code", "finding", "code"},         {"group", "finding", "group"},
    {"ai", "finding", "ai"},             {"claim", "finding", "claim"},
    {"strength", "finding", "strength"}, {"format", "file", "format"},
    {"c2pa", "c2pa", "answer"},          {"property", "property", "key"},
    {"problem", "problem", "code"},      {"declared", "inspection", "declared"},
    {"axis", "axis", "value"},           {"label", "label", "state"},
    {"blocking", "probe", "blocking"},   {"why", "probe", "why"},
};
enum { WORD_COUNT = sizeof k_words / sizeof k_words[0], PATTERN_MAX = 128 };

static jb_span next_word(jb_span *rest) {
  while (rest->len && jb_ascii_space(rest->ptr[0])) *rest = jb_span_cut(*rest, 1, rest->len);
  size_t n = 0;
  while (n < rest->len && !jb_ascii_space(rest->ptr[n])) n++;
  jb_span word = jb_span_cut(*rest, 0, n);
  *rest = jb_span_cut(*rest, n, rest->len);
  return word;
}

/* WORD_COUNT when it is none; `pattern` gets what follows the colon. */
static size_t parse(jb_span word, char pattern[PATTERN_MAX]) {
  size_t colon = jb_span_find(word, jb_span_str(":"));
  if (colon == SIZE_MAX || colon + 1 == word.len || word.len - colon > PATTERN_MAX) {
    return WORD_COUNT;
  }
  jb_span rest = jb_span_cut(word, colon + 1, word.len);
  memcpy(pattern, rest.ptr, rest.len);
  pattern[rest.len] = '\0';
  for (size_t i = 0; i < WORD_COUNT; i++) {
    if (jb_span_is(jb_span_cut(word, 0, colon), k_words[i].word)) return i;
  }
  return WORD_COUNT;
}

static bool holds(const xmlDoc *facts, size_t word, const char *pattern) {
  const xmlNode *root = facts->children;
  if (strcmp(k_words[word].element, "inspection") == 0) {
    return jb_pattern_matches(pattern, jb_fact(root, k_words[word].attribute));
  }
  xmlChar first = (xmlChar)k_words[word].element[0]; /* most elements fail here */
  for (const xmlNode *n = root->children; n; n = n->next) {
    if (n->type == XML_ELEMENT_NODE && n->name[0] == first && strcmp((const char *)n->name, k_words[word].element) == 0 &&
        jb_pattern_matches(pattern, jb_fact(n, k_words[word].attribute))) {
      return true;
    }
  }
  return false;
}

bool jb_facts_when(const xmlDoc *facts, const char *when) {
  if (!when) return true;
  jb_span rest = jb_span_str(when);
  char pattern[PATTERN_MAX];
  for (jb_span word; (word = next_word(&rest)).len;) {
    size_t i = parse(word, pattern);
    /* an unknown word cannot rule anything out */
    if (i == WORD_COUNT || holds(facts, i, pattern)) return true;
  }
  return false;
}

bool jb_when_is_valid(const char *when, jb_span *word) {
  jb_span rest = jb_span_str(when);
  char pattern[PATTERN_MAX];
  while ((*word = next_word(&rest)).len) {
    if (parse(*word, pattern) == WORD_COUNT) return false;
  }
  return true;
}
