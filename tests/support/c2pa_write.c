#include "support/c2pa_write.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/reader.h"

const char k_dst_trained[] =
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

static const char k_label[] = "urn:c2pa:5e1f0a1c-0000-4000-8000-00000000000a";

/* ---- describing ---- */

c2pa_assertion *c2pa_add_box(c2pa_manifest *m, const char *label, bytes box) {
  if (m->count == C2PA_ASSERTIONS) abort();
  c2pa_assertion *a = &m->assertions[m->count++];
  *a = (c2pa_assertion){.label = label, .box = box};
  return a;
}

c2pa_assertion *c2pa_add(c2pa_manifest *m, const char *label, bytes cbor) {
  return c2pa_add_box(m, label, jumbf_cbor(label, cbor));
}

bytes c2pa_actions(int count, ...) {
  va_list args;
  cb_items list = cb_pairs_new();
  va_start(args, count);
  for (int i = 0; i < count; i++) cb_push(&list, va_arg(args, bytes));
  va_end(args);
  return cb_map(1, "actions", cb_items_array(list));
}

bytes c2pa_action(const char *name, const char *source) {
  cb_pairs map = cb_pairs_new();
  cb_add(&map, "action", cbor_text(name));
  cb_add(&map, "digitalSourceType", source ? cbor_text(source) : none());
  return cb_pairs_map(map);
}

bytes c2pa_action_with(const char *name, bytes parameters) {
  return cb_map(2, "action", cbor_text(name), "parameters", parameters);
}

c2pa_manifest c2pa_bare(pki *p) {
  (void)p;
  return (c2pa_manifest){0};
}

c2pa_manifest c2pa_ai_picture(pki *p) {
  c2pa_manifest m = c2pa_bare(p);
  bytes agent = cb_map(1, "name", cbor_text("Invented Painter"));
  bytes created = cb_map(3, "action", cbor_text("c2pa.created"), "digitalSourceType",
                         cbor_text(k_dst_trained), "softwareAgent", agent);
  c2pa_add(&m, "c2pa.actions.v2", c2pa_actions(1, created));
  return m;
}

c2pa_manifest c2pa_ai_picture_v1(pki *p) {
  c2pa_manifest m = c2pa_bare(p);
  m.claim_version = 1;
  bytes created = cb_map(3, "action", cbor_text("c2pa.created"), "digitalSourceType",
                         cbor_text(k_dst_trained), "softwareAgent", cbor_text("Invented Painter"));
  c2pa_add(&m, "c2pa.actions", c2pa_actions(1, created));
  return m;
}

static bytes uri_text(const char *path) {
  char uri[512];
  (void)snprintf(uri, sizeof uri, "self#jumbf=%s", path);
  return cbor_text(uri);
}

bytes c2pa_hashed_uri(const char *path, bytes superbox) {
  return cb_map(2, "url", uri_text(path), "hash", cbor_bytes(jumbf_body_sha256(superbox)));
}

bytes c2pa_ingredient_v3(const char *relationship, const c2pa_earlier *e) {
  cb_pairs map = cb_pairs_new();
  cb_add(&map, "relationship", cbor_text(relationship));
  cb_add(&map, "dc:title", cbor_text("before.png"));
  cb_add(&map, "dc:format", cbor_text("image/png"));
  if (e) {
    char path[256];
    (void)snprintf(path, sizeof path, "/c2pa/%s", e->label);
    cb_add(&map, "activeManifest", c2pa_hashed_uri(path, e->manifest));
    (void)snprintf(path, sizeof path, "/c2pa/%s/c2pa.signature", e->label);
    cb_add(&map, "claimSignature", c2pa_hashed_uri(path, e->signature));
    bytes codes = cb_map(3, "success", cb_array(0), "informational", cb_array(0), "failure",
                         cb_array(0));
    cb_add(&map, "validationResults", cb_map(1, "activeManifest", codes));
  }
  return cb_pairs_map(map);
}

/* ---- references ---- */

static const char *label_of(const c2pa_manifest *m) { return m->label ? m->label : k_label; }

