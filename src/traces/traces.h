/* Relations: what agrees, contradicts, is missing or left over between
 * findings, properties and parts.  Sees the model only, runs after all
 * finders, states facts as findings of scheme "trace"; rules judge them.
 *
 * A trace is a sign, never a proof: every text that shows one says which
 * innocent causes it has.  Adding one is a function in a file of this room and
 * a line in list.def.
 */
#ifndef JB_TRACES_TRACES_H
#define JB_TRACES_TRACES_H

#include "model/model.h"

void jb_traces_find(jb_inspection *in);

#endif
