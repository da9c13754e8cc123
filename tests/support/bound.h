/* A file and one binding over it, for tests: the file is walked, its store
 * found, the assertion read, the plan run, the result concluded. */
#ifndef JB_TESTS_BOUND_H
#define JB_TESTS_BOUND_H

#include "c2pa/bindings.h"
#include "support/cose.h"

typedef struct bound {
  bytes file, item, multi, parts[4];
  size_t part_count;
  const char *part_labels[4];
  bool updated, no_claim_alg, no_store;
  jb_source *source;
  jb_inspection *in;
  jb_arena *scratch;
  jb_hash_plan plan;
  jb_binding_file env;
  const jb_binding_result *result;
} bound;

/* Takes the file over. */
bound bound_file(bytes file);
/* Begin, run and conclude; takes the assertion's CBOR over.  The claim's
 * algorithm is sha256 unless no_claim_alg. */
void bound_run(bound *b, const char *label, bytes item);
void bound_free(bound *b);

bool bound_says(const bound *b, const char *code);
const jb_binding_status *bound_status(const bound *b, const char *code);
const jb_finding *bound_finding(const bound *b, const char *code);
const jb_c2pa_uncovered *bound_uncovered(const bound *b, const char *what);

/* A member of a map: its key and value. */
bytes member(const char *key, bytes value);
/* {"start", "length"} */
bytes exclusion(uint64_t start, uint64_t length);
/* SHA-256 as a CBOR byte string over [offset, length) pairs of the file;
 * an offset of UINT64_MAX injects `length` as eight bytes, big-endian. */
bytes sha256_of(const bound *b, int count, ...);

/* Segments of APP11 that hold a store in `pieces` of nearly equal length. */
bytes app11_store(bytes store, unsigned pieces);

#endif