static void path_of(const c2pa_manifest *m, const c2pa_assertion *a, char *path, size_t size) {
  const char *manifest = a->ref == C2PA_REF_ELSEWHERE ? a->elsewhere : label_of(m);
  const char *slash = a->ref == C2PA_REF_NO_SLASH ? "" : "/";
  if (a->ref == C2PA_REF_ELSEWHERE || a->ref == C2PA_REF_NO_SLASH) {
    (void)snprintf(path, size, "%sc2pa/%s/c2pa.assertions/%s", slash, manifest, a->label);
  } else {
    (void)snprintf(path, size, "c2pa.assertions/%s", a->label);
  }
}

static bytes reference(const c2pa_manifest *m, const c2pa_assertion *a) {
  char path[256];
  path_of(m, a, path, sizeof path);
  cb_pairs map = cb_pairs_new();
  cb_add(&map, "url", uri_text(path));
  bool md5 = a->ref == C2PA_REF_MD5;
  cb_add(&map, "alg", md5 ? cbor_text("md5") : none());
  bytes hash = a->box.len ? jumbf_body_sha256(a->box) : fill(0x11, 32);
  if (a->ref == C2PA_REF_OTHER_HASH) hash.ptr[0] ^= 1;
  cb_add(&map, "hash", cbor_bytes(hash));
  return cb_pairs_map(map);
}

/* References of the claim; `which` 0: created, 1: gathered, 2: all. */
static bytes references(const c2pa_manifest *m, const c2pa_assertion *all, size_t count, int which) {
  cb_items list = cb_pairs_new();
  for (size_t i = 0; i < count; i++) {
    if (all[i].ref == C2PA_REF_NONE) continue;
    if (which == 2 || which == (int)all[i].gathered) cb_push(&list, reference(m, &all[i]));
  }
  return cb_items_array(list);
}

/* ---- the claim ---- */

static bool kept(const c2pa_manifest *m, const char *field) {
  return !m->without || strcmp(m->without, field) != 0;
}

static void field(const c2pa_manifest *m, cb_pairs *map, const char *key, bytes value) {
  if (!kept(m, key)) {
    bytes_free(value);
    value = none();
  }
  cb_add(map, key, value);
}

static bytes signature_uri(const c2pa_manifest *m) {
  char path[256];
  if (m->signature_uri) return cbor_text(m->signature_uri);
  (void)snprintf(path, sizeof path, "/c2pa/%s/c2pa.signature", label_of(m));
  return uri_text(path);
}

static bytes redactions(const c2pa_manifest *m) {
  cb_items list = cb_pairs_new();
  for (size_t i = 0; i < m->redacted_count; i++) cb_push(&list, cbor_text(m->redacted[i]));
  if (m->redacted_count) return cb_items_array(list);
  bytes_free(list.body);
  return none();
}

static bytes gathered(const c2pa_manifest *m, const c2pa_assertion *all, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (all[i].gathered && all[i].ref != C2PA_REF_NONE) return references(m, all, count, 1);
  }
  return none();
}

static bytes claim_map(const c2pa_manifest *m, const c2pa_assertion *all, size_t count) {
  bool v1 = m->claim_version == 1;
  cb_pairs map = cb_pairs_new();
  bytes info = cb_map(2, "name", cbor_text("jianbiao-tests"), "version", cbor_text("1"));
  field(m, &map, "instanceID", cbor_text("xmp:iid:5e1f0a1c-0000-4000-8000-0000000000ff"));
  field(m, &map, "claim_generator_info", v1 ? cb_array(1, info) : info);
  field(m, &map, "signature", signature_uri(m));
  if (v1) {
    field(m, &map, "claim_generator", cbor_text("jianbiao-tests/1"));
    field(m, &map, "dc:format", cbor_text("image/png"));
    field(m, &map, "assertions", references(m, all, count, 2));
  } else {
    field(m, &map, "created_assertions", references(m, all, count, 0));
    field(m, &map, "gathered_assertions", gathered(m, all, count));
  }
  cb_add(&map, "redacted_assertions", redactions(m));
  const char *alg = m->alg ? m->alg : "sha256";
  cb_add(&map, "alg", alg[0] ? cbor_text(alg) : none());
  if (m->extra_key) cb_add(&map, m->extra_key, copy_of(m->extra));
  return cb_pairs_map(map);
}

