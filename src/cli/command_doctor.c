/* doctor: what this installation is made of, and the limits it keeps. */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cli/out.h"
#include "cli/session.h"
#include "cli/term.h"

static void put(jb_buf *out, const char *name, const char *value) {
  jb_buf_str(out, name);
  for (size_t i = jb_term_width(jb_span_str(name)); i < 16; i++) jb_buf_char(out, ' ');
  jb_term_put(out, jb_span_str(value), 300);
  jb_buf_char(out, '\n');
}

static void put_limits(jb_buf *out) {
  size_t count;
  const jb_limit_info *limits = jb_limits_table(&count);
  for (size_t i = 0; i < count; i++) {
    jb_buf_format(out, "%-24s %12llu  %-11s %s\n", limits[i].name,
                  (unsigned long long)limits[i].default_value, limits[i].unit, limits[i].reason);
  }
}

typedef struct counts {
  size_t rules;
  const char *verified; /* the latest date on which a source was compared */
} counts;

static bool count_one(void *user, const jb_rule_info *info) {
  counts *c = user;
  c->rules++;
  bool later = info->verified && (!c->verified || strcmp(info->verified, c->verified) > 0);
  if (later) c->verified = info->verified;
  return true;
}

static void put_rules(jb_buf *out, const jb_session *s) {
  counts c = {0, NULL};
  char number[24] = "";
  jb_rules_list(s->rules, count_one, &c);
  jb_buf n = jb_buf_new(sizeof number - 1);
  jb_buf_format(&n, "%zu", c.rules);
  memcpy(number, n.data, n.len);
  jb_buf_free(&n);
  char *clean = realpath(s->rules_dir, NULL); /* not bin/../share */
  put(out, jb_text(s->lang, JB_TEXT_DOCTOR_RULES), clean ? clean : s->rules_dir);
  free(clean);
  put(out, jb_text(s->lang, JB_TEXT_DOCTOR_RULE_COUNT), number);
  put(out, jb_text(s->lang, JB_TEXT_DOCTOR_VERIFIED), c.verified ? c.verified : "-");
  put(out, "SHA-256", jb_rules_digest(s->rules));
}

/* Workers are started to see what their sandbox really is. */
static void put_workers(jb_buf *out, const jb_session *s) {
  jb_pool *pool = NULL;
  if (jb_session_pool(s, true, &pool) != JB_EXIT_OK) {
    put(out, jb_text(s->lang, JB_TEXT_DOCTOR_SANDBOX), "-");
    return;
  }
  put(out, jb_text(s->lang, JB_TEXT_DOCTOR_SANDBOX), jb_pool_sandbox(pool));
  char number[24] = "";
  jb_buf n = jb_buf_new(sizeof number - 1);
  jb_buf_format(&n, "%u", jb_pool_workers(pool));
  memcpy(number, n.data, n.len);
  jb_buf_free(&n);
  put(out, jb_text(s->lang, JB_TEXT_DOCTOR_WORKERS), number);
  jb_pool_free(pool);
}

static void put_probes(jb_buf *out, jb_lang lang) {
  put(out, jb_text(lang, JB_TEXT_DOCTOR_TRUST), jb_text(lang, JB_TEXT_DOCTOR_NO_TRUST));
  put(out, jb_text(lang, JB_TEXT_DOCTOR_ABSENT), jb_text(lang, JB_TEXT_DOCTOR_ABSENT_LIST));
}

int jb_command_doctor(const jb_arguments *args) {
  jb_out out;
  jb_error err;
  jb_session s;
  if (args->operand_count > 0) {
    jb_complain("doctor", 0, jb_text(args->language, JB_TEXT_ERROR_NO_OPERANDS));
    return JB_EXIT_USAGE;
  }
  if (args->limits) {
    if (jb_out_open(&out, NULL, &err) != JB_OK) return JB_EXIT_OUTPUT;
    put_limits(&out.buf);
    return jb_out_close(&out) ? JB_EXIT_OK : JB_EXIT_OUTPUT;
  }
  int code = jb_session_open(&s, args, JB_TIER_FULL);
  if (code != JB_EXIT_OK) return code;
  jb_watch_signals();
  if (jb_out_open(&out, NULL, &err) != JB_OK) return JB_EXIT_OUTPUT;
  struct utsname system;
  put(&out.buf, "jianbiao", jb_version());
  const char *version = NULL, *name;
  for (size_t i = 0; (name = jb_component(i, &version)) != NULL; i++) {
    put(&out.buf, name, version ? version : jb_text(s.lang, JB_TEXT_DOCTOR_MISSING));
  }
  if (uname(&system) == 0) put(&out.buf, system.sysname, system.release);
  put_workers(&out.buf, &s);
  put_rules(&out.buf, &s);
  put_probes(&out.buf, s.lang);
  code = jb_out_close(&out) ? JB_EXIT_OK : JB_EXIT_OUTPUT;
  jb_session_close(&s);
  return code;
}
