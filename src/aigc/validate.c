/* Annex E as written, check by check.  Nothing here knows how a label was
 * found; everything it says is one row of checks.def. */
#include "aigc/finder.h"
#include "aigc/provider_code.h"
#include "base/ascii.h"
#include "base/utf8.h"

typedef struct check_row {
  const char *id, *severity, *clause, *basis;
} check_row;

static const check_row k_rows[] = {
#define JB_AIGC_CHECK(id, severity, clause, basis) {id, severity, clause, basis},
#include "aigc/checks.def"
#undef JB_AIGC_CHECK
};
enum { ROWS = sizeof k_rows / sizeof k_rows[0], DETAIL = 512 };

static size_t row_of(const char *id) {
  size_t i = 0;
  while (i < ROWS && strcmp(k_rows[i].id, id) != 0) i++;
  return i;
}

jb_check *jb_aigc_check(jb_inspection *in, jb_finding *f, const char *id, jb_check_answer answer,
                        const char *detail) {
  const check_row *row = &k_rows[row_of(id)];
  jb_check *c = jb_finding_add_check(in, f, row->id, answer, row->severity, row->clause,
                                     detail && *detail ? detail : NULL);
  if (!c) return NULL;
  c->basis = row->basis;
  c->has_at = f->at.range_count == 1; /* the whole label, unless a check knows better */
  if (c->has_at) c->at = f->at.ranges[0];
  return c;
}

void jb_aigc_order_checks(jb_finding *f) {
  if (strcmp(f->scheme, "gb45438") != 0) return;
  for (size_t i = 1; i < f->check_count; i++) {
    jb_check moving = f->checks[i];
    size_t k = i;
    for (; k > 0 && row_of(f->checks[k - 1].id) > row_of(moving.id); k--) {
      f->checks[k] = f->checks[k - 1];
    }
    f->checks[k] = moving;
  }
}

/* ---- one finding being checked ---- */

typedef struct bench {
  jb_aigc_finder *fd;
  jb_finding *f;
  const jb_aigc_found *find;
  const jb_aigc_label *label;
} bench;

/* A detail put together from pieces; cut rather than failed. */
typedef struct words {
  char text[DETAIL];
} words;

static void say(words *w, const char *word, jb_span more) {
  size_t used = strlen(w->text);
  jb_buf piece = jb_buf_new(DETAIL);
  if (used) jb_buf_char(&piece, ',');
  jb_buf_str(&piece, word);
  jb_escape(&piece, jb_span_cut(more, 0, 80));
  if (jb_buf_ok(&piece) && piece.len < DETAIL - used) {
    memcpy(w->text + used, piece.data, piece.len);
    w->text[used + piece.len] = '\0';
  }
  jb_buf_free(&piece);
}

static void say_key(words *w, jb_aigc_key key, const char *what) {
  char pair[64];
  jb_buf text = jb_buf_new(sizeof pair);
  jb_buf_format(&text, "%s=%s", jb_aigc_key_name(key), what);
  jb_buf_char(&text, '\0');
  if (jb_buf_ok(&text)) {
    memcpy(pair, text.data, text.len);
    say(w, pair, jb_span_str(""));
  }
  jb_buf_free(&text);
}

/* About the whole label, or about one value of it. */
static void add_at(bench *b, const char *id, jb_check_answer answer, const char *detail,
                   jb_aigc_key key) {
  jb_check *c = jb_aigc_check(b->fd->in, b->f, id, answer, detail);
  if (!c) return;
  bool value = key < JB_AIGC_KEYS && b->find->has_range[key];
  if (!value && !b->find->has_whole) return;
  c->has_at = true;
  c->at = value ? b->find->range[key] : b->find->whole;
}

static void add(bench *b, const char *id, bool pass, const char *detail) {
  add_at(b, id, pass ? JB_CHECK_PASS : JB_CHECK_FAIL, detail, JB_AIGC_KEYS);
}