static bytes signature_of(pki *p, const c2pa_manifest *m, bytes claim) {
  if (m->signature_instead.len) return copy_of(m->signature_instead);
  sign1_options o = m->cose;
  if (!o.chain[0]) {
    o.chain[0] = &p->world.signer;
    o.chain[1] = &p->world.ca;
  }
  if (o.reply.ptr) o.reply = copy_of(o.reply);
  return sign1_over(claim, o);
}

/* ---- the boxes ---- */

static bytes manifest_box(pki *p, const c2pa_manifest *m, const c2pa_assertion *all, size_t count,
                          bytes *signature_out) {
  const char *claim_name = m->claim_version == 1 ? "c2pa.claim" : "c2pa.claim.v2";
  bytes claim = m->claim_instead.len ? copy_of(m->claim_instead) : claim_map(m, all, count);
  bytes assertions = none();
  for (size_t i = 0; i < count; i++) {
    if (all[i].ref != C2PA_REF_NO_BOX) assertions = join(2, assertions, copy_of(all[i].box));
  }
  const char *name = m->claim_label ? m->claim_label : claim_name;
  bytes claim_box = jumbf_super("c2cl", name, box("cbor", copy_of(claim)));
  if (m->two_claims) claim_box = join(2, copy_of(claim_box), claim_box);
  if (m->no_claim) claim_box = cut(claim_box, 0);
  const char *signature_name = m->signature_label ? m->signature_label : "c2pa.signature";
  bytes signature = jumbf_super("c2cs", signature_name, box("cbor", signature_of(p, m, claim)));
  if (signature_out) *signature_out = copy_of(signature);
  if (m->no_signature) signature = cut(signature, 0);
  const char *store_name = m->assertion_store_label ? m->assertion_store_label : "c2pa.assertions";
  bytes store = m->no_assertion_store ? cut(assertions, 0)
                                      : jumbf_super("c2as", store_name, assertions);
  bytes_free(claim);
  bytes content = join(4, store, claim_box, signature, copy_of(m->box_more));
  return jumbf_super(m->type ? m->type : "c2ma", label_of(m), content);
}

/* ---- c2pa.hash.data ---- */

typedef struct place {
  uint64_t at, length;  /* of the store with its framing, in the file */
  const bytes *file;    /* without the store; NULL: no file */
} place;

/* SHA-256 of the file (taken over) without these ranges, which may leave it. */
static bytes hash_without(bytes file, int64_t ranges[][2], size_t count) {
  size_t kept_bytes = 0;
  for (size_t i = 0; i < file.len; i++) {
    bool out = false;
    for (size_t r = 0; r < count; r++) {
      if ((int64_t)i >= ranges[r][0] && (int64_t)i < ranges[r][0] + ranges[r][1]) out = true;
    }
    if (!out) file.ptr[kept_bytes++] = file.ptr[i];
  }
  return sha256_of(cut(file, kept_bytes));
}

/* The file with zeros in the store's place. */
static bytes with_hole(const place *at) {
  if (!at->file) return none();
  bytes head = raw(at->file->ptr, (size_t)at->at);
  bytes tail = raw(at->file->ptr + at->at, at->file->len - (size_t)at->at);
  return join(3, head, fill(0, (size_t)at->length), tail);
}

