#include "c2pa/bind_multi.h"

enum { PARTS_MAX = 64 };

struct jb_multi_asset {
  jb_binding_run own; /* statuses about the assertion itself */
  jb_binding_run *parts[PARTS_MAX];
  size_t count;
};

static const jb_binding_codes k_codes = {
    "assertion.multiAssetHash.match", "assertion.multiAssetHash.mismatch",
    "assertion.multiAssetHash.malformed", NULL};

/* The assertion that a hashed URI names by its last step. */
static const jb_binding_assertion *find_part(const jb_binding_input *input,
                                             const jb_cbor_item *reference) {
  jb_span url = jb_cbor_get_text(reference, "url");
  size_t from = url.len;
  while (from > 0 && url.ptr[from - 1] != '/') from--;
  jb_span label = jb_span_cut(url, from, url.len);
  for (size_t i = 0; i < input->part_count; i++) {
    if (jb_span_equal(input->parts[i].label, label)) return &input->parts[i];
  }
  return NULL;
}

typedef struct cursor {
  jb_multi_asset *m;
  const jb_binding_input *input;
  uint64_t at, size;
  bool missing; /* an optional part is gone, and with it all behind it */
} cursor;

/* One part; false when nothing behind it needs to be looked at. */
static bool take_part(cursor *c, const jb_cbor_item *part) {
  jb_binding_run *own = &c->m->own;
  const jb_cbor_item *where = jb_cbor_get(part, "location");
  const jb_cbor_item *optional = jb_cbor_get(part, "optional");
  const jb_cbor_item *reference = jb_cbor_get(part, "hashAssertion");
  bool may_lack = optional && optional->kind == JB_CBOR_BOOL && optional->number;
  uint64_t offset = 0, length = 0;
  if (where && jb_cbor_get(where, "bmffBox")) {
    jb_run_unknown(own, JB_WHY_MISSING, "parts named by BMFF boxes");
    return false;
  }
  if (!jb_cbor_uint(jb_cbor_get(where, "byteOffset"), &offset) ||
      !jb_cbor_uint(jb_cbor_get(where, "length"), &length) || length > UINT64_MAX - offset) {
    jb_run_malformed(own, "a part without a location");
    return false;
  }
  if (!jb_cbor_get_text(reference, "url").ptr) {
    jb_run_malformed(own, "a part without a hash assertion");
    return false;
  }
  if (offset != c->at) {
    jb_run_malformed(own, "the parts do not stand one behind the other");
    return false;
  }
  c->at = offset + length;
  if (c->missing || c->at > c->size) {
    c->missing = true;
    if (may_lack && offset >= c->size) return true;
    jb_run_say(own, "assertion.multiAssetHash.missingPart", JB_C2PA_FAILURE,
               (jb_range){offset < c->size ? offset : c->size, 0}, "a part is not in the file");
    return false;
  }
  const jb_binding_assertion *assertion = find_part(c->input, reference);
  jb_binding_run *run = assertion ? jb_run_begin(own->file, assertion, c->input->alg,
                                                 c->input->updated, (jb_range){offset, length})
                                  : NULL;
  if (!run) {
    jb_run_malformed(own, "a part whose hash assertion is not there");
    return false;
  }
  c->m->parts[c->m->count++] = run;
  return true;
}

jb_multi_asset *jb_multi_begin(const jb_binding_file *file, const jb_binding_input *input) {
  jb_multi_asset *m = jb_arena_alloc(file->scratch, sizeof *m);
  if (!m) return NULL;
  m->own = (jb_binding_run){.file = file, .assertion = *input->multi_asset, .codes = &k_codes};
  const jb_cbor_item *parts = jb_cbor_get(m->own.assertion.item, "parts");
  if (!parts || parts->kind != JB_CBOR_ARRAY || !parts->first) {
    jb_run_malformed(&m->own, "no parts");
    return m;
  }
  if (parts->count > PARTS_MAX) {
    jb_run_limit(&m->own, "parts of a multi-asset hash");
    return m;
  }
  cursor c = {.m = m, .input = input, .size = jb_source_size(file->source)};
  for (const jb_cbor_item *p = parts->first; p; p = p->next) {
    if (!take_part(&c, p)) return m;
  }
  if (c.at < c.size) {
    jb_run_mismatch(&m->own, (jb_range){c.at, c.size - c.at}, "bytes that belong to no part");
  }
  return m;
}

/* The lists of one run behind those of the whole. */
static void take_over(jb_binding_run *own, const jb_binding_run *part) {
  for (size_t i = 0; i < part->status_count; i++) {
    const jb_binding_status *s = &part->statuses[i];
    jb_span label = own->assertion.label;
    own->assertion.label = s->label;
    jb_run_say(own, s->code, s->severity, s->at, s->explanation);
    own->assertion.label = label;
  }
  for (size_t i = 0; i < part->verified.count; i++) {
    jb_range r = part->verified.list[i];
    (void)jb_ranges_add(own->file->scratch, &own->verified, r.offset, r.length);
  }
  for (size_t i = 0; i < part->excluded_count; i++) {
    jb_run_exclude(own, part->excluded[i].range, part->excluded[i].what);
  }
}

void jb_multi_conclude(jb_multi_asset *m, jb_binding_result *out) {
  jb_binding_run *own = &m->own;
  bool bad = own->failed;
  for (size_t i = 0; i < m->count; i++) {
    jb_run_conclude(m->parts[i]);
    take_over(own, m->parts[i]);
    const jb_binding_run *part = m->parts[i];
    if (part->match == JB_UNKNOWN) jb_run_unknown(own, part->why, part->detail);
    if (m->parts[i]->match != JB_ABSENT) continue;
    if (!bad) jb_run_mismatch(own, m->parts[i]->window, "a part does not match");
    bad = true;
  }
  if (!bad && !own->unknown) {
    jb_run_say(own, k_codes.match, JB_C2PA_SUCCESS, (jb_range){0},
               "not the file as a whole, but each of its parts");
  }
  if (!bad && own->unknown) jb_add_not_checked(own->file->in, "c2pa", own->why, own->detail);
  jb_ranges_normalise(&own->verified);
  *out = (jb_binding_result){.match = bad            ? JB_ABSENT
                                      : own->unknown ? JB_UNKNOWN
                                                     : JB_PRESENT,
                             .statuses = own->statuses,
                             .status_count = own->status_count,
                             .covered = own->verified.list,
                             .covered_count = own->verified.count,
                             .excluded = own->excluded,
                             .excluded_count = own->excluded_count};
}
