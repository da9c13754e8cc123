/* What rules and people meet of C2PA: one finding for the active manifest, one
 * for every other manifest that says how the content came to be. */
#include "base/date.h"
#include "c2pa/statement.h"
#include "io/digest.h"

enum { INTERIM_END = 1767225600 }; /* 2026-01-01T00:00:00Z: the interim list is frozen */

/* ---- the way from the active manifest to one below ---- */

typedef struct path {
  const char *reach; /* "active" "parent" "component" "input" */
  const char *state, *why_invalid, *vouched_by; /* the weakest on the way */
} path;

static unsigned state_rank(const char *state) {
  return strcmp(state, "trusted") == 0 ? 3 : strcmp(state, "valid") == 0 ? 2 : strcmp(state, "none") == 0;
}

/* official above interim above what a user brought */
static unsigned voucher_rank(const char *by) {
  return strcmp(by, "official") == 0 ? 4
         : strcmp(by, "interim") == 0 ? 3
         : strcmp(by, "imported") == 0 ? 2
                                       : strcmp(by, "user") == 0;
}

static void weaken(path *p, const char *state, const char *why, const char *by) {
  if (state_rank(state) < state_rank(p->state)) {
    p->state = state;
    p->why_invalid = why;
  }
  if (voucher_rank(by) < voucher_rank(p->vouched_by)) p->vouched_by = by;
}

static path path_to(const jb_c2pa_run *run, const jb_manifest *m) {
  const jb_c2pa *asset = &run->in->c2pa;
  path p = {"active", asset->state, asset->why_invalid, asset->vouched_by};
  if (m != run->active) p.reach = "parent";
  for (; m->reached_from; m = m->reached_from) {
    weaken(&p, m->model->state, m->model->why_invalid, m->model->vouched_by);
    if (m->reached_as == JB_RELATIONSHIP_INPUT) p.reach = "input";
    if (m->reached_as == JB_RELATIONSHIP_COMPONENT && strcmp(p.reach, "input") != 0) {
      p.reach = "component";
    }
    if (m->reached_as == JB_RELATIONSHIP_NONE) p.reach = "input";
  }
  return p;
}

/* ---- the finding ---- */

static void add_bytes(jb_c2pa_run *run, jb_finding *f, const char *name, jb_bytes value) {
  if (value.len) jb_finding_add_field(run->in, f, name, jb_span_from(value));
}

static void add_text(jb_c2pa_run *run, jb_finding *f, const char *name, const char *value) {
  if (value) jb_finding_add_field(run->in, f, name, jb_span_str(value));
}

static void add_time(jb_c2pa_run *run, jb_finding *f, const char *name, int64_t seconds) {
  char text[21];
  if (seconds == INT64_MIN || seconds < 0 || seconds > 253402300799) return;
  jb_time_format(seconds, text);
  add_text(run, f, name, text);
}

/* The box of the assertion that says it, else the manifest. */
static const jb_jumbf_box *box_of(const jb_manifest *m, const jb_statement *s) {
  for (size_t i = 0; s->action && i < m->assertion_count; i++) {
    const jb_assertion *a = &m->assertions[i];
    if (a->type == JB_ASSERTION_ACTIONS && a->box && a->created == s->created) return a->box;
  }
  return m->tree;
}

static void locate(jb_c2pa_run *run, jb_finding *f, const jb_manifest *m, const jb_statement *s) {
  const jb_jumbf_box *box = box_of(m, s);
  if (!run->part) return;
  if (m->box != m->tree) box = m->box;
  f->role = run->part->role;
  f->at = jb_location_in(run->in, run->part, box->at, box->length);
  if (!jb_c2pa_is_plain(run->part) || box->at > run->store.len) return;
  jb_span raw = jb_span_cut(run->store, (size_t)box->at, (size_t)box->length);
  uint8_t sum[JB_HASH_MAX];
  if (!jb_digest_once(JB_SHA256, raw, sum)) return;
  f->has_raw_sha256 = true;
  memcpy(f->raw_sha256, sum, sizeof f->raw_sha256);
}

static jb_check_answer passes(bool answer) { return answer ? JB_CHECK_PASS : JB_CHECK_FAIL; }

