/* Assertions of a claim: references, hashes, contents, redaction (C2PA 2.2
 * clauses 6.8, 10.2, 15.10.3). */
#include "base/json.h"
#include "c2pa/run.h"

enum { CBOR_DEPTH = 32, SPARE_ARENA = 8 << 20, SPARE_ITEMS = 90000, JSON_DEPTH = 32 };

const jb_cbor_item *jb_c2pa_parse(jb_c2pa_run *run, jb_span text, const char **error) {
  jb_cbor_result r = jb_cbor_parse(run->scratch, text, CBOR_DEPTH, (size_t)run->items_left);
  run->items_left -= r.items;
  *error = r.error;
  if (r.limit) { /* no fault of the text */
    jb_c2pa_limit(run, "c2pa_items_max");
    *error = NULL;
    return NULL;
  }
  if (r.root && r.consumed != text.len) *error = "data behind the item";
  if (r.quirks & JB_CBOR_DUPLICATE_KEY) *error = "a key stands twice";
  if (r.quirks & JB_CBOR_NOT_UTF8) *error = "text that is no UTF-8";
  return *error ? NULL : r.root;
}

/* ---- the list ---- */

static jb_assertion_type type_of(jb_span label, unsigned *version) {
  static const struct {
    const char *label;
    jb_assertion_type type;
  } k_types[] = {
      {"c2pa.actions", JB_ASSERTION_ACTIONS},
      {"c2pa.ingredient", JB_ASSERTION_INGREDIENT},
      {"c2pa.soft-binding", JB_ASSERTION_SOFT_BINDING},
      {"c2pa.cloud-data", JB_ASSERTION_CLOUD_DATA},
      {"c2pa.metadata", JB_ASSERTION_METADATA},
      {"c2pa.certificate-status", JB_ASSERTION_CERTIFICATE_STATUS},
      {"c2pa.time-stamp", JB_ASSERTION_TIME_STAMP},
  };
  jb_span base = jb_label_base(label, version);
  if (jb_binding_is_hard(label)) return JB_ASSERTION_HARD_BINDING;
  if (jb_binding_is_part(label)) return JB_ASSERTION_BINDING_PART;
  if (jb_binding_is_multi_asset(label)) return JB_ASSERTION_MULTI_ASSET;
  if (jb_span_starts(base, jb_span_str("c2pa.thumbnail."))) return JB_ASSERTION_THUMBNAIL;
  for (size_t i = 0; i < sizeof k_types / sizeof k_types[0]; i++) {
    if (jb_span_is(base, k_types[i].label)) return k_types[i].type;
  }
  return JB_ASSERTION_OTHER;
}

static bool is_kept(jb_assertion_type type) {
  return type != JB_ASSERTION_OTHER && type != JB_ASSERTION_THUMBNAIL &&
         type != JB_ASSERTION_SOFT_BINDING && type != JB_ASSERTION_METADATA;
}

/* What follows the last slash. */
static jb_span label_in(jb_span url) {
  size_t at = url.len;
  while (at > 0 && url.ptr[at - 1] != '/') at--;
  return jb_span_cut(url, at, url.len);
}

static void find_box(jb_c2pa_run *run, jb_manifest *m, jb_assertion *a) {
  jb_jumbf_box *box = jb_jumbf_resolve(&run->jumbf, m->tree, a->ref.url);
  if (box && m->assertion_store && box->parent == m->assertion_store) {
    a->box = box;
    box->marks |= JB_BOX_DECLARED;
  }
  if (!a->box) return;
  a->content = jb_jumbf_content(a->box, "cbor");
  if (!jb_jumbf_is(a->box, "cbor")) a->content = NULL;
}

static void list(jb_c2pa_run *run, jb_manifest *m, const char *key, bool created) {
  const jb_cbor_item *refs = jb_cbor_get(m->claim, key);
  if (!refs || refs->kind != JB_CBOR_ARRAY) return;
  for (const jb_cbor_item *r = refs->first; r; r = r->next) {
    if (run->assertions_left == 0) {
      jb_c2pa_limit(run, "c2pa_assertions_max");
      return;
    }
    run->assertions_left--;
    jb_assertion *a = &m->assertions[m->assertion_count++];
    a->ref = jb_hashed_uri_of(r);
    a->created = created;
    a->label = label_in(a->ref.url);
    a->type = type_of(a->label, &a->version);
    find_box(run, m, a);
    const char *error;
    if (a->content && is_kept(a->type)) a->item = jb_c2pa_parse(run, a->content->body, &error);
  }
}

