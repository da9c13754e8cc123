#include "model/json.h"

void jb_inspection_write(jb_json_writer *w, const jb_inspection *in) {
  jb_json_object(w);
  jb_json_put_text(w, "schema", "jianbiao.inspection/1");
  jb_json_put_text(w, "format", in->file.format);
  jb_json_object_end(w);
}

jb_status jb_inspection_to_json(const jb_inspection *in, bool pretty, char **text,
                                size_t *length) {
  jb_buf out = jb_buf_new(256u << 20);
  jb_json_writer w = jb_json_writer_new(&out, pretty);
  jb_inspection_write(&w, in);
  if (!jb_buf_ok(&out)) {
    jb_buf_free(&out);
    return JB_E_NOMEM;
  }
  *text = (char *)out.data;
  *length = out.len;
  return JB_OK;
}
