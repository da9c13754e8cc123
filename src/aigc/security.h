/* SecurityData of TC260-PG-202511A in ReservedCode1 and ReservedCode2.
 *
 * Only a signature whose message is known can be valid or invalid; everything
 * else is unsupported (a SecurityData that nobody outside can verify) or
 * opaque (the provider's own text).  Unsupported never becomes invalid.
 */
#ifndef JB_AIGC_SECURITY_H
#define JB_AIGC_SECURITY_H

#include "aigc/label.h"
#include "aigc/sign_verify.h"

typedef enum jb_security_result {
  JB_SECURITY_ABSENT,
  JB_SECURITY_OPAQUE,
  JB_SECURITY_UNSUPPORTED,
  JB_SECURITY_INVALID,
  JB_SECURITY_VALID_SELF_KEY, /* by a key that stands in the same label */
  JB_SECURITY_VALID_PINNED    /* by a key that is pinned to this provider */
} jb_security_result;

/* A key that is known to be a provider's: its subject (credit code or the name
 * it writes) and the fingerprint of jb_public_key_fingerprint. */
typedef struct jb_pinned_key {
  const char *subject, *fingerprint;
} jb_pinned_key;

typedef struct jb_security {
  jb_security_result result;
  const char *form;   /* absent null security-data security-data-nested der-signature hex
                         base64 uuid text other */
  bool has_mode;
  jb_sm2_mode mode;   /* in which it is valid */
  char key[65];       /* fingerprint of the key used, or "" */
  const char *detail; /* static */
} jb_security;

typedef struct jb_security_options {
  jb_arena *arena;
  const jb_limits *limits;
  const jb_pinned_key *pinned;
  size_t pinned_count;
  unsigned *signatures_left; /* verifications that this file may still cost */
  bool limit;                /* set when they ran out */
} jb_security_options;

/* The keys of pinned_keys.def. */
const jb_pinned_key *jb_pinned_keys(size_t *count);

/* `key` is JB_AIGC_RESERVED_1 or JB_AIGC_RESERVED_2. */
jb_security jb_security_check(jb_security_options *options, const jb_aigc_label *label,
                              jb_aigc_key key);

const char *jb_security_result_name(jb_security_result result);

/* The signed message of 202511A appendix A.1 for the label:
 * "Label":"1","ContentProducer":"...","ProduceID":"..." */
jb_span jb_security_message(jb_arena *arena, const jb_aigc_label *label, jb_aigc_key provider,
                            jb_aigc_key number);

#endif
