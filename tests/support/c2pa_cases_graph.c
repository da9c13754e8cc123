/* Ingredients, redaction, update and compressed manifests: clauses 11.2, 11.3,
 * 15.10.3 and 15.11. */
#include <stdio.h>
#include <stdlib.h>

#include "support/c2pa_cases.h"

#define OLDER "urn:c2pa:5e1f0a1c-0000-4000-8000-000000000001"
#define NOTE "self#jumbf=/c2pa/" OLDER "/c2pa.assertions/org.example.note"
#define INGREDIENT "c2pa.ingredient.v3"

static c2pa_manifest older_manifest(pki *p) {
  c2pa_manifest m = c2pa_ai_picture(p);
  m.label = OLDER;
  c2pa_add(&m, "org.example.note", cb_map(1, "note", cbor_text("drawn")));
  return m;
}

/* An action that points at the ingredient assertion. */
static bytes with_ingredient(const char *action, bytes ingredient_box) {
  bytes uri = c2pa_hashed_uri("c2pa.assertions/" INGREDIENT, ingredient_box);
  return c2pa_action_with(action, cb_map(1, "ingredients", cb_array(1, uri)));
}

/* A manifest that opened (parentOf) what this ingredient content says. */
static c2pa_manifest opened(bytes ingredient) {
  c2pa_manifest m = {0};
  bytes box_of = jumbf_cbor(INGREDIENT, ingredient);
  c2pa_add(&m, "c2pa.actions.v2", c2pa_actions(1, with_ingredient("c2pa.opened", box_of)));
  c2pa_add_box(&m, INGREDIENT, box_of);
  return m;
}

typedef void (*spoil)(c2pa_earlier *older, c2pa_manifest *m);

/* Spoilers before the ingredient's assertion is written see m == NULL. */
static bytes child_of(pki *p, c2pa_manifest older, spoil before, spoil after) {
  c2pa_earlier e = c2pa_ingredient(p, &older, NULL);
  if (before) before(&e, NULL);
  c2pa_manifest m = opened(c2pa_ingredient_v3("parentOf", &e));
  if (after) after(&e, &m);
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  return file;
}

static bytes parent(pki *p) { return child_of(p, older_manifest(p), NULL, NULL); }

static void other_box(c2pa_earlier *e, c2pa_manifest *m) {
  (void)m;
  e->manifest.ptr[e->manifest.len - 1] ^= 1; /* only what the reference hashes */
}
static bytes parent_other_hash(pki *p) { return child_of(p, older_manifest(p), other_box, NULL); }

static void drop_manifest(c2pa_earlier *e, c2pa_manifest *m) {
  (void)m;
  e->manifests = cut(e->manifests, 0);
}
static bytes parent_missing(pki *p) { return child_of(p, older_manifest(p), NULL, drop_manifest); }

static bytes parent_signature_flipped(pki *p) {
  c2pa_manifest m = older_manifest(p);
  m.cose.flip = true;
  return child_of(p, m, NULL, NULL);
}

/* ---- relationships ---- */

