/* The inspection as JSON.  json_in.c is the inverse: what is written here and
 * how empty values look must be known there. */
#include "model/json.h"

#include "base/codec.h"
#include "io/digest.h"
#include "model/json_put.h"

enum { TEXT_MAX = 256 << 20, SHA256_BYTES = 32 };

static void put_index(jb_json_writer *w, const char *key, uint32_t index) {
  jb_json_key(w, key);
  if (index == JB_NO_PART) {
    jb_json_null(w);
  } else {
    jb_json_uint(w, index);
  }
}

static void put_ranges(jb_json_writer *w, const jb_range *ranges, size_t count) {
  jb_json_key(w, "ranges");
  jb_json_list(w);
  for (size_t i = 0; i < count; i++) jb_put_one_range(w, ranges[i]);
  jb_json_list_end(w);
}

static void put_steps_if(jb_json_writer *w, const uint8_t *steps, size_t count) {
  if (count == 0) return;
  jb_json_key(w, "steps");
  jb_json_list(w);
  for (size_t i = 0; i < count; i++) jb_json_text(w, jb_step_name((jb_step)steps[i]));
  jb_json_list_end(w);
}

static void put_findings(jb_json_writer *w, const uint32_t *ids, size_t count) {
  jb_json_key(w, "findings");
  jb_json_list(w);
  for (size_t i = 0; i < count; i++) jb_json_uint(w, ids[i]);
  jb_json_list_end(w);
}

static void write_location(jb_json_writer *w, const jb_location *at) {
  jb_json_object(w);
  put_index(w, "part", at->part);
  put_ranges(w, at->ranges, at->range_count);
  put_steps_if(w, at->steps, at->step_count);
  jb_put_range_if(w, "sub", at->sub);
  jb_json_object_end(w);
}

/* ---- sections of core ---- */

static void write_file(jb_json_writer *w, const jb_file *f) {
  jb_json_object(w);
  jb_json_put_uint(w, "size", f->size);
  jb_put_digest(w, "sha256", f->has_sha256, f->sha256);
  jb_put_digest(w, "sm3", f->has_sm3, f->sm3);
  jb_put_id(w, "format", f->format);
  jb_put_text(w, "media_type", f->media_type);
  jb_put_answer(w, "supported", f->supported);
  jb_put_answer(w, "extension_matches", f->extension_matches);
  jb_json_key(w, "width");
  f->width ? jb_json_uint(w, f->width) : jb_json_null(w);
  jb_json_key(w, "height");
  f->height ? jb_json_uint(w, f->height) : jb_json_null(w);
  jb_json_object_end(w);
}

static void write_part(jb_json_writer *w, const jb_part *p) {
  jb_json_object(w);
  jb_json_put_uint(w, "id", p->id);
  jb_json_put_text(w, "kind", jb_part_kind_name(p->kind));
  jb_json_put_text(w, "role", jb_part_role_name(p->role));
  if (p->parent != JB_NO_PART) put_index(w, "parent", p->parent);
  jb_put_id(w, "name", p->name);
  jb_put_bytes_if(w, "key", p->key);
  put_ranges(w, p->ranges, p->range_count);
  jb_put_range_if(w, "envelope", p->envelope);
  put_steps_if(w, p->steps, p->step_count);
  jb_put_digest(w, "sha256", p->has_sha256, p->sha256);
  jb_json_key(w, "problems");
  jb_json_list(w);
  for (size_t i = 0; i < p->problem_count; i++) {
    const jb_problem *problem = &p->problems[i];
    jb_json_object(w);
    jb_put_id(w, "code", problem->code);
    jb_json_put_uint(w, "offset", problem->offset);
    jb_put_text(w, "detail", problem->detail);
    jb_json_object_end(w);
  }
  jb_json_list_end(w);
  jb_json_object_end(w);
}

/* `range` says it all for most values: one run of bytes in the part that the
 * value belongs to.  Anything else is told by `location`. */
