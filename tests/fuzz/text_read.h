/* What every reader promises, checked on one part that covers the input:
 * places lie inside the file, keys are text, lists respect their limits. */
#ifndef JB_TESTS_FUZZ_TEXT_READ_H
#define JB_TESTS_FUZZ_TEXT_READ_H

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "metadata/metadata.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define READ_PROMISE(condition)                                               \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                                \
    }                                                                         \
  } while (0)

static inline void fuzz_property(const jb_inspection *in, const jb_property *p, uint64_t size) {
  READ_PROMISE(p->part < in->part_count && p->at.part == p->part);
  READ_PROMISE(p->carrier && p->key && jb_utf8_valid(jb_span_str(p->key)));
  READ_PROMISE(p->value.ptr && p->value_length >= p->value.len);
  READ_PROMISE(p->at.step_count <= JB_STEPS_MAX);
  bool plain = p->at.sub.length == 0 && p->at.step_count == 0;
  uint64_t length = 0;
  for (size_t i = 0; i < p->at.range_count; i++) {
    jb_range r = p->at.ranges[i];
    READ_PROMISE(r.offset <= size && r.length <= size - r.offset);
    length += r.length;
  }
  /* bytes that need no step are the value */
  if (plain && p->at.range_count > 0) READ_PROMISE(length == p->value.len);
}

static inline void fuzz_read_part(jb_part_kind kind, const char *name, const char *key,
                                  int step, const uint8_t *data, size_t size) {
  jb_source *source = NULL;
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  if (!in || jb_source_from_memory(data, size, &source) != JB_OK) abort();
  jb_part *part = jb_add_part(in, kind, JB_ROLE_PRIMARY, name);
  jb_part_add_range(in, part, 0, size);
  part->envelope = (jb_range){0, size};
  if (key) jb_part_set_key(in, part, jb_span_str(key));
  if (step >= 0) jb_part_add_step(part, (jb_step)step);
  jb_metadata_read(source, in);
  READ_PROMISE(in->property_count <= limits.properties_max);
  READ_PROMISE(in->problem_total <= limits.problems_max);
  for (size_t i = 0; i < in->property_count; i++) fuzz_property(in, in->properties[i], size);
  for (size_t i = 0; i < in->part_count; i++) {
    for (size_t k = 0; k < in->parts[i]->problem_count; k++) {
      READ_PROMISE(in->parts[i]->problems[k].offset <= size);
    }
  }
  jb_inspection_free(in);
  jb_source_free(source);
}

#endif
