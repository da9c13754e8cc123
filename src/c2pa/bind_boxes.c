/* c2pa.hash.boxes: every box of the file by name and in order (C2PA 2.2
 * clauses 18.7 and 15.12.3).  Each byte of the file is in an entry, or the
 * binding does not hold. */
#include "c2pa/named_boxes.h"

/* Digests wait until their job exists. */
typedef struct pending {
  struct pending *next;
  jb_hash alg;
  jb_range range;
  uint8_t *digest;
  jb_span expected;
} pending;

typedef struct boxes {
  jb_binding_run *run;
  const jb_cbor_item *entries;
  jb_named_boxes file;
  jb_named_box ahead; /* the next box that no entry has taken */
  bool has_ahead;
  jb_pieces pieces[JB_HASH_COUNT];
  pending *first, **last;
  uint64_t done; /* end of the last entry */
  bool extra;
} boxes;

static void advance(boxes *b) { b->has_ahead = jb_named_boxes_next(&b->file, &b->ahead); }

static bool same_name(jb_span want, const char *name) {
  jb_span have = jb_span_str(name);
  while (want.len > 0 && want.ptr[want.len - 1] == ' ') want.len--;
  while (have.len > 0 && have.ptr[have.len - 1] == ' ') have.len--;
  return jb_span_equal(want, have);
}

static bool is_named(const boxes *b, jb_span want) {
  if (!b->has_ahead || !same_name(want, b->ahead.name)) return false;
  return b->ahead.store == jb_span_is(want, "C2PA"); /* the name alone makes no store */
}

static bool listed_anywhere(const boxes *b) {
  for (const jb_cbor_item *e = b->entries->first; e; e = e->next) {
    const jb_cbor_item *names = jb_cbor_get(e, "names");
    for (const jb_cbor_item *n = names->first; n; n = n->next) {
      if (is_named(b, n->bytes)) return true;
    }
  }
  return false;
}

/* The box ahead is not what the next entry names. */
static void say_stranger(boxes *b) {
  jb_binding_run *run = b->run;
  uint64_t end = jb_range_end(run->window);
  if (!b->has_ahead) {
    jb_range rest = {b->file.at, end - b->file.at};
    jb_run_mismatch(run, rest, rest.length ? "bytes that are no box" : "a box is missing");
  } else if (b->ahead.after) {
    jb_run_mismatch(run, b->ahead.range, "bytes behind the last box are not listed");
  } else if (listed_anywhere(b)) {
    jb_run_mismatch(run, b->ahead.range, "the boxes are not in the order that was signed");
  } else {
    jb_run_say(run, "assertion.boxesHash.unknownBox", JB_C2PA_FAILURE, b->ahead.range,
               "a box that is not listed");
  }
}

static bool is_sound(const jb_cbor_item *e) {
  const jb_cbor_item *names = jb_cbor_get(e, "names"), *hash = jb_cbor_get(e, "hash");
  const jb_cbor_item *excluded = jb_cbor_get(e, "excluded");
  if (!names || names->kind != JB_CBOR_ARRAY || !names->first) return false;
  if (!hash || hash->kind != JB_CBOR_BYTES) return false;
  if (excluded && excluded->kind != JB_CBOR_BOOL && excluded->kind != JB_CBOR_NULL) return false;
  for (const jb_cbor_item *n = names->first; n; n = n->next) {
    if (n->kind != JB_CBOR_TEXT) return false;
    if (names->count > 1 && jb_span_is(n->bytes, "C2PA")) return false; /* stands alone */
  }
  return true;
}

static bool hash_entry(boxes *b, const jb_cbor_item *e, jb_range range) {
  jb_binding_run *run = b->run;
  jb_hash alg;
  if (!jb_run_algorithm(run, e, run->assertion.item, &alg)) return false;
  pending *p = jb_arena_alloc(run->file->scratch, sizeof *p);
  uint8_t *digest = jb_arena_alloc(run->file->scratch, jb_hash_length(alg));
  jb_pieces *pieces = &b->pieces[alg];
  if (!p || !digest || !jb_pieces_add(run, pieces, range.offset, range.length)) {
    jb_run_limit(run, "scratch_max");
    return false;
  }
  pieces->list[pieces->count - 1].digest = digest;
  *p = (pending){.alg = alg, .range = range, .digest = digest,
                 .expected = jb_cbor_get_bytes(e, "hash")};
  *b->last = p;
  b->last = &p->next;
  return true;
}

