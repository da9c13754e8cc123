/* JSON of an inspection, for writers that embed it.
 *
 * The order of keys is fixed and empty additive fields are left out, so that
 * one inspection has one text.  `core_sha256` is over the bytes of `core`
 * written without white space; it is null until the inspection was judged. */
#ifndef JB_MODEL_JSON_H
#define JB_MODEL_JSON_H

#include "base/json_write.h"
#include "model/model.h"

/* The whole inspection as one JSON object (schema jianbiao.inspection/1). */
void jb_inspection_write(jb_json_writer *w, const jb_inspection *in);

/* Its `core` alone. */
void jb_inspection_write_core(jb_json_writer *w, const jb_inspection *in);

#endif
