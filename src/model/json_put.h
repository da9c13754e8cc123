/* Small values of an inspection's JSON, written.  json_read.h is the inverse.
 * Internal to src/model. */
#ifndef JB_MODEL_JSON_PUT_H
#define JB_MODEL_JSON_PUT_H

#include "base/json_write.h"
#include "model/model.h"

/* Any bytes, escaped.  Returns whether the escape changed them. */
bool jb_put_one_bytes(jb_json_writer *w, jb_span s);
bool jb_put_bytes(jb_json_writer *w, const char *key, jb_span s);
void jb_put_bytes_if(jb_json_writer *w, const char *key, jb_bytes b); /* not when empty */

/* Text of ours that is never absent; text or null; text or nothing. */
void jb_put_id(jb_json_writer *w, const char *key, const char *text);
void jb_put_text(jb_json_writer *w, const char *key, const char *text);
void jb_put_text_if(jb_json_writer *w, const char *key, const char *text);

void jb_put_digest(jb_json_writer *w, const char *key, bool has, const uint8_t *sum);
void jb_put_time(jb_json_writer *w, const char *key, int64_t seconds); /* RFC 3339 or null */
void jb_put_answer(jb_json_writer *w, const char *key, jb_answer a);   /* true, false, null */
void jb_put_one_range(jb_json_writer *w, jb_range r); /* "[offset,length]", on one line */
void jb_put_range_if(jb_json_writer *w, const char *key, jb_range r);

/* The section "c2pa": json_c2pa_out.c. */
void jb_put_c2pa(jb_json_writer *w, const jb_c2pa *c);

#endif
