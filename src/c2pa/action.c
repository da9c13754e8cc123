/* Actions: what was done, and what that asks for (C2PA 2.2 clauses 18.14,
 * 15.10.3.2). */
#include "c2pa/run.h"

enum { ACTIONS_MAX = 10000, LOOK_MAX = 64 };

typedef struct scan {
  jb_c2pa_run *run;
  jb_manifest *m;
  const jb_assertion *assertion;
  const jb_cbor_item *templates, *agents; /* the first of each, or NULL */
  bool strict;    /* claims of version 2: the rules of 2.0 and later */
  size_t count;   /* actions seen in all assertions */
  size_t origins; /* c2pa.created and c2pa.opened among them */
} scan;

static void fail(scan *s, const char *code, const char *explanation) {
  jb_c2pa_fail(s->run, s->m, code, s->assertion->box, explanation);
}

/* ---- templates and agents ---- */

/* Version 2: what an action does not say itself, a template of its name or of
 * "*" says. */
static const jb_cbor_item *template_for(const scan *s, jb_span name) {
  const jb_cbor_item *any = NULL;
  size_t looked = 0;
  for (const jb_cbor_item *t = s->templates; t && looked < LOOK_MAX; t = t->next, looked++) {
    jb_span action = jb_cbor_get_text(t, "action");
    if (jb_span_equal(action, name) && action.len) return t;
    if (jb_span_is(action, "*")) any = t;
  }
  return any;
}

static const jb_cbor_item *member(const scan *s, const jb_cbor_item *action, const char *key) {
  const jb_cbor_item *own = jb_cbor_get(action, key);
  if (own || !s->templates) return own;
  return jb_cbor_get(template_for(s, jb_cbor_get_text(action, "action")), key);
}

static jb_span agent_of(const scan *s, const jb_cbor_item *action) {
  const jb_cbor_item *agent = member(s, action, "softwareAgent");
  uint64_t index;
  if (!agent && jb_cbor_uint(member(s, action, "softwareAgentIndex"), &index)) {
    agent = s->agents;
    for (size_t i = 0; agent && i < index; i++) agent = i < LOOK_MAX ? agent->next : NULL;
  }
  return agent && agent->kind == JB_CBOR_MAP ? jb_cbor_get_text(agent, "name")
                                             : jb_cbor_text(agent);
}

static const jb_cbor_item *first_of(const jb_cbor_item *map, const char *key) {
  const jb_cbor_item *list = jb_cbor_get(map, key);
  return list && list->kind == JB_CBOR_ARRAY ? list->first : NULL;
}

static const jb_cbor_item *tagged_text(const jb_cbor_item *item) {
  return item && item->kind == JB_CBOR_TAG ? item->first : item;
}

static void tell(scan *s, const jb_cbor_item *action) {
  jb_c2pa_manifest *to = s->m->model;
  jb_c2pa_action *list = jb_arena_grow(s->run->in->arena, to->actions, to->action_count,
                                       &to->action_capacity, sizeof *list);
  if (!list) {
    jb_c2pa_limit(s->run, "memory_max");
    return;
  }
  to->actions = list;
  const struct {
    jb_bytes *to;
    jb_span text;
  } k_members[] = {
      {&list[to->action_count].action, jb_cbor_get_text(action, "action")},
      {&list[to->action_count].digital_source_type,
       jb_cbor_text(tagged_text(member(s, action, "digitalSourceType")))},
      {&list[to->action_count].software_agent, agent_of(s, action)},
      {&list[to->action_count].when, jb_cbor_text(tagged_text(jb_cbor_get(action, "when")))},
      {&list[to->action_count].description, jb_cbor_text(member(s, action, "description"))},
  };
  list[to->action_count] = (jb_c2pa_action){.created = s->assertion->created};
  for (size_t i = 0; i < sizeof k_members / sizeof k_members[0]; i++) {
    if (k_members[i].text.ptr) *k_members[i].to = jb_c2pa_keep(s->run, k_members[i].text);
  }
  to->action_count++;
}

/* ---- ingredients that an action works on ---- */

typedef struct named {
  size_t count, parents, components, wrong;
} named;

