/* Manifests of a store and their claims (C2PA 2.2 clauses 10.2, 11.1.3, 15.6). */
#include "base/buf.h"
#include "c2pa/run.h"

/* ---- the list of manifests ---- */

typedef struct manifest_type {
  const char *uuid; /* first four bytes of the box type, 2.2 clause 11.1.4 */
  bool update, compressed, time_stamp;
} manifest_type;

static const manifest_type *type_of(const jb_jumbf_box *box) {
  static const manifest_type k_types[] = {
      {"c2ma", false, false, false}, {"c2um", true, false, false},
      {"c2cm", false, true, false},  {"c2md", false, false, false}, /* before 1.0 */
      {"c2tm", false, false, true},                                 /* deprecated */
  };
  for (size_t i = 0; i < sizeof k_types / sizeof k_types[0]; i++) {
    if (jb_jumbf_is(box, k_types[i].uuid)) return &k_types[i];
  }
  return NULL;
}

static jb_c2pa_manifest *new_model(jb_c2pa_run *run) {
  jb_c2pa *c = &run->in->c2pa;
  jb_c2pa_manifest *model = jb_arena_alloc(run->in->arena, sizeof *model);
  jb_c2pa_manifest **list = jb_arena_grow(run->in->arena, c->manifests, c->manifest_count,
                                          &c->manifest_capacity, sizeof *list);
  if (!model || !list) return NULL;
  *model = (jb_c2pa_manifest){.state = "none",
                              .why_invalid = "none",
                              .vouched_by = "none",
                              .time_by = "none",
                              .signed_at = INT64_MIN,
                              .claimed_at = INT64_MIN};
  c->manifests = list;
  list[c->manifest_count++] = model;
  return model;
}

/* The active manifest is told first. */
static void move_active_first(jb_c2pa *c, jb_c2pa_manifest *active) {
  size_t at = 0;
  while (at < c->manifest_count && c->manifests[at] != active) at++;
  if (at >= c->manifest_count) return;
  for (; at > 0; at--) c->manifests[at] = c->manifests[at - 1];
  c->manifests[0] = active;
}

void jb_c2pa_list_manifests(jb_c2pa_run *run) {
  jb_jumbf_box *root = run->jumbf.root;
  size_t count = 0, max = (size_t)run->in->limits.c2pa_manifests_max;
  for (jb_jumbf_box *b = root->first; b; b = b->next) count += type_of(b) != NULL;
  if (count > max) {
    jb_c2pa_limit(run, "c2pa_manifests_max");
    return;
  }
  run->manifests = jb_arena_array(run->scratch, count + 1, sizeof *run->manifests);
  run->reached = jb_arena_array(run->scratch, count + 1, sizeof *run->reached);
  if (!run->manifests || !run->reached) {
    jb_c2pa_limit(run, "scratch_max");
    return;
  }
  for (jb_jumbf_box *b = root->first; b; b = b->next) {
    const manifest_type *type = type_of(b);
    jb_c2pa_manifest *model = type ? new_model(run) : NULL;
    if (!type) continue;
    if (!model) {
      jb_c2pa_limit(run, "memory_max");
      return;
    }
    model->label = jb_c2pa_keep(run, b->label);
    model->update = type->update;
    model->compressed = type->compressed;
    run->manifests[run->manifest_count++] =
        (jb_manifest){.box = b, .tree = type->compressed ? NULL : b, .model = model,
                      .update = type->update, .time_stamp = type->time_stamp};
  }
  /* clause 15.5.1: the last one */
  for (size_t i = run->manifest_count; i-- > 0 && !run->active;) {
    if (!run->manifests[i].time_stamp) run->active = &run->manifests[i];
  }
  if (run->active) {
    run->active->model->active = true;
    run->in->c2pa.active_manifest = run->active->model->label;
    move_active_first(&run->in->c2pa, run->active->model);
  }
}

jb_manifest *jb_c2pa_find_manifest(jb_c2pa_run *run, jb_manifest *from, jb_span uri) {
  jb_jumbf_box *box = jb_jumbf_resolve(&run->jumbf, from->tree, uri);
  while (box && box->parent && box->parent != run->jumbf.root) box = box->parent;
  /* what was decompressed is told by its stored box, of the same label */
  if (box && box->parent) box = jb_jumbf_child(run->jumbf.root, box->label);
  if (!box || box->parent != run->jumbf.root) return NULL;
  size_t low = 0, high = run->manifest_count; /* in the order of the store */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (run->manifests[middle].box->at < box->at) low = middle + 1;
    else high = middle;
  }
  bool found = low < run->manifest_count && run->manifests[low].box == box;
  return found ? &run->manifests[low] : NULL;
}

/* ---- the claim ---- */

/* By type and label: a claim box whose label was changed is no claim (2.2
 * clause 11.1.4 names both). */
static void find_claim(jb_c2pa_run *run, jb_manifest *m) {
  size_t count = 0;
  for (jb_jumbf_box *b = m->tree->first; b; b = b->next) {
    bool first = jb_span_is(b->label, "c2pa.claim"), second = jb_span_is(b->label, "c2pa.claim.v2");
    if (!jb_jumbf_is(b, "c2cl") || (!first && !second)) continue;
    m->model->claim_version = second ? 2 : 1;
    m->claim_box = b;
    count++;
  }
  if (count == 0) jb_c2pa_fail(run, m, "claim.missing", NULL, NULL);
  if (count > 1) jb_c2pa_fail(run, m, "claim.multiple", NULL, NULL);
  if (count != 1) m->claim_box = NULL;
}

