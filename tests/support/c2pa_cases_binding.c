/* Hard bindings: clauses 15.12, 18.5 to 18.9. */
#include <stdlib.h>

#include "support/c2pa_cases.h"

#define BEND(name) static void name(pki *p, c2pa_manifest *m)

BEND(no_binding) { (void)p; m->data_hash.absent = true; }
BEND(other_hash) { (void)p; m->data_hash.other_hash = true; }
BEND(no_hash) { (void)p; m->data_hash.no_hash = true; }
BEND(no_exclusions) { (void)p; m->data_hash.no_exclusions = true; }
BEND(not_array) { (void)p; m->data_hash.exclusions_not_array = true; }
BEND(wide_after) { (void)p; m->data_hash.length_by = 6; }
BEND(wide_before) {
  (void)p;
  m->data_hash.start_by = -4;
  m->data_hash.length_by = 4;
}
BEND(narrow) { (void)p; m->data_hash.length_by = -4; }
BEND(negative) { (void)p; m->data_hash.start_by = -40; }
BEND(beyond) {
  (void)p;
  m->data_hash.more[m->data_hash.more_count++] = (c2pa_range){8, 1 << 20};
}
BEND(of_pixels) {
  (void)p;
  m->data_hash.more[m->data_hash.more_count++] = (c2pa_range){8, 4};
}
BEND(disordered) {
  of_pixels(p, m);
  m->data_hash.disordered = true;
}
BEND(overlap) {
  (void)p;
  m->data_hash.more[m->data_hash.more_count++] = (c2pa_range){-8, 12};
}
BEND(md5) { (void)p; m->data_hash.alg = "md5"; }
BEND(bmff_v1) { (void)p; m->data_hash.label = "c2pa.hash.bmff"; }
BEND(two) {
  (void)p;
  bytes map = cb_map(4, "exclusions", cb_array(0), "alg", cbor_text("sha256"), "hash",
                     cbor_bytes(fill(0, 32)), "pad", cbor_bytes(none()));
  c2pa_add(m, "c2pa.hash.data__1", map);
}

/* An Exif chunk right behind the store, which the data hash leaves out. */
static bytes metadata_excluded(pki *p) {
  static const uint8_t k_exif[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0};
  c2pa_manifest m = c2pa_ai_picture(p);
  bytes exif = png_chunk("eXIf", raw(k_exif, sizeof k_exif));
  m.data_hash.more[m.data_hash.more_count++] = (c2pa_range){0, (int64_t)exif.len};
  return c2pa_into_png(png_with(exif), p, &m, NULL);
}

static bytes good_png(pki *p) {
  c2pa_manifest m = c2pa_ai_picture(p);
  return c2pa_png(p, &m, NULL);
}
static bytes good_jpeg(pki *p) {
  c2pa_manifest m = c2pa_ai_picture(p);
  return c2pa_jpeg(p, &m, NULL);
}

static bytes pixel(pki *p) {
  bytes file = good_png(p);
  return patch(file, file.len - 20, (uint8_t)(file.ptr[file.len - 20] ^ 1));
}
static bytes pixel_jpeg(pki *p) {
  bytes file = good_jpeg(p);
  return patch(file, file.len - 4, (uint8_t)(file.ptr[file.len - 4] ^ 1));
}
static bytes appended(pki *p) { return join(2, good_png(p), fill('z', 64)); }
static bytes appended_jpeg(pki *p) { return join(2, good_jpeg(p), fill('z', 64)); }

/* Something before or behind the store's first chunk, whose length is that of
 * the one in a good file. */
