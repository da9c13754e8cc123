#include "support/c2pa_inspect.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "c2pa/c2pa.h"

inspected c2pa_verified(const pki *p, bytes file) {
  inspected i = inspect_bytes(file, false);
  jb_arena *scratch = jb_arena_new((size_t)i.in->limits.scratch_max);
  if (!scratch) abort();
  jb_hash_plan plan = jb_hash_plan_new(scratch);
  jb_c2pa_options options = {.now = CREDENTIAL_NOW, .anchors = p->world.anchors};
  jb_c2pa_run *run = jb_c2pa_begin(i.source, i.in, &options, &plan, scratch);
  if (jb_hash_plan_run(&plan, i.source) != JB_OK) abort();
  jb_c2pa_conclude(run);
  jb_arena_free(scratch);
  return i;
}

bool c2pa_has_code(const jb_inspection *in, const char *code, size_t length) {
  for (size_t m = 0; m < in->c2pa.manifest_count; m++) {
    const jb_c2pa_manifest *manifest = in->c2pa.manifests[m];
    for (size_t s = 0; s < manifest->status_count; s++) {
      const char *has = manifest->statuses[s].code;
      if (strlen(has) == length && memcmp(has, code, length) == 0) return true;
    }
  }
  return false;
}

const char *c2pa_codes(const jb_inspection *in) {
  static char all[8192];
  size_t n = 0;
  all[0] = 0;
  for (size_t m = 0; m < in->c2pa.manifest_count; m++) {
    const jb_c2pa_manifest *manifest = in->c2pa.manifests[m];
    for (size_t s = 0; s < manifest->status_count && n < sizeof all - 100; s++) {
      n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", n ? " " : "",
                            manifest->statuses[s].code);
    }
  }
  return all;
}

static bytes line(bytes all, const char *format, const char *a, const char *b, jb_range at) {
  char text_of[512];
  (void)snprintf(text_of, sizeof text_of, format, a ? a : "-", b ? b : "-", at.offset, at.length);
  return join(2, all, text(text_of));
}

#define LINE "%s %s %" PRIu64 "+%" PRIu64 "\n"

bytes c2pa_digest(const jb_inspection *in) {
  const jb_c2pa *c = &in->c2pa;
  bytes all = line(none(), "state %s %s\n", c->state, c->why_invalid, (jb_range){0});
  all = line(all, "by %s %s\n", c->vouched_by, NULL, (jb_range){0});
  for (size_t m = 0; m < c->manifest_count; m++) {
    const jb_c2pa_manifest *manifest = c->manifests[m];
    all = line(all, "manifest %s %s\n", manifest->state, manifest->time_by, (jb_range){0});
    for (size_t s = 0; s < manifest->status_count; s++) {
      const jb_c2pa_status *status = &manifest->statuses[s];
      all = line(all, LINE, status->code, NULL, status->has_at ? status->at : (jb_range){0});
    }
  }
  for (size_t f = 0; f < in->finding_count; f++) {
    all = line(all, LINE, "finding", in->findings[f]->code, (jb_range){0});
  }
  for (size_t k = 0; k < in->not_checked_count; k++) {
    all = line(all, LINE, "unchecked", in->not_checked[k].check, (jb_range){0});
  }
  return all;
}
