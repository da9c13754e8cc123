/* What the verified hashes and signatures of the store cover, for the list of
 * what nothing covers. */
#include "c2pa/run.h"

typedef struct ranges {
  jb_c2pa_run *run;
  jb_range *list;
  size_t count, capacity;
} ranges;

static void add(ranges *to, uint64_t offset, uint64_t length) {
  if (length == 0) return;
  jb_range *list = jb_arena_grow(to->run->scratch, to->list, to->count, &to->capacity, sizeof *list);
  if (!list) {
    jb_c2pa_limit(to->run, "scratch_max");
    return;
  }
  to->list = list;
  list[to->count++] = (jb_range){offset, length};
}

static void add_body(ranges *to, const jb_jumbf_box *box) {
  add(to, box->at + box->header, box->body.len);
}

/* Bodies of boxes that a matching hashed URI covers. */
static void add_marked(ranges *to, const jb_jumbf_box *box) {
  if (box->marks & JB_BOX_HASHED) {
    add_body(to, box);
    return;
  }
  for (const jb_jumbf_box *c = box->first; c; c = c->next) add_marked(to, c);
}

static void add_signature(jb_c2pa_run *run, const jb_manifest *m, ranges *signatures,
                          jb_c2pa_uncovered *loose, size_t *loose_count) {
  const jb_jumbf_box *content = jb_jumbf_content(m->signature_box, "cbor");
  const jb_cose_result *r = m->cose;
  uint64_t base = content->at + content->header;
  (void)run;
  if (r->signature_ok) add(signatures, base, content->body.len);
  for (size_t i = 0; i < r->uncovered_count; i++) {
    loose[*loose_count] = r->uncovered[i];
    loose[(*loose_count)++].range.offset += base;
  }
}

void jb_c2pa_list_uncovered(jb_c2pa_run *run) {
  ranges hashed = {.run = run}, signatures = {.run = run};
  jb_c2pa_uncovered *loose =
      jb_arena_array(run->scratch, run->reached_count * JB_COSE_UNCOVERED + 1, sizeof *loose);
  size_t loose_count = 0;
  if (!loose) {
    jb_c2pa_limit(run, "scratch_max");
    return;
  }
  add_marked(&hashed, run->jumbf.root);
  for (size_t i = 0; i < run->reached_count; i++) {
    const jb_manifest *m = run->reached[i];
    bool stored = m->box == m->tree;
    /* a compressed manifest is covered as far as what came out of it holds */
    bool holds = strcmp(m->model->state, "trusted") == 0 || strcmp(m->model->state, "valid") == 0;
    const jb_jumbf_box *brob = stored ? NULL : jb_jumbf_content(m->box, "brob");
    if (brob && holds) add_body(&hashed, brob);
    if (!stored || !m->cose || !m->signature_box) continue;
    const jb_jumbf_box *claim = jb_jumbf_content(m->claim_box, "cbor");
    if (m->cose->signature_ok && claim) add_body(&hashed, claim);
    add_signature(run, m, &signatures, loose, &loose_count);
  }
  jb_uncovered_input input = {.jumbf = &run->jumbf,
                              .hashed = hashed.list,
                              .hashed_count = hashed.count,
                              .signatures = signatures.list,
                              .signature_count = signatures.count,
                              .loose = loose,
                              .loose_count = loose_count,
                              .binding = run->bound_result};
  jb_uncovered_list(&run->file, &input);
}
