/* Who is trusted for what: certificates of official, interim and user lists,
 * kept apart, and the denylist.  Immutable once loaded; shared by threads. */
#ifndef JB_C2PA_TRUST_ANCHORS_H
#define JB_C2PA_TRUST_ANCHORS_H

#include "base/span.h"
#include "jianbiao/status.h"

typedef struct jb_trust_anchors jb_trust_anchors;
typedef struct jb_anchor jb_anchor; /* c2pa/x509.h */

typedef enum jb_anchor_use { JB_ANCHOR_SIGNER, JB_ANCHOR_TIME_STAMP } jb_anchor_use;

/* Strongest first. */
typedef enum jb_anchor_origin {
  JB_ANCHOR_OFFICIAL,
  JB_ANCHOR_INTERIM,
  JB_ANCHOR_IMPORTED,
  JB_ANCHOR_USER,
  JB_ANCHOR_ORIGIN_COUNT
} jb_anchor_origin;

/* "official" "interim" "imported" "user" */
const char *jb_anchor_origin_name(jb_anchor_origin origin);

jb_trust_anchors *jb_trust_anchors_new(void); /* NULL: memory */
void jb_trust_anchors_free(jb_trust_anchors *anchors);

/* Add every certificate of a PEM text.  `list` names the list (copied).  A CA
 * certificate becomes an anchor, a leaf an allowed leaf.  JB_E_RULES when the
 * text holds no certificate or one cannot be read. */
JB_NODISCARD jb_status jb_trust_anchors_add_pem(jb_trust_anchors *anchors, jb_span pem,
                                                jb_anchor_use use, jb_anchor_origin origin,
                                                const char *list, jb_error *err);

#endif
