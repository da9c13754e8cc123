/* The order of validation (C2PA 2.2 clause 15.6 to 15.12): which manifests
 * count, each of them once, and the states that follow. */
#include "c2pa/run.h"

enum { OCSP_MAX = 64, TOKENS_MAX = 8 };

/* ---- which manifests count ---- */

static void reach(jb_c2pa_run *run, jb_manifest *m, jb_manifest *from, jb_relationship as) {
  if (m->reached || m->time_stamp) return;
  m->reached = m->model->reachable = true;
  m->order = run->reached_count;
  m->reached_from = from;
  m->reached_as = as;
  run->reached[run->reached_count++] = m;
}

/* From the active manifest through ingredients, by layers: every manifest is
 * read once, however many paths lead to it. */
static void read_graph(jb_c2pa_run *run) {
  reach(run, run->active, NULL, JB_RELATIONSHIP_NONE);
  for (size_t i = 0; i < run->reached_count; i++) {
    jb_manifest *m = run->reached[i];
    jb_c2pa_read_claim(run, m);
    for (size_t k = 0; k < m->ingredient_count; k++) {
      const jb_ingredient *one = &m->ingredients[k];
      if (one->target) reach(run, one->target, m, one->relationship);
    }
  }
  for (size_t i = 0; i < run->reached_count; i++) jb_c2pa_note_redactions(run, run->reached[i]);
}

/* ---- the claim signature ---- */

typedef struct evidence {
  jb_span ocsp[OCSP_MAX];
  size_t ocsp_count;
} evidence;

/* c2pa.certificate-status assertions, anywhere in the store (clause 15.9). */
static void gather_ocsp(const jb_c2pa_run *run, evidence *out) {
  for (size_t i = 0; i < run->reached_count; i++) {
    const jb_manifest *m = run->reached[i];
    for (size_t k = 0; k < m->assertion_count; k++) {
      const jb_assertion *a = &m->assertions[k];
      const jb_cbor_item *list = jb_cbor_get(a->item, "ocspVals");
      if (a->type != JB_ASSERTION_CERTIFICATE_STATUS || !list) continue;
      for (const jb_cbor_item *v = list->first; v && out->ocsp_count < OCSP_MAX; v = v->next) {
        if (v->kind == JB_CBOR_BYTES) out->ocsp[out->ocsp_count++] = v->bytes;
      }
    }
  }
}

/* Tokens that c2pa.time-stamp assertions of other manifests hold for this one
 * (clause 15.8). */
static size_t gather_tokens(const jb_c2pa_run *run, const jb_manifest *m, jb_span *out) {
  size_t count = 0;
  for (size_t i = 0; i < run->reached_count; i++) {
    const jb_manifest *by = run->reached[i];
    for (size_t k = 0; k < by->assertion_count; k++) {
      const jb_assertion *a = &by->assertions[k];
      if (a->type != JB_ASSERTION_TIME_STAMP || !a->item) continue;
      if (a->item->kind != JB_CBOR_MAP) continue;
      for (const jb_cbor_item *key = a->item->first; key; key = key->next->next) {
        bool ours = key->kind == JB_CBOR_TEXT && jb_span_equal(key->bytes, m->box->label);
        if (ours && key->next->kind == JB_CBOR_BYTES && count < TOKENS_MAX) {
          out[count++] = key->next->bytes;
        }
      }
    }
  }
  return count;
}

static void keep_credential(jb_c2pa_run *run, jb_c2pa_credential *to,
                            const jb_c2pa_credential *from) {
  *to = *from;
  if (!from->present) return;
  to->subject = jb_c2pa_keep(run, jb_span_from(from->subject));
  to->issuer = jb_c2pa_keep(run, jb_span_from(from->issuer));
  to->common_name = jb_c2pa_keep(run, jb_span_from(from->common_name));
  to->organisation = jb_c2pa_keep(run, jb_span_from(from->organisation));
  if (from->serial) to->serial = jb_arena_string(run->in->arena, jb_span_str(from->serial));
}

static const char *origin_name(jb_anchor_origin origin) {
  return origin < JB_ANCHOR_ORIGIN_COUNT ? jb_anchor_origin_name(origin) : "none";
}

