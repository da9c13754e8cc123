/* Trailers in general: what kind of bytes stand behind the picture. */
#include "metadata/trailer.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "metadata/json_members.h"

void jb_read_trailer(jb_reading *r);

bool jb_trailer_is_box(const jb_part *part) { return strcmp(part->name, "sefd") == 0; }

jb_trailer jb_trailer_of(jb_reading *r) {
  jb_trailer t = {.r = r, .json_left = JB_TRAILER_JSON_MAX};
  for (size_t i = 0; i < r->part->range_count; i++) {
    if (r->part->ranges[i].length > t.range.length) t.range = r->part->ranges[i];
  }
  return t;
}

jb_span jb_trailer_bytes(const jb_trailer *t, uint64_t at, uint64_t n) {
  if (at >= t->range.length) return (jb_span){NULL, 0};
  if (n > t->range.length - at) n = t->range.length - at;
  jb_span content = t->r->content;
  bool whole = t->r->part->range_count == 1 && t->r->part->step_count == 0;
  if (whole && at < content.len && n <= content.len - at) {
    return jb_span_cut(content, (size_t)at, (size_t)n);
  }
  return jb_source_copy(t->r->source, t->r->scratch, t->range.offset + at, (size_t)n);
}

jb_part *jb_trailer_part(const jb_trailer *t, const char *name, uint64_t at, uint64_t n) {
  const jb_part *from = t->r->part;
  jb_part_role role = JB_ROLE_PRIMARY;
  if (from->parent != JB_NO_PART) role = t->r->in->parts[from->parent]->role;
  jb_part *part = jb_add_part(t->r->in, JB_PART_STRUCTURE, role, name);
  if (!part) return NULL;
  part->parent = from->parent;
  part->envelope = (jb_range){t->range.offset + at, n};
  jb_part_add_range(t->r->in, part, t->range.offset + at, n);
  return part;
}

size_t jb_text_run(jb_span s) {
  size_t at = 0;
  while (at < s.len) {
    uint32_t code;
    size_t n = jb_utf8_decode(jb_span_cut(s, at, 4), &code);
    if (n == 0 || (code < 0x20 && !jb_ascii_space((uint8_t)code)) || code == 0x7F) break;
    at += n;
  }
  return at;
}

static jb_span without_end_nul(jb_span s) {
  while (s.len > 0 && s.ptr[s.len - 1] == 0) s.len--;
  return s;
}

bool jb_trailer_record(jb_trailer *t, const jb_part *part, const char *carrier,
                       const char *key, jb_span name, uint64_t at, uint64_t n) {
  jb_inspection *in = t->r->in;
  jb_span value = {NULL, 0};
  if (n <= JB_TRAILER_VALUE_MAX) value = without_end_nul(jb_trailer_bytes(t, at, n));
  bool text = value.len > 0 && jb_text_run(value) == value.len;
  jb_property *p = jb_add_property(in, part->id, carrier, key,
                                   text ? value : jb_span_of("", 0));
  if (!p) return false;
  jb_property_set_name(in, p, jb_span_of("", 0), name);
  uint64_t in_part = t->range.offset + at - part->ranges[0].offset;
  uint64_t length = text ? value.len : n;
  p->at = jb_location_in(in, part, in_part, length);
  p->value_length = length;
  if (!text && n > 0) p->form = "binary";
  if (text) jb_add_json_members(t->r, part, carrier, key, value, in_part, &t->json_left);
  return true;
}

void jb_trailer_damaged(const jb_trailer *t, const char *code, uint64_t at) {
  jb_inspection *in = t->r->in;
  const jb_part *part = t->r->part;
  jb_add_problem(in, in->parts[part->id], code, t->range.offset + at, NULL);
  if (part->parent == JB_NO_PART) jb_add_not_checked(in, "trailer", JB_WHY_INPUT, code);
}

/* ---- the general reader ---- */

static void add(const jb_trailer *t, const char *key, jb_span value, uint64_t length) {
  jb_property *p = jb_add_property(t->r->in, t->r->part->id, "trailer", key, value);
  if (p) p->at = jb_location_in(t->r->in, t->r->part, 0, length);
}

/* What starts like one of these is shown as text though bytes follow that are
 * none. */
static bool starts_like_text(jb_span s) {
  static const char *const k_starts[] = {"{", "AIGC", "<?xpacket", "<x:xmpmeta", "<?xml"};
  for (size_t i = 0; i < sizeof k_starts / sizeof k_starts[0]; i++) {
    if (jb_span_starts(s, jb_span_str(k_starts[i]))) return true;
  }
  return false;
}

/* The text a trailer begins with: all of it, but for NULs at the end, or a
 * text that is known by its start.  Empty when it is none. */
static jb_span leading_text(jb_span head, bool whole) {
  size_t n = jb_text_run(head);
  jb_span text = jb_span_cut(head, 0, n);
  jb_span rest = without_end_nul(jb_span_cut(head, n, head.len - n));
  bool all = rest.len == 0 || (!whole && rest.len < 4); /* a character cut in two */
  if (jb_span_trim(text).len == 0) return (jb_span){NULL, 0};
  return all || starts_like_text(text) ? text : (jb_span){NULL, 0};
}

/* Say what kind of bytes these are: "padding", a format's name as the walker
 * found it, "json" or "text". */
void jb_read_trailer(jb_reading *r) {
  if (jb_trailer_is_box(r->part)) return;
  jb_trailer t = jb_trailer_of(r);
  jb_span kind = jb_span_from(r->part->key);
  bool whole = t.range.length <= JB_TRAILER_VALUE_MAX;
  jb_span text = leading_text(jb_trailer_bytes(&t, 0, JB_TRAILER_VALUE_MAX), whole);
  if (kind.len == 0 && text.len > 0) {
    jb_span trimmed = jb_span_trim(text);
    bool json = trimmed.ptr[0] == '{' || jb_span_starts(trimmed, jb_span_str("AIGC{"));
    kind = jb_span_str(json ? "json" : "text");
  }
  if (kind.len > 0) add(&t, "Trailer.Type", kind, jb_part_length(r->part));
  if (text.len > 0) add(&t, "Trailer.Text", text, text.len);
}
