/* What readers inside the library may do with a source. */
#ifndef JB_IO_SOURCE_H
#define JB_IO_SOURCE_H

#include "base/arena.h"
#include "jianbiao/source.h"

enum { JB_PEEK_MAX = 64 * 1024 };

/* Up to n bytes (n <= JB_PEEK_MAX unless the source is resident) at an offset,
 * borrowed until the next peek.  Shorter at the end of the source, empty past
 * it.  A read error makes it shorter too and sets jb_source_broken. */
jb_span jb_source_peek(jb_source *source, uint64_t offset, size_t n);

/* Copy; returns how many bytes could be read. */
size_t jb_source_read(jb_source *source, uint64_t offset, void *to, size_t n);

/* A copy of [offset, offset+n) in the arena.  Shorter when the source ends;
 * ptr NULL when the arena is exhausted. */
jb_span jb_source_copy(jb_source *source, jb_arena *arena, uint64_t offset, size_t n);

/* Read the whole source into memory when it is not larger than `max`, so that
 * every later peek is a view.  Failure to do so is no failure. */
void jb_source_make_resident(jb_source *source, uint64_t max);

/* All bytes when the source is resident (they stay valid), else ptr NULL. */
jb_span jb_source_resident(const jb_source *source);

/* Why a path could not be opened, as a code of the result: "file.not-found",
 * "file.permission", "file.directory", "file.not-regular" or
 * "file.unreadable".  Looks again: ask at once.  Static. */
const char *jb_source_why(const char *path);

/* True once a read failed or the file turned out shorter than its size. */
bool jb_source_broken(const jb_source *source);

#endif
