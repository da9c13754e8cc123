/* The second witness: libexiv2 in a module, on payloads only. */
#include "jianbiao/jianbiao.h"

jb_status jb_inspect_witness(jb_source *source, const jb_inspection *parsed, char **text,
                             size_t *length) {
  (void)source;
  (void)parsed;
  (void)text;
  (void)length;
  return JB_E_LIMIT;
}

jb_status jb_inspect_add_witness(jb_inspection *in, const char *text, size_t length,
                                 const char *detail) {
  (void)in;
  (void)text;
  (void)length;
  (void)detail;
  return JB_OK;
}

bool jb_inspect_wants_witness(const jb_inspector *inspector, const jb_inspection *parsed) {
  (void)inspector;
  (void)parsed;
  return false;
}
