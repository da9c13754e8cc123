/* c2pa.hash.data and c2pa.hash.multi-asset: C2PA 2.2 clauses 15.12.1, 15.12.4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/bound.h"
#include "support/heif.h"

#define U(n) ((uint64_t)(n))

/* SOI, one or two segments with the store, a comment, the picture. */
typedef struct picture {
  bound b;
  uint64_t start, length; /* of the segments */
  uint64_t comment, size;
} picture;

static picture a_jpeg(unsigned pieces, bool apart) {
  bytes store = app11_store(jumbf_store(), pieces);
  picture p = {.start = 2, .length = store.len};
  if (apart) {
    /* a comment in the middle of the segments */
    size_t half = 2u + (unsigned)(store.ptr[2] << 8) + store.ptr[3];
    bytes first = raw(store.ptr, half), rest = raw(&store.ptr[half], store.len - half);
    bytes_free(store);
    bytes between = jpeg_comment(text("x"));
    p.length += between.len;
    store = join(3, first, between, rest);
  }
  p.comment = p.start + p.length;
  p.b = bound_file(jpeg_with(join(2, store, jpeg_comment(text("hello")))));
  p.size = p.b.file.len;
  assert_non_null(p.b.env.store);
  return p;
}

static bytes data_hash(bytes exclusions, bytes hash) {
  return cbor_map(4, join(4, member("exclusions", exclusions), member("alg", cbor_text("sha256")),
                          member("hash", hash), member("pad", cbor_bytes(fill(0, 4)))));
}

/* The right hash for one exclusion. */
static bytes around(const picture *p, uint64_t start, uint64_t length) {
  return sha256_of(&p->b, 2, U(0), start, start + length, p->size - start - length);
}

static void the_store_alone_is_left_out(void **state) {
  (void)state;
  for (unsigned pieces = 1; pieces <= 2; pieces++) {
    picture p = a_jpeg(pieces, false);
    bound_run(&p.b, "c2pa.hash.data", data_hash(cbor_array(1, exclusion(p.start, p.length)),
                                                around(&p, p.start, p.length)));
    assert_int_equal(p.b.result->match, JB_PRESENT);
    assert_int_equal(p.b.result->status_count, 1);
    assert_true(bound_says(&p.b, "assertion.dataHash.match"));
    assert_int_equal(p.b.result->covered_count, 2);
    assert_int_equal(p.b.result->covered[1].offset, p.start + p.length);
    assert_string_equal(p.b.result->excluded[0].what, "store");
    bound_free(&p.b);
  }
}

/* The hash is right each time: what is wrong is what it leaves out. */
static void an_exclusion_that_is_not_the_store_is_a_mismatch(void **state) {
  (void)state;
  static const struct {
    int start, length; /* beside those of the segments */
  } k_cases[] = {{0, 1}, {0, -1}, {-1, 1}, {1, 0}, {14, -14}, {0, 9}, {-2, 2}, {500, -20}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    picture p = a_jpeg(1, false);
    uint64_t start = (uint64_t)((int64_t)p.start + k_cases[i].start);
    uint64_t length = (uint64_t)((int64_t)p.length + k_cases[i].length);
    bound_run(&p.b, "c2pa.hash.data",
              data_hash(cbor_array(1, exclusion(start, length)), around(&p, start, length)));
    assert_int_equal(p.b.result->match, JB_ABSENT);
    assert_true(bound_says(&p.b, "assertion.dataHash.mismatch"));
    assert_int_equal(p.b.result->covered_count, 0);
    bound_free(&p.b);
  }
}

static void framing_that_is_hashed_is_no_harm(void **state) {
  (void)state;
  picture p = a_jpeg(1, false);
  /* without marker and length of the segment */
  uint64_t start = p.start + 4, length = p.length - 4;
  bound_run(&p.b, "c2pa.hash.data",
            data_hash(cbor_array(1, exclusion(start, length)), around(&p, start, length)));
  assert_int_equal(p.b.result->match, JB_PRESENT);
  bound_free(&p.b);
}