static void tell_signature(jb_c2pa_run *run, jb_manifest *m, const jb_jumbf_box *content) {
  const jb_cose_result *r = m->cose;
  jb_c2pa_manifest *to = m->model;
  to->algorithm = r->algorithm;
  to->signed_at = r->signed_at;
  to->claimed_at = r->claimed_at;
  keep_credential(run, &to->signer, &r->signer);
  keep_credential(run, &to->time_stamper, &r->time_stamper);
  if (r->trusted) to->vouched_by = origin_name(r->signer_origin);
  if (r->signed_at != INT64_MIN) to->time_by = origin_name(r->time_origin);
  if (r->limit) jb_c2pa_limit(run, "claim signature");
  for (size_t i = 0; i < r->status_count; i++) {
    const jb_cose_status *s = &r->statuses[i];
    const char *why = s->explanation
                          ? jb_arena_string(run->in->arena, jb_span_str(s->explanation))
                          : NULL;
    jb_c2pa_say(run, m, s->code, s->severity, m->signature_box, why);
    jb_range at;
    bool placed = s->at.length && to->status_count &&
                  jb_c2pa_place(run, m->signature_box,
                                content->at + content->header + s->at.offset, s->at.length, &at);
    if (placed) to->statuses[to->status_count - 1].at = at;
  }
}

static void check_signature(jb_c2pa_run *run, jb_manifest *m, const evidence *e) {
  if (!m->signature_box) return;
  const jb_jumbf_box *content = jb_jumbf_content(m->signature_box, "cbor");
  jb_span tokens[TOKENS_MAX];
  jb_cose_input input = {.content = content->body,
                         .claim = m->claim_bytes,
                         .claim_version = m->model->claim_version,
                         .now = run->options.now,
                         .anchors = run->options.anchors,
                         .ocsp = e->ocsp,
                         .ocsp_count = e->ocsp_count,
                         .tokens = tokens,
                         .token_count = gather_tokens(run, m, tokens),
                         .effort = &run->effort_left};
  m->cose = jb_arena_alloc(run->scratch, sizeof *m->cose);
  if (!m->cose) {
    jb_c2pa_limit(run, "scratch_max");
    return;
  }
  jb_cose_verify(run->scratch, &input, m->cose);
  tell_signature(run, m, content);
}

static void check_time_stamps(jb_c2pa_run *run, jb_manifest *m) {
  for (size_t i = 0; i < m->assertion_count; i++) {
    const jb_assertion *a = &m->assertions[i];
    if (a->type != JB_ASSERTION_TIME_STAMP || !a->item) continue;
    bool whole = a->item->kind == JB_CBOR_MAP && a->item->count > 0;
    for (const jb_cbor_item *k = whole ? a->item->first : NULL; k; k = k->next->next) {
      whole &= k->kind == JB_CBOR_TEXT && k->next->kind == JB_CBOR_BYTES;
    }
    if (!whole) jb_c2pa_fail(run, m, "assertion.timestamp.malformed", a->box, NULL);
  }
}

/* ---- the hard binding (clauses 15.10.1.2, 15.12) ---- */

/* Through update manifests to the standard manifest below. */
static jb_manifest *find_bound(jb_c2pa_run *run) {
  jb_manifest *m = run->active;
  for (size_t steps = 0; m && m->update; steps++) {
    jb_manifest *parent = NULL;
    for (size_t i = 0; i < m->ingredient_count && !parent; i++) {
      if (m->ingredients[i].relationship == JB_RELATIONSHIP_PARENT) parent = m->ingredients[i].target;
    }
    m = steps < run->manifest_count ? parent : NULL;
  }
  return m && !m->unreadable ? m : NULL;
}

static jb_binding_assertion binding_assertion(jb_c2pa_run *run, const jb_assertion *a) {
  jb_binding_assertion out = {.label = a->label, .item = a->item};
  if (a->content) {
    (void)jb_c2pa_place(run, a->content, a->content->at + a->content->header,
                        a->content->body.len, &out.at);
  }
  return out;
}

static void begin_binding(jb_c2pa_run *run) {
  jb_manifest *m = run->bound = find_bound(run);
  if (!m) return;
  jb_binding_input input = {.alg = m->alg, .updated = m != run->active};
  jb_binding_assertion multi;
  jb_binding_assertion *parts =
      jb_arena_array(run->scratch, m->assertion_count + 1, sizeof *parts);
  size_t hard = 0;
  for (size_t i = 0; parts && i < m->assertion_count; i++) {
    const jb_assertion *a = &m->assertions[i];
    if (!a->box) continue;
    if (a->type == JB_ASSERTION_HARD_BINDING && hard++ == 0) input.hard = binding_assertion(run, a);
    if (a->type == JB_ASSERTION_BINDING_PART) parts[input.part_count++] = binding_assertion(run, a);
    if (a->type == JB_ASSERTION_MULTI_ASSET) {
      multi = binding_assertion(run, a);
      input.multi_asset = &multi;
    }
  }
  input.parts = parts;
  if (hard == 0) jb_c2pa_fail(run, m, "claim.hardBindings.missing", m->claim_box, NULL);
  if (hard > 1) jb_c2pa_fail(run, m, "assertion.multipleHardBindings", m->claim_box, NULL);
  if (hard == 1) run->binding = jb_binding_begin(&run->file, &input);
  if (hard == 1 && !run->binding) jb_c2pa_limit(run, "scratch_max");
}

