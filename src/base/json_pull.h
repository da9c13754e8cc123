/* Strict JSON (RFC 8259) taken value by value, without a tree: for texts of
 * our own schemas, which may be large and come from an untrusted process.
 *
 *   if (jb_pull_object(p)) {
 *     while (jb_pull_key(p, &key)) {
 *       if (jb_span_is(key, "size")) size = jb_pull_uint(p);
 *       else jb_pull_skip(p);
 *     }
 *   }
 *   if (!jb_pull_ok(p)) ...
 *
 * The first failure sticks with its offset; after it every call returns
 * nothing (zero, empty, false), so loops end and one question at the end is
 * enough.  Each key and item must be followed by exactly one value call.
 */
#ifndef JB_BASE_JSON_PULL_H
#define JB_BASE_JSON_PULL_H

#include "base/buf.h"

enum { JB_PULL_DEPTH = 32 };

typedef struct jb_json_pull {
  jb_span text;
  size_t pos;
  const char *fail; /* NULL while good; static text otherwise */
  size_t fail_at;
  unsigned depth;
  bool any[JB_PULL_DEPTH]; /* an element was read at this depth */
  jb_buf scratch;          /* decoded strings */
} jb_json_pull;

jb_json_pull jb_json_pull_new(jb_span text);
void jb_json_pull_free(jb_json_pull *p);

static inline bool jb_pull_ok(const jb_json_pull *p) { return p->fail == NULL; }
void jb_pull_fail(jb_json_pull *p, const char *reason);

/* Enter an object or a list; false (and failed) when none stands here. */
bool jb_pull_object(jb_json_pull *p);
bool jb_pull_list(jb_json_pull *p);

/* The next member: its key as written (escapes are not decoded: keys of ours
 * have none), the colon consumed.  False at the end, which is consumed. */
bool jb_pull_key(jb_json_pull *p, jb_span *key);
/* Another element stands here.  False at the end, which is consumed. */
bool jb_pull_item(jb_json_pull *p);

/* True when null stands here; it is consumed. */
bool jb_pull_null(jb_json_pull *p);
/* The value decoded, valid until the next call: a view of the text when it has
 * no escapes, the scratch buffer otherwise.  Always well-formed UTF-8. */
jb_span jb_pull_string(jb_json_pull *p);
uint64_t jb_pull_uint(jb_json_pull *p);
bool jb_pull_bool(jb_json_pull *p);

/* Pass over one value of any kind and return its bytes as written. */
jb_span jb_pull_skip(jb_json_pull *p);

/* Something other than white space is left. */
bool jb_pull_more(jb_json_pull *p);
/* Nothing but white space is left; fails otherwise. */
bool jb_pull_end(jb_json_pull *p);

#endif
