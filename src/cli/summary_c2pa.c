/* What a Content Credential says, in two plain lines: who claims what and
 * whether the file was changed since; who vouches for whom, and since when. */
#include "cli/summary_c2pa.h"

#include <string.h>

enum { WHO_COLUMNS = 40, AGENT_COLUMNS = 32, DATE_LENGTH = 10 };

static jb_span field_of(const jb_finding *f, const char *name) {
  for (size_t i = 0; i < f->field_count; i++) {
    if (strcmp(f->fields[i].name, name) == 0) {
      return jb_span_of(f->fields[i].value.ptr, f->fields[i].value.len);
    }
  }
  return (jb_span){NULL, 0};
}

bool jb_is_c2pa_manifest(const jb_finding *f) {
  return f->kind == JB_FINDING_MANIFEST && strcmp(f->scheme, "c2pa") == 0;
}

/* NUL-terminated, escaped and cut; to be freed. */
static jb_buf shown(jb_span value, size_t columns) {
  jb_buf out = jb_buf_new(64 * 1024);
  jb_term_put(&out, value, columns);
  jb_buf_char(&out, '\0');
  return out;
}

static const char *text_of(const jb_buf *b) { return jb_buf_ok(b) ? (const char *)b->data : ""; }

/* prefix + the field's value, as po/ has it; "" when it has none. */
static const char *word(const jb_report *r, const char *prefix, jb_span value) {
  jb_buf name = shown(value, 64);
  jb_text_id id;
  bool found = jb_text_find(prefix, text_of(&name), &id);
  jb_buf_free(&name);
  return found ? jb_text(r->lang, id) : "";
}

static const char *condition(const jb_report *r, const jb_finding *f) {
  jb_span state = field_of(f, "state"), why = field_of(f, "why-invalid");
  return jb_span_is(state, "invalid") ? word(r, "c2pa.invalid.", why) : word(r, "c2pa.state.", state);
}

static jb_span claimant(const jb_finding *f) {
  jb_span who = field_of(f, "organisation");
  if (who.len == 0) who = field_of(f, "signer");
  return who.len ? who : field_of(f, "claim-generator");
}

void jb_summary_c2pa(jb_buf *out, const jb_report *r, const jb_finding *f, size_t columns) {
  jb_buf who = shown(claimant(f), WHO_COLUMNS), what = jb_buf_new(64 * 1024);
  jb_buf agent = shown(field_of(f, "software-agent"), AGENT_COLUMNS);
  jb_span says = jb_span_str(jb_claim_name(f->claim));
  bool other = field_of(f, "says").len > 0;
  if (other) says = field_of(f, "says");
  jb_text_add(&what, r->lang, JB_TEXT_C2PA_CLAIMS, word(r, "c2pa.reach.", field_of(f, "reach")),
              text_of(&who), word(r, "c2pa.says.", says));
  if (agent.len > 1) jb_text_add(&what, r->lang, JB_TEXT_C2PA_AGENT, text_of(&agent));
  const char *tail = condition(r, f);
  size_t width = jb_term_width(jb_span_str(tail));
  jb_term_put(out, jb_buf_span(&what), columns > width ? columns - width : 1);
  jb_buf_str(out, tail);
  jb_buf_free(&who);
  jb_buf_free(&what);
  jb_buf_free(&agent);
}

bool jb_summary_c2pa_signer(jb_buf *out, const jb_report *r, const jb_finding *f,
                            size_t columns) {
  jb_span signer = field_of(f, "signer"), when = field_of(f, "signed-at");
  bool stamped = when.len > 0;
  if (!stamped) when = field_of(f, "claimed-at");
  if (!stamped && when.len == 0) when = field_of(f, "when");
  if (signer.len == 0) return false;
  jb_buf name = shown(signer, WHO_COLUMNS), line = jb_buf_new(64 * 1024);
  jb_buf date = shown(jb_span_cut(when, 0, DATE_LENGTH), DATE_LENGTH);
  jb_text_add(&line, r->lang, JB_TEXT_C2PA_SIGNER, text_of(&name),
              word(r, "c2pa.vouched.", field_of(f, "vouched-by")));
  bool listed = stamped && !jb_span_is(field_of(f, "time-by"), "none");
  if (when.len) {
    jb_text_add(&line, r->lang,
                listed    ? JB_TEXT_C2PA_SIGNED_AT
                : stamped ? JB_TEXT_C2PA_STAMPED_AT
                          : JB_TEXT_C2PA_CLAIMED_AT,
                text_of(&date));
  } else {
    jb_buf_str(&line, jb_text(r->lang, JB_TEXT_C2PA_NO_TIME));
  }
  jb_term_put(out, jb_buf_span(&line), columns);
  jb_buf_free(&name);
  jb_buf_free(&date);
  jb_buf_free(&line);
  return true;
}