void jb_c2pa_validate(jb_c2pa_run *run) {
  static const evidence k_none;
  read_graph(run);
  evidence *e = jb_arena_alloc(run->scratch, sizeof *e);
  if (e) gather_ocsp(run, e);
  for (size_t i = 0; i < run->reached_count; i++) {
    jb_manifest *m = run->reached[i];
    if (!jb_jumbf_is_unique(m->box)) {
      jb_c2pa_fail(run, m, "general.error", NULL, "two manifests have this label");
    }
    check_signature(run, m, e ? e : &k_none);
    jb_c2pa_check_assertions(run, m);
    check_time_stamps(run, m);
    jb_c2pa_check_ingredients(run, m);
    jb_c2pa_check_actions(run, m);
  }
  jb_c2pa_collect_recorded(run);
  begin_binding(run);
}

/* ---- states (clause 14.3) ---- */

static const char *why_name(jb_why_invalid why) {
  static const char *const k_names[] = {"none", "time", "trust", "structure", "integrity"};
  return k_names[why];
}

static bool is_untrusted(const jb_c2pa_status *s) {
  return strcmp(s->code, "signingCredential.untrusted") == 0;
}

static jb_why_invalid stronger(jb_why_invalid a, jb_why_invalid b) { return a > b ? a : b; }

/* A manifest for itself: of its ingredients only that their references hold. */
static void conclude_manifest(jb_manifest *m) {
  jb_c2pa_manifest *to = m->model;
  jb_why_invalid why = JB_INVALID_NONE;
  for (size_t i = 0; i < to->status_count; i++) {
    const jb_c2pa_status *s = &to->statuses[i];
    if (s->severity == JB_C2PA_FAILURE && !is_untrusted(s)) why = stronger(why, jb_c2pa_why(s->code));
  }
  to->why_invalid = why_name(why);
  if (why != JB_INVALID_NONE) {
    to->state = "invalid";
  } else if (!m->cose || !m->cose->signature_ok || !m->cose->inside_validity) {
    to->state = "none"; /* a limit, said in not_checked */
  } else {
    to->state = m->cose->trusted ? "trusted" : "valid";
  }
}

static void conclude_ingredients(jb_c2pa_run *run, jb_manifest *m) {
  (void)run;
  for (size_t i = 0; i < m->ingredient_count; i++) {
    const jb_ingredient *one = &m->ingredients[i];
    if (one->told && one->target) {
      m->model->ingredients[one->told - 1].state = one->target->model->state;
    }
  }
}

/* The asset: the active manifest, what is new about its ingredients, and the
 * binding. */
static void conclude_asset(jb_c2pa_run *run) {
  jb_c2pa *c = &run->in->c2pa;
  jb_why_invalid why = run->two_stores ? JB_INVALID_STRUCTURE : JB_INVALID_NONE;
  bool untrusted = false;
  for (size_t i = 0; i < run->reached_count; i++) {
    const jb_manifest *m = run->reached[i];
    for (size_t k = 0; k < m->model->status_count; k++) {
      const jb_c2pa_status *s = &m->model->statuses[k];
      if (s->severity != JB_C2PA_FAILURE) continue;
      if (m != run->active && jb_c2pa_is_recorded(run, m, s)) continue;
      if (is_untrusted(s)) untrusted = true;
      else why = stronger(why, jb_c2pa_why(s->code));
    }
  }
  /* what a limit left out may look like a fault of structure: not said so */
  if (run->limit && why == JB_INVALID_STRUCTURE && !run->two_stores) why = JB_INVALID_NONE;
  const jb_c2pa_manifest *active = run->active->model;
  bool known = strcmp(active->state, "none") != 0 && !run->limit &&
               run->bound_result && run->bound_result->match != JB_UNKNOWN;
  c->why_invalid = why_name(why);
  c->state = why != JB_INVALID_NONE ? "invalid"
             : !known               ? "none"
             : untrusted            ? "valid"
                                    : active->state;
  bool attributable = why == JB_INVALID_NONE || why == JB_INVALID_TIME;
  c->vouched_by = attributable ? active->vouched_by : "none";
}

void jb_c2pa_conclude_states(jb_c2pa_run *run) {
  for (size_t i = 0; i < run->reached_count; i++) conclude_manifest(run->reached[i]);
  for (size_t i = 0; i < run->reached_count; i++) conclude_ingredients(run, run->reached[i]);
  conclude_asset(run);
}