/* What the truth table asks of the signer (product: axis A). */
static void add_checks(jb_c2pa_run *run, jb_finding *f, const jb_manifest *m) {
  const jb_cose_result *r = m->cose;
  if (!r || !r->parsed) return;
  (void)jb_finding_add_check(run->in, f, "claim-signature", passes(r->signature_ok), "error",
                             "C2PA 2.2 clause 15.7", NULL);
  (void)jb_finding_add_check(run->in, f, "signer-chain", passes(!r->self_signed && r->profile_ok),
                             "notice", "C2PA 2.2 clause 14.5", r->self_signed ? "self-signed" : NULL);
  if (r->trusted && r->signer_origin == JB_ANCHOR_INTERIM) {
    /* the interim list ended: a stamp shows that it was signed before */
    bool before = r->signed_at != INT64_MIN && r->signed_at < INTERIM_END &&
                  r->time_origin < JB_ANCHOR_ORIGIN_COUNT;
    (void)jb_finding_add_check(run->in, f, "interim-time-stamp", passes(before), "notice", NULL, NULL);
  }
}

static const char *producer_field(const jb_statement *s) { return s->by ? s->producer : NULL; }

/* `derived`: it says nothing itself, and a picture that it was made from does. */
static void add_one(jb_c2pa_run *run, const jb_manifest *m, const jb_statement *s, bool derived) {
  path p = path_to(run, m);
  bool own = strcmp(p.reach, "active") == 0 || strcmp(p.reach, "parent") == 0;
  jb_finding *f = jb_add_finding(run->in, "c2pa", JB_FINDING_MANIFEST, "signature",
                                 own ? m == run->active ? "c2pa.manifest" : "c2pa.parent"
                                     : "c2pa.component");
  if (!f) return;
  /* what a component or an input is does not tell what the whole is */
  f->claim = own ? s->claim : JB_CLAIM_UNKNOWN;
  f->strength = !own                                 ? JB_STRENGTH_CONTEXT
                : strcmp(p.state, "trusted") == 0   ? JB_STRENGTH_PROOF
                : strcmp(p.state, "valid") == 0     ? JB_STRENGTH_STRONG
                                                    : JB_STRENGTH_WEAK;
  locate(run, f, m, s);
  const jb_c2pa_manifest *model = m->model;
  add_text(run, f, "state", p.state);
  add_text(run, f, "why-invalid", p.why_invalid);
  add_text(run, f, "vouched-by", p.vouched_by);
  add_text(run, f, "reach", p.reach);
  add_text(run, f, "says", derived ? "derived" : own ? NULL : jb_claim_name(s->claim));
  add_text(run, f, "by", s->by);
  add_bytes(run, f, "digital-source-type", s->source_type);
  add_bytes(run, f, "software-agent", s->agent);
  add_bytes(run, f, "description", s->description);
  add_text(run, f, "producer", producer_field(s));
  add_text(run, f, "attributed", s->action ? (s->created ? "created" : "gathered") : NULL);
  add_bytes(run, f, "claim-generator", model->claim_generator);
  add_bytes(run, f, "signer", model->signer.common_name);
  add_bytes(run, f, "organisation", model->signer.organisation);
  add_time(run, f, "signed-at", model->signed_at);
  add_time(run, f, "claimed-at", model->claimed_at);
  if (model->signed_at != INT64_MIN) add_text(run, f, "time-by", model->time_by);
  if (s->action) add_bytes(run, f, "when", s->action->when);
  add_bytes(run, f, "manifest", model->label);
  add_checks(run, f, m);
}

static bool is_parent(const jb_c2pa_run *run, const jb_manifest *m) {
  return strcmp(path_to(run, m).reach, "parent") == 0;
}

void jb_c2pa_add_findings(jb_c2pa_run *run) {
  bool inherited = false;
  for (size_t i = run->reached_count; i-- > 0;) { /* the active manifest, the first, last */
    const jb_manifest *m = run->reached[i];
    jb_statement s = jb_c2pa_statement(m);
    if (s.claim != JB_CLAIM_UNKNOWN && is_parent(run, m)) inherited = true;
    bool derived = m == run->active && inherited && s.claim == JB_CLAIM_UNKNOWN;
    if (m == run->active || s.claim != JB_CLAIM_UNKNOWN) add_one(run, m, &s, derived);
  }
}
