/* <trust> and <denylist> files. */
#include "base/codec.h"
#include "base/date.h"
#include "io/digest.h"
#include "ruleset/trust_table.h"
#include "ruleset/xml.h"

enum { VALUE_MAX = 16 * 1024 };

typedef struct loading {
  jb_rules *rules;
  jb_trust_table *table;
  const char *file;
  jb_error *err;
} loading;

static jb_status wrong(const loading *l, const xmlNode *node, const char *what,
                       const char *detail) {
  return jb_error_set(l->err, JB_E_RULES, l->file, jb_xml_line(node), "%s%s", what, detail);
}

static jb_status no_memory(const loading *l) {
  return jb_error_set(l->err, JB_E_NOMEM, l->file, 0, "out of memory");
}

static jb_status table_of(jb_rules *rules, const char *file, jb_error *err, loading *out) {
  *out = (loading){.rules = rules, .file = file, .err = err};
  if (!rules->trust) rules->trust = jb_arena_alloc(rules->arena, sizeof *rules->trust);
  out->table = rules->trust;
  return out->table ? JB_OK : no_memory(out);
}

/* ---- values ---- */

static jb_status read_digest(const loading *l, const xmlNode *node, uint8_t out[32]) {
  const char *text = jb_xml_required(l->rules, l->file, node, "sha256", l->err);
  if (!text) return l->err->status;
  jb_buf raw = jb_buf_new(64);
  bool ok = jb_hex_decode(&raw, jb_span_str(text)) && jb_buf_ok(&raw) && raw.len == 32;
  if (ok) memcpy(out, raw.data, 32);
  jb_buf_free(&raw);
  return ok ? JB_OK : wrong(l, node, "sha256 is no SHA-256: ", text);
}

static jb_status read_bytes(const loading *l, const xmlNode *node, const char *name, bool required,
                            jb_span *out) {
  const char *text = jb_xml_attribute(l->rules, node, name);
  *out = (jb_span){NULL, 0};
  if (!text || !*text) {
    return required ? wrong(l, node, "an anchor needs the attribute ", name) : JB_OK;
  }
  jb_buf raw = jb_buf_new(VALUE_MAX);
  jb_status status = JB_OK;
  if (!jb_base64_decode(&raw, jb_span_str(text)) || !jb_buf_ok(&raw) || raw.len == 0) {
    status = wrong(l, node, "no base64, or too long, in ", name);
  } else {
    *out = jb_arena_copy(l->rules->arena, jb_buf_span(&raw));
    if (!out->ptr) status = no_memory(l);
  }
  jb_buf_free(&raw);
  return status;
}

static jb_status read_time(const loading *l, const xmlNode *node, const char *name, int64_t *out) {
  const char *text = jb_xml_required(l->rules, l->file, node, name, l->err);
  if (!text) return l->err->status;
  return jb_time_parse(jb_span_str(text), out) ? JB_OK : wrong(l, node, "no time: ", text);
}

static jb_status read_use(const loading *l, const xmlNode *node, jb_trust_entry *e) {
  const char *use = jb_xml_required(l->rules, l->file, node, "use", l->err);
  if (!use) return l->err->status;
  e->signer = strcmp(use, "signer") == 0 || strcmp(use, "signer time-stamp") == 0;
  e->time_stamp = strcmp(use, "time-stamp") == 0 || strcmp(use, "signer time-stamp") == 0;
  if (e->signer || e->time_stamp) return JB_OK;
  return wrong(l, node, "use is signer, time-stamp or both: ", use);
}

/* ---- <trust> ---- */

static jb_status read_path_length(const loading *l, const xmlNode *node, jb_trust_entry *e) {
  const char *text = jb_xml_attribute(l->rules, node, "path-length");
  e->path_length = -1;
  if (!text) return JB_OK;
  jb_span digits = jb_span_str(text);
  if (digits.len != 1 || digits.ptr[0] < '0' || digits.ptr[0] > '9') {
    return wrong(l, node, "path-length is one digit: ", text);
  }
  e->path_length = digits.ptr[0] - '0';
  return JB_OK;
}

static jb_status read_facts(const loading *l, const xmlNode *node, jb_trust_entry *e) {
  const struct {
    const char *name;
    bool required;
    jb_span *to;
  } fields[] = {{"subject", true, &e->subject},
                {"issuer", false, &e->issuer},
                {"serial", true, &e->serial},
                {"key", true, &e->key},
                {"key-id", false, &e->key_id}};
  jb_status status = read_path_length(l, node, e);
  for (size_t i = 0; status == JB_OK && i < sizeof fields / sizeof fields[0]; i++) {
    status = read_bytes(l, node, fields[i].name, fields[i].required, fields[i].to);
  }
  e->purposes = jb_xml_attribute(l->rules, node, "purposes");
  return status;
}

static jb_status load_entry(const loading *l, const xmlNode *node, size_t source) {
  jb_trust_table *t = l->table;
  jb_trust_entry e = {.source = source, .leaf = jb_xml_is(node, "leaf")};
  if (!e.leaf && !jb_xml_is(node, "anchor")) {
    return wrong(l, node, "unknown element in <trust>: ", (const char *)node->name);
  }
  e.name = jb_xml_required(l->rules, l->file, node, "name", l->err);
  if (!e.name) return l->err->status;
  jb_status status = read_use(l, node, &e);
  if (status == JB_OK) status = read_digest(l, node, e.sha256);
  if (status == JB_OK) status = read_time(l, node, "from", &e.from);
  if (status == JB_OK) status = read_time(l, node, "to", &e.to);
  if (status == JB_OK && !e.leaf) status = read_facts(l, node, &e);
  if (status != JB_OK) return status;
  jb_trust_entry *all = jb_arena_grow(l->rules->arena, t->entries, t->entry_count,
                                      &t->entry_capacity, sizeof *all);
  if (!all) return no_memory(l);
  t->entries = all;
  all[t->entry_count++] = e;
  if (e.leaf) t->sources[source].leaves++;
  else t->sources[source].anchors++;
  return JB_OK;
}

