/* JUMBF: every box lies inside its parent, labels are found again, a URI made
 * of labels leads back or nowhere. */
#include <stdlib.h>

#include "base/buf.h"
#include "c2pa/jumbf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(const jb_jumbf *j, jb_jumbf_box *box, uint64_t from, uint64_t to) {
  if (box->at < from || box->at > to || box->length > to - box->at) abort();
  if (box->header > box->length || box->body.len != box->length - box->header) abort();
  size_t count = 0;
  uint64_t at = box->at + box->header;
  for (jb_jumbf_box *c = box->first; c; c = c->next, count++) {
    if (c->parent != box) abort();
    inside(j, c, at, box->at + box->length);
    at = c->at + c->length;
    if (c->label.len && !j->limit && !jb_jumbf_child(box, c->label)) abort();
  }
  if (count != box->count || box->labelled > count) abort();
  if (box->parent && box->parent == j->root && j->root->label.len) {
    jb_buf uri = jb_buf_new(2 * (size_t)j->root->length + 32);
    jb_buf_str(&uri, "self#jumbf=/");
    jb_buf_add(&uri, j->root->label);
    jb_buf_char(&uri, '/');
    jb_buf_add(&uri, box->label);
    jb_jumbf_box *found = jb_jumbf_resolve(j, NULL, jb_buf_span(&uri));
    if (found && found != box && memchr(box->label.ptr, '/', box->label.len) == NULL) abort();
    jb_buf_free(&uri);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_limits limits = jb_limits_default();
  limits.boxes_max = 2000;
  jb_arena *arena = jb_arena_new(4u << 20);
  if (!arena) return 0;
  jb_jumbf j = jb_jumbf_parse(arena, jb_span_of(data, size), &limits);
  if (j.root) {
    if (j.end > size) abort();
    inside(&j, j.root, 0, j.end);
  } else if (j.problem_count == 0) {
    abort();
  }
  for (size_t i = 0; i < j.problem_count; i++) {
    if (j.problems[i].at > size) abort();
  }
  jb_arena_free(arena);
  return 0;
}
