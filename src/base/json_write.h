/* Deterministic JSON: keys in the order they are written, no white space
 * (or two-space indent), integers only, strings must be UTF-8 (bytes that
 * are not become U+FFFD: escape file text with jb_escape first). */
#ifndef JB_BASE_JSON_WRITE_H
#define JB_BASE_JSON_WRITE_H

#include "base/buf.h"

enum { JB_JSON_DEPTH = 32 };

typedef struct jb_json_writer {
  jb_buf *out;
  bool pretty;
  unsigned depth;
  bool any[JB_JSON_DEPTH]; /* an element was written at this depth */
  bool after_key;
} jb_json_writer;

jb_json_writer jb_json_writer_new(jb_buf *out, bool pretty);

void jb_json_object(jb_json_writer *w);
void jb_json_object_end(jb_json_writer *w);
void jb_json_list(jb_json_writer *w);
void jb_json_list_end(jb_json_writer *w);
void jb_json_key(jb_json_writer *w, const char *key);

void jb_json_string(jb_json_writer *w, jb_span text);
void jb_json_text(jb_json_writer *w, const char *text_or_null);
void jb_json_uint(jb_json_writer *w, uint64_t v);
void jb_json_int(jb_json_writer *w, int64_t v);
void jb_json_bool(jb_json_writer *w, bool v);
void jb_json_null(jb_json_writer *w);
/* A value that is JSON already. */
void jb_json_raw(jb_json_writer *w, jb_span json);

/* key and value in one call */
void jb_json_put_string(jb_json_writer *w, const char *key, jb_span text);
void jb_json_put_text(jb_json_writer *w, const char *key, const char *text_or_null);
void jb_json_put_uint(jb_json_writer *w, const char *key, uint64_t v);
void jb_json_put_bool(jb_json_writer *w, const char *key, bool v);

#endif
