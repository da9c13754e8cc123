/* Claims and assertions: clauses 15.6 and 15.10. */
#include "support/c2pa_cases.h"

static void v1(pki *p, c2pa_manifest *m) {
  bytes_free(m->assertions[0].box);
  *m = c2pa_ai_picture_v1(p);
}

static void no_claim(pki *p, c2pa_manifest *m) { (void)p; m->no_claim = true; }
static void two_claims(pki *p, c2pa_manifest *m) { (void)p; m->two_claims = true; }
static void claim_not_cbor(pki *p, c2pa_manifest *m) {
  (void)p;
  m->claim_instead = hex("A3 61 61 FF FF");
}
static void claim_no_map(pki *p, c2pa_manifest *m) { (void)p; m->claim_instead = cb_array(0); }
static void no_instance_id(pki *p, c2pa_manifest *m) { (void)p; m->without = "instanceID"; }
static void no_created(pki *p, c2pa_manifest *m) { (void)p; m->without = "created_assertions"; }
static void no_info(pki *p, c2pa_manifest *m) { (void)p; m->without = "claim_generator_info"; }
static void info_no_name(pki *p, c2pa_manifest *m) {
  (void)p;
  m->without = m->extra_key = "claim_generator_info";
  m->extra = cb_map(1, "version", cbor_text("1"));
}
static void v1_no_info(pki *p, c2pa_manifest *m) {
  v1(p, m);
  m->without = "claim_generator_info";
}
static void v1_no_generator(pki *p, c2pa_manifest *m) {
  v1(p, m);
  m->without = "claim_generator";
}
static void v1_no_assertions(pki *p, c2pa_manifest *m) {
  v1(p, m);
  m->without = "assertions";
}
static void no_signature(pki *p, c2pa_manifest *m) { (void)p; m->no_signature = true; }
static void no_signature_field(pki *p, c2pa_manifest *m) { (void)p; m->without = "signature"; }
static void signature_elsewhere(pki *p, c2pa_manifest *m) {
  (void)p;
  m->signature_uri = "self#jumbf=/c2pa/urn:c2pa:other/c2pa.signature";
}
static void no_store(pki *p, c2pa_manifest *m) { (void)p; m->no_assertion_store = true; }
static void label_store(pki *p, c2pa_manifest *m) { (void)p; m->store_label = "c2pb"; }
static void label_assertions(pki *p, c2pa_manifest *m) {
  (void)p;
  m->assertion_store_label = "c2pa.assertionz";
}
static void label_claim(pki *p, c2pa_manifest *m) { (void)p; m->claim_label = "c2pa.claim.v9"; }
static void label_signature(pki *p, c2pa_manifest *m) {
  (void)p;
  m->signature_label = "c2pa.signaturE";
}

