#include "traces/trace.h"

void jb_traces_find(jb_inspection *in) {
  static void (*const k_traces[])(jb_inspection *) = {
#define JB_TRACE(function) function,
#include "traces/list.def"
#undef JB_TRACE
  };
  for (size_t i = 0; i < sizeof k_traces / sizeof k_traces[0]; i++) k_traces[i](in);
}

jb_finding *jb_trace_new(jb_inspection *in, const char *code) {
  jb_finding *f = jb_add_finding(in, "trace", JB_FINDING_TRACE, "structure", code);
  if (!f) return NULL;
  f->strength = JB_STRENGTH_CONTEXT;
  f->role = JB_ROLE_PRIMARY;
  return f;
}

static bool is_primary(const jb_inspection *in, uint32_t part) {
  return part < in->part_count && in->parts[part]->role == JB_ROLE_PRIMARY;
}

const jb_property *jb_trace_property(const jb_inspection *in, const char *key) {
  for (size_t i = 0; i < in->property_count; i++) {
    const jb_property *p = in->properties[i];
    if (strcmp(p->key, key) == 0 && is_primary(in, p->part)) return p;
  }
  return NULL;
}

void jb_trace_quote(jb_inspection *in, jb_finding *f, const char *field, const jb_property *p) {
  if (!f || !p) return;
  if (f->at.part == JB_NO_PART) f->at = p->at;
  jb_finding_add_field(in, f, field, jb_span_from(p->value));
}

const jb_problem *jb_trace_problem(const jb_inspection *in, const char *code,
                                   const jb_part **part) {
  for (size_t i = 0; i < in->part_count; i++) {
    if (in->parts[i]->role != JB_ROLE_PRIMARY) continue;
    for (size_t k = 0; k < in->parts[i]->problem_count; k++) {
      if (strcmp(in->parts[i]->problems[k].code, code) != 0) continue;
      *part = in->parts[i];
      return &in->parts[i]->problems[k];
    }
  }
  return NULL;
}
