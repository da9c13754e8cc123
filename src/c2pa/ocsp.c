#include "c2pa/ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "c2pa/der.h"

/* A response answers one question; some servers answer a few at once. */
enum { SINGLES_MAX = 16, RESPONSES_MAX = 16, DAY = 86400 };

static bool is_about(OCSP_SINGLERESP *single, X509 *cert, X509 *issuer) {
  /* the accessors want it mutable, and change nothing */
  const OCSP_CERTID *named = OCSP_SINGLERESP_get0_id(single);
  OCSP_CERTID *copy = OCSP_CERTID_dup(named);
  ASN1_OBJECT *hash = NULL;
  OCSP_CERTID *own = NULL;
  if (copy && OCSP_id_get0_info(NULL, &hash, NULL, NULL, copy) == 1) {
    const EVP_MD *md = EVP_get_digestbyobj(hash);
    if (md) own = OCSP_cert_to_id(md, cert, issuer);
  }
  bool same = own && OCSP_id_cmp(own, copy) == 0;
  OCSP_CERTID_free(own);
  OCSP_CERTID_free(copy);
  return same;
}

/* RFC 6960 clause 4.2.2.2: the issuer itself, or one that the issuer named for
 * this and nothing else. */
static const char *responder_fault(OCSP_BASICRESP *basic, X509 *issuer, int64_t produced) {
  const char *why = jb_signature_algorithm_fault(OCSP_resp_get0_tbs_sigalg(basic));
  if (why) return why;
  STACK_OF(X509) *known = sk_X509_new_null();
  X509 *signer = NULL;
  if (!known || sk_X509_push(known, issuer) <= 0 ||
      OCSP_resp_get0_signer(basic, &signer, known) != 1) {
    why = "the responder's certificate is not there";
  } else if (!jb_x509_is_bearable(signer)) {
    why = "the responder's key is too large";
  } else if (OCSP_basic_verify(basic, known, NULL, OCSP_NOVERIFY) <= 0) {
    why = "the response's signature does not hold";
  } else if (X509_cmp(signer, issuer) != 0) {
    if (X509_check_issued(issuer, signer) != X509_V_OK ||
        X509_verify(signer, X509_get0_pubkey(issuer)) != 1) {
      why = "the responder was not named by the issuer";
    } else if (jb_x509_is_ca(signer)) {
      why = "a CA certificate answers";
    } else {
      why = jb_x509_leaf_fault(signer, JB_X509_RESPONDER);
    }
    if (!why && !jb_x509_valid_at(signer, produced)) why = "the responder was not valid then";
  }
  sk_X509_free(known);
  return why;
}

/* Clause 15.9.2 of C2PA 2.2. */
static bool is_timely(int64_t this_update, int64_t next_update, int64_t produced, int64_t stamped,
                      int64_t now) {
  if (stamped == INT64_MIN || this_update == INT64_MIN || now < this_update) return false;
  if (stamped <= this_update) return true;
  if (next_update != INT64_MIN) return stamped < next_update;
  return produced != INT64_MIN && stamped < produced + DAY;
}

static jb_ocsp_reply read_single(OCSP_BASICRESP *basic, OCSP_SINGLERESP *single, int64_t stamped,
                                 int64_t now) {
  ASN1_GENERALIZEDTIME *revoked = NULL, *this_update = NULL, *next_update = NULL;
  int reason = -1;
  int status = OCSP_single_get0_status(single, &reason, &revoked, &this_update, &next_update);
  jb_ocsp_reply reply = {.answer = JB_OCSP_UNKNOWN};
  if (status == V_OCSP_CERTSTATUS_GOOD) reply.answer = JB_OCSP_GOOD;
  if (status == V_OCSP_CERTSTATUS_REVOKED) {
    reply.answer = reason == OCSP_REVOKED_STATUS_REMOVEFROMCRL ? JB_OCSP_GOOD : JB_OCSP_REVOKED;
  }
  reply.timely = is_timely(jb_asn1_time(this_update), jb_asn1_time(next_update),
                           jb_asn1_time(OCSP_resp_get0_produced_at(basic)), stamped, now);
  if (!reply.timely) {
    reply.why = stamped == INT64_MIN
                    ? "a response counts only beside a time stamp that holds"
                    : "the response's times do not fit the time stamp";
  }
  return reply;
}

