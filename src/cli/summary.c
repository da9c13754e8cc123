#include "cli/summary.h"

#include <stdio.h>
#include <string.h>

#include "cli/summary_c2pa.h"

static jb_span bytes_of(jb_bytes b) { return jb_span_of(b.ptr, b.len); }

const char *jb_rule_means(const jb_rule_info *info, jb_lang lang) {
  return lang == JB_LANG_ZH ? info->means_zh : info->means_en;
}

const char *jb_rule_caveat(const jb_rule_info *info, jb_lang lang) {
  return lang == JB_LANG_ZH ? info->caveat_zh : info->caveat_en;
}

/* Without the full stop, so that it can stand inside a line. */
static jb_span without_stop(const char *sentence) {
  jb_span s = jb_span_str(sentence), stop = jb_span_str("\xE3\x80\x82");
  if (s.len >= stop.len && jb_span_equal(jb_span_cut(s, s.len - stop.len, stop.len), stop)) {
    return jb_span_cut(s, 0, s.len - stop.len);
  }
  if (s.len && s.ptr[s.len - 1] == '.') s.len--;
  return s;
}

static const char *lang_name(jb_lang lang) { return lang == JB_LANG_ZH ? "zh" : "en"; }

void jb_summary_word(jb_buf *out, const jb_report *r, const char *axis, const char *value) {
  const char *word = jb_rules_word(r->session->rules, axis, value, lang_name(r->lang));
  jb_term_put(out, jb_span_str(word ? word : value), 200);
}

const char *jb_outcome_text(const jb_report *r, const jb_rule_result *result, const char *as_of) {
  return jb_rules_text(r->session->rules, result->rule, jb_outcome_name(result->outcome),
                       lang_name(r->lang), as_of);
}

/* Of a text of several sentences the first: a line has room for one, and a
 * full stop inside a line reads as its end. */
static jb_span first_sentence(const char *text) {
  jb_span s = jb_span_str(text);
  size_t zh = jb_span_find(s, jb_span_str("\xE3\x80\x82"));
  size_t en = jb_span_find(s, jb_span_str(". "));
  size_t end = zh < en ? zh : en;
  return end < s.len ? jb_span_cut(s, 0, end) : without_stop(text);
}

/* ---- next steps ---- */

/* Steps of rules/verdict.xml that tell to use a command. */
static bool is_for_later(const char *step) {
  static const struct {
    const char *step, *command;
  } k_needs[] = {{"register", "register"}, {"make-evidence", "report"}};
  jb_command_id id;
  bool later = false;
  for (size_t i = 0; i < sizeof k_needs / sizeof k_needs[0]; i++) {
    if (strcmp(k_needs[i].step, step) == 0) return !jb_command_find(k_needs[i].command, &id, &later);
  }
  return false;
}

size_t jb_summary_steps(jb_buf *out, const jb_report *r, const jb_inspection *in, size_t max) {
  size_t n = 0;
  for (size_t i = 0; i < in->verdict.next_step_count && n < max; i++) {
    const char *id = in->verdict.next_steps[i];
    jb_rule_info info;
    if (is_for_later(id)) continue;
    const char *text = jb_rules_find(r->session->rules, id, &info) ? jb_rule_means(&info, r->lang)
                                                                   : NULL;
    if (n++) jb_buf_str(out, jb_text(r->lang, JB_TEXT_LIST_BETWEEN));
    jb_term_put(out, without_stop(text ? text : id), 300);
  }
  return n;
}

/* ---- a finding ---- */

static jb_span field_of(const jb_finding *f, const char *name) {
  for (size_t i = 0; i < f->field_count; i++) {
    if (strcmp(f->fields[i].name, name) == 0) return bytes_of(f->fields[i].value);
  }
  return (jb_span){NULL, 0};
}

static jb_check_answer check_of(const jb_finding *f, const char *id) {
  for (size_t i = 0; i < f->check_count; i++) {
    if (strcmp(f->checks[i].id, id) == 0) return f->checks[i].answer;
  }
  return JB_CHECK_UNKNOWN;
}

static bool has_check(const jb_finding *f, const char *id) {
  for (size_t i = 0; i < f->check_count; i++) {
    if (strcmp(f->checks[i].id, id) == 0) return true;
  }
  return false;
}

