/* Hard bindings: does the content still belong to the manifest (C2PA 2.2
 * clauses 15.12 and 18.5 to 18.9)?
 *
 *   assertion ─▶ jb_binding_begin: what must be hashed, as jobs of the one plan
 *   plan runs ─▶ jb_binding_conclude: statuses, covered and excluded ranges
 *             ─▶ jb_uncovered_list: every byte of the file that nothing covers
 *
 * Nothing here is read twice and nothing is kept but ranges and digests.  What
 * an exclusion may hold is compared with where the store really stands, found
 * again in the file's own framing. */
#ifndef JB_C2PA_BINDINGS_H
#define JB_C2PA_BINDINGS_H

#include "c2pa/cbor.h"
#include "c2pa/jumbf.h"
#include "io/hash_plan.h"
#include "io/source.h"
#include "model/model.h"

typedef struct jb_binding jb_binding;

/* One file under verification.  Everything lives in `scratch`, as long as the
 * plan's jobs. */
typedef struct jb_binding_file {
  jb_source *source;
  jb_inspection *in;
  jb_hash_plan *plan;
  jb_arena *scratch;
  const jb_part *store; /* the part that holds the store; NULL: it is not in this file */
  uint64_t store_length; /* of the store after the part's steps; 0: the part has no such steps */
} jb_binding_file;

typedef struct jb_binding_assertion {
  jb_span label;            /* with its instance: "c2pa.hash.data", "c2pa.hash.bmff.v3.part__2" */
  const jb_cbor_item *item; /* its content; NULL: no CBOR, told by the caller already */
  jb_range at;              /* the content in the file (of all its bytes); length 0: not told */
} jb_binding_assertion;

typedef struct jb_binding_input {
  jb_binding_assertion hard;
  /* c2pa.hash.multi-asset of the same manifest; counts only when `hard` fails.  NULL: none */
  const jb_binding_assertion *multi_asset;
  /* assertions of the same manifest whose label is that of a part of a multi-asset hash
   * (jb_binding_is_part).  The caller checks the hashed URIs that point at them. */
  const jb_binding_assertion *parts;
  size_t part_count;
  jb_span alg; /* of the claim; empty when it names none */
  /* update manifests stand above the manifest of `hard`: the store has grown
   * since, and the exclusion's length is that of the store as it is (15.12.1) */
  bool updated;
} jb_binding_input;

typedef struct jb_binding_status {
  const char *code; /* static: "assertion.dataHash.match" */
  jb_c2pa_severity severity;
  const char *explanation; /* static or in the inspection's arena; NULL: none */
  jb_span label;           /* of the assertion it is about */
  jb_range at;             /* of the file; length 0: none */
} jb_binding_status;

/* Bytes that the binding leaves out, and what for. */
typedef struct jb_binding_excluded {
  jb_range range;
  const char *what; /* static: "store"; "exclusion" as the signer chose; or what the standard
                       leaves out: "store-count" "file-type" "random-access" "c2pa-box" "padding" */
} jb_binding_excluded;

typedef struct jb_binding_result {
  jb_answer match; /* PRESENT: the content matches; ABSENT: it does not; UNKNOWN: a limit or
                      a read error, said in not_checked "c2pa" */
  const jb_binding_status *statuses; /* in the order of clause 15.12 */
  size_t status_count;
  const jb_range *covered; /* of the file, ascending, apart; only what matched */
  size_t covered_count;
  const jb_binding_excluded *excluded; /* ascending */
  size_t excluded_count;
} jb_binding_result;

/* True for labels (instance stripped or not) of hard bindings that 2.2 counts:
 * c2pa.hash.data, .boxes, .collection.data, .bmff.v2, .bmff.v3.  A ".part" is
 * none, and c2pa.hash.bmff (version 1) counts as absent. */
bool jb_binding_is_hard(jb_span label);
/* A part of a multi-asset hash: one of these labels, then ".part", then perhaps
 * "__n". */
bool jb_binding_is_part(jb_span label);
bool jb_binding_is_multi_asset(jb_span label);

/* Never NULL but when the arena is exhausted.  The input's spans and items
 * must outlive the binding; `parts` and `multi_asset` are copied. */
jb_binding *jb_binding_begin(const jb_binding_file *file, const jb_binding_input *input);

/* After the plan ran.  Once. */
const jb_binding_result *jb_binding_conclude(jb_binding *binding);

/* Ranges of the file that belong to the store with its framing (APP11
 * segments with markers and lengths, the chunk with length and CRC, the whole
 * box ...), ascending.  *contiguous: they are one range in the order of the
 * store.  Empty for NULL. */
const jb_range *jb_store_place(const jb_binding_file *file, size_t *count, bool *contiguous);

/* The ranges of the file that hold [at, at+length) of the store (its JUMBF
 * bytes after the part's steps).  Where a step does not keep bytes apart
 * (base64, brotli) the whole of the part's bytes.  Appends to the array. */
typedef struct jb_ranges {
  jb_range *list;
  size_t count, capacity;
} jb_ranges;
bool jb_store_ranges(const jb_binding_file *file, uint64_t at, uint64_t length, jb_ranges *out);

/* What the room knows about the store, in bytes of the store. */
typedef struct jb_uncovered_input {
  const jb_jumbf *jumbf; /* NULL when the store could not be parsed */
  /* bodies of boxes that a matching hashed URI covers, and content of claim
   * boxes whose signature holds; any order, may overlap */
  const jb_range *hashed;
  size_t hashed_count;
  /* content of claim signature boxes whose signature holds, without what
   * `loose` names inside of it */
  const jb_range *signatures;
  size_t signature_count;
  const jb_c2pa_uncovered *loose; /* of cose.h, moved to bytes of the store */
  size_t loose_count;
  const jb_binding_result *binding; /* NULL: no binding was found */
} jb_uncovered_input;

/* Fill in->c2pa.uncovered, and add findings (kind trace, scheme trace, codes
 * "c2pa.uncovered.pad" "...crc" "...appended" "...content") for what should
 * not lie there. */
void jb_uncovered_list(const jb_binding_file *file, const jb_uncovered_input *input);

#endif
