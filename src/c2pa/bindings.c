/* Which assertion is a binding, and how its run begins and ends. */
#include "c2pa/bindings.h"

#include <stdlib.h>

#include "c2pa/bind_multi.h"
#include "c2pa/binding_run.h"

struct jb_binding {
  jb_binding_file file;
  jb_binding_run *hard;
  jb_multi_asset *multi;
  jb_binding_result result;
};

/* 2.2 clauses 18.5 to 18.8 */
static const struct {
  const char *label;
  jb_binding_codes codes;
  void (*begin)(jb_binding_run *run);
} k_kinds[] = {
    {"c2pa.hash.data",
     {"assertion.dataHash.match", "assertion.dataHash.mismatch", "assertion.dataHash.malformed",
      "assertion.dataHash.additionalExclusionsPresent"},
     jb_run_begin_data},
    {"c2pa.hash.boxes",
     {"assertion.boxesHash.match", "assertion.boxesHash.mismatch",
      "assertion.boxesHash.malformed", "assertion.boxesHash.additionalExclusionsPresent"},
     jb_run_begin_boxes},
    {"c2pa.hash.bmff.v2",
     {"assertion.bmffHash.match", "assertion.bmffHash.mismatch", "assertion.bmffHash.malformed",
      "assertion.bmffHash.additionalExclusionsPresent"},
     jb_run_begin_bmff},
    {"c2pa.hash.bmff.v3",
     {"assertion.bmffHash.match", "assertion.bmffHash.mismatch", "assertion.bmffHash.malformed",
      "assertion.bmffHash.additionalExclusionsPresent"},
     jb_run_begin_bmff},
    {"c2pa.hash.collection.data",
     {"assertion.collectionHash.match", "assertion.collectionHash.mismatch",
      "assertion.collectionHash.malformed", NULL},
     NULL},
};
enum { KINDS = sizeof k_kinds / sizeof k_kinds[0] };

/* 2.2 clause 6.4: the same label again is followed by two underscores and a number. */
static jb_span without_instance(jb_span label) {
  for (size_t i = label.len; i > 2; i--) {
    uint8_t c = label.ptr[i - 1];
    if (c >= '0' && c <= '9') continue;
    if (i < label.len && c == '_' && label.ptr[i - 2] == '_') return jb_span_cut(label, 0, i - 2);
    break;
  }
  return label;
}

static size_t kind_of(jb_span label) {
  for (size_t k = 0; k < KINDS; k++) {
    if (jb_span_is(label, k_kinds[k].label)) return k;
  }
  return KINDS;
}

static jb_span without_part(jb_span label) {
  static const char k_part[] = ".part";
  size_t n = sizeof k_part - 1;
  if (label.len <= n || !jb_span_is(jb_span_cut(label, label.len - n, n), k_part)) return label;
  return jb_span_cut(label, 0, label.len - n);
}

bool jb_binding_is_hard(jb_span label) { return kind_of(without_instance(label)) < KINDS; }

bool jb_binding_is_part(jb_span label) {
  jb_span plain = without_instance(label), stem = without_part(plain);
  return stem.len < plain.len && kind_of(stem) < KINDS;
}

bool jb_binding_is_multi_asset(jb_span label) {
  return jb_span_is(without_instance(label), "c2pa.hash.multi-asset");
}

jb_binding_run *jb_run_begin(const jb_binding_file *file, const jb_binding_assertion *assertion,
                             jb_span claim_alg, bool updated, jb_range window) {
  size_t k = kind_of(without_part(without_instance(assertion->label)));
  jb_binding_run *run = k < KINDS ? jb_arena_alloc(file->scratch, sizeof *run) : NULL;
  if (!run) return NULL;
  *run = (jb_binding_run){.file = file, .assertion = *assertion, .codes = &k_kinds[k].codes,
                          .claim_alg = claim_alg, .updated = updated, .window = window};
  run->store = jb_store_frame_find(file);
  if (run->store.present && !jb_range_meets(run->store.whole, window)) {
    run->store = (jb_store_frame){0};
  }
  if (!assertion->item || assertion->item->kind != JB_CBOR_MAP) {
    jb_run_malformed(run, "the assertion is no CBOR map");
  } else if (!k_kinds[k].begin) {
    /* a collection binds files that stand beside this one (18.8) */
    jb_run_unknown(run, JB_WHY_MISSING, "collection hash");
  } else {
    k_kinds[k].begin(run);
  }
  return run;
}