/* Who can have written it.  A signature by a key that the file itself brings
 * shows that label and signature belong together, nothing more. */
static jb_text_id authority(const jb_finding *f) {
  bool own_key = jb_span_is(field_of(f, "security-1.result"), "valid-self-key");
  if (check_of(f, "security-1") == JB_CHECK_PASS) {
    return own_key ? JB_TEXT_SUMMARY_SELF_SIGNED : JB_TEXT_SUMMARY_SIGNED;
  }
  if (has_check(f, "security-1") && check_of(f, "security-1") == JB_CHECK_FAIL) {
    return JB_TEXT_SUMMARY_BAD_SIGNATURE;
  }
  bool other = check_of(f, "signature") == JB_CHECK_PASS ||
               check_of(f, "pixel-signature") == JB_CHECK_PASS;
  return other ? JB_TEXT_SUMMARY_SIGNED : JB_TEXT_SUMMARY_UNSIGNED;
}

/* "GB 45438 label: Label=1 (is AI-generated), malformed" */
static void put_label(jb_buf *out, const jb_report *r, const jb_finding *f) {
  jb_span value = field_of(f, "Label");
  jb_buf shown = jb_buf_new(256), word = jb_buf_new(256);
  jb_term_put(&shown, value, 16);
  jb_buf_char(&shown, '\0');
  const char *label = (const char *)shown.data;
  jb_text_id id;
  bool known = jb_text_find("label.", label, &id);
  jb_text_add(out, r->lang, JB_TEXT_SUMMARY_LABEL, label,
              jb_text(r->lang, known ? id : JB_TEXT_LABEL_OTHER));
  if (check_of(f, "well-formed") == JB_CHECK_FAIL) {
    jb_buf_str(out, jb_text(r->lang, JB_TEXT_SUMMARY_MALFORMED));
  }
  if (check_of(f, "copies-agree") == JB_CHECK_FAIL) {
    jb_buf_str(out, jb_text(r->lang, JB_TEXT_SUMMARY_CONFLICT));
  } else if (check_of(f, "one-copy") == JB_CHECK_FAIL) {
    jb_buf_str(out, jb_text(r->lang, JB_TEXT_SUMMARY_REPEATED));
  }
  jb_buf_free(&shown);
  jb_buf_free(&word);
}

void jb_summary_finding(jb_buf *out, const jb_report *r, const jb_finding *f, size_t columns) {
  if (jb_is_c2pa_manifest(f)) {
    jb_summary_c2pa(out, r, f, columns);
    return;
  }
  /* a trace is no statement that somebody could have written or signed */
  bool trace = f->kind == JB_FINDING_TRACE;
  const char *suffix = trace ? "" : jb_text(r->lang, authority(f));
  jb_buf what = jb_buf_new(64 * 1024);
  jb_rule_info info;
  if (strcmp(f->scheme, "gb45438") == 0 && f->kind == JB_FINDING_LABEL) {
    put_label(&what, r, f);
  } else if (jb_rules_find(r->session->rules, f->code, &info) && jb_rule_means(&info, r->lang)) {
    jb_buf_add(&what, first_sentence(jb_rule_means(&info, r->lang)));
  } else {
    jb_buf_add(&what, first_sentence(jb_text_word(r->lang, "code.", f->code)));
  }
  size_t tail = jb_term_width(jb_span_str(suffix));
  jb_term_put(out, jb_buf_span(&what), columns > tail ? columns - tail : 1);
  jb_buf_str(out, suffix);
  jb_buf_free(&what);
}

static void put_ends(jb_buf *out, jb_span value, size_t head, size_t tail) {
  jb_buf shown = jb_buf_new(4096);
  jb_term_put_ends(&shown, value, head, tail);
  jb_buf_add(out, jb_buf_span(&shown));
  jb_buf_free(&shown);
}

