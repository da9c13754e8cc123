/* Small values of an inspection's JSON, read into its arena.  The text is
 * untrusted; the first thing wrong with it sticks in the pull parser.
 * Internal to src/model: json_in.c reads the sections with these. */
#ifndef JB_MODEL_JSON_READ_H
#define JB_MODEL_JSON_READ_H

#include "base/json_pull.h"
#include "model/model.h"

typedef struct jb_json_read {
  jb_json_pull pull;
  jb_inspection *in;
  jb_buf raw;         /* bytes of the string last unescaped */
  const char *shared; /* the last short text: neighbours often say the same */
  size_t shared_length;
} jb_json_read;

/* Any bytes; ptr is never NULL on success. */
jb_bytes jb_read_bytes(jb_json_read *r);
/* Text of ours: no NUL inside.  Never NULL on success. */
const char *jb_read_text(jb_json_read *r);
const char *jb_read_text_or_null(jb_json_read *r);
/* Text that neighbours share (carrier, scheme, severity). */
const char *jb_read_shared(jb_json_read *r);

/* 64 hexadecimal digits or null; false when null. */
bool jb_read_digest(jb_json_read *r, uint8_t out[32]);
jb_answer jb_read_answer(jb_json_read *r); /* true, false, null */
int64_t jb_read_time(jb_json_read *r);     /* RFC 3339 or null: INT64_MIN */
uint32_t jb_read_u32(jb_json_read *r);
uint32_t jb_read_index(jb_json_read *r); /* null: JB_NO_PART */

jb_range jb_read_range(jb_json_read *r); /* [offset, length]; the sum does not overflow */
size_t jb_read_ranges(jb_json_read *r, const jb_range **out);
uint8_t jb_read_steps(jb_json_read *r, uint8_t steps[JB_STEPS_MAX]);
size_t jb_read_ids(jb_json_read *r, const uint32_t **out);

/* A name of an enumeration; `names` maps a value to its name, `count` values. */
unsigned jb_read_enum(jb_json_read *r, const char *(*name)(unsigned), unsigned count);

/* read_claim(r) and so on, over jb_claim_name. */
#define JB_ENUM_READER(type, count)                                               \
  static const char *type##_at(unsigned v) { return jb_##type##_name((jb_##type)v); } \
  static jb_##type read_##type(jb_json_read *r) {                                 \
    return (jb_##type)jb_read_enum(r, type##_at, (unsigned)(count));              \
  }

/* Room for one more element; the list, or NULL and failed. */
void *jb_read_more(jb_json_read *r, void *list, size_t *count, size_t *capacity, size_t size);
/* The new element, not initialised, or NULL. */
#define JB_READ_MORE(r, list, count, capacity)                                \
  ((list) = jb_read_more((r), (list), &(count), &(capacity), sizeof *(list)), \
   (list) ? &(list)[(count) - 1] : NULL)

/* A value that must be there: reading ends with `missing` when it is NULL. */
void jb_read_need(jb_json_read *r, const void *value, const char *missing);

/* Sections: json_in_lists.c. */
void jb_read_parts(jb_json_read *r);
void jb_read_properties(jb_json_read *r);
void jb_read_findings(jb_json_read *r);
void jb_read_c2pa(jb_json_read *r); /* json_c2pa_in.c */

#endif
