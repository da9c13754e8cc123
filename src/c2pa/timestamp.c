#include "c2pa/timestamp.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/ts.h>

#include "c2pa/cose_signature.h"
#include "c2pa/der.h"
#include "io/digest.h"

enum { PREFIX_MAX = 4 * 1024 * 1024, TOKENS_MAX = 16, DIGEST_MAX = 64 };

static void wrong(jb_timestamp *out, const char *code, const char *why) {
  if (out->code) return;
  out->code = code;
  out->why = why;
}

/* ---- the imprint ---- */

static bool hash_of(const ASN1_OBJECT *oid, jb_hash *hash) {
  switch (OBJ_obj2nid(oid)) {
    case NID_sha256: *hash = JB_SHA256; return true;
    case NID_sha384: *hash = JB_SHA384; return true;
    case NID_sha512: *hash = JB_SHA512; return true;
    default: return false;
  }
}

static void check_imprint(TS_TST_INFO *info, jb_span prefix, jb_span rest, jb_timestamp *out) {
  TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
  const ASN1_OBJECT *oid = NULL;
  X509_ALGOR_get0(&oid, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
  const ASN1_OCTET_STRING *said = TS_MSG_IMPRINT_get_msg(imprint);
  jb_hash hash;
  if (!hash_of(oid, &hash)) {
    wrong(out, "timeStamp.untrusted", "the imprint's hash is not on the list of allowed ones");
    return;
  }
  uint8_t digest[JB_HASH_MAX];
  jb_digest *d = jb_digest_new(hash);
  if (d) {
    jb_digest_add(d, prefix);
    jb_digest_add(d, rest);
  }
  bool ok = d && jb_digest_finish(d, digest);
  jb_span want = jb_span_of(digest, jb_hash_length(hash));
  jb_span have =
      jb_span_of(ASN1_STRING_get0_data(said), (size_t)ASN1_STRING_length(said));
  if (!ok || !jb_span_equal(want, have)) {
    wrong(out, "timeStamp.mismatch", "the token stamps other bytes");
  }
}

/* ---- the signer ---- */

/* The certificate that SignerInfo names comes first, others follow. */
static void collect_chain(CMS_ContentInfo *cms, CMS_SignerInfo *signer, jb_timestamp *out) {
  STACK_OF(X509) *certs = CMS_get1_certs(cms);
  int count = certs ? sk_X509_num(certs) : 0;
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < count && out->chain.count < JB_CHAIN_MAX; i++) {
      X509 *cert = sk_X509_value(certs, i);
      if (!jb_x509_is_bearable(cert)) continue;
      bool first = CMS_SignerInfo_cert_cmp(signer, cert) == 0;
      if (first == (pass == 0) && !(first && out->chain.count > 0) && X509_up_ref(cert) == 1) {
        (void)X509_check_purpose(cert, -1, 0);
        out->chain.certs[out->chain.count++] = cert;
      }
    }
    if (pass == 0 && out->chain.count == 0) break;
  }
  sk_X509_pop_free(certs, X509_free);
  if (out->chain.count > 0) out->authority = out->chain.certs[0];
}

static bool digest_is(const X509 *cert, const EVP_MD *md, const ASN1_OCTET_STRING *want) {
  uint8_t digest[DIGEST_MAX];
  unsigned int length = sizeof digest;
  if (!md || X509_digest(cert, md, digest, &length) != 1) return false;
  return jb_span_equal(jb_span_of(digest, length),
                       jb_span_of(ASN1_STRING_get0_data(want), (size_t)ASN1_STRING_length(want)));
}

/* The hash in an ESSCertID or ESSCertIDv2: fields of OpenSSL's opaque types are
 * read from the encoding (RFC 5035 clause 4). */
