/* Any text as ReservedCode1 and ReservedCode2: keys, signatures and structure
 * are hostile.  A text that was not signed by the key in it is never valid
 * over a label that no one has signed. */
#include "walk.h"

#include "aigc/provider_code.h"
#include "aigc/security.h"

static jb_aigc_value text_value(jb_span text) {
  return (jb_aigc_value){.present = true, .exact = true, .kind = JB_JSON_STRING, .text = text};
}

static void check(jb_security_options *options, const jb_aigc_label *label, jb_aigc_key key) {
  jb_security s = jb_security_check(options, label, key);
  FUZZ_PROMISE(s.form && strcmp(jb_security_result_name(s.result), "?") != 0);
  FUZZ_PROMISE(s.key[0] == '\0' || strlen(s.key) == 64);
  FUZZ_PROMISE(s.result != JB_SECURITY_VALID_PINNED); /* nothing is pinned */
  FUZZ_PROMISE(!s.has_mode || s.result == JB_SECURITY_VALID_SELF_KEY);
  FUZZ_PROMISE(key == JB_AIGC_RESERVED_1 || s.result != JB_SECURITY_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_limits limits = jb_limits_default();
  jb_arena *arena = jb_arena_new((size_t)limits.scratch_max);
  if (!arena) return 0;
  jb_span text = jb_span_of(data, size);
  jb_aigc_label label = {.shape = JB_AIGC_BARE};
  label.values[JB_AIGC_LABEL] = text_value(jb_span_str("1"));
  label.values[JB_AIGC_PRODUCER] = text_value(jb_span_str("001191310104MACE0YX63918020"));
  label.values[JB_AIGC_PRODUCE_ID] = text_value(jb_span_str("142569260085903360"));
  label.values[JB_AIGC_RESERVED_1] = label.values[JB_AIGC_RESERVED_2] = text_value(text);
  unsigned left = (unsigned)limits.signatures_max;
  jb_security_options options = {.arena = arena, .limits = &limits, .signatures_left = &left};
  check(&options, &label, JB_AIGC_RESERVED_1);
  check(&options, &label, JB_AIGC_RESERVED_2);
  /* the text as a key, a signature and a provider's code of its own */
  jb_public_key *key = jb_public_key_read(text);
  char hex[65];
  if (key) (void)jb_public_key_fingerprint(key, hex);
  jb_public_key_free(key);
  (void)jb_sm2_signature_sane(text);
  jb_provider code = jb_provider_decode(text);
  FUZZ_PROMISE(code.subject.len == 0 || code.subject.len == JB_PROVIDER_SUBJECT);
  size_t personal = jb_provider_personal(text);
  FUZZ_PROMISE(personal == SIZE_MAX || (text.len >= 18 && personal <= text.len - 18));
  jb_arena_free(arena);
  return 0;
}