static bytes ingredient_only(pki *p, bytes content, const char *action) {
  c2pa_manifest m = c2pa_ai_picture(p);
  bytes box_of = jumbf_cbor(INGREDIENT, content);
  if (action) {
    bytes_free(m.assertions[0].box);
    bytes list = c2pa_actions(2, c2pa_action("c2pa.created", k_dst_trained),
                              with_ingredient(action, box_of));
    m.assertions[0].box = jumbf_cbor("c2pa.actions.v2", list);
  }
  c2pa_add_box(&m, INGREDIENT, box_of);
  return c2pa_png(p, &m, NULL);
}
static bytes component_unknown(pki *p) {
  return ingredient_only(p, c2pa_ingredient_v3("componentOf", NULL), "c2pa.placed");
}
static bytes input_unknown(pki *p) {
  return ingredient_only(p, c2pa_ingredient_v3("inputTo", NULL), NULL);
}
static bytes relationship_unknown(pki *p) {
  return ingredient_only(p, c2pa_ingredient_v3("cousinOf", NULL), NULL);
}
static bytes relationship_missing(pki *p) {
  return ingredient_only(p, cb_map(1, "dc:title", cbor_text("x")), NULL);
}
static bytes placed_parent(pki *p) {
  return ingredient_only(p, c2pa_ingredient_v3("parentOf", NULL), "c2pa.placed");
}
/* v3 names a manifest and brings no results of its validation. */
static bytes no_results(pki *p) {
  c2pa_manifest older = older_manifest(p);
  c2pa_earlier e = c2pa_ingredient(p, &older, NULL);
  bytes uri = c2pa_hashed_uri("/c2pa/" OLDER, e.manifest);
  bytes content = cb_map(2, "relationship", cbor_text("parentOf"), "activeManifest", uri);
  c2pa_manifest m = opened(content);
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  return file;
}
static bytes two_parents(pki *p) {
  c2pa_manifest m = opened(c2pa_ingredient_v3("parentOf", NULL));
  c2pa_add(&m, INGREDIENT "__1", c2pa_ingredient_v3("parentOf", NULL));
  return c2pa_png(p, &m, NULL);
}
static bytes thumbnail(pki *p, bool right) {
  bytes picture = jumbf_file("c2pa.thumbnail.ingredient", "image/png", fill(9, 40));
  bytes uri = c2pa_hashed_uri("c2pa.assertions/c2pa.thumbnail.ingredient", picture);
  if (!right) uri.ptr[uri.len - 1] ^= 1;
  bytes content = cb_map(2, "relationship", cbor_text("componentOf"), "thumbnail", uri);
  c2pa_manifest m = c2pa_ai_picture(p);
  c2pa_add(&m, INGREDIENT, content);
  c2pa_add_box(&m, "c2pa.thumbnail.ingredient", picture);
  return c2pa_png(p, &m, NULL);
}
static bytes thumbnail_right(pki *p) { return thumbnail(p, true); }
static bytes thumbnail_other(pki *p) { return thumbnail(p, false); }

/* A chain of manifests, each the parent of the next. */
static bytes generations(pki *p) {
  static const char *const k_labels[] = {
      OLDER, "urn:c2pa:5e1f0a1c-0000-4000-8000-000000000002",
      "urn:c2pa:5e1f0a1c-0000-4000-8000-000000000003"};
  c2pa_manifest m = older_manifest(p);
  c2pa_earlier e = c2pa_ingredient(p, &m, NULL);
  for (size_t i = 1; i < 3; i++) {
    m = opened(c2pa_ingredient_v3("parentOf", &e));
    m.label = k_labels[i];
    c2pa_earlier next = c2pa_ingredient(p, &m, &e);
    c2pa_earlier_free(&e);
    e = next;
  }
  m = opened(c2pa_ingredient_v3("parentOf", &e));
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  return file;
}

/* Two manifests that name each other: the older one cannot know the hash, so
 * its reference is wrong; nobody may go round for ever. */
static bytes circle(pki *p) {
  static const char k_newer[] = "urn:c2pa:5e1f0a1c-0000-4000-8000-00000000000a";
  c2pa_earlier nobody = {none(), fill(0, 16), fill(0, 16), k_newer};
  c2pa_manifest m = opened(c2pa_ingredient_v3("parentOf", &nobody));
  m.label = OLDER;
  c2pa_earlier e = c2pa_ingredient(p, &m, NULL);
  m = opened(c2pa_ingredient_v3("parentOf", &e));
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  c2pa_earlier_free(&nobody);
  return file;
}

/* ---- redaction ---- */

/* The older manifest as it stands after its note was taken out: the claim
 * still names it. */