static bool ess_names(const X509 *cert, jb_span attribute, bool v2) {
  jb_reader r = jb_reader_new(attribute, 0);
  jb_der outer, list, id, field;
  if (!jb_der_take(&r, JB_DER_SEQUENCE, &outer)) return false;
  r = jb_der_inside(&outer);
  if (!jb_der_take(&r, JB_DER_SEQUENCE, &list)) return false;
  r = jb_der_inside(&list);
  if (!jb_der_take(&r, JB_DER_SEQUENCE, &id)) return false;
  r = jb_der_inside(&id);
  const EVP_MD *md = v2 ? EVP_sha256() : EVP_sha1(); /* the default of v2; v1 knows no other */
  if (v2 && jb_der_take(&r, JB_DER_SEQUENCE, &field)) {
    const unsigned char *at = field.whole.ptr;
    X509_ALGOR *alg = d2i_X509_ALGOR(NULL, &at, (long)field.whole.len);
    const ASN1_OBJECT *oid = NULL;
    if (alg) X509_ALGOR_get0(&oid, NULL, NULL, alg);
    md = oid ? EVP_get_digestbyobj(oid) : NULL;
    X509_ALGOR_free(alg);
  }
  if (!jb_der_take(&r, JB_DER_OCTETS, &field)) return false;
  ASN1_OCTET_STRING *hash = ASN1_OCTET_STRING_new();
  bool same = hash && ASN1_OCTET_STRING_set(hash, field.body.ptr, (int)field.body.len) == 1 &&
              digest_is(cert, md, hash);
  ASN1_OCTET_STRING_free(hash);
  return same;
}

/* RFC 3161 clause 2.4.1 and RFC 5816: the signed attributes name the
 * authority's certificate by its hash. */
static void check_ess(CMS_SignerInfo *signer, jb_timestamp *out) {
  static const int k_nids[] = {NID_id_smime_aa_signingCertificateV2,
                               NID_id_smime_aa_signingCertificate};
  for (size_t i = 0; i < 2; i++) {
    int at = CMS_signed_get_attr_by_NID(signer, k_nids[i], -1);
    if (at < 0) continue;
    X509_ATTRIBUTE *attribute = CMS_signed_get_attr(signer, at);
    const ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, 0);
    if (!value || value->type != V_ASN1_SEQUENCE) continue;
    jb_span der = jb_span_of(ASN1_STRING_get0_data(value->value.sequence),
                             (size_t)ASN1_STRING_length(value->value.sequence));
    if (!ess_names(out->authority, der, i == 0)) {
      wrong(out, "timeStamp.mismatch", "the token names another certificate than it carries");
    }
    return;
  }
  wrong(out, "timeStamp.untrusted", "the token does not say which certificate signed it");
}

static void check_algorithms(CMS_SignerInfo *signer, jb_timestamp *out) {
  X509_ALGOR *digest = NULL, *signature = NULL;
  CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, &signature);
  const ASN1_OBJECT *oid = NULL, *plain = NULL;
  jb_hash hash;
  X509_ALGOR_get0(&oid, NULL, NULL, digest);
  X509_ALGOR_get0(&plain, NULL, NULL, signature);
  if (!hash_of(oid, &hash)) {
    wrong(out, "timeStamp.untrusted", "signed with a hash that is not allowed");
  } else if (OBJ_obj2nid(plain) != NID_rsaEncryption && /* the digest stands beside it */
             jb_signature_algorithm_fault(signature)) {
    wrong(out, "timeStamp.untrusted", "signed by an algorithm that is not allowed");
  }
}

/* The signature over the token, by the certificate that it carries. */
static void check_signature(CMS_ContentInfo *cms, CMS_SignerInfo *signer, jb_timestamp *out) {
  collect_chain(cms, signer, out);
  if (!out->authority) {
    wrong(out, "timeStamp.untrusted", "the token does not carry the authority's certificate");
    return;
  }
  check_algorithms(signer, out);
  if (out->code) return;
  BIO *content = BIO_new(BIO_s_mem());
  unsigned flags = CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY;
  if (!content || CMS_verify(cms, NULL, NULL, NULL, content, flags) != 1) {
    wrong(out, "timeStamp.mismatch", "the token's signature does not hold");
  }
  BIO_free(content);
  if (!out->code) check_ess(signer, out);
}

/* ---- the token ---- */

