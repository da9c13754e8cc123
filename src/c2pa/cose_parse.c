#include "c2pa/cose_parse.h"

/* RFC 9052 clause 3.1, RFC 9360 clause 2, RFC 9597 clause 2, RFC 8392. */
enum {
  HEADER_ALG = 1,
  HEADER_CRIT = 2,
  HEADER_CWT_CLAIMS = 15,
  HEADER_X5CHAIN = 33,
  CWT_IAT = 6,
  TAG_SIGN1 = 18,
  CBOR_DEPTH = 16,
  CBOR_ITEMS = 4096
};

static jb_range range_of(uint64_t base, const jb_cbor_item *item) {
  return (jb_range){base + item->at, item->length};
}

/* The place of a byte string's content.  Joined chunks have none of their own:
 * the whole item stands for them. */
static jb_range content_range(uint64_t base, const jb_cbor_item *item) {
  if (item->quirks & JB_CBOR_INDEFINITE || item->bytes.len > item->length) {
    return range_of(base, item);
  }
  return (jb_range){base + item->at + (item->length - item->bytes.len), item->bytes.len};
}

static jb_sign1_bytes bytes_of(uint64_t base, const jb_cbor_item *item) {
  return (jb_sign1_bytes){item->bytes, content_range(base, item)};
}

static void fault(jb_sign1 *out, const char *why, uint64_t at) {
  if (out->fault) return;
  out->fault = why;
  out->fault_at = at;
}

static bool key_is(const jb_cbor_item *key, const char *text) {
  return key->kind == JB_CBOR_TEXT && jb_span_is(key->bytes, text);
}

/* ---- certificates ---- */

static void add_certificate(jb_sign1 *out, uint64_t base, const jb_cbor_item *item) {
  if (item->kind != JB_CBOR_BYTES || item->bytes.len == 0) {
    out->x5_fault = "the certificate chain holds something that is no byte string";
  } else if (item->bytes.len > JB_SIGN1_DER_MAX) {
    out->x5_fault = "a certificate is larger than the limit";
    out->limit = true;
  } else if (out->certificate_count == JB_SIGN1_CERTIFICATES) {
    out->x5_fault = "the chain has more certificates than the limit";
    out->limit = true;
  } else {
    out->certificates[out->certificate_count++] = bytes_of(base, item);
  }
}

/* C2PA 2.2 clause 14.5: one byte string, or an array of them, leaf first. */
static void read_chain(jb_sign1 *out, uint64_t base, const jb_cbor_item *value) {
  if (value->kind != JB_CBOR_ARRAY) {
    add_certificate(out, base, value);
    return;
  }
  for (const jb_cbor_item *c = value->first; c && !out->x5_fault; c = c->next) {
    add_certificate(out, base, c);
  }
  if (value->count == 0) out->x5_fault = "the certificate chain is empty";
}

/* Label 33 wins over the string of the drafts; a label that stands in both
 * buckets leaves open which credential is meant (clause 14.5). */
static void find_chain(jb_sign1 *out, const jb_cbor_item *inner, uint64_t inner_base,
                       const jb_cbor_item *outer) {
  const jb_cbor_item *p = jb_cbor_get_int(inner, HEADER_X5CHAIN);
  const jb_cbor_item *u = jb_cbor_get_int(outer, HEADER_X5CHAIN);
  const jb_cbor_item *p_text = jb_cbor_get(inner, "x5chain");
  const jb_cbor_item *u_text = jb_cbor_get(outer, "x5chain");
  if ((p && u) || (p_text && u_text)) {
    out->x5_bucket = JB_SIGN1_TWICE;
    out->x5_fault = "certificates stand in the protected and in the unprotected header";
    return;
  }
  const jb_cbor_item *value = p ? p : u ? u : p_text ? p_text : u_text;
  if (!value) {
    out->x5_fault = "no certificate";
    return;
  }
  bool inside = value == p || value == p_text;
  out->x5_bucket = inside ? JB_SIGN1_PROTECTED : JB_SIGN1_UNPROTECTED;
  read_chain(out, inside ? inner_base : 0, value);
}

/* ---- the protected header ---- */

/* RFC 9052 clause 3.1: what crit names must be understood; we understand what
 * we act upon. */
static bool understood(const jb_cbor_item *label) {
  int64_t number;
  if (jb_cbor_int(label, &number)) {
    return number == HEADER_ALG || number == HEADER_CRIT || number == HEADER_X5CHAIN ||
           number == HEADER_CWT_CLAIMS;
  }
  return key_is(label, "x5chain") || key_is(label, "iat");
}

