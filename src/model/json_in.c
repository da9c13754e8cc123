/* The inverse of json_out.c.  What is read may come from a worker that was
 * taken over or from a file that somebody edited: names, indexes, lengths and
 * ranges are checked, and text that the model promises is always there. */
#include "base/codec.h"
#include "io/digest.h"
#include "model/json.h"
#include "model/json_read.h"

/* The same inspection takes a little more room when it is read than when it
 * was made (lists grow by doubling); its text cannot make it take more. */
enum { ARENA_FACTOR = 2 };

JB_ENUM_READER(why, JB_WHY_COUNT)
JB_ENUM_READER(tier, JB_TIER_COUNT)
JB_ENUM_READER(outcome, JB_OUTCOME_COUNT)

static void read_file(jb_json_read *r) {
  jb_file *f = &r->in->file;
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "size")) f->size = jb_pull_uint(&r->pull);
    else if (jb_span_is(key, "sha256")) f->has_sha256 = jb_read_digest(r, f->sha256);
    else if (jb_span_is(key, "sm3")) f->has_sm3 = jb_read_digest(r, f->sm3);
    else if (jb_span_is(key, "format")) f->format = jb_read_text(r);
    else if (jb_span_is(key, "media_type")) f->media_type = jb_read_text_or_null(r);
    else if (jb_span_is(key, "supported")) f->supported = jb_read_answer(r);
    else if (jb_span_is(key, "extension_matches")) f->extension_matches = jb_read_answer(r);
    else if (jb_span_is(key, "width")) f->width = jb_pull_null(&r->pull) ? 0 : jb_read_u32(r);
    else if (jb_span_is(key, "height")) f->height = jb_pull_null(&r->pull) ? 0 : jb_read_u32(r);
    else jb_pull_skip(&r->pull);
  }
}

static void read_labels(jb_json_read *r) {
  jb_inspection *in = r->in;
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_label *l = JB_READ_MORE(r, in->labels, in->label_count, in->label_capacity);
    if (!l) return;
    *l = (jb_label){0};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "scheme")) l->scheme = jb_read_text(r);
      else if (jb_span_is(key, "state")) l->state = jb_read_text(r);
      else if (jb_span_is(key, "findings")) l->finding_count = jb_read_ids(r, &l->findings);
      else jb_pull_skip(&r->pull);
    }
    jb_read_need(r, l->scheme, "scheme of a label is missing");
    jb_read_need(r, l->state, "state of a label is missing");
  }
}

static void read_rule_results(jb_json_read *r) {
  jb_inspection *in = r->in;
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_rule_result *o = JB_READ_MORE(r, in->rules, in->rule_count, in->rule_capacity);
    if (!o) return;
    *o = (jb_rule_result){.instrument = "", .clause = "", .basis = ""};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "rule")) o->rule = jb_read_text(r);
      else if (jb_span_is(key, "instrument")) o->instrument = jb_read_shared(r);
      else if (jb_span_is(key, "clause")) o->clause = jb_read_text(r);
      else if (jb_span_is(key, "outcome")) o->outcome = read_outcome(r);
      else if (jb_span_is(key, "findings")) o->finding_count = jb_read_ids(r, &o->findings);
      else if (jb_span_is(key, "basis")) o->basis = jb_read_text(r);
      else jb_pull_skip(&r->pull);
    }
    jb_read_need(r, o->rule, "id of a rule is missing");
  }
}

static void read_because(jb_json_read *r, jb_verdict *v) {
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_because *b = JB_READ_MORE(r, v->because, v->because_count, v->because_capacity);
    if (!b) return;
    *b = (jb_because){0};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "axis")) b->axis = jb_read_text(r);
      else if (jb_span_is(key, "rule")) b->rule = jb_read_text(r);
      else if (jb_span_is(key, "findings")) b->finding_count = jb_read_ids(r, &b->findings);
      else jb_pull_skip(&r->pull);
    }
    jb_read_need(r, b->axis, "axis of a reason is missing");
    jb_read_need(r, b->rule, "rule of a reason is missing");
  }
}