static bool is_one_range(const jb_property *p) {
  const jb_location *at = &p->at;
  return at->part == p->part && at->range_count <= 1 && at->step_count == 0 &&
         at->sub.offset == 0 && at->sub.length == 0;
}

static void write_property(jb_json_writer *w, const jb_property *p) {
  jb_json_object(w);
  put_index(w, "part", p->part);
  jb_put_id(w, "carrier", p->carrier);
  jb_put_id(w, "key", p->key);
  jb_put_bytes_if(w, "ns", p->ns);
  jb_put_bytes_if(w, "name", p->name);
  jb_put_text_if(w, "form", p->form);
  bool escaped = jb_put_bytes(w, "value", jb_span_from(p->value));
  jb_json_put_bool(w, "escaped", escaped);
  if (p->value_length != p->value.len) jb_json_put_uint(w, "length", p->value_length);
  jb_json_key(w, "range");
  if (p->at.range_count > 0) {
    jb_put_one_range(w, p->at.ranges[0]);
  } else {
    jb_json_null(w);
  }
  if (!is_one_range(p)) {
    jb_json_key(w, "location");
    write_location(w, &p->at);
  }
  jb_json_object_end(w);
}

static void write_check(jb_json_writer *w, const jb_check *c) {
  jb_json_object(w);
  jb_put_id(w, "id", c->id);
  jb_json_put_text(w, "answer", jb_check_answer_name(c->answer));
  jb_put_text(w, "detail", c->detail);
  jb_put_id(w, "basis", c->basis);
  jb_put_id(w, "severity", c->severity);
  jb_put_text_if(w, "clause", c->clause);
  if (c->has_at) {
    jb_json_key(w, "at");
    jb_put_one_range(w, c->at);
  }
  jb_json_object_end(w);
}

static void write_finding(jb_json_writer *w, const jb_finding *f) {
  jb_json_object(w);
  jb_json_put_uint(w, "id", f->id);
  jb_put_id(w, "scheme", f->scheme);
  jb_json_put_text(w, "kind", jb_finding_kind_name(f->kind));
  jb_json_put_text(w, "claim", jb_claim_name(f->claim));
  jb_json_put_text(w, "strength", jb_strength_name(f->strength));
  jb_put_id(w, "group", f->group);
  jb_put_id(w, "code", f->code);
  jb_json_put_text(w, "role", jb_part_role_name(f->role));
  jb_json_key(w, "location");
  write_location(w, &f->at);
  jb_put_digest(w, "raw_sha256", f->has_raw_sha256, f->raw_sha256);
  bool escaped = jb_put_bytes(w, "excerpt", jb_span_from(f->excerpt));
  jb_json_put_bool(w, "escaped", escaped);
  jb_put_text(w, "canonical", f->canonical);
  jb_json_key(w, "fields");
  jb_json_list(w);
  for (size_t i = 0; i < f->field_count; i++) {
    jb_json_object(w);
    jb_put_id(w, "name", f->fields[i].name);
    if (jb_put_bytes(w, "value", jb_span_from(f->fields[i].value))) {
      jb_json_put_bool(w, "escaped", true);
    }
    jb_json_object_end(w);
  }
  jb_json_list_end(w);
  jb_json_key(w, "checks");
  jb_json_list(w);
  for (size_t i = 0; i < f->check_count; i++) write_check(w, &f->checks[i]);
  jb_json_list_end(w);
  jb_json_object_end(w);
}