static void check_crit(jb_sign1 *out, uint64_t base, const jb_cbor_item *header) {
  const jb_cbor_item *crit = jb_cbor_get_int(header, HEADER_CRIT);
  if (!crit) return;
  if (crit->kind != JB_CBOR_ARRAY || crit->count == 0) {
    fault(out, "crit is no list of labels", base + crit->at);
    return;
  }
  for (const jb_cbor_item *label = crit->first; label; label = label->next) {
    if (!understood(label)) fault(out, "crit names a header that is not known", base + label->at);
  }
}

static void read_iat(jb_sign1 *out, const jb_cbor_item *header) {
  const jb_cbor_item *iat = jb_cbor_get(header, "iat");
  const jb_cbor_item *claims = jb_cbor_get_int(header, HEADER_CWT_CLAIMS);
  if (!iat && claims) iat = jb_cbor_get_int(claims, CWT_IAT);
  if (iat && iat->kind == JB_CBOR_TAG) iat = iat->first;
  if (!iat) return;
  if (iat->kind == JB_CBOR_FLOAT && iat->real > -1e15 && iat->real < 1e15) {
    out->iat = (int64_t)iat->real;
    out->has_iat = true;
  } else {
    out->has_iat = jb_cbor_int(iat, &out->iat);
  }
}

static const jb_cbor_item *read_protected(jb_arena *arena, jb_sign1 *out) {
  uint64_t base = out->protected_header.at.offset;
  if (out->protected_header.bytes.len == 0) return NULL;
  jb_cbor_result r = jb_cbor_parse(arena, out->protected_header.bytes, CBOR_DEPTH, CBOR_ITEMS);
  if (r.limit) out->limit = true;
  if (!r.root || r.error || r.root->kind != JB_CBOR_MAP) {
    fault(out, "the protected header is no map", base);
    return NULL;
  }
  if (r.consumed != out->protected_header.bytes.len) {
    fault(out, "bytes follow the map of the protected header", base + r.consumed);
  }
  if (r.quirks & JB_CBOR_DUPLICATE_KEY) {
    fault(out, "a label stands twice in the protected header", base);
  }
  const jb_cbor_item *alg = jb_cbor_get_int(r.root, HEADER_ALG);
  if (alg) out->alg_kind = jb_cbor_int(alg, &out->alg) ? JB_SIGN1_ALG_ID : JB_SIGN1_ALG_OTHER;
  check_crit(out, base, r.root);
  read_iat(out, r.root);
  return r.root;
}

/* ---- the unprotected header ---- */

/* tstContainer: {"tstTokens": [{"val": bstr}]}, one token only. */
static jb_sign1_stamp read_stamp(const jb_cbor_item *key, const jb_cbor_item *value) {
  jb_sign1_stamp s = {.present = true,
                      .at = {key->at, value->at + value->length - key->at}};
  const jb_cbor_item *tokens = jb_cbor_get(value, "tstTokens");
  if (!tokens || tokens->kind != JB_CBOR_ARRAY || tokens->count == 0) {
    s.fault = "no list of tokens";
    return s;
  }
  if (tokens->count > 1) {
    s.fault = "more than one token";
    return s;
  }
  const jb_cbor_item *token = jb_cbor_get(tokens->first, "val");
  if (!token || token->kind != JB_CBOR_BYTES || token->bytes.len == 0) {
    s.fault = "the token is no byte string";
  } else if (token->bytes.len > JB_SIGN1_DER_MAX) {
    s.fault = "the token is larger than the limit";
  } else {
    s.token = bytes_of(0, token);
  }
  return s;
}

static void read_responses(jb_sign1 *out, const jb_cbor_item *value) {
  const jb_cbor_item *list = jb_cbor_get(value, "ocspVals");
  if (!list || list->kind != JB_CBOR_ARRAY) {
    out->responses_fault = "no list of responses";
    return;
  }
  for (const jb_cbor_item *r = list->first; r; r = r->next) {
    if (r->kind != JB_CBOR_BYTES) {
      out->responses_fault = "a response is no byte string";
    } else if (r->bytes.len > JB_SIGN1_DER_MAX || out->response_count == JB_SIGN1_RESPONSES) {
      out->responses_fault = "more or larger responses than the limit";
      out->limit = true;
      return;
    } else {
      out->responses[out->response_count++] = bytes_of(0, r);
    }
  }
}