static void read_verdict(jb_json_read *r) {
  jb_verdict *v = &r->in->verdict;
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "ai_origin")) v->ai_origin = jb_read_text_or_null(r);
    else if (jb_span_is(key, "label_state")) v->label_state = jb_read_text_or_null(r);
    else if (jb_span_is(key, "copy_quality")) v->copy_quality = jb_read_text_or_null(r);
    else if (jb_span_is(key, "cn_class")) v->cn_class = jb_read_text_or_null(r);
    else if (jb_span_is(key, "because")) read_because(r, v);
    else if (jb_span_is(key, "next_steps")) {
      if (!jb_pull_list(&r->pull)) return;
      while (jb_pull_item(&r->pull)) {
        const char **step =
            JB_READ_MORE(r, v->next_steps, v->next_step_count, v->next_step_capacity);
        if (!step) return;
        *step = jb_read_text(r);
      }
    } else jb_pull_skip(&r->pull);
  }
}

static void read_not_checked(jb_json_read *r) {
  jb_inspection *in = r->in;
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_not_checked *n =
        JB_READ_MORE(r, in->not_checked, in->not_checked_count, in->not_checked_capacity);
    if (!n) return;
    *n = (jb_not_checked){0};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "check")) n->check = jb_read_text(r);
      else if (jb_span_is(key, "why")) n->why = read_why(r);
      else if (jb_span_is(key, "detail")) n->detail = jb_read_text_or_null(r);
      else jb_pull_skip(&r->pull);
    }
    jb_read_need(r, n->check, "probe of a not_checked entry is missing");
  }
}

static void read_trust(jb_json_read *r) {
  jb_inspection *in = r->in;
  jb_span key;
  if (!jb_pull_list(&r->pull)) return;
  while (jb_pull_item(&r->pull)) {
    jb_trust_list *t = JB_READ_MORE(r, in->trust, in->trust_count, in->trust_capacity);
    if (!t) return;
    *t = (jb_trust_list){.list = "", .origin = ""};
    if (!jb_pull_object(&r->pull)) return;
    while (jb_pull_key(&r->pull, &key)) {
      if (jb_span_is(key, "list")) t->list = jb_read_text(r);
      else if (jb_span_is(key, "date")) t->date = jb_read_text_or_null(r);
      else if (jb_span_is(key, "sha256")) (void)jb_read_digest(r, t->sha256);
      else if (jb_span_is(key, "origin")) t->origin = jb_read_text(r);
      else jb_pull_skip(&r->pull);
    }
  }
}

static void read_limits(jb_json_read *r) {
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    uint64_t *limit = NULL;
#define JB_LIMIT(field, value, unit, reason) \
  if (jb_span_is(key, #field)) limit = &r->in->limits.field;
#include "jianbiao/limits.def"
#undef JB_LIMIT
    if (limit) {
      *limit = jb_pull_uint(&r->pull);
    } else {
      jb_pull_skip(&r->pull);
    }
  }
}

static void read_core(jb_json_read *r) {
  jb_inspection *in = r->in;
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "tier")) in->tier = read_tier(r);
    else if (jb_span_is(key, "as_of")) in->as_of = jb_read_text(r);
    else if (jb_span_is(key, "time")) in->time = jb_read_text_or_null(r);
    else if (jb_span_is(key, "declared")) in->declared = jb_pull_bool(&r->pull);
    else if (jb_span_is(key, "rules_digest")) in->rules_digest = jb_read_text_or_null(r);
    else if (jb_span_is(key, "limits")) read_limits(r);
    else if (jb_span_is(key, "trust")) read_trust(r);
    else if (jb_span_is(key, "file")) read_file(r);
    else if (jb_span_is(key, "parts")) jb_read_parts(r);
    else if (jb_span_is(key, "properties")) jb_read_properties(r);
    else if (jb_span_is(key, "findings")) jb_read_findings(r);
    else if (jb_span_is(key, "labels")) read_labels(r);
    else if (jb_span_is(key, "c2pa")) jb_read_c2pa(r);
    else if (jb_span_is(key, "rules")) read_rule_results(r);
    else if (jb_span_is(key, "verdict")) read_verdict(r);
    else if (jb_span_is(key, "not_checked")) read_not_checked(r);
    else jb_pull_skip(&r->pull);
  }
  jb_read_need(r, in->as_of, "as_of is missing");
}