static void find_store(jb_manifest *m) {
  jb_jumbf_box *box = jb_jumbf_child(m->tree, jb_span_str("c2pa.assertions"));
  m->assertion_store = jb_jumbf_is(box, "c2as") ? box : NULL;
}

/* Clause 15.7: the signature box of the same manifest. */
static void find_signature(jb_c2pa_run *run, jb_manifest *m) {
  jb_span uri = jb_cbor_get_text(m->claim, "signature");
  jb_jumbf_box *box = jb_jumbf_resolve(&run->jumbf, m->tree, uri);
  bool ours = box && box->parent == m->tree && jb_jumbf_is(box, "c2cs") &&
              jb_span_is(box->label, "c2pa.signature") && jb_jumbf_content(box, "cbor");
  if (ours) {
    m->signature_box = box;
  } else {
    jb_c2pa_fail(run, m, "claimSignature.missing", m->claim_box,
                 box ? "the claim names another box" : NULL);
  }
}

static void keep_text(jb_c2pa_run *run, jb_bytes *to, jb_span text) {
  if (text.ptr) *to = jb_c2pa_keep(run, text);
}

/* "name version" of claim_generator_info. */
static void keep_generator(jb_c2pa_run *run, jb_manifest *m, const jb_cbor_item *info) {
  jb_span name = jb_cbor_get_text(info, "name"), version = jb_cbor_get_text(info, "version");
  if (!name.ptr) return;
  jb_buf text = jb_buf_new(name.len + version.len + 1);
  jb_buf_add(&text, name);
  if (version.len) jb_buf_char(&text, ' ');
  jb_buf_add(&text, version);
  keep_text(run, &m->model->claim_generator, jb_buf_span(&text));
  jb_buf_free(&text);
}

static bool has_array(const jb_cbor_item *claim, const char *key) {
  const jb_cbor_item *list = jb_cbor_get(claim, key);
  return list && list->kind == JB_CBOR_ARRAY;
}

/* What clause 10.2 requires.  claim_generator_info of version 1 is optional: the
 * field came later than the first signed files. */
static const char *missing_field(const jb_manifest *m) {
  const jb_cbor_item *c = m->claim, *info = jb_cbor_get(c, "claim_generator_info");
  if (!jb_cbor_get_text(c, "signature").ptr) return "signature";
  if (!jb_cbor_get_text(c, "instanceID").ptr) return "instanceID";
  if (m->model->claim_version == 1) {
    if (!jb_cbor_get_text(c, "claim_generator").ptr) return "claim_generator";
    return has_array(c, "assertions") ? NULL : "assertions";
  }
  if (!info || info->kind != JB_CBOR_MAP) return "claim_generator_info";
  if (!jb_cbor_get_text(info, "name").ptr) return "claim_generator_info name";
  if (jb_cbor_get(c, "gathered_assertions") && !has_array(c, "gathered_assertions")) {
    return "gathered_assertions";
  }
  return has_array(c, "created_assertions") ? NULL : "created_assertions";
}

static void tell_claim(jb_c2pa_run *run, jb_manifest *m) {
  const jb_cbor_item *c = m->claim, *info = jb_cbor_get(c, "claim_generator_info");
  if (info && info->kind == JB_CBOR_ARRAY) info = info->first;
  keep_text(run, &m->model->claim_generator, jb_cbor_get_text(c, "claim_generator"));
  if (m->model->claim_generator.len == 0) keep_generator(run, m, info);
  keep_text(run, &m->model->title, jb_cbor_get_text(c, "dc:title"));
  keep_text(run, &m->model->instance_id, jb_cbor_get_text(c, "instanceID"));
  m->alg = jb_cbor_get_text(c, "alg");
}

static void parse_claim(jb_c2pa_run *run, jb_manifest *m) {
  jb_jumbf_box *content = jb_jumbf_content(m->claim_box, "cbor");
  const char *error = "no cbor box";
  if (content) {
    m->claim_bytes = content->body;
    m->claim = jb_c2pa_parse(run, content->body, &error);
    if (m->claim && m->claim->kind != JB_CBOR_MAP) {
      error = "not a map";
      m->claim = NULL;
    }
  }
  if (!m->claim) {
    if (error) jb_c2pa_fail(run, m, "claim.cbor.invalid", m->claim_box, error);
    return;
  }
  tell_claim(run, m);
  const char *missing = missing_field(m);
  if (missing) jb_c2pa_fail(run, m, "claim.malformed", m->claim_box, missing);
}

void jb_c2pa_read_claim(jb_c2pa_run *run, jb_manifest *m) {
  if (m->model->compressed) {
    m->tree = jb_c2pa_inflate(run, m);
    if (!m->tree) {
      if (!run->limit) jb_c2pa_fail(run, m, "manifest.compressed.invalid", NULL, NULL);
      m->tree = m->box;
      m->unreadable = true;
      return;
    }
    m->box->inflated = m->tree;
    m->update = m->model->update = jb_jumbf_is(m->tree, "c2um");
  }
  find_store(m);
  find_claim(run, m);
  if (m->claim_box) parse_claim(run, m);
  if (!m->claim) {
    m->unreadable = true;
    return;
  }
  find_signature(run, m);
  jb_c2pa_list_assertions(run, m);
  jb_c2pa_list_ingredients(run, m);
}