static bytes data_hash_map(const c2pa_data_hash *d, const place *at) {
  int64_t ranges[3][2] = {{(int64_t)at->at + d->start_by, (int64_t)at->length + d->length_by}};
  size_t count = 1;
  for (size_t i = 0; i < d->more_count; i++, count++) {
    ranges[count][0] = (int64_t)(at->at + at->length) + d->more[i].start;
    ranges[count][1] = d->more[i].length;
  }
  bytes hash = hash_without(with_hole(at), ranges, d->no_exclusions ? 0 : count);
  if (d->other_hash) hash.ptr[0] ^= 1;
  cb_items list = cb_pairs_new();
  for (size_t i = 0; i < count; i++) {
    size_t k = d->disordered ? count - 1 - i : i;
    cb_push(&list, cb_map(2, "start", cbor_int(ranges[k][0]), "length", cbor_int(ranges[k][1])));
  }
  cb_pairs map = cb_pairs_new();
  bytes exclusions = cb_items_array(list);
  if (d->no_exclusions || d->exclusions_not_array) {
    bytes_free(exclusions);
    exclusions = d->no_exclusions ? none() : cbor_text("all");
  }
  cb_add(&map, "exclusions", exclusions);
  cb_add(&map, "alg", cbor_text(d->alg ? d->alg : "sha256"));
  if (d->no_hash) bytes_free(hash);
  else cb_add(&map, "hash", cbor_bytes(hash));
  cb_add(&map, "pad", cbor_bytes(fill(0, 8)));
  cb_add(&map, "name", cbor_text("jumbf manifest"));
  return cb_pairs_map(map);
}

/* ---- stores ---- */

static bytes one_manifest(pki *p, const c2pa_manifest *m, const place *at, bytes *signature) {
  c2pa_assertion all[C2PA_ASSERTIONS + 1];
  size_t count = 0;
  for (size_t i = 0; i < m->count; i++) all[count++] = m->assertions[i];
  if (!m->data_hash.absent) {
    const char *label = m->data_hash.label ? m->data_hash.label : "c2pa.hash.data";
    bytes content = data_hash_map(&m->data_hash, at);
    all[count++] = (c2pa_assertion){.label = label, .box = jumbf_cbor(label, content),
                                    .ref = m->data_hash.ref};
  }
  bytes made = manifest_box(p, m, all, count, signature);
  if (!m->data_hash.absent) bytes_free(all[count - 1].box);
  return made;
}

static void manifest_free(c2pa_manifest *m) {
  for (size_t i = 0; i < m->count; i++) bytes_free(m->assertions[i].box);
  bytes_free(m->extra);
  bytes_free(m->claim_instead);
  bytes_free(m->box_more);
  bytes_free(m->cose.reply);
  bytes_free(m->signature_instead);
  *m = (c2pa_manifest){0};
}

static bytes store_of(const c2pa_manifest *m, bytes manifests) {
  return jumbf_super("c2pa", m->store_label ? m->store_label : "c2pa", manifests);
}

void c2pa_earlier_free(c2pa_earlier *e) {
  bytes_free(e->manifests);
  bytes_free(e->manifest);
  bytes_free(e->signature);
  *e = (c2pa_earlier){0};
}

static c2pa_earlier keep(const c2pa_manifest *m, const c2pa_earlier *before, bytes made,
                         bytes signature) {
  bytes first = before ? copy_of(before->manifests) : none();
  return (c2pa_earlier){join(2, first, copy_of(made)), made, signature, label_of(m)};
}

c2pa_earlier c2pa_ingredient(pki *p, c2pa_manifest *m, const c2pa_earlier *before) {
  bytes signature = {0};
  bytes made = one_manifest(p, m, &(place){0}, &signature);
  c2pa_earlier e = keep(m, before, made, signature);
  manifest_free(m);
  return e;
}

bytes c2pa_store_only(pki *p, c2pa_manifest *m, const c2pa_earlier *before) {
  bytes made = one_manifest(p, m, &(place){0}, NULL);
  bytes store = store_of(m, join(2, before ? copy_of(before->manifests) : none(), made));
  manifest_free(m);
  return store;
}

/* A Brotli stream of one stored meta-block (RFC 7932): window of 16 bits, four
 * nibbles of length, uncompressed; then an empty last block. */
static bytes brotli_stored(bytes b) {
  if (b.len == 0 || b.len > 65536) abort();
  uint32_t head = (uint32_t)(b.len - 1) << 4 | 1u << 20;
  return join(5, u8(head & 0xFF), u8(head >> 8 & 0xFF), u8(head >> 16), b, u8(3));
}

bytes c2pa_compressed(const char *label, bytes manifest) {
  return jumbf_super("c2cm", label, box("brob", brotli_stored(manifest)));
}

/* ---- files ---- */

