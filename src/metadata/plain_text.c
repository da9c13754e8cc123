/* Text outside any metadata format: comments, printable vendor segments, and
 * labels among the bytes of boxes that nobody else reads. */
#include "base/utf8.h"
#include "metadata/metadata.h"
#include "metadata/remains.h"

void jb_read_comment(jb_reading *r);
void jb_read_app(jb_reading *r);
void jb_read_box(jb_reading *r);

static jb_property *put(jb_reading *r, const char *carrier, const char *key, const char *form,
                        size_t at, size_t length) {
  jb_property *p =
      jb_reading_add(r, carrier, key, jb_span_cut(r->content, at, length), at, length);
  if (!p) return NULL;
  p->form = form;
  return p;
}

static size_t without_nul(jb_span s) {
  while (s.len > 0 && s.ptr[s.len - 1] == 0) s.len--;
  return s.len;
}

/* ---- comments ---- */

/* JPEG and GIF name no encoding: UTF-8 when it is, the bytes otherwise. */
void jb_read_comment(jb_reading *r) {
  size_t n = without_nul(r->content);
  bool jpeg = strcmp(r->part->name, "COM") == 0;
  bool utf8 = jb_utf8_valid(jb_span_cut(r->content, 0, n));
  jb_property *p = put(r, "comment", jpeg ? "Jpeg.COM" : "Gif.Comment", utf8 ? "utf-8" : "raw", 0, n);
  if (p) jb_property_set_name(r->in, p, (jb_span){NULL, 0}, jb_span_from(r->part->key));
}

/* ---- labels left in bytes ---- */

static void put_remains(jb_reading *r, const char *carrier, const char *key) {
  size_t from = 0, at, length;
  for (int i = 0; i < JB_REMAINS_COUNT_MAX; i++) {
    if (!jb_remains_find(r->content, from, &at, &length)) return;
    jb_property *p = put(r, carrier, key, "remains", at, length);
    if (!p) return;
    jb_property_set_name(r->in, p, (jb_span){NULL, 0}, jb_span_str("AIGC"));
    from = at + (length > 4 ? length : 4);
  }
}

/* ---- vendor segments ---- */

/* The JSON object that text holds, from its brace on. */
static bool find_json(jb_span s, size_t *at, size_t *length) {
  size_t hit = jb_span_find(s, jb_span_str("{\""));
  if (hit == SIZE_MAX) return false;
  *at = hit;
  *length = jb_text_length(s, hit, JB_REMAINS_MAX);
  jb_span text = jb_span_cut(s, hit, *length);
  size_t end = text.len;
  while (end > 0 && text.ptr[end - 1] != '}') end--;
  if (end < 2) return false; /* a brace by chance among binary bytes */
  *length = end;
  return true;
}

static bool find_text(jb_span s, size_t *at, size_t *length) {
  size_t end = without_nul(s);
  if (end == 0) return false;
  *at = 0;
  *length = jb_text_length(s, 0, JB_REMAINS_MAX);
  if (*length == end || *length == JB_REMAINS_MAX) return true;
  if (*length == 0 || s.ptr[*length] != 0) return false;
  *at = *length + 1; /* behind an identifier and its NUL */
  *length = jb_text_length(s, *at, JB_REMAINS_MAX);
  return *length > 0 && (*at + *length == end || *length == JB_REMAINS_MAX);
}

static const char *app_key(jb_reading *r) {
  const char *name = r->part->name;
  bool jpeg = strncmp(name, "APP", 3) == 0, gif = strcmp(name, "application") == 0;
  const char *key = jb_arena_format(r->scratch, "%s.%s", jpeg ? "Jpeg" : gif ? "Gif" : "App", name);
  return key ? key : "App";
}

void jb_read_app(jb_reading *r) {
  size_t at, length, aigc;
  const char *key = app_key(r);
  jb_span identifier = jb_span_from(r->part->key), label;
  bool has_label = jb_remains_find(r->content, 0, &aigc, &length);
  label = has_label ? jb_span_cut(r->content, aigc, length) : (jb_span){NULL, 0};
  if (has_label && jb_span_find(label, jb_span_str("{")) != SIZE_MAX) {
    put_remains(r, "app", key);
    return;
  }
  const char *form = "text";
  if (!find_text(r->content, &at, &length)) {
    form = "json";
    if (!find_json(r->content, &at, &length)) {
      if (has_label) put_remains(r, "app", key);
      return;
    }
  }
  jb_property *p = put(r, "app", key, form, at, length);
  if (p) jb_property_set_name(r->in, p, (jb_span){NULL, 0}, identifier);
}

/* ---- free, skip, unknown boxes and chunks ---- */

void jb_read_box(jb_reading *r) {
  const char *key = jb_arena_format(r->scratch, "Box.%s", r->part->name);
  put_remains(r, "box", key ? key : "Box");
}
