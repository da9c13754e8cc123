#include "c2pa/c2pa.h"

#include "c2pa/run.h"
#include "container/content.h"

static const char *const k_none = "none";

/* The stores of the picture itself, not of pictures inside. */
static jb_part *find_store(jb_inspection *in, size_t *count) {
  jb_part *found = NULL;
  *count = 0;
  for (size_t i = 0; i < in->part_count; i++) {
    jb_part *part = in->parts[i];
    bool store = part->kind == JB_PART_JUMBF && part->role == JB_ROLE_PRIMARY &&
                 jb_span_is(jb_span_from(part->key), "c2pa");
    if (!store) continue;
    if (!found) found = part;
    ++*count;
  }
  return found;
}

/* No store was found: absent only when everything could be looked at. */
static void say_absent(jb_inspection *in) {
  static const char *const k_probes[] = {"structure", "format", "read"};
  const jb_not_checked *entry = NULL;
  in->c2pa.answer = JB_ABSENT;
  for (size_t i = 0; i < sizeof k_probes / sizeof k_probes[0]; i++) {
    if (jb_probe_answer(in, k_probes[i], &entry) != JB_UNKNOWN) continue;
    in->c2pa.answer = JB_UNKNOWN;
    jb_add_not_checked(in, "c2pa", entry->why, entry->detail);
    return;
  }
}

/* A store of which no manifest could be read. */
static void say_unreadable(jb_inspection *in) {
  in->c2pa.state = "invalid";
  in->c2pa.why_invalid = "structure";
}

static void tell_problems(jb_c2pa_run *run, jb_part *part) {
  for (size_t i = 0; i < run->jumbf.problem_count; i++) {
    const jb_jumbf_problem *p = &run->jumbf.problems[i];
    jb_range at = {0};
    uint64_t end = run->store.len;
    bool placed = run->jumbf.root && p->at < end &&
                  jb_c2pa_place(run, run->jumbf.root, p->at, 1, &at);
    jb_add_problem(run->in, part, p->code, placed ? at.offset : 0, NULL);
  }
}

/* The manifest whose box holds that byte of the store; the active one for what
 * stands outside of all. */
static jb_manifest *manifest_at(jb_c2pa_run *run, uint64_t at) {
  for (size_t i = 0; i < run->manifest_count; i++) {
    const jb_jumbf_box *box = run->manifests[i].box;
    if (at >= box->at && at - box->at < box->length) return &run->manifests[i];
  }
  return run->active;
}

/* Boxes that break ISO 19566-5 or 2.2 clause 11.1: labels and lengths of the
 * outer ones are under no signature, so that what is wrong with them is all
 * that tells of a change. */
static void fail_for_structure(jb_c2pa_run *run) {
  for (size_t i = 0; i < run->jumbf.problem_count; i++) {
    const jb_jumbf_problem *p = &run->jumbf.problems[i];
    jb_manifest *m = manifest_at(run, p->at);
    bool fails = strcmp(p->code, "jumbf.salt") != 0; /* salts are random bytes of any use */
    if (!fails || !m->reached) continue;
    jb_c2pa_fail(run, m, "general.error", NULL, p->code);
    jb_c2pa_manifest *to = m->model;
    jb_range at;
    if (!jb_c2pa_place(run, run->jumbf.root, p->at, 1, &at) || to->status_count == 0) continue;
    to->statuses[to->status_count - 1].has_at = true;
    to->statuses[to->status_count - 1].at = at;
  }
}

/* False when there is nothing to validate. */
static bool read_store(jb_c2pa_run *run, jb_part *part) {
  jb_inspection *in = run->in;
  jb_content content =
      jb_part_content(run->source, part, &in->limits, run->scratch, NULL);
  if (!content.complete && content.why != JB_WHY_INPUT) {
    jb_add_not_checked(in, "c2pa", content.why, content.detail);
    run->limit = true;
    return false;
  }
  run->store = content.bytes;
  run->file.store_length = content.bytes.len;
  run->jumbf = jb_jumbf_parse(run->scratch, content.bytes, &in->limits);
  tell_problems(run, part);
  if (run->jumbf.limit) {
    jb_c2pa_limit(run, "jumbf");
    return false;
  }
  const jb_jumbf_box *root = run->jumbf.root;
  bool store = root && jb_jumbf_is(root, "c2pa") && jb_span_is(root->label, "c2pa");
  if (store) jb_c2pa_list_manifests(run);
  if (!run->active && !run->limit) say_unreadable(in);
  return run->active != NULL;
}

jb_c2pa_run *jb_c2pa_begin(jb_source *source, jb_inspection *in, const jb_c2pa_options *options,
                           jb_hash_plan *plan, jb_arena *scratch) {
  size_t stores;
  in->c2pa = (jb_c2pa){.state = k_none, .why_invalid = k_none, .vouched_by = k_none};
  jb_part *part = find_store(in, &stores);
  if (!part) {
    say_absent(in);
    return NULL;
  }
  in->c2pa.answer = JB_PRESENT;
  jb_c2pa_run *run = jb_arena_alloc(scratch, sizeof *run);
  if (!run) {
    jb_add_not_checked(in, "c2pa", JB_WHY_LIMIT, "scratch_max");
    return NULL;
  }
  *run = (jb_c2pa_run){.source = source,
                       .in = in,
                       .plan = plan,
                       .scratch = scratch,
                       .options = *options,
                       .part = part,
                       .two_stores = stores > 1,
                       .assertions_left = in->limits.c2pa_assertions_max,
                       .items_left = in->limits.c2pa_items_max,
                       .effort_left = JB_COSE_EFFORT,
                       .inflated_left = in->limits.brotli_max,
                       .file = {.source = source, .in = in, .plan = plan, .scratch = scratch,
                                .store = part}};
  bool readable = read_store(run, part);
  if (readable) jb_c2pa_validate(run);
  if (options->boxes) jb_c2pa_list_boxes(run);
  if (!readable) return NULL;
  if (run->two_stores) {
    jb_c2pa_fail(run, run->active, "general.error", NULL, "the file has more than one store");
  }
  fail_for_structure(run);
  return run;
}

/* ---- after the read ---- */

static const jb_jumbf_box *box_of(const jb_manifest *m, jb_span label) {
  for (size_t i = 0; i < m->assertion_count; i++) {
    if (m->assertions[i].box && jb_span_equal(m->assertions[i].label, label)) {
      return m->assertions[i].box;
    }
  }
  return m->claim_box;
}

static void take_binding(jb_c2pa_run *run) {
  const jb_binding_result *r = run->bound_result = jb_binding_conclude(run->binding);
  for (size_t i = 0; r && i < r->status_count; i++) {
    const jb_binding_status *s = &r->statuses[i];
    jb_c2pa_say(run, run->bound, s->code, s->severity, box_of(run->bound, s->label),
                s->explanation);
    jb_c2pa_manifest *to = run->bound->model;
    if (s->at.length == 0 || to->status_count == 0) continue;
    to->statuses[to->status_count - 1].has_at = true;
    to->statuses[to->status_count - 1].at = s->at;
  }
}

void jb_c2pa_conclude(jb_c2pa_run *run) {
  if (!run) return;
  if (run->binding) take_binding(run);
  jb_c2pa_conclude_states(run);
  jb_c2pa_add_findings(run);
  jb_c2pa_list_uncovered(run);
}
