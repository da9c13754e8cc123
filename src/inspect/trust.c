#include "inspect/trust.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/digest.h"
#include "io/source.h"
#include "model/model.h"
#include "ruleset/trust_table.h"

enum { LISTS_MAX = 64, NAME_SIZE = 128, FILE_MAX = 16 << 20 };

typedef struct list {
  char name[NAME_SIZE];
  char date[11]; /* of shipped lists, otherwise empty */
  uint8_t sha256[32];
  jb_trust_origin origin;
} list;

struct jb_trust {
  jb_trust_anchors *anchors;
  list lists[LISTS_MAX];
  size_t count;
};

static const jb_anchor_origin k_origins[] = {JB_ANCHOR_OFFICIAL, JB_ANCHOR_INTERIM,
                                             JB_ANCHOR_IMPORTED, JB_ANCHOR_USER};

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

static jb_status note_list(jb_trust *trust, const char *name, const char *date,
                           const uint8_t sha256[32], jb_trust_origin origin, jb_error *err) {
  if (trust->count == LISTS_MAX) {
    return jb_error_set(err, JB_E_LIMIT, name, 0, "more than %d trust lists", LISTS_MAX);
  }
  list *to = &trust->lists[trust->count++];
  (void)snprintf(to->name, sizeof to->name, "%s", name);
  (void)snprintf(to->date, sizeof to->date, "%s", date);
  memcpy(to->sha256, sha256, sizeof to->sha256);
  to->origin = origin;
  return JB_OK;
}

/* ---- lists of the rules ---- */

static jb_trust_origin origin_of(const jb_trust_source *source) {
  return strcmp(source->origin, "official") == 0 ? JB_TRUST_OFFICIAL : JB_TRUST_INTERIM;
}

static jb_status add_entry(jb_trust_anchors *anchors, const jb_trust_table *table,
                           const jb_trust_entry *e, jb_anchor_use use, jb_error *err) {
  const jb_trust_source *source = &table->sources[e->source];
  jb_bare_anchor bare = {.use = use,
                         .origin = k_origins[origin_of(source)],
                         .list = source->list,
                         .name = e->name,
                         .leaf = e->leaf,
                         .subject = e->subject,
                         .issuer = e->issuer,
                         .serial = e->serial,
                         .key = e->key,
                         .key_id = e->key_id,
                         .path_length = e->path_length,
                         .not_before = e->from,
                         .not_after = e->to};
  memcpy(bare.sha256, e->sha256, sizeof bare.sha256);
  return jb_trust_anchors_add_bare(anchors, &bare, err);
}

static jb_status add_denied(jb_trust_anchors *anchors, const jb_trust_table *table,
                            jb_error *err) {
  jb_status status = JB_OK;
  for (size_t i = 0; status == JB_OK && i < table->denied_count; i++) {
    const jb_denied_entry *d = &table->denied[i];
    jb_denied denied = {.issued_before = d->issued_before, .reason = d->id};
    memcpy(denied.sha256, d->sha256, sizeof denied.sha256);
    status = jb_trust_anchors_deny(anchors, &denied, err);
  }
  return status;
}

jb_status jb_trust_add_shipped(jb_trust *trust, const jb_rules *rules, jb_error *err) {
  const jb_trust_table *table = rules->trust;
  jb_status status = JB_OK;
  if (!table) return JB_OK;
  for (size_t i = 0; status == JB_OK && i < table->entry_count; i++) {
    const jb_trust_entry *e = &table->entries[i];
    if (e->signer) status = add_entry(trust->anchors, table, e, JB_ANCHOR_SIGNER, err);
    if (status == JB_OK && e->time_stamp) {
      status = add_entry(trust->anchors, table, e, JB_ANCHOR_TIME_STAMP, err);
    }
  }
  if (status == JB_OK) status = add_denied(trust->anchors, table, err);
  for (size_t i = 0; status == JB_OK && i < table->source_count; i++) {
    const jb_trust_source *s = &table->sources[i];
    status = note_list(trust, s->list, s->date, s->sha256, origin_of(s), err);
  }
  return status;
}

/* ---- lists in PEM ---- */

jb_status jb_trust_add(jb_trust *trust, const char *pem, size_t length, jb_trust_use use,
                       jb_trust_origin origin, const char *name, jb_error *err) {
  jb_span text = jb_span_of(pem, length);
  jb_status status = jb_trust_anchors_add_pem(
      trust->anchors, text, use == JB_TRUST_SIGNERS ? JB_ANCHOR_SIGNER : JB_ANCHOR_TIME_STAMP,
      k_origins[origin], name, err);
  uint8_t sum[JB_HASH_MAX];
  if (status != JB_OK) return status;
  if (!jb_digest_once(JB_SHA256, text, sum)) return JB_E_NOMEM;
  return note_list(trust, name, "", sum, origin, err);
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
  static const char *const k_brought[] = {"shipped", "shipped", "imported", "user"};
  for (size_t i = 0; trust && i < trust->count; i++) {
    const list *l = &trust->lists[i];
    jb_trust_list *to = jb_add_trust_list(in);
    if (!to) return;
    to->list = jb_arena_string(in->arena, jb_span_str(l->name));
    if (l->date[0]) to->date = jb_arena_string(in->arena, jb_span_str(l->date));
    to->origin = k_brought[l->origin];
    memcpy(to->sha256, l->sha256, sizeof to->sha256);
  }
}

/* ---- to be shown ---- */

static jb_trust_origin shown_origin(jb_anchor_origin origin) {
  for (size_t i = 0; i < sizeof k_origins / sizeof k_origins[0]; i++) {
    if (k_origins[i] == origin) return (jb_trust_origin)i;
  }
  return JB_TRUST_USER;
}

void jb_trust_each(const jb_trust *trust, bool (*visit)(void *user, const jb_trusted *),
                   void *user) {
  enum { NAMES_MAX = 1 << 20 };
  for (size_t i = 0; i < jb_trust_anchors_count(trust->anchors); i++) {
    jb_arena *names = jb_arena_new(NAMES_MAX);
    if (!names) return;
    jb_anchor_info a = jb_trust_anchors_info(trust->anchors, i, names);
    jb_trusted t = {.list = a.list,
                    .name = a.name ? a.name : "",
                    .use = a.use == JB_ANCHOR_SIGNER ? JB_TRUST_SIGNERS : JB_TRUST_TIME_STAMPERS,
                    .origin = shown_origin(a.origin),
                    .leaf = a.leaf,
                    .sha256 = a.sha256,
                    .from = a.not_before,
                    .to = a.not_after};
    bool more = visit(user, &t);
    jb_arena_free(names);
    if (!more) return;
  }
}

static bool count_one(void *user, const jb_trusted *t) {
  jb_trust_info *info = user;
  if (t->origin != info->origin || strcmp(t->list, info->list) != 0) return true;
  if (t->leaf) info->leaves++;
  else if (t->use == JB_TRUST_SIGNERS) info->signers++;
  else info->time_stampers++;
  return true;
}

void jb_trust_lists(const jb_trust *trust, bool (*visit)(void *user, const jb_trust_info *),
                    void *user) {
  for (size_t i = 0; i < trust->count; i++) {
    const list *l = &trust->lists[i];
    jb_trust_info info = {.list = l->name,
                          .date = l->date[0] ? l->date : NULL,
                          .origin = l->origin,
                          .sha256 = l->sha256};
    jb_trust_each(trust, count_one, &info);
    if (!visit(user, &info)) return;
  }
}
