#include "aigc/security.h"

#include "aigc/provider_code.h"
#include "base/ascii.h"
#include "base/codec.h"

/* Bounds for hostile structures: a real one has one or two of each. */
enum { ELEMENTS_MAX = 32, KEYS_MAX = 4, KEY_TRIES = 8, HEX_MAX = 64 * 1024 };

const char *jb_security_result_name(jb_security_result result) {
  static const char *const k_names[] = {"absent",  "opaque",         "unsupported",
                                        "invalid", "valid-self-key", "valid-pinned"};
  return (size_t)result < sizeof k_names / sizeof k_names[0] ? k_names[result] : "?";
}

const jb_pinned_key *jb_pinned_keys(size_t *count) {
  static const jb_pinned_key k_table[] = {
#define JB_PINNED_KEY(subject, fingerprint) {subject, fingerprint},
#include "aigc/pinned_keys.def"
#undef JB_PINNED_KEY
      {NULL, NULL}};
  *count = sizeof k_table / sizeof k_table[0] - 1;
  return k_table;
}

jb_span jb_security_message(jb_arena *arena, const jb_aigc_label *label, jb_aigc_key provider,
                            jb_aigc_key number) {
  const jb_aigc_key k_keys[] = {JB_AIGC_LABEL, provider, number};
  size_t longest = 96; /* names and punctuation */
  for (size_t i = 0; i < 3; i++) longest += jb_aigc_text_of(label, k_keys[i]).len;
  jb_buf text = jb_buf_new(longest);
  for (size_t i = 0; i < 3; i++) {
    jb_buf_format(&text, "%s\"%s\":\"", i ? "," : "", jb_aigc_key_name(k_keys[i]));
    jb_buf_add(&text, jb_aigc_text_of(label, k_keys[i]));
    jb_buf_char(&text, '"');
  }
  jb_span message = {NULL, 0};
  if (jb_buf_ok(&text)) message = jb_arena_copy(arena, jb_buf_span(&text));
  jb_buf_free(&text);
  return message;
}

/* ---- reading the structure ---- */

/* A member whatever the case of its name; writers do not agree. */
static const jb_json_node *member(const jb_json_node *object, const char *name) {
  if (!object || object->kind != JB_JSON_OBJECT) return NULL;
  for (const jb_json_node *m = object->first; m; m = m->next) {
    if (jb_span_equal_nocase(jb_span_trim(m->key), jb_span_str(name))) return m;
  }
  return NULL;
}

static jb_span member_text(const jb_json_node *object, const char *name) {
  const jb_json_node *m = member(object, name);
  bool text = m && (m->kind == JB_JSON_STRING || m->kind == JB_JSON_NUMBER);
  return text ? jb_span_trim(m->text) : (jb_span){NULL, 0};
}

static bool is_one_of(jb_span text, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (jb_span_equal_nocase(text, jb_span_str(names[i]))) return true;
  }
  return false;
}

/* Hexadecimal, or base64 when it is none. */
static jb_span binary(jb_arena *arena, jb_span text) {
  if (text.len == 0 || text.len > HEX_MAX) return (jb_span){NULL, 0};
  jb_buf out = jb_buf_new(text.len + 4);
  bool ok = jb_hex_decode(&out, text);
  if (!ok) {
    jb_buf_reset(&out);
    ok = jb_base64_decode(&out, text);
  }
  jb_span result = {NULL, 0};
  if (ok && jb_buf_ok(&out)) result = jb_arena_copy(arena, jb_buf_span(&out));
  jb_buf_free(&out);
  return result;
}

static const jb_json_node *parse(jb_security_options *o, jb_span text) {
  jb_json_options options = {.tolerant = true,
                             .depth_max = (unsigned)o->limits->nesting_max,
                             .nodes_max = 4096};
  jb_json_result r = jb_json_parse(o->arena, text, options);
  if (r.limit) o->limit = true;
  return r.root;
}

/* The object that says Type TC260PG, below SecurityData or not; NULL when the
 * value holds none. */
