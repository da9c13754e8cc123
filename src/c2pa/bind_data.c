/* c2pa.hash.data: everything but listed ranges (C2PA 2.2 clauses 18.5, 15.12.1). */
#include "base/reader.h"
#include "c2pa/binding_run.h"

/* The exclusions as they stand in the assertion: ascending and apart, or
 * malformed.  What they hold is judged later. */
static bool read_exclusions(jb_binding_run *run, const jb_cbor_item *list, jb_ranges *out) {
  if (!list) return true;
  if (list->kind != JB_CBOR_ARRAY) {
    jb_run_malformed(run, "exclusions is no array");
    return false;
  }
  uint64_t before = 0;
  for (const jb_cbor_item *e = list->first; e; e = e->next) {
    uint64_t start = 0, length = 0;
    if (!jb_cbor_uint(jb_cbor_get(e, "start"), &start) ||
        !jb_cbor_uint(jb_cbor_get(e, "length"), &length)) {
      jb_run_malformed(run, "an exclusion without a start or a length of zero or more");
      return false;
    }
    if (length > UINT64_MAX - start) {
      jb_run_malformed(run, "an exclusion that ends behind every file");
      return false;
    }
    if (start < before) {
      jb_run_malformed(run, "exclusions overlap or are out of order");
      return false;
    }
    before = start + length;
    if (!jb_ranges_add(run->file->scratch, out, start, length)) {
      jb_run_limit(run, "scratch_max");
      return false;
    }
  }
  return true;
}

/* TIFF: the count of the tag's entry changes with the store, and some writers
 * leave it out of the hash.  Tag 52545, type 7, then the count. */
static bool is_tag_count(const jb_binding_run *run, jb_range r) {
  const jb_binding_file *file = run->file;
  if (!file->in->file.format || strcmp(file->in->file.format, "tiff") != 0) return false;
  if ((r.length != 4 && r.length != 8) || r.offset < 4) return false;
  jb_span s = jb_source_peek(file->source, r.offset - 4, 4);
  return jb_span_equal(s, jb_span_of("\x41\xCD\x07\0", 4)) ||
         jb_span_equal(s, jb_span_of("\xCD\x41\0\x07", 4));
}

/* The exclusion of the store holds the whole store and nothing else: framing
 * may be in or out, for what is out is hashed. */
static bool is_store(const jb_binding_run *run, jb_range r) {
  return jb_range_holds(r, run->store.payload) && jb_range_holds(run->store.whole, r);
}

/* 15.12.1: update manifests made the store longer since; the exclusion that
 * starts where the store starts gets its length as it is now, and those behind
 * it move by the difference. */
static bool follow_updates(jb_binding_run *run, jb_ranges *list) {
  jb_range whole = run->store.whole, payload = run->store.payload;
  for (size_t i = 0; i < list->count; i++) {
    jb_range *r = &list->list[i];
    if (r->offset < whole.offset || r->offset > payload.offset) continue;
    /* framing behind the store stays in or out as it was meant */
    uint64_t end = jb_range_end(payload), tail = jb_range_end(whole) - end;
    bool riff_pad = tail == 1; /* it is there or not by the length alone */
    uint64_t now = end + (riff_pad ? 0 : tail) - r->offset;
    uint64_t was = r->length;
    r->length = now;
    for (size_t k = i + 1; k < list->count; k++) {
      jb_range *later = &list->list[k];
      bool fits = now >= was ? later->offset <= UINT64_MAX - later->length - (now - was)
                             : later->offset >= was - now;
      if (!fits) return false;
      later->offset = later->offset + now - was;
    }
    return true;
  }
  return false;
}

/* Is every exclusion the store alone, or something that may be told apart? */
static bool judge_exclusions(jb_binding_run *run, const jb_ranges *list) {
  const jb_store_frame *store = &run->store;
  bool store_excluded = false, extra = false;
  jb_range first_extra = {0};
  for (size_t i = 0; i < list->count; i++) {
    jb_range r = list->list[i];
    if (!jb_range_holds(run->window, r)) {
      jb_run_mismatch(run, (jb_range){0}, "an exclusion reaches past the end of the content");
      return false;
    }
    if (store->present && jb_range_meets(r, store->whole)) {
      if (!store->contiguous) {
        jb_run_mismatch(run, store->whole,
                        "other bytes stand between the pieces of the store, or the pieces are "
                        "out of order");
        return false;
      }
      if (!is_store(run, r)) {
        jb_run_mismatch(run, r, "the exclusion of the store is not where the store stands");
        return false;
      }
      store_excluded = true;
      jb_run_exclude(run, r, "store");
      continue;
    }
    bool counts = r.length > 0 && !is_tag_count(run, r);
    if (counts && !extra) first_extra = r;
    extra = extra || counts;
    jb_run_exclude(run, r, counts ? "exclusion" : "store-count");
  }
  if (store->present && !store_excluded) {
    jb_run_mismatch(run, store->whole, "no exclusion holds the store");
    return false;
  }
  if (extra) {
    jb_run_say(run, run->codes->extra, JB_C2PA_INFORMATIONAL, first_extra,
               "bytes beside the store are left out of the hash");
  }
  return true;
}

/* Starts count from the window; the rest of this file from the file. */
static bool move_into_window(jb_binding_run *run, jb_ranges *list) {
  for (size_t i = 0; i < list->count; i++) {
    jb_range *r = &list->list[i];
    if (r->offset > run->window.length || r->length > run->window.length - r->offset) {
      jb_run_mismatch(run, (jb_range){0}, "an exclusion reaches past the end of the content");
      return false;
    }
    r->offset += run->window.offset;
  }
  return true;
}

void jb_run_begin_data(jb_binding_run *run) {
  const jb_cbor_item *item = run->assertion.item;
  jb_arena *scratch = run->file->scratch;
  jb_hash alg;
  jb_ranges exclusions = {0};
  const jb_cbor_item *hash = jb_cbor_get(item, "hash");
  if (!hash || hash->kind != JB_CBOR_BYTES) {
    jb_run_malformed(run, "no hash");
    return;
  }
  if (!read_exclusions(run, jb_cbor_get(item, "exclusions"), &exclusions)) return;
  if (!jb_run_algorithm(run, item, NULL, &alg)) return;
  if (run->updated && run->store.present && run->window.offset == 0 &&
      !follow_updates(run, &exclusions)) {
    jb_run_mismatch(run, run->store.whole, "no exclusion holds the store");
    return;
  }
  if (!move_into_window(run, &exclusions) || !judge_exclusions(run, &exclusions)) return;
  if (!jb_ranges_subtract(scratch, run->window, &exclusions, &run->covered)) {
    jb_run_limit(run, "scratch_max");
    return;
  }
  jb_pieces pieces = {0};
  for (size_t i = 0; i < run->covered.count; i++) {
    jb_range r = run->covered.list[i];
    if (!jb_pieces_add(run, &pieces, r.offset, r.length)) return;
  }
  const jb_hash_job *job = jb_hash_plan_add(run->file->plan, alg, pieces.list, pieces.count);
  jb_run_expect(run, job, job ? job->digest : NULL, hash->bytes, 0);
}