static c2pa_assertion *extra_assertion(c2pa_manifest *m) {
  return c2pa_add(m, "org.example.note", cb_map(1, "note", cbor_text("drawn")));
}
static void custom(pki *p, c2pa_manifest *m) { (void)p; extra_assertion(m); }
static void gathered(pki *p, c2pa_manifest *m) { (void)p; extra_assertion(m)->gathered = true; }
static void no_slash(pki *p, c2pa_manifest *m) {
  (void)p;
  extra_assertion(m)->ref = C2PA_REF_NO_SLASH;
}
static void undeclared(pki *p, c2pa_manifest *m) {
  (void)p;
  extra_assertion(m)->ref = C2PA_REF_NONE;
}
static void missing(pki *p, c2pa_manifest *m) {
  (void)p;
  extra_assertion(m)->ref = C2PA_REF_NO_BOX;
}
static void other_hash(pki *p, c2pa_manifest *m) {
  (void)p;
  extra_assertion(m)->ref = C2PA_REF_OTHER_HASH;
}
static void md5(pki *p, c2pa_manifest *m) { (void)p; extra_assertion(m)->ref = C2PA_REF_MD5; }
static void no_alg(pki *p, c2pa_manifest *m) { (void)p; m->alg = ""; }
static void outside(pki *p, c2pa_manifest *m) {
  (void)p;
  c2pa_assertion *a = extra_assertion(m);
  a->ref = C2PA_REF_ELSEWHERE;
  a->elsewhere = "urn:c2pa:5e1f0a1c-0000-4000-8000-00000000beef";
}
static void bad_cbor(pki *p, c2pa_manifest *m) {
  (void)p;
  c2pa_add(m, "c2pa.soft-binding", hex("A2 63 61 6C 67"));
}
static void bad_json(pki *p, c2pa_manifest *m) {
  (void)p;
  c2pa_add_box(m, "c2pa.metadata", jumbf_json("c2pa.metadata", "{\"@context\": "));
}
static void same_label(pki *p, c2pa_manifest *m) {
  (void)p;
  extra_assertion(m);
  c2pa_add(m, "org.example.note", cb_map(1, "note", cbor_text("another")))->ref = C2PA_REF_NONE;
}
static void instances(pki *p, c2pa_manifest *m) {
  (void)p;
  extra_assertion(m);
  c2pa_add(m, "org.example.note__1", cb_map(1, "note", cbor_text("another")));
}
static void free_box(pki *p, c2pa_manifest *m) {
  (void)p;
  m->box_more = box("free", fill(0, 16));
}
static void private_box(pki *p, c2pa_manifest *m) {
  (void)p;
  m->box_more = jumbf_cbor("org.example.box", cb_map(0));
}

/* cloud-data: 2.2 clause 18.13 */
static bytes cloud(const char *label, const char *drop) {
  cb_pairs map = cb_pairs_new();
  cb_add(&map, "label", cbor_text(label));
  if (!drop) cb_add(&map, "size", cbor_int(100));
  bytes at = cb_map(3, "url", cbor_text("https://example.invalid/a"), "alg", cbor_text("sha256"), "hash",
                    cbor_bytes(fill(7, 32)));
  cb_add(&map, "location", at);
  cb_add(&map, "content_type", cbor_text("application/cbor"));
  return cb_pairs_map(map);
}
static void cloud_malformed(pki *p, c2pa_manifest *m) {
  (void)p;
  c2pa_add(m, "c2pa.cloud-data", cloud("org.example.note", "size"));
}
static void cloud_hard_binding(pki *p, c2pa_manifest *m) {
  (void)p;
  c2pa_add(m, "c2pa.cloud-data", cloud("c2pa.hash.data", NULL));
}
static void cloud_plain(pki *p, c2pa_manifest *m) {
  (void)p;
  c2pa_add(m, "c2pa.cloud-data", cloud("org.example.note", NULL));
}

static void icon_missing(pki *p, c2pa_manifest *m) {
  (void)p;
  m->without = m->extra_key = "claim_generator_info";
  bytes uri = cb_map(2, "url", cbor_text("self#jumbf=c2pa.assertions/c2pa.icon"), "hash",
                     cbor_bytes(fill(1, 32)));
  m->extra = cb_map(2, "name", cbor_text("painter"), "icon", uri);
}