static size_t count_of(const jb_manifest *m, const char *key) {
  const jb_cbor_item *refs = jb_cbor_get(m->claim, key);
  return refs && refs->kind == JB_CBOR_ARRAY ? refs->count : 0;
}

void jb_c2pa_list_assertions(jb_c2pa_run *run, jb_manifest *m) {
  bool first = m->model->claim_version == 1;
  size_t count = first ? count_of(m, "assertions")
                       : count_of(m, "created_assertions") + count_of(m, "gathered_assertions");
  if (count > run->assertions_left) count = (size_t)run->assertions_left;
  m->assertions = jb_arena_array(run->scratch, count + 1, sizeof *m->assertions);
  if (!m->assertions) {
    jb_c2pa_limit(run, "scratch_max");
    return;
  }
  /* version 1 knows no difference: the signer makes all of them */
  if (first) list(run, m, "assertions", true);
  if (!first) list(run, m, "created_assertions", true);
  if (!first) list(run, m, "gathered_assertions", false);
}

/* ---- redaction (2.2 clauses 6.8, 15.11.3) ---- */

static bool is_zero(jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i]) return false;
  }
  return true;
}

/* A redacted assertion that was not taken out holds the UUID of redaction and
 * zeros, nothing else. */
static bool is_emptied(const jb_jumbf_box *box) {
  static const uint8_t k_redacted[16] = {0xCA, 0xA9, 0x8E, 0xEE, 0x9D, 0x4D, 0xF8, 0x0E,
                                         0x86, 0xAD, 0x4D, 0xFF, 0xCA, 0x26, 0x39, 0x73};
  const jb_jumbf_box *content = box->first;
  if (!content) return true;
  if (box->count != 1 || content->type != 0x75756964 /* uuid */) return false;
  return jb_span_equal(jb_span_cut(content->body, 0, 16), jb_span_of(k_redacted, 16)) &&
         is_zero(jb_span_cut(content->body, 16, content->body.len));
}

static void redact_in(jb_c2pa_run *run, jb_manifest *by, jb_manifest *target, jb_span uri) {
  unsigned version;
  jb_jumbf_box *box = jb_jumbf_resolve(&run->jumbf, NULL, uri);
  jb_assertion_type type = type_of(label_in(uri), &version);
  if (type == JB_ASSERTION_ACTIONS) {
    jb_c2pa_say_uri(run, by, "assertion.action.redacted", JB_C2PA_FAILURE, uri, NULL);
  } else if (type == JB_ASSERTION_HARD_BINDING) {
    jb_c2pa_say_uri(run, by, "assertion.dataHash.redacted", JB_C2PA_FAILURE, uri, NULL);
  }
  if (box) box->marks |= JB_BOX_REDACTED;
  if (box && !is_emptied(box)) jb_c2pa_fail(run, by, "assertion.notRedacted", box, NULL);
  for (size_t i = 0; i < target->assertion_count; i++) {
    if (jb_span_equal(target->assertions[i].label, label_in(uri))) target->assertions[i].redacted = true;
  }
}

void jb_c2pa_note_redactions(jb_c2pa_run *run, jb_manifest *m) {
  enum { REDACTIONS_MAX = 1000 };
  const jb_cbor_item *listed = jb_cbor_get(m->claim, "redacted_assertions");
  if (!listed || listed->kind != JB_CBOR_ARRAY) return;
  size_t count = 0;
  for (const jb_cbor_item *r = listed->first; r; r = r->next) {
    if (count++ == REDACTIONS_MAX) {
      jb_c2pa_limit(run, "redacted assertions");
      return;
    }
    jb_span uri = jb_cbor_text(r);
    jb_span parent = uri;
    jb_span label = label_in(uri);
    /* the manifest by its own part of the URI: the assertion itself may be gone */
    if (label.len + 1 < uri.len) parent.len -= label.len + 1;
    jb_manifest *target = jb_c2pa_find_manifest(run, m, parent);
    if (target == m) {
      jb_c2pa_say_uri(run, m, "assertion.selfRedacted", JB_C2PA_FAILURE, uri, NULL);
    } else if (target && target->reached) {
      redact_in(run, m, target, uri);
    }
  }
}

