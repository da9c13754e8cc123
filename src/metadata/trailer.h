/* What the readers of trailers share.  Phones put their own records behind the
 * end of the picture, found from the end: a footer, a directory, the records.
 */
#ifndef JB_METADATA_TRAILER_H
#define JB_METADATA_TRAILER_H

#include "metadata/metadata.h"

enum {
  JB_TRAILER_VALUE_MAX = 64 * 1024, /* a longer record is not taken for text */
  JB_TRAILER_JSON_MAX = 512 * 1024,
  JB_TRAILER_RECORDS_MAX = 256 /* records of one directory that are read */
};

/* A stretch of the file: the one range of a part (the longest when there are
 * several). */
typedef struct jb_trailer {
  jb_reading *r;
  jb_range range;
  size_t json_left; /* bytes of JSON that may still be opened: JB_TRAILER_JSON_MAX */
} jb_trailer;

jb_trailer jb_trailer_of(jb_reading *r);

/* True for a maker's trailer that a box of the picture holds (HEIC's sefd): it
 * is no data after the end. */
bool jb_trailer_is_box(const jb_part *part);

/* [at, at+n) of the trailer, shorter at its end; borrowed from the content or
 * copied to the scratch arena.  Empty when scratch is exhausted. */
jb_span jb_trailer_bytes(const jb_trailer *t, uint64_t at, uint64_t n);

/* A part of its own for a maker's records at [at, at+n): they stand where their
 * maker puts them, so unlike the bytes around them they speak for the picture
 * that the trailer belongs to.  NULL at a limit. */
jb_part *jb_trailer_part(const jb_trailer *t, const char *name, uint64_t at, uint64_t n);

/* A property of `part` whose value is [at, at+n) of the trailer.  Text stands
 * as it is; anything else, or longer than JB_TRAILER_VALUE_MAX, has an empty
 * value and the form "binary".  JSON objects get their members as properties
 * too (json_members.h).  False when the inspection takes no more. */
bool jb_trailer_record(jb_trailer *t, const jb_part *part, const char *carrier,
                       const char *key, jb_span name, uint64_t at, uint64_t n);

/* Length of the longest head of `s` that is UTF-8 without control characters
 * other than white space. */
size_t jb_text_run(jb_span s);

/* A trailer that could not be read to its end. */
void jb_trailer_damaged(const jb_trailer *t, const char *code, uint64_t at);

#endif
