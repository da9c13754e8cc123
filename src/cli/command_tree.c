/* tree: the forensic view.  Every part, problem, property and finding with the
 * offsets at which anybody can look with other tools. */
#define _POSIX_C_SOURCE 200809L
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "cli/out.h"
#include "cli/session.h"
#include "cli/summary.h"
#include "io/source.h"

enum { VALUE_COLUMNS = 96, HEX_ROW = 16, BYTES_MAX = 65536 };

typedef struct tree {
  const jb_arguments *args;
  jb_session session;
  jb_report report; /* for words */
  const jb_inspection *in;
  jb_source *source; /* for hex; NULL when it cannot be opened again */
  jb_out out;
  jb_buf *to;
} tree;

static void indent(tree *t, unsigned depth) {
  for (unsigned i = 0; i < depth; i++) jb_buf_str(t->to, "  ");
}

static void put_ranges(tree *t, const jb_range *ranges, size_t count) {
  enum { SHOWN = 6 };
  for (size_t i = 0; i < count && i < SHOWN; i++) {
    jb_buf_format(t->to, " [%llu+%llu]", (unsigned long long)ranges[i].offset,
                  (unsigned long long)ranges[i].length);
  }
  if (count > SHOWN) jb_buf_format(t->to, " +%zu", count - SHOWN);
}

static void put_steps(tree *t, const uint8_t *steps, size_t count) {
  for (size_t i = 0; i < count; i++) jb_buf_format(t->to, " >%s", jb_step_name((jb_step)steps[i]));
}

static void put_location(tree *t, const jb_location *at) {
  put_ranges(t, at->ranges, at->range_count);
  put_steps(t, at->steps, at->step_count);
  if (at->sub.length) {
    jb_buf_format(t->to, " sub [%llu+%llu]", (unsigned long long)at->sub.offset,
                  (unsigned long long)at->sub.length);
  }
}

static void put_value(tree *t, jb_bytes value) {
  jb_term_put(t->to, jb_span_of(value.ptr, value.len), VALUE_COLUMNS);
}

/* ---- hex ---- */

static void hex_row(tree *t, unsigned depth, uint64_t offset, const uint8_t *bytes, size_t n) {
  indent(t, depth);
  jb_buf_format(t->to, "%08llx ", (unsigned long long)offset);
  for (size_t i = 0; i < HEX_ROW; i++) {
    if (i < n) {
      jb_buf_format(t->to, " %02x", bytes[i]);
    } else {
      jb_buf_str(t->to, "   ");
    }
  }
  jb_buf_str(t->to, "  |");
  for (size_t i = 0; i < n; i++) {
    jb_buf_char(t->to, bytes[i] >= 0x20 && bytes[i] < 0x7F ? (char)bytes[i] : '.');
  }
  jb_buf_str(t->to, "|\n");
}

static void put_hex(tree *t, unsigned depth, const jb_part *p) {
  uint64_t left = t->args->bytes == JB_NOT_GIVEN ? 0 : t->args->bytes;
  if (left > BYTES_MAX) left = BYTES_MAX;
  for (size_t i = 0; t->source && left && i < p->range_count; i++) {
    uint64_t offset = p->ranges[i].offset, n = p->ranges[i].length;
    if (n > left) n = left;
    left -= n;
    while (n > 0) {
      uint8_t row[HEX_ROW];
      size_t got = jb_source_read(t->source, offset, row, n < HEX_ROW ? (size_t)n : HEX_ROW);
      if (got == 0) return;
      hex_row(t, depth, offset, row, got);
      offset += got;
      n -= got;
    }
  }
}

/* ---- parts, with what was read from them ---- */

/* Boxes are told by their path: a level deeper for each, the last name only. */
static const char *box_name(const char *key, unsigned *depth) {
  const char *name = key;
  for (const char *c = key; *c; c++) {
    if (*c != '/' && *c != '#') continue;
    ++*depth;
    name = c + 1;
    if (*c == '#') break; /* names of fields may hold anything */
  }
  return name;
}

static void put_property(tree *t, unsigned depth, const jb_property *p) {
  const char *name = p->key;
  if (strcmp(p->carrier, "jumbf") == 0) name = box_name(name, &depth);
  indent(t, depth);
  jb_term_put(t->to, jb_span_str(name), 80);
  jb_buf_str(t->to, " = ");
  put_value(t, p->value);
  if (p->value_length > p->value.len) {
    jb_buf_format(t->to, " (%llu)", (unsigned long long)p->value_length);
  }
  put_location(t, &p->at);
  jb_buf_char(t->to, '\n');
}

