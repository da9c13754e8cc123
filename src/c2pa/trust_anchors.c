#include "c2pa/trust_anchors.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "c2pa/x509.h"

/* The largest list in use holds 86 leaves; a bundle of a system about 150. */
enum { ANCHORS_MAX = 4096, PEM_MAX = 16 * 1024 * 1024 };

struct jb_trust_anchors {
  jb_anchor *all;
  size_t count, capacity;
  char **lists; /* names, freed at the end */
  size_t list_count;
  jb_denied *denied;
  size_t denied_count;
};

const char *jb_anchor_origin_name(jb_anchor_origin origin) {
  static const char *const k_names[] = {"official", "interim", "imported", "user"};
  return (size_t)origin < sizeof k_names / sizeof k_names[0] ? k_names[origin] : "none";
}

jb_trust_anchors *jb_trust_anchors_new(void) { return calloc(1, sizeof(jb_trust_anchors)); }

void jb_trust_anchors_free(jb_trust_anchors *anchors) {
  if (!anchors) return;
  for (size_t i = 0; i < anchors->count; i++) X509_free(anchors->all[i].cert);
  for (size_t i = 0; i < anchors->list_count; i++) free(anchors->lists[i]);
  free(anchors->lists);
  free(anchors->denied);
  free(anchors->all);
  free(anchors);
}

size_t jb_trust_anchors_count(const jb_trust_anchors *anchors) {
  return anchors ? anchors->count : 0;
}

const jb_anchor *jb_trust_anchors_at(const jb_trust_anchors *anchors, size_t index) {
  return &anchors->all[index];
}

/* The name, kept once; NULL when memory is short. */
static const char *keep_list(jb_trust_anchors *anchors, const char *list) {
  for (size_t i = 0; i < anchors->list_count; i++) {
    if (strcmp(anchors->lists[i], list) == 0) return anchors->lists[i];
  }
  size_t size = strlen(list) + 1;
  char **lists = realloc(anchors->lists, (anchors->list_count + 1) * sizeof *lists);
  if (!lists) return NULL;
  anchors->lists = lists;
  char *copy = malloc(size);
  if (!copy) return NULL;
  memcpy(copy, list, size);
  lists[anchors->list_count++] = copy;
  return copy;
}

static jb_anchor *grow(jb_trust_anchors *anchors) {
  if (anchors->count == anchors->capacity) {
    size_t capacity = anchors->capacity ? anchors->capacity * 2 : 64;
    jb_anchor *all = realloc(anchors->all, capacity * sizeof *all);
    if (!all) return NULL;
    anchors->all = all;
    anchors->capacity = capacity;
  }
  jb_anchor *a = &anchors->all[anchors->count++];
  *a = (jb_anchor){.leaf = false};
  return a;
}

/* Takes the certificate over. */
static jb_status add(jb_trust_anchors *anchors, X509 *cert, jb_anchor_use use,
                     jb_anchor_origin origin, const char *list, jb_error *err) {
  if (anchors->count >= ANCHORS_MAX) {
    X509_free(cert);
    return jb_error_set(err, JB_E_RULES, list, 0, "more than %d certificates", ANCHORS_MAX);
  }
  (void)X509_check_purpose(cert, -1, 0);
  jb_anchor *a = grow(anchors);
  if (!a) {
    X509_free(cert);
    return jb_error_set(err, JB_E_NOMEM, list, 0, "no memory for certificates");
  }
  a->use = use;
  a->origin = origin;
  a->list = list;
  a->cert = cert;
  a->leaf = !jb_x509_is_ca(cert);
  a->not_before = jb_x509_not_before(cert);
  a->not_after = jb_x509_not_after(cert);
  jb_x509_sha256(cert, a->sha256);
  return JB_OK;
}

jb_status jb_trust_anchors_add_pem(jb_trust_anchors *anchors, jb_span pem, jb_anchor_use use,
                                   jb_anchor_origin origin, const char *list, jb_error *err) {
  const char *name = keep_list(anchors, list);
  if (!name) return jb_error_set(err, JB_E_NOMEM, list, 0, "no memory for certificates");
  if (pem.len == 0 || pem.len > PEM_MAX) {
    return jb_error_set(err, JB_E_RULES, list, 0, "empty, or larger than 16 MiB");
  }
  BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
  jb_status status = bio ? JB_OK : jb_error_set(err, JB_E_NOMEM, list, 0, "no memory");
  size_t before = anchors->count;
  while (status == JB_OK) {
    ERR_clear_error();
    X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    if (!cert) break;
    status = add(anchors, cert, use, origin, name, err);
  }
  /* the only good end is that no further block begins */
  bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  BIO_free(bio);
  if (status == JB_OK && !ended) {
    status = jb_error_set(err, JB_E_RULES, list, 0, "certificate %zu cannot be read",
                          anchors->count - before + 1);
  }
  if (status == JB_OK && anchors->count == before) {
    status = jb_error_set(err, JB_E_RULES, list, 0, "holds no certificate");
  }
  return status;
}

/* ---- bare anchors ---- */

jb_status jb_trust_anchors_add_bare(jb_trust_anchors *anchors, const jb_bare_anchor *bare,
                                    jb_error *err) {
  if (anchors->count >= ANCHORS_MAX) {
    return jb_error_set(err, JB_E_RULES, bare->list, 0, "more than %d certificates", ANCHORS_MAX);
  }
  jb_anchor *a = grow(anchors);
  if (!a) return jb_error_set(err, JB_E_NOMEM, bare->list, 0, "no memory for certificates");
  a->use = bare->use;
  a->origin = bare->origin;
  a->leaf = bare->leaf;
  a->list = bare->list;
  a->facts = *bare;
  a->not_before = bare->not_before;
  a->not_after = bare->not_after;
  memcpy(a->sha256, bare->sha256, sizeof a->sha256);
  return JB_OK;
}

jb_anchor_info jb_trust_anchors_info(const jb_trust_anchors *anchors, size_t index,
                                     jb_arena *arena) {
  const jb_anchor *a = &anchors->all[index];
  jb_anchor_info info = {.use = a->use,
                         .origin = a->origin,
                         .leaf = a->leaf,
                         .list = a->list,
                         .name = a->facts.name,
                         .not_before = a->not_before,
                         .not_after = a->not_after};
  memcpy(info.sha256, a->sha256, sizeof info.sha256);
  if (a->cert) {
    jb_bytes name = jb_x509_subject(arena, a->cert);
    info.name = jb_arena_string(arena, jb_span_of(name.ptr, name.len));
  }
  return info;
}

jb_status jb_trust_anchors_deny(jb_trust_anchors *anchors, const jb_denied *denied,
                                jb_error *err) {
  jb_denied *all = realloc(anchors->denied, (anchors->denied_count + 1) * sizeof *all);
  if (!all) return jb_error_set(err, JB_E_NOMEM, denied->reason, 0, "no memory for the denylist");
  anchors->denied = all;
  all[anchors->denied_count++] = *denied;
  return JB_OK;
}

const jb_denied *jb_trust_anchors_denied(const jb_trust_anchors *anchors, size_t *count) {
  *count = anchors ? anchors->denied_count : 0;
  return anchors ? anchors->denied : NULL;
}