static void write_verdict(jb_json_writer *w, const jb_verdict *v) {
  jb_json_object(w);
  jb_put_text(w, "ai_origin", v->ai_origin);
  jb_put_text(w, "label_state", v->label_state);
  jb_put_text(w, "copy_quality", v->copy_quality);
  jb_put_text(w, "cn_class", v->cn_class);
  jb_json_key(w, "because");
  jb_json_list(w);
  for (size_t i = 0; i < v->because_count; i++) {
    jb_json_object(w);
    jb_put_id(w, "axis", v->because[i].axis);
    jb_put_id(w, "rule", v->because[i].rule);
    put_findings(w, v->because[i].findings, v->because[i].finding_count);
    jb_json_object_end(w);
  }
  jb_json_list_end(w);
  jb_json_key(w, "next_steps");
  jb_json_list(w);
  for (size_t i = 0; i < v->next_step_count; i++) {
    (void)jb_put_one_bytes(w, jb_span_str(v->next_steps[i]));
  }
  jb_json_list_end(w);
  jb_json_object_end(w);
}

static void write_trust(jb_json_writer *w, const jb_inspection *in) {
  jb_json_list(w);
  for (size_t i = 0; i < in->trust_count; i++) {
    const jb_trust_list *t = &in->trust[i];
    jb_json_object(w);
    jb_put_id(w, "list", t->list);
    jb_put_text(w, "date", t->date);
    jb_put_digest(w, "sha256", true, t->sha256);
    jb_put_id(w, "origin", t->origin);
    jb_json_object_end(w);
  }
  jb_json_list_end(w);
}

