/* Trust lists and the denylist as tables: <trust> and <denylist> files.
 * Facts of certificates (RFC 5914 TrustAnchorInfo), no certificates. */
#ifndef JB_RULESET_TRUST_TABLE_H
#define JB_RULESET_TRUST_TABLE_H

#include "ruleset/ruleset.h"

typedef struct jb_trust_source {
  const char *list;   /* "C2PA Trust List" */
  const char *origin; /* "official" or "interim" */
  const char *date;   /* of the list's state, YYYY-MM-DD */
  const char *source; /* where it is published */
  const char *file;
  size_t anchors, leaves;
  uint8_t sha256[32]; /* over the digests of its certificates, in order */
} jb_trust_source;

typedef struct jb_trust_entry {
  size_t source;            /* index */
  bool signer, time_stamp;  /* what it vouches for */
  bool leaf;                /* a listed credential; sha256 alone tells it */
  const char *name;         /* subject, to be read by people */
  uint8_t sha256[32];       /* of the certificate */
  int64_t from, to;         /* its validity, epoch seconds */
  jb_span subject, issuer, serial, key, key_id; /* DER; issuer empty: the subject */
  int path_length;          /* -1: none */
  const char *purposes;     /* extended key usages, OIDs separated by blanks, or NULL */
} jb_trust_entry;

typedef struct jb_denied_entry {
  const char *id;
  uint8_t sha256[32];
  int64_t issued_before; /* INT64_MAX: all */
  const char *from, *source, *reason_zh, *reason_en;
} jb_denied_entry;

struct jb_trust_table {
  jb_trust_source *sources;
  size_t source_count, source_capacity;
  jb_trust_entry *entries;
  size_t entry_count, entry_capacity;
  jb_denied_entry *denied;
  size_t denied_count, denied_capacity;
};

#endif
