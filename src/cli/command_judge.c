/* judge: saved inspections (json, ndjson or a whole scan) judged again, with
 * other rules, another date or another policy, without the media. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_pull.h"
#include "cli/delivery.h"

enum { FILE_MAX = 1 << 30 };

typedef struct judging {
  const jb_arguments *args;
  jb_session session;
  jb_delivery delivery;
  size_t unreadable;
} judging;

static bool unreadable(judging *j, const char *path, size_t record, const char *what) {
  jb_buf where = jb_buf_new(8192);
  jb_buf_str(&where, path);
  if (record) jb_buf_format(&where, " #%zu", record);
  jb_buf_char(&where, '\0');
  jb_complain((const char *)where.data, 0, what);
  jb_buf_free(&where);
  j->unreadable++;
  return true; /* the others can still be judged */
}

static bool judge_one(judging *j, jb_span text, const char *path, size_t record) {
  jb_inspection *in = NULL;
  jb_error err = {.status = JB_OK};
  if (jb_inspection_from_json((const char *)text.ptr, text.len, &in, &err) != JB_OK) {
    return unreadable(j, path, record, err.what);
  }
  /* the date stays that of the result, unless another one is asked for */
  if (j->args->as_of) in->as_of = jb_arena_string(in->arena, jb_span_str(j->args->as_of));
  if (j->args->declared) in->declared = true;
  jb_bytes media = in->run.path.ptr ? in->run.path : in->run.name;
  const char *name = jb_arena_string(in->arena, jb_span_of(media.ptr, media.len));
  if (!in->as_of || !name) {
    jb_inspection_free(in);
    return unreadable(j, path, record, "out of memory");
  }
  return jb_delivery_take(&j->delivery, in, name);
}

/* One JSON value of a file: an inspection, or a scan with many of them. */
static bool judge_value(judging *j, jb_span value, const char *path, size_t *record) {
  jb_json_pull p = jb_json_pull_new(value);
  jb_span key;
  bool is_scan = false, ok = true;
  if (!jb_pull_object(&p)) return unreadable(j, path, ++*record, "{...} expected");
  while (ok && jb_pull_key(&p, &key)) {
    if (!jb_span_is(key, "inspections")) {
      (void)jb_pull_skip(&p);
      continue;
    }
    is_scan = true;
    if (!jb_pull_list(&p)) break;
    while (ok && jb_pull_item(&p)) {
      jb_span one = jb_pull_skip(&p);
      if (jb_pull_ok(&p)) ok = judge_one(j, one, path, ++*record);
    }
  }
  bool good = jb_pull_ok(&p);
  const char *why = p.fail;
  jb_json_pull_free(&p);
  if (!ok) return false;
  if (is_scan && !good) return unreadable(j, path, *record + 1, why);
  return is_scan || judge_one(j, value, path, ++*record);
}

/* All values of a text, one after the other: json and ndjson alike. */
static bool judge_text(judging *j, jb_span text, const char *path) {
  jb_json_pull p = jb_json_pull_new(text);
  size_t record = 0;
  bool ok = true;
  while (ok && !jb_interrupted && jb_pull_more(&p)) {
    jb_span value = jb_pull_skip(&p);
    if (jb_pull_ok(&p)) {
      ok = judge_value(j, value, path, &record);
    } else {
      (void)unreadable(j, path, record + 1, p.fail);
    }
  }
  if (ok && record == 0 && jb_pull_ok(&p)) (void)unreadable(j, path, 0, jb_text(j->session.lang, JB_TEXT_ERROR_NO_RECORD));
  jb_json_pull_free(&p);
  return ok;
}

static bool judge_file(judging *j, const char *path) {
  FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
  if (!f) return unreadable(j, path, 0, strerror(errno));
  jb_buf text = jb_buf_new(FILE_MAX);
  uint8_t block[65536];
  for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) jb_buf_add(&text, jb_span_of(block, n));
  int why = ferror(f) ? errno : 0;
  if (f != stdin) (void)fclose(f);
  bool ok;
  if (why || !jb_buf_ok(&text)) {
    ok = unreadable(j, path, 0, strerror(why ? why : EFBIG));
  } else {
    ok = judge_text(j, jb_buf_span(&text), path);
  }
  jb_buf_free(&text);
  return ok;
}

int jb_command_judge(const jb_arguments *args) {
  judging j = {.args = args};
  if (args->operand_count == 0) {
    jb_complain("judge", 0, jb_text(args->language, JB_TEXT_ERROR_NO_RESULTS));
    return JB_EXIT_NO_INPUT;
  }
  int code = jb_session_open(&j.session, args, JB_TIER_FULL);
  if (code != JB_EXIT_OK) return code;
  jb_watch_signals();
  code = jb_delivery_open(&j.delivery, &j.session, "judge");
  if (code == JB_EXIT_OK) {
    bool ok = true;
    for (size_t i = 0; ok && !jb_interrupted && i < args->operand_count; i++) {
      ok = judge_file(&j, args->operands[i]);
    }
    code = jb_delivery_close(&j.delivery);
    bool shortfall = j.unreadable > 0 && (code == JB_EXIT_OK || code == JB_EXIT_NO_INPUT);
    if (shortfall) code = JB_EXIT_INCONCLUSIVE;
  }
  jb_session_close(&j.session);
  return code;
}
