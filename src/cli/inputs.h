/* The files that were named: operands, folders under -r, NUL-separated lists,
 * standard input.  They come one by one, so a list may be endless. */
#ifndef JB_CLI_INPUTS_H
#define JB_CLI_INPUTS_H

#include "cli/options.h"
#include "jianbiao/model.h"
#include "jianbiao/source.h"

typedef struct jb_inputs jb_inputs;

typedef struct jb_input {
  char *path;        /* as named; "-" for standard input; to be freed */
  jb_source *source; /* standard input, read to its end; belongs to the receiver */
  char *trouble;     /* NULL, or why nothing can be read there; to be freed */
  const char *code;  /* the same as a code of the result; static */
  jb_why why;        /* ... and the reason it counts as */
  bool found;        /* found below a folder, not named itself */
} jb_input;

void jb_input_free(jb_input *input);

/* `stream_max`: of standard input.  Complains and gives NULL when the list
 * cannot be opened or memory is short. */
jb_inputs *jb_inputs_new(const jb_arguments *args, uint64_t stream_max);
void jb_inputs_free(jb_inputs *inputs);

/* False at the end. */
bool jb_inputs_next(jb_inputs *inputs, jb_input *out);

#endif
