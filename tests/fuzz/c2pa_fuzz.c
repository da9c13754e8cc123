/* A C2PA store in a PNG: any bytes give an inspection whose ranges lie in the
 * file, whose words are known, never trusted without anchors, and whose JSON
 * reads back the same. */
#include "fuzz/walk.h"

#include "c2pa/c2pa.h"
#include "support/inspect.h"

static bool is_one_of(const char *word, const char *const *words) {
  for (; *words; words++) {
    if (word && strcmp(word, *words) == 0) return true;
  }
  return false;
}

static void check_manifest(const jb_c2pa_manifest *m, uint64_t size) {
  static const char *const k_states[] = {"trusted", "valid", "invalid", "none", NULL};
  FUZZ_PROMISE(is_one_of(m->state, k_states) && strcmp(m->state, "trusted") != 0);
  FUZZ_PROMISE(m->why_invalid && m->vouched_by && m->time_by);
  for (size_t i = 0; i < m->status_count; i++) {
    const jb_c2pa_status *s = &m->statuses[i];
    FUZZ_PROMISE(s->code && (unsigned)s->severity < JB_C2PA_SEVERITY_COUNT);
    if (s->has_at) fuzz_range_inside(s->at, size);
  }
  for (size_t i = 0; i < m->ingredient_count; i++) FUZZ_PROMISE(m->ingredients[i].state);
}

static void check(const jb_inspection *in, uint64_t size) {
  const jb_c2pa *c = &in->c2pa;
  FUZZ_PROMISE(c->state && c->why_invalid && c->vouched_by);
  FUZZ_PROMISE((strcmp(c->state, "invalid") == 0) == (strcmp(c->why_invalid, "none") != 0));
  /* present and no state: something says why */
  bool silent = c->answer == JB_PRESENT && strcmp(c->state, "none") == 0;
  FUZZ_PROMISE(!silent || jb_probe_answer(in, "c2pa", NULL) == JB_UNKNOWN);
  for (size_t i = 0; i < c->manifest_count; i++) check_manifest(c->manifests[i], size);
  for (size_t i = 0; i < c->uncovered_count; i++) {
    FUZZ_PROMISE(c->uncovered[i].what);
    fuzz_range_inside(c->uncovered[i].range, size);
  }
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_location *at = &in->findings[i]->at;
    for (size_t k = 0; k < at->range_count; k++) fuzz_range_inside(at->ranges[k], size);
  }
}

static void check_json(jb_inspection *in) {
  char *first = NULL, *second = NULL;
  size_t length = 0, again = 0;
  jb_inspection *back = NULL;
  jb_error err = {0};
  in->as_of = "2026-11-23";
  in->time = "2026-11-23T12:00:00Z";
  if (jb_inspection_to_json(in, false, &first, &length) != JB_OK) return;
  jb_status status = jb_inspection_from_json(first, length, &back, &err);
  if (status != JB_OK) fprintf(stderr, "%s\n", err.what);
  FUZZ_PROMISE(status == JB_OK);
  FUZZ_PROMISE(jb_inspection_to_json(back, false, &second, &again) == JB_OK);
  FUZZ_PROMISE(length == again && memcmp(first, second, length) == 0);
  jb_inspection_free(back);
  jb_free(first);
  jb_free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 1u << 20) return 0;
  inspected i = inspect_bytes(png_with(png_chunk("caBX", raw(data, size))), false);
  jb_arena *scratch = jb_arena_new((size_t)i.in->limits.scratch_max);
  jb_hash_plan plan = jb_hash_plan_new(scratch);
  jb_c2pa_options options = {.now = 1795435200}; /* 2026-11-23T12:00:00Z */
  jb_c2pa_run *run = jb_c2pa_begin(i.source, i.in, &options, &plan, scratch);
  FUZZ_PROMISE(jb_hash_plan_run(&plan, i.source) == JB_OK);
  jb_c2pa_conclude(run);
  jb_arena_free(scratch);
  check(i.in, i.file.len);
  check_json(i.in);
  inspected_free(i);
  return 0;
}