static bytes redacting(pki *p, c2pa_manifest older, const char *uri, const char *also) {
  c2pa_earlier e = c2pa_ingredient(p, &older, NULL);
  bytes box_of = jumbf_cbor(INGREDIENT, c2pa_ingredient_v3("parentOf", &e));
  bytes what = cb_map(1, "redacted", cbor_text(uri));
  bytes list = c2pa_actions(2, with_ingredient("c2pa.opened", box_of),
                            cb_map(3, "action", cbor_text("c2pa.redacted"), "parameters", what,
                                   "reason", cbor_text("c2pa.PII.present")));
  c2pa_manifest m = {0};
  c2pa_add(&m, "c2pa.actions.v2", list);
  c2pa_add_box(&m, INGREDIENT, box_of);
  m.redacted[m.redacted_count++] = uri;
  if (also) m.redacted[m.redacted_count++] = also;
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  return file;
}
static bytes redacted(pki *p) {
  c2pa_manifest older = older_manifest(p);
  older.assertions[1].ref = C2PA_REF_NO_BOX;
  return redacting(p, older, NOTE, NULL);
}
static bytes not_redacted(pki *p) { return redacting(p, older_manifest(p), NOTE, NULL); }
static bytes redacted_actions(pki *p) {
  c2pa_manifest older = older_manifest(p);
  older.assertions[0].ref = C2PA_REF_NO_BOX;
  return redacting(p, older, "self#jumbf=/c2pa/" OLDER "/c2pa.assertions/c2pa.actions.v2", NULL);
}
static bytes redacted_binding(pki *p) {
  c2pa_manifest older = older_manifest(p);
  older.data_hash.ref = C2PA_REF_NO_BOX;
  return redacting(p, older, "self#jumbf=/c2pa/" OLDER "/c2pa.assertions/c2pa.hash.data", NULL);
}
static void redacts_itself(pki *p, c2pa_manifest *m) {
  (void)p;
  c2pa_add(m, "org.example.note", cb_map(1, "note", cbor_text("x")));
  m->redacted[m->redacted_count++] =
      "self#jumbf=/c2pa/urn:c2pa:5e1f0a1c-0000-4000-8000-00000000000a/c2pa.assertions/"
      "org.example.note";
}
/* Redacted, and the signature box that the reference names is another. */
static void other_signature(c2pa_earlier *e, c2pa_manifest *m) {
  (void)m;
  e->signature.ptr[e->signature.len - 1] ^= 1;
}
static bytes redacted_other_signature(pki *p) {
  c2pa_manifest older = older_manifest(p);
  older.assertions[1].ref = C2PA_REF_NO_BOX;
  c2pa_earlier e = c2pa_ingredient(p, &older, NULL);
  other_signature(&e, NULL);
  c2pa_manifest m = opened(c2pa_ingredient_v3("parentOf", &e));
  m.redacted[m.redacted_count++] = NOTE;
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  return file;
}

/* ---- update manifests ---- */

enum { UPDATE_GOOD, UPDATE_NO_PARENT, UPDATE_BINDING, UPDATE_ACTION, UPDATE_THUMBNAIL };

static bytes updated(pki *p, int how) {
  c2pa_manifest first = older_manifest(p);
  c2pa_earlier e;
  bytes_free(c2pa_png_kept(p, &first, NULL, &e));
  const char *relationship = how == UPDATE_NO_PARENT ? "componentOf" : "parentOf";
  bytes box_of = jumbf_cbor(INGREDIENT, c2pa_ingredient_v3(relationship, &e));
  const char *name = how == UPDATE_ACTION ? "c2pa.cropped" : "c2pa.edited.metadata";
  bytes actions = how == UPDATE_NO_PARENT
                      ? c2pa_actions(1, c2pa_action(name, NULL))
                      : c2pa_actions(2, with_ingredient("c2pa.opened", box_of), c2pa_action(name, NULL));
  c2pa_manifest m = {.type = "c2um", .data_hash.absent = how != UPDATE_BINDING};
  c2pa_add(&m, "c2pa.actions.v2", actions);
  c2pa_add_box(&m, INGREDIENT, box_of);
  if (how == UPDATE_THUMBNAIL) {
    bytes picture = jumbf_file("c2pa.thumbnail.claim", "image/png", fill(9, 40));
    c2pa_add_box(&m, "c2pa.thumbnail.claim", picture);
  }
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  return file;
}
static bytes update_good(pki *p) { return updated(p, UPDATE_GOOD); }
static bytes update_no_parent(pki *p) { return updated(p, UPDATE_NO_PARENT); }
static bytes update_binding(pki *p) { return updated(p, UPDATE_BINDING); }
static bytes update_action(pki *p) { return updated(p, UPDATE_ACTION); }
static bytes update_thumbnail(pki *p) { return updated(p, UPDATE_THUMBNAIL); }
static bytes update_pixel(pki *p) {
  bytes file = update_good(p);
  return patch(file, file.len - 20, (uint8_t)(file.ptr[file.len - 20] ^ 1));
}

/* ---- compressed manifests ---- */

/* The older manifest compressed, as the parent of a plain one. */
static bytes compressed(pki *p, bool right_label, bool junk) {
  c2pa_manifest older = older_manifest(p);
  c2pa_earlier e = c2pa_ingredient(p, &older, NULL);
  const char *label = right_label ? OLDER : "urn:c2pa:5e1f0a1c-0000-4000-8000-00000000cccc";
  bytes whole = junk ? jumbf_super("c2cm", label, box("brob", text("no brotli at all")))
                     : c2pa_compressed(label, copy_of(e.manifest));
  bytes_free(e.manifest);
  bytes_free(e.manifests);
  e.manifest = whole;
  e.manifests = copy_of(whole);
  e.label = label;
  c2pa_manifest m = opened(c2pa_ingredient_v3("parentOf", &e));
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  return file;
}
static bytes compressed_parent(pki *p) { return compressed(p, true, false); }
static bytes compressed_other_label(pki *p) { return compressed(p, false, false); }
static bytes compressed_junk(pki *p) { return compressed(p, true, true); }

