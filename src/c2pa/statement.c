#include "c2pa/statement.h"

#include "base/ascii.h"

jb_span jb_source_type_term(jb_span value) {
  value = jb_span_trim(value);
  while (value.len > 0 && value.ptr[value.len - 1] == '/') value.len--;
  size_t at = value.len;
  while (at > 0 && value.ptr[at - 1] != '/') at--;
  value = jb_span_cut(value, at, value.len);
  /* 2.0 wrote the term of its own vocabulary as a label */
  jb_span own = jb_span_str("c2pa.");
  return jb_span_starts(value, own) ? jb_span_cut(value, own.len, value.len) : value;
}

static jb_says meaning_of(jb_span value) {
  static const struct {
    const char *term;
    jb_says says;
  } k_types[] = {
#define JB_SOURCE_TYPE(term, says) {term, says},
#include "c2pa/source_types.def"
#undef JB_SOURCE_TYPE
  };
  jb_span term = jb_source_type_term(value);
  for (size_t i = 0; i < sizeof k_types / sizeof k_types[0]; i++) {
    if (jb_span_is(term, k_types[i].term)) return k_types[i].says;
  }
  return JB_SAYS_NOTHING;
}

static bool is_letter(uint8_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/* Who is behind a name, or NULL. */
static const char *producer_of(jb_span name) {
  static const struct {
    const char *start, *producer;
  } k_agents[] = {
#define JB_GENERATIVE_AGENT(start, producer) {start, producer},
#include "c2pa/generative_agents.def"
#undef JB_GENERATIVE_AGENT
  };
  for (size_t i = 0; i < sizeof k_agents / sizeof k_agents[0]; i++) {
    jb_span start = jb_span_str(k_agents[i].start);
    if (!jb_span_equal_nocase(jb_span_cut(name, 0, start.len), start)) continue;
    if (name.len == start.len || !is_letter(name.ptr[start.len])) return k_agents[i].producer;
  }
  return NULL;
}

static bool is(const jb_c2pa_action *a, const char *name) {
  return jb_span_is(jb_span_from(a->action), name);
}

/* Actions that leave the picture as it was (asset rubric 1.0). */
static bool is_editorial(const jb_c2pa_action *a) {
  static const char *const k_not[] = {
      "c2pa.converted",          "c2pa.published",     "c2pa.repackaged",
      "c2pa.transcoded",         "c2pa.enhanced",      "c2pa.resized.proportional",
      "c2pa.edited.metadata",    "c2pa.watermarked",   "c2pa.watermarked.bound",
      "c2pa.watermarked.unbound", "c2pa.redacted"};
  for (size_t i = 0; i < sizeof k_not / sizeof k_not[0]; i++) {
    if (is(a, k_not[i])) return false;
  }
  return true;
}

/* What an action with this source type makes of the content. */
static jb_claim claim_of(const jb_c2pa_action *a, jb_says says) {
  bool origin = is(a, "c2pa.created") || is(a, "c2pa.opened");
  if (says == JB_SAYS_CAPTURED) return origin ? JB_CLAIM_CAPTURED : JB_CLAIM_UNKNOWN;
  if (says == JB_SAYS_EDITED) return JB_CLAIM_EDITED;
  if (says != JB_SAYS_GENERATED) return JB_CLAIM_UNKNOWN;
  if (origin) return JB_CLAIM_GENERATED;
  return is_editorial(a) ? JB_CLAIM_EDITED : JB_CLAIM_GENERATED_OR_EDITED;
}

/* created before edited before what does not tell which */
static unsigned rank(jb_claim claim) {
  static const unsigned k_ranks[JB_CLAIM_COUNT] = {[JB_CLAIM_CAPTURED] = 1,
                                                   [JB_CLAIM_GENERATED_OR_EDITED] = 2,
                                                   [JB_CLAIM_EDITED] = 3,
                                                   [JB_CLAIM_GENERATED] = 4};
  return k_ranks[claim];
}

static void take(jb_statement *s, jb_claim claim, const jb_c2pa_action *a, const char *by) {
  /* of equal statements the one that the signer makes himself */
  bool better = rank(claim) > rank(s->claim) ||
                (rank(claim) == rank(s->claim) && claim != JB_CLAIM_UNKNOWN && a->created && !s->created);
  if (!better) return;
  s->claim = claim;
  s->action = a;
  s->by = by;
  s->created = a->created;
  s->source_type = a->digital_source_type;
  if (a->software_agent.len) s->agent = a->software_agent;
  if (a->description.len) s->description = a->description;
}

static void look_at(jb_statement *s, const jb_c2pa_action *a, const char *generator) {
  jb_claim claim = claim_of(a, meaning_of(jb_span_from(a->digital_source_type)));
  const char *producer = producer_of(jb_span_from(a->software_agent));
  bool agent_known = producer != NULL;
  /* the claim's generator speaks for actions that name no agent */
  if (!producer && a->software_agent.len == 0) producer = generator;
  if (producer && !s->producer) s->producer = producer;
  if (claim != JB_CLAIM_UNKNOWN) {
    take(s, claim, a, "digital-source-type");
    return;
  }
  /* without a source type a generative agent tells by what it did */
  bool silent = a->digital_source_type.len == 0;
  if (silent && (agent_known || producer) && is(a, "c2pa.created")) {
    take(s, JB_CLAIM_GENERATED, a, "agent");
  } else if (silent && agent_known && is_editorial(a) && !is(a, "c2pa.opened") &&
             !is(a, "c2pa.placed")) {
    take(s, JB_CLAIM_EDITED, a, "agent");
  }
}

jb_statement jb_c2pa_statement(const jb_manifest *m) {
  jb_statement s = {.claim = JB_CLAIM_UNKNOWN};
  const jb_c2pa_manifest *model = m->model;
  const char *generator = producer_of(jb_span_from(model->claim_generator));
  for (size_t i = 0; i < model->action_count; i++) look_at(&s, &model->actions[i], generator);
  for (size_t i = 0; i < model->action_count && !s.agent.len; i++) {
    if (s.claim == JB_CLAIM_UNKNOWN) s.agent = model->actions[i].software_agent;
  }
  return s;
}
