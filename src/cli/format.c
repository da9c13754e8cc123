#include "cli/format.h"

#include <string.h>

#include "base/codec.h"
#include "base/json_write.h"
#include "base/utf8.h"

static const jb_format *const k_formats[] = {
#define JB_FORMAT(name, table) &(table),
#include "cli/formats.def"
#undef JB_FORMAT
};

const jb_format *jb_format_at(unsigned choice) {
  return k_formats[choice < sizeof k_formats / sizeof k_formats[0] ? choice : 0];
}

const char *jb_grade_of(const jb_inspection *in) {
  return in->verdict.ai_origin ? in->verdict.ai_origin : "undetermined";
}

const char *jb_sha256_of(const jb_inspection *in, char room[65]) {
  room[0] = '\0';
  if (in->file.has_sha256) jb_hex_string(room, jb_span_of(in->file.sha256, 32));
  return room;
}

void jb_tally_add(jb_tally *t, const jb_item *item) {
  t->inputs++;
  t->grades[jb_grade_rank(jb_grade_of(item->in))]++;
  t->inconclusive += item->ruling.inconclusive;
  t->violated += item->ruling.violated;
  t->waived += item->ruling.waived;
}

void jb_tally_skip(jb_tally *t, const char *path) {
  enum { SKIPPED_MAX = 16 << 20 };
  if (t->skipped++ == 0) t->skipped_names = jb_buf_new(SKIPPED_MAX);
  jb_buf escaped = jb_buf_new(1 << 20), one = jb_buf_new(1 << 21);
  jb_json_writer w = jb_json_writer_new(&one, false);
  (void)jb_escape(&escaped, jb_span_str(path));
  if (t->skipped_names.len) jb_buf_char(&one, ',');
  jb_json_string(&w, jb_buf_span(&escaped));
  /* a list that is full stays whole: the count tells that there were more */
  bool fits = jb_buf_ok(&one) && one.len <= SKIPPED_MAX - t->skipped_names.len;
  if (fits) jb_buf_add(&t->skipped_names, jb_buf_span(&one));
  jb_buf_free(&one);
  jb_buf_free(&escaped);
}

int jb_tally_exit(const jb_tally *t) {
  if (t->interrupted) return JB_EXIT_INTERRUPTED;
  if (t->violated) return JB_EXIT_VIOLATED;
  if (t->inconclusive) return JB_EXIT_INCONCLUSIVE;
  return t->inputs ? JB_EXIT_OK : JB_EXIT_NO_INPUT;
}

void jb_tally_write(jb_buf *out, const jb_tally *t) {
  static const char *const k_grades[JB_GRADES] = {"none_found", "undetermined", "suspected",
                                                  "highly_likely", "confirmed"};
  jb_json_writer w = jb_json_writer_new(out, false);
  jb_json_object(&w);
  jb_json_put_uint(&w, "inputs", t->inputs);
  jb_json_put_uint(&w, "skipped", t->skipped);
  jb_json_key(&w, "skipped_names");
  jb_json_list(&w);
  if (t->skipped_names.len) jb_json_raw(&w, jb_buf_span(&t->skipped_names));
  jb_json_list_end(&w);
  jb_json_key(&w, "ai_origin");
  jb_json_object(&w);
  for (size_t i = JB_GRADES; i-- > 0;) jb_json_put_uint(&w, k_grades[i], t->grades[i]);
  jb_json_object_end(&w);
  jb_json_put_uint(&w, "inconclusive", t->inconclusive);
  jb_json_put_uint(&w, "violated", t->violated);
  jb_json_put_uint(&w, "waived", t->waived);
  jb_json_put_bool(&w, "interrupted", t->interrupted);
  jb_json_put_uint(&w, "exit", (uint64_t)jb_tally_exit(t));
  jb_json_object_end(&w);
}
