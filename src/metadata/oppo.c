/* OnePlus and OPPO: records, a JSON list of them, a footer:
 *
 *   record*  list of {"offset", "name", "length"}  NULs  "jxrs" length(4)
 *
 * The length (little-endian, below 2^24) counts list, NULs and footer; an
 * offset counts back from the list's start. */
#include "base/ascii.h"
#include "base/json.h"
#include "base/reader.h"
#include "metadata/trailer.h"

void jb_read_oppo(jb_reading *r);

enum { FOOTER = 8, NAME_MAX_LENGTH = 128 };

static const char *key_of(const jb_trailer *t, jb_span name) {
  bool good = name.len > 0 && name.len <= NAME_MAX_LENGTH;
  for (size_t i = 0; good && i < name.len; i++) good = jb_ascii_print(name.ptr[i]);
  if (!good) return NULL;
  return jb_arena_format(t->r->scratch, "Oppo.%.*s", (int)name.len, (const char *)name.ptr);
}

static void read_records(jb_trailer *t, const jb_part *part, const jb_json_node *list,
                         uint64_t list_at, uint64_t first) {
  uint64_t budget = t->range.length;
  unsigned count = 0;
  for (const jb_json_node *n = list->first; n; n = n->next) {
    uint64_t offset = 0, length = 0;
    jb_span name = jb_json_member_text(n, "name");
    const char *key = name.ptr ? key_of(t, name) : NULL;
    bool good = key && jb_json_to_uint(jb_json_member(n, "offset"), &offset) &&
                jb_json_to_uint(jb_json_member(n, "length"), &length) && offset <= list_at - first &&
                length <= offset && length <= budget;
    if (jb_arena_exhausted(t->r->scratch)) {
      jb_add_not_checked(t->r->in, "trailer", JB_WHY_LIMIT, "scratch_max");
      return;
    }
    if (!good) {
      jb_trailer_damaged(t, "oppo.record", list_at);
      continue;
    }
    if (count++ >= JB_TRAILER_RECORDS_MAX) {
      jb_add_not_checked(t->r->in, "trailer", JB_WHY_LIMIT, "records");
      return;
    }
    budget -= length;
    if (!jb_trailer_record(t, part, "oppo", key, name, list_at - offset, length)) return;
  }
}

/* The offset of the record that lies furthest back. */
static uint64_t furthest(const jb_json_node *list, uint64_t max) {
  uint64_t most = 0, offset;
  for (const jb_json_node *n = list->first; n; n = n->next) {
    if (jb_json_to_uint(jb_json_member(n, "offset"), &offset) && offset <= max && offset > most) {
      most = offset;
    }
  }
  return most;
}

void jb_read_oppo(jb_reading *r) {
  jb_trailer t = jb_trailer_of(r);
  uint64_t end = t.range.length;
  if (end < FOOTER) return;
  jb_reader footer = jb_reader_new(jb_trailer_bytes(&t, end - FOOTER, FOOTER), 0);
  bool ours = jb_span_is(jb_read_span(&footer, 4), "jxrs");
  uint64_t length = jb_read_u32le(&footer);
  if (!ours || !jb_reader_ok(&footer) || length >> 24 != 0) return;
  if (length <= FOOTER || length > end || length - FOOTER > JB_TRAILER_VALUE_MAX) {
    jb_trailer_damaged(&t, "oppo.length", end - FOOTER);
    return;
  }
  uint64_t at = end - length;
  jb_span text = jb_trailer_bytes(&t, at, length - FOOTER);
  while (text.len > 0 && text.ptr[text.len - 1] == 0) text.len--;
  jb_json_options options = {.tolerant = true,
                             .depth_max = (unsigned)r->in->limits.nesting_max,
                             .nodes_max = 20000};
  jb_json_result parsed = jb_json_parse(r->scratch, text, options);
  if (!parsed.root || parsed.root->kind != JB_JSON_LIST) {
    jb_trailer_damaged(&t, "oppo.json", at);
    return;
  }
  uint64_t first = at - furthest(parsed.root, at);
  jb_property *note = jb_add_property(r->in, r->part->id, "oppo", "Oppo.Trailer",
                                      jb_span_str("jxrs"));
  if (note) note->at = jb_location_in(r->in, r->part, first, end - first);
  jb_part *part = jb_trailer_part(&t, "jxrs", first, end - first);
  if (!part) return;
  (void)jb_trailer_record(&t, part, "oppo", "Oppo.JSONInfo", jb_span_str("jxrs"), at, text.len);
  read_records(&t, part, parsed.root, at, first);
}
