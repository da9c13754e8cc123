/* The seven keys of the label string (GB 45438-2025 Annex E c to i) and the
 * spellings of them that are found in the wild. */
#ifndef JB_AIGC_KEYS_H
#define JB_AIGC_KEYS_H

#include "base/span.h"

typedef enum jb_aigc_key {
  JB_AIGC_LABEL,          /* E.c: 1 is, 2 possible, 3 suspected */
  JB_AIGC_PRODUCER,       /* E.d */
  JB_AIGC_PRODUCE_ID,     /* E.e */
  JB_AIGC_RESERVED_1,     /* E.f */
  JB_AIGC_PROPAGATOR,     /* E.g */
  JB_AIGC_PROPAGATE_ID,   /* E.h */
  JB_AIGC_RESERVED_2,     /* E.i */
  JB_AIGC_KEYS
} jb_aigc_key;

/* The name as Annex E prints it.  Static. */
const char *jb_aigc_key_name(jb_aigc_key key);

/* Which of the seven `name` means; *exact tells whether it is spelt as in
 * Annex E.  JB_AIGC_KEYS when it is none. */
jb_aigc_key jb_aigc_key_find(jb_span name, bool *exact);

/* True for the key that wraps the seven: AIGC in any case. */
bool jb_aigc_is_wrapper(jb_span name, bool *exact);

/* True for a key of the schema that Tencent's cloud wrote before the standard:
 * ServiceProvider, ServiceUser, Time, ContentId.  `Time` alone proves nothing
 * and is not counted. */
bool jb_aigc_is_pre_standard(jb_span name);

/* "TC260:AIGC" -> "AIGC": a prefix that was never declared stays in the name. */
jb_span jb_aigc_local_name(jb_span name);

#endif