static const jb_json_node *security_data(jb_security_options *o, const jb_aigc_value *v,
                                         bool *nested) {
  const jb_json_node *root = v->node;
  *nested = root != NULL;
  if (!root) {
    jb_span text = jb_span_trim(v->text);
    /* {"SecurityData":...}, "SecurityData":... and one more level of quotes */
    if (text.len == 0 || (text.ptr[0] != '{' && text.ptr[0] != '"')) return NULL;
    root = parse(o, text);
    if (root && root->kind == JB_JSON_STRING) root = parse(o, root->text);
  }
  const jb_json_node *data = member(root, "SecurityData");
  if (data && data->kind == JB_JSON_STRING) data = parse(o, data->text);
  if (!data) data = root;
  bool known = member(root, "SecurityData") || member(data, "PubSD") ||
               jb_span_equal_nocase(member_text(data, "Type"), jb_span_str("TC260PG"));
  return known ? data : NULL;
}

/* ---- keys ---- */

typedef struct key_ring {
  jb_public_key *keys[KEYS_MAX];
  jb_span ids[KEYS_MAX];
  size_t count, tries;
} key_ring;

static const char *const k_key_members[] = {"KeyValue", "PubKey",      "PublicKey", "CertValue",
                                            "Cert",     "Certificate", "Value"};

static void add_keys_of(jb_security_options *o, const jb_json_node *element, key_ring *ring) {
  const size_t names = sizeof k_key_members / sizeof k_key_members[0];
  for (size_t i = 0; i < names && ring->count < KEYS_MAX; i++) {
    jb_span bytes = binary(o->arena, member_text(element, k_key_members[i]));
    if (!bytes.ptr || ring->tries++ >= KEY_TRIES) continue;
    jb_public_key *key = jb_public_key_read(bytes);
    if (!key) continue;
    ring->ids[ring->count] = member_text(element, "KeyID");
    ring->keys[ring->count++] = key;
  }
}

static void free_keys(key_ring *ring) {
  for (size_t i = 0; i < ring->count; i++) jb_public_key_free(ring->keys[i]);
}

/* ---- one signature ---- */

typedef struct signature {
  jb_span bytes, key_id;
  enum { SM2, RSA, ANOTHER } algorithm;
  enum { MESSAGE_LABEL, MESSAGE_BINDING, MESSAGE_OTHER } message;
} signature;

static signature read_signature(jb_security_options *o, const jb_json_node *ds) {
  /* the guide's word and what vendors write instead */
  static const char *const k_label[] = {"Md", "LabelMataData", "LabelMetaData"};
  static const char *const k_binding[] = {"Bnd", "Binding"};
  static const char *const k_sm2[] = {"1.2.156.10197.1.501", "SM3withSM2", "SM2"};
  static const char *const k_rsa[] = {"1.2.840.113549.1.1.11", "SHA256withRSA", "RSA-SHA256", "RSA"};
  const jb_json_node *tbs = member(ds, "TBSData");
  jb_span type = tbs && tbs->kind == JB_JSON_STRING ? tbs->text : member_text(tbs, "Type");
  jb_span algorithm = member_text(ds, "AlgID");
  signature s = {.bytes = binary(o->arena, member_text(ds, "Signature")),
                 .key_id = member_text(ds, "KeyID"),
                 .algorithm = ANOTHER,
                 .message = MESSAGE_OTHER};
  if (is_one_of(type, k_label, 3)) s.message = MESSAGE_LABEL;
  if (is_one_of(type, k_binding, 2)) s.message = MESSAGE_BINDING;
  if (is_one_of(algorithm, k_sm2, 3)) s.algorithm = SM2;
  if (is_one_of(algorithm, k_rsa, 4)) s.algorithm = RSA;
  return s;
}

static bool spend(jb_security_options *o) {
  if (*o->signatures_left == 0) {
    o->limit = true;
    return false;
  }
  --*o->signatures_left;
  return true;
}

/* Verify with one key in every mode there is; *tried counts those that could
 * have succeeded. */
