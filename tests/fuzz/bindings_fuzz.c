/* Hard bindings on any file and any assertion: two bytes of length, the CBOR of
 * the assertion, then the file.  The first byte picks the label. */
#define _GNU_SOURCE /* mkstemp, in walk.h */
#include "walk.h"

#include "c2pa/bindings.h"

static const char *const k_labels[] = {"c2pa.hash.data", "c2pa.hash.boxes", "c2pa.hash.bmff.v2",
                                       "c2pa.hash.bmff.v3", "c2pa.hash.data"};

static void check_result(const jb_binding_result *r, uint64_t size) {
  FUZZ_PROMISE((unsigned)r->match <= JB_PRESENT);
  uint64_t before = 0;
  bool failure = false;
  for (size_t i = 0; i < r->covered_count; i++) {
    fuzz_range_inside(r->covered[i], size);
    FUZZ_PROMISE(i == 0 || r->covered[i].offset > before);
    before = r->covered[i].offset + r->covered[i].length;
  }
  for (size_t i = 0; i < r->excluded_count; i++) fuzz_range_inside(r->excluded[i].range, size);
  for (size_t i = 0; i < r->status_count; i++) {
    FUZZ_PROMISE(r->statuses[i].code);
    failure = failure || r->statuses[i].severity == JB_C2PA_FAILURE;
    fuzz_range_inside(r->statuses[i].at, size);
  }
  FUZZ_PROMISE(!(failure && r->match == JB_PRESENT));
  FUZZ_PROMISE(failure || r->match != JB_ABSENT);
}

static void check_uncovered(const jb_inspection *in, const jb_binding_result *r, uint64_t size) {
  for (size_t i = 0; i < in->c2pa.uncovered_count; i++) {
    const jb_c2pa_uncovered *u = &in->c2pa.uncovered[i];
    fuzz_range_inside(u->range, size);
    FUZZ_PROMISE(u->what && u->range.length > 0);
    for (size_t k = 0; k < r->covered_count; k++) {
      jb_range c = r->covered[k];
      bool apart = u->range.offset + u->range.length <= c.offset ||
                   c.offset + c.length <= u->range.offset;
      FUZZ_PROMISE(apart || strcmp(u->what, "content") != 0);
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 3) return 0;
  size_t length = (size_t)(data[1] << 8 | data[2]);
  jb_span all = jb_span_cut(jb_span_of(data, size), 3, size);
  jb_span text = jb_span_cut(all, 0, length), file = jb_span_cut(all, text.len, all.len);
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  jb_arena *scratch = jb_arena_new((size_t)limits.scratch_max);
  jb_source *source = NULL;
  if (in && scratch && jb_source_from_memory(file.ptr, file.len, &source) == JB_OK) {
    jb_container_walk(source, in, NULL);
    jb_hash_plan plan = jb_hash_plan_new(scratch);
    jb_binding_file env = {.source = source, .in = in, .plan = &plan, .scratch = scratch};
    for (size_t i = 0; i < in->part_count; i++) {
      if (in->parts[i]->kind == JB_PART_JUMBF) env.store = in->parts[i];
    }
    jb_cbor_result cbor = jb_cbor_parse(scratch, text, 16, 10000);
    unsigned which = data[0] % 5;
    jb_binding_assertion self = {.label = jb_span_str(k_labels[which]), .item = cbor.root};
    jb_binding_assertion part = self, multi = self;
    part.label = jb_span_str("c2pa.hash.data.part");
    jb_binding_input input = {.hard = self, .parts = &part, .part_count = 1,
                              .alg = jb_span_str("sha256"), .updated = (data[0] & 0x80) != 0};
    if (which == 4) input.multi_asset = &multi;
    jb_binding *binding = jb_binding_begin(&env, &input);
    if (binding && jb_hash_plan_run(&plan, source) == JB_OK) {
      const jb_binding_result *r = jb_binding_conclude(binding);
      check_result(r, file.len);
      jb_span store = {NULL, 0};
      if (env.store && env.store->range_count > 0) {
        store = jb_span_cut(file, (size_t)env.store->ranges[0].offset,
                            (size_t)env.store->ranges[0].length);
      }
      jb_jumbf jumbf = jb_jumbf_parse(scratch, store, &limits);
      jb_range some = {data[0], size};
      jb_uncovered_input u = {.jumbf = &jumbf, .hashed = &some, .hashed_count = 1, .binding = r};
      jb_uncovered_list(&env, &u);
      check_uncovered(in, r, file.len);
    }
  }
  jb_source_free(source);
  jb_inspection_free(in);
  jb_arena_free(scratch);
  return 0;
}