static void put_part(tree *t, const jb_part *p) {
  unsigned depth = 1;
  for (uint32_t up = p->parent; up < t->in->part_count && depth < 12; depth++) {
    up = t->in->parts[up]->parent;
  }
  indent(t, depth);
  jb_buf_format(t->to, "%u ", p->id);
  jb_term_put(t->to, jb_span_str(p->name), 60);
  jb_buf_format(t->to, " %s", jb_part_kind_name(p->kind));
  if (p->role != JB_ROLE_PRIMARY) jb_buf_format(t->to, " (%s)", jb_part_role_name(p->role));
  if (p->key.len) {
    jb_buf_str(t->to, " \"");
    jb_term_put(t->to, jb_span_of(p->key.ptr, p->key.len), 48);
    jb_buf_char(t->to, '"');
  }
  put_ranges(t, p->ranges, p->range_count);
  put_steps(t, p->steps, p->step_count);
  if (p->has_sha256) {
    char hex[65];
    jb_hex_string(hex, jb_span_of(p->sha256, 32));
    jb_buf_format(t->to, " sha256 %.16s\xE2\x80\xA6", hex);
  }
  jb_buf_char(t->to, '\n');
  for (size_t i = 0; i < p->problem_count; i++) {
    indent(t, depth + 1);
    jb_buf_format(t->to, "! %s @%llu", p->problems[i].code,
                  (unsigned long long)p->problems[i].offset);
    if (p->problems[i].detail) {
      jb_buf_str(t->to, ": ");
      jb_term_put(t->to, jb_span_str(p->problems[i].detail), VALUE_COLUMNS);
    }
    jb_buf_char(t->to, '\n');
  }
  put_hex(t, depth + 1, p);
}

static void put_parts(tree *t) {
  const jb_inspection *in = t->in;
  jb_buf_format(t->to, "%s\n", jb_text(t->session.lang, JB_TEXT_TREE_PARTS));
  size_t next = 0; /* properties mostly come in the order of parts */
  for (size_t i = 0; i < in->part_count; i++) {
    bool wanted = t->args->part == JB_NOT_GIVEN || t->args->part == i;
    if (wanted) put_part(t, in->parts[i]);
    while (next < in->property_count && in->properties[next]->part == i) {
      if (wanted) put_property(t, 3, in->properties[next]);
      next++;
    }
  }
  if (next == in->property_count) return;
  jb_buf_format(t->to, "%s\n", jb_text(t->session.lang, JB_TEXT_TREE_PROPERTIES));
  for (; next < in->property_count; next++) {
    const jb_property *p = in->properties[next];
    if (t->args->part != JB_NOT_GIVEN && t->args->part != p->part) continue;
    indent(t, 1);
    if (p->part != JB_NO_PART) jb_buf_format(t->to, "%u ", p->part);
    put_property(t, 0, p);
  }
}

/* ---- findings and the judgement ---- */

static void put_finding(tree *t, const jb_finding *f) {
  indent(t, 1);
  jb_buf_format(t->to, "#%u %s %s claim=%s strength=%s group=%s", f->id, f->code,
                jb_finding_kind_name(f->kind), jb_claim_name(f->claim),
                jb_strength_name(f->strength), f->group);
  if (f->role != JB_ROLE_PRIMARY) jb_buf_format(t->to, " (%s)", jb_part_role_name(f->role));
  if (f->at.part != JB_NO_PART) jb_buf_format(t->to, " part %u", f->at.part);
  put_location(t, &f->at);
  jb_buf_str(t->to, "\n");
  if (f->has_raw_sha256) {
    char hex[65];
    jb_hex_string(hex, jb_span_of(f->raw_sha256, 32));
    indent(t, 2);
    jb_buf_format(t->to, "sha256 %s\n", hex);
  }
  for (size_t i = 0; i < f->field_count; i++) {
    indent(t, 2);
    jb_term_put(t->to, jb_span_str(f->fields[i].name), 60);
    jb_buf_str(t->to, " = ");
    put_value(t, f->fields[i].value);
    jb_buf_char(t->to, '\n');
  }
  for (size_t i = 0; i < f->check_count; i++) {
    const jb_check *c = &f->checks[i];
    indent(t, 2);
    jb_buf_format(t->to, "%s %s", jb_check_answer_name(c->answer), c->id);
    if (c->clause) jb_buf_format(t->to, " (%s)", c->clause);
    if (c->detail) {
      jb_buf_str(t->to, ": ");
      jb_term_put(t->to, jb_span_str(c->detail), VALUE_COLUMNS);
    }
    if (c->has_at) put_ranges(t, &c->at, 1);
    jb_buf_char(t->to, '\n');
  }
}