#define ACTIONS "c2pa.actions.v2"
static void actions_are(c2pa_manifest *m, bytes content) {
  bytes_free(m->assertions[0].box);
  m->assertions[0].box = jumbf_cbor(ACTIONS, content);
}
static void no_actions(pki *p, c2pa_manifest *m) {
  (void)p;
  actions_are(m, cb_map(1, "allActionsIncluded", cb_true()));
}
static void no_action_name(pki *p, c2pa_manifest *m) {
  (void)p;
  bytes created = c2pa_action("c2pa.created", k_dst_trained);
  actions_are(m, c2pa_actions(2, created, cb_map(1, "when", cbor_text("2026-01-01T00:00:00Z"))));
}
static void created_second(pki *p, c2pa_manifest *m) {
  (void)p;
  actions_are(m, c2pa_actions(2, c2pa_action("c2pa.edited", NULL),
                              c2pa_action("c2pa.created", k_dst_trained)));
}
static void created_twice(pki *p, c2pa_manifest *m) {
  (void)p;
  actions_are(m, c2pa_actions(2, c2pa_action("c2pa.created", k_dst_trained),
                              c2pa_action("c2pa.created", k_dst_trained)));
}
static void created_no_source(pki *p, c2pa_manifest *m) {
  (void)p;
  actions_are(m, c2pa_actions(1, c2pa_action("c2pa.created", NULL)));
}
static void no_actions_assertion(pki *p, c2pa_manifest *m) {
  (void)p;
  bytes_free(m->assertions[0].box);
  m->count = 0;
  extra_assertion(m);
}
static void opened_nothing(pki *p, c2pa_manifest *m) {
  (void)p;
  actions_are(m, c2pa_actions(1, c2pa_action("c2pa.opened", NULL)));
}
static void placed_nothing(pki *p, c2pa_manifest *m) {
  (void)p;
  actions_are(m, c2pa_actions(2, c2pa_action("c2pa.created", k_dst_trained),
                              c2pa_action("c2pa.placed", NULL)));
}
static void redacted_nothing(pki *p, c2pa_manifest *m) {
  (void)p;
  bytes where = cb_map(1, "redacted", cbor_text("self#jumbf=/c2pa/urn:c2pa:no/c2pa.assertions/x"));
  actions_are(m, c2pa_actions(2, c2pa_action("c2pa.created", k_dst_trained),
                              c2pa_action_with("c2pa.redacted", where)));
}
static void watermarked(pki *p, c2pa_manifest *m) {
  (void)p;
  actions_are(m, c2pa_actions(2, c2pa_action("c2pa.created", k_dst_trained),
                              c2pa_action("c2pa.watermarked.bound", NULL)));
}
static void vendor_action(pki *p, c2pa_manifest *m) {
  (void)p;
  actions_are(m, c2pa_actions(2, c2pa_action("c2pa.created", k_dst_trained),
                              c2pa_action("com.example.upscale", NULL)));
}

#define GOOD "claimSignature.validated claimSignature.insideValidity signingCredential.trusted " \
             "assertion.dataHash.match assertion.hashedURI.match"