/* ---- checks ---- */

static bool skip(jb_span *text, jb_span prefix) {
  if (!jb_span_starts(*text, prefix)) return false;
  *text = jb_span_cut(*text, prefix.len, text->len - prefix.len);
  return true;
}

/* An absolute URI under another manifest's label, whether that one exists or not. */
static bool is_outside(const jb_manifest *m, jb_span uri) {
  if (!skip(&uri, jb_span_str("self#jumbf="))) return true;
  (void)skip(&uri, jb_span_str("/"));
  if (!skip(&uri, jb_span_str("c2pa/"))) return false;
  return !skip(&uri, m->box->label) || !jb_span_starts(uri, jb_span_str("/"));
}

/* 2.2 clause 15.10.3: the assertion is one of this manifest, and exists. */
static void say_not_found(jb_c2pa_run *run, jb_manifest *m, const jb_assertion *a) {
  bool outside = is_outside(m, a->ref.url);
  jb_c2pa_say_uri(run, m, outside ? "assertion.outsideManifest" : "assertion.missing",
                  JB_C2PA_FAILURE, a->ref.url, NULL);
}

static void check_json(jb_c2pa_run *run, jb_manifest *m, const jb_assertion *a) {
  jb_jumbf_box *json = jb_jumbf_content(a->box, "json");
  jb_arena *spare = jb_arena_new(SPARE_ARENA);
  if (!spare) return;
  jb_json_options options = {.depth_max = JSON_DEPTH, .nodes_max = SPARE_ITEMS / 2};
  jb_json_result r = {.error = "no json box"};
  if (json) r = jb_json_parse(spare, json->body, options);
  if (r.limit) jb_c2pa_limit(run, "json_nodes_max");
  else if (r.error) jb_c2pa_fail(run, m, "assertion.json.invalid", a->box, r.error);
  jb_arena_free(spare);
}

static void check_cbor(jb_c2pa_run *run, jb_manifest *m, const jb_assertion *a) {
  if (a->item) return;
  const char *error = "no cbor box";
  jb_arena *spare = a->content ? jb_arena_new(SPARE_ARENA) : NULL;
  if (spare) {
    jb_cbor_result r = jb_cbor_parse(spare, a->content->body, CBOR_DEPTH, SPARE_ITEMS);
    error = r.error;
    if (r.root && r.consumed != a->content->body.len) error = "data behind the item";
    if (r.quirks & JB_CBOR_DUPLICATE_KEY) error = "a key stands twice";
    if (r.limit) {
      jb_c2pa_limit(run, "c2pa_items_max");
      error = NULL;
    }
  }
  if (error) jb_c2pa_fail(run, m, "assertion.cbor.invalid", a->box, error);
  jb_arena_free(spare);
}

static void check_content(jb_c2pa_run *run, jb_manifest *m, const jb_assertion *a) {
  if (jb_jumbf_is(a->box, "json")) check_json(run, m, a);
  if (jb_jumbf_is(a->box, "cbor")) check_cbor(run, m, a);
}

static void check_one(jb_c2pa_run *run, jb_manifest *m, jb_assertion *a) {
  if (a->redacted) return;
  if (!a->box) {
    say_not_found(run, m, a);
    return;
  }
  a->hash = jb_box_hash(run, a->box, jb_alg_of(&a->ref, m), a->ref.hash);
  if (a->hash == JB_PRESENT) {
    a->box->marks |= JB_BOX_HASHED;
    jb_c2pa_say(run, m, "assertion.hashedURI.match", JB_C2PA_SUCCESS, a->box, NULL);
  } else if (a->hash == JB_ABSENT) {
    jb_c2pa_fail(run, m, "assertion.hashedURI.mismatch", a->box, NULL);
  } else if (!run->limit) {
    jb_c2pa_fail(run, m, "algorithm.unsupported", a->box, NULL);
  }
  check_content(run, m, a);
}

/* ---- hashed URIs inside of assertions ---- */

