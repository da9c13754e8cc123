/* Encodings that lie over a label, undone one unit after another so that a
 * place in the decoded text can be followed back to the place it came from. */
#ifndef JB_AIGC_LAYERS_H
#define JB_AIGC_LAYERS_H

#include "base/arena.h"
#include "jianbiao/model.h"

/* Decode `in` under one step: entity, json-string, percent, base64, latin1,
 * utf16be, utf16le; any other step leaves the bytes as they are.  What is no
 * valid unit is kept as it stands.  ptr NULL when the arena is exhausted or
 * the text is no base64. */
jb_span jb_aigc_decode(jb_arena *arena, jb_step step, jb_span in);

/* Where in `in` the unit begins that gave byte `decoded_at`; in.len past the
 * end; 0 for base64, whose units are not looked at. */
size_t jb_aigc_origin(jb_step step, jb_span in, size_t decoded_at);

#endif