/* What is missing may stand where we could not look. */
static jb_check_answer missing(const bench *b) {
  return b->label->limit ? JB_CHECK_UNKNOWN : JB_CHECK_FAIL;
}

static jb_span text_of(const bench *b, jb_aigc_key key) {
  return jb_aigc_text_of(b->label, key);
}

/* ---- E a, E b: the form ---- */

static void check_field_name(bench *b) {
  const jb_aigc_label *l = b->label;
  jb_span field = b->find->carrier->field, aigc = jb_span_str("AIGC");
  const jb_property *p = b->find->carrier->property;
  bool in_name = jb_span_find(field, aigc) != SIZE_MAX;
  bool in_text = l->named || ((l->shape == JB_AIGC_WRAPPED || l->shape == JB_AIGC_YAML) &&
                              l->wrapper_exact);
  bool in_path = l->shape == JB_AIGC_SPLIT && p &&
                 (jb_span_find(jb_span_from(p->ns), aigc) != SIZE_MAX ||
                  jb_span_find(jb_span_str(p->key), aigc) != SIZE_MAX);
  words w = {""};
  if (!in_name && in_text) say(&w, "in-text", jb_span_str(""));
  if (!in_name && !in_text) say(&w, "field=", field);
  add(b, "field-name", in_name || in_text || in_path, w.text);
}

static void check_json(bench *b) {
  static const struct {
    uint32_t bit;
    const char *word;
  } k_quirks[] = {
      {JB_JSON_SINGLE_QUOTES, "single-quotes"},   {JB_JSON_UNQUOTED, "unquoted"},
      {JB_JSON_TRAILING_COMMA, "trailing-comma"}, {JB_JSON_RAW_CONTROL, "control-character"},
      {JB_JSON_BAD_ESCAPE, "bad-escape"},         {JB_JSON_UNTERMINATED, "unterminated"},
      {JB_JSON_MISSING_COMMA, "missing-comma"},   {JB_JSON_SMART_QUOTES, "typographic-quotes"},
  };
  const jb_aigc_label *l = b->label;
  words w = {""};
  if (l->shape == JB_AIGC_SPLIT) say(&w, "split", jb_span_str(""));
  if (l->shape == JB_AIGC_YAML) say(&w, "yaml", jb_span_str(""));
  if (l->shape == JB_AIGC_TEXT) say(&w, "no-object", jb_span_str(""));
  for (size_t i = 0; i < sizeof k_quirks / sizeof k_quirks[0]; i++) {
    if (l->quirks & k_quirks[i].bit) say(&w, k_quirks[i].word, jb_span_str(""));
  }
  if (l->surrounded) say(&w, "other-text-around", jb_span_str(""));
  jb_check_answer answer = w.text[0] ? JB_CHECK_FAIL : JB_CHECK_PASS;
  if (l->limit) answer = JB_CHECK_UNKNOWN;
  add_at(b, "json", answer, w.text, JB_AIGC_KEYS);
}

static void check_keys(bench *b) {
  const jb_aigc_label *l = b->label;
  words w = {""};
  bool absent = false;
  for (jb_aigc_key key = 0; key < JB_AIGC_KEYS; key++) {
    if (l->values[key].present) continue;
    say(&w, "missing:", jb_span_str(jb_aigc_key_name(key)));
    absent = true;
  }
  if (l->misspelt[0]) say(&w, "misspelt:", jb_span_str(l->misspelt));
  if (l->shape == JB_AIGC_WRAPPED && !l->wrapper_exact) say(&w, "misspelt:aigc", jb_span_str(""));
  jb_check_answer answer = w.text[0] ? JB_CHECK_FAIL : JB_CHECK_PASS;
  if (absent && l->limit) answer = JB_CHECK_UNKNOWN;
  add_at(b, "seven-keys", answer, w.text, JB_AIGC_KEYS);
  add(b, "unknown-keys", !l->unknown[0], l->unknown);
}