static size_t chunk_length(bytes file) {
  const uint8_t *l = file.ptr + 33;
  return ((size_t)l[0] << 24 | (size_t)l[1] << 16 | (size_t)l[2] << 8 | l[3]) + 12;
}
static bytes moved(pki *p) {
  bytes file = good_png(p);
  size_t n = chunk_length(file);
  bytes head = raw(file.ptr, 33), chunk = raw(file.ptr + 33, n);
  bytes rest = raw(file.ptr + 33 + n, file.len - 33 - n);
  bytes end = raw(rest.ptr + rest.len - 12, 12);
  bytes_free(file);
  return join(4, head, cut(rest, rest.len - 12), chunk, end);
}
static bytes twice(pki *p) {
  bytes file = good_png(p);
  size_t n = chunk_length(file);
  bytes head = raw(file.ptr, 33 + n), again = raw(file.ptr + 33, n);
  bytes rest = raw(file.ptr + 33 + n, file.len - 33 - n);
  bytes_free(file);
  return join(3, head, again, rest);
}
static bytes bad_crc(pki *p) {
  bytes file = good_png(p);
  size_t at = 33 + chunk_length(file) - 1;
  return patch(file, at, (uint8_t)(file.ptr[at] ^ 0x55));
}
/* A comment between the pieces of the store. */
static bytes gap(pki *p) {
  bytes file = good_jpeg(p);
  size_t second = 2 + 2 + ((size_t)file.ptr[4] << 8 | file.ptr[5]);
  bytes head = raw(file.ptr, second), rest = raw(file.ptr + second, file.len - second);
  bytes_free(file);
  return join(3, head, jpeg_comment(text("between")), rest);
}
static bytes source_changed(pki *p) {
  bytes file = good_png(p);
  size_t at = c2pa_find(file, "trainedAlgorithmicMedia", 0);
  return png_mend_crc(patch(file, at, 'T'));
}

/* ---- c2pa.hash.boxes (clause 18.7) over PNG ---- */

enum { BOX_GOOD, BOX_HASH, BOX_UNLISTED, BOX_NO_NAMES, BOX_ORDER };

static bytes box_entry(const char *name, bytes content) {
  bytes names = cb_array(1, cbor_text(name));
  return cb_map(3, "names", names, "hash", cbor_bytes(sha256_of(content)), "pad", cbor_bytes(none()));
}
static bytes store_entry(void) {
  return cb_map(3, "names", cb_array(1, cbor_text("C2PA")), "hash", cbor_bytes(fill(0, 1)), "pad",
                cbor_bytes(none()));
}

static bytes boxes_map(int how) {
  bytes plain = png_with(none());
  bytes header = raw(plain.ptr + 8, 25), end = raw(plain.ptr + plain.len - 12, 12);
  bytes data = raw(plain.ptr + 33, plain.len - 45);
  if (how == BOX_HASH) data.ptr[9] ^= 1;
  cb_items list = cb_pairs_new();
  cb_push(&list, box_entry("PNGh", raw(plain.ptr, 8)));
  cb_push(&list, box_entry("IHDR", header));
  cb_push(&list, store_entry());
  if (how == BOX_ORDER) {
    cb_push(&list, box_entry("IEND", end));
    cb_push(&list, box_entry("IDAT", data));
  } else {
    if (how == BOX_UNLISTED) bytes_free(data);
    else cb_push(&list, box_entry("IDAT", data));
    cb_push(&list, box_entry("IEND", end));
  }
  bytes_free(plain);
  bytes all = cb_items_array(list);
  return cb_map(2, "alg", cbor_text("sha256"), how == BOX_NO_NAMES ? "boxen" : "boxes", all);
}

static bytes boxes(pki *p, int how) {
  c2pa_manifest m = c2pa_ai_picture(p);
  m.data_hash.absent = true;
  c2pa_add(&m, "c2pa.hash.boxes", boxes_map(how));
  return c2pa_png(p, &m, NULL);
}
static bytes boxes_good(pki *p) { return boxes(p, BOX_GOOD); }
static bytes boxes_hash(pki *p) { return boxes(p, BOX_HASH); }
static bytes boxes_unlisted(pki *p) { return boxes(p, BOX_UNLISTED); }
static bytes boxes_malformed(pki *p) { return boxes(p, BOX_NO_NAMES); }
static bytes boxes_order(pki *p) { return boxes(p, BOX_ORDER); }

/* ---- c2pa.hash.bmff.v3 on a file that has no boxes of that kind ---- */
BEND(bmff_malformed) {
  (void)p;
  m->data_hash.absent = true;
  c2pa_add(m, "c2pa.hash.bmff.v3", cb_map(2, "alg", cbor_text("sha256"), "hash", cbor_bytes(fill(0, 32))));
}

