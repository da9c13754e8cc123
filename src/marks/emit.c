/* Results become findings, with the values that rules capture. */
#include "base/codec.h"
#include "io/digest.h"
#include "marks/run.h"

enum { EXCERPT_MAX = 256, FIELD_MAX_BYTES = 200 };

/* At most `max` bytes, ending before a whole UTF-8 character. */
static jb_span cut_text(jb_span s, size_t max) {
  if (s.len <= max) return s;
  while (max > 0 && (s.ptr[max] & 0xC0) == 0x80) max--;
  return jb_span_cut(s, 0, max);
}

static void add_field(jb_mark_run *run, jb_finding *f, const char *name, jb_span value) {
  value = jb_span_trim(value);
  if (value.len == 0 || jb_finding_find_field(f, name)) return;
  jb_finding_add_field(run->in, f, name, cut_text(value, FIELD_MAX_BYTES));
}

/* ---- captured values ---- */

typedef struct capture {
  jb_mark_run *run;
  jb_finding *finding;
  const jb_mark_field *field;
} capture;

static bool take(const capture *c, jb_span text) {
  bool limited;
  if (c->field->regex) {
    text = jb_mark_regex(&c->run->bounds, c->field->regex, text, c->field->group, &limited);
  }
  if (jb_span_trim(text).len == 0) return false;
  add_field(c->run, c->finding, c->field->name, text);
  return true;
}

static bool take_node(void *user, const jb_json_node *node) {
  return take(user, jb_mark_node_text(node));
}

static void take_from(const capture *c, jb_mark_value *v) {
  if (c->field->path.ptr) {
    (void)jb_mark_path(v, c->field->path, take_node, (void *)(uintptr_t)c);
  } else {
    (void)take(c, v->bytes);
  }
}

/* The first property of the same picture at the field's own place. */
static const jb_property *other_property(const jb_mark_run *run, const jb_mark_subject *s,
                                         const jb_mark_field *field) {
  for (size_t i = 0; i < run->in->property_count; i++) {
    const jb_property *p = run->in->properties[i];
    uint32_t picture = p->part < run->in->part_count ? run->in->parts[p->part]->parent : JB_NO_PART;
    if (picture == s->picture && strcmp(p->carrier, field->carrier) == 0 &&
        jb_mark_key_equal(field->key, p->key)) {
      return p;
    }
  }
  return NULL;
}

static void add_fields(jb_mark_run *run, jb_finding *f, const jb_mark_subject *s,
                       const jb_mark_field *fields, size_t count, jb_mark_value *v) {
  for (size_t i = 0; i < count; i++) {
    const jb_mark_field *field = &fields[i];
    capture c = {.run = run, .finding = f, .field = field};
    if (jb_finding_find_field(f, field->name)) continue;
    if (field->fixed.ptr) {
      add_field(run, f, field->name, field->fixed);
    } else if (!field->key) {
      take_from(&c, v);
    } else {
      const jb_property *p = other_property(run, s, field);
      if (!p) continue;
      jb_mark_value other = {.bytes = jb_span_from(p->value), .bounds = &run->bounds};
      take_from(&c, &other);
      jb_mark_value_free(&other);
    }
  }
}

static void add_fields_of(jb_mark_run *run, jb_finding *f, const jb_mark_result *r) {
  const jb_mark_subject *s = jb_mark_subject_of(run, r);
  jb_mark_value v = {.bytes = s->value, .bounds = &run->bounds};
  add_fields(run, f, s, r->mark->fields, r->mark->field_count, &v);
  if (r->mark->shared) add_fields(run, f, s, r->mark->shared->items, r->mark->shared->count, &v);
  jb_mark_value_free(&v);
}

/* ---- where it stands ---- */

/* raw_sha256 is over the located bytes; the value is these bytes unless the
 * reader stripped something that no step names. */
static bool is_exact(const jb_mark_subject *s) {
  const jb_location *at = &s->property->at;
  if (at->step_count > 0 || at->sub.length > 0) return true;
  uint64_t length = 0;
  for (size_t i = 0; i < at->range_count; i++) length += at->ranges[i].length;
  return length == s->value.len;
}

static void locate(jb_mark_run *run, jb_finding *f, const jb_mark_subject *s) {
  jb_span excerpt = cut_text(s->value, EXCERPT_MAX);
  f->role = s->role;
  f->excerpt = jb_bytes_of(jb_arena_copy(run->in->arena, excerpt));
  if (s->property) {
    f->at = s->property->at;
    if (is_exact(s)) f->has_raw_sha256 = jb_digest_once(JB_SHA256, s->value, f->raw_sha256);
  } else if (s->part) {
    f->at = jb_location_part(s->part);
  }
}

/* Copies of a source type agree when the word agrees, however it is spelt. */
static const char *canonical_of(jb_mark_run *run, const jb_mark *m) {
  for (uint32_t i = 0; i < m->match_count; i++) {
    const jb_mark_match *match = &run->table->matches[m->first_match + i];
    uint8_t sum[JB_HASH_MAX];
    char hex[2 * JB_HASH_MAX + 1];
    if (match->test_count == 0 || match->tests[0].op != JB_MARK_LAST_COMPONENT) continue;
    if (!jb_digest_once(JB_SHA256, match->tests[0].value, sum)) return NULL;
    jb_hex_string(hex, jb_span_of(sum, 32));
    return jb_arena_string(run->in->arena, jb_span_str(hex));
  }
  return NULL;
}

/* ---- a finding ---- */

/* The result that speaks in the end. */
static size_t speaker(const jb_mark_run *run, size_t i) {
  for (size_t guard = 0; run->results[i].into && guard < run->result_count; guard++) {
    i = run->results[i].into - 1;
  }
  return i;
}

static void add_others(jb_mark_run *run, jb_finding *f, size_t own) {
  for (size_t i = 0; i < run->result_count; i++) {
    if (i == own || speaker(run, i) != own) continue;
    add_fields_of(run, f, &run->results[i]);
  }
  for (size_t i = 0; i < run->result_count; i++) {
    if (i == own || speaker(run, i) != own) continue;
    jb_finding_add_field(run->in, f, "also", jb_span_str(run->results[i].mark->info.id));
  }
}

static void emit(jb_mark_run *run, size_t i) {
  const jb_mark_result *r = &run->results[i];
  const jb_mark *m = r->mark;
  const jb_mark_subject *s = jb_mark_subject_of(run, r);
  /* rules may be freed before the inspection */
  const char *code = jb_arena_string(run->in->arena, jb_span_str(m->info.id));
  const char *group = jb_arena_string(run->in->arena, jb_span_str(m->group));
  if (!code || !group) return;
  jb_finding *f = jb_add_finding(run->in, m->scheme, m->kind, group, code);
  if (!f) return;
  f->claim = m->claim;
  f->strength = m->strength;
  f->canonical = canonical_of(run, m);
  locate(run, f, s);
  if (m->generator) add_field(run, f, "generator", jb_span_str(m->generator));
  add_field(run, f, "key", jb_span_str(*s->key ? s->key : s->carrier));
  add_fields_of(run, f, r);
  add_others(run, f, i);
}

void jb_mark_emit(jb_mark_run *run) {
  for (size_t i = 0; i < run->result_count; i++) {
    if (!run->results[i].into) emit(run, i);
  }
}
