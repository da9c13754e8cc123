#include "inspect/trust.h"

#include <stdlib.h>

#include "io/digest.h"
#include "io/source.h"
#include "model/model.h"

enum { LISTS_MAX = 64, NAME_SIZE = 128, FILE_MAX = 16 << 20 };

typedef struct list {
  char name[NAME_SIZE];
  uint8_t sha256[32];
  jb_trust_origin origin;
} list;

struct jb_trust {
  jb_trust_anchors *anchors;
  list lists[LISTS_MAX];
  size_t count;
};

jb_status jb_trust_new(jb_trust **out) {
  jb_trust *t = calloc(1, sizeof *t);
  if (t) t->anchors = jb_trust_anchors_new();
  if (!t || !t->anchors) {
    free(t);
    return JB_E_NOMEM;
  }
  *out = t;
  return JB_OK;
}

void jb_trust_free(jb_trust *trust) {
  if (!trust) return;
  jb_trust_anchors_free(trust->anchors);
  free(trust);
}

jb_status jb_trust_add(jb_trust *trust, const char *pem, size_t length, jb_trust_use use,
                       jb_trust_origin origin, const char *name, jb_error *err) {
  static const jb_anchor_origin k_origins[] = {JB_ANCHOR_OFFICIAL, JB_ANCHOR_INTERIM,
                                               JB_ANCHOR_IMPORTED, JB_ANCHOR_USER};
  if (trust->count == LISTS_MAX) {
    return jb_error_set(err, JB_E_LIMIT, name, 0, "more than %d trust lists", LISTS_MAX);
  }
  list *to = &trust->lists[trust->count];
  jb_span text = jb_span_of(pem, length);
  jb_status status = jb_trust_anchors_add_pem(
      trust->anchors, text, use == JB_TRUST_SIGNERS ? JB_ANCHOR_SIGNER : JB_ANCHOR_TIME_STAMP,
      k_origins[origin], name, err);
  if (status != JB_OK) return status;
  size_t n = strlen(name);
  if (n >= NAME_SIZE) n = NAME_SIZE - 1;
  memcpy(to->name, name, n);
  to->name[n] = '\0';
  to->origin = origin;
  uint8_t sum[JB_HASH_MAX];
  if (!jb_digest_once(JB_SHA256, text, sum)) return JB_E_NOMEM;
  memcpy(to->sha256, sum, sizeof to->sha256);
  trust->count++;
  return JB_OK;
}

jb_status jb_trust_add_file(jb_trust *trust, const char *path, jb_trust_use use,
                            jb_trust_origin origin, jb_error *err) {
  jb_source *source = NULL;
  jb_status status = jb_source_open(path, &source, err);
  if (status != JB_OK) return status;
  const char *slash = strrchr(path, '/');
  jb_source_make_resident(source, FILE_MAX);
  jb_span text = jb_source_resident(source);
  if (text.ptr) {
    status = jb_trust_add(trust, (const char *)text.ptr, text.len, use, origin,
                          slash ? slash + 1 : path, err);
  } else {
    status = jb_error_set(err, JB_E_RULES, path, 0, "not a trust list that can be read");
  }
  jb_source_free(source);
  return status;
}

const jb_trust_anchors *jb_trust_anchors_of(const jb_trust *trust) {
  return trust ? trust->anchors : NULL;
}

void jb_trust_tell(const jb_trust *trust, jb_inspection *in) {
  /* product: who brought the list, not how much it counts */
  static const char *const k_origins[] = {"shipped", "shipped", "imported", "user"};
  for (size_t i = 0; trust && i < trust->count; i++) {
    const list *l = &trust->lists[i];
    jb_trust_list *to = jb_add_trust_list(in);
    if (!to) return;
    to->list = jb_arena_string(in->arena, jb_span_str(l->name));
    to->origin = k_origins[l->origin];
    memcpy(to->sha256, l->sha256, sizeof to->sha256);
  }
}