/* One entry: the boxes it names, one after another, and what lies between. */
static bool take_entry(boxes *b, const jb_cbor_item *e) {
  jb_binding_run *run = b->run;
  const jb_cbor_item *first = jb_cbor_get(e, "names")->first;
  const jb_cbor_item *following = e->next ? jb_cbor_get(e->next, "names")->first : NULL;
  bool store = jb_span_is(first->bytes, "C2PA");
  jb_range range = {0};
  for (const jb_cbor_item *n = first; n; n = n->next) {
    if (!is_named(b, n->bytes)) {
      say_stranger(b);
      return false;
    }
    if (n == first) range.offset = b->ahead.range.offset;
    const jb_cbor_item *next = n->next ? n->next : following;
    do {
      range.length = jb_range_end(b->ahead.range) - range.offset;
      advance(b);
    } while (b->has_ahead && b->ahead.continues && !(next && is_named(b, next->bytes)));
  }
  if (range.offset != b->done) {
    jb_run_mismatch(run, (jb_range){b->done, range.offset - b->done},
                    "bytes between boxes are not listed");
    return false;
  }
  b->done = jb_range_end(range);
  const jb_cbor_item *excluded = jb_cbor_get(e, "excluded");
  if (store) {
    jb_run_exclude(run, range, "store");
  } else if (excluded && excluded->kind == JB_CBOR_BOOL && excluded->number) {
    if (!b->extra) {
      jb_run_say(run, run->codes->extra, JB_C2PA_INFORMATIONAL, range,
                 "boxes beside the store are left out of the hash");
    }
    b->extra = true;
    jb_run_exclude(run, range, "exclusion");
  } else {
    return hash_entry(b, e, range);
  }
  return true;
}

static void plan(boxes *b) {
  jb_binding_run *run = b->run;
  const jb_hash_job *jobs[JB_HASH_COUNT] = {0};
  for (unsigned alg = 0; alg < JB_HASH_COUNT; alg++) {
    const jb_pieces *p = &b->pieces[alg];
    if (p->count > 0) {
      jobs[alg] = jb_hash_plan_add(run->file->plan, (jb_hash)alg, p->list, p->count);
    }
  }
  for (const pending *p = b->first; p; p = p->next) {
    size_t from = run->covered.count;
    if (!jb_ranges_add(run->file->scratch, &run->covered, p->range.offset, p->range.length)) {
      jb_run_limit(run, "scratch_max");
      return;
    }
    jb_run_expect(run, jobs[p->alg], p->digest, p->expected, from);
  }
}

void jb_run_begin_boxes(jb_binding_run *run) {
  boxes b = {.run = run, .entries = jb_cbor_get(run->assertion.item, "boxes"),
             .done = run->window.offset};
  b.last = &b.first;
  if (!b.entries || b.entries->kind != JB_CBOR_ARRAY || !b.entries->first) {
    jb_run_malformed(run, "no boxes");
    return;
  }
  for (const jb_cbor_item *e = b.entries->first; e; e = e->next) {
    if (is_sound(e)) continue;
    jb_run_malformed(run, "an entry without names or a hash");
    return;
  }
  if (!jb_named_boxes_begin(&b.file, run)) {
    jb_run_unknown(run, JB_WHY_MISSING, "boxes of this format");
    return;
  }
  if (run->store.present && !run->store.contiguous) {
    jb_run_mismatch(run, run->store.whole, "the pieces of the store do not stand together");
    return;
  }
  advance(&b);
  for (const jb_cbor_item *e = b.entries->first; e; e = e->next) {
    if (!take_entry(&b, e)) return;
  }
  if (b.has_ahead || b.done != jb_range_end(run->window)) {
    say_stranger(&b);
    return;
  }
  plan(&b);
}
