/* Hashed URIs (C2PA 2.2 clause 8.4.2.3) and labels (clause 6.2). */
#include "base/ascii.h"
#include "c2pa/run.h"
#include "io/digest.h"

jb_hashed_uri jb_hashed_uri_of(const jb_cbor_item *map) {
  return (jb_hashed_uri){.url = jb_cbor_get_text(map, "url"),
                         .alg = jb_cbor_get_text(map, "alg"),
                         .hash = jb_cbor_get_bytes(map, "hash")};
}

jb_span jb_alg_of(const jb_hashed_uri *uri, const jb_manifest *m) {
  return uri->alg.len ? uri->alg : m->alg;
}

jb_answer jb_box_hash(jb_c2pa_run *run, jb_jumbf_box *box, jb_span alg, jb_span hash) {
  /* 2.2 clause 13.1: the allowed list; the deprecated one is empty */
  static const struct {
    const char *name;
    jb_hash hash;
  } k_algorithms[] = {{"sha256", JB_SHA256}, {"sha384", JB_SHA384}, {"sha512", JB_SHA512}};
  for (size_t i = 0; i < sizeof k_algorithms / sizeof k_algorithms[0]; i++) {
    if (!jb_span_is(alg, k_algorithms[i].name)) continue;
    if (!box->digests[i]) {
      uint8_t *digest = jb_arena_alloc(run->scratch, JB_HASH_MAX);
      if (!digest || !jb_digest_once(k_algorithms[i].hash, box->body, digest)) {
        jb_c2pa_limit(run, "scratch_max");
        return JB_UNKNOWN;
      }
      box->digests[i] = digest;
    }
    size_t length = jb_hash_length(k_algorithms[i].hash);
    return jb_span_equal(jb_span_of(box->digests[i], length), hash) ? JB_PRESENT : JB_ABSENT;
  }
  return JB_UNKNOWN;
}

static bool all_digits(jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
  }
  return s.len > 0;
}

/* The part before the last `mark` when nothing but digits follows it. */
static bool cut_number(jb_span *label, const char *mark, jb_span *digits) {
  size_t length = strlen(mark);
  for (size_t at = label->len; at-- > length;) {
    jb_span after = jb_span_cut(*label, at, label->len);
    if (!all_digits(jb_span_cut(after, 0, 1))) {
      after = jb_span_cut(*label, at + 1, label->len);
      bool is = at + 1 >= length && after.len > 0 &&
                jb_span_is(jb_span_cut(*label, at + 1 - length, length), mark);
      if (is) *digits = after, *label = jb_span_cut(*label, 0, at + 1 - length);
      return is;
    }
  }
  return false;
}

jb_span jb_label_base(jb_span label, unsigned *version) {
  jb_span digits;
  *version = 1;
  (void)cut_number(&label, "__", &digits);
  if (cut_number(&label, ".v", &digits) && digits.len <= 3) {
    *version = 0;
    for (size_t i = 0; i < digits.len; i++) *version = *version * 10 + (digits.ptr[i] - '0');
  }
  return label;
}