/* True when every digest is as the assertion says; what matched is verified. */
static bool compare(jb_binding_run *run) {
  bool all = true;
  for (size_t i = 0; i < run->comparison_count; i++) {
    const jb_comparison *c = &run->comparisons[i];
    if (!c->job->done) {
      jb_run_unknown(run, JB_WHY_INPUT, "read error");
      return false;
    }
    size_t n = jb_hash_length(c->job->alg);
    bool same = jb_span_equal(c->expected, jb_span_of(c->digest, n));
    jb_range first = {0}, last = {0};
    for (size_t k = c->from; k < c->to; k++) {
      jb_range r = run->covered.list[k];
      if (same) (void)jb_ranges_add(run->file->scratch, &run->verified, r.offset, r.length);
      if (k == c->from) first = r;
      last = r;
    }
    if (same) continue;
    all = false;
    jb_range at = {first.offset, jb_range_end(last) - first.offset};
    jb_run_mismatch(run, at, "the bytes do not have the hash that was signed");
  }
  return all;
}

void jb_run_conclude(jb_binding_run *run) {
  run->match = JB_UNKNOWN;
  bool same = run->unknown || compare(run);
  if (same && !run->unknown && run->finish) same = run->finish(run);
  jb_ranges_normalise(&run->verified);
  if (run->failed || (!same && !run->unknown)) {
    run->match = JB_ABSENT;
  } else if (run->unknown) {
    jb_add_not_checked(run->file->in, "c2pa", run->why, run->detail);
  } else {
    run->match = JB_PRESENT;
    jb_run_say(run, run->codes->match, JB_C2PA_SUCCESS, (jb_range){0}, NULL);
  }
}

/* ---- what the kinds share ---- */

void jb_run_say(jb_binding_run *run, const char *code, jb_c2pa_severity severity, jb_range at,
                const char *explanation) {
  enum { STATUSES_MAX = 64 }; /* of one binding; a thousand wrong boxes say no more */
  if (severity == JB_C2PA_FAILURE) run->failed = true;
  if (run->status_count >= STATUSES_MAX) return;
  jb_binding_status *list = jb_arena_grow(run->file->scratch, run->statuses, run->status_count,
                                          &run->status_capacity, sizeof *list);
  if (!list) return;
  run->statuses = list;
  list[run->status_count++] = (jb_binding_status){.code = code, .severity = severity, .at = at,
                                                  .explanation = explanation,
                                                  .label = run->assertion.label};
}

void jb_run_malformed(jb_binding_run *run, const char *explanation) {
  jb_run_say(run, run->codes->malformed, JB_C2PA_FAILURE, run->assertion.at, explanation);
}

void jb_run_mismatch(jb_binding_run *run, jb_range at, const char *explanation) {
  jb_run_say(run, run->codes->mismatch, JB_C2PA_FAILURE, at, explanation);
}

void jb_run_unknown(jb_binding_run *run, jb_why why, const char *detail) {
  if (run->unknown) return;
  run->unknown = true;
  run->why = why;
  run->detail = detail;
}

void jb_run_limit(jb_binding_run *run, const char *detail) {
  jb_run_unknown(run, JB_WHY_LIMIT, detail);
}

bool jb_run_algorithm(jb_binding_run *run, const jb_cbor_item *item, const jb_cbor_item *outer,
                      jb_hash *alg) {
  jb_span name = jb_cbor_get_text(item, "alg");
  if (!name.ptr && outer) name = jb_cbor_get_text(outer, "alg");
  if (!name.ptr) name = run->claim_alg;
  /* 2.2 clause 13.1; the list of deprecated ones is empty */
  if (jb_span_is(name, "sha256")) *alg = JB_SHA256;
  else if (jb_span_is(name, "sha384")) *alg = JB_SHA384;
  else if (jb_span_is(name, "sha512")) *alg = JB_SHA512;
  else {
    jb_run_say(run, "algorithm.unsupported", JB_C2PA_FAILURE, run->assertion.at,
               name.len ? "no hash algorithm of C2PA" : "no hash algorithm is named");
    return false;
  }
  return true;
}

bool jb_ranges_add(jb_arena *arena, jb_ranges *list, uint64_t offset, uint64_t length) {
  if (length == 0) return true;
  jb_range *l = jb_arena_grow(arena, list->list, list->count, &list->capacity, sizeof *l);
  if (!l) return false;
  list->list = l;
  l[list->count++] = (jb_range){offset, length};
  return true;
}

static int by_offset(const void *a, const void *b) {
  const jb_range *x = a, *y = b;
  if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
  return x->length < y->length ? -1 : x->length > y->length;
}