bytes png_store(bytes store) { return png_chunk("caBX", store); }

bytes jpeg_store(bytes store, size_t piece) {
  bytes all = none();
  bytes head = raw(store.ptr, 8); /* LBox and TBox stand in each segment */
  size_t at = 8;
  for (uint32_t z = 1; at < store.len || z == 1; z++) {
    size_t n = store.len - at < piece ? store.len - at : piece;
    bytes payload = join(4, hex("4A50 0211"), u32be(z), copy_of(head), raw(store.ptr + at, n));
    all = join(2, all, jpeg_segment(0xEB, payload));
    at += n;
  }
  bytes_free(head);
  bytes_free(store);
  return all;
}

/* `piece` 0: PNG.  Lengths in the data hash depend on the store's own length,
 * so it is written until that stands still: signatures of time stamps come in
 * two or three lengths, and the same one must come twice. */
static bytes into(bytes plain, uint64_t at, size_t piece, pki *p, c2pa_manifest *m,
                  const c2pa_earlier *before, c2pa_earlier *written) {
  place where = {at, 0, &plain};
  bytes framed = none();
  for (int round = 0;; round++) {
    bytes signature = {0};
    if (round == 400) abort();
    bytes made = one_manifest(p, m, &where, &signature);
    bytes all = join(2, before ? copy_of(before->manifests) : none(), copy_of(made));
    bytes store = store_of(m, all);
    bytes_free(framed);
    framed = piece ? jpeg_store(store, piece) : png_store(store);
    bool still = framed.len == where.length;
    c2pa_earlier kept_one = keep(m, before, made, signature);
    if (still && written) *written = kept_one;
    else c2pa_earlier_free(&kept_one);
    if (still) break;
    where.length = framed.len;
  }
  bytes head = raw(plain.ptr, (size_t)at), tail = raw(plain.ptr + at, plain.len - (size_t)at);
  bytes_free(plain);
  manifest_free(m);
  return join(3, head, framed, tail);
}

enum { PNG_AFTER_IHDR = 33, JPEG_AFTER_SOI = 2, USUAL_PIECE = 1500 };

bytes c2pa_into_png(bytes plain, pki *p, c2pa_manifest *m, const c2pa_earlier *before) {
  return into(plain, PNG_AFTER_IHDR, 0, p, m, before, NULL);
}

bytes c2pa_into_jpeg(bytes plain, size_t piece, pki *p, c2pa_manifest *m,
                     const c2pa_earlier *before) {
  return into(plain, JPEG_AFTER_SOI, piece, p, m, before, NULL);
}

bytes c2pa_png(pki *p, c2pa_manifest *m, const c2pa_earlier *before) {
  return c2pa_into_png(png_with(none()), p, m, before);
}

bytes c2pa_jpeg(pki *p, c2pa_manifest *m, const c2pa_earlier *before) {
  return c2pa_into_jpeg(jpeg_with(none()), USUAL_PIECE, p, m, before);
}

bytes c2pa_png_kept(pki *p, c2pa_manifest *m, const c2pa_earlier *before, c2pa_earlier *written) {
  return into(png_with(none()), PNG_AFTER_IHDR, 0, p, m, before, written);
}

size_t c2pa_find(bytes file, const char *needle, size_t n) {
  size_t length = strlen(needle);
  for (size_t i = 0; length <= file.len && i <= file.len - length; i++) {
    if (memcmp(file.ptr + i, needle, length) == 0 && n-- == 0) return i;
  }
  abort();
}

bytes png_mend_crc(bytes file) {
  size_t type = c2pa_find(file, "caBX", 0);
  const uint8_t *l = file.ptr + type - 4;
  size_t length = (size_t)l[0] << 24 | (size_t)l[1] << 16 | (size_t)l[2] << 8 | l[3];
  if (length > file.len - type - 8) abort();
  uint32_t crc = (uint32_t)crc32(0, file.ptr + type, (uInt)(length + 4));
  for (size_t i = 0; i < 4; i++) file.ptr[type + 4 + length + i] = (uint8_t)(crc >> (24 - 8 * i));
  return file;
}
