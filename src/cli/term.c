#define _POSIX_C_SOURCE 200809L
#include "cli/term.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

/* Wide and fullwidth blocks of Unicode's East Asian Width, coarsely. */
static size_t columns_of(uint32_t c) {
  static const struct {
    uint32_t first, last;
  } k_wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xA960, 0xA97C},
                {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60},
                {0xFFE0, 0xFFE6},   {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
  for (size_t i = 0; i < sizeof k_wide / sizeof k_wide[0]; i++) {
    if (c >= k_wide[i].first && c <= k_wide[i].last) return 2;
  }
  return 1;
}

size_t jb_term_width(jb_span text) {
  size_t width = 0;
  for (size_t i = 0; i < text.len;) {
    uint32_t code = 0;
    size_t n = jb_utf8_decode(jb_span_cut(text, i, 4), &code);
    width += n ? columns_of(code) : 1;
    i += n ? n : 1;
  }
  return width;
}

/* One character of untrusted text as it may be shown. */
static size_t put_one(jb_buf *out, jb_span rest, size_t *width) {
  uint32_t code = 0;
  size_t n = jb_utf8_decode(rest, &code);
  if (n && !jb_code_is_hostile(code) && code != '\n' && code != '\t') {
    jb_buf_add(out, jb_span_cut(rest, 0, n));
    *width = columns_of(code);
    return n;
  }
  if (n == 0) n = 1;
  for (size_t i = 0; i < n; i++) jb_buf_format(out, "\\x%02X", rest.ptr[i]);
  *width = 4 * n;
  return n;
}

void jb_term_put(jb_buf *out, jb_span raw, size_t columns) {
  size_t used = 0, last = out->len; /* where an ellipsis still fits */
  for (size_t i = 0; i < raw.len;) {
    size_t width = 0;
    i += put_one(out, jb_span_cut(raw, i, raw.len - i), &width);
    used += width;
    if (used > columns || (used == columns && i < raw.len)) {
      if (jb_buf_ok(out)) out->len = last;
      jb_buf_str(out, "\xE2\x80\xA6");
      return;
    }
    if (used < columns) last = out->len;
  }
}

void jb_term_put_path(jb_buf *out, jb_span path, size_t columns) {
  jb_buf all = jb_buf_new(64 * 1024);
  jb_term_put(&all, path, SIZE_MAX);
  jb_span s = jb_buf_span(&all);
  size_t width = jb_term_width(s);
  bool cut = width > columns;
  while (cut && width >= columns && s.len) { /* one column for the ellipsis */
    uint32_t code = 0;
    size_t n = jb_utf8_decode(s, &code);
    width -= columns_of(code);
    s = jb_span_cut(s, n ? n : 1, s.len);
  }
  if (cut) jb_buf_str(out, "\xE2\x80\xA6");
  jb_buf_add(out, s);
  jb_buf_free(&all);
}

void jb_term_put_ends(jb_buf *out, jb_span raw, size_t head, size_t tail) {
  if (raw.len <= head + tail + 1) {
    jb_term_put(out, raw, SIZE_MAX);
    return;
  }
  jb_term_put(out, jb_span_cut(raw, 0, head), SIZE_MAX);
  jb_buf_str(out, "\xE2\x80\xA6");
  jb_term_put(out, jb_span_cut(raw, raw.len - tail, tail), SIZE_MAX);
}

void jb_term_paint(jb_buf *out, bool on, jb_paint paint) {
  static const char *const k_codes[] = {"", "\x1B[1;31m", "\x1B[1;33m", "\x1B[1m", "\x1B[2m"};
  if (on) jb_buf_str(out, k_codes[paint]);
}

void jb_term_plain(jb_buf *out, bool on) {
  if (on) jb_buf_str(out, "\x1B[0m");
}

bool jb_term_wants_color(const jb_arguments *args, int fd) {
  enum { AUTO, ALWAYS, NEVER }; /* the order of options.def */
  if (args->color == ALWAYS) return true;
  if (args->color == NEVER) return false;
  const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
  if (no && *no) return false;
  return isatty(fd) && term && strcmp(term, "dumb") != 0;
}

void jb_complain(const char *where, unsigned line, const char *what) {
  jb_buf b = jb_buf_new(16 * 1024);
  jb_buf_str(&b, "jianbiao: ");
  if (where && *where) {
    jb_term_put(&b, jb_span_str(where), 300);
    if (line) jb_buf_format(&b, ":%u", line);
    jb_buf_str(&b, ": ");
  }
  jb_term_put(&b, jb_span_str(what), 600);
  jb_buf_char(&b, '\n');
  for (size_t done = 0; jb_buf_ok(&b) && done < b.len;) {
    ssize_t n = write(STDERR_FILENO, b.data + done, b.len - done);
    if (n <= 0) break; /* nobody listens */
    done += (size_t)n;
  }
  jb_buf_free(&b);
}

void jb_complain_error(const jb_error *err) { jb_complain(err->where, err->line, err->what); }
