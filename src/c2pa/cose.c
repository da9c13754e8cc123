/* The credential of a claim, in the order of C2PA 2.2 clauses 15.7 to 15.9. */
#include "c2pa/cose.h"

#include <stdarg.h>

#include "c2pa/cose_parse.h"
#include "c2pa/cose_signature.h"
#include "c2pa/cose_work.h"
#include "c2pa/ocsp.h"
#include "c2pa/timestamp.h"
#include "c2pa/x509.h"

/* Sig_structure's prefix: the protected header and a few heads. */
enum { PREFIX_MAX = 4 * 1024 * 1024 };

void jb_cose_say(jb_cose_work *w, const char *code, jb_c2pa_severity severity, jb_range at,
                 const char *explanation) {
  jb_cose_result *out = w->out;
  if (out->status_count == JB_COSE_STATUSES) return;
  out->statuses[out->status_count++] =
      (jb_cose_status){.code = code, .severity = severity, .explanation = explanation, .at = at};
}

void jb_cose_uncovered(jb_cose_work *w, jb_range at, const char *what, const char *detail) {
  jb_cose_result *out = w->out;
  if (at.length == 0) return;
  /* the last place says that there was more */
  if (out->uncovered_count == JB_COSE_UNCOVERED) {
    out->uncovered[JB_COSE_UNCOVERED - 1].detail = "and more";
    return;
  }
  out->uncovered[out->uncovered_count++] =
      (jb_c2pa_uncovered){.range = at, .what = what, .detail = detail};
}

static void fail(jb_cose_work *w, const char *code, jb_range at, const char *explanation) {
  jb_cose_say(w, code, JB_C2PA_FAILURE, at, explanation);
}

/* ---- what no signature covers ---- */

static void list_plain(jb_cose_work *w) {
  static const char *const k_what[] = {
      [JB_PLAIN_PAD] = "cose-pad",        [JB_PLAIN_STAMP] = "time-stamp",
      [JB_PLAIN_OCSP] = "ocsp",           [JB_PLAIN_X5CHAIN] = "cose-certificates",
      [JB_PLAIN_OTHER] = "cose-header"};
  for (size_t i = 0; i < w->sign1.plain_count; i++) {
    const jb_sign1_plain *p = &w->sign1.plain[i];
    bool pad = p->kind == JB_PLAIN_PAD;
    jb_cose_uncovered(w, p->at, k_what[p->kind], pad && p->not_zero.length == 0 ? "zeros" : NULL);
    if (pad) jb_cose_uncovered(w, p->not_zero, "cose-pad-not-zero", "bytes that are not zero");
  }
  if (w->sign1.plain_more) {
    jb_cose_uncovered(w, (jb_range){0, w->in->content.len}, "cose-header",
                      "more unprotected headers than are listed");
  }
  if (w->sign1.quirks & (JB_CBOR_INDEFINITE | JB_CBOR_NOT_SHORTEST)) {
    jb_cose_uncovered(w, (jb_range){0, w->in->content.len}, "cose-encoding",
                      "not in deterministic encoding: the same could be written otherwise");
  }
}

/* ---- the credential ---- */

static bool read_chain(jb_cose_work *w) {
  const jb_sign1 *s = &w->sign1;
  if (s->x5_fault) {
    fail(w, "signingCredential.invalid", (jb_range){0, 0}, s->x5_fault);
    return false;
  }
  for (size_t i = 0; i < s->certificate_count; i++) {
    X509 *cert = jb_x509_read(s->certificates[i].bytes);
    if (!cert) {
      fail(w, "signingCredential.invalid", s->certificates[i].at, "a certificate cannot be read");
      return false;
    }
    w->chain.certs[w->chain.count++] = cert;
  }
  return w->chain.count > 0;
}

static jb_range leaf_at(const jb_cose_work *w) { return w->sign1.certificates[0].at; }

/* Clause 14.5.1.  A CA certificate at the end of the chain is no end entity's
 * at all, besides being untrusted. */
static void check_profile(jb_cose_work *w) {
  X509 *leaf = w->chain.certs[0];
  const char *why = jb_x509_leaf_fault(leaf, JB_X509_SIGNER);
  if (!why && jb_x509_is_ca(leaf)) why = "a CA certificate signs the claim";
  w->out->profile_ok = why == NULL;
  if (why) fail(w, "signingCredential.invalid", leaf_at(w), why);
}

/* A CA that breaks the profile vouches for nobody; the leaf's own form stays
 * what it is.  Anchors and roots are given, not checked. */
static const char *path_fault(const jb_cose_work *w) {
  if (w->path.why) return w->path.why;
  for (size_t i = 1; i < w->path.count; i++) {
    X509 *step = w->path.steps[i];
    const char *why = jb_x509_self_signed(step) ? NULL : jb_x509_ca_fault(step);
    if (why) return why;
  }
  return NULL;
}

static void check_trust(jb_cose_work *w) {
  jb_cose_result *out = w->out;
  const char *why = jb_x509_purpose_fault(w->chain.certs[0], JB_X509_SIGNER);
  if (!why) why = path_fault(w);
  out->denied = jb_x509_path_denied(w->in->anchors, &w->path);
  if (!why && out->denied) {
    why = jb_arena_format(w->arena, "on the denylist: %s", out->denied);
    if (!why) why = "on the denylist";
  }
  if (why) {
    fail(w, "signingCredential.untrusted", leaf_at(w),
         out->self_signed ? "signed by itself, on no list" : why);
    return;
  }
  out->signer_origin = w->path.origin;
  if (!out->profile_ok) return;
  out->trusted = true;
  jb_cose_say(w, "signingCredential.trusted", JB_C2PA_SUCCESS, leaf_at(w), w->path.list);
}

