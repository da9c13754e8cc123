#include "rules/judge.h"

#include <stdlib.h>

struct jb_judge_state {
  const jb_rules *rules;
};

jb_judge_state *jb_judge_state_new(const jb_rules *rules) {
  jb_judge_state *s = calloc(1, sizeof *s);
  if (s) s->rules = rules;
  return s;
}

void jb_judge_state_free(jb_judge_state *state) { free(state); }

jb_status jb_judge_inspection(jb_judge_state *state, jb_inspection *in) {
  jb_inspection_unjudge(in);
  in->rules_digest = jb_arena_string(in->arena, jb_span_str(jb_rules_digest(state->rules)));
  return JB_OK;
}
