/* Ingredients and the rules of update manifests (C2PA 2.2 clauses 18.15,
 * 11.2.3, 15.11). */
#include "c2pa/run.h"

static jb_relationship relationship_of(const jb_cbor_item *item) {
  jb_span text = jb_cbor_get_text(item, "relationship");
  if (jb_span_is(text, "parentOf")) return JB_RELATIONSHIP_PARENT;
  if (jb_span_is(text, "componentOf")) return JB_RELATIONSHIP_COMPONENT;
  return jb_span_is(text, "inputTo") ? JB_RELATIONSHIP_INPUT : JB_RELATIONSHIP_NONE;
}

/* The reference to the ingredient's manifest: activeManifest since version 3. */
static const jb_cbor_item *manifest_ref(const jb_cbor_item *item) {
  const jb_cbor_item *ref = jb_cbor_get(item, "activeManifest");
  return ref ? ref : jb_cbor_get(item, "c2pa_manifest");
}

void jb_c2pa_list_ingredients(jb_c2pa_run *run, jb_manifest *m) {
  size_t count = 0;
  for (size_t i = 0; i < m->assertion_count; i++) {
    count += m->assertions[i].type == JB_ASSERTION_INGREDIENT;
  }
  m->ingredients = jb_arena_array(run->scratch, count + 1, sizeof *m->ingredients);
  if (!m->ingredients) {
    jb_c2pa_limit(run, "scratch_max");
    return;
  }
  for (size_t i = 0; i < m->assertion_count; i++) {
    jb_assertion *a = &m->assertions[i];
    if (a->type != JB_ASSERTION_INGREDIENT) continue;
    jb_ingredient *to = &m->ingredients[m->ingredient_count++];
    const jb_cbor_item *ref = manifest_ref(a->item);
    *to = (jb_ingredient){.assertion = a,
                          .relationship = relationship_of(a->item),
                          .names_manifest = ref != NULL};
    if (a->box) a->box->entry = to;
    if (ref) to->target = jb_c2pa_find_manifest(run, m, jb_cbor_get_text(ref, "url"));
  }
}

jb_ingredient *jb_c2pa_ingredient_at(jb_manifest *m, const jb_jumbf_box *box) {
  jb_ingredient *i = box->entry;
  return i && m->assertion_store && box->parent == m->assertion_store ? i : NULL;
}

/* ---- what the signer recorded ---- */

static void add_stored(jb_c2pa_run *run, jb_c2pa_ingredient *to, jb_span code) {
  if (code.len == 0) return;
  const char **list = jb_arena_grow(run->in->arena, to->stored, to->stored_count,
                                    &to->stored_capacity, sizeof *list);
  if (!list) return;
  to->stored = list;
  const char *text = jb_arena_string(run->in->arena, jb_span_cut(code, 0, 200));
  if (text) list[to->stored_count++] = text;
}

static void add_codes(jb_c2pa_run *run, jb_c2pa_ingredient *to, const jb_cbor_item *list) {
  if (!list || list->kind != JB_CBOR_ARRAY) return;
  for (const jb_cbor_item *s = list->first; s; s = s->next) {
    add_stored(run, to, jb_cbor_get_text(s, "code"));
  }
}

static const jb_cbor_item *active_results(const jb_cbor_item *item) {
  return jb_cbor_get(jb_cbor_get(item, "validationResults"), "activeManifest");
}

static void tell(jb_c2pa_run *run, jb_manifest *m, jb_ingredient *i) {
  jb_c2pa_manifest *to = m->model;
  const jb_cbor_item *item = i->assertion->item;
  jb_c2pa_ingredient *list = jb_arena_grow(run->in->arena, to->ingredients, to->ingredient_count,
                                           &to->ingredient_capacity, sizeof *list);
  if (!list) {
    jb_c2pa_limit(run, "memory_max");
    return;
  }
  to->ingredients = list;
  jb_c2pa_ingredient *one = &list[to->ingredient_count++];
  *one = (jb_c2pa_ingredient){
      .relationship = jb_c2pa_keep(run, jb_cbor_get_text(item, "relationship")),
      .title = jb_c2pa_keep(run, jb_cbor_get_text(item, "dc:title")),
      .format = jb_c2pa_keep(run, jb_cbor_get_text(item, "dc:format")),
      .assertion = jb_c2pa_keep(run, i->assertion->label),
      .state = "none"};
  i->told = to->ingredient_count;
  if (i->target) one->manifest = i->target->model->label;
  add_codes(run, one, jb_cbor_get(item, "validationStatus"));
  add_codes(run, one, jb_cbor_get(active_results(item), "failure"));
}

/* ---- references ---- */

/* Before 1.3 the reference was hashed over the claim's bytes. */
static bool hashes_claim(jb_c2pa_run *run, const jb_manifest *target, jb_span alg, jb_span hash) {
  jb_jumbf_box *claim = jb_jumbf_content(target->claim_box, "cbor");
  return claim && jb_box_hash(run, claim, alg, hash) == JB_PRESENT;
}