static void check_types(bench *b) {
  static const char *const k_kinds[] = {"null", "boolean", "number", "string", "list", "object"};
  words w = {""};
  jb_aigc_key first = JB_AIGC_KEYS;
  for (jb_aigc_key key = 0; key < JB_AIGC_KEYS; key++) {
    const jb_aigc_value *v = &b->label->values[key];
    if (!v->present || v->kind == JB_JSON_STRING) continue;
    say_key(&w, key, k_kinds[v->kind]);
    if (first == JB_AIGC_KEYS) first = key;
  }
  add_at(b, "string-values", w.text[0] ? JB_CHECK_FAIL : JB_CHECK_PASS, w.text, first);
  add(b, "duplicate-keys", !b->label->duplicate[0], b->label->duplicate);
}

/* ---- E c, E d, E e: the values ---- */

static void check_label_value(bench *b) {
  jb_span v = text_of(b, JB_AIGC_LABEL);
  bool good = jb_span_is(v, "1") || jb_span_is(v, "2") || jb_span_is(v, "3");
  words w = {""};
  if (!good) say(&w, b->label->values[JB_AIGC_LABEL].present ? "value=" : "absent", v);
  jb_check_answer answer = good ? JB_CHECK_PASS : JB_CHECK_FAIL;
  if (!b->label->values[JB_AIGC_LABEL].present) answer = missing(b);
  add_at(b, "label-value", answer, w.text, JB_AIGC_LABEL);
}

static const char *emptiness(const bench *b, jb_aigc_key key) {
  const jb_aigc_value *v = &b->label->values[key];
  if (!v->present) return "absent";
  if (v->kind == JB_JSON_NULL) return "null";
  return jb_span_trim(v->text).len == 0 ? "empty" : NULL;
}

static void check_producer(bench *b) {
  const char *why = emptiness(b, JB_AIGC_PRODUCER);
  add_at(b, "producer", !why ? JB_CHECK_PASS : missing(b), why, JB_AIGC_PRODUCER);
}

static bool all_zeros(jb_span v) {
  bool zero = false;
  for (size_t i = 0; i < v.len; i++) {
    if (v.ptr[i] != '0' && v.ptr[i] != '-') return false;
    zero = zero || v.ptr[i] == '0';
  }
  return zero;
}

static void check_produce_id(bench *b) {
  const char *why = emptiness(b, JB_AIGC_PRODUCE_ID);
  jb_check_answer answer = why ? missing(b) : JB_CHECK_PASS;
  if (!why && all_zeros(text_of(b, JB_AIGC_PRODUCE_ID))) {
    why = "all-zeros";
    answer = JB_CHECK_FAIL;
  }
  add_at(b, "produce-id", answer, why, JB_AIGC_PRODUCE_ID);
}

/* Traces of a program that printed its template or a value of its own instead
 * of the content's. */
static bool leaks(jb_span v) {
  static const char *const k_inside[] = {"%!", "ExportRequest(", "${", "{{", "[object Object]"};
  static const char *const k_whole[] = {"undefined", "null", "None", "nil", "<nil>", "NaN"};
  for (size_t i = 0; i < sizeof k_inside / sizeof k_inside[0]; i++) {
    size_t at = jb_span_find(v, jb_span_str(k_inside[i]));
    if (at == SIZE_MAX) continue;
    /* Go prints %!verb(...) */
    jb_span go = jb_span_cut(v, at, 4);
    if (i > 0 || (go.len == 4 && jb_ascii_alpha(go.ptr[2]) && go.ptr[3] == '(')) return true;
  }
  for (size_t i = 0; i < sizeof k_whole / sizeof k_whole[0]; i++) {
    if (jb_span_is(jb_span_trim(v), k_whole[i])) return true;
  }
  return false;
}

static void check_template_leak(bench *b) {
  words w = {""};
  jb_aigc_key first = JB_AIGC_KEYS;
  for (jb_aigc_key key = 0; key < JB_AIGC_KEYS; key++) {
    const jb_aigc_value *v = &b->label->values[key];
    if (!v->present || v->kind != JB_JSON_STRING || !leaks(v->text)) continue;
    say(&w, "", jb_span_str(jb_aigc_key_name(key)));
    if (first == JB_AIGC_KEYS) first = key;
  }
  add_at(b, "template-leak", w.text[0] ? JB_CHECK_FAIL : JB_CHECK_PASS, w.text, first);
}

