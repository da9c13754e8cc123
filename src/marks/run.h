/* One run of the mark table over one inspection. */
#ifndef JB_MARKS_RUN_H
#define JB_MARKS_RUN_H

#include "marks/value.h"

/* What rules look at: a property, a part's presence, or the file's name. */
typedef struct jb_mark_subject {
  const char *carrier, *key;
  jb_span value;
  const jb_property *property; /* NULL: a part or the name */
  const jb_part *part;         /* NULL: the name */
  uint32_t picture; /* the embedded picture it belongs to; JB_NO_PART: the file's own */
  uint32_t unit;    /* what is read together: a part, or all text chunks of a picture */
  jb_part_role role;
} jb_mark_subject;

typedef struct jb_mark_hit {
  uint32_t subject;
  uint32_t next; /* index + 1, in order of discovery; 0 at the end */
} jb_mark_hit;

/* Hits of one match. */
typedef struct jb_mark_hits {
  uint32_t first, last; /* index + 1 */
  uint32_t count, tried;
} jb_mark_hits;

/* A mark that holds, once per unit. */
typedef struct jb_mark_result {
  const jb_mark *mark;
  uint32_t subject; /* the hit it is located at */
  uint32_t into;    /* index + 1 of the result that speaks for it, 0: itself */
} jb_mark_result;

typedef struct jb_mark_run {
  const jb_mark_table *table;
  jb_inspection *in;
  jb_arena *arena;
  jb_mark_bounds bounds;
  jb_mark_hits *by_match;
  jb_mark_subject *subjects;
  size_t subject_count, subject_capacity;
  jb_mark_hit *hits;
  size_t hit_count, hit_capacity;
  jb_mark_result *results;
  size_t result_count, result_capacity;
} jb_mark_run;

/* look.c: fills subjects and hits. */
void jb_mark_look(jb_mark_run *run, const char *name);
/* decide.c: fills results. */
void jb_mark_decide(jb_mark_run *run);
/* emit.c: results become findings. */
void jb_mark_emit(jb_mark_run *run);

static inline const jb_mark_subject *jb_mark_subject_of(const jb_mark_run *run,
                                                        const jb_mark_result *r) {
  return &run->subjects[r->subject];
}

#endif
