/* Findings of one file that cannot all be the whole truth. */
#include "traces/trace.h"

static bool says_ai(const jb_finding *f) {
  bool claim = f->claim == JB_CLAIM_GENERATED || f->claim == JB_CLAIM_EDITED ||
               f->claim == JB_CLAIM_GENERATED_OR_EDITED;
  return claim && f->role == JB_ROLE_PRIMARY && f->strength != JB_STRENGTH_CONTEXT;
}

static void quote_finding(jb_inspection *in, jb_finding *f, const char *field,
                          const jb_finding *other) {
  const char *code = other->code ? other->code : other->scheme;
  jb_finding_add_field(in, f, field, jb_span_str(code));
}

/* A statement that a camera does not make: wholly generated, or the label that
 * a Chinese service puts on what it made.  An edit of a real photo is none. */
static bool excludes_capture(const jb_finding *f) {
  return says_ai(f) && (f->claim == JB_CLAIM_GENERATED ||
                        (f->claim == JB_CLAIM_GENERATED_OR_EDITED &&
                         strcmp(f->scheme, "gb45438") == 0));
}

/* That beside "captured by a camera".  Camera data can be copied into any file. */
void jb_trace_capture_beside_ai(jb_inspection *in) {
  const jb_finding *capture = NULL, *ai = NULL;
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    if (f->role != JB_ROLE_PRIMARY) continue;
    if (f->claim == JB_CLAIM_CAPTURED && !capture) capture = f;
    if (excludes_capture(f) && !ai) ai = f;
  }
  if (!capture || !ai) return;
  jb_finding *f = jb_trace_new(in, "capture-beside-ai");
  if (!f) return;
  f->at = ai->at;
  quote_finding(in, f, "capture", capture);
  quote_finding(in, f, "ai", ai);
}

/* Marks of two generators: a picture made by one and edited by the other, or a
 * mark that was planted or carried over. */
void jb_trace_provider_disagreement(jb_inspection *in) {
  const jb_finding *first = NULL;
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    bool generator = strncmp(f->scheme, "generator:", 10) == 0 && says_ai(f);
    if (!generator) continue;
    if (!first) {
      first = f;
    } else if (strcmp(first->scheme, f->scheme) != 0) {
      jb_finding *t = jb_trace_new(in, "generators-differ");
      if (!t) return;
      t->at = f->at;
      jb_finding_add_field(in, t, "one", jb_span_str(first->scheme));
      jb_finding_add_field(in, t, "other", jb_span_str(f->scheme));
      return;
    }
  }
}
