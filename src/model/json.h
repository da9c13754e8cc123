/* JSON of parts of an inspection, for writers that embed it. */
#ifndef JB_MODEL_JSON_H
#define JB_MODEL_JSON_H

#include "base/json_write.h"
#include "model/model.h"

/* The whole inspection as one JSON object (schema jianbiao.inspection/1). */
void jb_inspection_write(jb_json_writer *w, const jb_inspection *in);

#endif