/* A manifest that nothing refers to. */
static bytes unreferenced(pki *p) {
  c2pa_manifest older = older_manifest(p);
  c2pa_earlier e = c2pa_ingredient(p, &older, NULL);
  c2pa_manifest m = c2pa_ai_picture(p);
  bytes file = c2pa_png(p, &m, &e);
  c2pa_earlier_free(&e);
  return file;
}

#define FAITH "claimSignature.validated signingCredential.trusted"

const c2pa_case k_c2pa_graph_cases[] = {
    {"parent.png", NULL, parent, FAITH " ingredient.manifest.validated", "trusted", NULL},
    {"generations.png", NULL, generations, FAITH " ingredient.manifest.validated", "trusted", NULL},
    {"parent-other-hash.png", NULL, parent_other_hash, "ingredient.manifest.mismatch", "invalid",
     NULL},
    {"parent-missing.png", NULL, parent_missing, "ingredient.manifest.missing", "invalid", NULL},
    {"parent-signature-flipped.png", NULL, parent_signature_flipped, "claimSignature.mismatch",
     "invalid", NULL},
    {"circle.png", NULL, circle, "ingredient.manifest.mismatch", "invalid", NULL},
    {"component-unknown.png", NULL, component_unknown, FAITH " ingredient.unknownProvenance",
     "trusted", NULL},
    {"input-unknown.png", NULL, input_unknown, FAITH " !ingredient.unknownProvenance", "trusted",
     NULL},
    {"relationship-unknown.png", NULL, relationship_unknown, "assertion.ingredient.malformed",
     "invalid", NULL},
    {"relationship-missing.png", NULL, relationship_missing, "assertion.ingredient.malformed",
     "invalid", NULL},
    {"ingredient-no-results.png", NULL, no_results, "assertion.ingredient.malformed", "invalid",
     NULL},
    {"placed-parent.png", NULL, placed_parent, "assertion.action.ingredientMismatch", "invalid",
     NULL},
    {"two-parents.png", NULL, two_parents, "manifest.multipleParents", "invalid", NULL},
    {"thumbnail.png", NULL, thumbnail_right, FAITH, "trusted", NULL},
    {"thumbnail-other-hash.png", NULL, thumbnail_other, "hashedURI.mismatch", "invalid", NULL},
    {"unreferenced.png", NULL, unreferenced, FAITH, "trusted", NULL},
    {"redacted.png", NULL, redacted, FAITH " ingredient.claimSignature.validated", "trusted", NULL},
    {"not-redacted.png", NULL, not_redacted, "assertion.notRedacted", "invalid", NULL},
    {"redacted-actions.png", NULL, redacted_actions, "assertion.action.redacted", "invalid", NULL},
    {"redacted-binding.png", NULL, redacted_binding,
     "assertion.dataHash.redacted|assertion.hardBinding.redacted", "invalid", NULL},
    {"redacts-itself.png", redacts_itself, NULL, "assertion.selfRedacted", "invalid", NULL},
    {"redacted-other-signature.png", NULL, redacted_other_signature,
     "ingredient.claimSignature.mismatch", "invalid", NULL},
    {"update.png", NULL, update_good, FAITH " assertion.dataHash.match", "trusted", NULL},
    {"update-pixel.png", NULL, update_pixel, "assertion.dataHash.mismatch", "invalid", "integrity"},
    {"update-no-parent.png", NULL, update_no_parent, "manifest.update.wrongParents", "invalid",
     NULL},
    {"update-binding.png", NULL, update_binding, "manifest.update.invalid", "invalid", NULL},
    {"update-action.png", NULL, update_action, "manifest.update.invalid", "invalid", NULL},
    {"update-thumbnail.png", NULL, update_thumbnail, "manifest.update.invalid", "invalid", NULL},
    {"compressed-parent.png", NULL, compressed_parent, FAITH " ingredient.manifest.validated",
     "trusted", NULL},
    {"compressed-other-label.png", NULL, compressed_other_label, "manifest.compressed.invalid",
     "invalid", NULL},
    {"compressed-junk.png", NULL, compressed_junk, "manifest.compressed.invalid", "invalid", NULL},
    {0},
};