static void pieces_apart_are_a_mismatch(void **state) {
  (void)state;
  picture p = a_jpeg(2, true);
  bound_run(&p.b, "c2pa.hash.data", data_hash(cbor_array(1, exclusion(p.start, p.length)),
                                              around(&p, p.start, p.length)));
  assert_true(bound_says(&p.b, "assertion.dataHash.mismatch"));
  bound_free(&p.b);
}

static void a_changed_byte_is_a_mismatch(void **state) {
  (void)state;
  picture p = a_jpeg(1, false);
  bytes item = data_hash(cbor_array(1, exclusion(p.start, p.length)),
                         around(&p, p.start, p.length));
  p.b.file.ptr[p.size - 5] ^= 1;
  bound_run(&p.b, "c2pa.hash.data", item);
  assert_int_equal(p.b.result->match, JB_ABSENT);
  assert_true(bound_says(&p.b, "assertion.dataHash.mismatch"));
  bound_free(&p.b);
}

static void more_exclusions_are_told(void **state) {
  (void)state;
  picture p = a_jpeg(1, false);
  bytes hash = sha256_of(&p.b, 2, U(0), p.start, p.comment + 11, p.size - p.comment - 11);
  bytes both = join(2, exclusion(p.start, p.length), exclusion(p.comment, 11));
  bound_run(&p.b, "c2pa.hash.data", data_hash(cbor_array(2, both), hash));
  assert_int_equal(p.b.result->match, JB_PRESENT);
  const jb_binding_status *s =
      bound_status(&p.b, "assertion.dataHash.additionalExclusionsPresent");
  assert_non_null(s);
  assert_int_equal(s->severity, JB_C2PA_INFORMATIONAL);
  assert_int_equal(s->at.offset, p.comment);
  bound_free(&p.b);
}

/* 15.12.1: the exclusion's length was that of the store before the updates. */
static void updates_make_the_store_longer(void **state) {
  (void)state;
  picture p = a_jpeg(1, false);
  p.b.updated = true;
  bound_run(&p.b, "c2pa.hash.data", data_hash(cbor_array(1, exclusion(p.start, p.length - 7)),
                                              around(&p, p.start, p.length)));
  assert_int_equal(p.b.result->match, JB_PRESENT);
  bound_free(&p.b);
}

static void a_store_elsewhere_needs_no_exclusion(void **state) {
  (void)state;
  bound b = bound_file(jpeg_with(none()));
  b.no_store = true;
  bytes hash = sha256_of(&b, 1, U(0), U(b.file.len));
  bound_run(&b, "c2pa.hash.data",
            cbor_map(2, join(2, member("alg", cbor_text("sha256")), member("hash", hash))));
  assert_int_equal(b.result->match, JB_PRESENT);
  bound_free(&b);
}

static bytes broken(const picture *p, int n) {
  bytes hash = around(p, p->start, p->length);
  bytes good = exclusion(p->start, p->length);
  switch (n) {
    case 0: /* out of order */
      return data_hash(cbor_array(2, join(2, exclusion(p->comment, 4), good)), hash);
    case 1: /* overlap */
      return data_hash(cbor_array(2, join(2, good, exclusion(p->start + 1, 4))), hash);
    case 2: { /* a negative start */
      bytes e = cbor_map(2, join(2, member("start", cbor_int(-1)), member("length", cbor_uint(4))));
      bytes_free(good);
      return data_hash(cbor_array(1, e), hash);
    }
    case 3: { /* no length */
      bytes_free(good);
      return data_hash(cbor_array(1, cbor_map(1, member("start", cbor_uint(2)))), hash);
    }
    case 4: /* exclusions that are no array */
      return data_hash(good, hash);
    case 5: /* a hash that is text */
      bytes_free(hash);
      return data_hash(cbor_array(1, good), cbor_text("hash"));
    case 6: /* no hash */
      bytes_free(hash);
      return cbor_map(1, member("exclusions", cbor_array(1, good)));
    case 7: /* an end behind every number */
      bytes_free(good);
      return data_hash(cbor_array(1, exclusion(4, UINT64_MAX)), hash);
    default: /* no map */
      bytes_free(good);
      return cbor_array(1, hash);
  }
}

