/* Parts, properties and findings of an inspection's JSON. */
#include "model/json_read.h"

JB_ENUM_READER(part_kind, JB_PART_KIND_COUNT)
JB_ENUM_READER(part_role, JB_PART_ROLE_COUNT)
JB_ENUM_READER(finding_kind, JB_FINDING_KIND_COUNT)
JB_ENUM_READER(claim, JB_CLAIM_COUNT)
JB_ENUM_READER(strength, JB_STRENGTH_COUNT)
JB_ENUM_READER(check_answer, JB_CHECK_PASS + 1)

static void read_location(jb_json_read *r, jb_location *at) {
  jb_span key;
  *at = (jb_location){.part = JB_NO_PART};
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "part")) at->part = jb_read_index(r);
    else if (jb_span_is(key, "ranges")) at->range_count = jb_read_ranges(r, &at->ranges);
    else if (jb_span_is(key, "steps")) at->step_count = jb_read_steps(r, at->steps);
    else if (jb_span_is(key, "sub")) at->sub = jb_read_range(r);
    else jb_pull_skip(&r->pull);
  }
}

static void read_problem(jb_json_read *r, jb_problem *p) {
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "code")) p->code = jb_read_text(r);
    else if (jb_span_is(key, "offset")) p->offset = jb_pull_uint(&r->pull);
    else if (jb_span_is(key, "detail")) p->detail = jb_read_text_or_null(r);
    else jb_pull_skip(&r->pull);
  }
  jb_read_need(r, p->code, "code of a problem is missing");
}

static void read_problems(jb_json_read *r, jb_part *part) {
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_problem *p = JB_READ_MORE(r, part->problems, part->problem_count, part->problem_capacity);
    if (!p) return;
    *p = (jb_problem){0};
    read_problem(r, p);
    r->in->problem_total++;
  }
}

static void read_part(jb_json_read *r, jb_part *p) {
  jb_span key;
  *p = (jb_part){.id = JB_NO_PART, .parent = JB_NO_PART};
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "id")) p->id = jb_read_u32(r);
    else if (jb_span_is(key, "kind")) p->kind = read_part_kind(r);
    else if (jb_span_is(key, "role")) p->role = read_part_role(r);
    else if (jb_span_is(key, "parent")) p->parent = jb_read_index(r);
    else if (jb_span_is(key, "name")) p->name = jb_read_text(r);
    else if (jb_span_is(key, "key")) p->key = jb_read_bytes(r);
    else if (jb_span_is(key, "ranges")) p->range_count = jb_read_ranges(r, &p->ranges);
    else if (jb_span_is(key, "envelope")) p->envelope = jb_read_range(r);
    else if (jb_span_is(key, "steps")) p->step_count = jb_read_steps(r, p->steps);
    else if (jb_span_is(key, "sha256")) p->has_sha256 = jb_read_digest(r, p->sha256);
    else if (jb_span_is(key, "problems")) read_problems(r, p);
    else jb_pull_skip(&r->pull);
  }
  jb_read_need(r, p->name, "name of a part is missing");
}

static void read_property(jb_json_read *r, jb_property *p) {
  jb_span key;
  bool has_length = false, has_location = false;
  jb_range range = {0, 0}, *one = NULL;
  *p = (jb_property){.part = JB_NO_PART};
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "part")) {
      p->part = jb_read_index(r);
    } else if (jb_span_is(key, "carrier")) {
      p->carrier = jb_read_shared(r);
    } else if (jb_span_is(key, "key")) {
      p->key = jb_read_text(r);
    } else if (jb_span_is(key, "value")) {
      p->value = jb_read_bytes(r);
    } else if (jb_span_is(key, "escaped")) {
      (void)jb_pull_bool(&r->pull);
    } else if (jb_span_is(key, "range")) {
      if (jb_pull_null(&r->pull)) continue;
      range = jb_read_range(r);
      one = jb_arena_alloc(r->in->arena, sizeof *one);
      jb_read_need(r, one, "larger than the limit memory_max");
      if (one) *one = range;
    } else if (jb_span_is(key, "name")) {
      p->name = jb_read_bytes(r);
    } else if (jb_span_is(key, "ns")) {
      p->ns = jb_read_bytes(r);
    } else if (jb_span_is(key, "form")) {
      p->form = jb_read_text(r);
    } else if (jb_span_is(key, "length")) {
      p->value_length = jb_pull_uint(&r->pull);
      has_length = true;
    } else if (jb_span_is(key, "location")) {
      read_location(r, &p->at);
      has_location = true;
    } else {
      jb_pull_skip(&r->pull);
    }
  }
  if (!has_length) p->value_length = p->value.len;
  if (p->value_length < p->value.len) jb_pull_fail(&r->pull, "length below the value's");
  if (!has_location) {
    p->at = (jb_location){.part = p->part, .ranges = one, .range_count = one != NULL};
  }
  jb_read_need(r, p->carrier, "carrier of a property is missing");
  jb_read_need(r, p->key, "key of a property is missing");
  jb_read_need(r, p->value.ptr, "value of a property is missing");
}

