/* Compressed manifests (C2PA 2.2 clause 11.1.3.2): a c2cm superbox with one
 * brob box, whose content is a standard or update manifest of the same label. */
#include <brotli/decode.h>

#include "base/buf.h"
#include "c2pa/run.h"

enum { RATIO_MAX = 100, BLOCK = 32768 };

/* Bytes out of at most `max`; NULL when it is no Brotli or has more. */
static bool decompress(jb_span in, size_t max, jb_buf *out, bool *too_much) {
  BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
  const uint8_t *next = in.ptr;
  size_t left = in.len;
  BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
  while (state && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && out->len < max) {
    size_t room = max - out->len < BLOCK ? max - out->len : BLOCK;
    size_t block = room;
    uint8_t *at = jb_buf_extend(out, block);
    if (!at) break;
    result = BrotliDecoderDecompressStream(state, &left, &next, &room, &at, NULL);
    out->len -= room;
  }
  BrotliDecoderDestroyInstance(state);
  *too_much = result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
  return result == BROTLI_DECODER_RESULT_SUCCESS && left == 0;
}

jb_jumbf_box *jb_c2pa_inflate(jb_c2pa_run *run, jb_manifest *m) {
  jb_jumbf_box *brob = jb_jumbf_content(m->box, "brob");
  if (!brob || m->box->count != 1) return NULL;
  /* Box "brob" as ISO 18181-2 has it starts with the type of what is inside. */
  jb_span body = brob->body, type = jb_span_cut(body, 0, 4);
  if (jb_span_is(type, "jumb")) body = jb_span_cut(body, 4, body.len);
  uint64_t max = run->inflated_left;
  if (body.len < max / RATIO_MAX) max = (uint64_t)body.len * RATIO_MAX;
  jb_buf out = jb_buf_new((size_t)max);
  bool too_much = false, whole = decompress(body, (size_t)max, &out, &too_much);
  jb_jumbf_box *root = NULL;
  if (whole) {
    run->inflated_left -= out.len;
    jb_span kept = jb_arena_copy(run->scratch, jb_buf_span(&out));
    if (!kept.ptr) jb_c2pa_limit(run, "scratch_max");
    jb_jumbf inner = jb_jumbf_parse(run->scratch, kept, &run->in->limits);
    bool fits = inner.root && inner.problem_count == 0 && inner.end == kept.len &&
                jb_span_equal(inner.root->label, m->box->label) &&
                (jb_jumbf_is(inner.root, "c2ma") || jb_jumbf_is(inner.root, "c2um"));
    if (fits) root = inner.root;
  } else if (too_much) {
    jb_c2pa_limit(run, "brotli_max");
  }
  jb_buf_free(&out);
  if (root) root->parent = m->box->parent;
  return root;
}
