#include "support/cose.h"

#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include "base/buf.h"
#include "c2pa/cbor.h"

#define MUST(x)          \
  do {                   \
    if (!(x)) abort();   \
  } while (0)

/* ---- CBOR ---- */

static bytes head(unsigned major, uint64_t value) {
  jb_buf b = jb_buf_new(16);
  jb_cbor_write_head(&b, major, value);
  bytes out = raw(b.data, b.len);
  jb_buf_free(&b);
  return out;
}

bytes cbor_uint(uint64_t v) { return head(0, v); }
bytes cbor_int(int64_t v) {
  return v < 0 ? head(1, (uint64_t)(-1 - v)) : head(0, (uint64_t)v);
}
bytes cbor_bytes(bytes content) {
  bytes h = head(2, content.len);
  return join(2, h, content);
}
bytes cbor_text(const char *content) { return join(2, head(3, strlen(content)), text(content)); }
bytes cbor_nil(void) { return u8(0xF6); }
bytes cbor_array(size_t count, bytes items) { return join(2, head(4, count), items); }
bytes cbor_map(size_t pairs, bytes members) { return join(2, head(5, pairs), members); }
bytes cbor_tag(uint64_t tag, bytes item) { return join(2, head(6, tag), item); }

bytes sig_structure(const char *context, bytes protected_header, bytes payload) {
  return cbor_array(4, join(4, cbor_text(context), cbor_bytes(protected_header), cbor_bytes(none()),
                            cbor_bytes(payload)));
}

/* ---- signatures ---- */

static const char *hash_of(int64_t alg) {
  switch (alg) {
    case -35:
    case -38: return "SHA384";
    case -36:
    case -39: return "SHA512";
    case -8: return NULL;
    default: return "SHA256";
  }
}

static bytes sign(const person *signer, int64_t alg, bytes message) {
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  EVP_PKEY_CTX *pctx = NULL;
  MUST(ctx && EVP_DigestSignInit_ex(ctx, &pctx, hash_of(alg), NULL, NULL, signer->key, NULL) == 1);
  if (alg <= -37 && alg >= -39) {
    MUST(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) > 0);
    MUST(EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) > 0);
  }
  unsigned char out[4096];
  size_t length = sizeof out;
  MUST(EVP_DigestSign(ctx, out, &length, message.ptr, message.len) == 1);
  EVP_MD_CTX_free(ctx);
  bytes_free(message);
  return raw(out, length);
}

static bytes raw_of_der(bytes der, size_t field) {
  const unsigned char *at = der.ptr;
  ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &at, (long)der.len);
  unsigned char out[2 * 66];
  MUST(sig && field <= 66);
  MUST(BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, (int)field) > 0);
  MUST(BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + field, (int)field) > 0);
  ECDSA_SIG_free(sig);
  bytes_free(der);
  return raw(out, 2 * field);
}

bytes raw_signature(const person *signer, int64_t alg, bytes message) {
  bytes out = sign(signer, alg, message);
  if (!EVP_PKEY_is_a(signer->key, "EC")) return out;
  return raw_of_der(out, ((size_t)EVP_PKEY_get_bits(signer->key) + 7) / 8);
}

/* ---- headers ---- */

typedef struct map {
  size_t pairs;
  bytes members;
} map;

static void put(map *m, bytes key, bytes value) {
  m->members = join(3, m->members, key, value);
  m->pairs++;
}

static bytes chain_of(const sign1_options *o) {
  bytes items = none();
  size_t count = 0;
  for (; count < 4 && o->chain[count]; count++) {
    items = join(2, items, cbor_bytes(person_der(o->chain[count])));
  }
  return o->single ? items : cbor_array(count, items);
}