static void read_check(jb_json_read *r, jb_check *c) {
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "id")) c->id = jb_read_text(r);
    else if (jb_span_is(key, "answer")) c->answer = read_check_answer(r);
    else if (jb_span_is(key, "detail")) c->detail = jb_read_text_or_null(r);
    else if (jb_span_is(key, "basis")) c->basis = jb_read_shared(r);
    else if (jb_span_is(key, "severity")) c->severity = jb_read_text(r);
    else if (jb_span_is(key, "clause")) c->clause = jb_read_text_or_null(r);
    else if (jb_span_is(key, "at")) c->at = jb_read_range(r), c->has_at = true;
    else jb_pull_skip(&r->pull);
  }
  jb_read_need(r, c->id, "id of a check is missing");
  jb_read_need(r, c->basis, "basis of a check is missing");
  jb_read_need(r, c->severity, "severity of a check is missing");
}

static void read_checks(jb_json_read *r, jb_finding *f) {
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_check *c = JB_READ_MORE(r, f->checks, f->check_count, f->check_capacity);
    if (!c) return;
    *c = (jb_check){0};
    read_check(r, c);
  }
}

static void read_fields(jb_json_read *r, jb_finding *f) {
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_field *field = JB_READ_MORE(r, f->fields, f->field_count, f->field_capacity);
    if (!field) return;
    *field = (jb_field){0};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "name")) field->name = jb_read_text(r);
      else if (jb_span_is(key, "value")) field->value = jb_read_bytes(r);
      else jb_pull_skip(&r->pull);
    }
    jb_read_need(r, field->name, "name of a field is missing");
    jb_read_need(r, field->value.ptr, "value of a field is missing");
  }
}

static void read_finding(jb_json_read *r, jb_finding *f) {
  jb_span key;
  *f = (jb_finding){.id = JB_NO_PART, .at = {.part = JB_NO_PART}};
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "id")) f->id = jb_read_u32(r);
    else if (jb_span_is(key, "scheme")) f->scheme = jb_read_text(r);
    else if (jb_span_is(key, "kind")) f->kind = read_finding_kind(r);
    else if (jb_span_is(key, "claim")) f->claim = read_claim(r);
    else if (jb_span_is(key, "strength")) f->strength = read_strength(r);
    else if (jb_span_is(key, "group")) f->group = jb_read_text(r);
    else if (jb_span_is(key, "code")) f->code = jb_read_text(r);
    else if (jb_span_is(key, "role")) f->role = read_part_role(r);
    else if (jb_span_is(key, "location")) read_location(r, &f->at);
    else if (jb_span_is(key, "raw_sha256")) f->has_raw_sha256 = jb_read_digest(r, f->raw_sha256);
    else if (jb_span_is(key, "excerpt")) f->excerpt = jb_read_bytes(r);
    else if (jb_span_is(key, "canonical")) f->canonical = jb_read_text_or_null(r);
    else if (jb_span_is(key, "fields")) read_fields(r, f);
    else if (jb_span_is(key, "checks")) read_checks(r, f);
    else jb_pull_skip(&r->pull);
  }
  jb_read_need(r, f->scheme, "scheme of a finding is missing");
  jb_read_need(r, f->group, "group of a finding is missing");
  jb_read_need(r, f->code, "code of a finding is missing");
}

/* Lists of pointers: the element is allocated on its own, because adders hand
 * such pointers out and lists grow. */
static void *element(jb_json_read *r, size_t size) {
  void *p = jb_arena_alloc(r->in->arena, size);
  jb_read_need(r, p, "larger than the limit memory_max");
  return p;
}

void jb_read_parts(jb_json_read *r) {
  jb_inspection *in = r->in;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_part *p = element(r, sizeof *p);
    jb_part **slot = p ? JB_READ_MORE(r, in->parts, in->part_count, in->part_capacity) : NULL;
    if (!slot) return;
    *slot = p;
    read_part(r, p);
    if (p->id != in->part_count - 1) jb_pull_fail(&r->pull, "id of a part is not its place");
  }
}

void jb_read_properties(jb_json_read *r) {
  jb_inspection *in = r->in;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_property *p = element(r, sizeof *p);
    jb_property **slot =
        p ? JB_READ_MORE(r, in->properties, in->property_count, in->property_capacity) : NULL;
    if (!slot) return;
    *slot = p;
    read_property(r, p);
  }
}

void jb_read_findings(jb_json_read *r) {
  jb_inspection *in = r->in;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_finding *f = element(r, sizeof *f);
    jb_finding **slot =
        f ? JB_READ_MORE(r, in->findings, in->finding_count, in->finding_capacity) : NULL;
    if (!slot) return;
    *slot = f;
    read_finding(r, f);
    if (f->id != in->finding_count - 1) jb_pull_fail(&r->pull, "id of a finding is not its place");
  }
}

