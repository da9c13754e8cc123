/* Who is trusted for what: certificates of official, interim and user lists,
 * kept apart, and the denylist.  Immutable once loaded; shared by threads. */
#ifndef JB_C2PA_TRUST_ANCHORS_H
#define JB_C2PA_TRUST_ANCHORS_H

#include "base/arena.h"
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

/* An anchor as the shipped lists hold it: the facts of a certificate without
 * the certificate (RFC 5914 TrustAnchorInfo).  Everything is borrowed and must
 * outlive the anchors. */
typedef struct jb_bare_anchor {
  jb_anchor_use use;
  jb_anchor_origin origin;
  const char *list;
  const char *name;   /* to be read by people */
  bool leaf;          /* allowed itself, known by its digest; the rest may be empty */
  uint8_t sha256[32]; /* of the certificate */
  jb_span subject;    /* Name, DER */
  jb_span issuer;     /* Name, DER; empty: the same */
  jb_span serial;     /* INTEGER's content */
  jb_span key;        /* SubjectPublicKeyInfo, DER */
  jb_span key_id;     /* subject key identifier, or empty */
  int path_length;    /* -1: not limited */
  int64_t not_before, not_after;
} jb_bare_anchor;

/* Costs nothing but its place: it is looked into when a chain names it. */
JB_NODISCARD jb_status jb_trust_anchors_add_bare(jb_trust_anchors *anchors,
                                                 const jb_bare_anchor *bare, jb_error *err);

typedef struct jb_anchor_info {
  jb_anchor_use use;
  jb_anchor_origin origin;
  bool leaf;
  const char *list, *name; /* name: in the arena, or of the anchors */
  uint8_t sha256[32];
  int64_t not_before, not_after;
} jb_anchor_info;

size_t jb_trust_anchors_count(const jb_trust_anchors *anchors);
jb_anchor_info jb_trust_anchors_info(const jb_trust_anchors *anchors, size_t index,
                                     jb_arena *arena);

/* Credentials that a list trusts and that are known to be misused: a leaf, or
 * what a CA issued before a day.  Borrowed. */
typedef struct jb_denied {
  uint8_t sha256[32];    /* of the leaf or of an anchor or CA on its path */
  int64_t issued_before; /* leaves that begin before; INT64_MAX: all */
  const char *reason;    /* id of a text, e.g. "nikon-2025" */
} jb_denied;
JB_NODISCARD jb_status jb_trust_anchors_deny(jb_trust_anchors *anchors, const jb_denied *denied,
                                             jb_error *err);

#endif