static bytes protected_of(const sign1_options *o) {
  map m = {0, none()};
  int64_t alg = o->alg ? o->alg : -7;
  if (o->alg_text) put(&m, cbor_text("alg"), cbor_int(alg));
  else if (!o->alg_none) put(&m, cbor_uint(1), cbor_int(alg));
  if (o->crit) put(&m, cbor_uint(2), cbor_array(1, cbor_text("unheard-of")));
  if (o->place == CHAIN_P33 || o->place == CHAIN_BOTH_LABELS || o->place == CHAIN_BOTH_BUCKETS) {
    put(&m, cbor_uint(33), chain_of(o));
  }
  if (o->has_iat) put(&m, cbor_text("iat"), cbor_int(o->iat));
  if (o->place == CHAIN_P_TEXT || o->place == CHAIN_BOTH_LABELS) {
    put(&m, cbor_text("x5chain"), chain_of(o));
  }
  return cbor_map(m.pairs, m.members);
}

static bytes stamp_of(const sign1_options *o, bytes protected_header, bytes claim,
                      bytes signature) {
  bool v1 = o->stamp_version == 1;
  bytes payload = o->stamp_wrong_bytes ? text("other bytes")
                  : v1                 ? copy_of(claim)
                                       : cbor_bytes(copy_of(signature));
  bytes message = sig_structure("CounterSignature", copy_of(protected_header), payload);
  bytes token = token_over(message, o->stamp, o->stamp_ca, o->token);
  if (o->stamp_damaged) token.ptr[token.len - 2] ^= 1; /* inside the signature value */
  if (v1) token = token_response(token);
  if (o->token_text) {
    bytes_free(token);
    token = text(o->token_text);
  }
  bytes one = cbor_map(1, join(2, cbor_text("val"), cbor_bytes(token)));
  if (!o->stamp_twice) return cbor_map(1, join(2, cbor_text("tstTokens"), cbor_array(1, one)));
  bytes two = copy_of(one);
  return cbor_map(1, join(2, cbor_text("tstTokens"), cbor_array(2, join(2, one, two))));
}

static bytes unprotected_of(const sign1_options *o, bytes protected_header, bytes claim,
                            bytes signature) {
  map m = {0, none()};
  if (o->place == CHAIN_U33 || o->place == CHAIN_BOTH_BUCKETS) put(&m, cbor_uint(33), chain_of(o));
  if (o->place == CHAIN_U_TEXT) put(&m, cbor_text("x5chain"), chain_of(o));
  if (o->stamp) {
    put(&m, cbor_text(o->stamp_version == 1 ? "sigTst" : "sigTst2"),
        stamp_of(o, protected_header, claim, signature));
  }
  if (o->reply.ptr) {
    bytes list = cbor_array(1, cbor_bytes(o->reply));
    put(&m, cbor_text("rVals"), cbor_map(1, join(2, cbor_text("ocspVals"), list)));
  }
  if (o->pad) {
    put(&m, cbor_text("pad"), cbor_bytes(join(2, fill(0, o->pad - 1), u8(o->pad_value))));
  }
  return cbor_map(m.pairs, m.members);
}

bytes sign1_over(bytes claim, sign1_options o) {
  bytes protected_header = protected_of(&o);
  bytes signed_claim = o.other_bytes ? text("another claim") : copy_of(claim);
  bytes message = sig_structure("Signature1", copy_of(protected_header), signed_claim);
  int64_t alg = o.alg ? o.alg : -7;
  bytes signature =
      o.der ? sign(o.chain[0], alg, message) : raw_signature(o.chain[0], alg, message);
  bytes unprotected = unprotected_of(&o, protected_header, claim, signature);
  if (o.flip) signature.ptr[0] ^= 1;
  bytes payload = o.attached ? cbor_bytes(copy_of(claim))
                  : o.empty_payload ? cbor_bytes(none())
                                    : cbor_nil();
  bytes list = cbor_array(
      4, join(4, cbor_bytes(protected_header), unprotected, payload, cbor_bytes(signature)));
  return o.tag < 0 ? list : cbor_tag(o.tag ? (uint64_t)o.tag : 18, list);
}
