#include "ruleset/patterns.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATTERN_MAX = 2000, NEST_MAX = 16, COUNT_MAX = 4096 };

void jb_patterns_free(jb_patterns *p) {
  for (uint32_t i = 0; i < p->count; i++) pcre2_code_free(p->codes[i]);
  free(p->codes);
  *p = (jb_patterns){0};
}

static bool make_room(jb_patterns *p, uint32_t wanted) {
  if (wanted <= p->capacity) return true;
  if (wanted > COUNT_MAX) return false;
  uint32_t capacity = wanted < 64 ? 64 : COUNT_MAX;
  pcre2_code **more = realloc(p->codes, capacity * sizeof *more);
  if (!more) return false;
  p->codes = more;
  p->capacity = capacity;
  return true;
}

uint32_t jb_patterns_add(jb_patterns *p, jb_span pattern, char *error, size_t error_size) {
  int code = 0;
  PCRE2_SIZE at = 0;
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  (void)snprintf(error, error_size, "out of memory");
  if (!context || !make_room(p, p->count + 1)) {
    pcre2_compile_context_free(context);
    return 0;
  }
  (void)pcre2_set_max_pattern_length(context, PATTERN_MAX);
  (void)pcre2_set_parens_nest_limit(context, NEST_MAX);
  pcre2_code *compiled = pcre2_compile(
      pattern.ptr, pattern.len, PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP, &code, &at, context);
  pcre2_compile_context_free(context);
  if (!compiled) {
    PCRE2_UCHAR text[120] = "";
    (void)pcre2_get_error_message(code, text, sizeof text);
    (void)snprintf(error, error_size, "bad pattern at character %zu: %s", (size_t)at + 1,
                   (const char *)text);
    return 0;
  }
  p->codes[p->count++] = compiled;
  return p->count;
}

const pcre2_code *jb_patterns_get(const jb_patterns *p, uint32_t number) {
  return number > 0 && number <= p->count ? p->codes[number - 1] : NULL;
}

bool jb_patterns_write(const jb_patterns *p, jb_buf *out) {
  uint8_t *bytes = NULL;
  PCRE2_SIZE size = 0;
  if (p->count == 0) return true;
  if (pcre2_serialize_encode((const pcre2_code **)(uintptr_t)p->codes, (int32_t)p->count, &bytes,
                             &size, NULL) != (int32_t)p->count) {
    return false;
  }
  jb_buf_add(out, jb_span_of(bytes, size));
  pcre2_serialize_free(bytes);
  return jb_buf_ok(out);
}

bool jb_patterns_read(jb_patterns *p, jb_span bytes) {
  if (bytes.len == 0) return true;
  int32_t count = pcre2_serialize_get_number_of_codes(bytes.ptr);
  if (count < 0 || !make_room(p, (uint32_t)count)) return false;
  if (pcre2_serialize_decode(p->codes, count, bytes.ptr, NULL) != count) return false;
  p->count = (uint32_t)count;
  return true;
}
