/* Containers: a source becomes parts.
 *
 * A walker knows one format.  It adds parts with byte ranges and problems; it
 * decodes nothing inside a part and judges nothing.  Adding a format is one
 * file with a jb_container_format and one line in list.def.
 */
#ifndef JB_CONTAINER_CONTAINER_H
#define JB_CONTAINER_CONTAINER_H

#include "io/source.h"
#include "model/model.h"

/* What a walker walks: the window [start, end) of the source that holds one
 * picture.  The outermost walk covers the whole source. */
typedef struct jb_walk {
  jb_source *source;
  jb_inspection *in;
  jb_part_role role;  /* given to every part it adds */
  uint32_t parent;    /* the embedded part walked into, or JB_NO_PART */
  uint64_t start, end;
  unsigned depth;
} jb_walk;

typedef struct jb_container_format {
  const char *name;       /* "jpeg" */
  const char *media_type; /* "image/jpeg" */
  const char *extensions; /* "jpg jpeg jpe jfif" */
  bool supported;         /* false: known by content, but not walked (e.g. "mp4") */
  /* head: the first bytes, at most JB_SNIFF_MAX */
  bool (*sniff)(jb_span head);
  /* Adds the container's own part first (kind structure, name = format), then
   * everything else.  Unreadable structure becomes problems and a
   * not_checked "structure" entry; a walker never fails.  NULL: not walked. */
  void (*walk)(jb_walk *walk);
} jb_container_format;

enum { JB_SNIFF_MAX = 4096 };

/* The format whose sniff accepts the head, or NULL. */
const jb_container_format *jb_container_identify(jb_span head);
const jb_container_format *const *jb_container_formats(size_t *count);

/* Identify and walk.  Sets in->file.format, media_type, supported, width,
 * height and extension_matches (name may be NULL). */
void jb_container_walk(jb_source *source, jb_inspection *in, const char *name);

/* A whole picture that stands inside this one: adds an EMBEDDED part and walks
 * it with the given role, within embedded_max and nesting_max.  Returns the
 * embedded part or NULL. */
jb_part *jb_walk_embedded(jb_walk *outer, uint64_t offset, uint64_t length, jb_part_role role,
                          const char *name);

/* Helpers for walkers: add a part with this walk's role and parent, one
 * payload range and an envelope. */
jb_part *jb_walk_add_part(jb_walk *walk, jb_part_kind kind, const char *name, uint64_t offset,
                          uint64_t length, jb_range envelope);

/* Up to n bytes at an offset of the source, never past walk->end. */
jb_span jb_walk_peek(const jb_walk *walk, uint64_t offset, size_t n);

/* Say that the walk could not go on: a problem and not_checked "structure"
 * (why = input).  `code` is static. */
void jb_walk_damaged(jb_walk *walk, jb_part *part, const char *code, uint64_t offset,
                     const char *detail);

#endif