static void what_cannot_be_read_is_malformed(void **state) {
  (void)state;
  for (int n = 0; n <= 8; n++) {
    picture p = a_jpeg(1, false);
    bound_run(&p.b, "c2pa.hash.data", broken(&p, n));
    assert_int_equal(p.b.result->match, JB_ABSENT);
    assert_true(bound_says(&p.b, "assertion.dataHash.malformed"));
    assert_false(bound_says(&p.b, "assertion.dataHash.mismatch"));
    bound_free(&p.b);
  }
}

static void an_exclusion_past_the_end_is_a_mismatch(void **state) {
  (void)state;
  picture p = a_jpeg(1, false);
  bytes both = join(2, exclusion(p.start, p.length), exclusion(p.size, 1));
  bound_run(&p.b, "c2pa.hash.data",
            data_hash(cbor_array(2, both), around(&p, p.start, p.length)));
  assert_true(bound_says(&p.b, "assertion.dataHash.mismatch"));
  bound_free(&p.b);
}

static void algorithms_are_three(void **state) {
  (void)state;
  static const struct {
    const char *alg;
    bool claim_alg, supported;
  } k_cases[] = {{"sha256", false, true}, {NULL, true, true},     {NULL, false, false},
                 {"md5", true, false},    {"SHA-256", true, false}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    picture p = a_jpeg(1, false);
    p.b.no_claim_alg = !k_cases[i].claim_alg;
    bytes members = join(2, member("exclusions", cbor_array(1, exclusion(p.start, p.length))),
                         member("hash", around(&p, p.start, p.length)));
    size_t n = 2;
    if (k_cases[i].alg) {
      members = join(2, members, member("alg", cbor_text(k_cases[i].alg)));
      n = 3;
    }
    bound_run(&p.b, "c2pa.hash.data", cbor_map(n, members));
    assert_int_equal(p.b.result->match, k_cases[i].supported ? JB_PRESENT : JB_ABSENT);
    assert_int_equal(bound_says(&p.b, "algorithm.unsupported"), !k_cases[i].supported);
    bound_free(&p.b);
  }
}

/* ---- multi-asset ---- */

static bytes a_part(uint64_t offset, uint64_t length, const char *label, bool optional) {
  bytes where = cbor_map(2, join(2, member("byteOffset", cbor_uint(offset)),
                                 member("length", cbor_uint(length))));
  bytes reference = cbor_map(2, join(2, member("url", text("")),
                                     member("hash", cbor_bytes(fill(0, 32)))));
  bytes_free(reference);
  bytes url = join(2, text("self#jumbf=c2pa.assertions/"), text(label));
  url = join(2, url, u8(0));
  reference = cbor_map(1, member("url", cbor_text((const char *)url.ptr)));
  bytes_free(url);
  bytes members = join(2, member("location", where), member("hashAssertion", reference));
  if (!optional) return cbor_map(2, members);
  return cbor_map(3, join(2, members, member("optional", u8(0xF5))));
}

typedef struct multi_case {
  const char *what;
  int gap;       /* between the parts, in what they say */
  bool cut;      /* the second part is not in the file */
  bool optional; /* the second part may lack */
  bool damage;   /* a byte of the second part is another */
  jb_answer match;
  const char *code;
} multi_case;

static const multi_case k_multi[] = {
    {"both parts match", 0, false, false, false, JB_PRESENT, "assertion.multiAssetHash.match"},
    {"a part is cut off", 0, true, false, false, JB_ABSENT, "assertion.multiAssetHash.missingPart"},
    {"an optional part is cut off", 0, true, true, false, JB_PRESENT,
     "assertion.multiAssetHash.match"},
    {"a part is changed", 0, false, false, true, JB_ABSENT, "assertion.multiAssetHash.mismatch"},
    {"an optional part is changed", 0, false, true, true, JB_ABSENT,
     "assertion.multiAssetHash.mismatch"},
    {"the parts leave a gap", 1, false, false, false, JB_ABSENT,
     "assertion.multiAssetHash.malformed"},
};