static void count_one(scan *s, const jb_cbor_item *ref, named *out) {
  jb_hashed_uri uri = jb_hashed_uri_of(ref);
  jb_jumbf_box *box = jb_jumbf_resolve(&s->run->jumbf, s->m->tree, uri.url);
  jb_ingredient *ingredient = box ? jb_c2pa_ingredient_at(s->m, box) : NULL;
  out->count++;
  if (!ingredient) {
    out->wrong++;
  } else if (box->marks & JB_BOX_REDACTED) {
    out->parents += ingredient->relationship == JB_RELATIONSHIP_PARENT;
  } else if (jb_box_hash(s->run, box, jb_alg_of(&uri, s->m), uri.hash) == JB_ABSENT) {
    out->wrong++;
  } else {
    out->parents += ingredient->relationship == JB_RELATIONSHIP_PARENT;
    out->components += ingredient->relationship == JB_RELATIONSHIP_COMPONENT;
  }
}

/* parameters.ingredient (actions version 1) and parameters.ingredients. */
static named ingredients_of(scan *s, const jb_cbor_item *action) {
  named out = {0};
  const jb_cbor_item *parameters = jb_cbor_get(action, "parameters");
  const jb_cbor_item *one = jb_cbor_get(parameters, "ingredient");
  const jb_cbor_item *many = jb_cbor_get(parameters, "ingredients");
  if (one && one->kind == JB_CBOR_MAP) count_one(s, one, &out);
  if (many && many->kind == JB_CBOR_ARRAY) {
    for (const jb_cbor_item *r = many->first; r; r = r->next) count_one(s, r, &out);
  }
  return out;
}

/* Clause 18.14.4.7: c2pa.removed names a component of an earlier manifest. */
static bool removes_component(scan *s, const jb_cbor_item *action) {
  const jb_cbor_item *parameters = jb_cbor_get(action, "parameters");
  const jb_cbor_item *one = jb_cbor_get(parameters, "ingredient");
  const jb_cbor_item *r = one ? one : first_of(parameters, "ingredients");
  for (const jb_cbor_item *next; r; r = next) {
    jb_span url = jb_cbor_get_text(r, "url");
    jb_manifest *other = jb_c2pa_find_manifest(s->run, s->m, url);
    jb_jumbf_box *box = jb_jumbf_resolve(&s->run->jumbf, s->m->tree, url);
    jb_ingredient *i = other && other != s->m && box ? jb_c2pa_ingredient_at(other, box) : NULL;
    if (!i || i->relationship != JB_RELATIONSHIP_COMPONENT) return false;
    next = one ? NULL : r->next;
    if (!next) return true;
  }
  return false;
}

static void check_ingredients(scan *s, const jb_cbor_item *action, jb_span name) {
  bool opened = jb_span_is(name, "c2pa.opened"), placed = jb_span_is(name, "c2pa.placed");
  bool removed = jb_span_is(name, "c2pa.removed");
  bool copied = jb_span_is(name, "c2pa.transcoded") || jb_span_is(name, "c2pa.repackaged");
  /* claims of version 1 name ingredients by instance, loosely, or not at all */
  if (!s->strict || (!opened && !placed && !removed && !copied)) return;
  const char *explanation = NULL;
  if (removed) {
    if (!removes_component(s, action)) explanation = "c2pa.removed names no component";
  } else {
    named n = ingredients_of(s, action);
    if (n.count == 0 && copied) return;
    if (n.wrong > 0) explanation = "the action names no ingredient of this manifest";
    else if (opened && (n.parents != 1 || n.count != 1)) explanation = "c2pa.opened needs one parentOf";
    else if (placed && n.components == 0) explanation = "c2pa.placed needs a componentOf";
    else if (copied && n.parents != n.count) explanation = "only a parentOf can be copied";
  }
  if (explanation) fail(s, "assertion.action.ingredientMismatch", explanation);
}

/* ---- rules for one action ---- */

