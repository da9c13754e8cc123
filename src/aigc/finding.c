/* A label becomes a finding: claim, fields, digests. */
#include "aigc/finder.h"
#include "aigc/provider_code.h"
#include "base/buf.h"
#include "io/digest.h"

enum { EXCERPT = 256 };

void jb_aigc_set_bytes(jb_aigc_finder *fd, jb_finding *f, jb_span bytes) {
  f->has_raw_sha256 = jb_digest_once(JB_SHA256, bytes, f->raw_sha256);
  f->excerpt = jb_bytes_of(jb_arena_copy(fd->in->arena, jb_span_cut(bytes, 0, EXCERPT)));
}

static jb_finding *add(jb_aigc_finder *fd, const char *scheme, jb_finding_kind kind,
                       const char *group, const char *code) {
  jb_finding *f = jb_add_finding(fd->in, scheme, kind, group, code);
  if (!f) {
    jb_add_not_checked(fd->in, "gb45438", JB_WHY_LIMIT, "findings_per_scheme_max");
    fd->full = true;
  }
  return f;
}

jb_finding *jb_aigc_add_trace(jb_aigc_finder *fd, const char *code, const jb_part *part,
                              const jb_location *at, jb_span bytes) {
  jb_finding *f = add(fd, "trace", JB_FINDING_TRACE, "structure", code);
  if (!f) return NULL;
  f->claim = JB_CLAIM_UNKNOWN;
  f->strength = JB_STRENGTH_WEAK;
  if (part) f->role = part->role;
  f->at = *at;
  if (at->range_count == 0 && part) { /* nothing is there: its frame is what can be shown */
    jb_range *frame = jb_arena_alloc(fd->in->arena, sizeof *frame);
    if (frame) *frame = part->envelope;
    f->at = (jb_location){.part = part->id, .ranges = frame, .range_count = frame ? 1 : 0};
  }
  if (bytes.ptr) jb_aigc_set_bytes(fd, f, bytes);
  return f;
}

/* ---- fields ---- */

static void put(jb_aigc_finder *fd, jb_finding *f, const char *name, const char *value) {
  if (value) jb_finding_add_field(fd->in, f, name, jb_span_str(value));
}

static void put_of(jb_aigc_finder *fd, jb_finding *f, const char *prefix, const char *name,
                   jb_span value) {
  char full[64];
  jb_buf text = jb_buf_new(sizeof full);
  jb_buf_format(&text, "%s.%s", prefix, name);
  jb_buf_char(&text, '\0');
  if (jb_buf_ok(&text)) {
    memcpy(full, text.data, text.len);
    jb_finding_add_field(fd->in, f, full, value);
  }
  jb_buf_free(&text);
}

/* The first six and the last character of a person's number stay. */
static jb_span masked(jb_arena *arena, jb_span value, size_t at) {
  jb_span copy = jb_arena_copy(arena, value);
  if (!copy.ptr) return jb_span_str("masked");
  jb_buf out = jb_buf_new(value.len);
  for (size_t i = 0; i < copy.len; i++) {
    bool hide = i >= at + 6 && i < at + JB_PROVIDER_SUBJECT - 1;
    jb_buf_char(&out, hide ? '*' : (char)copy.ptr[i]);
  }
  jb_span result = jb_buf_ok(&out) ? jb_arena_copy(arena, jb_buf_span(&out)) : jb_span_str("masked");
  jb_buf_free(&out);
  return result;
}

/* The value as it may be shown; a note is added to `notes` when it was masked. */
static jb_span shown(jb_aigc_finder *fd, const jb_aigc_label *label, jb_aigc_key key,
                     char notes[JB_AIGC_NAMES]) {
  const jb_aigc_value *v = &label->values[key];
  jb_span text = v->kind == JB_JSON_NULL ? jb_span_str("") : v->text;
  if (key == JB_AIGC_PRODUCER || key == JB_AIGC_PROPAGATOR) {
    size_t at = jb_provider_personal(text);
    if (at != SIZE_MAX) {
      jb_aigc_list_name(notes, jb_span_str(jb_aigc_key_name(key)));
      text = masked(fd->scratch, text, at);
    }
  }
  size_t max = (size_t)fd->in->limits.property_value_max;
  if (text.len > max) {
    while (max > 0 && (text.ptr[max] & 0xC0) == 0x80) max--; /* before a whole character */
    text = jb_span_cut(text, 0, max);
  }
  return text;
}

static const char *service_name(char service) {
  switch (service) {
    case '0': return "unused";
    case '1': return "generation";
    case '2': return "propagation";
    default: return "unknown";
  }
}

static void put_provider(jb_aigc_finder *fd, jb_finding *f, const char *prefix, jb_span value) {
  jb_provider p = jb_provider_decode(value);
  if (p.kind == JB_PROVIDER_EMPTY) return;
  put_of(fd, f, prefix, "kind", jb_span_str(p.kind == JB_PROVIDER_NAME ? "name" : "code"));
  if (p.binding == '1' && p.subject.len) {
    put_of(fd, f, prefix, "uscc", p.subject);
    const char *brand = jb_provider_brand(p.subject);
    if (p.kind == JB_PROVIDER_CODE) {
      put_of(fd, f, prefix, "service", jb_span_str(service_name(p.service)));
      put_of(fd, f, prefix, "own-code", p.own);
    }
    if (brand) put_of(fd, f, prefix, "brand-hint", jb_span_str(brand));
  } else if (p.kind == JB_PROVIDER_CODE) {
    put_of(fd, f, prefix, "service", jb_span_str(service_name(p.service)));
    put_of(fd, f, prefix, "own-code", p.own);
  }
}

