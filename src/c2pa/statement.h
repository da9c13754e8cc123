/* What one manifest says about how its content came to be: the signals of the
 * C2PA asset rubric 1.0 over actions, and known generative agents.  Internal to
 * src/c2pa; no trust is judged here. */
#ifndef JB_C2PA_STATEMENT_H
#define JB_C2PA_STATEMENT_H

#include "c2pa/run.h"

typedef enum jb_says {
  JB_SAYS_NOTHING,
  JB_SAYS_CAPTURED,
  JB_SAYS_EDITED,
  JB_SAYS_GENERATED
} jb_says;

typedef struct jb_statement {
  jb_claim claim;
  const jb_c2pa_action *action;  /* the one that says it; NULL: none does */
  const char *by;                /* "digital-source-type" or "agent"; NULL: nothing is said */
  jb_bytes source_type, agent;   /* of that action, or what else is known */
  jb_bytes description;
  const char *producer;          /* of a known agent; NULL: not known */
  bool created;                  /* attributed to the signer, not only gathered */
} jb_statement;

jb_statement jb_c2pa_statement(const jb_manifest *m);

/* The term of a digital source type: what follows the last slash, trimmed. */
jb_span jb_source_type_term(jb_span value);

#endif