static bool verify_with(jb_security_options *o, const signature *s, const jb_public_key *key,
                        jb_span message, unsigned *tried, jb_security *out) {
  jb_key_kind kind = jb_public_key_kind(key);
  if (s->algorithm == RSA && kind == JB_KEY_RSA) {
    if (!spend(o)) return false;
    ++*tried;
    return jb_rsa_verify(key, message, s->bytes);
  }
  if (s->algorithm != SM2 || kind != JB_KEY_SM2) return false;
  for (jb_sm2_mode mode = JB_SM2_PLAIN; mode <= JB_SM2_DOUBLE; mode++) {
    if (!spend(o)) return false;
    ++*tried;
    if (!jb_sm2_verify(key, mode, message, s->bytes)) continue;
    out->mode = mode;
    out->has_mode = true;
    return true;
  }
  return false;
}

static bool key_fits(const signature *s, const key_ring *ring, size_t i) {
  return s->key_id.len == 0 || ring->ids[i].len == 0 || jb_span_equal(s->key_id, ring->ids[i]);
}

static jb_security_result judge(jb_security_options *o, const signature *s, const key_ring *ring,
                                const jb_span messages[2], bool certain, jb_security *out) {
  unsigned tried = 0;
  for (size_t m = 0; m < 2 && messages[m].ptr; m++) {
    for (size_t i = 0; i < ring->count; i++) {
      if (!key_fits(s, ring, i)) continue;
      bool valid = verify_with(o, s, ring->keys[i], messages[m], &tried, out);
      if (tried > 0 && !out->key[0]) (void)jb_public_key_fingerprint(ring->keys[i], out->key);
      if (!valid) continue;
      (void)jb_public_key_fingerprint(ring->keys[i], out->key);
      out->detail = jb_public_key_from_certificate(ring->keys[i]) ? "certificate-not-chained" : NULL;
      return JB_SECURITY_VALID_SELF_KEY;
    }
  }
  out->detail = o->limit ? "limit" : tried == 0 ? "no-fitting-key" : "modes-tried:plain,double";
  if (tried > 0 && s->algorithm == RSA) out->detail = "modes-tried:rsa-sha256";
  return certain && tried > 0 && !o->limit ? JB_SECURITY_INVALID : JB_SECURITY_UNSUPPORTED;
}

/* ---- the whole ---- */

static bool is_pinned(const jb_security_options *o, const jb_aigc_label *label, jb_aigc_key provider,
                      const char *fingerprint) {
  jb_span value = jb_aigc_text_of(label, provider);
  jb_provider code = jb_provider_decode(value);
  jb_span subject = code.kind == JB_PROVIDER_CODE ? code.subject : value;
  for (size_t i = 0; i < o->pinned_count; i++) {
    if (jb_span_is(subject, o->pinned[i].subject) &&
        strcmp(fingerprint, o->pinned[i].fingerprint) == 0) {
      return true;
    }
  }
  return false;
}

/* Of several signatures an invalid one over the label says most, then a valid
 * one. */
static int weight(jb_security_result r) {
  return r == JB_SECURITY_INVALID ? 3 : r >= JB_SECURITY_VALID_SELF_KEY ? 2 : 1;
}

static void check_element(jb_security_options *o, const jb_aigc_label *label, jb_aigc_key key,
                          const jb_json_node *ds, const key_ring *ring, bool *any,
                          jb_security *out) {
  signature s = read_signature(o, ds);
  jb_security one = {.result = JB_SECURITY_UNSUPPORTED, .form = out->form};
  /* ReservedCode2: which message is signed stands nowhere; a match proves it,
   * a mismatch proves nothing */
  bool first = key == JB_AIGC_RESERVED_1;
  jb_span messages[2] = {jb_security_message(o->arena, label, JB_AIGC_PRODUCER, JB_AIGC_PRODUCE_ID),
                         {NULL, 0}};
  if (!first) {
    messages[1] = jb_security_message(o->arena, label, JB_AIGC_PROPAGATOR, JB_AIGC_PROPAGATE_ID);
  }
  if (s.message == MESSAGE_BINDING) {
    one.detail = "binding";
  } else if (s.message == MESSAGE_OTHER) {
    one.detail = "unknown-message";
  } else if (s.algorithm == ANOTHER) {
    one.detail = "unknown-algorithm";
  } else if (s.bytes.len == 0) {
    one.detail = "signature-unreadable";
  } else if (ring->count == 0) {
    one.detail = "no-key";
  } else if (s.algorithm == SM2 && !jb_sm2_signature_sane(s.bytes)) {
    one.detail = "signature-der";
    if (first) one.result = JB_SECURITY_INVALID;
  } else {
    one.result = judge(o, &s, ring, messages, first, &one);
  }
  if (one.result == JB_SECURITY_VALID_SELF_KEY &&
      is_pinned(o, label, first ? JB_AIGC_PRODUCER : JB_AIGC_PROPAGATOR, one.key)) {
    one.result = JB_SECURITY_VALID_PINNED;
  }
  if (!*any || weight(one.result) > weight(out->result)) *out = one;
  *any = true;
}

