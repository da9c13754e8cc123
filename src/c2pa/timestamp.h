/* RFC 3161 time-stamp tokens over a claim signature (C2PA 2.2 clauses 10.3.2.5
 * and 15.8). */
#ifndef JB_C2PA_TIMESTAMP_H
#define JB_C2PA_TIMESTAMP_H

#include "c2pa/cose_work.h"

/* The header's token, then those of assertions until one holds: statuses, and
 * when one holds under an anchor signed_at, time_stamper and time_origin.
 * Everything wrong with a time stamp is informational. */
void jb_timestamp_check(jb_cose_work *w);

/* What a token (a CMS ContentInfo) says about a message. */
typedef struct jb_timestamp {
  const char *code; /* what is wrong, "timeStamp.malformed" and so on; NULL: nothing */
  const char *why;
  bool validated;   /* imprint and signature hold, whoever signed */
  bool trusted;     /* and the authority is on a list and was valid */
  int64_t time;     /* genTime, INT64_MIN when not readable */
  X509 *authority;  /* its certificate, or NULL; of the chain */
  jb_x509_chain chain;
  jb_x509_path path;
} jb_timestamp;

/* The message is prefix || rest.  Free what comes back. */
void jb_timestamp_read(const jb_trust_anchors *anchors, jb_span token, jb_span prefix, jb_span rest,
                       jb_timestamp *out);
void jb_timestamp_free(jb_timestamp *stamp);

/* The token inside a TimeStampResp that grants it; empty when it does not. */
jb_span jb_timestamp_of_response(jb_span response, size_t *at);

/* Ranges of a token that nothing in it protects and that the verification does
 * not depend on; `base` is the token's place in the content. */
void jb_timestamp_account(jb_cose_work *w, const jb_timestamp *stamp, jb_span token,
                          uint64_t base);

#endif
