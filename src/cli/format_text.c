/* text: what a person reads, at most LINES_MAX lines a file.  The first line is
 * the verdict's word and what to do next; everything that came out of the file
 * is escaped and cut. */
#include <string.h>

#include "base/ascii.h"
#include "cli/format.h"
#include "cli/summary.h"

enum { LINES_MAX = 8, COLUMNS = 108, NAME_COLUMNS = 48, STEPS_MAX = 3 };

typedef struct page {
  jb_report *r;
  const jb_inspection *in;
  size_t heading_width;
  size_t lines;
  jb_buf line;
} page;

static const char *text(const page *p, jb_text_id id) { return jb_text(p->r->lang, id); }

/* ---- lines ---- */

static void indent(jb_buf *out, size_t columns) {
  for (size_t i = 0; i < columns; i++) jb_buf_char(out, ' ');
}

/* A line below the first: heading (or none), then p->line, which is emptied. */
static void put_line(page *p, const char *heading) {
  jb_buf *out = p->r->out;
  indent(out, 2);
  size_t used = 0;
  if (heading) {
    jb_term_paint(out, p->r->color, JB_PAINT_DIM);
    jb_buf_str(out, heading);
    jb_term_plain(out, p->r->color);
    used = jb_term_width(jb_span_str(heading));
  }
  indent(out, p->heading_width > used ? p->heading_width - used : 0);
  jb_buf_add(out, jb_buf_span(&p->line));
  jb_buf_char(out, '\n');
  jb_buf_reset(&p->line);
  p->lines++;
}

static size_t heading_width(const page *p) {
  static const jb_text_id k_headings[] = {JB_TEXT_HEADING_LABEL, JB_TEXT_HEADING_MARK,
                                          JB_TEXT_HEADING_STATE, JB_TEXT_HEADING_PLACE,
                                          JB_TEXT_HEADING_NOT_CHECKED, JB_TEXT_HEADING_POLICY,
                                          JB_TEXT_HEADING_TRACE, JB_TEXT_HEADING_SHORTFALL};
  size_t widest = 0;
  for (size_t i = 0; i < sizeof k_headings / sizeof k_headings[0]; i++) {
    size_t width = jb_term_width(jb_span_str(text(p, k_headings[i])));
    if (width > widest) widest = width;
  }
  return widest + 2;
}

/* ---- the first two lines ---- */

static jb_paint paint_of(const char *grade) {
  unsigned rank = jb_grade_rank(grade);
  if (rank >= jb_grade_rank("highly_likely")) return JB_PAINT_RED;
  return rank == jb_grade_rank("suspected") ? JB_PAINT_YELLOW : JB_PAINT_BOLD;
}

/* The first AI statement outside the picture that the verdict is about, or NULL. */
static const jb_finding *elsewhere(const jb_inspection *in) {
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    bool ai = f->claim == JB_CLAIM_GENERATED || f->claim == JB_CLAIM_EDITED ||
              f->claim == JB_CLAIM_GENERATED_OR_EDITED;
    if (ai && f->role != JB_ROLE_PRIMARY && f->strength != JB_STRENGTH_CONTEXT) return f;
  }
  return NULL;
}

static void put_verdict(page *p) {
  jb_buf *out = p->r->out;
  const char *grade = jb_grade_of(p->in);
  jb_term_paint(out, p->r->color, paint_of(grade));
  bool none = strcmp(grade, "none_found") == 0;
  if (none && elsewhere(p->in)) {
    jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_NOT_INSIDE));
  } else {
    jb_summary_word(&p->line, p->r, "ai_origin", grade);
    if (none) jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_CAVEAT));
  }
  jb_buf_add(out, jb_buf_span(&p->line));
  jb_term_plain(out, p->r->color);
  jb_buf_reset(&p->line);
  size_t n = jb_summary_steps(&p->line, p->r, p->in, STEPS_MAX);
  if (n > 0) {
    jb_buf_str(out, "  \xC2\xB7  ");
    jb_buf_str(out, text(p, JB_TEXT_HEADING_NEXT));
    jb_term_put(out, jb_buf_span(&p->line), 2 * COLUMNS);
  }
  jb_buf_char(out, '\n');
  jb_buf_reset(&p->line);
  p->lines++;
}

