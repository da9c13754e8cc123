/* Claim signatures: whatever the bytes are, there is an answer, ranges stay
 * inside the content, and nothing is validated without a signature that holds. */
#include <stdlib.h>

#include "c2pa/cose.h"

static void inside(jb_range at, size_t size) {
  if (at.offset > size || at.length > size - at.offset) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char k_claim[] = "a claim";
  jb_arena *arena = jb_arena_new(16 << 20);
  jb_cose_result *out = calloc(1, sizeof *out);
  if (!arena || !out) abort();
  jb_cose_input in = {.content = jb_span_of(data, size),
                      .claim = jb_span_str(k_claim),
                      .claim_version = 2,
                      .now = 1795435200};
  jb_cose_verify(arena, &in, out);
  if (out->status_count == 0 || out->trusted) abort();
  for (size_t i = 0; i < out->status_count; i++) {
    inside(out->statuses[i].at, size);
    if (!out->signature_ok && strcmp(out->statuses[i].code, "claimSignature.validated") == 0) abort();
  }
  for (size_t i = 0; i < out->uncovered_count; i++) inside(out->uncovered[i].range, size);
  free(out);
  jb_arena_free(arena);
  return 0;
}