static bool is_signature(const jb_json_node *element) {
  return jb_span_equal_nocase(member_text(element, "Type"), jb_span_str("DS")) ||
         member(element, "Signature");
}

static void check_structure(jb_security_options *o, const jb_aigc_label *label, jb_aigc_key key,
                            const jb_json_node *data, jb_security *out) {
  key_ring ring = {.count = 0};
  const jb_json_node *list = member(data, "PubSD"); /* PubSd too: case does not count */
  if (list && list->kind == JB_JSON_STRING) list = parse(o, list->text);
  const jb_json_node *first = !list ? NULL : list->kind == JB_JSON_LIST ? list->first : list;
  size_t n = 0;
  add_keys_of(o, data, &ring);
  for (const jb_json_node *e = first; e && n < ELEMENTS_MAX; e = e->next, n++) {
    add_keys_of(o, e, &ring);
    if (list->kind != JB_JSON_LIST) break;
  }
  bool any = false;
  n = 0;
  for (const jb_json_node *e = first; e && n < ELEMENTS_MAX; e = e->next, n++) {
    if (is_signature(e)) check_element(o, label, key, e, &ring, &any, out);
    if (list->kind != JB_JSON_LIST) break;
  }
  if (!any) out->detail = "no-signature";
  free_keys(&ring);
}

/* What a text looks like that is no SecurityData. */
static const char *form_of(jb_security_options *o, jb_span text) {
  size_t hex = 0, dashes = 0, printable = 0;
  for (size_t i = 0; i < text.len; i++) {
    hex += jb_ascii_hex(text.ptr[i]) >= 0;
    dashes += text.ptr[i] == '-';
    printable += jb_ascii_print(text.ptr[i]);
  }
  if (text.len == 36 && hex == 32 && dashes == 4) return "uuid";
  jb_span bytes = hex == text.len || text.len % 4 == 0 ? binary(o->arena, text) : (jb_span){NULL, 0};
  if (hex == text.len) return bytes.len && jb_sm2_signature_sane(bytes) ? "der-signature" : "hex";
  if (bytes.ptr && text.len >= 24) return "base64";
  return printable == text.len ? "text" : "other";
}

jb_security jb_security_check(jb_security_options *o, const jb_aigc_label *label, jb_aigc_key key) {
  const jb_aigc_value *v = &label->values[key];
  jb_span text = jb_span_trim(jb_aigc_text_of(label, key));
  bool nested = false;
  if (!v->present) return (jb_security){.result = JB_SECURITY_ABSENT, .form = "absent"};
  if (v->kind == JB_JSON_NULL) return (jb_security){.result = JB_SECURITY_ABSENT, .form = "null"};
  if (text.len == 0) return (jb_security){.result = JB_SECURITY_ABSENT, .form = "empty"};
  const jb_json_node *data = security_data(o, v, &nested);
  if (!data) {
    return (jb_security){.result = JB_SECURITY_OPAQUE,
                         .form = nested ? "json-nested" : form_of(o, text)};
  }
  jb_security out = {.result = JB_SECURITY_UNSUPPORTED,
                     .form = nested ? "security-data-nested" : "security-data"};
  check_structure(o, label, key, data, &out);
  return out;
}