/* ---- what only the whole can tell ---- */

static bool inside(jb_range r, uint64_t size) {
  return r.offset <= size && r.length <= size - r.offset;
}

static bool ranges_inside(const jb_range *ranges, size_t count, uint64_t size) {
  for (size_t i = 0; i < count; i++) {
    if (!inside(ranges[i], size)) return false;
  }
  return true;
}

static bool ids_below(const uint32_t *ids, size_t count, size_t end) {
  for (size_t i = 0; i < count; i++) {
    if (ids[i] >= end) return false;
  }
  return true;
}

static const char *part_wrong(const jb_inspection *in, const jb_part *p) {
  if (p->parent != JB_NO_PART && p->parent >= p->id) return "parent of a part comes after it";
  if (!ranges_inside(p->ranges, p->range_count, in->file.size) ||
      !inside(p->envelope, in->file.size)) {
    return "range of a part lies outside the file";
  }
  return NULL;
}

static const char *location_wrong(const jb_inspection *in, const jb_location *at) {
  if (at->part != JB_NO_PART && at->part >= in->part_count) return "no such part";
  if (!ranges_inside(at->ranges, at->range_count, in->file.size)) {
    return "range of a location lies outside the file";
  }
  return NULL;
}

static const char *finding_wrong(const jb_inspection *in, const jb_finding *f) {
  for (size_t i = 0; i < f->check_count; i++) {
    if (!inside(f->checks[i].at, in->file.size)) return "range of a check lies outside the file";
  }
  return location_wrong(in, &f->at);
}

/* What is wrong with indexes and ranges, or NULL. */
static const char *whole_wrong(const jb_inspection *in) {
  const char *wrong = NULL;
  for (size_t i = 0; i < in->part_count && !wrong; i++) wrong = part_wrong(in, in->parts[i]);
  for (size_t i = 0; i < in->property_count && !wrong; i++) {
    const jb_property *p = in->properties[i];
    if (p->part != JB_NO_PART && p->part >= in->part_count) wrong = "no such part";
    if (!wrong) wrong = location_wrong(in, &p->at);
  }
  for (size_t i = 0; i < in->finding_count && !wrong; i++) {
    wrong = finding_wrong(in, in->findings[i]);
  }
  bool known = true;
  size_t end = in->finding_count;
  for (size_t i = 0; i < in->label_count; i++) {
    known &= ids_below(in->labels[i].findings, in->labels[i].finding_count, end);
  }
  for (size_t i = 0; i < in->rule_count; i++) {
    known &= ids_below(in->rules[i].findings, in->rules[i].finding_count, end);
  }
  for (size_t i = 0; i < in->verdict.because_count; i++) {
    const jb_because *b = &in->verdict.because[i];
    known &= ids_below(b->findings, b->finding_count, end);
  }
  return !wrong && !known ? "no such finding" : wrong;
}

/* ---- the digest of core ---- */

/* JSON without the white space between its values. */
static void compact(jb_buf *out, jb_span json) {
  bool in_string = false;
  for (size_t i = 0, plain = 0; i <= json.len; i++) {
    uint8_t c = i < json.len ? json.ptr[i] : (uint8_t)' ';
    if (in_string && c == '\\') {
      i++;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
      jb_buf_add(out, jb_span_cut(json, plain, i - plain));
      plain = i + 1;
    }
  }
}

static bool digest_is(jb_span bytes, const uint8_t wanted[32]) {
  uint8_t sum[JB_HASH_MAX];
  return jb_digest_once(JB_SHA256, bytes, sum) && memcmp(sum, wanted, 32) == 0;
}

/* The digest holds for the bytes as they stand, for the bytes without white
 * space (a pretty-printed file), or for what was read written again (another
 * program spelled the same strings differently). */