static void put_ids(tree *t, const uint32_t *ids, size_t count) {
  for (size_t i = 0; i < count && i < 16; i++) jb_buf_format(t->to, " #%u", ids[i]);
}

static void put_judgement(tree *t) {
  const jb_inspection *in = t->in;
  jb_buf_format(t->to, "%s\n", jb_text(t->session.lang, JB_TEXT_TREE_RULES));
  for (size_t i = 0; i < in->rule_count; i++) {
    if (in->rules[i].outcome == JB_OUTCOME_NOT_APPLICABLE) continue;
    indent(t, 1);
    jb_buf_format(t->to, "%s %s", jb_outcome_name(in->rules[i].outcome), in->rules[i].rule);
    put_ids(t, in->rules[i].findings, in->rules[i].finding_count);
    jb_buf_char(t->to, '\n');
  }
  for (size_t i = 0; i < in->verdict.because_count; i++) {
    const jb_because *b = &in->verdict.because[i];
    indent(t, 1);
    jb_buf_format(t->to, "%s < %s", b->axis, b->rule);
    put_ids(t, b->findings, b->finding_count);
    jb_buf_char(t->to, '\n');
  }
  jb_buf_format(t->to, "%s\n", jb_text(t->session.lang, JB_TEXT_TREE_NOT_CHECKED));
  for (size_t i = 0; i < in->not_checked_count; i++) {
    const jb_not_checked *n = &in->not_checked[i];
    indent(t, 1);
    jb_buf_format(t->to, "%s: %s", n->check, jb_why_name(n->why));
    if (n->detail) {
      jb_buf_str(t->to, ": ");
      jb_term_put(t->to, jb_span_str(n->detail), VALUE_COLUMNS);
    }
    jb_buf_char(t->to, '\n');
  }
}

static void put_head(tree *t, const char *path) {
  const jb_file *f = &t->in->file;
  char sha[65];
  jb_term_put(t->to, jb_span_str(path), 300);
  jb_buf_format(t->to, "  %s %ux%u  %llu  sha256 %s\n", f->format, f->width, f->height,
                (unsigned long long)f->size, jb_sha256_of(t->in, sha));
  const jb_verdict *v = &t->in->verdict;
  jb_buf_format(t->to, "  ai_origin=%s label_state=%s copy_quality=%s cn_class=%s tier=%s as_of=%s\n",
                jb_grade_of(t->in), v->label_state ? v->label_state : "-",
                v->copy_quality ? v->copy_quality : "-", v->cn_class ? v->cn_class : "-",
                jb_tier_name(t->in->tier), t->in->as_of);
}

static bool is_inconclusive(const jb_inspection *in) {
  for (size_t i = 0; i < in->not_checked_count; i++) {
    if (jb_is_shortfall(&in->not_checked[i])) return true;
  }
  return false;
}

int jb_command_tree(const jb_arguments *args) {
  tree t = {.args = args};
  jb_error err = {.status = JB_OK};
  if (args->operand_count != 1) {
    jb_complain("tree", 0, jb_text(args->language, JB_TEXT_ERROR_ONE_FILE));
    return args->operand_count ? JB_EXIT_USAGE : JB_EXIT_NO_INPUT;
  }
  int code = jb_session_open(&t.session, args, JB_TIER_FULL);
  if (code != JB_EXIT_OK) return code;
  t.session.inspect.boxes = true;
  jb_watch_signals();
  jb_inspection *in = NULL;
  code = jb_session_inspect(&t.session, args->operands[0], &in);
  if (code == JB_EXIT_OK && jb_out_open(&t.out, args->output, &err) != JB_OK) {
    jb_complain(args->output, 0, err.what);
    code = JB_EXIT_OUTPUT;
  }
  if (code == JB_EXIT_OK) {
    t.in = in;
    t.to = &t.out.buf;
    if (jb_source_open(args->operands[0], &t.source, &err) != JB_OK) t.source = NULL;
    put_head(&t, args->operands[0]);
    put_parts(&t);
    jb_buf_format(t.to, "%s\n", jb_text(t.session.lang, JB_TEXT_TREE_FINDINGS));
    for (size_t i = 0; i < in->finding_count; i++) put_finding(&t, in->findings[i]);
    put_judgement(&t);
    jb_source_free(t.source);
    if (is_inconclusive(in)) code = JB_EXIT_INCONCLUSIVE;
    if (!jb_out_close(&t.out)) code = JB_EXIT_OUTPUT;
  }
  jb_inspection_free(in);
  jb_session_close(&t.session);
  return code;
}
