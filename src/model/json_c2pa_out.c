/* The section "c2pa" of an inspection's JSON.  json_c2pa_in.c is the inverse;
 * signer, signed_at and statuses at the top repeat what the active manifest
 * says and are not read back. */
#include "model/json_put.h"

static void write_status(jb_json_writer *w, const jb_c2pa_status *s) {
  jb_json_object(w);
  jb_put_id(w, "code", s->code);
  jb_put_bytes_if(w, "url", s->url);
  jb_put_text_if(w, "explanation", s->explanation);
  if (s->has_at) {
    jb_json_key(w, "at");
    jb_put_one_range(w, s->at);
  }
  jb_json_object_end(w);
}

static void put_statuses(jb_json_writer *w, const jb_c2pa_manifest *m) {
  jb_json_key(w, "statuses");
  jb_json_object(w);
  for (unsigned severity = 0; severity < JB_C2PA_SEVERITY_COUNT; severity++) {
    jb_json_key(w, jb_c2pa_severity_name((jb_c2pa_severity)severity));
    jb_json_list(w);
    for (size_t i = 0; m && i < m->status_count; i++) {
      if (m->statuses[i].severity == (jb_c2pa_severity)severity) write_status(w, &m->statuses[i]);
    }
    jb_json_list_end(w);
  }
  jb_json_object_end(w);
}

static void put_credential(jb_json_writer *w, const char *key, const jb_c2pa_credential *c) {
  jb_json_key(w, key);
  if (!c->present) {
    jb_json_null(w);
    return;
  }
  jb_json_object(w);
  jb_put_bytes_if(w, "subject", c->subject);
  jb_put_bytes_if(w, "issuer", c->issuer);
  jb_put_bytes_if(w, "common_name", c->common_name);
  jb_put_bytes_if(w, "organisation", c->organisation);
  jb_put_text_if(w, "serial", c->serial);
  jb_put_time(w, "not_before", c->not_before);
  jb_put_time(w, "not_after", c->not_after);
  jb_put_digest(w, "sha256", true, c->sha256);
  jb_json_object_end(w);
}

static void write_assertion(jb_json_writer *w, const jb_c2pa_assertion *a) {
  jb_json_object(w);
  (void)jb_put_bytes(w, "label", jb_span_from(a->label));
  jb_json_put_bool(w, "created", a->created);
  if (a->redacted) jb_json_put_bool(w, "redacted", true);
  jb_put_answer(w, "hash_matches", a->hash);
  jb_json_object_end(w);
}

static void write_action(jb_json_writer *w, const jb_c2pa_action *a) {
  jb_json_object(w);
  (void)jb_put_bytes(w, "action", jb_span_from(a->action));
  jb_put_bytes_if(w, "digital_source_type", a->digital_source_type);
  jb_put_bytes_if(w, "software_agent", a->software_agent);
  jb_put_bytes_if(w, "when", a->when);
  jb_put_bytes_if(w, "description", a->description);
  jb_json_put_bool(w, "created", a->created);
  jb_json_object_end(w);
}

static void write_ingredient(jb_json_writer *w, const jb_c2pa_ingredient *i) {
  jb_json_object(w);
  (void)jb_put_bytes(w, "relationship", jb_span_from(i->relationship));
  jb_put_bytes_if(w, "title", i->title);
  jb_put_bytes_if(w, "format", i->format);
  jb_put_bytes_if(w, "manifest", i->manifest);
  jb_put_id(w, "state", i->state);
  jb_put_bytes_if(w, "assertion", i->assertion);
  if (i->stored_count) {
    jb_json_key(w, "recorded_by_signer");
    jb_json_list(w);
    for (size_t k = 0; k < i->stored_count; k++) {
      (void)jb_put_one_bytes(w, jb_span_str(i->stored[k]));
    }
    jb_json_list_end(w);
  }
  jb_json_object_end(w);
}

static void write_manifest(jb_json_writer *w, const jb_c2pa_manifest *m) {
  jb_json_object(w);
  (void)jb_put_bytes(w, "label", jb_span_from(m->label));
  jb_json_put_uint(w, "claim_version", m->claim_version);
  jb_json_put_bool(w, "active", m->active);
  jb_json_put_bool(w, "reachable", m->reachable);
  if (m->update) jb_json_put_bool(w, "update", true);
  if (m->compressed) jb_json_put_bool(w, "compressed", true);
  jb_put_id(w, "state", m->state);
  jb_put_id(w, "why_invalid", m->why_invalid);
  jb_put_id(w, "vouched_by", m->vouched_by);
  jb_put_bytes_if(w, "claim_generator", m->claim_generator);
  jb_put_bytes_if(w, "title", m->title);
  jb_put_bytes_if(w, "instance_id", m->instance_id);
  jb_put_text(w, "algorithm", m->algorithm);
  put_credential(w, "signer", &m->signer);
  put_credential(w, "time_stamper", &m->time_stamper);
  jb_put_time(w, "signed_at", m->signed_at);
  jb_put_time(w, "claimed_at", m->claimed_at);
  jb_put_id(w, "time_by", m->time_by);
  jb_json_key(w, "assertions");
  jb_json_list(w);
  for (size_t i = 0; i < m->assertion_count; i++) write_assertion(w, &m->assertions[i]);
  jb_json_list_end(w);
  jb_json_key(w, "actions");
  jb_json_list(w);
  for (size_t i = 0; i < m->action_count; i++) write_action(w, &m->actions[i]);
  jb_json_list_end(w);
  jb_json_key(w, "ingredients");
  jb_json_list(w);
  for (size_t i = 0; i < m->ingredient_count; i++) write_ingredient(w, &m->ingredients[i]);
  jb_json_list_end(w);
  put_statuses(w, m);
  jb_json_object_end(w);
}

/* What most readers ask of the active manifest. */
static void put_active(jb_json_writer *w, const jb_c2pa *c) {
  const jb_c2pa_manifest *m = c->manifest_count && c->manifests[0]->active ? c->manifests[0] : NULL;
  jb_put_bytes_if(w, "active_manifest", c->active_manifest);
  if (!m) return;
  jb_put_bytes_if(w, "signer", m->signer.common_name);
  jb_put_time(w, "signed_at", m->signed_at);
  put_statuses(w, m);
}

void jb_put_c2pa(jb_json_writer *w, const jb_c2pa *c) {
  jb_json_object(w);
  jb_json_put_text(w, "answer", jb_answer_name(c->answer));
  jb_put_text(w, "state", c->state);
  jb_put_text(w, "why_invalid", c->why_invalid);
  jb_put_text(w, "vouched_by", c->vouched_by);
  put_active(w, c);
  if (c->uncovered_count) {
    jb_json_key(w, "uncovered_ranges");
    jb_json_list(w);
    for (size_t i = 0; i < c->uncovered_count; i++) {
      jb_json_object(w);
      jb_json_key(w, "range");
      jb_put_one_range(w, c->uncovered[i].range);
      jb_put_id(w, "what", c->uncovered[i].what);
      jb_put_text_if(w, "detail", c->uncovered[i].detail);
      jb_json_object_end(w);
    }
    jb_json_list_end(w);
  }
  if (c->manifest_count) {
    jb_json_key(w, "manifests");
    jb_json_list(w);
    for (size_t i = 0; i < c->manifest_count; i++) write_manifest(w, c->manifests[i]);
    jb_json_list_end(w);
  }
  jb_json_object_end(w);
}
