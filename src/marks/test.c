/* Examples of rule authors: each becomes a small inspection of its own, made
 * of the properties it lists, and goes through the same run as a file. */
#include <stdio.h>

#include "marks/marks.h"
#include "ruleset/marks_table.h"

/* The kind of part in which a reader finds properties of a carrier. */
static jb_part_kind part_kind(const char *carrier) {
  static const struct {
    const char *carrier;
    jb_part_kind kind;
  } k_kinds[] = {{"exif", JB_PART_EXIF},       {"makernote", JB_PART_EXIF},
                 {"xmp", JB_PART_XMP},         {"iptc", JB_PART_IPTC},
                 {"png-text", JB_PART_TEXT},   {"comment", JB_PART_COMMENT},
                 {"app", JB_PART_APP},         {"icc", JB_PART_ICC},
                 {"svg", JB_PART_SVG},         {"samsung", JB_PART_TRAILER},
                 {"vivo", JB_PART_TRAILER},    {"oppo", JB_PART_TRAILER},
                 {"google", JB_PART_TRAILER}};
  for (size_t i = 0; i < sizeof k_kinds / sizeof k_kinds[0]; i++) {
    if (strcmp(k_kinds[i].carrier, carrier) == 0) return k_kinds[i].kind;
  }
  return JB_PART_STRUCTURE;
}

/* carrier "part": key is the kind, name the part's name. */
static void add_bare_part(jb_inspection *in, const jb_mark_example_property *p) {
  char name[64];
  (void)snprintf(name, sizeof name, "%.*s", (int)(p->name.len < 60 ? p->name.len : 60),
                 p->name.ptr ? (const char *)p->name.ptr : "");
  for (int k = 0; k < JB_PART_KIND_COUNT; k++) {
    if (strcmp(jb_part_kind_name((jb_part_kind)k), p->key) != 0) continue;
    jb_part *part = jb_add_part(in, (jb_part_kind)k, p->role, name);
    if (part) jb_part_set_key(in, part, p->value);
  }
}

/* Properties of one carrier and role share a part, as in one packet; text
 * chunks stand one a part. */
static jb_part *part_for(jb_inspection *in, const jb_mark_example_property *p) {
  for (size_t i = 0; i < in->part_count && strcmp(p->carrier, "png-text") != 0; i++) {
    if (strcmp(in->parts[i]->name, p->carrier) == 0 && in->parts[i]->role == p->role) {
      return in->parts[i];
    }
  }
  return jb_add_part(in, part_kind(p->carrier), p->role, p->carrier);
}

/* Gives the file name, or NULL. */
static const char *build(jb_inspection *in, const jb_mark_example *e) {
  const char *name = NULL;
  for (size_t i = 0; i < e->property_count; i++) {
    const jb_mark_example_property *p = &e->properties[i];
    if (strcmp(p->carrier, "file-name") == 0) {
      name = jb_arena_string(in->arena, p->value);
    } else if (strcmp(p->carrier, "part") == 0) {
      add_bare_part(in, p);
    } else {
      const jb_part *part = part_for(in, p);
      jb_property *made =
          part ? jb_add_property(in, part->id, p->carrier, p->key, p->value) : NULL;
      if (made && p->name.ptr) jb_property_set_name(in, made, p->ns, p->name);
    }
  }
  return name;
}

/* The mark's own finding, or one that lists it under "also". */
static const jb_finding *finding_of(const jb_inspection *in, const jb_mark *m, bool *own) {
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    *own = strcmp(f->code, m->info.id) == 0;
    if (*own) return f;
    for (size_t k = 0; k < f->field_count; k++) {
      if (strcmp(f->fields[k].name, "also") == 0 &&
          jb_span_is(jb_span_from(f->fields[k].value), m->info.id)) {
        return f;
      }
    }
  }
  return NULL;
}

/* NULL when the example came out as it says; otherwise what came out. */
static const char *check(const jb_inspection *in, const jb_mark *m, const jb_mark_example *e,
                         char *text, size_t room) {
  bool own = false;
  const jb_finding *f = finding_of(in, m, &own);
  if (!e->match) return f ? "the mark is reported and should not be" : NULL;
  if (!f) return in->not_checked_count ? "not reported: a limit was hit" : "the mark is not reported";
  if (!own) {
    (void)snprintf(text, room, "%s speaks for it", f->code);
    return text;
  }
  for (size_t i = 0; i < e->expect_count; i++) {
    const jb_mark_expect *x = &e->expects[i];
    const jb_field *field = jb_finding_find_field(f, x->name);
    jb_span value = field ? jb_span_from(field->value) : jb_span_str("(no such field)");
    if (field && jb_span_equal(value, x->value)) continue;
    (void)snprintf(text, room, "field %s is %.*s", x->name, (int)(value.len < 200 ? value.len : 200),
                   (const char *)value.ptr);
    return text;
  }
  return NULL;
}

static jb_status run_example(const jb_rules *rules, const jb_mark *m, const jb_mark_example *e,
                             jb_rule_test_visitor *visit, void *user, size_t *failed) {
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  if (!in) return JB_E_NOMEM;
  char text[400];
  const char *name = build(in, e);
  jb_marks_find(rules, in, name);
  const char *detail = check(in, m, e, text, sizeof text);
  *failed += detail != NULL;
  jb_rule_test test = {.rule = m->info.id,
                       .file = m->info.file,
                       .line = e->line,
                       .passed = detail == NULL,
                       .detail = detail};
  if (visit) visit(user, &test);
  jb_inspection_free(in);
  return JB_OK;
}

jb_status jb_marks_test(const jb_rules *rules, jb_rule_test_visitor *visit, void *user,
                        size_t *failed) {
  *failed = 0;
  jb_status status = JB_OK;
  for (size_t i = 0; rules->marks && i < rules->marks->mark_count; i++) {
    const jb_mark *m = rules->marks->marks[i];
    bool positive = false;
    for (size_t k = 0; k < m->example_count && status == JB_OK; k++) {
      positive |= m->examples[k].match;
      status = run_example(rules, m, &m->examples[k], visit, user, failed);
    }
    if (positive || status != JB_OK) continue;
    *failed += 1;
    jb_rule_test test = {.rule = m->info.id,
                         .file = m->info.file,
                         .line = m->info.line,
                         .detail = "no example with match=\"yes\""};
    if (visit) visit(user, &test);
  }
  return status;
}
