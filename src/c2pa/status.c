/* Statuses of manifests: whose box they are about, and what they mean. */
#include "base/buf.h"
#include "c2pa/run.h"

enum { URL_MAX = 4096 };

jb_bytes jb_c2pa_keep(jb_c2pa_run *run, jb_span text) {
  return jb_bytes_of(jb_arena_copy(run->in->arena, text));
}

void jb_c2pa_limit(jb_c2pa_run *run, const char *detail) {
  run->limit = true;
  jb_add_not_checked(run->in, "c2pa", JB_WHY_LIMIT, detail);
}

static void add_path(jb_buf *out, const jb_jumbf_box *box, unsigned depth) {
  if (!box || depth > JB_JUMBF_DEPTH) return;
  if (box->label.len == 0 && box->parent) {
    add_path(out, box->parent, depth + 1); /* a content box: its superbox */
    return;
  }
  add_path(out, box->parent, depth + 1);
  jb_buf_char(out, '/');
  jb_buf_add(out, box->label);
}

jb_bytes jb_c2pa_url(jb_c2pa_run *run, const jb_jumbf_box *box) {
  jb_buf out = jb_buf_new(URL_MAX);
  jb_buf_str(&out, "self#jumbf=");
  add_path(&out, box, 0);
  jb_bytes url = jb_c2pa_keep(run, jb_buf_span(&out));
  jb_buf_free(&out);
  return url;
}

/* ---- places ---- */

bool jb_c2pa_is_plain(const jb_part *part) {
  for (size_t i = 0; i < part->step_count; i++) {
    if (part->steps[i] != JB_STEP_REASSEMBLE) return false;
  }
  return true;
}

/* Offset in the file of a byte of the store, when its part has no steps. */
static bool file_offset(const jb_part *part, uint64_t at, uint64_t *out) {
  for (size_t i = 0; i < part->range_count; i++) {
    if (at < part->ranges[i].length) {
      *out = part->ranges[i].offset + at;
      return true;
    }
    at -= part->ranges[i].length;
  }
  return false;
}

jb_range jb_c2pa_part_range(const jb_part *part) {
  uint64_t from = UINT64_MAX, to = 0;
  for (size_t i = 0; i < part->range_count; i++) {
    const jb_range *r = &part->ranges[i];
    if (r->offset < from) from = r->offset;
    if (r->offset + r->length > to) to = r->offset + r->length;
  }
  return from < to ? (jb_range){from, to - from} : (jb_range){0, 0};
}

bool jb_c2pa_place(jb_c2pa_run *run, const jb_jumbf_box *box, uint64_t at, uint64_t length,
                   jb_range *out) {
  /* what was decompressed stands, as a whole, in its manifest's box */
  for (const jb_jumbf_box *up = box; up && up->parent; up = up->parent) {
    const jb_jumbf_box *stored =
        up->parent == run->jumbf.root ? jb_jumbf_child(run->jumbf.root, up->label) : NULL;
    if (!stored || stored->inflated != up) continue;
    at = stored->at;
    length = stored->length;
  }
  const jb_part *part = run->part;
  uint64_t first, last;
  if (!part || part->range_count == 0 || length == 0) return false;
  if (!jb_c2pa_is_plain(part)) { /* steps mix bytes: the part as a whole */
    *out = jb_c2pa_part_range(part);
    return true;
  }
  if (!file_offset(part, at, &first) || !file_offset(part, at + length - 1, &last)) return false;
  /* pieces out of order: all of them */
  *out = last < first ? jb_c2pa_part_range(part) : (jb_range){first, last - first + 1};
  return true;
}

/* ---- adding ---- */

static void add(jb_c2pa_run *run, jb_manifest *m, jb_c2pa_status status) {
  jb_c2pa_manifest *to = m->model;
  jb_c2pa_status *list = jb_arena_grow(run->in->arena, to->statuses, to->status_count,
                                       &to->status_capacity, sizeof *list);
  if (!list) {
    jb_c2pa_limit(run, "memory_max");
    return;
  }
  to->statuses = list;
  list[to->status_count++] = status;
}

void jb_c2pa_say(jb_c2pa_run *run, jb_manifest *m, const char *code, jb_c2pa_severity severity,
                 const jb_jumbf_box *box, const char *explanation) {
  if (!box) box = m->box;
  jb_c2pa_status status = {.code = code, .severity = severity, .explanation = explanation,
                           .url = jb_c2pa_url(run, box)};
  status.has_at = jb_c2pa_place(run, box, box->at, box->length, &status.at);
  add(run, m, status);
}

void jb_c2pa_say_uri(jb_c2pa_run *run, jb_manifest *m, const char *code,
                     jb_c2pa_severity severity, jb_span uri, const char *explanation) {
  jb_c2pa_status status = {.code = code, .severity = severity, .explanation = explanation};
  status.url = jb_c2pa_keep(run, jb_span_cut(uri, 0, URL_MAX));
  add(run, m, status);
}

bool jb_c2pa_has_failed(const jb_manifest *m, const char *code) {
  for (size_t i = 0; i < m->model->status_count; i++) {
    const jb_c2pa_status *s = &m->model->statuses[i];
    if (s->severity == JB_C2PA_FAILURE && strcmp(s->code, code) == 0) return true;
  }
  return false;
}

/* ---- what failures mean ---- */

/* By the groups of the official integrity rubric, but that what was put in
 * later (undeclared) or does not match any more counts as integrity. */
jb_why_invalid jb_c2pa_why(const char *code) {
  static const struct {
    const char *start;
    jb_why_invalid why;
  } k_starts[] = {
      {"claimSignature.outsideValidity", JB_INVALID_TIME},
      {"signingCredential.", JB_INVALID_TRUST},
      {"claimSignature.mismatch", JB_INVALID_INTEGRITY},
      {"assertion.undeclared", JB_INVALID_INTEGRITY},
      {"assertion.notRedacted", JB_INVALID_INTEGRITY},
      {"assertion.boxesHash.unknownBox", JB_INVALID_INTEGRITY},
      {"assertion.multiAssetHash.missingPart", JB_INVALID_INTEGRITY},
      {"assertion.collectionHash.incorrectFileCount", JB_INVALID_INTEGRITY},
  };
  jb_span s = jb_span_str(code);
  for (size_t i = 0; i < sizeof k_starts / sizeof k_starts[0]; i++) {
    if (jb_span_starts(s, jb_span_str(k_starts[i].start))) return k_starts[i].why;
  }
  jb_span mismatch = jb_span_str(".mismatch");
  bool ends = s.len >= mismatch.len &&
              jb_span_equal(jb_span_cut(s, s.len - mismatch.len, mismatch.len), mismatch);
  return ends ? JB_INVALID_INTEGRITY : JB_INVALID_STRUCTURE;
}