static void check_inner(jb_c2pa_run *run, jb_manifest *m, const jb_cbor_item *map,
                        const jb_jumbf_box *where) {
  jb_hashed_uri uri = jb_hashed_uri_of(map);
  jb_jumbf_box *box = jb_jumbf_resolve(&run->jumbf, m->tree, uri.url);
  if (!uri.url.ptr || !uri.hash.ptr) return;
  if (!jb_span_starts(uri.url, jb_span_str("self#jumbf="))) return;
  if (box && (box->marks & JB_BOX_REDACTED)) return;
  if (!box) {
    jb_c2pa_say_uri(run, m, "hashedURI.missing", JB_C2PA_FAILURE, uri.url, NULL);
    return;
  }
  jb_answer answer = jb_box_hash(run, box, jb_alg_of(&uri, m), uri.hash);
  if (answer == JB_PRESENT) box->marks |= JB_BOX_HASHED;
  if (answer == JB_ABSENT) jb_c2pa_fail(run, m, "hashedURI.mismatch", box, NULL);
  if (answer == JB_UNKNOWN && !run->limit) {
    jb_c2pa_fail(run, m, "algorithm.unsupported", where, NULL);
  }
}

/* Pictures and data that ingredients and the claim's generator refer to. */
static void check_inner_uris(jb_c2pa_run *run, jb_manifest *m) {
  const jb_cbor_item *info = jb_cbor_get(m->claim, "claim_generator_info");
  const jb_cbor_item *icon = jb_cbor_get(info, "icon");
  if (icon) check_inner(run, m, icon, m->claim_box);
  for (size_t i = 0; i < m->assertion_count; i++) {
    const jb_assertion *a = &m->assertions[i];
    if (a->type != JB_ASSERTION_INGREDIENT || a->redacted) continue;
    static const char *const k_members[] = {"thumbnail", "data"};
    for (size_t k = 0; k < 2; k++) {
      const jb_cbor_item *member = jb_cbor_get(a->item, k_members[k]);
      if (member) check_inner(run, m, member, a->box);
    }
  }
}

/* A box in the assertion store that the claim does not list came in later. */
static void check_undeclared(jb_c2pa_run *run, jb_manifest *m) {
  if (!m->assertion_store || !m->claim) return;
  for (jb_jumbf_box *b = m->assertion_store->first; b; b = b->next) {
    bool assertion = b->described;
    if (assertion && !(b->marks & (JB_BOX_DECLARED | JB_BOX_REDACTED))) {
      jb_c2pa_fail(run, m, "assertion.undeclared", b, NULL);
    }
  }
}

static void check_cloud_data(jb_c2pa_run *run, jb_manifest *m, const jb_assertion *a) {
  unsigned version;
  jb_span label = jb_cbor_get_text(a->item, "label");
  jb_assertion_type type = type_of(label, &version);
  bool whole = label.ptr && jb_cbor_get(a->item, "size") && jb_cbor_get(a->item, "location") &&
               jb_cbor_get_text(a->item, "content_type").ptr;
  if (!whole) {
    jb_c2pa_fail(run, m, "assertion.cloud-data.malformed", a->box, NULL);
  } else if (type == JB_ASSERTION_HARD_BINDING) {
    jb_c2pa_fail(run, m, "assertion.cloud-data.hardBinding", a->box, NULL);
  } else if (type == JB_ASSERTION_ACTIONS && m->update) {
    jb_c2pa_fail(run, m, "assertion.cloud-data.actions", a->box, NULL);
  }
}

static void tell(jb_c2pa_run *run, jb_manifest *m) {
  jb_c2pa_manifest *to = m->model;
  to->assertions = jb_arena_array(run->in->arena, m->assertion_count + 1, sizeof *to->assertions);
  if (!to->assertions) {
    jb_c2pa_limit(run, "memory_max");
    return;
  }
  to->assertion_capacity = m->assertion_count + 1;
  for (size_t i = 0; i < m->assertion_count; i++) {
    const jb_assertion *a = &m->assertions[i];
    to->assertions[to->assertion_count++] =
        (jb_c2pa_assertion){.label = jb_c2pa_keep(run, a->label),
                            .created = a->created,
                            .redacted = a->redacted,
                            .hash = a->hash};
  }
}

void jb_c2pa_check_assertions(jb_c2pa_run *run, jb_manifest *m) {
  for (size_t i = 0; i < m->assertion_count; i++) check_one(run, m, &m->assertions[i]);
  for (size_t i = 0; i < m->assertion_count; i++) {
    const jb_assertion *a = &m->assertions[i];
    if (a->type == JB_ASSERTION_CLOUD_DATA && a->item) check_cloud_data(run, m, a);
  }
  check_undeclared(run, m);
  check_inner_uris(run, m);
  tell(run, m);
}