bool jb_summary_provider(jb_buf *out, const jb_report *r, const jb_finding *f, size_t columns) {
  if (jb_is_c2pa_manifest(f)) return jb_summary_c2pa_signer(out, r, f, columns);
  if (strcmp(f->scheme, "gb45438") != 0 || f->kind != JB_FINDING_LABEL) return false;
  jb_span producer = field_of(f, "ContentProducer"), uscc = field_of(f, "producer.uscc");
  jb_span number = field_of(f, "ProduceID");
  bool name = jb_span_is(field_of(f, "producer.kind"), "name");
  if (producer.len + uscc.len + number.len == 0) return false;
  const char *between = "";
  jb_buf line = jb_buf_new(64 * 1024);
  if (producer.len) {
    jb_buf_str(&line, jb_text(r->lang, name ? JB_TEXT_SUMMARY_PROVIDER_NAME : JB_TEXT_SUMMARY_PROVIDER));
    if (name) {
      jb_term_put(&line, producer, 40);
    } else {
      put_ends(&line, producer, 4, 4);
    }
    between = jb_text(r->lang, JB_TEXT_LIST_COMMA);
  }
  if (uscc.len) {
    jb_buf_str(&line, between);
    jb_buf_str(&line, jb_text(r->lang, JB_TEXT_SUMMARY_USCC));
    put_ends(&line, uscc, 4, 4);
    between = jb_text(r->lang, JB_TEXT_LIST_BETWEEN);
  }
  if (has_check(f, "producer-uscc")) {
    bool good = check_of(f, "producer-uscc") == JB_CHECK_PASS &&
                check_of(f, "producer-organisation") != JB_CHECK_FAIL;
    jb_buf_str(&line, jb_text(r->lang, good ? JB_TEXT_SUMMARY_DIGITS_GOOD : JB_TEXT_SUMMARY_DIGITS_BAD));
    between = jb_text(r->lang, JB_TEXT_LIST_BETWEEN);
  }
  if (number.len) {
    jb_buf_str(&line, between);
    jb_buf_str(&line, jb_text(r->lang, JB_TEXT_SUMMARY_NUMBER));
    jb_term_put(&line, number, 24);
  }
  jb_term_put(out, jb_buf_span(&line), columns);
  jb_buf_free(&line);
  return true;
}

void jb_summary_code(jb_buf *out, const jb_report *r, const char *code) {
  jb_rule_info info;
  const char *text = NULL;
  if (jb_rules_find(r->session->rules, code, &info)) text = jb_rule_means(&info, r->lang);
  if (!text) text = jb_text_word(r->lang, "code.", code);
  jb_term_put(out, first_sentence(text), 300);
}

void jb_summary_elsewhere(jb_buf *out, const jb_report *r, const jb_finding *f) {
  char offset[24] = "?";
  jb_buf what = jb_buf_new(1024), label = jb_buf_new(256);
  if (f->at.range_count > 0) {
    (void)snprintf(offset, sizeof offset, "%llu", (unsigned long long)f->at.ranges[0].offset);
  }
  if (strcmp(f->scheme, "gb45438") == 0) {
    jb_term_put(&label, field_of(f, "Label"), 16);
    jb_buf_char(&label, '\0');
    jb_text_add(&what, r->lang, JB_TEXT_SUMMARY_ELSEWHERE_LABEL, (const char *)label.data);
  } else {
    jb_buf_str(&what, jb_text(r->lang, JB_TEXT_SUMMARY_ELSEWHERE_MARK));
  }
  jb_buf_char(&what, '\0');
  jb_text_add(out, r->lang, JB_TEXT_SUMMARY_ELSEWHERE,
              jb_text_word(r->lang, "elsewhere.", jb_part_role_name(f->role)),
              (const char *)what.data, offset);
  jb_buf_free(&label);
  jb_buf_free(&what);
}

/* ---- where ---- */

