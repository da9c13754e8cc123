/* What the traces of this room share. */
#ifndef JB_TRACES_TRACE_H
#define JB_TRACES_TRACE_H

#include "traces/traces.h"

#define JB_TRACE(function) void function(jb_inspection *in);
#include "traces/list.def"
#undef JB_TRACE

/* A finding of scheme "trace", kind trace, group "structure", strength
 * context, claim unknown.  `code` is static. */
jb_finding *jb_trace_new(jb_inspection *in, const char *code);

/* The first property with that key in a part of role primary, or NULL. */
const jb_property *jb_trace_property(const jb_inspection *in, const char *key);

/* Put a property's place and value into the trace: both sides are quoted. */
void jb_trace_quote(jb_inspection *in, jb_finding *f, const char *field, const jb_property *p);

/* A problem of a primary part with that code, or NULL; *part gets the part. */
const jb_problem *jb_trace_problem(const jb_inspection *in, const char *code,
                                   const jb_part **part);

#endif