/* ---- signature and validity ---- */

static void check_signature(jb_cose_work *w) {
  const jb_cose_algorithm *alg = NULL;
  const jb_sign1 *s = &w->sign1;
  if (s->alg_kind == JB_SIGN1_ALG_ID) alg = jb_cose_algorithm_find(s->alg);
  if (!alg) {
    fail(w, "algorithm.unsupported", s->protected_header.at,
         s->alg_kind == JB_SIGN1_ALG_NONE ? "the protected header names no algorithm"
                                          : "the algorithm is not allowed");
    return;
  }
  w->out->algorithm = alg->name;
  EVP_PKEY *key = X509_get0_pubkey(w->chain.certs[0]);
  jb_buf prefix = jb_buf_new(PREFIX_MAX);
  jb_sig_structure_prefix(&prefix, "Signature1", s->protected_header.bytes, w->in->claim.len);
  const char *why = "the public key cannot be read";
  if (!jb_buf_ok(&prefix)) why = "no memory";
  else if (key) why = jb_cose_signature_fault(alg, key, jb_buf_span(&prefix), w->in->claim,
                                              s->signature.bytes);
  jb_buf_free(&prefix);
  w->out->signature_ok = why == NULL;
  if (why) fail(w, "claimSignature.mismatch", s->signature.at, why);
  else jb_cose_say(w, "claimSignature.validated", JB_C2PA_SUCCESS, s->signature.at, NULL);
}

static void check_validity(jb_cose_work *w) {
  jb_cose_result *out = w->out;
  bool stamped = out->signed_at != INT64_MIN;
  int64_t when = stamped ? out->signed_at : w->in->now;
  out->inside_validity = jb_x509_path_valid_at(&w->path, when);
  if (out->inside_validity) {
    jb_cose_say(w, "claimSignature.insideValidity", JB_C2PA_SUCCESS, leaf_at(w), NULL);
  } else {
    fail(w, "claimSignature.outsideValidity", leaf_at(w),
         stamped ? "the credential was not valid at the stamped time"
                 : "the credential is not valid now, and no time stamp that holds says when it was used");
  }
  if (out->claimed_at == INT64_MIN) return;
  bool inside = jb_x509_path_valid_at(&w->path, out->claimed_at);
  jb_cose_say(w, inside ? "timeOfSigning.insideValidity" : "timeOfSigning.outsideValidity",
              JB_C2PA_INFORMATIONAL, w->sign1.protected_header.at,
              "a time that the signer claims");
}

static void verify(jb_cose_work *w) {
  jb_cose_result *out = w->out;
  jb_timestamp_check(w);
  if (!read_chain(w)) return;
  X509 *leaf = w->chain.certs[0];
  jb_x509_describe(w->arena, leaf, &out->signer);
  out->self_signed = jb_x509_self_signed(leaf);
  jb_x509_find_path(w->in->anchors, JB_ANCHOR_SIGNER, &w->chain, &w->path);
  check_profile(w);
  check_trust(w);
  jb_ocsp_check(w);
  check_signature(w);
  check_validity(w);
}

/* An estimate from above of the public-key operations that this claim asks
 * for: each takes about a millisecond with the largest keys. */
static uint64_t effort_of(const jb_cose_work *w) {
  enum { OWN = 2, CERTIFICATE = 2, STAMP = 2 + 2 * JB_CHAIN_MAX, RESPONSE = 2 };
  size_t stamps = w->in->token_count + w->sign1.stamp_v1.present + w->sign1.stamp_v2.present;
  size_t responses = w->in->ocsp_count + w->sign1.response_count;
  return OWN + CERTIFICATE * w->sign1.certificate_count + RESPONSE * responses +
         (stamps ? STAMP : 0);
}

static bool may_go_on(jb_cose_work *w) {
  uint64_t *left = w->in->effort;
  if (!left) return true;
  uint64_t cost = effort_of(w);
  if (cost > *left) {
    *left = 0;
    w->out->limit = true;
    fail(w, "general.error", (jb_range){0, 0},
         "not verified: the file asks for more signatures than are checked");
    return false;
  }
  *left -= cost;
  return true;
}

void jb_cose_verify(jb_arena *arena, const jb_cose_input *input, jb_cose_result *out) {
  *out = (jb_cose_result){.signer_origin = JB_ANCHOR_ORIGIN_COUNT,
                          .time_origin = JB_ANCHOR_ORIGIN_COUNT,
                          .signed_at = INT64_MIN,
                          .claimed_at = INT64_MIN};
  jb_cose_work *w = jb_arena_alloc(arena, sizeof *w);
  if (!w) return;
  *w = (jb_cose_work){.arena = arena, .in = input, .out = out};
  jb_sign1_parse(arena, input->content, &w->sign1);
  list_plain(w);
  out->limit = w->sign1.limit;
  if (w->sign1.fault) {
    fail(w, "claimSignature.mismatch",
         (jb_range){w->sign1.fault_at, w->sign1.fault_at < input->content.len}, w->sign1.fault);
    return;
  }
  out->parsed = true;
  if (!may_go_on(w)) return;
  if (w->sign1.has_iat) out->claimed_at = w->sign1.iat;
  verify(w);
  jb_x509_path_free(&w->path);
  jb_x509_chain_free(&w->chain);
}