/* Only limits that are not the default: they are part of what made the result. */
static void put_limits_if(jb_json_writer *w, const jb_limits *limits) {
  bool any = false;
#define JB_LIMIT(name, value, unit, reason)                  \
  if (limits->name != (uint64_t)(value)) {                   \
    if (!any) jb_json_key(w, "limits"), jb_json_object(w);   \
    any = true;                                              \
    jb_json_put_uint(w, #name, limits->name);                \
  }
#include "jianbiao/limits.def"
#undef JB_LIMIT
  if (any) jb_json_object_end(w);
}

/* What judging adds. */
static void write_judgement(jb_json_writer *w, const jb_inspection *in) {
  jb_json_key(w, "rules");
  jb_json_list(w);
  for (size_t i = 0; i < in->rule_count; i++) {
    const jb_rule_result *r = &in->rules[i];
    jb_json_object(w);
    jb_put_id(w, "rule", r->rule);
    jb_put_id(w, "instrument", r->instrument);
    jb_put_id(w, "clause", r->clause);
    jb_json_put_text(w, "outcome", jb_outcome_name(r->outcome));
    put_findings(w, r->findings, r->finding_count);
    jb_put_id(w, "basis", r->basis);
    jb_json_object_end(w);
  }
  jb_json_list_end(w);
  jb_json_key(w, "verdict");
  write_verdict(w, &in->verdict);
}

static void write_labels(jb_json_writer *w, const jb_inspection *in) {
  jb_json_list(w);
  for (size_t i = 0; i < in->label_count; i++) {
    jb_json_object(w);
    jb_put_id(w, "scheme", in->labels[i].scheme);
    jb_put_id(w, "state", in->labels[i].state);
    put_findings(w, in->labels[i].findings, in->labels[i].finding_count);
    jb_json_object_end(w);
  }
  jb_json_list_end(w);
}

static void write_not_checked(jb_json_writer *w, const jb_inspection *in) {
  jb_json_list(w);
  for (size_t i = 0; i < in->not_checked_count; i++) {
    jb_json_object(w);
    jb_put_id(w, "check", in->not_checked[i].check);
    jb_json_put_text(w, "why", jb_why_name(in->not_checked[i].why));
    jb_put_text(w, "detail", in->not_checked[i].detail);
    jb_json_object_end(w);
  }
  jb_json_list_end(w);
}

void jb_inspection_write_core(jb_json_writer *w, const jb_inspection *in) {
  jb_json_object(w);
  jb_json_put_text(w, "tier", jb_tier_name(in->tier));
  jb_put_id(w, "as_of", in->as_of);
  jb_put_text(w, "time", in->time);
  jb_json_put_bool(w, "declared", in->declared);
  jb_put_text(w, "rules_digest", in->rules_digest);
  put_limits_if(w, &in->limits);
  jb_json_key(w, "trust");
  write_trust(w, in);
  jb_json_key(w, "file");
  write_file(w, &in->file);
  jb_json_key(w, "parts");
  jb_json_list(w);
  for (size_t i = 0; i < in->part_count; i++) write_part(w, in->parts[i]);
  jb_json_list_end(w);
  jb_json_key(w, "properties");
  jb_json_list(w);
  for (size_t i = 0; i < in->property_count; i++) write_property(w, in->properties[i]);
  jb_json_list_end(w);
  jb_json_key(w, "findings");
  jb_json_list(w);
  for (size_t i = 0; i < in->finding_count; i++) write_finding(w, in->findings[i]);
  jb_json_list_end(w);
  jb_json_key(w, "labels");
  write_labels(w, in);
  jb_json_key(w, "c2pa");
  jb_put_c2pa(w, &in->c2pa);
  write_judgement(w, in);
  jb_json_key(w, "not_checked");
  write_not_checked(w, in);
  jb_json_object_end(w);
}

/* ---- the envelope ---- */

static void write_run(jb_json_writer *w, const jb_run *run) {
  jb_json_object(w);
  if (run->name.ptr) {
    (void)jb_put_bytes(w, "name", jb_span_from(run->name));
  } else {
    jb_json_put_text(w, "name", NULL);
  }
  if (run->path.ptr) {
    (void)jb_put_bytes(w, "path", jb_span_from(run->path));
  } else {
    jb_json_put_text(w, "path", NULL);
  }
  jb_put_time(w, "modified", run->modified);
  jb_put_time(w, "checked_at", run->checked_at);
  jb_json_key(w, "tool");
  jb_json_object(w);
  jb_json_put_text(w, "name", "jianbiao");
  jb_json_put_text(w, "version", JB_VERSION);
  jb_put_text(w, "executable_sha256", run->executable_sha256);
  jb_json_object_end(w);
  jb_put_text(w, "sandbox", run->sandbox);
  jb_json_put_uint(w, "elapsed_ms", run->elapsed_ms);
  jb_json_object_end(w);
}

/* The bytes of core without white space and their digest. */
static bool compact_core(const jb_inspection *in, jb_buf *core, char hex[2 * SHA256_BYTES + 1]) {
  jb_json_writer w = jb_json_writer_new(core, false);
  jb_inspection_write_core(&w, in);
  uint8_t sum[JB_HASH_MAX];
  if (!jb_buf_ok(core) || !jb_digest_once(JB_SHA256, jb_buf_span(core), sum)) return false;
  jb_hex_string(hex, jb_span_of(sum, SHA256_BYTES));
  return true;
}

void jb_inspection_write(jb_json_writer *w, const jb_inspection *in) {
  char hex[2 * SHA256_BYTES + 1];
  bool judged = in->rules_digest != NULL;
  jb_buf core = jb_buf_new(TEXT_MAX);
  if (judged && !compact_core(in, &core, hex)) w->out->failed = true;
  jb_json_object(w);
  jb_json_put_text(w, "schema", "jianbiao.inspection/1");
  jb_json_key(w, "run");
  write_run(w, &in->run);
  jb_json_put_text(w, "core_sha256", judged ? hex : NULL);
  jb_json_key(w, "core");
  if (judged && !w->pretty) {
    jb_json_raw(w, jb_buf_span(&core));
  } else {
    jb_inspection_write_core(w, in);
  }
  jb_json_object_end(w);
  jb_buf_free(&core);
}

jb_status jb_inspection_to_json(const jb_inspection *in, bool pretty, char **text,
                                size_t *length) {
  jb_buf out = jb_buf_new(TEXT_MAX);
  jb_json_writer w = jb_json_writer_new(&out, pretty);
  jb_inspection_write(&w, in);
  if (!jb_buf_ok(&out)) {
    jb_buf_free(&out);
    return JB_E_NOMEM;
  }
  *text = (char *)out.data;
  *length = out.len;
  return JB_OK;
}
