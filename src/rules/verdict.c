/* Labels' condition, the four axes, next steps: first row that matches. */
#include "rules/stages.h"

static const char *own(jb_inspection *in, const char *text) {
  return jb_arena_string(in->arena, jb_span_str(text));
}

static const uint32_t *own_ids(jb_inspection *in, const jb_evidence *evidence, size_t *count) {
  uint32_t *ids = jb_arena_array(in->arena, evidence->count, sizeof *ids);
  *count = ids ? evidence->count : 0;
  for (size_t i = 0; i < *count; i++) ids[i] = evidence->ids[i];
  return ids;
}

static jb_truth row_matches(jb_evaluator *e, const jb_verdict_row *row, const xmlDoc *facts) {
  if (!jb_facts_when(facts, row->when)) return JB_FALSE;
  return row->match ? jb_eval_boolean(e, row->match, NULL) : JB_TRUE;
}

static void row_evidence(jb_evaluator *e, const jb_verdict_row *row, jb_evidence *out) {
  out->count = 0;
  if (!row->evidence) return;
  jb_eval_evidence(e, row->evidence, NULL, out);
  jb_evidence_sort(out);
}

/* NULL when an expression failed before any row matched: undetermined. */
static const jb_verdict_row *first_row(jb_evaluator *e, const jb_verdict_rows *rows,
                                       const xmlDoc *facts) {
  for (size_t i = 0; i < rows->count; i++) {
    jb_truth t = row_matches(e, &rows->items[i], facts);
    if (t == JB_FAILED) return NULL;
    if (t == JB_TRUE) return &rows->items[i];
  }
  return NULL;
}

static void add_because(jb_evaluator *e, const char *axis, const jb_verdict_row *row,
                        jb_inspection *in) {
  jb_evidence evidence;
  jb_because *b = jb_add_because(in);
  if (!b) return;
  row_evidence(e, row, &evidence);
  *b = (jb_because){.axis = axis, .rule = own(in, row->id)};
  b->findings = own_ids(in, &evidence, &b->finding_count);
}

static void judge_labels(jb_evaluator *e, const jb_verdict_table *table, xmlDoc *facts,
                         jb_inspection *in) {
  for (size_t i = 0; i < table->label_count; i++) {
    const jb_verdict_label *spec = &table->labels[i];
    const jb_verdict_row *row = first_row(e, &spec->rows, facts);
    jb_label *label = jb_add_label(in);
    if (!label) return;
    jb_evidence evidence = {.count = 0};
    if (row) row_evidence(e, row, &evidence);
    *label = (jb_label){.scheme = own(in, spec->scheme),
                        .state = row ? own(in, row->value) : "undetermined",
                        .rule = row ? own(in, row->id) : NULL};
    label->findings = own_ids(in, &evidence, &label->finding_count);
  }
  for (size_t i = 0; i < in->label_count; i++) {
    (void)jb_facts_add(facts, "label", "scheme", in->labels[i].scheme, "state",
                       in->labels[i].state, (const char *)NULL);
  }
}

static const char **axis_slot(jb_verdict *v, const char *axis) {
  if (strcmp(axis, "ai_origin") == 0) return &v->ai_origin;
  if (strcmp(axis, "label_state") == 0) return &v->label_state;
  if (strcmp(axis, "copy_quality") == 0) return &v->copy_quality;
  return &v->cn_class;
}

static void judge_axis(jb_evaluator *e, const jb_verdict_axis *axis, xmlDoc *facts,
                       jb_inspection *in) {
  const jb_verdict_row *row = first_row(e, &axis->rows, facts);
  const char *name = own(in, axis->id);
  const char *value = row ? own(in, row->value) : "undetermined";
  *axis_slot(&in->verdict, axis->id) = value;
  if (row) add_because(e, name, row, in);
  (void)jb_facts_add(facts, "axis", "id", axis->id, "value", value, "rule", row ? row->id : NULL,
                     (const char *)NULL);
  for (size_t i = 0; i < axis->remarks.count; i++) {
    const jb_verdict_row *remark = &axis->remarks.items[i];
    if (row_matches(e, remark, facts) == JB_TRUE) add_because(e, name, remark, in);
  }
}

void jb_judge_verdict(jb_evaluator *e, const jb_verdict_table *table, xmlDoc *facts,
                      jb_inspection *in) {
  in->verdict.ai_origin = in->verdict.label_state = in->verdict.copy_quality =
      in->verdict.cn_class = "undetermined";
  if (!table) return;
  judge_labels(e, table, facts, in);
  for (size_t i = 0; i < table->axis_count; i++) judge_axis(e, &table->axes[i], facts, in);
  for (size_t i = 0; i < table->steps.count; i++) {
    if (row_matches(e, &table->steps.items[i], facts) == JB_TRUE) {
      jb_add_next_step(in, table->steps.items[i].id);
    }
  }
}