/* Clause 15.11.3.3: by the hash of the claim signature box. */
static void check_by_signature(jb_c2pa_run *run, jb_manifest *m, jb_ingredient *i,
                               const jb_cbor_item *ref) {
  jb_hashed_uri uri = jb_hashed_uri_of(ref);
  jb_jumbf_box *box = jb_jumbf_resolve(&run->jumbf, m->tree, uri.url), *where = i->assertion->box;
  if (!box || !jb_jumbf_is(box, "c2cs") || box->parent != i->target->tree) {
    jb_c2pa_fail(run, m, "ingredient.claimSignature.missing", where, NULL);
  } else if (jb_box_hash(run, box, jb_alg_of(&uri, m), uri.hash) == JB_PRESENT) {
    i->proved = true;
    box->marks |= JB_BOX_HASHED;
    jb_c2pa_say(run, m, "ingredient.claimSignature.validated", JB_C2PA_SUCCESS, where, NULL);
  } else {
    jb_c2pa_fail(run, m, "ingredient.claimSignature.mismatch", where, NULL);
  }
}

static bool is_redacted_in(const jb_manifest *m) {
  for (size_t i = 0; i < m->assertion_count; i++) {
    if (m->assertions[i].redacted) return true;
  }
  return false;
}

static void check_reference(jb_c2pa_run *run, jb_manifest *m, jb_ingredient *i) {
  const jb_cbor_item *item = i->assertion->item, *ref = manifest_ref(item);
  const jb_cbor_item *signature = jb_cbor_get(item, "claimSignature");
  jb_jumbf_box *where = i->assertion->box;
  jb_hashed_uri uri = jb_hashed_uri_of(ref);
  if (!i->target) {
    jb_c2pa_fail(run, m, "ingredient.manifest.missing", where, NULL);
    return;
  }
  bool redacted = is_redacted_in(i->target);
  if (redacted && signature) {
    check_by_signature(run, m, i, signature);
    return;
  }
  jb_span alg = jb_alg_of(&uri, m);
  jb_answer answer = jb_box_hash(run, i->target->box, alg, uri.hash);
  if (answer == JB_PRESENT || (answer == JB_ABSENT && hashes_claim(run, i->target, alg, uri.hash))) {
    i->proved = true;
    if (answer == JB_PRESENT) i->target->box->marks |= JB_BOX_HASHED;
    jb_c2pa_say(run, m, "ingredient.manifest.validated", JB_C2PA_SUCCESS, where, NULL);
  } else if (redacted) {
    /* versions 1 and 2 know no signature method: what was redacted is told by
     * the target's own statuses */
    i->proved = true;
  } else if (answer == JB_ABSENT) {
    jb_c2pa_fail(run, m, "ingredient.manifest.mismatch", where, NULL);
  } else if (!run->limit) {
    jb_c2pa_fail(run, m, "algorithm.unsupported", where, NULL);
  }
}

static void check_one(jb_c2pa_run *run, jb_manifest *m, jb_ingredient *i) {
  const jb_assertion *a = i->assertion;
  if (a->redacted || !a->box) return;
  tell(run, m, i);
  if (!a->item) return; /* assertion.cbor.invalid is said */
  bool results = jb_cbor_get(a->item, "validationResults") != NULL;
  if (i->relationship == JB_RELATIONSHIP_NONE) {
    jb_c2pa_fail(run, m, "assertion.ingredient.malformed", a->box, "relationship");
  } else if (a->version >= 3 && i->names_manifest && !results) {
    jb_c2pa_fail(run, m, "assertion.ingredient.malformed", a->box, "no validationResults");
  }
  if (i->names_manifest) {
    check_reference(run, m, i);
  } else if (i->relationship != JB_RELATIONSHIP_INPUT) {
    jb_c2pa_say(run, m, "ingredient.unknownProvenance", JB_C2PA_INFORMATIONAL, a->box, NULL);
  }
}

/* ---- rules over all of them ---- */

static size_t count_type(const jb_manifest *m, jb_assertion_type type) {
  size_t n = 0;
  for (size_t i = 0; i < m->assertion_count; i++) n += m->assertions[i].type == type;
  return n;
}

/* Clause 11.2.3: an update manifest leaves the content alone. */
static void check_update(jb_c2pa_run *run, jb_manifest *m, size_t parents, bool parent_named) {
  if (parents != 1 || m->ingredient_count != 1 || !parent_named) {
    jb_c2pa_fail(run, m, "manifest.update.wrongParents", NULL, NULL);
  }
  if (count_type(m, JB_ASSERTION_HARD_BINDING) || count_type(m, JB_ASSERTION_THUMBNAIL) ||
      count_type(m, JB_ASSERTION_MULTI_ASSET)) {
    jb_c2pa_fail(run, m, "manifest.update.invalid", NULL, "binds or pictures content");
  }
}

void jb_c2pa_check_ingredients(jb_c2pa_run *run, jb_manifest *m) {
  size_t parents = 0;
  bool named = false;
  for (size_t i = 0; i < m->ingredient_count; i++) {
    jb_ingredient *one = &m->ingredients[i];
    check_one(run, m, one);
    if (one->relationship != JB_RELATIONSHIP_PARENT || one->assertion->redacted) continue;
    parents++;
    named |= one->names_manifest;
  }
  if (parents > 1) jb_c2pa_fail(run, m, "manifest.multipleParents", NULL, NULL);
  if (m->update) check_update(run, m, parents, named);
}
