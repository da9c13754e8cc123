/* The mark table over one inspection: look, decide, emit. */
#include "marks/marks.h"

#include "marks/run.h"

void jb_marks_find(const jb_rules *rules, jb_inspection *in, const char *name) {
  if (!rules || !rules->marks) return;
  jb_mark_run run = {.table = rules->marks, .in = in};
  run.arena = jb_arena_new((size_t)in->limits.scratch_max);
  if (run.arena) {
    run.by_match = jb_arena_array(run.arena, run.table->match_count, sizeof *run.by_match);
  }
  if (!run.by_match) {
    jb_add_not_checked(in, "marks", JB_WHY_LIMIT, "scratch_max");
    jb_arena_free(run.arena);
    return;
  }
  jb_mark_bounds_init(&run.bounds, rules, in);
  jb_mark_look(&run, name);
  jb_mark_decide(&run);
  jb_mark_emit(&run);
  jb_mark_bounds_free(&run.bounds);
  jb_arena_free(run.arena);
}
