/* GB 45438-2025 implicit labels (隐式标识): locate, parse, verify.
 * States atoms: every carrier that holds a label becomes one finding of scheme
 * "gb45438", with the seven fields and all checks of checks.def.  Judges
 * nothing beyond the clause of each check. */
#ifndef JB_AIGC_AIGC_H
#define JB_AIGC_AIGC_H

#include "io/source.h"
#include "model/model.h"

void jb_aigc_find(jb_source *source, jb_inspection *in);

#endif
