#include "cli/delivery.h"

#include <unistd.h>

int jb_delivery_open(jb_delivery *d, jb_session *session, const char *command) {
  const jb_arguments *args = session->args;
  jb_error err = {.status = JB_OK};
  *d = (jb_delivery){.session = session, .format = jb_format_at(args->format)};
  int code = jb_demands_open(session, &d->demands);
  if (code != JB_EXIT_OK) return code;
  if (jb_out_open(&d->out, args->output, &err) != JB_OK) {
    jb_complain(args->output, 0, err.what);
    jb_demands_close(&d->demands);
    return JB_EXIT_OUTPUT;
  }
  d->report = (jb_report){.session = session,
                          .command = command,
                          .lang = session->lang,
                          .color = !d->out.file && jb_term_wants_color(args, STDOUT_FILENO),
                          .out = &d->out.buf};
  d->format->begin(&d->report);
  return JB_EXIT_OK;
}

bool jb_delivery_take(jb_delivery *d, jb_inspection *in, const char *path) {
  jb_item item = {.in = in, .path = path ? path : ""};
  if (!jb_session_judge(d->session, in, path)) {
    d->failed = true;
  } else {
    item.ruling = jb_rule_on(&d->demands, in);
    jb_tally_add(&d->report.tally, &item);
    d->format->one(&d->report, &item);
    d->failed |= !jb_out_pass(&d->out);
  }
  jb_inspection_free(in);
  return !d->failed;
}

void jb_delivery_skip(jb_delivery *d, jb_inspection *in, const char *path) {
  jb_tally_skip(&d->report.tally, path);
  if (!d->session->args->quiet) {
    jb_complain(path, 0, jb_text(d->session->lang, JB_TEXT_SUMMARY_SKIPPED));
  }
  jb_inspection_free(in);
}

int jb_delivery_close(jb_delivery *d) {
  int code;
  d->report.tally.interrupted = jb_interrupted != 0;
  d->format->end(&d->report);
  if (!jb_out_close(&d->out) || d->failed) {
    code = JB_EXIT_OUTPUT;
  } else {
    code = jb_tally_exit(&d->report.tally);
  }
  jb_demands_close(&d->demands);
  jb_buf_free(&d->report.tally.skipped_names);
  return code;
}
