/* The inverse of json_c2pa_out.c. */
#include "model/json_read.h"

JB_ENUM_READER(answer, JB_PRESENT + 1)

static void read_status(jb_json_read *r, jb_c2pa_status *s) {
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "code")) s->code = jb_read_text(r);
    else if (jb_span_is(key, "url")) s->url = jb_read_bytes(r);
    else if (jb_span_is(key, "explanation")) s->explanation = jb_read_text(r);
    else if (jb_span_is(key, "at")) s->at = jb_read_range(r), s->has_at = true;
    else jb_pull_skip(&r->pull);
  }
  jb_read_need(r, s->code, "code of a status is missing");
}

static void read_status_list(jb_json_read *r, jb_c2pa_manifest *m, jb_c2pa_severity severity) {
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_c2pa_status *s = JB_READ_MORE(r, m->statuses, m->status_count, m->status_capacity);
    if (!s) return;
    *s = (jb_c2pa_status){.severity = severity};
    read_status(r, s);
  }
}

static void read_statuses(jb_json_read *r, jb_c2pa_manifest *m) {
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    unsigned severity = 0;
    while (severity < JB_C2PA_SEVERITY_COUNT &&
           !jb_span_is(key, jb_c2pa_severity_name((jb_c2pa_severity)severity))) {
      severity++;
    }
    if (severity < JB_C2PA_SEVERITY_COUNT) read_status_list(r, m, (jb_c2pa_severity)severity);
    else jb_pull_skip(&r->pull);
  }
}

static void read_credential(jb_json_read *r, jb_c2pa_credential *c) {
  jb_span key;
  if (jb_pull_null(&r->pull) || !jb_pull_object(&r->pull)) return;
  c->present = true;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "subject")) c->subject = jb_read_bytes(r);
    else if (jb_span_is(key, "issuer")) c->issuer = jb_read_bytes(r);
    else if (jb_span_is(key, "common_name")) c->common_name = jb_read_bytes(r);
    else if (jb_span_is(key, "organisation")) c->organisation = jb_read_bytes(r);
    else if (jb_span_is(key, "serial")) c->serial = jb_read_text(r);
    else if (jb_span_is(key, "not_before")) c->not_before = jb_read_time(r);
    else if (jb_span_is(key, "not_after")) c->not_after = jb_read_time(r);
    else if (jb_span_is(key, "sha256")) (void)jb_read_digest(r, c->sha256);
    else jb_pull_skip(&r->pull);
  }
}

static void read_assertions(jb_json_read *r, jb_c2pa_manifest *m) {
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_c2pa_assertion *a =
        JB_READ_MORE(r, m->assertions, m->assertion_count, m->assertion_capacity);
    if (!a) return;
    *a = (jb_c2pa_assertion){0};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "label")) a->label = jb_read_bytes(r);
      else if (jb_span_is(key, "created")) a->created = jb_pull_bool(&r->pull);
      else if (jb_span_is(key, "redacted")) a->redacted = jb_pull_bool(&r->pull);
      else if (jb_span_is(key, "hash_matches")) a->hash = jb_read_answer(r);
      else jb_pull_skip(&r->pull);
    }
  }
}

static void read_actions(jb_json_read *r, jb_c2pa_manifest *m) {
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_c2pa_action *a = JB_READ_MORE(r, m->actions, m->action_count, m->action_capacity);
    if (!a) return;
    *a = (jb_c2pa_action){0};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "action")) a->action = jb_read_bytes(r);
      else if (jb_span_is(key, "digital_source_type")) a->digital_source_type = jb_read_bytes(r);
      else if (jb_span_is(key, "software_agent")) a->software_agent = jb_read_bytes(r);
      else if (jb_span_is(key, "when")) a->when = jb_read_bytes(r);
      else if (jb_span_is(key, "description")) a->description = jb_read_bytes(r);
      else if (jb_span_is(key, "created")) a->created = jb_pull_bool(&r->pull);
      else jb_pull_skip(&r->pull);
    }
  }
}

static void read_recorded(jb_json_read *r, jb_c2pa_ingredient *i) {
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    const char **code = JB_READ_MORE(r, i->stored, i->stored_count, i->stored_capacity);
    if (!code) return;
    *code = jb_read_text(r);
  }
}

static void read_ingredient(jb_json_read *r, jb_c2pa_ingredient *i) {
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "relationship")) i->relationship = jb_read_bytes(r);
    else if (jb_span_is(key, "title")) i->title = jb_read_bytes(r);
    else if (jb_span_is(key, "format")) i->format = jb_read_bytes(r);
    else if (jb_span_is(key, "manifest")) i->manifest = jb_read_bytes(r);
    else if (jb_span_is(key, "state")) i->state = jb_read_text(r);
    else if (jb_span_is(key, "assertion")) i->assertion = jb_read_bytes(r);
    else if (jb_span_is(key, "recorded_by_signer")) read_recorded(r, i);
    else jb_pull_skip(&r->pull);
  }
  jb_read_need(r, i->state, "state of an ingredient is missing");
}

