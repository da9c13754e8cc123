/* csv (RFC 4180): one row a file.  Codes are not translated.  A field that a
 * spreadsheet would take for a formula gets an apostrophe in front. */
#include <string.h>

#include "base/utf8.h"
#include "cli/format.h"

/* What spreadsheets take for the start of a formula, full-width forms too. */
static bool starts_formula(jb_span s) {
  static const char *const k_starts[] = {"=", "+", "-", "@", "\t", "\r", "\n",
                                         "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                         "\xEF\xBC\xA0"};
  for (size_t i = 0; i < sizeof k_starts / sizeof k_starts[0]; i++) {
    if (jb_span_starts(s, jb_span_str(k_starts[i]))) return true;
  }
  return false;
}

static void put(jb_buf *out, jb_span value, bool last) {
  jb_buf text = jb_buf_new(1 << 20);
  (void)jb_escape(&text, value);
  jb_span s = jb_buf_span(&text);
  bool formula = starts_formula(s);
  bool quoted = formula;
  for (size_t i = 0; i < s.len; i++) quoted |= memchr("\",;\n\r\t", s.ptr[i], 6) != NULL;
  if (quoted) jb_buf_char(out, '"');
  if (formula) jb_buf_char(out, '\'');
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] == '"') jb_buf_char(out, '"');
    jb_buf_char(out, (char)s.ptr[i]);
  }
  if (quoted) jb_buf_char(out, '"');
  jb_buf_str(out, last ? "\r\n" : ",");
  jb_buf_free(&text);
}

static void put_text(jb_buf *out, const char *text) { put(out, jb_span_str(text ? text : ""), false); }

static void put_number(jb_buf *out, uint64_t v) {
  if (v) jb_buf_format(out, "%llu", (unsigned long long)v);
  jb_buf_char(out, ',');
}

static void begin(jb_report *r) {
  jb_buf_str(r->out,
             "path,format,width,height,size,sha256,ai_origin,label_state,copy_quality,cn_class,"
             "schemes,label,producer,produce_id,violated,waived,not_checked,tier,as_of,rules_digest"
             "\r\n");
}

/* "a b c": names joined, each once. */
static void add_once(jb_buf *list, const char *name) {
  jb_span all = jb_buf_span(list), one = jb_span_str(name);
  for (size_t from = 0; from < all.len;) {
    size_t at = jb_span_find(jb_span_cut(all, from, all.len), one);
    if (at == SIZE_MAX) break;
    size_t begins = from + at, ends = begins + one.len;
    if ((begins == 0 || all.ptr[begins - 1] == ' ') && (ends == all.len || all.ptr[ends] == ' ')) {
      return;
    }
    from = begins + 1;
  }
  if (list->len) jb_buf_char(list, ' ');
  jb_buf_str(list, name);
}

static jb_span field_of(const jb_finding *f, const char *name) {
  for (size_t i = 0; f && i < f->field_count; i++) {
    if (strcmp(f->fields[i].name, name) == 0) {
      return jb_span_of(f->fields[i].value.ptr, f->fields[i].value.len);
    }
  }
  return jb_span_of("", 0);
}

static void put_findings(jb_report *r, const jb_inspection *in) {
  jb_buf schemes = jb_buf_new(1 << 16);
  const jb_finding *label = NULL;
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    if (f->role != JB_ROLE_PRIMARY || f->kind == JB_FINDING_TRACE) continue;
    add_once(&schemes, f->scheme);
    if (!label && strcmp(f->scheme, "gb45438") == 0 && f->kind == JB_FINDING_LABEL) label = f;
  }
  put(r->out, jb_buf_span(&schemes), false);
  put(r->out, field_of(label, "Label"), false);
  put(r->out, field_of(label, "ContentProducer"), false);
  put(r->out, field_of(label, "ProduceID"), false);
  jb_buf_free(&schemes);
}

static void put_ruling(jb_report *r, const jb_item *item) {
  jb_buf list = jb_buf_new(1 << 16);
  for (size_t i = 0; i < item->ruling.reason_count; i++) {
    add_once(&list, item->ruling.reasons[i]);
  }
  put(r->out, jb_buf_span(&list), false);
  put_number(r->out, item->ruling.waived);
  jb_buf_reset(&list);
  for (size_t i = 0; i < item->in->not_checked_count; i++) {
    const jb_not_checked *n = &item->in->not_checked[i];
    if (jb_is_shortfall(n)) add_once(&list, n->check);
  }
  put(r->out, jb_buf_span(&list), false);
  jb_buf_free(&list);
}

static void one(jb_report *r, const jb_item *item) {
  const jb_inspection *in = item->in;
  const jb_verdict *v = &in->verdict;
  char sha[65];
  put_text(r->out, item->path);
  put_text(r->out, in->file.format);
  put_number(r->out, in->file.width);
  put_number(r->out, in->file.height);
  put_number(r->out, in->file.size);
  put_text(r->out, jb_sha256_of(in, sha));
  put_text(r->out, jb_grade_of(in));
  put_text(r->out, v->label_state);
  put_text(r->out, v->copy_quality);
  put_text(r->out, v->cn_class);
  put_findings(r, in);
  put_ruling(r, item);
  put_text(r->out, jb_tier_name(in->tier));
  put_text(r->out, in->as_of);
  put(r->out, jb_span_str(in->rules_digest ? in->rules_digest : ""), true);
}

static void end(jb_report *r) { (void)r; }

const jb_format jb_format_csv = {"csv", begin, one, end};