static void put_upper(jb_buf *out, const char *name) {
  for (; *name; name++) {
    jb_buf_char(out, (char)(jb_ascii_lower_case((uint8_t)*name) ? *name - 32 : *name));
  }
}

static void put_file(page *p, const jb_item *item) {
  const jb_file *f = &p->in->file;
  char sha[65];
  jb_buf *out = p->r->out;
  indent(out, 2);
  jb_term_put_path(out, jb_span_str(item->path), NAME_COLUMNS);
  jb_buf_str(out, "   ");
  if (strcmp(f->format, "unknown") == 0) {
    jb_buf_str(out, text(p, JB_TEXT_FORMAT_UNKNOWN));
  } else {
    put_upper(out, f->format);
  }
  if (f->width && f->height) jb_buf_format(out, " %u\xC3\x97%u", f->width, f->height);
  if (*jb_sha256_of(p->in, sha)) {
    jb_buf_str(out, "   SHA-256 ");
    jb_term_put_ends(out, jb_span_str(sha), 8, 8);
  }
  jb_buf_char(out, '\n');
  p->lines++;
}

/* ---- what was found ---- */

static bool is_statement(const jb_finding *f) {
  return f->role == JB_ROLE_PRIMARY && f->kind != JB_FINDING_TRACE;
}

/* The order in which statements are worth reading. */
static unsigned weight(const jb_finding *f) {
  bool ai = f->claim == JB_CLAIM_GENERATED || f->claim == JB_CLAIM_EDITED ||
            f->claim == JB_CLAIM_GENERATED_OR_EDITED;
  return (ai ? 16u : 0u) + (f->kind == JB_FINDING_LABEL ? 8u : 0u) + (unsigned)f->strength;
}

/* The n-th statement by weight, or NULL.  Findings are few (capped a scheme). */
static const jb_finding *statement(const jb_inspection *in, size_t n) {
  for (unsigned w = 32; w-- > 0;) {
    for (size_t i = 0; i < in->finding_count; i++) {
      const jb_finding *f = in->findings[i];
      if (is_statement(f) && weight(f) == w && n-- == 0) return f;
    }
  }
  return NULL;
}

static size_t statement_count(const jb_inspection *in) {
  size_t n = 0;
  for (size_t i = 0; i < in->finding_count; i++) n += is_statement(in->findings[i]);
  return n;
}

/* Whether an earlier label in the same file says the same: that one says so. */
static bool repeats(const jb_inspection *in, size_t n) {
  const jb_finding *f = statement(in, n);
  for (size_t i = 0; f->kind == JB_FINDING_LABEL && f->canonical && i < n; i++) {
    const char *before = statement(in, i)->canonical;
    if (before && strcmp(before, f->canonical) == 0) return true;
  }
  return false;
}

/* `room` lines at most. */
static void put_statements(page *p, size_t room) {
  size_t count = statement_count(p->in), shown = 0;
  while (shown < count && room > 0) {
    const jb_finding *f = statement(p->in, shown);
    if (repeats(p->in, shown)) {
      shown++;
      continue;
    }
    bool label = f->kind == JB_FINDING_LABEL || f->kind == JB_FINDING_MANIFEST;
    if (room == 1 && count - shown > 1) break;
    jb_summary_finding(&p->line, p->r, f, COLUMNS);
    put_line(p, text(p, label ? JB_TEXT_HEADING_LABEL : JB_TEXT_HEADING_MARK));
    room--;
    shown++;
    bool has_room = room > 1 || (room == 1 && shown == count);
    if (has_room && jb_summary_provider(&p->line, p->r, f, COLUMNS)) {
      put_line(p, NULL);
      room--;
    }
  }
  if (shown == count) return;
  char more[24];
  jb_buf number = jb_buf_new(sizeof more - 1);
  jb_buf_format(&number, "%zu", count - shown);
  jb_buf_char(&number, '\0');
  jb_text_add(&p->line, p->r->lang, JB_TEXT_SUMMARY_MORE, (const char *)number.data);
  jb_buf_free(&number);
  put_line(p, NULL);
}

