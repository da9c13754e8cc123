/* What signers recorded about ingredients when they took them in
 * (validationStatus, validationResults; C2PA 2.2 clauses 15.2.2, 15.11.3.4).  A
 * failure that is recorded is no news; one that is not, is a delta. */
#include <stdlib.h>

#include "base/buf.h"
#include "c2pa/run.h"

typedef struct jb_recorded {
  jb_span code;
  jb_span path;  /* absolute, without scheme; of the ingredient's manifest where no URL is given */
  size_t order;  /* of the manifest that recorded it */
} jb_recorded;

enum { PATH_MAX_ = 2048, RECORDED_MAX = 20000 };

typedef struct collecting {
  jb_c2pa_run *run;
  const jb_manifest *by;
  const jb_manifest *about;
  size_t capacity;
} collecting;

static jb_span label_of(const jb_manifest *m) { return m->box->label; }

/* "/c2pa/<manifest>/..." of a URL, or of the manifest it is about. */
static jb_span path_of(collecting *c, jb_span url) {
  jb_span prefix = jb_span_str("self#jumbf=");
  if (jb_span_starts(url, prefix)) url = jb_span_cut(url, prefix.len, url.len);
  else url = (jb_span){NULL, 0};
  if (jb_span_starts(url, jb_span_str("/"))) return url;
  jb_buf path = jb_buf_new(PATH_MAX_);
  if (jb_span_starts(url, jb_span_str("c2pa/"))) {
    jb_buf_char(&path, '/');
  } else {
    jb_buf_str(&path, "/c2pa/");
    jb_buf_add(&path, label_of(c->about));
    if (url.len) jb_buf_char(&path, '/');
  }
  jb_buf_add(&path, url);
  jb_span kept = jb_arena_copy(c->run->scratch, jb_buf_span(&path));
  jb_buf_free(&path);
  return kept;
}

static void add_list(collecting *c, const jb_cbor_item *list) {
  jb_c2pa_run *run = c->run;
  if (!list || list->kind != JB_CBOR_ARRAY) return;
  for (const jb_cbor_item *s = list->first; s; s = s->next) {
    jb_span code = jb_cbor_get_text(s, "code");
    if (code.len == 0) continue;
    if (run->recorded_count >= RECORDED_MAX) {
      jb_c2pa_limit(run, "recorded validation results");
      return;
    }
    jb_recorded *grown = jb_arena_grow(run->scratch, run->recorded, run->recorded_count,
                                       &c->capacity, sizeof *grown);
    if (!grown) {
      jb_c2pa_limit(run, "scratch_max");
      return;
    }
    run->recorded = grown;
    grown[run->recorded_count++] = (jb_recorded){
        .code = code, .path = path_of(c, jb_cbor_get_text(s, "url")), .order = c->by->order};
  }
}

static void add_ingredient(collecting *c, const jb_cbor_item *item) {
  const jb_cbor_item *results = jb_cbor_get(item, "validationResults");
  const jb_cbor_item *deltas = jb_cbor_get(results, "ingredientDeltas");
  add_list(c, jb_cbor_get(item, "validationStatus"));
  add_list(c, jb_cbor_get(jb_cbor_get(results, "activeManifest"), "failure"));
  if (!deltas || deltas->kind != JB_CBOR_ARRAY) return;
  for (const jb_cbor_item *d = deltas->first; d; d = d->next) {
    add_list(c, jb_cbor_get(jb_cbor_get(d, "validationDeltas"), "failure"));
  }
}

static int compare_spans(jb_span a, jb_span b) {
  size_t n = a.len < b.len ? a.len : b.len;
  int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
  if (order) return order;
  return a.len < b.len ? -1 : a.len > b.len;
}

static int compare(const void *left, const void *right) {
  const jb_recorded *a = left, *b = right;
  int order = compare_spans(a->path, b->path);
  if (!order) order = compare_spans(a->code, b->code);
  if (order) return order;
  return a->order < b->order ? -1 : a->order > b->order;
}

void jb_c2pa_collect_recorded(jb_c2pa_run *run) {
  collecting c = {.run = run};
  for (size_t i = 0; i < run->reached_count; i++) {
    const jb_manifest *m = run->reached[i];
    /* a record counts as far as its signer is one */
    if (!m->cose || !m->cose->signature_ok) continue;
    for (size_t k = 0; k < m->ingredient_count; k++) {
      const jb_ingredient *one = &m->ingredients[k];
      if (!one->target || one->assertion->hash != JB_PRESENT) continue;
      c.by = m;
      c.about = one->target;
      add_ingredient(&c, one->assertion->item);
    }
  }
  if (run->recorded_count) qsort(run->recorded, run->recorded_count, sizeof *run->recorded, compare);
}

/* The earliest signer who recorded it stands first among equals. */
static bool has(const jb_c2pa_run *run, jb_span path, jb_span code, size_t below) {
  jb_recorded wanted = {.code = code, .path = path, .order = 0};
  size_t low = 0, high = run->recorded_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(&run->recorded[middle], &wanted) < 0) low = middle + 1;
    else high = middle;
  }
  if (low == run->recorded_count) return false;
  const jb_recorded *r = &run->recorded[low];
  return jb_span_equal(r->path, path) && jb_span_equal(r->code, code) && r->order < below;
}

bool jb_c2pa_is_recorded(const jb_c2pa_run *run, const jb_manifest *m,
                         const jb_c2pa_status *failure) {
  jb_span prefix = jb_span_str("self#jumbf="), url = jb_span_from(failure->url);
  jb_span code = jb_span_str(failure->code);
  if (!jb_span_starts(url, prefix)) return false;
  jb_span path = jb_span_cut(url, prefix.len, url.len);
  /* the manifest alone: records without a URL */
  jb_span whole = jb_span_cut(path, 0, strlen("/c2pa/") + label_of(m).len);
  /* c2pa-rs calls a certificate out of time by a code of its own */
  jb_span expired = jb_span_str("signingCredential.expired");
  bool time = jb_span_is(code, "claimSignature.outsideValidity");
  return has(run, path, code, m->order) || has(run, whole, code, m->order) ||
         (time && (has(run, path, expired, m->order) || has(run, whole, expired, m->order)));
}