static TS_TST_INFO *info_of(CMS_ContentInfo *cms) {
  const ASN1_OBJECT *type = CMS_get0_eContentType(cms);
  ASN1_OCTET_STRING **content = CMS_get0_content(cms);
  if (OBJ_obj2nid(type) != NID_id_smime_ct_TSTInfo || !content || !*content) return NULL;
  jb_span der = jb_span_of(ASN1_STRING_get0_data(*content), (size_t)ASN1_STRING_length(*content));
  if (!jb_der_is_one(der)) return NULL;
  const unsigned char *at = der.ptr;
  return d2i_TS_TST_INFO(NULL, &at, (long)der.len);
}

static void check_authority(const jb_trust_anchors *anchors, jb_timestamp *out) {
  const char *why = jb_x509_leaf_fault(out->authority, JB_X509_TIME_STAMPER);
  if (!why) why = jb_x509_purpose_fault(out->authority, JB_X509_TIME_STAMPER);
  if (!why) why = out->path.why;
  (void)anchors;
  if (why) {
    wrong(out, "timeStamp.untrusted", why);
  } else if (!jb_x509_path_valid_at(&out->path, out->time)) {
    wrong(out, "timeStamp.outsideValidity", "the authority was not valid at the time it states");
  } else {
    out->trusted = true;
  }
}

static void read_token(const jb_trust_anchors *anchors, CMS_ContentInfo *cms, jb_span prefix,
                       jb_span rest, jb_timestamp *out) {
  STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
  TS_TST_INFO *info = info_of(cms);
  if (!info || !signers || sk_CMS_SignerInfo_num(signers) != 1) {
    wrong(out, "timeStamp.malformed", "no token of RFC 3161 with one signer");
  } else {
    out->time = jb_asn1_time(TS_TST_INFO_get_time(info));
    if (out->time == INT64_MIN) wrong(out, "timeStamp.malformed", "its time cannot be read");
    check_imprint(info, prefix, rest, out);
    check_signature(cms, sk_CMS_SignerInfo_value(signers, 0), out);
  }
  TS_TST_INFO_free(info);
  if (out->code) return;
  out->validated = true;
  jb_x509_find_path(anchors, JB_ANCHOR_TIME_STAMP, &out->chain, &out->path);
  check_authority(anchors, out);
}

void jb_timestamp_read(const jb_trust_anchors *anchors, jb_span token, jb_span prefix, jb_span rest,
                       jb_timestamp *out) {
  *out = (jb_timestamp){.time = INT64_MIN, .path = {.origin = JB_ANCHOR_ORIGIN_COUNT}};
  const unsigned char *at = token.ptr;
  CMS_ContentInfo *cms = jb_der_is_one(token) ? d2i_CMS_ContentInfo(NULL, &at, (long)token.len) : NULL;
  if (cms && OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed) {
    read_token(anchors, cms, prefix, rest, out);
  } else {
    wrong(out, "timeStamp.malformed", "no signed CMS content");
  }
  CMS_ContentInfo_free(cms);
  ERR_clear_error();
}

void jb_timestamp_free(jb_timestamp *stamp) {
  jb_x509_path_free(&stamp->path);
  jb_x509_chain_free(&stamp->chain);
  stamp->authority = NULL;
}

/* RFC 3161 clause 2.4.2: granted (0) or grantedWithMods (1), then the token. */
jb_span jb_timestamp_of_response(jb_span response, size_t *at) {
  const jb_span nothing = {NULL, 0};
  jb_reader r = jb_reader_new(response, 0);
  jb_der whole, info, status, token;
  if (!jb_der_is_one(response) || !jb_der_take(&r, JB_DER_SEQUENCE, &whole)) return nothing;
  r = jb_der_inside(&whole);
  if (!jb_der_take(&r, JB_DER_SEQUENCE, &info)) return nothing;
  jb_reader inside = jb_der_inside(&info);
  if (!jb_der_take(&inside, JB_DER_INTEGER, &status) || status.body.len != 1 ||
      status.body.ptr[0] > 1) {
    return nothing;
  }
  if (!jb_der_take(&r, JB_DER_SEQUENCE, &token) || jb_reader_left(&r) != 0) return nothing;
  *at = token.at;
  return token.whole;
}

/* ---- the claim signature's stamps ---- */

typedef struct message {
  jb_buf prefix;
  jb_buf tail; /* version 2: the signature with its head */
  jb_span rest;
} message;