static size_t trace_count(const jb_inspection *in) {
  size_t n = elsewhere(in) != NULL;
  for (size_t i = 0; i < in->finding_count; i++) {
    n += in->findings[i]->kind == JB_FINDING_TRACE && in->findings[i]->role == JB_ROLE_PRIMARY;
  }
  return n;
}

/* What is put when the whole of `room` is left over: one line of traces. */
static void put_traces(page *p) {
  const char *between = "";
  const jb_finding *outside = elsewhere(p->in);
  if (outside) {
    jb_summary_elsewhere(&p->line, p->r, outside);
    between = text(p, JB_TEXT_LIST_BETWEEN);
  }
  for (size_t i = 0; i < p->in->finding_count; i++) {
    const jb_finding *f = p->in->findings[i];
    if (f->kind != JB_FINDING_TRACE || f->role != JB_ROLE_PRIMARY) continue;
    if (outside && f->at.part == outside->at.part) continue; /* the same bytes */
    if (p->line.len > 4 * COLUMNS) break; /* no more can be shown */
    bool said = false;
    for (size_t k = 0; k < i; k++) {
      const jb_finding *g = p->in->findings[k];
      said |= g->kind == JB_FINDING_TRACE && strcmp(g->code, f->code) == 0;
    }
    if (said) continue;
    jb_buf_str(&p->line, between);
    jb_summary_code(&p->line, p->r, f->code);
    between = text(p, JB_TEXT_LIST_BETWEEN);
  }
  jb_buf all = p->line;
  p->line = jb_buf_new(all.max);
  jb_term_put(&p->line, jb_buf_span(&all), COLUMNS);
  jb_buf_free(&all);
  put_line(p, text(p, JB_TEXT_HEADING_TRACE));
}

static bool cannot_carry_label(const jb_inspection *in) {
  for (size_t i = 0; i < in->part_count; i++) {
    for (size_t k = 0; k < in->parts[i]->problem_count; k++) {
      if (strstr(in->parts[i]->problems[k].code, ".cannot-carry-label")) return true;
    }
  }
  return false;
}

/* What a reader would otherwise conclude from the word alone. */
static void put_state_caveat(page *p, const char *state) {
  if (strcmp(state, "stripped") == 0) {
    jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_STATE_STRIPPED));
  } else if (strcmp(state, "altered") == 0) {
    jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_STATE_ALTERED));
  } else if (strcmp(state, "absent") == 0 && cannot_carry_label(p->in)) {
    jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_NO_CARRIER));
  }
}

static void put_state(page *p) {
  const jb_verdict *v = &p->in->verdict;
  const char *state = v->label_state ? v->label_state : "undetermined";
  jb_summary_word(&p->line, p->r, "label_state", state);
  put_state_caveat(p, state);
  jb_buf_str(&p->line, text(p, JB_TEXT_LIST_BETWEEN));
  jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_COPY));
  jb_summary_word(&p->line, p->r, "copy_quality",
                  v->copy_quality ? v->copy_quality : "undetermined");
  if (v->cn_class) {
    jb_buf_str(&p->line, text(p, JB_TEXT_LIST_BETWEEN));
    jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_CLASS));
    jb_summary_word(&p->line, p->r, "cn_class", v->cn_class);
  }
  put_line(p, text(p, JB_TEXT_HEADING_STATE));
}

/* Without a statement: where to look for what the traces tell of. */
static const jb_finding *placed_trace(const jb_inspection *in) {
  if (elsewhere(in)) return elsewhere(in);
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    if (f->kind == JB_FINDING_TRACE && f->role == JB_ROLE_PRIMARY && f->at.range_count > 0) return f;
  }
  return NULL;
}

static void put_place(page *p, const jb_finding *f) {
  jb_summary_place(&p->line, p->r, p->in, f, COLUMNS - 48);
  jb_buf_str(&p->line, "      ");
  jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_DETAILS));
  put_line(p, text(p, JB_TEXT_HEADING_PLACE));
}

