#include "support/inspect.h"

#include <stdlib.h>

#include "container/content.h"
#include "metadata/metadata.h"

inspected inspect_bytes(bytes file, bool read) {
  jb_limits limits = jb_limits_default();
  inspected i = {.file = file, .in = jb_inspection_new(&limits)};
  if (!i.in || jb_source_from_memory(file.ptr, file.len, &i.source) != JB_OK) abort();
  jb_container_walk(i.source, i.in, NULL);
  if (read) jb_metadata_read(i.source, i.in);
  return i;
}

void inspected_free(inspected i) {
  jb_inspection_free(i.in);
  jb_source_free(i.source);
  bytes_free(i.file);
}

const jb_part *part_of_kind(const inspected *i, jb_part_kind kind, size_t n) {
  for (size_t k = 0; k < i->in->part_count; k++) {
    if (i->in->parts[k]->kind == kind && n-- == 0) return i->in->parts[k];
  }
  return NULL;
}

bool part_is(const inspected *i, const jb_part *part, const char *expected) {
  if (!part) return false;
  jb_arena *scratch = jb_arena_new((size_t)i->in->limits.scratch_max);
  if (!scratch) abort();
  jb_content c = jb_part_content(i->source, part, &i->in->limits, scratch, NULL);
  bool same = c.complete && jb_span_is(c.bytes, expected);
  jb_arena_free(scratch);
  return same;
}

bool has_problem(const inspected *i, const char *code) {
  for (size_t k = 0; k < i->in->part_count; k++) {
    const jb_part *p = i->in->parts[k];
    for (size_t n = 0; n < p->problem_count; n++) {
      if (strcmp(p->problems[n].code, code) == 0) return true;
    }
  }
  return false;
}

bool is_unchecked(const inspected *i, const char *probe, jb_why why) {
  for (size_t k = 0; k < i->in->not_checked_count; k++) {
    const jb_not_checked *n = &i->in->not_checked[k];
    if (strcmp(n->check, probe) == 0 && n->why == why) return true;
  }
  return false;
}

const jb_property *find_property(const inspected *i, const char *key) {
  for (size_t k = 0; k < i->in->property_count; k++) {
    if (strcmp(i->in->properties[k]->key, key) == 0) return i->in->properties[k];
  }
  return NULL;
}

jb_span property_of(const inspected *i, const char *key) {
  const jb_property *p = find_property(i, key);
  return p ? jb_span_from(p->value) : (jb_span){NULL, 0};
}

bytes located(const inspected *i, const jb_location *at) {
  bytes all = none();
  for (size_t k = 0; k < at->range_count; k++) {
    jb_range r = at->ranges[k];
    if (r.offset > i->file.len || r.length > i->file.len - r.offset) abort();
    all = join(2, all, raw(i->file.ptr + r.offset, (size_t)r.length));
  }
  return all;
}