static void put_security(jb_aigc_finder *fd, jb_finding *f, const char *prefix,
                         const jb_security *s) {
  put_of(fd, f, prefix, "form", jb_span_str(s->form));
  put_of(fd, f, prefix, "result", jb_span_str(jb_security_result_name(s->result)));
  if (s->has_mode) {
    put_of(fd, f, prefix, "mode", jb_span_str(s->mode == JB_SM2_DOUBLE ? "double" : "plain"));
  }
  if (s->key[0]) put_of(fd, f, prefix, "key", jb_span_str(s->key));
}

static const char *shape_name(jb_aigc_shape shape) {
  static const char *const k_names[] = {"wrapped", "bare", "split", "yaml", "text"};
  return k_names[shape];
}

static void put_fields(jb_aigc_finder *fd, jb_finding *f, const jb_aigc_found *find,
                       const jb_security security[2]) {
  const jb_aigc_label *label = find->label;
  char notes[JB_AIGC_NAMES] = "";
  for (jb_aigc_key key = 0; key < JB_AIGC_KEYS; key++) {
    if (!label->values[key].present) continue;
    jb_finding_add_field(fd->in, f, jb_aigc_key_name(key), shown(fd, label, key, notes));
  }
  put(fd, f, "carrier", find->carrier->name);
  put(fd, f, "shape", shape_name(label->shape));
  put(fd, f, "placement", find->carrier->placement);
  put_provider(fd, f, "producer", jb_aigc_text_of(label, JB_AIGC_PRODUCER));
  put_provider(fd, f, "propagator", jb_aigc_text_of(label, JB_AIGC_PROPAGATOR));
  put_security(fd, f, "security-1", &security[0]);
  put_security(fd, f, "security-2", &security[1]);
  if (notes[0]) put(fd, f, "masked", notes);
}

/* ---- the finding ---- */

/* Measures, Article 6: 1 is, 2 possibly is, 3 is suspected to be AI-made. */
static void claim(jb_finding *f, const jb_aigc_label *label, const jb_security *security) {
  jb_span v = jb_span_trim(jb_aigc_text_of(label, JB_AIGC_LABEL));
  f->claim = JB_CLAIM_UNKNOWN;
  f->strength = JB_STRENGTH_WEAK;
  if (!jb_span_is(v, "1") && !jb_span_is(v, "2") && !jb_span_is(v, "3")) return;
  f->claim = JB_CLAIM_GENERATED_OR_EDITED;
  if (!jb_span_is(v, "1")) return;
  f->strength = JB_STRENGTH_STRONG;
  if (security->result == JB_SECURITY_VALID_PINNED) f->strength = JB_STRENGTH_PROOF;
}

static jb_part_role role_of(const jb_aigc_carrier *c) {
  /* IFD1 describes the thumbnail inside the Exif block of the main picture */
  if (c->property && strncmp(c->property->key, "Exif.IFD1.", 10) == 0) return JB_ROLE_THUMBNAIL;
  return c->part ? c->part->role : JB_ROLE_PRIMARY;
}

/* Tencent's cloud before the standard: says AI, but is no label of GB 45438. */
static void add_pre_standard(jb_aigc_finder *fd, const jb_aigc_found *find) {
  jb_finding *f = add(fd, "gb45438", JB_FINDING_MARK, "metadata", "gb45438.pre-standard");
  if (!f) return;
  f->claim = JB_CLAIM_GENERATED_OR_EDITED;
  f->strength = JB_STRENGTH_WEAK;
  f->role = role_of(find->carrier);
  f->at = find->at;
  if (find->has_bytes) jb_aigc_set_bytes(fd, f, find->bytes);
  size_t n = 0;
  const jb_json_node *m = find->label->object ? find->label->object->first : NULL;
  for (; m && n < 8; m = m->next, n++) {
    char name[JB_AIGC_NAMES] = "";
    if (m->kind == JB_JSON_LIST || m->kind == JB_JSON_OBJECT) continue;
    jb_aigc_list_name(name, m->key);
    jb_finding_add_field(fd->in, f, name,
                         jb_span_cut(m->text, 0, (size_t)fd->in->limits.property_value_max));
  }
  put(fd, f, "carrier", find->carrier->name);
  put(fd, f, "shape", shape_name(find->label->shape));
}

void jb_aigc_add_label(jb_aigc_finder *fd, const jb_aigc_found *find) {
  if (find->label->empty) {
    (void)jb_aigc_add_trace(fd, "gb45438.shell.empty-value", find->carrier->part, &find->at,
                            find->has_bytes ? find->bytes : (jb_span){NULL, 0});
    return;
  }
  if (find->label->pre_standard) {
    add_pre_standard(fd, find);
    return;
  }
  jb_finding *f = add(fd, "gb45438", JB_FINDING_LABEL, "metadata", "gb45438.label");
  if (!f) return;
  jb_security_options options = {.arena = fd->scratch,
                                 .limits = &fd->in->limits,
                                 .pinned = fd->pinned,
                                 .pinned_count = fd->pinned_count,
                                 .signatures_left = &fd->signatures_left};
  jb_security security[2] = {jb_security_check(&options, find->label, JB_AIGC_RESERVED_1),
                             jb_security_check(&options, find->label, JB_AIGC_RESERVED_2)};
  if (options.limit) jb_add_not_checked(fd->in, "gb45438", JB_WHY_LIMIT, "signatures_max");
  claim(f, find->label, &security[0]);
  f->role = role_of(find->carrier);
  f->at = find->at;
  if (find->has_bytes) jb_aigc_set_bytes(fd, f, find->bytes);
  f->canonical = jb_aigc_canonical(fd->in->arena, find->label);
  put_fields(fd, f, find, security);
  jb_aigc_validate(fd, f, find, security);
}