/* Note 1: on first writing the propagation elements equal the production
 * elements.  Others than those mean that a platform wrote later. */
static void check_first_write(bench *b) {
  bool no_propagator = emptiness(b, JB_AIGC_PROPAGATOR) != NULL;
  bool no_number = emptiness(b, JB_AIGC_PROPAGATE_ID) != NULL;
  bool same = jb_span_equal(text_of(b, JB_AIGC_PRODUCER), text_of(b, JB_AIGC_PROPAGATOR)) &&
              jb_span_equal(text_of(b, JB_AIGC_PRODUCE_ID), text_of(b, JB_AIGC_PROPAGATE_ID));
  const char *detail = same ? NULL : "propagated";
  if (no_propagator || no_number) detail = no_propagator && no_number ? "empty" : "partly-empty";
  add_at(b, "first-write", no_propagator || no_number ? missing(b) : JB_CHECK_PASS, detail,
         JB_AIGC_PROPAGATOR);
}

/* E j: 0x21, 0x23 to 0x5B, 0x5D to 0x7E and the escaped quote; "mainly". */
static const char *odd_character(jb_span v) {
  for (size_t i = 0; i < v.len; i++) {
    uint8_t c = v.ptr[i];
    if (c == ' ') return "space";
    if (c == '\\') return "backslash";
    if (c < 0x20 || c == 0x7F) return "control";
    if (c > 0x7F) return jb_utf8_valid(v) ? "non-ascii" : "not-utf8";
  }
  return NULL;
}

static void check_character_set(bench *b) {
  words w = {""};
  jb_aigc_key first = JB_AIGC_KEYS;
  for (jb_aigc_key key = 0; key < JB_AIGC_KEYS; key++) {
    const jb_aigc_value *v = &b->label->values[key];
    const char *odd = v->present && v->kind == JB_JSON_STRING ? odd_character(v->text) : NULL;
    if (!odd) continue;
    say_key(&w, key, odd);
    if (first == JB_AIGC_KEYS) first = key;
  }
  add_at(b, "character-set", w.text[0] ? JB_CHECK_FAIL : JB_CHECK_PASS, w.text, first);
}

/* Escapes beyond those of the carrier itself, which its reader undid. */
static void check_encoding(bench *b) {
  const jb_aigc_hit *hit = b->find->hit;
  unsigned strings = b->label->inner_strings;
  words w = {""};
  for (size_t i = 0; hit && i < hit->layer_count; i++) {
    jb_step step = hit->layers[i];
    if (step == JB_STEP_JSON_STRING) strings++;
    /* bytes without a reader may be XML: there a reference is no deviation */
    bool natural = step == JB_STEP_ENTITY && !b->find->carrier->property;
    if (step != JB_STEP_JSON_STRING && !natural) say(&w, jb_step_name(step), jb_span_str(""));
  }
  if (strings) say(&w, strings > 1 ? "json-string-twice" : "json-string", jb_span_str(""));
  if (b->label->inner_base64) say(&w, "base64", jb_span_str(""));
  if (b->label->inner_percent) say(&w, "percent", jb_span_str(""));
  add(b, "encoding", !w.text[0], w.text);
}

/* ---- provider codes ---- */

static void check_digit(bench *b, const char *id, jb_check_answer answer, char expected, jb_span found,
                        jb_aigc_key key) {
  words w = {""};
  if (answer == JB_CHECK_UNKNOWN) return; /* another binding: does not apply */
  if (answer == JB_CHECK_FAIL) {
    char one[2] = {expected, '\0'};
    say(&w, expected ? "expected=" : "not-in-alphabet", jb_span_str(one));
    say(&w, "found=", found);
  }
  add_at(b, id, answer, w.text, key);
}

