/* Inside the bindings: one assertion over one window of the file (the whole of
 * it, or a part of a multi-asset hash).  Each kind of binding is a function
 * that begins a run and, where comparing is not enough, one that finishes it. */
#ifndef JB_C2PA_BINDING_RUN_H
#define JB_C2PA_BINDING_RUN_H

#include "c2pa/bindings.h"

/* Where the store stands, in bytes of the file. */
typedef struct jb_store_frame {
  bool present;
  bool contiguous;     /* one range, in the order of the store */
  jb_range payload;    /* first to last byte of the store itself */
  jb_range whole;      /* with all framing that belongs to it */
  const jb_range *ranges; /* the same, in pieces when others stand between */
  size_t count;
} jb_store_frame;

jb_store_frame jb_store_frame_find(const jb_binding_file *file);

typedef struct jb_binding_codes {
  const char *match, *mismatch, *malformed, *extra; /* extra: exclusions beside the store */
} jb_binding_codes;

/* A digest that the assertion gives, and what of the file it stands for:
 * covered[from .. to). */
typedef struct jb_comparison {
  const jb_hash_job *job;
  const uint8_t *digest; /* in the job's own memory or in the arena */
  jb_span expected;
  size_t from, to;
} jb_comparison;

typedef struct jb_binding_run jb_binding_run;
struct jb_binding_run {
  const jb_binding_file *file;
  jb_binding_assertion assertion;
  const jb_binding_codes *codes;
  jb_span claim_alg;
  bool updated;
  jb_range window;
  jb_store_frame store;
  /* found out so far */
  jb_binding_status *statuses;
  size_t status_count, status_capacity;
  bool failed, unknown;
  jb_why why; /* of unknown; said when the run ends and nothing else decided it */
  const char *detail;
  jb_comparison *comparisons;
  size_t comparison_count, comparison_capacity;
  jb_ranges covered;
  jb_binding_excluded *excluded;
  size_t excluded_count, excluded_capacity;
  bool (*finish)(jb_binding_run *run); /* false: does not match, and said so; may be NULL */
  void *data;
  /* after jb_run_conclude */
  jb_answer match;
  jb_ranges verified;
};

/* A run for the assertion by its label; label without a verifier: NULL. */
jb_binding_run *jb_run_begin(const jb_binding_file *file, const jb_binding_assertion *assertion,
                             jb_span claim_alg, bool updated, jb_range window);
void jb_run_conclude(jb_binding_run *run);

void jb_run_begin_data(jb_binding_run *run);
void jb_run_begin_boxes(jb_binding_run *run);
void jb_run_begin_bmff(jb_binding_run *run);

/* ---- what the kinds share ---- */

/* A status; a failure also fails the run. */
void jb_run_say(jb_binding_run *run, const char *code, jb_c2pa_severity severity, jb_range at,
                const char *explanation);
void jb_run_malformed(jb_binding_run *run, const char *explanation);
void jb_run_mismatch(jb_binding_run *run, jb_range at, const char *explanation);
/* The answer is unknown, unless something fails; the first reason counts.
 * `detail` is static. */
void jb_run_unknown(jb_binding_run *run, jb_why why, const char *detail);
void jb_run_limit(jb_binding_run *run, const char *detail); /* or memory */

/* The algorithm of `item`, else of `outer` (may be NULL), else the claim's.  A
 * name that is none of the three: algorithm.unsupported is said. */
bool jb_run_algorithm(jb_binding_run *run, const jb_cbor_item *item, const jb_cbor_item *outer,
                      jb_hash *alg);

bool jb_ranges_add(jb_arena *arena, jb_ranges *list, uint64_t offset, uint64_t length);
/* Ascending, apart; ranges that touch are joined. */
void jb_ranges_normalise(jb_ranges *list);
/* The parts of `whole` that no range of the normalised list covers. */
bool jb_ranges_subtract(jb_arena *arena, jb_range whole, const jb_ranges *list, jb_ranges *out);

void jb_run_exclude(jb_binding_run *run, jb_range range, const char *what);
/* Expect `expected` from the digest, which stands for covered[from ..]. */
void jb_run_expect(jb_binding_run *run, const jb_hash_job *job, const uint8_t *digest,
                   jb_span expected, size_t from);
/* Pieces of one job that collects many digests. */
typedef struct jb_pieces {
  jb_hash_piece *list;
  size_t count, capacity;
} jb_pieces;
bool jb_pieces_add(jb_binding_run *run, jb_pieces *pieces, uint64_t offset, uint64_t length);

static inline uint64_t jb_range_end(jb_range r) { return r.offset + r.length; }
static inline bool jb_range_holds(jb_range outer, jb_range inner) {
  return inner.offset >= outer.offset && inner.offset - outer.offset <= outer.length &&
         inner.length <= outer.length - (inner.offset - outer.offset);
}
static inline bool jb_range_meets(jb_range a, jb_range b) {
  return a.length > 0 && b.length > 0 && a.offset < jb_range_end(b) && b.offset < jb_range_end(a);
}

#endif