static bool redacts(const jb_manifest *m, jb_span uri) {
  const jb_cbor_item *listed = jb_cbor_get(m->claim, "redacted_assertions");
  if (!uri.ptr || !listed || listed->kind != JB_CBOR_ARRAY) return false;
  size_t looked = 0;
  for (const jb_cbor_item *r = listed->first; r && looked < ACTIONS_MAX / 10; r = r->next, looked++) {
    if (jb_span_equal(jb_cbor_text(r), uri)) return true;
  }
  return false;
}

static bool has_type(const jb_manifest *m, jb_assertion_type type) {
  for (size_t i = 0; i < m->assertion_count; i++) {
    if (m->assertions[i].type == type) return true;
  }
  return false;
}

static void check_origin(scan *s, const jb_cbor_item *action, jb_span name) {
  bool created = jb_span_is(name, "c2pa.created"), opened = jb_span_is(name, "c2pa.opened");
  if (!created && !opened) return;
  s->origins++;
  if (!s->strict) return;
  if (s->count > 1) fail(s, "assertion.action.malformed", "created or opened is not the first action");
  if (created && !member(s, action, "digitalSourceType")) {
    fail(s, "assertion.action.malformed", "c2pa.created without digitalSourceType");
  }
}

static bool is_allowed_in_update(jb_span name) {
  static const char *const k_names[] = {"c2pa.edited.metadata", "c2pa.opened", "c2pa.published",
                                        "c2pa.redacted"};
  for (size_t i = 0; i < sizeof k_names / sizeof k_names[0]; i++) {
    if (jb_span_is(name, k_names[i])) return true;
  }
  return false;
}

static void check_action(scan *s, const jb_cbor_item *action) {
  jb_span name = jb_cbor_get_text(action, "action");
  s->count++;
  if (name.len == 0) {
    fail(s, "assertion.action.malformed", "an action without a name");
    return;
  }
  tell(s, action);
  check_origin(s, action, name);
  check_ingredients(s, action, name);
  if (s->m->update && !is_allowed_in_update(name)) {
    fail(s, "manifest.update.invalid", "an action that update manifests may not hold");
  }
  if (jb_span_is(name, "c2pa.redacted")) {
    const jb_cbor_item *parameters = jb_cbor_get(action, "parameters");
    if (!redacts(s->m, jb_cbor_get_text(parameters, "redacted"))) {
      fail(s, "assertion.action.redactionMismatch", NULL);
    }
  }
  /* 2.4: a watermark that binds is described by a soft binding */
  bool binds = jb_span_is(name, "c2pa.watermarked") || jb_span_is(name, "c2pa.watermarked.bound");
  if (binds && s->strict && !has_type(s->m, JB_ASSERTION_SOFT_BINDING)) {
    fail(s, "assertion.action.softBindingMissing", NULL);
  }
}

void jb_c2pa_check_actions(jb_c2pa_run *run, jb_manifest *m) {
  scan s = {.run = run, .m = m, .strict = m->model->claim_version >= 2};
  bool any = false;
  for (size_t i = 0; i < m->assertion_count; i++) {
    const jb_assertion *a = &m->assertions[i];
    if (a->type != JB_ASSERTION_ACTIONS || a->redacted || !a->box) continue;
    any = true;
    s.assertion = a;
    s.templates = first_of(a->item, "templates");
    s.agents = first_of(a->item, "softwareAgents");
    const jb_cbor_item *actions = jb_cbor_get(a->item, "actions");
    if (!a->item) continue; /* assertion.cbor.invalid is said */
    if (!actions || actions->kind != JB_CBOR_ARRAY || actions->count == 0) {
      fail(&s, "assertion.action.malformed", "no actions");
      continue;
    }
    for (const jb_cbor_item *action = actions->first; action; action = action->next) {
      if (s.count >= ACTIONS_MAX) {
        jb_c2pa_limit(run, "actions");
        return;
      }
      check_action(&s, action);
    }
  }
  /* 2.2 clause 18.14.2: a standard manifest tells how its content began */
  if (s.strict && !m->update && s.origins != 1) {
    const char *why = any ? "not one created or opened" : "no actions";
    jb_c2pa_fail(run, m, "assertion.action.malformed", m->claim_box, why);
  }
}
