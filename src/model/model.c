#include "model/model.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { NOT_CHECKED_ROOM = 32 };

static jb_arena *arena_of(jb_inspection *in) { return in->arena; }

jb_inspection *jb_inspection_new(const jb_limits *limits) {
  jb_arena *arena = jb_arena_new((size_t)limits->memory_max);
  if (!arena) return NULL;
  jb_inspection *in = jb_arena_alloc(arena, sizeof *in);
  if (!in) {
    jb_arena_free(arena);
    return NULL;
  }
  /* room from the start: that memory ran out must be sayable when it has */
  in->not_checked = jb_arena_array(arena, NOT_CHECKED_ROOM, sizeof *in->not_checked);
  if (in->not_checked) in->not_checked_capacity = NOT_CHECKED_ROOM;
  in->arena = arena;
  in->limits = *limits;
  in->run.modified = INT64_MIN;
  in->run.checked_at = INT64_MIN;
  in->file.format = "unknown";
  return in;
}

void jb_inspection_free(jb_inspection *in) {
  if (in) jb_arena_free(in->arena);
}

void jb_free(void *p) { free(p); }

/* Grow one of the inspection's lists and count one more. */
#define JB_APPEND(in, list, count, capacity)                                              \
  ((list) = grown((in), (list), (count), &(capacity), sizeof *(list)),                    \
   (list) && (count) < (capacity) ? &(list)[(count)++] : NULL)

/* The old list when it has room or memory is out. */
static void *grown(jb_inspection *in, void *list, size_t count, size_t *capacity, size_t size) {
  void *more = jb_arena_grow(arena_of(in), list, count, capacity, size);
  if (more) return more;
  jb_add_not_checked(in, "structure", JB_WHY_LIMIT, "memory_max");
  return list;
}

/* ---- parts ---- */

jb_part *jb_add_part(jb_inspection *in, jb_part_kind kind, jb_part_role role, const char *name) {
  if (in->part_count >= in->limits.parts_max) {
    jb_add_not_checked(in, "structure", JB_WHY_LIMIT, "parts_max");
    return NULL;
  }
  jb_part *part = jb_arena_alloc(arena_of(in), sizeof *part);
  const char *own = jb_arena_string(arena_of(in), jb_span_str(name));
  if (!part || !own) {
    jb_add_not_checked(in, "structure", JB_WHY_LIMIT, "memory_max");
    return NULL;
  }
  *part = (jb_part){.id = (uint32_t)in->part_count,
                    .kind = kind,
                    .role = role,
                    .parent = JB_NO_PART,
                    .name = own};
  jb_part **slot = JB_APPEND(in, in->parts, in->part_count, in->part_capacity);
  if (!slot) return NULL;
  *slot = part;
  return part;
}

void jb_part_add_range(jb_inspection *in, jb_part *part, uint64_t offset, uint64_t length) {
  jb_range *ranges = (jb_range *)(uintptr_t)part->ranges;
  size_t n = part->range_count;
  if (n > 0 && ranges[n - 1].offset + ranges[n - 1].length == offset) {
    ranges[n - 1].length += length;
    return;
  }
  /* capacity is the next power of two: no room for it in a public struct */
  if (n == 0 || (n & (n - 1)) == 0) {
    ranges = jb_arena_array(arena_of(in), n ? n * 2 : 1, sizeof *ranges);
    if (!ranges) {
      jb_add_not_checked(in, "structure", JB_WHY_LIMIT, "memory_max");
      return;
    }
    if (n) memcpy(ranges, part->ranges, n * sizeof *ranges);
    part->ranges = ranges;
  }
  ranges[n] = (jb_range){offset, length};
  part->range_count = n + 1;
}

void jb_part_set_key(jb_inspection *in, jb_part *part, jb_span key) {
  part->key = jb_bytes_of(jb_arena_copy(arena_of(in), key));
}

void jb_part_add_step(jb_part *part, jb_step step) {
  if (part->step_count < JB_STEPS_MAX) part->steps[part->step_count++] = (uint8_t)step;
}

uint64_t jb_part_length(const jb_part *part) {
  uint64_t n = 0;
  for (size_t i = 0; i < part->range_count; i++) {
    uint64_t more = part->ranges[i].length;
    n = more > UINT64_MAX - n ? UINT64_MAX : n + more;
  }
  return n;
}

