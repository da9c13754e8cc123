/* junit: one test case a file, for build servers.  A violated policy is a
 * failure, an inconclusive file an error; without a policy nothing fails. */
#include "base/utf8.h"
#include "cli/format.h"

/* XML 1.0 text: hostile characters are escaped our way before, so what is left
 * needs the five of XML only. */
static void put(jb_buf *out, jb_span raw) {
  jb_buf text = jb_buf_new(1 << 20);
  (void)jb_escape(&text, raw);
  for (size_t i = 0; i < text.len; i++) {
    char c = (char)text.data[i];
    switch (c) {
      case '&': jb_buf_str(out, "&amp;"); break;
      case '<': jb_buf_str(out, "&lt;"); break;
      case '>': jb_buf_str(out, "&gt;"); break;
      case '"': jb_buf_str(out, "&quot;"); break;
      case '\n': jb_buf_str(out, "&#10;"); break;
      case '\t': jb_buf_str(out, "&#9;"); break;
      default: jb_buf_char(out, c);
    }
  }
  jb_buf_free(&text);
}

static void begin(jb_report *r) { r->held = jb_buf_new(512 << 20); }

static void put_failure(jb_buf *out, const jb_item *item) {
  jb_buf_str(out, "<failure type=\"policy\" message=\"");
  put(out, jb_span_str(jb_grade_of(item->in)));
  jb_buf_str(out, "\">");
  for (size_t i = 0; i < item->ruling.reason_count; i++) {
    put(out, jb_span_str(item->ruling.reasons[i]));
    jb_buf_str(out, "\n");
  }
  jb_buf_str(out, "</failure>");
}

static void put_error(jb_buf *out, const jb_item *item) {
  jb_buf_str(out, "<error type=\"inconclusive\" message=\"");
  put(out, jb_span_str(jb_grade_of(item->in)));
  jb_buf_str(out, "\">");
  for (size_t i = 0; i < item->in->not_checked_count; i++) {
    const jb_not_checked *n = &item->in->not_checked[i];
    if (!jb_is_shortfall(n)) continue;
    put(out, jb_span_str(n->check));
    jb_buf_format(out, ": %s ", jb_why_name(n->why));
    put(out, jb_span_str(n->detail));
    jb_buf_str(out, "\n");
  }
  jb_buf_str(out, "</error>");
}

static void one(jb_report *r, const jb_item *item) {
  jb_buf *out = &r->held;
  uint64_t ms = item->in->run.elapsed_ms;
  jb_buf_str(out, "    <testcase classname=\"jianbiao\" name=\"");
  put(out, jb_span_str(item->path));
  jb_buf_format(out, "\" time=\"%llu.%03u\">", (unsigned long long)(ms / 1000),
                (unsigned)(ms % 1000));
  if (item->ruling.violated) {
    put_failure(out, item);
  } else if (item->ruling.inconclusive) {
    put_error(out, item);
  }
  jb_buf_str(out, "</testcase>\n");
}

static void end(jb_report *r) {
  size_t errors = r->tally.inconclusive; /* a file that fails as well counts once */
  if (errors > r->tally.inputs - r->tally.violated) errors = r->tally.inputs - r->tally.violated;
  jb_buf_format(r->out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                "  <testsuite name=\"jianbiao %s\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
                "skipped=\"0\">\n",
                r->command, r->tally.inputs, r->tally.violated, errors);
  jb_buf_add(r->out, jb_buf_span(&r->held));
  if (!jb_buf_ok(&r->held)) r->out->failed = true;
  jb_buf_str(r->out, "  </testsuite>\n</testsuites>\n");
  jb_buf_free(&r->held);
}

const jb_format jb_format_junit = {"junit", begin, one, end};