const c2pa_case k_c2pa_claim_cases[] = {
    {"valid-v2.png", NULL, NULL, GOOD, "trusted", "none"},
    {"valid-v2.jpg", NULL, NULL, GOOD, "trusted", "none"},
    {"valid-v1.png", v1, NULL, GOOD, "trusted", "none"},
    {"valid-v1.jpg", v1, NULL, GOOD, "trusted", "none"},
    {"custom-assertion.png", custom, NULL, GOOD, "trusted", NULL},
    {"gathered.png", gathered, NULL, GOOD, "trusted", NULL},
    {"uri-without-slash.png", no_slash, NULL, GOOD, "trusted", NULL},
    {"label-instances.png", instances, NULL, GOOD, "trusted", NULL},
    {"free-box.png", free_box, NULL, GOOD, "trusted", NULL},
    {"private-box.png", private_box, NULL, GOOD, "trusted", NULL},
    {"vendor-action.png", vendor_action, NULL, GOOD, "trusted", NULL},
    {"cloud-data.png", cloud_plain, NULL, "claimSignature.validated", "trusted", NULL},
    {"v1-without-generator-info.png", v1_no_info, NULL, GOOD, "trusted", NULL},
    {"claim-missing.png", no_claim, NULL, "claim.missing", "invalid", "structure"},
    {"claim-multiple.png", two_claims, NULL, "claim.multiple", "invalid", "structure"},
    {"claim-not-cbor.png", claim_not_cbor, NULL, "claim.cbor.invalid", "invalid", NULL},
    {"claim-no-map.png", claim_no_map, NULL, "claim.cbor.invalid|claim.malformed", "invalid", NULL},
    {"claim-no-instance-id.png", no_instance_id, NULL, "claim.malformed", "invalid", NULL},
    {"claim-no-created.png", no_created, NULL, "claim.malformed", "invalid", NULL},
    {"claim-no-generator-info.png", no_info, NULL, "claim.malformed", "invalid", NULL},
    {"claim-info-no-name.png", info_no_name, NULL, "claim.malformed", "invalid", NULL},
    {"v1-no-generator.png", v1_no_generator, NULL, "claim.malformed", "invalid", NULL},
    {"v1-no-assertions.png", v1_no_assertions, NULL, "claim.malformed", "invalid", NULL},
    {"signature-missing.png", no_signature, NULL, "claimSignature.missing", "invalid", NULL},
    {"signature-field-missing.png", no_signature_field, NULL,
     "claim.malformed|claimSignature.missing", "invalid", NULL},
    {"signature-elsewhere.png", signature_elsewhere, NULL,
     "claimSignature.missing|claim.malformed", "invalid", NULL},
    {"assertion-store-missing.png", no_store, NULL, "assertion.missing", "invalid", NULL},
    {"label-store.png", label_store, NULL, "", "invalid|none", NULL},
    {"label-assertion-store.png", label_assertions, NULL, "assertion.missing", "invalid", NULL},
    {"label-claim.png", label_claim, NULL, "claim.missing", "invalid", NULL},
    {"label-signature.png", label_signature, NULL, "claimSignature.missing", "invalid", NULL},
    {"assertion-undeclared.png", undeclared, NULL, "assertion.undeclared", "invalid", NULL},
    {"assertion-missing.png", missing, NULL, "assertion.missing", "invalid", NULL},
    {"assertion-other-hash.png", other_hash, NULL, "assertion.hashedURI.mismatch", "invalid",
     "integrity"},
    {"assertion-md5.png", md5, NULL, "algorithm.unsupported", "invalid", NULL},
    {"claim-without-alg.png", no_alg, NULL, "algorithm.unsupported", "invalid", NULL},
    {"assertion-outside.png", outside, NULL, "assertion.outsideManifest", "invalid", NULL},
    {"assertion-bad-cbor.png", bad_cbor, NULL, "assertion.cbor.invalid", "invalid", NULL},
    {"assertion-bad-json.png", bad_json, NULL, "assertion.json.invalid", "invalid", NULL},
    {"assertion-same-label.png", same_label, NULL, "", "invalid", NULL},
    {"cloud-data-malformed.png", cloud_malformed, NULL, "assertion.cloud-data.malformed", "invalid",
     NULL},
    {"cloud-data-hard-binding.png", cloud_hard_binding, NULL, "assertion.cloud-data.hardBinding",
     "invalid", NULL},
    {"icon-missing.png", icon_missing, NULL, "hashedURI.missing|assertion.missing", "invalid", NULL},
    {"actions-none.png", no_actions, NULL, "assertion.action.malformed", "invalid", NULL},
    {"action-no-name.png", no_action_name, NULL, "assertion.action.malformed", "invalid", NULL},
    {"created-second.png", created_second, NULL, "assertion.action.malformed", "invalid", NULL},
    {"created-twice.png", created_twice, NULL, "assertion.action.malformed", "invalid", NULL},
    {"created-no-source.png", created_no_source, NULL, "assertion.action.malformed", "invalid",
     NULL},
    {"no-actions-assertion.png", no_actions_assertion, NULL, "assertion.action.malformed",
     "invalid", NULL},
    {"opened-nothing.png", opened_nothing, NULL, "assertion.action.ingredientMismatch", "invalid",
     NULL},
    {"placed-nothing.png", placed_nothing, NULL, "assertion.action.ingredientMismatch", "invalid",
     NULL},
    {"redacted-nothing.png", redacted_nothing, NULL, "assertion.action.redactionMismatch",
     "invalid", NULL},
    {"watermarked-unbound.png", watermarked, NULL, "assertion.action.softBindingMissing", "invalid",
     NULL},
    {0},
};
