#include "support/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "metadata/metadata.h"

reading read_part_limited(jb_part_kind kind, const char *name, const char *key, int step,
                          bytes file, const jb_limits *limits) {
  jb_source *source = NULL;
  assert_int_equal(jb_source_from_memory(file.ptr, file.len, &source), JB_OK);
  jb_inspection *in = jb_inspection_new(limits);
  assert_non_null(in);
  jb_part *part = jb_add_part(in, kind, JB_ROLE_PRIMARY, name);
  assert_non_null(part);
  jb_part_add_range(in, part, 0, file.len);
  if (key) jb_part_set_key(in, part, jb_span_str(key));
  if (step >= 0) jb_part_add_step(part, (jb_step)step);
  jb_metadata_read(source, in);
  jb_source_free(source);
  return (reading){in, file};
}

reading read_part(jb_part_kind kind, const char *name, const char *key, int step, bytes file) {
  jb_limits limits = jb_limits_default();
  return read_part_limited(kind, name, key, step, file, &limits);
}

void reading_free(reading r) {
  jb_inspection_free(r.in);
  bytes_free(r.file);
}

const jb_property *read_property(const reading *r, const char *key) {
  for (size_t i = 0; i < r->in->property_count; i++) {
    if (strcmp(r->in->properties[i]->key, key) == 0) return r->in->properties[i];
  }
  return NULL;
}

size_t read_count(const reading *r, const char *key) {
  size_t n = 0;
  for (size_t i = 0; i < r->in->property_count; i++) n += strcmp(r->in->properties[i]->key, key) == 0;
  return n;
}

static void list_keys(const reading *r) {
  for (size_t i = 0; i < r->in->property_count; i++) {
    const jb_property *p = r->in->properties[i];
    print_message("  %s [%s] = %.*s\n", p->key, p->form ? p->form : "", (int)p->value.len,
                  (const char *)p->value.ptr);
  }
}

void assert_value(const reading *r, const char *key, const char *form, const char *value) {
  const jb_property *p = read_property(r, key);
  if (!p || !jb_span_is(jb_span_from(p->value), value)) {
    print_message("wanted %s = %s, got\n", key, value);
    list_keys(r);
  }
  assert_non_null(p);
  assert_true(jb_span_is(jb_span_from(p->value), value));
  if (form) assert_string_equal(p->form, form);
}

void assert_none(const reading *r, const char *key) {
  if (read_property(r, key)) list_keys(r);
  assert_null(read_property(r, key));
}

void assert_place(const reading *r, const char *key, const char *raw_bytes) {
  const jb_property *p = read_property(r, key);
  assert_non_null(p);
  assert_int_equal(p->at.range_count, 1);
  jb_span at = jb_span_cut(span_of(r->file), (size_t)p->at.ranges[0].offset,
                           (size_t)p->at.ranges[0].length);
  if (!jb_span_is(at, raw_bytes)) print_message("%s stands at %.*s\n", key, (int)at.len, (const char *)at.ptr);
  assert_true(jb_span_is(at, raw_bytes));
}

bool read_has_problem(const reading *r, const char *code) {
  for (size_t i = 0; i < r->in->part_count; i++) {
    const jb_part *part = r->in->parts[i];
    for (size_t k = 0; k < part->problem_count; k++) {
      if (strcmp(part->problems[k].code, code) == 0) return true;
    }
  }
  return false;
}

bool read_unread(const reading *r, const char *probe, jb_why why) {
  for (size_t i = 0; i < r->in->not_checked_count; i++) {
    const jb_not_checked *n = &r->in->not_checked[i];
    if (strcmp(n->check, probe) == 0 && n->why == why) return true;
  }
  return false;
}