void jb_add_problem(jb_inspection *in, jb_part *part, const char *code, uint64_t offset,
                    const char *detail_format, ...) {
  if (!part && in->part_count > 0) part = in->parts[0];
  if (!part) return;
  if (in->problem_total >= in->limits.problems_max) {
    jb_add_not_checked(in, "structure", JB_WHY_LIMIT, "problems_max");
    return;
  }
  char text[256] = "";
  if (detail_format) {
    va_list args;
    va_start(args, detail_format);
    (void)vsnprintf(text, sizeof text, detail_format, args);
    va_end(args);
  }
  jb_problem *p = JB_APPEND(in, part->problems, part->problem_count, part->problem_capacity);
  if (!p) return;
  in->problem_total++;
  *p = (jb_problem){code, offset,
                    text[0] ? jb_arena_string(arena_of(in), jb_span_str(text)) : NULL};
}

/* ---- properties ---- */

jb_property *jb_add_property(jb_inspection *in, uint32_t part, const char *carrier,
                             const char *key, jb_span value) {
  if (in->property_count >= in->limits.properties_max) {
    jb_add_not_checked(in, "marks", JB_WHY_LIMIT, "properties_max");
    return NULL;
  }
  jb_property *p = jb_arena_alloc(arena_of(in), sizeof *p);
  const char *own_key = jb_arena_string(arena_of(in), jb_span_str(key));
  jb_span own_value = jb_arena_copy(arena_of(in), value);
  if (!p || !own_key || !own_value.ptr) {
    jb_add_not_checked(in, "marks", JB_WHY_LIMIT, "memory_max");
    return NULL;
  }
  *p = (jb_property){.part = part,
                     .carrier = carrier,
                     .key = own_key,
                     .value = jb_bytes_of(own_value),
                     .value_length = own_value.len,
                     .at = {.part = part}};
  jb_property **slot =
      JB_APPEND(in, in->properties, in->property_count, in->property_capacity);
  if (!slot) return NULL;
  *slot = p;
  return p;
}

void jb_property_set_name(jb_inspection *in, jb_property *p, jb_span ns, jb_span name) {
  p->ns = jb_bytes_of(jb_arena_copy(arena_of(in), ns));
  p->name = jb_bytes_of(jb_arena_copy(arena_of(in), name));
}

/* ---- findings ---- */

static size_t findings_of(const jb_inspection *in, const char *scheme) {
  size_t n = 0;
  for (size_t i = 0; i < in->finding_count; i++) n += strcmp(in->findings[i]->scheme, scheme) == 0;
  return n;
}

jb_finding *jb_add_finding(jb_inspection *in, const char *scheme, jb_finding_kind kind,
                           const char *group, const char *code) {
  if (findings_of(in, scheme) >= in->limits.findings_per_scheme_max) {
    jb_add_not_checked(in, "marks", JB_WHY_LIMIT, "findings_per_scheme_max");
    return NULL;
  }
  jb_finding *f = jb_arena_alloc(arena_of(in), sizeof *f);
  const char *own = jb_arena_string(arena_of(in), jb_span_str(scheme));
  if (!f || !own) {
    jb_add_not_checked(in, "marks", JB_WHY_LIMIT, "memory_max");
    return NULL;
  }
  *f = (jb_finding){.id = (uint32_t)in->finding_count,
                    .scheme = own,
                    .kind = kind,
                    .group = group,
                    .code = code,
                    .at = {.part = JB_NO_PART}};
  jb_finding **slot = JB_APPEND(in, in->findings, in->finding_count, in->finding_capacity);
  if (!slot) return NULL;
  *slot = f;
  return f;
}

void jb_finding_add_field(jb_inspection *in, jb_finding *f, const char *name, jb_span value) {
  jb_field *field = JB_APPEND(in, f->fields, f->field_count, f->field_capacity);
  if (!field) return;
  *field = (jb_field){jb_arena_string(arena_of(in), jb_span_str(name)),
                      jb_bytes_of(jb_arena_copy(arena_of(in), value))};
  if (!field->name || !field->value.ptr) f->field_count--;
}

jb_check *jb_finding_add_check(jb_inspection *in, jb_finding *f, const char *id,
                               jb_check_answer answer, const char *severity, const char *clause,
                               const char *detail) {
  jb_check *check = JB_APPEND(in, f->checks, f->check_count, f->check_capacity);
  if (!check) return NULL;
  *check = (jb_check){.id = id,
                      .answer = answer,
                      .severity = severity,
                      .clause = clause,
                      .detail = detail ? jb_arena_string(arena_of(in), jb_span_str(detail)) : NULL,
                      .basis = "primary"};
  return check;
}

