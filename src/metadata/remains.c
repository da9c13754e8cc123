#include "metadata/remains.h"

#include "base/ascii.h"
#include "base/utf8.h"

size_t jb_text_length(jb_span bytes, size_t at, size_t max) {
  jb_span s = jb_span_cut(bytes, at, max);
  size_t n = 0;
  while (n < s.len) {
    uint8_t c = s.ptr[n];
    uint32_t code;
    size_t step = jb_utf8_decode(jb_span_cut(s, n, 4), &code);
    bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (step == 0 || control || c == 0x7F) break;
    n += step;
  }
  return n;
}

/* The end of the JSON object at `at`, or of the text when it does not close. */
static size_t object_length(jb_span text, size_t at) {
  size_t depth = 0;
  bool quoted = false;
  for (size_t i = at; i < text.len; i++) {
    uint8_t c = text.ptr[i];
    if (quoted && c == '\\') i++;
    else if (c == '"') quoted = !quoted;
    else if (!quoted && c == '{') depth++;
    else if (!quoted && c == '}' && --depth == 0) return i + 1 - at;
  }
  return text.len - at;
}

/* Back from "AIGC" over its quote and brace, or over the rest of a word. */
static size_t run_start(jb_span bytes, size_t from, size_t hit) {
  size_t at = hit;
  while (at > from && (jb_ascii_alpha(bytes.ptr[at - 1]) || bytes.ptr[at - 1] == ':' ||
                       jb_ascii_digit(bytes.ptr[at - 1]) || bytes.ptr[at - 1] == '_')) {
    at--;
  }
  size_t brace = at;
  while (brace > from && hit - brace < 16 &&
         (bytes.ptr[brace - 1] == '"' || jb_ascii_space(bytes.ptr[brace - 1]))) {
    brace--;
  }
  return brace > from && bytes.ptr[brace - 1] == '{' ? brace - 1 : at;
}

bool jb_remains_find(jb_span bytes, size_t from, size_t *at, size_t *length) {
  size_t hit = jb_span_find(jb_span_cut(bytes, from, SIZE_MAX), jb_span_str("AIGC"));
  if (hit == SIZE_MAX) return false;
  *at = run_start(bytes, from, from + hit);
  size_t n = jb_text_length(bytes, *at, JB_REMAINS_MAX);
  jb_span run = jb_span_cut(bytes, *at, n);
  /* a name and a little punctuation may stand before the object: AIGC={, AIGC">{ */
  size_t name = from + hit - *at, brace = name;
  while (brace < run.len && brace - name < 16 && run.ptr[brace] != '{') brace++;
  if (run.len > 0 && run.ptr[0] == '{') brace = 0;
  if (brace < run.len && run.ptr[brace] == '{') n = brace + object_length(run, brace);
  *length = n;
  return true;
}
