#define _GNU_SOURCE /* memmem */
#include "base/span.h"

#include "base/ascii.h"

size_t jb_span_find(jb_span haystack, jb_span needle) {
  if (needle.len == 0) return 0;
  if (haystack.len < needle.len) return SIZE_MAX;
  const uint8_t *hit = memmem(haystack.ptr, haystack.len, needle.ptr, needle.len);
  return hit ? (size_t)(hit - haystack.ptr) : SIZE_MAX;
}

bool jb_span_equal_nocase(jb_span a, jb_span b) {
  if (a.len != b.len) return false;
  for (size_t i = 0; i < a.len; i++) {
    if (jb_ascii_lower(a.ptr[i]) != jb_ascii_lower(b.ptr[i])) return false;
  }
  return true;
}

size_t jb_span_find_nocase(jb_span haystack, jb_span needle) {
  if (needle.len == 0) return 0;
  for (size_t i = 0; haystack.len >= needle.len && i <= haystack.len - needle.len; i++) {
    if (jb_span_equal_nocase(jb_span_cut(haystack, i, needle.len), needle)) return i;
  }
  return SIZE_MAX;
}

static bool is_padding(uint8_t c) { return c == 0 || jb_ascii_space(c); }

jb_span jb_span_trim(jb_span s) {
  while (s.len > 0 && is_padding(s.ptr[0])) s = jb_span_cut(s, 1, s.len - 1);
  while (s.len > 0 && is_padding(s.ptr[s.len - 1])) s.len--;
  return s;
}
