/* Bounded bump memory.  Everything of one inspection lives in one arena and
 * is freed with it.
 *
 * An allocation that would pass the maximum, or that the system refuses,
 * returns NULL and sets the sticky `exhausted` flag; callers may carry on and
 * ask once at the end.  Memory is zeroed.  One thread at a time.
 */
#ifndef JB_BASE_ARENA_H
#define JB_BASE_ARENA_H

#include <stdarg.h>

#include "base/span.h"
#include "jianbiao/status.h"

typedef struct jb_arena jb_arena;

/* NULL when memory is short. */
jb_arena *jb_arena_new(size_t max);
/* One block of that size and never a second: what is allocated lies together.
 * NULL when memory is short. */
jb_arena *jb_arena_new_whole(size_t size);
/* The block of such an arena, as far as it is used. */
jb_span jb_arena_whole(const jb_arena *arena);
void jb_arena_free(jb_arena *arena);

void *jb_arena_alloc(jb_arena *arena, size_t size);
/* count * size, checked for overflow. */
void *jb_arena_array(jb_arena *arena, size_t count, size_t size);

/* Copies.  An empty span stays empty (ptr not NULL on success). */
jb_span jb_arena_copy(jb_arena *arena, jb_span bytes);
/* A NUL-terminated copy; bytes after an inner NUL stay but are hidden. */
char *jb_arena_string(jb_arena *arena, jb_span bytes);
char *jb_arena_format(jb_arena *arena, const char *format, ...) JB_PRINTF(2, 3);

bool jb_arena_exhausted(const jb_arena *arena);
size_t jb_arena_used(const jb_arena *arena);

/* Grow an array of `count` elements so that one more fits.  Returns the array
 * to use (old content kept) or NULL; *capacity is updated on success. */
void *jb_arena_grow(jb_arena *arena, void *old, size_t count, size_t *capacity, size_t size);

#endif
