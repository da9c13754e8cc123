/* The trust lists of an inspector, and their names in its results. */
#ifndef JB_INSPECT_TRUST_H
#define JB_INSPECT_TRUST_H

#include "c2pa/trust_anchors.h"
#include "jianbiao/jianbiao.h"

/* NULL for NULL. */
const jb_trust_anchors *jb_trust_anchors_of(const jb_trust *trust);

/* in->trust: which lists were in force. */
void jb_trust_tell(const jb_trust *trust, jb_inspection *in);

#endif
