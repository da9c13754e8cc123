#include "support/credential_test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

static const char k_claim[] = "a claim";

void trust_world_add(trust_world *w, const person *p, jb_anchor_use use, jb_anchor_origin origin) {
  bytes pem = person_pem(p);
  jb_error err;
  if (jb_trust_anchors_add_pem(w->anchors, span_of(pem), use, origin, "a list", &err) != JB_OK) {
    fprintf(stderr, "%s\n", err.what);
    abort();
  }
  bytes_free(pem);
}

trust_world trust_world_new(void) {
  trust_world w = {.anchors = jb_trust_anchors_new()};
  if (!w.anchors) abort();
  w.root = person_new(NULL, (person_options){.name = "Root", .ca = true});
  w.ca = person_new(&w.root, (person_options){.name = "Intermediate", .ca = true});
  w.signer = person_new(&w.ca, (person_options){.name = "Signer"});
  w.time_root = person_new(NULL, (person_options){.name = "Time Root", .ca = true});
  w.authority =
      person_new(&w.time_root, (person_options){.name = "Authority", .eku = "timeStamping"});
  w.stranger = person_new(NULL, (person_options){.name = "Stranger", .ca = true});
  trust_world_add(&w, &w.root, JB_ANCHOR_SIGNER, JB_ANCHOR_OFFICIAL);
  trust_world_add(&w, &w.time_root, JB_ANCHOR_TIME_STAMP, JB_ANCHOR_OFFICIAL);
  return w;
}

void trust_world_free(trust_world *w) {
  person *all[] = {&w->root, &w->ca, &w->signer, &w->time_root, &w->authority, &w->stranger};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) person_free(all[i]);
  jb_trust_anchors_free(w->anchors);
}

void verify_content(jb_arena *arena, const trust_world *w, bytes content, jb_cose_result *out) {
  jb_cose_input in = {.content = jb_arena_copy(arena, span_of(content)),
                      .claim = jb_span_str(k_claim),
                      .claim_version = 2,
                      .now = CREDENTIAL_NOW,
                      .anchors = w->anchors};
  bytes_free(content);
  jb_cose_verify(arena, &in, out);
}

void verify_with(jb_arena *arena, const trust_world *w, sign1_options options,
                 jb_cose_result *out) {
  if (!options.chain[0]) {
    options.chain[0] = &w->signer;
    options.chain[1] = &w->ca;
  }
  bytes claim = text(k_claim);
  verify_content(arena, w, sign1_over(claim, options), out);
  bytes_free(claim);
}

const char *codes_of(const jb_cose_result *result) {
  static char all[2048];
  jb_buf b = jb_buf_new(sizeof all - 1);
  for (size_t i = 0; i < result->status_count; i++) {
    if (strcmp(result->statuses[i].code, "signingCredential.ocsp.skipped") == 0) continue;
    jb_buf_format(&b, "%s%s", b.len ? " " : "", result->statuses[i].code);
  }
  if (b.len) memcpy(all, b.data, b.len);
  all[b.len] = 0;
  jb_buf_free(&b);
  return all;
}

jb_range uncovered_range(const jb_cose_result *result, const char *what) {
  for (size_t i = 0; i < result->uncovered_count; i++) {
    if (strcmp(result->uncovered[i].what, what) == 0) return result->uncovered[i].range;
  }
  return (jb_range){0, 0};
}

bool is_uncovered(const jb_cose_result *result, const char *what, uint64_t offset) {
  for (size_t i = 0; i < result->uncovered_count; i++) {
    jb_range r = result->uncovered[i].range;
    if (strcmp(result->uncovered[i].what, what) == 0 && offset >= r.offset &&
        offset - r.offset < r.length) {
      return true;
    }
  }
  return false;
}