static jb_range not_zero(const jb_cbor_item *value) {
  jb_range whole = content_range(0, value);
  if (value->kind != JB_CBOR_BYTES) return (jb_range){value->at, value->length};
  size_t first = 0, last = value->bytes.len;
  while (first < last && value->bytes.ptr[first] == 0) first++;
  while (last > first && value->bytes.ptr[last - 1] == 0) last--;
  if (first == last) return (jb_range){0, 0};
  if (whole.length != value->bytes.len) return whole;
  return (jb_range){whole.offset + first, last - first};
}

static void read_plain(jb_sign1 *out, const jb_cbor_item *key, const jb_cbor_item *value) {
  jb_sign1_plain p = {.kind = JB_PLAIN_OTHER,
                      .at = {key->at, value->at + value->length - key->at}};
  int64_t label;
  if (key_is(key, "pad") || key_is(key, "pad2")) {
    p.kind = JB_PLAIN_PAD;
    p.not_zero = not_zero(value);
  } else if (key_is(key, "sigTst") && !out->stamp_v1.present) {
    p.kind = JB_PLAIN_STAMP;
    out->stamp_v1 = read_stamp(key, value);
  } else if (key_is(key, "sigTst2") && !out->stamp_v2.present) {
    p.kind = JB_PLAIN_STAMP;
    out->stamp_v2 = read_stamp(key, value);
  } else if (key_is(key, "rVals") && out->response_count == 0) {
    p.kind = JB_PLAIN_OCSP;
    read_responses(out, value);
  } else if (key_is(key, "x5chain") || (jb_cbor_int(key, &label) && label == HEADER_X5CHAIN)) {
    p.kind = JB_PLAIN_X5CHAIN;
  }
  if (out->plain_count == JB_SIGN1_PLAIN) {
    out->plain_more = true;
  } else {
    out->plain[out->plain_count++] = p;
  }
}

static void read_unprotected(jb_sign1 *out, const jb_cbor_item *header) {
  for (const jb_cbor_item *key = header->first; key && key->next; key = key->next->next) {
    if (key->quirks & JB_CBOR_DUPLICATE_KEY) {
      fault(out, "a label stands twice in the unprotected header", key->at);
    }
    read_plain(out, key, key->next);
  }
}

/* ---- the whole ---- */

void jb_sign1_parse(jb_arena *arena, jb_span content, jb_sign1 *out) {
  *out = (jb_sign1){.alg_kind = JB_SIGN1_ALG_NONE};
  jb_cbor_result r = jb_cbor_parse(arena, content, CBOR_DEPTH, CBOR_ITEMS);
  if (r.limit) out->limit = true;
  out->quirks = r.quirks;
  if (!r.root || r.error) {
    fault(out, "the claim signature is no CBOR", r.error_at);
    return;
  }
  /* clause 13.2: the tagged form, COSE_Sign1_Tagged */
  if (r.root->kind != JB_CBOR_TAG || r.root->number != TAG_SIGN1) {
    fault(out, "the claim signature is not tagged as COSE_Sign1", r.root->at);
  }
  const jb_cbor_item *list = r.root;
  while (list && list->kind == JB_CBOR_TAG) list = list->first;
  if (!list || list->kind != JB_CBOR_ARRAY || list->count != 4) {
    fault(out, "COSE_Sign1 is an array of four", list ? list->at : 0);
    return;
  }
  const jb_cbor_item *inner = list->first, *outer = inner->next, *payload = outer->next,
                     *signature = payload->next;
  if (inner->kind != JB_CBOR_BYTES || outer->kind != JB_CBOR_MAP ||
      signature->kind != JB_CBOR_BYTES) {
    fault(out, "the members of COSE_Sign1 are of other types", list->at);
    return;
  }
  /* clause 13.2.3: detached means nil; bytes there would be a second claim */
  if (payload->kind != JB_CBOR_NULL) fault(out, "the payload is not detached", payload->at);
  if (r.consumed != content.len) fault(out, "bytes follow the signature", r.consumed);
  out->protected_header = bytes_of(0, inner);
  out->signature = bytes_of(0, signature);
  const jb_cbor_item *header = read_protected(arena, out);
  read_unprotected(out, outer);
  find_chain(out, header, out->protected_header.at.offset, outer);
}