static jb_ocsp_reply read_basic(OCSP_BASICRESP *basic, X509 *cert, X509 *issuer, int64_t stamped,
                                int64_t now) {
  jb_ocsp_reply nothing = {.why = "the response is about another certificate"};
  int count = OCSP_resp_count(basic);
  for (int i = 0; i < count && i < SINGLES_MAX; i++) {
    OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);
    if (!is_about(single, cert, issuer)) continue;
    nothing.why =
        responder_fault(basic, issuer, jb_asn1_time(OCSP_resp_get0_produced_at(basic)));
    return nothing.why ? nothing : read_single(basic, single, stamped, now);
  }
  return nothing;
}

jb_ocsp_reply jb_ocsp_read(jb_span response, X509 *cert, X509 *issuer, int64_t stamped,
                           int64_t now) {
  jb_ocsp_reply reply = {.why = "the response cannot be read"};
  if (!jb_der_is_one(response)) return reply;
  const unsigned char *at = response.ptr;
  OCSP_RESPONSE *whole = d2i_OCSP_RESPONSE(NULL, &at, (long)response.len);
  OCSP_BASICRESP *basic = NULL;
  if (whole && OCSP_response_status(whole) == OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    basic = OCSP_response_get1_basic(whole);
  }
  if (basic) reply = read_basic(basic, cert, issuer, stamped, now);
  OCSP_BASICRESP_free(basic);
  OCSP_RESPONSE_free(whole);
  ERR_clear_error();
  return reply;
}

/* ---- all responses of a claim ---- */

static X509 *issuer_of(const jb_cose_work *w, size_t step) {
  if (step + 1 < w->path.count) return w->path.steps[step + 1];
  return w->path.anchor_cert; /* NULL when there is none */
}

typedef struct tally {
  bool good, revoked, unknown, ca_revoked;
  const char *why; /* why what was there did not count */
  jb_range revoked_at, good_at;
} tally;

static void weigh(tally *t, const jb_ocsp_reply *reply, size_t step, jb_range at) {
  if (reply->why) t->why = reply->why;
  /* A revocation is not undone by the absence of a time stamp: without one
   * nobody can say that the signature is older. */
  if (reply->answer == JB_OCSP_REVOKED) {
    if (step > 0) t->ca_revoked = true;
    else t->revoked = true;
    t->revoked_at = at;
  }
  if (step > 0 || !reply->timely) return;
  if (reply->answer == JB_OCSP_GOOD) {
    t->good = true;
    t->good_at = at;
  }
  if (reply->answer == JB_OCSP_UNKNOWN) t->unknown = true;
}

static void read_one(jb_cose_work *w, tally *t, jb_span response, jb_range at) {
  if (response.len > JB_SIGN1_DER_MAX) {
    t->why = "the response is larger than the limit";
    return;
  }
  for (size_t step = 0; step < w->path.count; step++) {
    X509 *issuer = issuer_of(w, step);
    if (!issuer) continue;
    jb_ocsp_reply reply = jb_ocsp_read(response, w->path.steps[step], issuer, w->out->signed_at,
                                       w->in->now);
    if (reply.answer == JB_OCSP_NOTHING) {
      if (step == 0 && !t->why) t->why = reply.why;
      continue;
    }
    weigh(t, &reply, step, at);
    return;
  }
}

void jb_ocsp_check(jb_cose_work *w) {
  tally t = {.why = NULL};
  const jb_range nowhere = {0, 0};
  size_t seen = 0;
  for (size_t i = 0; i < w->sign1.response_count; i++, seen++) {
    read_one(w, &t, w->sign1.responses[i].bytes, w->sign1.responses[i].at);
  }
  for (size_t i = 0; i < w->in->ocsp_count && seen < RESPONSES_MAX; i++, seen++) {
    read_one(w, &t, w->in->ocsp[i], nowhere);
  }
  if (t.ca_revoked) {
    w->out->trusted = false;
    jb_cose_say(w, "signingCredential.untrusted", JB_C2PA_FAILURE, t.revoked_at,
                "a CA above the signer was revoked");
  }
  if (t.revoked) {
    jb_cose_say(w, "signingCredential.ocsp.revoked", JB_C2PA_FAILURE, t.revoked_at, NULL);
  } else if (t.good) {
    jb_cose_say(w, "signingCredential.ocsp.notRevoked", JB_C2PA_SUCCESS, t.good_at, NULL);
  } else if (t.unknown) {
    jb_cose_say(w, "signingCredential.ocsp.unknown", JB_C2PA_FAILURE, nowhere,
                "the responder does not know the certificate");
  } else {
    jb_cose_say(w, "signingCredential.ocsp.skipped", JB_C2PA_INFORMATIONAL, nowhere,
                t.why ? t.why : "no response travels with the claim, and none is fetched");
  }
}
