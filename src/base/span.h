/* Borrowed bytes, passed by value.  No ownership, no terminating NUL. */
#ifndef JB_BASE_SPAN_H
#define JB_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct jb_span {
  const uint8_t *ptr;
  size_t len;
} jb_span;

static inline jb_span jb_span_of(const void *ptr, size_t len) {
  return (jb_span){(const uint8_t *)ptr, len};
}

static inline jb_span jb_span_str(const char *text) {
  return (jb_span){(const uint8_t *)text, text ? strlen(text) : 0};
}

/* The bytes from `from` on, at most `len` of them; empty when out of range. */
static inline jb_span jb_span_cut(jb_span s, size_t from, size_t len) {
  if (from > s.len || !s.ptr) return (jb_span){NULL, 0}; /* NULL + 0 is undefined in C17 */
  if (len > s.len - from) len = s.len - from;
  return (jb_span){from ? s.ptr + from : s.ptr, len}; /* NULL + 0 is undefined in C */
}

static inline bool jb_span_equal(jb_span a, jb_span b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool jb_span_is(jb_span s, const char *text) {
  return jb_span_equal(s, jb_span_str(text));
}

static inline bool jb_span_starts(jb_span s, jb_span prefix) {
  return s.len >= prefix.len && jb_span_equal(jb_span_cut(s, 0, prefix.len), prefix);
}

/* Index of the first occurrence of `needle`, or SIZE_MAX. */
size_t jb_span_find(jb_span haystack, jb_span needle);

/* The same, ASCII letters compared without case. */
size_t jb_span_find_nocase(jb_span haystack, jb_span needle);

bool jb_span_equal_nocase(jb_span a, jb_span b);

/* Without ASCII white space and NUL bytes at both ends. */
jb_span jb_span_trim(jb_span s);

#endif
