#include "base/text.h"

#include "base/ascii.h"

static const struct {
  const char *key, *en, *zh;
} k_rows[JB_TEXT_COUNT] = {
#include "base/text_table.inc"
};

const char *jb_text(jb_lang lang, jb_text_id id) {
  if ((unsigned)id >= JB_TEXT_COUNT) return "";
  return lang == JB_LANG_ZH ? k_rows[id].zh : k_rows[id].en;
}

const char *jb_text_key(jb_text_id id) {
  return (unsigned)id < JB_TEXT_COUNT ? k_rows[id].key : "";
}

/* strcmp(prefix + name, key) */
static int compare(const char *prefix, const char *name, const char *key) {
  size_t n = strlen(prefix);
  int order = strncmp(prefix, key, n);
  return order != 0 ? order : strcmp(name, key + n);
}

bool jb_text_find(const char *prefix, const char *name, jb_text_id *id) {
  size_t low = 0, high = JB_TEXT_COUNT;
  if (!name) return false;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = compare(prefix, name, k_rows[middle].key);
    if (order == 0) {
      *id = (jb_text_id)middle;
      return true;
    }
    if (order < 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return false;
}

const char *jb_text_word(jb_lang lang, const char *prefix, const char *name) {
  jb_text_id id;
  if (jb_text_find(prefix, name, &id)) return jb_text(lang, id);
  return name ? name : "";
}

void jb_text_add_list(jb_buf *out, jb_lang lang, jb_text_id id, size_t count,
                      const char *const *args) {
  const char *s = jb_text(lang, id);
  while (*s) {
    size_t plain = strcspn(s, "{");
    jb_buf_add(out, jb_span_of(s, plain));
    s += plain;
    if (!*s) return;
    bool placeholder = s[1] >= '1' && s[1] <= '9' && s[2] == '}';
    if (!placeholder) {
      jb_buf_char(out, *s++);
      continue;
    }
    size_t which = (size_t)(s[1] - '1');
    if (which < count && args[which]) jb_buf_str(out, args[which]);
    s += 3;
  }
}

bool jb_lang_parse(const char *value, jb_lang *lang) {
  if (!value || !*value || strcmp(value, "C") == 0 || strcmp(value, "POSIX") == 0) return false;
  bool zh = jb_ascii_lower((uint8_t)value[0]) == 'z' && jb_ascii_lower((uint8_t)value[1]) == 'h' &&
            !jb_ascii_alpha((uint8_t)value[2]);
  *lang = zh ? JB_LANG_ZH : JB_LANG_EN;
  return true;
}