void jb_summary_place(jb_buf *out, const jb_report *r, const jb_inspection *in,
                      const jb_finding *f, size_t columns) {
  const jb_part *part = f->at.part < in->part_count ? in->parts[f->at.part] : NULL;
  char offset[24] = "", length[24] = "";
  uint64_t total = 0;
  for (size_t i = 0; i < f->at.range_count; i++) total += f->at.ranges[i].length;
  jb_buf number = jb_buf_new(64), name = jb_buf_new(4096);
  if (part) {
    jb_term_put(&name, jb_span_str(part->name), columns / 2);
    jb_buf_format(&name, " (%s)", jb_part_kind_name(part->kind));
  } else {
    jb_buf_str(&name, jb_text(r->lang, JB_TEXT_SUMMARY_FILE_NAME));
  }
  jb_buf_char(&name, '\0');
  if (f->at.range_count > 0) {
    jb_buf_format(&number, "%llu", (unsigned long long)f->at.ranges[0].offset);
    memcpy(offset, number.data, number.len);
    jb_buf_reset(&number);
    jb_buf_format(&number, "%llu", (unsigned long long)total);
    memcpy(length, number.data, number.len);
    jb_text_add(out, r->lang, JB_TEXT_SUMMARY_PLACE, (const char *)name.data, offset, length);
  } else {
    jb_buf_str(out, (const char *)name.data);
  }
  jb_buf_free(&number);
  jb_buf_free(&name);
}

/* ---- what was not looked at ---- */

static bool same(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

/* Whether an earlier entry of the same reason says the same already. */
static bool said_before(const jb_inspection *in, size_t i, bool detail) {
  for (size_t k = 0; k < i; k++) {
    const jb_not_checked *a = &in->not_checked[k], *b = &in->not_checked[i];
    if (a->why == b->why && (detail ? same(a->detail, b->detail) : same(a->check, b->check))) {
      return true;
    }
  }
  return false;
}

/* The details of one reason, each once. */
static void put_details(jb_buf *out, const jb_report *r, const jb_inspection *in, jb_why why) {
  for (size_t i = 0; i < in->not_checked_count; i++) {
    const jb_not_checked *c = &in->not_checked[i];
    if (c->why != why || !c->detail || said_before(in, i, true)) continue;
    if (out->len) jb_buf_str(out, jb_text(r->lang, JB_TEXT_LIST_AND));
    jb_buf_add(out, without_stop(jb_text_word(r->lang, "code.", c->detail)));
  }
  jb_buf_char(out, '\0');
}

static void put_probes(jb_buf *out, const jb_report *r, const jb_inspection *in, jb_why why) {
  const char *between = "";
  for (size_t i = 0; i < in->not_checked_count; i++) {
    const jb_not_checked *c = &in->not_checked[i];
    if (c->why != why || said_before(in, i, false)) continue;
    jb_buf_str(out, between);
    jb_buf_str(out, jb_text_word(r->lang, "probe.", c->check));
    between = jb_text(r->lang, JB_TEXT_LIST_AND);
  }
}

/* A shortfall begins with its reason, because the end of a line may be cut. */
static void put_reason(jb_buf *out, const jb_report *r, const jb_inspection *in, jb_why why,
                       bool first) {
  const char *name = jb_text_word(r->lang, "why.", jb_why_name(why));
  jb_buf details = jb_buf_new(1 << 16);
  if (first) {
    put_details(&details, r, in, why);
    /* "input" covers four different things; the detail says which */
    bool alone = why == JB_WHY_INPUT && details.len > 1;
    jb_text_id how = alone             ? JB_TEXT_SUMMARY_BECAUSE_OWN
                     : details.len > 1 ? JB_TEXT_SUMMARY_BECAUSE_DETAIL
                                       : JB_TEXT_SUMMARY_BECAUSE;
    jb_text_add(out, r->lang, how, alone ? (const char *)details.data : name,
                (const char *)details.data);
  }
  put_probes(out, r, in, why);
  if (!first) jb_text_add(out, r->lang, JB_TEXT_SUMMARY_WHY, name);
  jb_buf_free(&details);
}

bool jb_summary_not_checked(jb_buf *out, const jb_report *r, const jb_inspection *in,
                            bool shortfalls, size_t columns) {
  jb_buf line = jb_buf_new(1 << 20);
  bool done[JB_WHY_COUNT] = {false};
  size_t n = 0;
  for (size_t i = 0; i < in->not_checked_count; i++) {
    const jb_not_checked *c = &in->not_checked[i];
    if (jb_is_shortfall(c) != shortfalls || done[c->why]) continue;
    done[c->why] = true;
    if (n++) jb_buf_str(&line, jb_text(r->lang, JB_TEXT_LIST_BETWEEN));
    put_reason(&line, r, in, c->why, shortfalls);
  }
  jb_term_put(out, jb_buf_span(&line), columns);
  jb_buf_free(&line);
  return n > 0;
}
