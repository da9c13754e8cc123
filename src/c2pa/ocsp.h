/* OCSP responses that travel with the claim (C2PA 2.2 clause 15.9, RFC 6960).
 * Nobody is asked over a network. */
#ifndef JB_C2PA_OCSP_H
#define JB_C2PA_OCSP_H

#include "c2pa/cose_work.h"

/* After the path is known and before states are drawn: statuses
 * signingCredential.ocsp.*; a revoked CA takes the trust away. */
void jb_ocsp_check(jb_cose_work *w);

typedef enum jb_ocsp_answer {
  JB_OCSP_NOTHING, /* not about this certificate, not authorised, not readable */
  JB_OCSP_GOOD,
  JB_OCSP_REVOKED,
  JB_OCSP_UNKNOWN
} jb_ocsp_answer;

typedef struct jb_ocsp_reply {
  jb_ocsp_answer answer;
  bool timely; /* clause 15.9.2: its times fit the stamped time and the clock */
  const char *why;
} jb_ocsp_reply;

/* What one DER response says about a certificate.  `stamped` is INT64_MIN
 * without a trusted time stamp. */
jb_ocsp_reply jb_ocsp_read(jb_span response, X509 *cert, X509 *issuer, int64_t stamped,
                           int64_t now);

#endif
