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
  /* Where a picture that starts at `offset` ends, by its framing alone; 0 when
   * that cannot be told.  NULL: never told. */
  uint64_t (*extent)(const jb_walk *walk, uint64_t offset);
} jb_container_format;

enum { JB_SNIFF_MAX = 4096 };

/* The format whose sniff accepts the head, or NULL. */
const jb_container_format *jb_container_identify(jb_span head);
const jb_container_format *const *jb_container_formats(size_t *count);

/* The name's extension is one of a picture, of sound, of a film or of PDF:
 * content of no such kind is damage then, not another sort of file. */
bool jb_container_promised(const char *name);

/* The media type is one of those. */
bool jb_container_is_media(const char *media_type);

/* Identify and walk.  Sets in->file.format, media_type, supported, width,
 * height and extension_matches (name may be NULL). */
void jb_container_walk(jb_source *source, jb_inspection *in, const char *name);

/* A whole picture that stands inside this one: adds an EMBEDDED part and walks
 * it with the given role, within embedded_max and nesting_max.  Returns the
 * embedded part or NULL. */
jb_part *jb_walk_embedded(jb_walk *outer, uint64_t offset, uint64_t length, jb_part_role role,
                          const char *name);

/* A walk over the whole source with the role and parent of `part`, for readers
 * that find a picture inside a part (the thumbnail of an Exif block). */
jb_walk jb_walk_from_part(jb_source *source, jb_inspection *in, const jb_part *part);

/* Helpers for walkers: add a part with this walk's role and parent, one
 * payload range and an envelope. */
jb_part *jb_walk_add_part(jb_walk *walk, jb_part_kind kind, const char *name, uint64_t offset,
                          uint64_t length, jb_range envelope);

/* Append a payload range to a part of many pieces.  A part may have JB_RANGES_MAX
 * of them; false, and not_checked "structure" (limit), beyond. */
bool jb_walk_add_range(jb_walk *walk, jb_part *part, uint64_t offset, uint64_t length);
enum { JB_RANGES_MAX = 1 << 17 };

/* Bytes [from, to) that follow the end of the picture.  Whole JPEG and PNG
 * pictures at its head become EMBEDDED parts (auxiliary) and are walked; the
 * rest is one TRAILER part whose key is "padding" (zeros or 0xFF only), the
 * name of a format known by its head, or empty. */
void jb_walk_trailer(jb_walk *walk, uint64_t from, uint64_t to);

/* Copy of at most n bytes; returns how many stand there before walk->end. */
size_t jb_walk_copy(const jb_walk *walk, uint64_t offset, void *to, size_t n);

/* First offset in [from, to) of a byte that is (equal) or is not (!equal)
 * `value`; `to` when there is none. */
uint64_t jb_walk_find(const jb_walk *walk, uint64_t from, uint64_t to, uint8_t value, bool equal);

/* True when a JUMBF superbox starts with a description box (ISO 19566-5); its
 * content type (first 4 bytes of the UUID) is written to `type`. */
bool jb_jumbf_type(jb_span head, char type[5]);
enum { JB_JUMBF_HEAD = 48 }; /* bytes that jb_jumbf_type wants to see */

/* Up to n bytes at an offset of the source, never past walk->end. */
jb_span jb_walk_peek(const jb_walk *walk, uint64_t offset, size_t n);

/* What lies at an offset, for passing over bytes in sequence: everything up to
 * walk->end when the source is resident, otherwise at most half of its window,
 * so that even many short looks read every byte of the file twice at most. */
jb_span jb_walk_ahead(const jb_walk *walk, uint64_t offset);

/* Say that the walk could not go on: a problem and not_checked "structure"
 * (why = input).  `code` is static. */
void jb_walk_damaged(jb_walk *walk, jb_part *part, const char *code, uint64_t offset,
                     const char *detail);

#endif
