/* After all <marks> files: references resolved, the index of places built. */
#include "base/ascii.h"
#include "ruleset/marks_parse.h"

const jb_mark *jb_mark_find(const jb_mark_table *table, const char *id) {
  for (size_t i = 0; table && i < table->mark_count; i++) {
    if (strcmp(table->marks[i]->info.id, id) == 0) return table->marks[i];
  }
  return NULL;
}

/* ---- hashes: FNV-1a ---- */

static const uint64_t k_fnv_basis = 0xcbf29ce484222325u, k_fnv_prime = 0x100000001b3u;

static uint64_t add_byte(uint64_t h, uint8_t c) { return (h ^ c) * k_fnv_prime; }

static uint64_t add_text(uint64_t h, const char *s) {
  while (*s) h = add_byte(h, (uint8_t)*s++);
  return add_byte(h, 0);
}

static uint64_t add_span(uint64_t h, jb_span s) {
  for (size_t i = 0; i < s.len; i++) h = add_byte(h, s.ptr[i]);
  return add_byte(h, 0);
}

uint64_t jb_mark_key_hash(const char *carrier, const char *key) {
  uint64_t h = add_text(k_fnv_basis, carrier);
  bool index = false;
  for (const char *c = key; *c; c++) {
    if (*c == ']') index = false;
    if (!index) h = add_byte(h, (uint8_t)*c);
    if (*c == '[') index = true;
  }
  return h;
}

uint64_t jb_mark_name_hash(const char *carrier, jb_span ns, jb_span name) {
  return add_span(add_span(add_text(k_fnv_basis, carrier), ns), name);
}

bool jb_mark_key_equal(const char *rule_key, const char *key) {
  for (;;) {
    if (*rule_key != *key) return false;
    if (!*key) return true;
    if (*key == '[') {
      while (key[1] && key[1] != ']') key++;
      while (rule_key[1] && rule_key[1] != ']') rule_key++;
    }
    key++;
    rule_key++;
  }
}

/* ---- resolving ---- */

static jb_status wrong(jb_rules *rules, jb_error *err, const jb_mark *m, unsigned line,
                       const char *what, const char *id) {
  (void)jb_error_set(err, JB_E_RULES, m->info.file, line, "no %s \"%s\"", what, id);
  return jb_rules_fail(rules, err);
}

static jb_status resolve_matches(jb_rules *rules, jb_error *err) {
  jb_mark_table *t = rules->marks;
  for (size_t i = 0; i < t->match_count; i++) {
    jb_mark_match *m = &t->matches[i];
    for (size_t k = 0; m->places_id && k < t->places_count; k++) {
      if (strcmp(t->places[k].id, m->places_id) == 0) m->places = &t->places[k];
    }
    if (m->places) continue;
    jb_status status = wrong(rules, err, t->marks[m->mark], m->line, "places", m->places_id);
    if (status != JB_OK) return status;
  }
  return JB_OK;
}

static jb_status resolve_mark(jb_rules *rules, jb_mark *m, jb_error *err) {
  jb_mark_table *t = rules->marks;
  jb_status status = JB_OK;
  for (size_t k = 0; m->fields_id && k < t->fields_count; k++) {
    if (strcmp(t->fields[k].id, m->fields_id) == 0) m->shared = &t->fields[k];
  }
  if (m->fields_id && !m->shared) {
    status = wrong(rules, err, m, m->info.line, "fields", m->fields_id);
  }
  if (m->refines_count == 0 || status != JB_OK) return status;
  m->refines = jb_arena_array(rules->arena, m->refines_count, sizeof *m->refines);
  if (!m->refines) return jb_error_set(err, JB_E_NOMEM, m->info.file, 0, "out of memory");
  for (size_t k = 0; k < m->refines_count && status == JB_OK; k++) {
    m->refines[k] = jb_mark_find(t, m->refines_ids[k]);
    if (!m->refines[k]) status = wrong(rules, err, m, m->info.line, "mark", m->refines_ids[k]);
  }
  return status;
}

/* Ranks grow by one along every refinement; after as many rounds as a chain
 * may be long, what still grows goes round in a circle. */
static jb_status rank_marks(jb_rules *rules, jb_error *err) {
  enum { CHAIN_MAX = 8 };
  jb_mark_table *t = rules->marks;
  for (unsigned round = 0; round <= CHAIN_MAX; round++) {
    jb_mark *changed = NULL;
    for (size_t i = 0; i < t->mark_count; i++) {
      jb_mark *m = t->marks[i];
      for (size_t k = 0; m->refines && k < m->refines_count; k++) {
        if (!m->refines[k] || m->rank > m->refines[k]->rank) continue;
        m->rank = m->refines[k]->rank + 1;
        changed = m;
      }
    }
    if (!changed) return JB_OK;
    if (round < CHAIN_MAX) continue;
    (void)jb_error_set(err, JB_E_RULES, changed->info.file, changed->info.line,
                       "%s refines itself, or through more than %d marks", changed->info.id,
                       CHAIN_MAX);
    return jb_rules_fail(rules, err);
  }
  return JB_OK;
}

/* ---- index ---- */

static uint64_t place_hash(const jb_mark_place *place) {
  return place->key ? jb_mark_key_hash(place->carrier, place->key)
                    : jb_mark_name_hash(place->carrier, jb_span_str(place->ns),
                                        jb_span_str(place->name));
}

static jb_status build_index(jb_rules *rules, jb_error *err) {
  jb_mark_table *t = rules->marks;
  size_t n = 0;
  for (size_t i = 0; i < t->match_count; i++) {
    n += t->matches[i].places ? t->matches[i].places->count : 0;
  }
  t->bucket_count = 64;
  while (t->bucket_count < 2 * n) t->bucket_count *= 2;
  t->entries = jb_arena_array(rules->arena, n, sizeof *t->entries);
  t->buckets = jb_arena_array(rules->arena, t->bucket_count, sizeof *t->buckets);
  if (!t->entries || !t->buckets) return jb_error_set(err, JB_E_NOMEM, "", 0, "out of memory");
  for (size_t i = t->match_count; i-- > 0;) { /* backwards: chains come out in order */
    const jb_mark_places *places = t->matches[i].places;
    for (size_t k = places ? places->count : 0; k-- > 0;) {
      uint32_t *bucket = &t->buckets[place_hash(&places->items[k]) & (t->bucket_count - 1)];
      t->entries[t->entry_count] = (jb_mark_index_entry){
          .place = &places->items[k], .match = (uint32_t)i, .next = *bucket};
      *bucket = (uint32_t)++t->entry_count;
    }
  }
  return JB_OK;
}

jb_status jb_marks_finish(jb_rules *rules, jb_error *err) {
  if (!rules->marks) return JB_OK;
  jb_status status = resolve_matches(rules, err);
  for (size_t i = 0; status == JB_OK && i < rules->marks->mark_count; i++) {
    status = resolve_mark(rules, rules->marks->marks[i], err);
  }
  if (status == JB_OK) status = rank_marks(rules, err);
  return status == JB_OK ? build_index(rules, err) : status;
}

bool jb_marks_list(const jb_rules *rules, jb_rule_visitor *visit, void *user) {
  for (size_t i = 0; rules->marks && i < rules->marks->mark_count; i++) {
    if (!visit(user, &rules->marks->marks[i]->info)) return false;
  }
  return true;
}
