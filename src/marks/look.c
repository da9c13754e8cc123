/* Which matches does each property pass?  One look into the index a property;
 * tests run only where a rule looks at that very place. */
#include "marks/run.h"

/* Per match.  A picture has each place a few times; a file that has it
 * thousands of times is told so instead of being searched for ever. */
enum { TRIES_MAX = 256, HITS_MAX = 64 };

/* Vendor data behind the end of the picture is about that picture. */
static bool is_vendor(const char *carrier) {
  static const char *const k_vendors[] = {"samsung", "vivo", "oppo", "google"};
  for (size_t i = 0; i < sizeof k_vendors / sizeof k_vendors[0]; i++) {
    if (strcmp(carrier, k_vendors[i]) == 0) return true;
  }
  return false;
}

static void place_in_part(const jb_inspection *in, jb_mark_subject *s, uint32_t part) {
  s->picture = JB_NO_PART;
  s->unit = JB_NO_PART;
  s->role = JB_ROLE_PRIMARY;
  if (part >= in->part_count) return;
  s->part = in->parts[part];
  s->picture = s->part->parent;
  s->role = s->part->role;
  if (s->role == JB_ROLE_TRAILER && is_vendor(s->carrier)) s->role = JB_ROLE_PRIMARY;
  /* a generator spreads its text over several chunks: one unit, which no part
   * has as its index */
  bool text = strcmp(s->carrier, "png-text") == 0;
  s->unit = text ? (uint32_t)in->part_count : part;
}

static bool add_hit(jb_mark_run *run, uint32_t match, const jb_mark_subject *s, bool *listed) {
  if (!*listed) {
    jb_mark_subject *more = jb_arena_grow(run->arena, run->subjects, run->subject_count,
                                          &run->subject_capacity, sizeof *more);
    if (!more) return false;
    run->subjects = more;
    run->subjects[run->subject_count++] = *s;
    *listed = true;
  }
  jb_mark_hit *hits =
      jb_arena_grow(run->arena, run->hits, run->hit_count, &run->hit_capacity, sizeof *hits);
  if (!hits) return false;
  run->hits = hits;
  run->hits[run->hit_count++] = (jb_mark_hit){.subject = (uint32_t)run->subject_count - 1};
  jb_mark_hits *list = &run->by_match[match];
  if (list->last) {
    run->hits[list->last - 1].next = (uint32_t)run->hit_count;
  } else {
    list->first = (uint32_t)run->hit_count;
  }
  list->last = (uint32_t)run->hit_count;
  list->count++;
  return true;
}

static bool passes(const jb_mark_match *m, jb_mark_value *v) {
  for (size_t i = 0; i < m->test_count; i++) {
    if (!jb_mark_test_passes(v, &m->tests[i])) return false;
  }
  return true;
}

static void try_match(jb_mark_run *run, uint32_t match, const jb_mark_subject *s,
                      jb_mark_value *v, bool *listed) {
  jb_mark_hits *list = &run->by_match[match];
  if (list->tried == TRIES_MAX || list->count == HITS_MAX) {
    jb_mark_limit(&run->bounds, "same place too often");
    return;
  }
  list->tried++;
  if (passes(&run->table->matches[match], v) && !add_hit(run, match, s, listed)) {
    jb_mark_limit(&run->bounds, "scratch_max");
  }
}

static bool is_place(const jb_mark_place *place, const jb_mark_subject *s, jb_span ns,
                     jb_span name, bool by_name) {
  if (strcmp(place->carrier, s->carrier) != 0) return false;
  if (!by_name) return place->key && jb_mark_key_equal(place->key, s->key);
  return place->name && jb_span_is(name, place->name) && jb_span_is(ns, place->ns);
}

static void look_at(jb_mark_run *run, const jb_mark_subject *s, jb_span ns, jb_span name) {
  const jb_mark_table *t = run->table;
  jb_mark_value v = {.bytes = s->value, .bounds = &run->bounds};
  bool listed = false;
  for (int by_name = 0; by_name < 2; by_name++) {
    if (by_name && name.len == 0) break;
    uint64_t hash = by_name ? jb_mark_name_hash(s->carrier, ns, name)
                            : jb_mark_key_hash(s->carrier, s->key);
    uint32_t e = t->buckets[hash & (t->bucket_count - 1)];
    for (; e; e = t->entries[e - 1].next) {
      const jb_mark_index_entry *entry = &t->entries[e - 1];
      if (is_place(entry->place, s, ns, name, by_name)) try_match(run, entry->match, s, &v, &listed);
    }
  }
  jb_mark_value_free(&v);
}

static void look_at_property(jb_mark_run *run, const jb_property *p) {
  jb_mark_subject s = {
      .carrier = p->carrier, .key = p->key, .value = jb_span_from(p->value), .property = p};
  place_in_part(run->in, &s, p->part);
  look_at(run, &s, jb_span_from(p->ns), jb_span_from(p->name));
}

/* carrier "part": key is the kind, or ns the kind and name the part's name;
 * the value is the part's key (APPn identifier, box type ...). */
static void look_at_part(jb_mark_run *run, const jb_part *part) {
  const char *kind = jb_part_kind_name(part->kind);
  jb_mark_subject s = {.carrier = "part", .key = kind, .value = jb_span_from(part->key)};
  place_in_part(run->in, &s, part->id);
  look_at(run, &s, jb_span_str(kind), jb_span_str(part->name));
}

static void look_at_name(jb_mark_run *run, const char *name) {
  jb_span s = jb_span_str(name);
  for (;;) { /* callers give a bare name; be sure */
    size_t slash = jb_span_find(s, jb_span_str("/"));
    if (slash == SIZE_MAX) break;
    s = jb_span_cut(s, slash + 1, SIZE_MAX);
  }
  jb_mark_subject subject = {.carrier = "file-name", .key = "", .value = s};
  place_in_part(run->in, &subject, JB_NO_PART);
  look_at(run, &subject, (jb_span){NULL, 0}, (jb_span){NULL, 0});
}

void jb_mark_look(jb_mark_run *run, const char *name) {
  for (size_t i = 0; i < run->in->property_count; i++) look_at_property(run, run->in->properties[i]);
  for (size_t i = 0; i < run->in->part_count; i++) look_at_part(run, run->in->parts[i]);
  if (name) look_at_name(run, name);
}