static void read_ingredients(jb_json_read *r, jb_c2pa_manifest *m) {
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_c2pa_ingredient *i =
        JB_READ_MORE(r, m->ingredients, m->ingredient_count, m->ingredient_capacity);
    if (!i) return;
    *i = (jb_c2pa_ingredient){0};
    read_ingredient(r, i);
  }
}

static bool read_manifest_part(jb_json_read *r, jb_c2pa_manifest *m, jb_span key) {
  if (jb_span_is(key, "assertions")) read_assertions(r, m);
  else if (jb_span_is(key, "actions")) read_actions(r, m);
  else if (jb_span_is(key, "ingredients")) read_ingredients(r, m);
  else if (jb_span_is(key, "statuses")) read_statuses(r, m);
  else if (jb_span_is(key, "signer")) read_credential(r, &m->signer);
  else if (jb_span_is(key, "time_stamper")) read_credential(r, &m->time_stamper);
  else return false;
  return true;
}

static void read_manifest(jb_json_read *r, jb_c2pa_manifest *m) {
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (read_manifest_part(r, m, key)) continue;
    if (jb_span_is(key, "label")) m->label = jb_read_bytes(r);
    else if (jb_span_is(key, "claim_version")) m->claim_version = jb_read_u32(r);
    else if (jb_span_is(key, "active")) m->active = jb_pull_bool(&r->pull);
    else if (jb_span_is(key, "reachable")) m->reachable = jb_pull_bool(&r->pull);
    else if (jb_span_is(key, "update")) m->update = jb_pull_bool(&r->pull);
    else if (jb_span_is(key, "compressed")) m->compressed = jb_pull_bool(&r->pull);
    else if (jb_span_is(key, "state")) m->state = jb_read_text(r);
    else if (jb_span_is(key, "why_invalid")) m->why_invalid = jb_read_text(r);
    else if (jb_span_is(key, "vouched_by")) m->vouched_by = jb_read_text(r);
    else if (jb_span_is(key, "claim_generator")) m->claim_generator = jb_read_bytes(r);
    else if (jb_span_is(key, "title")) m->title = jb_read_bytes(r);
    else if (jb_span_is(key, "instance_id")) m->instance_id = jb_read_bytes(r);
    else if (jb_span_is(key, "algorithm")) m->algorithm = jb_read_text_or_null(r);
    else if (jb_span_is(key, "signed_at")) m->signed_at = jb_read_time(r);
    else if (jb_span_is(key, "claimed_at")) m->claimed_at = jb_read_time(r);
    else if (jb_span_is(key, "time_by")) m->time_by = jb_read_text(r);
    else jb_pull_skip(&r->pull);
  }
  jb_read_need(r, m->state, "state of a manifest is missing");
  jb_read_need(r, m->why_invalid, "why_invalid of a manifest is missing");
  jb_read_need(r, m->vouched_by, "vouched_by of a manifest is missing");
  jb_read_need(r, m->time_by, "time_by of a manifest is missing");
}

static void read_manifests(jb_json_read *r, jb_c2pa *c) {
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_c2pa_manifest *m = jb_arena_alloc(r->in->arena, sizeof *m);
    jb_read_need(r, m, "larger than the limit memory_max");
    jb_c2pa_manifest **slot =
        m ? JB_READ_MORE(r, c->manifests, c->manifest_count, c->manifest_capacity) : NULL;
    if (!slot) return;
    *slot = m;
    *m = (jb_c2pa_manifest){.signed_at = INT64_MIN, .claimed_at = INT64_MIN};
    read_manifest(r, m);
  }
}

static void read_uncovered(jb_json_read *r, jb_c2pa *c) {
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_c2pa_uncovered *u = JB_READ_MORE(r, c->uncovered, c->uncovered_count, c->uncovered_capacity);
    if (!u) return;
    *u = (jb_c2pa_uncovered){0};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "range")) u->range = jb_read_range(r);
      else if (jb_span_is(key, "what")) u->what = jb_read_text(r);
      else if (jb_span_is(key, "detail")) u->detail = jb_read_text(r);
      else jb_pull_skip(&r->pull);
    }
    jb_read_need(r, u->what, "what of an uncovered range is missing");
  }
}

void jb_read_c2pa(jb_json_read *r) {
  jb_c2pa *c = &r->in->c2pa;
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "answer")) c->answer = read_answer(r);
    else if (jb_span_is(key, "state")) c->state = jb_read_text_or_null(r);
    else if (jb_span_is(key, "why_invalid")) c->why_invalid = jb_read_text_or_null(r);
    else if (jb_span_is(key, "vouched_by")) c->vouched_by = jb_read_text_or_null(r);
    else if (jb_span_is(key, "active_manifest")) c->active_manifest = jb_read_bytes(r);
    else if (jb_span_is(key, "uncovered_ranges")) read_uncovered(r, c);
    else if (jb_span_is(key, "manifests")) read_manifests(r, c);
    else jb_pull_skip(&r->pull);
  }
}