static void check_code_shape(bench *b, const char *id, const jb_provider *p, size_t length,
                             jb_aigc_key key) {
  words w = {""};
  jb_check_answer answer = p->kind == JB_PROVIDER_CODE ? JB_CHECK_PASS : JB_CHECK_FAIL;
  char figure[32] = "";
  jb_buf text = jb_buf_new(sizeof figure);
  jb_buf_format(&text, "length=%zu", length);
  jb_buf_char(&text, '\0');
  if (jb_buf_ok(&text)) memcpy(figure, text.data, text.len);
  jb_buf_free(&text);
  if (length != 27) say(&w, figure, jb_span_str(""));
  if (p->has_lower_case) say(&w, "lower-case", jb_span_str(""));
  if (p->kind == JB_PROVIDER_CODE && (p->subject_type != '1' || p->binding != '1')) {
    /* the guide knows more values than were ever seen outside it */
    char two[3] = {p->subject_type, p->binding, '\0'};
    say(&w, "type-and-binding=", jb_span_str(two));
    answer = JB_CHECK_UNKNOWN;
  }
  add_at(b, id, answer, w.text, key);
}

typedef struct code_ids {
  const char *code, *uscc, *organisation, *identity, *service;
} code_ids;

static void check_service(bench *b, const char *id, const jb_provider *p, jb_aigc_key key) {
  bool unused = p->service == '0';
  bool bare_own = unused && !jb_span_is(p->own, "0000");
  bool first_write = key == JB_AIGC_PROPAGATOR &&
                     jb_span_equal(text_of(b, JB_AIGC_PRODUCER), text_of(b, JB_AIGC_PROPAGATOR));
  char wanted = key == JB_AIGC_PRODUCER ? '1' : '2', found[2] = {p->service, '\0'};
  bool good = (unused && !bare_own) || p->service == wanted || first_write;
  words w = {""};
  if (unused) say(&w, bare_own ? "own-code-without-service" : "unused", jb_span_str(""));
  else if (first_write) say(&w, "first-write", jb_span_str(""));
  else if (!good) say(&w, "service=", jb_span_str(found));
  add_at(b, id, good ? JB_CHECK_PASS : JB_CHECK_FAIL, w.text, key);
}

static void check_provider(bench *b, jb_aigc_key key) {
  static const code_ids k_ids[2] = {
      {"producer-code", "producer-uscc", "producer-organisation", "producer-identity",
       "producer-service"},
      {"propagator-code", "propagator-uscc", "propagator-organisation", "propagator-identity",
       "propagator-service"}};
  const code_ids *ids = &k_ids[key == JB_AIGC_PROPAGATOR];
  jb_span value = text_of(b, key);
  jb_provider p = jb_provider_decode(value);
  if (p.kind != JB_PROVIDER_CODE && p.kind != JB_PROVIDER_BAD_CODE) return;
  check_code_shape(b, ids->code, &p, value.len, key);
  check_digit(b, ids->uscc, p.uscc, p.uscc_expected, jb_span_cut(p.subject, 17, 1), key);
  check_digit(b, ids->organisation, p.organisation, p.organisation_expected,
              jb_span_cut(p.subject, 16, 1), key);
  check_digit(b, ids->identity, p.identity, p.identity_expected, jb_span_cut(p.subject, 17, 1), key);
  if (p.kind == JB_PROVIDER_CODE) check_service(b, ids->service, &p, key);
}

/* ---- place and security ---- */

static void check_placement(bench *b) {
  const jb_aigc_carrier *c = b->find->carrier;
  words w = {""};
  say(&w, c->placement, jb_span_str(""));
  say(&w, "carrier=", jb_span_str(c->name));
  add(b, "placement", strcmp(c->placement, "non-standard") != 0, w.text);
}

