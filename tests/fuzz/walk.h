/* What every container walker promises, checked on any bytes.  For fuzz
 * targets and unit tests:
 *
 *   int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
 *     fuzz_walk(data, size, "jpeg");   // NULL: whatever it is
 *     return 0;
 *   }
 *
 * A broken promise aborts.
 */
#ifndef JB_TESTS_FUZZ_WALK_H
#define JB_TESTS_FUZZ_WALK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create: include this header first */
#endif
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "container/container.h"
#include "container/content.h"
#include "jianbiao/jianbiao.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_PROMISE(condition)                                              \
  do {                                                                       \
    if (!(condition)) {                                                      \
      fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                               \
    }                                                                        \
  } while (0)

static inline void fuzz_range_inside(jb_range r, uint64_t size) {
  FUZZ_PROMISE(r.offset <= size && r.length <= size - r.offset);
}

/* Ids count up, parents stand before their children, ranges and envelopes lie
 * in the file, lists respect the limits. */
static inline void fuzz_check_inspection(const jb_inspection *in, uint64_t size) {
  FUZZ_PROMISE(in->part_count <= in->limits.parts_max);
  FUZZ_PROMISE(in->problem_total <= in->limits.problems_max);
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *p = in->parts[i];
    FUZZ_PROMISE(p->id == i);
    FUZZ_PROMISE(p->name && (unsigned)p->kind < JB_PART_KIND_COUNT);
    FUZZ_PROMISE((unsigned)p->role < JB_PART_ROLE_COUNT && p->step_count <= JB_STEPS_MAX);
    FUZZ_PROMISE(p->parent == JB_NO_PART || p->parent < i);
    fuzz_range_inside(p->envelope, size);
    for (size_t k = 0; k < p->range_count; k++) fuzz_range_inside(p->ranges[k], size);
    for (size_t k = 0; k < p->problem_count; k++) {
      FUZZ_PROMISE(p->problems[k].code && p->problems[k].offset <= size);
    }
  }
  for (size_t i = 0; i < in->not_checked_count; i++) FUZZ_PROMISE(in->not_checked[i].check);
}

/* Every part can be asked for its content, within the limits. */
static inline void fuzz_check_content(jb_source *source, const jb_inspection *in) {
  uint64_t inflated = 0;
  for (size_t i = 0; i < in->part_count && i < 64; i++) {
    jb_arena *scratch = jb_arena_new((size_t)in->limits.scratch_max);
    if (!scratch) return;
    jb_content c = jb_part_content(source, in->parts[i], &in->limits, scratch, &inflated);
    FUZZ_PROMISE(c.complete || c.detail);
    FUZZ_PROMISE(inflated <= in->limits.inflate_total_max);
    jb_arena_free(scratch);
  }
}

static inline jb_inspection *fuzz_walk_source(jb_source *source, uint64_t size) {
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  if (!in) return NULL;
  jb_container_walk(source, in, NULL);
  fuzz_check_inspection(in, size);
  fuzz_check_content(source, in);
  return in;
}

/* The same bytes behind a descriptor: read through a window of JB_PEEK_MAX. */
static inline jb_source *fuzz_windowed(const uint8_t *data, size_t size, int *fd) {
  jb_source *source = NULL;
  *fd = memfd_create("walk", MFD_CLOEXEC);
  if (*fd < 0) return NULL;
  if (write(*fd, data, size) != (ssize_t)size ||
      jb_source_from_fd(*fd, &source, NULL) != JB_OK) {
    close(*fd);
    return NULL;
  }
  return source;
}

static inline void fuzz_same(const jb_inspection *a, const jb_inspection *b) {
  FUZZ_PROMISE(a->part_count == b->part_count && a->problem_total == b->problem_total);
  FUZZ_PROMISE(a->not_checked_count == b->not_checked_count);
  FUZZ_PROMISE(a->file.width == b->file.width && a->file.height == b->file.height);
  for (size_t i = 0; i < a->part_count; i++) {
    const jb_part *p = a->parts[i], *q = b->parts[i];
    FUZZ_PROMISE(p->kind == q->kind && p->role == q->role && p->parent == q->parent);
    FUZZ_PROMISE(jb_span_equal(jb_span_from(p->key), jb_span_from(q->key)));
    FUZZ_PROMISE(p->range_count == q->range_count && p->problem_count == q->problem_count);
    for (size_t k = 0; k < p->range_count; k++) {
      FUZZ_PROMISE(p->ranges[k].offset == q->ranges[k].offset &&
                   p->ranges[k].length == q->ranges[k].length);
    }
  }
}

/* Walk from memory and through a window; both must say the same. */
static inline void fuzz_walk(const uint8_t *data, size_t size, const char *format) {
  const jb_container_format *known =
      jb_container_identify(jb_span_of(data, size < JB_SNIFF_MAX ? size : JB_SNIFF_MAX));
  if (format && (!known || strcmp(known->name, format) != 0)) return;
  jb_source *source = NULL;
  if (jb_source_from_memory(data, size, &source) != JB_OK) return;
  jb_inspection *in = fuzz_walk_source(source, size);
  int fd = -1;
  jb_source *windowed = fuzz_windowed(data, size, &fd);
  if (in && windowed) {
    jb_inspection *again = fuzz_walk_source(windowed, size);
    if (again) fuzz_same(in, again);
    jb_inspection_free(again);
  }
  if (windowed) {
    jb_source_free(windowed);
    close(fd);
  }
  jb_inspection_free(in);
  jb_source_free(source);
}

#endif
