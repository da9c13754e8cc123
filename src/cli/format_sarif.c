/* sarif 2.1.0 (OASIS): what the verdict says of each file, each rule that is
 * violated or worth a notice, and what could not be checked. */
#include <string.h>

#include "base/json_write.h"
#include "base/utf8.h"
#include "cli/summary.h"

/* Percent-encoded path (RFC 3986 3.3), so that any bytes make a URI. */
static void put_uri(jb_json_writer *w, const char *path) {
  static const char k_plain[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  jb_buf uri = jb_buf_new(1 << 20);
  if (path[0] == '/') jb_buf_str(&uri, "file://");
  for (; *path; path++) {
    if (strchr(k_plain, *path)) {
      jb_buf_char(&uri, *path);
    } else {
      jb_buf_format(&uri, "%%%02X", (unsigned char)*path);
    }
  }
  jb_json_put_string(w, "uri", jb_buf_span(&uri));
  jb_buf_free(&uri);
}

static void put_escaped(jb_json_writer *w, const char *key, const char *text) {
  jb_buf escaped = jb_buf_new(1 << 20);
  (void)jb_escape(&escaped, jb_span_str(text));
  jb_json_put_string(w, key, jb_buf_span(&escaped));
  jb_buf_free(&escaped);
}

static void put_location(jb_json_writer *w, const char *path, const jb_location *at) {
  jb_json_key(w, "locations");
  jb_json_list(w);
  jb_json_object(w);
  jb_json_key(w, "physicalLocation");
  jb_json_object(w);
  jb_json_key(w, "artifactLocation");
  jb_json_object(w);
  put_uri(w, path);
  jb_json_object_end(w);
  if (at && at->range_count > 0) {
    jb_json_key(w, "region");
    jb_json_object(w);
    jb_json_put_uint(w, "byteOffset", at->ranges[0].offset);
    jb_json_put_uint(w, "byteLength", at->ranges[0].length);
    jb_json_object_end(w);
  }
  jb_json_object_end(w);
  jb_json_object_end(w);
  jb_json_list_end(w);
}

typedef struct result {
  const char *rule, *level, *message;
  const uint32_t *findings;
  size_t finding_count;
} result;

static void add_result(jb_report *r, const jb_item *item, const result *what) {
  jb_json_writer w = jb_json_writer_new(r->out, false);
  char sha[65];
  jb_buf_str(r->out, r->held.len ? ",\n" : "\n");
  jb_buf_char(&r->held, ' '); /* held only counts: not empty means a comma is due */
  r->held.len = 1;
  jb_json_object(&w);
  put_escaped(&w, "ruleId", what->rule);
  jb_json_put_text(&w, "level", what->level);
  jb_json_key(&w, "message");
  jb_json_object(&w);
  put_escaped(&w, "text", what->message);
  jb_json_object_end(&w);
  uint32_t id = what->finding_count ? what->findings[0] : UINT32_MAX;
  put_location(&w, item->path,
               id < item->in->finding_count ? &item->in->findings[id]->at : NULL);
  jb_json_key(&w, "fingerprints");
  jb_json_object(&w);
  jb_json_put_text(&w, "sha256/1", jb_sha256_of(item->in, sha));
  jb_json_object_end(&w);
  jb_json_object_end(&w);
}

static const char *means(const jb_report *r, const char *rule, const char *otherwise) {
  jb_rule_info info;
  if (!jb_rules_find(r->session->rules, rule, &info)) return otherwise;
  const char *text = r->lang == JB_LANG_ZH ? info.means_zh : info.means_en;
  return text ? text : otherwise;
}

static void begin(jb_report *r) {
  r->held = jb_buf_new(16);
  jb_buf_format(r->out,
                "{\"version\":\"2.1.0\",\"$schema\":"
                "\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                "sarif-schema-2.1.0.json\",\"runs\":[{\"tool\":{\"driver\":"
                "{\"name\":\"jianbiao\",\"version\":\"%s\"}},\"columnKind\":\"unicodeCodePoints\","
                "\"results\":[",
                jb_version());
}

static void one(jb_report *r, const jb_item *item) {
  const jb_inspection *in = item->in;
  const char *grade = jb_grade_of(in);
  unsigned rank = jb_grade_rank(grade);
  for (size_t i = 0; i < in->verdict.because_count; i++) {
    const jb_because *b = &in->verdict.because[i];
    if (strcmp(b->axis, "ai_origin") != 0 || rank < jb_grade_rank("suspected")) continue;
    result what = {b->rule, rank > jb_grade_rank("suspected") ? "warning" : "note",
                   means(r, b->rule, grade), b->findings, b->finding_count};
    add_result(r, item, &what);
  }
  for (size_t i = 0; i < in->rule_count; i++) {
    const jb_rule_result *o = &in->rules[i];
    if (o->outcome != JB_OUTCOME_VIOLATED && o->outcome != JB_OUTCOME_NOTICE) continue;
    const char *says = jb_outcome_text(r, o, in->as_of);
    result what = {o->rule, o->outcome == JB_OUTCOME_VIOLATED ? "error" : "note",
                   says ? says : means(r, o->rule, o->clause), o->findings, o->finding_count};
    add_result(r, item, &what);
  }
  for (size_t i = 0; i < in->not_checked_count; i++) {
    const jb_not_checked *n = &in->not_checked[i];
    if (!jb_is_shortfall(n)) continue;
    jb_buf text = jb_buf_new(4096);
    jb_text_add(&text, r->lang, JB_TEXT_SARIF_NOT_CHECKED, jb_text_word(r->lang, "probe.", n->check),
                jb_text_word(r->lang, "why.", jb_why_name(n->why)),
                jb_text_word(r->lang, "code.", n->detail));
    jb_buf_char(&text, '\0');
    result what = {"not_checked", "warning", (const char *)text.data, NULL, 0};
    if (jb_buf_ok(&text)) add_result(r, item, &what);
    jb_buf_free(&text);
  }
}

static void end(jb_report *r) {
  jb_buf_str(r->out, "],\"properties\":{\"summary\":");
  jb_tally_write(r->out, &r->tally);
  jb_buf_format(r->out, "},\"invocations\":[{\"executionSuccessful\":%s}]}]}\n",
                r->tally.interrupted ? "false" : "true");
  jb_buf_free(&r->held);
}

const jb_format jb_format_sarif = {"sarif", begin, one, end};
