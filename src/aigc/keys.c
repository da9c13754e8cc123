#include "aigc/keys.h"

#include "base/ascii.h"

static const char *const k_names[JB_AIGC_KEYS] = {
    "Label",           "ContentProducer", "ProduceID",    "ReservedCode1",
    "ContentPropagator", "PropagateID",   "ReservedCode2"};

/* Letters and digits of the spellings that mean a key, in lower case: that
 * takes lowerCamelCase, snake_case and "ReservedCode2: " along. */
static const struct {
  const char *folded;
  jb_aigc_key key;
} k_spellings[] = {
    {"label", JB_AIGC_LABEL},
    {"contentproducer", JB_AIGC_PRODUCER},
    {"produceid", JB_AIGC_PRODUCE_ID},
    {"producerid", JB_AIGC_PRODUCE_ID},
    {"reservedcode1", JB_AIGC_RESERVED_1},
    {"reservecode1", JB_AIGC_RESERVED_1},
    {"contentpropagator", JB_AIGC_PROPAGATOR},
    {"propagateid", JB_AIGC_PROPAGATE_ID},
    {"propagatorid", JB_AIGC_PROPAGATE_ID},
    {"reservedcode2", JB_AIGC_RESERVED_2},
    {"reservecode2", JB_AIGC_RESERVED_2},
};

enum { FOLDED_MAX = 24 };

const char *jb_aigc_key_name(jb_aigc_key key) {
  return key < JB_AIGC_KEYS ? k_names[key] : "?";
}

/* False when the name holds anything but ASCII letters, digits and the
 * separators that misspelt keys have, or is too long for any spelling. */
static bool fold(jb_span name, char out[FOLDED_MAX]) {
  size_t n = 0;
  for (size_t i = 0; i < name.len; i++) {
    uint8_t c = name.ptr[i];
    if (jb_ascii_alpha(c) || jb_ascii_digit(c)) {
      if (n + 1 >= FOLDED_MAX) return false;
      out[n++] = (char)jb_ascii_lower(c);
    } else if (c != '_' && c != '-' && c != ':' && c != ' ' && c != '\t') {
      return false;
    }
  }
  out[n] = '\0';
  return n > 0;
}

jb_aigc_key jb_aigc_key_find(jb_span name, bool *exact) {
  char folded[FOLDED_MAX];
  *exact = false;
  if (!fold(name, folded)) return JB_AIGC_KEYS;
  for (size_t i = 0; i < sizeof k_spellings / sizeof k_spellings[0]; i++) {
    if (strcmp(folded, k_spellings[i].folded) != 0) continue;
    *exact = jb_span_is(name, k_names[k_spellings[i].key]);
    return k_spellings[i].key;
  }
  return JB_AIGC_KEYS;
}

bool jb_aigc_is_wrapper(jb_span name, bool *exact) {
  *exact = jb_span_is(name, "AIGC");
  return *exact || jb_span_equal_nocase(jb_span_trim(name), jb_span_str("AIGC"));
}

bool jb_aigc_is_pre_standard(jb_span name) {
  return jb_span_is(name, "ServiceProvider") || jb_span_is(name, "ServiceUser") ||
         jb_span_is(name, "ContentId");
}

jb_span jb_aigc_local_name(jb_span name) {
  for (size_t i = name.len; i > 0; i--) {
    if (name.ptr[i - 1] == ':') return jb_span_cut(name, i, name.len - i);
  }
  return name;
}