static jb_status load_source(const loading *l, const xmlNode *root, jb_trust_source *s) {
  const struct {
    const char *name, **to;
  } fields[] = {{"list", &s->list}, {"origin", &s->origin}, {"date", &s->date},
                {"source", &s->source}};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    *fields[i].to = jb_xml_required(l->rules, l->file, root, fields[i].name, l->err);
    if (!*fields[i].to) return l->err->status;
  }
  int64_t day;
  if (!jb_date_parse(jb_span_str(s->date), &day)) return wrong(l, root, "no date: ", s->date);
  /* what a user adds is never called official */
  if (strcmp(s->origin, "official") != 0 && strcmp(s->origin, "interim") != 0) {
    return wrong(l, root, "origin is official or interim: ", s->origin);
  }
  s->file = l->file;
  return JB_OK;
}

/* One number that tells two states of a list apart. */
static bool digest_source(jb_trust_table *t, size_t source) {
  jb_digest *d = jb_digest_new(JB_SHA256);
  for (size_t i = 0; d && i < t->entry_count; i++) {
    if (t->entries[i].source == source) jb_digest_add(d, jb_span_of(t->entries[i].sha256, 32));
  }
  return d && jb_digest_finish(d, t->sources[source].sha256);
}

jb_status jb_trust_load(jb_rules *rules, const char *file, xmlNode *root, jb_error *err) {
  loading l;
  jb_trust_source s = {NULL};
  jb_status status = table_of(rules, file, err, &l);
  if (status == JB_OK) status = load_source(&l, root, &s);
  if (status != JB_OK) return status;
  jb_trust_table *t = l.table;
  jb_trust_source *all = jb_arena_grow(rules->arena, t->sources, t->source_count,
                                       &t->source_capacity, sizeof *all);
  if (!all) return no_memory(&l);
  t->sources = all;
  size_t index = t->source_count++;
  all[index] = s;
  for (xmlNode *n = jb_xml_element(root->children); n; n = jb_xml_element(n->next)) {
    status = load_entry(&l, n, index);
    if (status != JB_OK) status = jb_rules_fail(rules, err);
    if (status != JB_OK) return status;
  }
  return digest_source(t, index) ? JB_OK
                                 : jb_error_set(err, JB_E_INTERNAL, file, 0, "SHA-256 failed");
}

jb_status jb_trust_finish(jb_rules *rules, jb_error *err) {
  (void)rules;
  (void)err;
  return JB_OK;
}

/* Anchors are no rules that speak: `trust list` shows them. */
bool jb_trust_list_rules(const jb_rules *rules, jb_rule_visitor *visit, void *user) {
  (void)rules;
  (void)visit;
  (void)user;
  return true;
}

/* ---- <denylist> ---- */

static jb_status load_reason(const loading *l, const xmlNode *node, jb_denied_entry *d) {
  for (xmlNode *n = jb_xml_element(node->children); n; n = jb_xml_element(n->next)) {
    const char *lang = jb_xml_attribute(l->rules, n, "lang");
    if (!jb_xml_is(n, "reason") || !lang) return wrong(l, n, "expected <reason lang=...>", "");
    if (strcmp(lang, "zh") == 0) d->reason_zh = jb_xml_text(l->rules, n);
    else d->reason_en = jb_xml_text(l->rules, n);
  }
  return d->reason_zh && d->reason_en ? JB_OK : wrong(l, node, "a reason in zh and en is needed", "");
}

static jb_status load_denied(const loading *l, const xmlNode *node) {
  jb_trust_table *t = l->table;
  jb_denied_entry d = {.issued_before = INT64_MAX};
  if (!jb_xml_is(node, "denied")) {
    return wrong(l, node, "unknown element in <denylist>: ", (const char *)node->name);
  }
  const struct {
    const char *name, **to;
  } fields[] = {{"id", &d.id}, {"from", &d.from}, {"source", &d.source}};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    *fields[i].to = jb_xml_required(l->rules, l->file, node, fields[i].name, l->err);
    if (!*fields[i].to) return l->err->status;
  }
  jb_status status = read_digest(l, node, d.sha256);
  xmlAttr *before = xmlHasProp(node, (const xmlChar *)"issued-before");
  if (status == JB_OK && before) status = read_time(l, node, "issued-before", &d.issued_before);
  if (status == JB_OK) status = load_reason(l, node, &d);
  if (status != JB_OK) return status;
  jb_denied_entry *all = jb_arena_grow(l->rules->arena, t->denied, t->denied_count,
                                       &t->denied_capacity, sizeof *all);
  if (!all) return no_memory(l);
  t->denied = all;
  all[t->denied_count++] = d;
  return JB_OK;
}

jb_status jb_denylist_load(jb_rules *rules, const char *file, xmlNode *root, jb_error *err) {
  loading l;
  jb_status status = table_of(rules, file, err, &l);
  for (xmlNode *n = jb_xml_element(root->children); status == JB_OK && n;
       n = jb_xml_element(n->next)) {
    status = load_denied(&l, n);
    if (status != JB_OK) status = jb_rules_fail(rules, err);
  }
  return status;
}

jb_status jb_denylist_finish(jb_rules *rules, jb_error *err) { return jb_trust_finish(rules, err); }

bool jb_denylist_list(const jb_rules *rules, jb_rule_visitor *visit, void *user) {
  return jb_trust_list_rules(rules, visit, user);
}