/* Two question marks at the end of the packet's header */
static bool odd_packet(const bench *b) {
  const jb_part *part = b->find->carrier->part;
  if (!b->fd->source || !part || part->step_count > 0 || part->range_count != 1) return false;
  size_t n = part->ranges[0].length < 256 ? (size_t)part->ranges[0].length : 256;
  return jb_span_find(jb_source_peek(b->fd->source, part->ranges[0].offset, n),
                      jb_span_str("?\?>")) != SIZE_MAX;
}

static void check_namespace(bench *b) {
  const jb_property *p = b->find->carrier->property;
  words w = {""};
  if (!jb_aigc_is_xmp(p)) return;
  jb_span ns = jb_span_from(p->ns), prefix = jb_span_from(p->prefix);
  bool guide = jb_span_is(ns, JB_TC260_NAMESPACE);
  if (strcmp(p->key, "Xmp.packet.remains") == 0) say(&w, "damaged-packet", jb_span_str(""));
  else if (ns.len == 0) say(&w, "undeclared-prefix:", jb_span_from(p->name));
  else if (!guide) say(&w, "namespace=", ns);
  else if (prefix.len && !jb_span_is(prefix, "TC260")) say(&w, "prefix=", prefix);
  if (!jb_span_is(jb_aigc_local_name(jb_span_from(p->name)), "AIGC")) {
    say(&w, "property=", jb_span_from(p->name));
  }
  if (odd_packet(b)) say(&w, "packet-header", jb_span_str(""));
  add(b, "xmp-namespace", !w.text[0], w.text);
}

static void check_security(bench *b, const char *id, const jb_security *s, jb_aigc_key key) {
  words w = {""};
  jb_check_answer answer = JB_CHECK_UNKNOWN;
  if (s->result == JB_SECURITY_ABSENT) return; /* optional: E f, E i */
  if (s->result >= JB_SECURITY_VALID_SELF_KEY) answer = JB_CHECK_PASS;
  if (s->result == JB_SECURITY_INVALID) answer = JB_CHECK_FAIL;
  say(&w, jb_security_result_name(s->result), jb_span_str(""));
  if (s->result == JB_SECURITY_OPAQUE) say(&w, "form=", jb_span_str(s->form));
  if (s->has_mode) say(&w, "mode=", jb_span_str(s->mode == JB_SM2_DOUBLE ? "double" : "plain"));
  if (s->detail) say(&w, s->detail, jb_span_str(""));
  add_at(b, id, answer, w.text, key);
}

/* ---- the sum ---- */

static bool counts(const jb_check *c) {
  return strcmp(c->severity, "error") == 0 && strcmp(c->id, "copies-agree") != 0 &&
         strncmp(c->id, "security-", 9) != 0;
}

static void check_well_formed(bench *b) {
  words w = {""};
  for (size_t i = 0; i < b->f->check_count; i++) {
    const jb_check *c = &b->f->checks[i];
    if (counts(c) && c->answer == JB_CHECK_FAIL) say(&w, c->id, jb_span_str(""));
  }
  jb_check_answer answer = b->label->limit ? JB_CHECK_UNKNOWN : JB_CHECK_PASS;
  if (w.text[0]) answer = JB_CHECK_FAIL;
  add_at(b, "well-formed", answer, w.text, JB_AIGC_KEYS);
}

void jb_aigc_validate(jb_aigc_finder *fd, jb_finding *f, const jb_aigc_found *find,
                      const jb_security security[2]) {
  bench b = {.fd = fd, .f = f, .find = find, .label = find->label};
  check_field_name(&b);
  check_json(&b);
  check_keys(&b);
  check_types(&b);
  check_label_value(&b);
  check_producer(&b);
  check_produce_id(&b);
  check_template_leak(&b);
  check_first_write(&b);
  check_character_set(&b);
  check_encoding(&b);
  check_provider(&b, JB_AIGC_PRODUCER);
  check_provider(&b, JB_AIGC_PROPAGATOR);
  check_placement(&b);
  check_namespace(&b);
  check_security(&b, "security-1", &security[0], JB_AIGC_RESERVED_1);
  check_security(&b, "security-2", &security[1], JB_AIGC_RESERVED_2);
  check_well_formed(&b);
}