static void put_policy(page *p, const jb_ruling *ruling) {
  jb_buf_str(&p->line, text(p, JB_TEXT_SUMMARY_VIOLATES));
  for (size_t i = 0; i < ruling->reason_count; i++) {
    if (i) jb_buf_str(&p->line, text(p, JB_TEXT_LIST_BETWEEN));
    jb_term_put(&p->line, jb_span_str(ruling->reasons[i]), COLUMNS);
  }
  put_line(p, text(p, JB_TEXT_HEADING_POLICY));
}

/* ---- a file ---- */

static void one(jb_report *r, const jb_item *item) {
  page p = {.r = r, .in = item->in, .line = jb_buf_new(1 << 20)};
  p.heading_width = heading_width(&p);
  if (r->tally.inputs > 1) jb_buf_char(r->out, '\n');
  put_verdict(&p);
  put_file(&p, item);
  bool has_shortfall = item->ruling.inconclusive &&
                       jb_summary_not_checked(&p.line, r, item->in, true, COLUMNS);
  jb_buf shortfall = p.line; /* kept for its place below */
  p.line = jb_buf_new(1 << 20);
  const jb_finding *first = statement(item->in, 0);
  if (!first) first = placed_trace(item->in);
  /* what comes after the statements takes its lines first */
  size_t below = 2u + (first != NULL) + has_shortfall + item->ruling.violated;
  size_t room = LINES_MAX - p.lines - below;
  put_statements(&p, room);
  if (p.lines + below < LINES_MAX && trace_count(item->in) > 0) put_traces(&p);
  put_state(&p);
  if (first) put_place(&p, first);
  if (item->ruling.violated) put_policy(&p, &item->ruling);
  if (has_shortfall) {
    jb_buf_add(&p.line, jb_buf_span(&shortfall));
    put_line(&p, jb_text(r->lang, JB_TEXT_HEADING_SHORTFALL));
  }
  if (jb_summary_not_checked(&p.line, r, item->in, false, COLUMNS)) {
    put_line(&p, jb_text(r->lang, JB_TEXT_HEADING_NOT_CHECKED));
  }
  jb_buf_free(&shortfall);
  jb_buf_free(&p.line);
}

static void begin(jb_report *r) { (void)r; }

/* More than one file: the counts. */
static void end(jb_report *r) {
  static const char *const k_grades[JB_GRADES] = {"none_found", "undetermined", "suspected",
                                                  "highly_likely", "confirmed"};
  const jb_tally *t = &r->tally;
  if (t->inputs + t->skipped < 2) return;
  char number[24];
  jb_buf b = jb_buf_new(sizeof number);
  jb_buf_format(&b, "%zu", t->inputs);
  jb_buf_char(&b, '\0');
  if (t->inputs) jb_buf_char(r->out, '\n');
  jb_text_add(r->out, r->lang, JB_TEXT_SUMMARY_FILES, (const char *)b.data);
  for (size_t i = JB_GRADES; i-- > 0;) {
    if (!t->grades[i]) continue;
    jb_buf_str(r->out, jb_text(r->lang, JB_TEXT_LIST_BETWEEN));
    jb_summary_word(r->out, r, "ai_origin", k_grades[i]);
    jb_buf_format(r->out, " %zu", t->grades[i]);
  }
  if (t->violated) {
    jb_buf_str(r->out, jb_text(r->lang, JB_TEXT_LIST_BETWEEN));
    jb_buf_format(r->out, "%s %zu", jb_text(r->lang, JB_TEXT_SUMMARY_VIOLATED), t->violated);
  }
  if (t->skipped) {
    jb_buf_str(r->out, jb_text(r->lang, JB_TEXT_LIST_BETWEEN));
    jb_buf_format(r->out, "%s %zu", jb_text(r->lang, JB_TEXT_SUMMARY_SKIPPED), t->skipped);
  }
  jb_buf_char(r->out, '\n');
  jb_buf_free(&b);
}

const jb_format jb_format_text = {"text", begin, one, end};