const jb_check *jb_finding_find_check(const jb_finding *f, const char *id) {
  for (size_t i = 0; i < f->check_count; i++) {
    if (strcmp(f->checks[i].id, id) == 0) return &f->checks[i];
  }
  return NULL;
}

const jb_field *jb_finding_find_field(const jb_finding *f, const char *name) {
  for (size_t i = 0; i < f->field_count; i++) {
    if (strcmp(f->fields[i].name, name) == 0) return &f->fields[i];
  }
  return NULL;
}

/* ---- what was not looked at ---- */

static bool same_text(const char *a, const char *b) {
  return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

void jb_add_not_checked(jb_inspection *in, const char *check, jb_why why, const char *detail) {
  for (size_t i = 0; i < in->not_checked_count; i++) {
    const jb_not_checked *n = &in->not_checked[i];
    if (n->why == why && same_text(n->check, check) && same_text(n->detail, detail)) return;
  }
  jb_not_checked *list = jb_arena_grow(arena_of(in), in->not_checked, in->not_checked_count,
                                       &in->not_checked_capacity, sizeof *list);
  if (!list) return; /* the arena's own flag tells; inspect adds the entry at the end */
  in->not_checked = list;
  list[in->not_checked_count++] =
      (jb_not_checked){check, why,
                       detail ? jb_arena_string(arena_of(in), jb_span_str(detail)) : NULL};
}

jb_answer jb_probe_answer(const jb_inspection *in, const char *check,
                          const jb_not_checked **entry) {
  for (size_t i = 0; i < in->not_checked_count; i++) {
    if (strcmp(in->not_checked[i].check, check) != 0) continue;
    if (entry) *entry = &in->not_checked[i];
    return JB_UNKNOWN;
  }
  return JB_PRESENT;
}

const jb_probe_info *jb_probe_table(size_t *count) {
  enum { FAST = JB_TIER_FAST, FULL = JB_TIER_FULL, DEEP = JB_TIER_DEEP, NEVER = -1 };
  static const jb_probe_info k_table[] = {
#define JB_PROBE(id, tier, what) {id, tier, what},
#include "model/probes.def"
#undef JB_PROBE
  };
  (void)DEEP;
  *count = sizeof k_table / sizeof k_table[0];
  return k_table;
}

/* ---- lists that rules fill ---- */

jb_rule_result *jb_add_rule_result(jb_inspection *in) {
  return JB_APPEND(in, in->rules, in->rule_count, in->rule_capacity);
}

jb_label *jb_add_label(jb_inspection *in) {
  return JB_APPEND(in, in->labels, in->label_count, in->label_capacity);
}

jb_because *jb_add_because(jb_inspection *in) {
  jb_verdict *v = &in->verdict;
  return JB_APPEND(in, v->because, v->because_count, v->because_capacity);
}

void jb_add_next_step(jb_inspection *in, const char *id) {
  jb_verdict *v = &in->verdict;
  const char **slot = JB_APPEND(in, v->next_steps, v->next_step_count, v->next_step_capacity);
  if (slot) *slot = jb_arena_string(arena_of(in), jb_span_str(id));
}

jb_trust_list *jb_add_trust_list(jb_inspection *in) {
  return JB_APPEND(in, in->trust, in->trust_count, in->trust_capacity);
}

void jb_inspection_unjudge(jb_inspection *in) {
  in->rule_count = in->label_count = 0;
  in->verdict = (jb_verdict){0};
  in->rules_digest = NULL;
}

/* The cut falls before a whole UTF-8 character. */
static size_t cut_length(jb_bytes value, size_t max) {
  while (max > 0 && (value.ptr[max] & 0xC0) == 0x80) max--;
  return max;
}

void jb_inspection_seal(jb_inspection *in) {
  uint64_t left = in->limits.property_total_max;
  for (size_t i = 0; i < in->property_count; i++) {
    jb_bytes *v = &in->properties[i]->value;
    uint64_t max = in->limits.property_value_max < left ? in->limits.property_value_max : left;
    if (v->len > max) v->len = cut_length(*v, (size_t)max);
    left -= v->len;
  }
}
