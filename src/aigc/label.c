#include "aigc/label.h"

#include "base/codec.h"
#include "base/utf8.h"
#include "io/digest.h"

void jb_aigc_list_name(char list[JB_AIGC_NAMES], jb_span name) {
  size_t used = strlen(list);
  if (name.len == 0) name = jb_span_str("\"\""); /* a key may be the empty string */
  jb_buf text = jb_buf_new(JB_AIGC_NAMES);
  if (used) jb_buf_char(&text, ',');
  jb_escape(&text, jb_span_cut(name, 0, 40));
  /* a name that does not fit is left out; the list says that there are more */
  if (!jb_buf_ok(&text) || text.len + used + 5 > JB_AIGC_NAMES) {
    bool said = used >= 3 && strcmp(list + used - 3, "...") == 0;
    if (!said) memcpy(list + used, used ? ",..." : "...", used ? 5 : 4);
  } else {
    memcpy(list + used, text.data, text.len);
    list[used + text.len] = '\0';
  }
  jb_buf_free(&text);
}

jb_span jb_aigc_text_of(const jb_aigc_label *label, jb_aigc_key key) {
  const jb_aigc_value *v = &label->values[key];
  return v->present && v->kind != JB_JSON_NULL ? v->text : (jb_span){NULL, 0};
}

const char *jb_aigc_canonical(jb_arena *arena, const jb_aigc_label *label) {
  uint8_t raw[JB_HASH_MAX];
  char *hex = jb_arena_alloc(arena, 65);
  jb_digest *d = jb_digest_new(JB_SHA256);
  if (!hex || !d) {
    jb_digest_free(d);
    return NULL;
  }
  for (jb_aigc_key key = 0; key < JB_AIGC_KEYS; key++) {
    jb_span value = jb_aigc_text_of(label, key);
    jb_buf head = jb_buf_new(64);
    jb_buf_format(&head, "%s=%zu:", jb_aigc_key_name(key), value.len);
    jb_digest_add(d, jb_buf_span(&head));
    jb_digest_add(d, value);
    jb_digest_add(d, jb_span_str("\n"));
    jb_buf_free(&head);
  }
  if (!jb_digest_finish(d, raw)) return NULL;
  jb_hex_string(hex, jb_span_of(raw, 32));
  return hex;
}
