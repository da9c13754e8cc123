/* Which marks hold, where, and which of them speaks for the others. */
#include "marks/run.h"

enum { RESULTS_PER_MARK = 16, REFINES_DEPTH = 8 };

/* The part of a picture within which a condition is asked. */
typedef struct scope {
  uint32_t picture;
  bool one_unit;
  uint32_t unit;
} scope;

static bool is_inside(const scope *s, const jb_mark_subject *subject) {
  return subject->picture == s->picture && (!s->one_unit || subject->unit == s->unit);
}

/* First hit of a match within the scope, or NULL. */
static const jb_mark_hit *hit_in(const jb_mark_run *run, uint32_t match, const scope *s) {
  for (uint32_t h = run->by_match[match].first; h; h = run->hits[h - 1].next) {
    const jb_mark_hit *hit = &run->hits[h - 1];
    if (is_inside(s, &run->subjects[hit->subject])) return hit;
  }
  return NULL;
}

static bool holds(const jb_mark_run *run, const jb_mark_node *node, const scope *s) {
  if (node->kind == JB_MARK_NODE_MATCH) return hit_in(run, node->match, s) != NULL;
  scope whole = {.picture = s->picture};
  bool all = node->kind == JB_MARK_NODE_ALL;
  for (const jb_mark_node *n = node->first; n; n = n->next) {
    /* what must not be there must not be anywhere in the picture */
    bool child = holds(run, n, node->kind == JB_MARK_NODE_NOT ? &whole : s);
    if (child != all) return node->kind == JB_MARK_NODE_ANY;
  }
  return node->kind != JB_MARK_NODE_ANY;
}

/* The first match of the rule that was hit: authors list the telling one
 * first. */
static const jb_mark_hit *main_hit(const jb_mark_run *run, const jb_mark *m, const scope *s) {
  for (uint32_t i = 0; i < m->match_count; i++) {
    uint32_t match = m->first_match + i;
    const jb_mark_hit *hit =
        run->table->matches[match].positive ? hit_in(run, match, s) : NULL;
    if (hit) return hit;
  }
  return NULL;
}

static bool add_result(jb_mark_run *run, const jb_mark *m, const scope *s) {
  const jb_mark_hit *hit = holds(run, m->condition, s) ? main_hit(run, m, s) : NULL;
  if (!hit) return false;
  jb_mark_result *more = jb_arena_grow(run->arena, run->results, run->result_count,
                                       &run->result_capacity, sizeof *more);
  if (!more) {
    jb_mark_limit(&run->bounds, "scratch_max");
    return false;
  }
  run->results = more;
  run->results[run->result_count++] = (jb_mark_result){.mark = m, .subject = hit->subject};
  return true;
}

/* Was this scope asked already for an earlier hit of the mark? */
static bool was_asked(const scope *asked, size_t count, const scope *s) {
  for (size_t i = 0; i < count; i++) {
    if (asked[i].picture == s->picture && asked[i].one_unit == s->one_unit &&
        asked[i].unit == s->unit) {
      return true;
    }
  }
  return false;
}

/* Once for each unit in which the mark holds alone, so that copies are told
 * apart; for the picture as a whole when it holds only there. */
static void decide_mark(jb_mark_run *run, const jb_mark *m) {
  scope asked[2 * RESULTS_PER_MARK];
  size_t n = 0, found = 0, before = run->result_count;
  for (int one_unit = 1; one_unit >= 0; one_unit--) {
    for (uint32_t i = 0; i < m->match_count; i++) {
      uint32_t h = run->by_match[m->first_match + i].first;
      if (!run->table->matches[m->first_match + i].positive) continue;
      for (; h; h = run->hits[h - 1].next) {
        const jb_mark_subject *subject = &run->subjects[run->hits[h - 1].subject];
        scope s = {.picture = subject->picture,
                   .one_unit = one_unit != 0,
                   .unit = one_unit ? subject->unit : 0};
        bool here = false;
        for (size_t r = before; !one_unit && r < run->result_count; r++) {
          here |= jb_mark_subject_of(run, &run->results[r])->picture == s.picture;
        }
        if (here || was_asked(asked, n, &s)) continue;
        if (found == RESULTS_PER_MARK || n == 2 * RESULTS_PER_MARK) {
          jb_mark_limit(&run->bounds, "same mark too often");
          return;
        }
        asked[n++] = s;
        found += add_result(run, m, &s);
      }
    }
  }
}

/* ---- who speaks for whom ---- */

static bool refines(const jb_mark *special, const jb_mark *general, unsigned depth) {
  for (size_t i = 0; depth > 0 && i < special->refines_count; i++) {
    if (special->refines[i] == general || refines(special->refines[i], general, depth - 1)) {
      return true;
    }
  }
  return false;
}

static bool same_unit(const jb_mark_run *run, const jb_mark_result *a, const jb_mark_result *b) {
  const jb_mark_subject *x = jb_mark_subject_of(run, a), *y = jb_mark_subject_of(run, b);
  return x->picture == y->picture && x->unit == y->unit;
}

/* Marks of one generator in one unit are one statement, unless they disagree
 * about what it is. */
static bool same_statement(const jb_mark *a, const jb_mark *b) {
  return a->generator && b->generator && strcmp(a->generator, b->generator) == 0 &&
         a->kind == b->kind && strcmp(a->group, b->group) == 0 &&
         (a->claim == b->claim || a->claim == JB_CLAIM_UNKNOWN || b->claim == JB_CLAIM_UNKNOWN);
}

/* A total order, so that covering never goes round in a circle: who refines
 * most says most; then a claim before none, the stronger, the earlier. */
static bool speaks_before(const jb_mark *a, const jb_mark *b) {
  if (a->rank != b->rank) return a->rank > b->rank;
  if ((a->claim == JB_CLAIM_UNKNOWN) != (b->claim == JB_CLAIM_UNKNOWN)) {
    return b->claim == JB_CLAIM_UNKNOWN;
  }
  if (a->strength != b->strength) return a->strength > b->strength;
  return a->index < b->index;
}

static void settle(jb_mark_run *run) {
  for (size_t i = 0; i < run->result_count; i++) {
    jb_mark_result *weak = &run->results[i];
    for (size_t k = 0; k < run->result_count; k++) {
      const jb_mark_result *strong = &run->results[k];
      if (k == i || !same_unit(run, weak, strong)) continue;
      bool covers = refines(strong->mark, weak->mark, REFINES_DEPTH) ||
                    same_statement(strong->mark, weak->mark);
      if (!covers || !speaks_before(strong->mark, weak->mark)) continue;
      if (!weak->into || speaks_before(strong->mark, run->results[weak->into - 1].mark)) {
        weak->into = (uint32_t)k + 1;
      }
    }
  }
}

void jb_mark_decide(jb_mark_run *run) {
  for (size_t i = 0; i < run->table->mark_count; i++) {
    const jb_mark *m = run->table->marks[i];
    for (uint32_t k = 0; k < m->match_count; k++) {
      if (run->by_match[m->first_match + k].first == 0) continue;
      decide_mark(run, m);
      break;
    }
  }
  settle(run);
}