#define MATCH "assertion.dataHash.match claimSignature.validated"
#define MISMATCH "assertion.dataHash.mismatch claimSignature.validated"
#define MALFORMED "assertion.dataHash.malformed"

const c2pa_case k_c2pa_binding_cases[] = {
    {"metadata-excluded.png", NULL, metadata_excluded,
     MATCH " assertion.dataHash.additionalExclusionsPresent", "trusted", NULL},
    {"binding-missing.png", no_binding, NULL, "claim.hardBindings.missing", "invalid", "structure"},
    {"binding-bmff-v1.png", bmff_v1, NULL, "claim.hardBindings.missing", "invalid", NULL},
    {"binding-two.png", two, NULL, "assertion.multipleHardBindings", "invalid", "structure"},
    {"hash-other.png", other_hash, NULL, MISMATCH, "invalid", "integrity"},
    {"hash-none.png", no_hash, NULL, MALFORMED, "invalid", "structure"},
    {"hash-md5.png", md5, NULL, "algorithm.unsupported", "invalid", NULL},
    {"exclusions-none.png", no_exclusions, NULL, MISMATCH, "invalid", NULL},
    {"exclusions-not-array.png", not_array, NULL, MALFORMED, "invalid", NULL},
    {"exclusion-wide-after.png", wide_after, NULL, MISMATCH, "invalid", "integrity"},
    {"exclusion-wide-before.png", wide_before, NULL, MISMATCH, "invalid", "integrity"},
    {"exclusion-wide-after.jpg", wide_after, NULL, MISMATCH, "invalid", "integrity"},
    {"exclusion-narrow.png", narrow, NULL, MISMATCH, "invalid", NULL},
    {"exclusion-negative.png", negative, NULL, MALFORMED, "invalid", "structure"},
    {"exclusion-beyond.png", beyond, NULL, MISMATCH, "invalid", NULL},
    {"exclusion-of-pixels.png", of_pixels, NULL,
     MATCH " assertion.dataHash.additionalExclusionsPresent", "trusted", NULL},
    {"exclusions-disordered.png", disordered, NULL, MALFORMED, "invalid", NULL},
    {"exclusions-overlap.png", overlap, NULL, MALFORMED, "invalid", NULL},
    {"pixel.png", NULL, pixel, MISMATCH, "invalid", "integrity"},
    {"pixel.jpg", NULL, pixel_jpeg, MISMATCH, "invalid", "integrity"},
    {"appended.png", NULL, appended, MISMATCH, "invalid", "integrity"},
    {"appended.jpg", NULL, appended_jpeg, MISMATCH, "invalid", "integrity"},
    {"moved.png", NULL, moved, MISMATCH, "invalid", "integrity"},
    {"two-stores.png", NULL, twice, "", "invalid", NULL},
    {"bad-crc.png", NULL, bad_crc, "claimSignature.validated", "trusted|invalid", NULL},
    {"gap.jpg", NULL, gap, "assertion.dataHash.mismatch", "invalid", NULL},
    {"source-changed.png", NULL, source_changed, "assertion.hashedURI.mismatch", "invalid",
     "integrity"},
    {"boxes.png", NULL, boxes_good, "assertion.boxesHash.match", "trusted", NULL},
    {"boxes-hash-other.png", NULL, boxes_hash, "assertion.boxesHash.mismatch", "invalid",
     "integrity"},
    {"boxes-unlisted.png", NULL, boxes_unlisted, "assertion.boxesHash.unknownBox", "invalid", NULL},
    {"boxes-order.png", NULL, boxes_order, "assertion.boxesHash.mismatch", "invalid", NULL},
    {"boxes-malformed.png", NULL, boxes_malformed, "assertion.boxesHash.malformed", "invalid", NULL},
    {"bmff-malformed.png", bmff_malformed, NULL,
     "assertion.bmffHash.malformed|assertion.bmffHash.mismatch", "invalid", NULL},
    {0},
};