static bool core_digest_holds(const jb_inspection *in, jb_span core, const uint8_t wanted[32]) {
  if (digest_is(core, wanted)) return true;
  jb_buf again = jb_buf_new(core.len);
  compact(&again, core);
  bool holds = digest_is(jb_buf_span(&again), wanted);
  jb_buf_free(&again);
  if (holds) return true;
  again = jb_buf_new(SIZE_MAX / 2);
  jb_json_writer w = jb_json_writer_new(&again, false);
  jb_inspection_write_core(&w, in);
  holds = jb_buf_ok(&again) && digest_is(jb_buf_span(&again), wanted);
  jb_buf_free(&again);
  return holds;
}

/* ---- the envelope ---- */

static void read_tool(jb_json_read *r, jb_run *run) {
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "executable_sha256")) {
      run->executable_sha256 = jb_read_text_or_null(r);
    } else {
      jb_pull_skip(&r->pull);
    }
  }
}

static void read_run(jb_json_read *r) {
  jb_run *run = &r->in->run;
  jb_span key;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "name")) {
      if (!jb_pull_null(&r->pull)) run->name = jb_read_bytes(r);
    } else if (jb_span_is(key, "path")) {
      if (!jb_pull_null(&r->pull)) run->path = jb_read_bytes(r);
    } else if (jb_span_is(key, "modified")) {
      run->modified = jb_read_time(r);
    } else if (jb_span_is(key, "checked_at")) {
      run->checked_at = jb_read_time(r);
    } else if (jb_span_is(key, "tool")) {
      read_tool(r, run);
    } else if (jb_span_is(key, "sandbox")) {
      run->sandbox = jb_read_text_or_null(r);
    } else if (jb_span_is(key, "elapsed_ms")) {
      run->elapsed_ms = jb_pull_uint(&r->pull);
    } else {
      jb_pull_skip(&r->pull);
    }
  }
}

static void read_all(jb_json_read *r) {
  jb_span key, core = {NULL, 0};
  uint8_t wanted[32];
  bool has_schema = false, has_digest = false;
  if (!jb_pull_object(&r->pull)) return;
  while (jb_pull_key(&r->pull, &key)) {
    if (jb_span_is(key, "schema")) {
      has_schema = true;
      if (!jb_span_is(jb_pull_string(&r->pull), "jianbiao.inspection/1")) {
        jb_pull_fail(&r->pull, "schema is not jianbiao.inspection/1");
      }
    } else if (jb_span_is(key, "run")) {
      read_run(r);
    } else if (jb_span_is(key, "core_sha256")) {
      has_digest = jb_read_digest(r, wanted);
    } else if (jb_span_is(key, "core") && !core.ptr) {
      size_t from = r->pull.pos;
      read_core(r);
      core = jb_span_trim(jb_span_cut(r->pull.text, from, r->pull.pos - from));
    } else {
      jb_pull_skip(&r->pull);
    }
  }
  if (!has_schema) jb_pull_fail(&r->pull, "schema is missing");
  if (!core.ptr) jb_pull_fail(&r->pull, "core is missing");
  if (!jb_pull_end(&r->pull)) return;
  const char *wrong = whole_wrong(r->in);
  if (wrong) jb_pull_fail(&r->pull, wrong);
  if (!wrong && has_digest && !core_digest_holds(r->in, core, wanted)) {
    jb_pull_fail(&r->pull, "core_sha256 does not match: the result was changed");
  }
}

jb_status jb_inspection_from_json(const char *text, size_t length, jb_inspection **out,
                                  jb_error *err) {
  jb_limits limits = jb_limits_default(), room = limits;
  room.memory_max *= ARENA_FACTOR;
  jb_inspection *in = jb_inspection_new(&room);
  if (!in) return jb_error_set(err, JB_E_NOMEM, "", 0, "out of memory");
  in->limits = limits;
  jb_json_read r = {.pull = jb_json_pull_new(jb_span_of(text, length)), .in = in,
                    .raw = jb_buf_new(length + 4)};
  read_all(&r);
  jb_status status = JB_OK;
  if (!jb_pull_ok(&r.pull)) {
    status = jb_error_set(err, JB_E_ARG, "", 0, "%s (at byte %zu)", r.pull.fail, r.pull.fail_at);
    jb_inspection_free(in);
  } else {
    *out = in;
  }
  jb_json_pull_free(&r.pull);
  jb_buf_free(&r.raw);
  return status;
}
