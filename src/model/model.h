/* Building an inspection.  Every adder copies what it is given into the
 * inspection's arena unless it says "static": such text must be a literal or
 * live in that arena already.
 *
 * Adders return NULL (or do nothing) when a limit or the arena is exhausted
 * and record that themselves in not_checked, so callers just stop.
 */
#ifndef JB_MODEL_MODEL_H
#define JB_MODEL_MODEL_H

#include "base/arena.h"
#include "base/span.h"
#include "jianbiao/limits.h"
#include "jianbiao/model.h"

static inline jb_bytes jb_bytes_of(jb_span s) { return (jb_bytes){s.ptr, s.len}; }
static inline jb_span jb_span_from(jb_bytes b) { return (jb_span){b.ptr, b.len}; }

/* NULL when memory is short. */
jb_inspection *jb_inspection_new(const jb_limits *limits);

/* ---- parts ---- */

/* `name` is copied. */
jb_part *jb_add_part(jb_inspection *in, jb_part_kind kind, jb_part_role role, const char *name);
/* Append a payload range; ranges that touch are joined. */
void jb_part_add_range(jb_inspection *in, jb_part *part, uint64_t offset, uint64_t length);
void jb_part_set_key(jb_inspection *in, jb_part *part, jb_span key);
void jb_part_add_step(jb_part *part, jb_step step);
uint64_t jb_part_length(const jb_part *part);

/* `code` is static, the detail is copied.  Problems of the container as a
 * whole belong to part 0, which every walker adds first. */
void jb_add_problem(jb_inspection *in, jb_part *part, const char *code, uint64_t offset,
                    const char *detail_format, ...) JB_PRINTF(5, 6);

/* ---- properties ---- */

/* `carrier` is static; key, value are copied; location empty but for part. */
jb_property *jb_add_property(jb_inspection *in, uint32_t part, const char *carrier,
                             const char *key, jb_span value);
void jb_property_set_name(jb_inspection *in, jb_property *p, jb_span ns, jb_span name);

/* ---- findings ---- */

/* `code` and `group` are static or in the arena; scheme is copied. */
jb_finding *jb_add_finding(jb_inspection *in, const char *scheme, jb_finding_kind kind,
                           const char *group, const char *code);
/* `name` is copied. */
void jb_finding_add_field(jb_inspection *in, jb_finding *f, const char *name, jb_span value);
/* id, severity, clause static; detail copied or NULL; basis becomes "primary". */
jb_check *jb_finding_add_check(jb_inspection *in, jb_finding *f, const char *id,
                               jb_check_answer answer, const char *severity, const char *clause,
                               const char *detail);
/* NULL when the finding has none of that id. */
const jb_check *jb_finding_find_check(const jb_finding *f, const char *id);
const jb_field *jb_finding_find_field(const jb_finding *f, const char *name);

/* ---- what was not looked at ---- */

/* `check` is a probe id (static); the detail is copied.  Said once per probe,
 * reason and detail. */
void jb_add_not_checked(jb_inspection *in, const char *check, jb_why why, const char *detail);

/* The answer for a probe: PRESENT when it ran, ABSENT never, UNKNOWN with the
 * entry in *entry (may be NULL) when it stands in not_checked. */
jb_answer jb_probe_answer(const jb_inspection *in, const char *check, const jb_not_checked **entry);

typedef struct jb_probe_info {
  const char *id;
  int tier; /* jb_tier, or -1 when promised by none */
  const char *what;
} jb_probe_info;
const jb_probe_info *jb_probe_table(size_t *count);

/* ---- locations ---- */

/* The whole part. */
jb_location jb_location_part(const jb_part *part);
/* [at, at+length) of the part's content (after its steps).  Exact file ranges
 * when the part has no steps, `sub` otherwise. */
jb_location jb_location_in(jb_inspection *in, const jb_part *part, uint64_t at, uint64_t length);
/* Narrow a location to [at, at+length) of the bytes it names now (before value
 * steps); drops value steps. */
jb_location jb_location_cut(jb_inspection *in, const jb_location *whole, uint64_t at,
                            uint64_t length);
void jb_location_add_step(jb_location *at, jb_step step);
bool jb_step_is_value(jb_step step);

/* ---- lists that rules fill ---- */

jb_rule_result *jb_add_rule_result(jb_inspection *in);
jb_label *jb_add_label(jb_inspection *in);
jb_because *jb_add_because(jb_inspection *in);
void jb_add_next_step(jb_inspection *in, const char *id); /* copied */
jb_trust_list *jb_add_trust_list(jb_inspection *in);

/* Forget what judging added: rules, labels, verdict, rules_digest. */
void jb_inspection_unjudge(jb_inspection *in);

/* Cut property values to property_value_max and property_total_max.  After this the inspection and
 * its JSON say the same. */
void jb_inspection_seal(jb_inspection *in);

#endif