void jb_ranges_normalise(jb_ranges *list) {
  if (list->count < 2) return;
  qsort(list->list, list->count, sizeof *list->list, by_offset);
  size_t n = 0;
  for (size_t i = 1; i < list->count; i++) {
    jb_range *last = &list->list[n], r = list->list[i];
    if (r.offset > jb_range_end(*last)) {
      list->list[++n] = r;
    } else if (jb_range_end(r) > jb_range_end(*last)) {
      last->length = jb_range_end(r) - last->offset;
    }
  }
  list->count = n + 1;
}

bool jb_ranges_subtract(jb_arena *arena, jb_range whole, const jb_ranges *list, jb_ranges *out) {
  uint64_t at = whole.offset, end = jb_range_end(whole);
  bool ok = true;
  for (size_t i = 0; i < list->count && at < end; i++) {
    jb_range r = list->list[i];
    if (jb_range_end(r) <= at) continue;
    if (r.offset >= end) break;
    if (r.offset > at) ok = jb_ranges_add(arena, out, at, r.offset - at) && ok;
    at = jb_range_end(r);
  }
  if (at < end) ok = jb_ranges_add(arena, out, at, end - at) && ok;
  return ok;
}

void jb_run_exclude(jb_binding_run *run, jb_range range, const char *what) {
  if (range.length == 0) return;
  jb_binding_excluded *list = jb_arena_grow(run->file->scratch, run->excluded,
                                            run->excluded_count, &run->excluded_capacity,
                                            sizeof *list);
  if (!list) {
    jb_run_limit(run, "scratch_max");
    return;
  }
  run->excluded = list;
  list[run->excluded_count++] = (jb_binding_excluded){range, what};
}

void jb_run_expect(jb_binding_run *run, const jb_hash_job *job, const uint8_t *digest,
                   jb_span expected, size_t from) {
  jb_comparison *list = jb_arena_grow(run->file->scratch, run->comparisons,
                                      run->comparison_count, &run->comparison_capacity,
                                      sizeof *list);
  if (!list || !job) {
    jb_run_limit(run, "scratch_max");
    return;
  }
  run->comparisons = list;
  list[run->comparison_count++] = (jb_comparison){.job = job, .digest = digest,
                                                  .expected = expected, .from = from,
                                                  .to = run->covered.count};
}

bool jb_pieces_add(jb_binding_run *run, jb_pieces *pieces, uint64_t offset, uint64_t length) {
  jb_hash_piece *list = jb_arena_grow(run->file->scratch, pieces->list, pieces->count,
                                      &pieces->capacity, sizeof *list);
  if (!list) {
    jb_run_limit(run, "scratch_max");
    return false;
  }
  pieces->list = list;
  list[pieces->count++] = (jb_hash_piece){.offset = offset, .length = length};
  return true;
}

/* ---- the room's door ---- */

jb_binding *jb_binding_begin(const jb_binding_file *file, const jb_binding_input *input) {
  jb_binding *b = jb_arena_alloc(file->scratch, sizeof *b);
  if (!b) return NULL;
  b->file = *file;
  jb_range whole = {0, jb_source_size(file->source)};
  b->hard = jb_run_begin(&b->file, &input->hard, input->alg, input->updated, whole);
  /* whether it is needed is known after the read; the read is one */
  if (input->multi_asset) b->multi = jb_multi_begin(&b->file, input);
  return b;
}

static jb_binding_result result_of(const jb_binding_run *run) {
  return (jb_binding_result){.match = run->match,
                             .statuses = run->statuses,
                             .status_count = run->status_count,
                             .covered = run->verified.list,
                             .covered_count = run->verified.count,
                             .excluded = run->excluded,
                             .excluded_count = run->excluded_count};
}

/* What the hard binding said, then what the multi-asset hash said. */
static void add_statuses(jb_binding *b, const jb_binding_result *more) {
  jb_binding_result *r = &b->result;
  size_t n = r->status_count + more->status_count;
  jb_binding_status *list = jb_arena_array(b->file.scratch, n, sizeof *list);
  if (!list) return;
  if (r->status_count) memcpy(list, r->statuses, r->status_count * sizeof *list);
  for (size_t i = 0; i < more->status_count; i++) list[r->status_count + i] = more->statuses[i];
  r->statuses = list;
  r->status_count = n;
}

const jb_binding_result *jb_binding_conclude(jb_binding *b) {
  if (!b->hard) return &b->result;
  jb_run_conclude(b->hard);
  b->result = result_of(b->hard);
  if (!b->multi || b->result.match == JB_PRESENT) return &b->result;
  /* 15.12.4: parts that match stand in for the whole */
  jb_binding_result parts;
  jb_multi_conclude(b->multi, &parts);
  if (parts.match == JB_PRESENT) {
    b->result = parts;
  } else {
    add_statuses(b, &parts);
  }
  return &b->result;
}
