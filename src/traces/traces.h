/* Relations: what agrees, contradicts, is missing or left over between
 * findings, properties and parts.  Sees the model only, runs after all
 * finders, states facts as findings of scheme "trace"; rules judge them. */
#ifndef JB_TRACES_TRACES_H
#define JB_TRACES_TRACES_H

#include "model/model.h"

void jb_traces_find(jb_inspection *in);

#endif