/* Clause 10.3.2.5.2: version 1 stamps the claim, version 2 the encoded
 * signature field. */
static message message_of(jb_cose_work *w, int version) {
  enum { BYTES = 2 };
  jb_span signature = w->sign1.signature.bytes;
  message m = {.prefix = jb_buf_new(PREFIX_MAX), .tail = jb_buf_new(signature.len + 16)};
  m.rest = w->in->claim;
  if (version == 2) {
    jb_cbor_write_head(&m.tail, BYTES, signature.len);
    jb_buf_add(&m.tail, signature);
    m.rest = jb_buf_span(&m.tail);
  }
  jb_sig_structure_prefix(&m.prefix, "CounterSignature", w->sign1.protected_header.bytes,
                          m.rest.len);
  return m;
}

static void message_free(message *m) {
  jb_buf_free(&m->prefix);
  jb_buf_free(&m->tail);
}

static void accept(jb_cose_work *w, const jb_timestamp *stamp, jb_range at) {
  jb_cose_result *out = w->out;
  jb_x509_describe(w->arena, stamp->authority, &out->time_stamper);
  jb_cose_say(w, "timeStamp.validated", JB_C2PA_SUCCESS, at, NULL);
  if (!stamp->trusted) return;
  out->time_origin = stamp->path.origin;
  out->signed_at = stamp->time;
  jb_cose_say(w, "timeStamp.trusted", JB_C2PA_SUCCESS, at, stamp->path.list);
}

/* True when the token holds under an anchor. */
static bool check_token(jb_cose_work *w, jb_span token, jb_range at, int version) {
  message m = message_of(w, version);
  bool trusted = false;
  if (jb_buf_ok(&m.prefix) && jb_buf_ok(&m.tail)) {
    jb_timestamp stamp;
    jb_timestamp_read(w->in->anchors, token, jb_buf_span(&m.prefix), m.rest, &stamp);
    if (stamp.validated) {
      accept(w, &stamp, at);
      if (at.length) jb_timestamp_account(w, &stamp, token, at.offset);
    }
    if (stamp.code) jb_cose_say(w, stamp.code, JB_C2PA_INFORMATIONAL, at, stamp.why);
    trusted = stamp.trusted;
    jb_timestamp_free(&stamp);
  }
  message_free(&m);
  return trusted;
}

static bool check_header(jb_cose_work *w, const jb_sign1_stamp *stamp, int version) {
  if (stamp->fault) {
    jb_cose_say(w, "timeStamp.malformed", JB_C2PA_INFORMATIONAL, stamp->at, stamp->fault);
    return false;
  }
  jb_span token = stamp->token.bytes;
  jb_range at = stamp->token.at;
  if (version == 1) {
    size_t inside = 0;
    token = jb_timestamp_of_response(token, &inside);
    if (!token.ptr) {
      jb_cose_say(w, "timeStamp.malformed", JB_C2PA_INFORMATIONAL, at,
                  "no time-stamp response that grants a token");
      return false;
    }
    /* the status before the token is not signed, and may hold text */
    enum { PLAIN_STATUS = 16 };
    if (inside > PLAIN_STATUS) {
      jb_cose_uncovered(w, (jb_range){at.offset, inside}, "time-stamp-status", NULL);
    }
    at = (jb_range){at.offset + inside, token.len};
  }
  return check_token(w, token, at, version);
}

void jb_timestamp_check(jb_cose_work *w) {
  bool held = false;
  /* the newer form is the one that counts when both are there */
  if (w->sign1.stamp_v2.present) held = check_header(w, &w->sign1.stamp_v2, 2);
  else if (w->sign1.stamp_v1.present) held = check_header(w, &w->sign1.stamp_v1, 1);
  for (size_t i = 0; i < w->in->token_count && i < TOKENS_MAX && !held; i++) {
    jb_span token = w->in->tokens[i];
    if (token.len > JB_SIGN1_DER_MAX || !jb_der_is_one(token)) {
      jb_cose_say(w, "assertion.timestamp.malformed", JB_C2PA_FAILURE, (jb_range){0, 0},
                  "a token in an assertion cannot be read");
      continue;
    }
    held = check_token(w, token, (jb_range){0, 0}, 2);
  }
}
