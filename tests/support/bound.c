#include "support/bound.h"

#include <stdarg.h>
#include <stdlib.h>

#include "container/container.h"

bound bound_file(bytes file) {
  bound b = {.file = file};
  jb_limits limits = jb_limits_default();
  b.in = jb_inspection_new(&limits);
  b.scratch = jb_arena_new((size_t)limits.scratch_max);
  if (!b.in || !b.scratch || jb_source_from_memory(file.ptr, file.len, &b.source) != JB_OK) abort();
  jb_container_walk(b.source, b.in, NULL);
  b.plan = jb_hash_plan_new(b.scratch);
  b.env = (jb_binding_file){.source = b.source, .in = b.in, .scratch = b.scratch};
  for (size_t i = 0; i < b.in->part_count; i++) {
    const jb_part *p = b.in->parts[i];
    bool store = p->kind == JB_PART_JUMBF && jb_span_is(jb_span_from(p->key), "c2pa");
    if (store && !b.env.store) b.env.store = p;
  }
  return b;
}

static jb_binding_assertion read(const bound *b, const char *label, bytes item) {
  jb_cbor_result r = jb_cbor_parse(b->scratch, span_of(item), 16, 10000);
  return (jb_binding_assertion){.label = jb_span_str(label), .item = r.root};
}

void bound_run(bound *b, const char *label, bytes item) {
  b->item = item;
  b->env.plan = &b->plan;
  if (b->no_store) b->env.store = NULL;
  jb_binding_assertion multi, parts[4];
  jb_binding_input input = {.hard = read(b, label, item), .updated = b->updated,
                            .alg = jb_span_str(b->no_claim_alg ? NULL : "sha256"),
                            .parts = parts, .part_count = b->part_count};
  if (b->multi.ptr) {
    multi = read(b, "c2pa.hash.multi-asset", b->multi);
    input.multi_asset = &multi;
  }
  for (size_t i = 0; i < b->part_count; i++) parts[i] = read(b, b->part_labels[i], b->parts[i]);
  jb_binding *binding = jb_binding_begin(&b->env, &input);
  if (!binding || jb_hash_plan_run(&b->plan, b->source) != JB_OK) abort();
  b->result = jb_binding_conclude(binding);
}

void bound_free(bound *b) {
  jb_source_free(b->source);
  jb_inspection_free(b->in);
  jb_arena_free(b->scratch);
  bytes_free(b->file);
  bytes_free(b->item);
  bytes_free(b->multi);
  for (size_t i = 0; i < b->part_count; i++) bytes_free(b->parts[i]);
}

const jb_binding_status *bound_status(const bound *b, const char *code) {
  for (size_t i = 0; i < b->result->status_count; i++) {
    if (strcmp(b->result->statuses[i].code, code) == 0) return &b->result->statuses[i];
  }
  return NULL;
}

bool bound_says(const bound *b, const char *code) { return bound_status(b, code) != NULL; }

const jb_finding *bound_finding(const bound *b, const char *code) {
  for (size_t i = 0; i < b->in->finding_count; i++) {
    if (strcmp(b->in->findings[i]->code, code) == 0) return b->in->findings[i];
  }
  return NULL;
}

const jb_c2pa_uncovered *bound_uncovered(const bound *b, const char *what) {
  for (size_t i = 0; i < b->in->c2pa.uncovered_count; i++) {
    if (strcmp(b->in->c2pa.uncovered[i].what, what) == 0) return &b->in->c2pa.uncovered[i];
  }
  return NULL;
}

bytes member(const char *key, bytes value) { return join(2, cbor_text(key), value); }

bytes exclusion(uint64_t start, uint64_t length) {
  return cbor_map(2, join(2, member("start", cbor_uint(start)), member("length", cbor_uint(length))));
}

bytes sha256_of(const bound *b, int count, ...) {
  jb_digest *d = jb_digest_new(JB_SHA256);
  va_list list;
  va_start(list, count);
  for (int i = 0; i < count; i++) {
    uint64_t offset = va_arg(list, uint64_t), length = va_arg(list, uint64_t);
    if (offset == UINT64_MAX) {
      bytes eight = u64be(length);
      jb_digest_add(d, span_of(eight));
      bytes_free(eight);
    } else {
      jb_digest_add(d, jb_span_cut(span_of(b->file), (size_t)offset, (size_t)length));
    }
  }
  va_end(list);
  uint8_t out[JB_HASH_MAX];
  if (!jb_digest_finish(d, out)) abort();
  return cbor_bytes(raw(out, 32));
}

bytes app11_store(bytes store, unsigned pieces) {
  enum { BOX = 8 };
  bytes all = none();
  size_t step = (store.len - BOX) / pieces + 1, at = BOX;
  for (unsigned i = 0; i < pieces; i++) {
    size_t n = store.len - at < step ? store.len - at : step;
    bytes payload = join(5, text("JP"), u16be(1), u32be(i + 1), raw(store.ptr, BOX),
                         raw(&store.ptr[at], n));
    all = join(2, all, jpeg_segment(0xEB, payload));
    at += n;
  }
  bytes_free(store);
  return all;
}
