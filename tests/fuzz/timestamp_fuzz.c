/* Time-stamp tokens and responses, against no anchor. */
#include <stdlib.h>

#include "c2pa/timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_span token = jb_span_of(data, size);
  size_t at = 0;
  jb_span granted = jb_timestamp_of_response(token, &at);
  if (granted.ptr && (at > size || granted.len > size - at)) abort();
  if (granted.ptr) token = granted;
  jb_timestamp stamp;
  jb_timestamp_read(NULL, token, jb_span_str("a message"), (jb_span){NULL, 0}, &stamp);
  if (stamp.trusted || (!stamp.validated && !stamp.code)) abort();
  jb_arena *arena = jb_arena_new(16 << 20);
  jb_cose_result *out = calloc(1, sizeof *out);
  jb_cose_work *work = calloc(1, sizeof *work);
  if (!arena || !out || !work) abort();
  *work = (jb_cose_work){.arena = arena, .out = out};
  jb_timestamp_account(work, &stamp, token, 0);
  for (size_t i = 0; i < out->uncovered_count; i++) {
    jb_range r = out->uncovered[i].range;
    if (r.offset > token.len || r.length > token.len - r.offset) abort();
  }
  jb_timestamp_free(&stamp);
  free(work);
  free(out);
  jb_arena_free(arena);
  return 0;
}
