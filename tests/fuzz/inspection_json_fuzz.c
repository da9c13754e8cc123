/* A result file or the answer of a worker that was taken over.  Whatever comes
 * in is refused or is an inspection whose text is stable: written, read and
 * written again it stays the same. */
#include <stdlib.h>
#include <string.h>

#include "jianbiao/jianbiao.h"

#define PROMISE(what) \
  do {                \
    if (!(what)) abort(); \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_inspection *in = NULL, *again = NULL;
  jb_error err = {0};
  jb_status status = jb_inspection_from_json((const char *)data, size, &in, &err);
  PROMISE(status == JB_OK || status == JB_E_ARG || status == JB_E_NOMEM);
  if (status != JB_OK) {
    PROMISE(in == NULL && err.what[0]);
    return 0;
  }
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    PROMISE(f->scheme && f->group && f->code);
    PROMISE(f->at.part == JB_NO_PART || f->at.part < in->part_count);
  }
  char *first = NULL, *second = NULL;
  size_t first_length = 0, second_length = 0;
  PROMISE(jb_inspection_to_json(in, false, &first, &first_length) == JB_OK);
  PROMISE(jb_inspection_from_json(first, first_length, &again, &err) == JB_OK);
  PROMISE(jb_inspection_to_json(again, false, &second, &second_length) == JB_OK);
  PROMISE(first_length == second_length && memcmp(first, second, first_length) == 0);
  jb_free(first);
  jb_free(second);
  jb_inspection_free(in);
  jb_inspection_free(again);
  return 0;
}
