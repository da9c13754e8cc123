#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024 };

typedef struct block {
  struct block *next;
  size_t used, size;
  alignas(max_align_t) uint8_t data[];
} block;

struct jb_arena {
  block *head;
  size_t used, max, next_size;
  bool exhausted;
};

jb_arena *jb_arena_new(size_t max) {
  jb_arena *a = calloc(1, sizeof *a);
  if (!a) {
    jb_memory_note();
    return NULL;
  }
  a->max = max;
  a->next_size = FIRST_BLOCK;
  return a;
}

jb_arena *jb_arena_new_whole(size_t size) {
  jb_arena *a = jb_arena_new(size);
  if (!a) return NULL;
  a->next_size = size;
  if (jb_arena_alloc(a, 1)) return a;
  jb_arena_free(a);
  return NULL;
}

jb_span jb_arena_whole(const jb_arena *arena) {
  return jb_span_of(arena->head->data, arena->head->used);
}

void jb_arena_free(jb_arena *arena) {
  if (!arena) return;
  for (block *b = arena->head; b;) {
    block *next = b->next;
    free(b);
    b = next;
  }
  free(arena);
}

static bool add_block(jb_arena *a, size_t least) {
  size_t size = least > a->next_size ? least : a->next_size;
  block *b = calloc(1, sizeof *b + size);
  if (!b) {
    jb_memory_note();
    return false;
  }
  b->size = size;
  b->next = a->head;
  a->head = b;
  if (a->next_size < LARGEST_BLOCK) a->next_size *= 2;
  return true;
}

void *jb_arena_alloc(jb_arena *arena, size_t size) {
  const size_t align = alignof(max_align_t);
  if (size == 0) size = 1;
  if (size > SIZE_MAX - align) goto exhausted;
  size = (size + align - 1) / align * align;
  if (size > arena->max - arena->used) goto exhausted;
  if (!arena->head || size > arena->head->size - arena->head->used) {
    if (!add_block(arena, size)) goto exhausted;
  }
  void *p = arena->head->data + arena->head->used;
  arena->head->used += size;
  arena->used += size;
  return p;
exhausted:
  arena->exhausted = true;
  return NULL;
}

void *jb_arena_array(jb_arena *arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) {
    arena->exhausted = true;
    return NULL;
  }
  return jb_arena_alloc(arena, count * size);
}

char *jb_arena_string(jb_arena *arena, jb_span bytes) {
  if (bytes.len == SIZE_MAX) return NULL;
  char *p = jb_arena_alloc(arena, bytes.len + 1);
  if (p && bytes.len) memcpy(p, bytes.ptr, bytes.len);
  return p;
}

jb_span jb_arena_copy(jb_arena *arena, jb_span bytes) {
  const char *p = jb_arena_string(arena, bytes);
  return p ? jb_span_of(p, bytes.len) : (jb_span){NULL, 0};
}

char *jb_arena_format(jb_arena *arena, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *p = n < 0 ? NULL : jb_arena_alloc(arena, (size_t)n + 1);
  if (p) (void)vsnprintf(p, (size_t)n + 1, format, again);
  va_end(again);
  return p;
}

bool jb_arena_exhausted(const jb_arena *arena) { return arena->exhausted; }
size_t jb_arena_used(const jb_arena *arena) { return arena->used; }

void *jb_arena_grow(jb_arena *arena, void *old, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return old;
  size_t wanted = *capacity ? *capacity * 2 : 8;
  void *p = jb_arena_array(arena, wanted, size);
  if (!p) return NULL;
  if (count) memcpy(p, old, count * size);
  *capacity = wanted;
  return p;
}