static void parts_stand_in_for_the_whole(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_multi / sizeof k_multi[0]; i++) {
    const multi_case *c = &k_multi[i];
    bytes store = app11_store(jumbf_store(), 1), second = jpeg_with(none());
    uint64_t start = 2, length = store.len;
    bytes first = jpeg_with(store);
    uint64_t one = first.len, two = second.len;
    bound b = bound_file(join(2, first, second));
    b.parts[0] = data_hash(cbor_array(1, exclusion(start, length)),
                           sha256_of(&b, 2, U(0), start, start + length, one - start - length));
    b.parts[1] = cbor_map(1, member("hash", sha256_of(&b, 1, one, two)));
    b.part_labels[0] = "c2pa.hash.data.part";
    b.part_labels[1] = "c2pa.hash.data.part__1";
    b.part_count = 2;
    bytes list = join(2, a_part(0, one, b.part_labels[0], false),
                      a_part(one + (uint64_t)c->gap, two, b.part_labels[1], c->optional));
    b.multi = cbor_map(1, member("parts", cbor_array(2, list)));
    if (c->damage) b.file.ptr[one + two - 4] ^= 1;
    if (c->cut) {
      bytes shorter = cut(copy_of(b.file), (size_t)one);
      bound again = bound_file(shorter);
      again.multi = b.multi, again.parts[0] = b.parts[0], again.parts[1] = b.parts[1];
      again.part_labels[0] = b.part_labels[0], again.part_labels[1] = b.part_labels[1];
      again.part_count = 2;
      b.multi = none(), b.part_count = 0;
      bound_free(&b);
      b = again;
    }
    /* the hard binding never matches here */
    bound_run(&b, "c2pa.hash.data", data_hash(cbor_array(1, exclusion(start, length)),
                                              cbor_bytes(fill(0, 32))));
    if (b.result->match != c->match || !bound_says(&b, c->code)) fail_msg("%s", c->what);
    assert_int_equal(bound_says(&b, "assertion.dataHash.mismatch"), c->match != JB_PRESENT);
    bound_free(&b);
  }
}

static void labels_tell_what_binds(void **state) {
  (void)state;
  static const struct {
    const char *label;
    bool hard, part;
  } k_cases[] = {{"c2pa.hash.data", true, false},         {"c2pa.hash.data__2", true, false},
                 {"c2pa.hash.bmff.v2", true, false},      {"c2pa.hash.bmff.v3", true, false},
                 {"c2pa.hash.boxes", true, false},        {"c2pa.hash.collection.data", true, false},
                 {"c2pa.hash.bmff", false, false},        {"c2pa.hash.data.part", false, true},
                 {"c2pa.hash.data.part__12", false, true}, {"c2pa.hash.multi-asset", false, false},
                 {"c2pa.hash.data_2", false, false},      {".part", false, false},
                 {"c2pa.actions", false, false}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_span label = jb_span_str(k_cases[i].label);
    if (jb_binding_is_hard(label) != k_cases[i].hard || jb_binding_is_part(label) != k_cases[i].part) {
      fail_msg("%s", k_cases[i].label);
    }
  }
  assert_true(jb_binding_is_multi_asset(jb_span_str("c2pa.hash.multi-asset__1")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_store_alone_is_left_out),
      cmocka_unit_test(an_exclusion_that_is_not_the_store_is_a_mismatch),
      cmocka_unit_test(framing_that_is_hashed_is_no_harm),
      cmocka_unit_test(pieces_apart_are_a_mismatch),
      cmocka_unit_test(a_changed_byte_is_a_mismatch),
      cmocka_unit_test(more_exclusions_are_told),
      cmocka_unit_test(updates_make_the_store_longer),
      cmocka_unit_test(a_store_elsewhere_needs_no_exclusion),
      cmocka_unit_test(what_cannot_be_read_is_malformed),
      cmocka_unit_test(an_exclusion_past_the_end_is_a_mismatch),
      cmocka_unit_test(algorithms_are_three),
      cmocka_unit_test(parts_stand_in_for_the_whole),
      cmocka_unit_test(labels_tell_what_binds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
