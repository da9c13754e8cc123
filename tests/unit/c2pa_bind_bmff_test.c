/* c2pa.hash.bmff.v2 and .v3: C2PA 2.2 clauses 18.6 and 15.12.2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/bound.h"
#include "support/heif.h"

#define OFFSET_OF(n) UINT64_MAX, (uint64_t)(n)
#define U(n) ((uint64_t)(n))

/* ftyp, the store's uuid box, moov with two tracks, free, mdat. */
typedef struct movie {
  bound b;
  uint64_t moov, pssh, second_tkhd, free_box, mdat, size;
} movie;

enum { MDAT = 40 };

static movie a_movie(void) {
  movie m = {0};
  bytes head = join(2, box("ftyp", join(3, text("avif"), u32be(0), text("avif"))),
                    heif_c2pa("manifest", jumbf_store()));
  m.moov = head.len;
  bytes pssh = full_box("pssh", 1, 0x000005, fill(7, 8));
  m.pssh = m.moov + 8;
  bytes track = box("trak", full_box("tkhd", 0, 7, fill(1, 4)));
  m.second_tkhd = m.pssh + pssh.len + track.len + 8;
  bytes moov = box("moov", join(3, pssh, copy_of(track), track));
  m.free_box = m.moov + moov.len;
  bytes free_box = box("free", fill(0, 4));
  m.mdat = m.free_box + free_box.len;
  bytes mdat = box("mdat", join(4, fill(1, 12), fill(2, 10), fill(3, 10), fill(4, MDAT - 32)));
  m.b = bound_file(join(4, head, moov, free_box, mdat));
  m.size = m.b.file.len;
  assert_non_null(m.b.env.store);
  return m;
}

static bytes path(const char *xpath, size_t more, bytes members) {
  return cbor_map(1 + more, join(2, member("xpath", cbor_text(xpath)), members));
}

/* The exclusions that must be there, and some. */
static bytes exclusions(size_t more, bytes others) {
  bytes data = cbor_map(2, join(2, member("offset", cbor_uint(8)),
                                member("value", cbor_bytes(hex("D8FEC3D61B0E483C92975828877EC481")))));
  return cbor_array(3 + more, join(4, path("/uuid", 1, member("data", cbor_array(1, data))),
                                   path("/ftyp", 0, none()), path("/mfra", 0, none()), others));
}

static bytes bmff_hash(bytes ex, bytes hash) {
  return cbor_map(3, join(3, member("exclusions", ex), member("alg", cbor_text("sha256")),
                          member("hash", hash)));
}

static bytes all_of(const movie *m) {
  return sha256_of(&m->b, 6, OFFSET_OF(m->moov), m->moov, m->free_box - m->moov,
                   OFFSET_OF(m->free_box), m->free_box, m->mdat - m->free_box, OFFSET_OF(m->mdat),
                   m->mdat, m->size - m->mdat);
}

static void root_boxes_with_their_offsets(void **state) {
  (void)state;
  static const char *const k_labels[] = {"c2pa.hash.bmff.v2", "c2pa.hash.bmff.v3"};
  for (size_t i = 0; i < 2; i++) {
    movie m = a_movie();
    bound_run(&m.b, k_labels[i], bmff_hash(exclusions(0, none()), all_of(&m)));
    assert_int_equal(m.b.result->match, JB_PRESENT);
    assert_int_equal(m.b.result->status_count, 1);
    assert_int_equal(m.b.result->covered_count, 1);
    assert_int_equal(m.b.result->covered[0].offset, m.moov);
    bound_free(&m.b);
  }
}

/* The hash leaves [from, from+length) out: does the exclusion do so too? */
typedef struct condition {
  const char *what;
  const char *xpath;
  const char *member, *value; /* one more member, in CBOR; NULL: none */
  bool exact_false;
  int out; /* 0 nothing, 1 pssh, 2 second tkhd, 3 both tkhd, 4 part of pssh */
} condition;

static const condition k_conditions[] = {
    {"a path", "/moov/pssh", NULL, NULL, false, 1},
    {"an index", "/moov/trak[2]/tkhd", NULL, NULL, false, 2},
    {"no index: all of them", "/moov/trak/tkhd", NULL, NULL, false, 3},
    {"an index past the last", "/moov/trak[3]/tkhd", NULL, NULL, false, 0},
    {"a path that is not there", "/meta/iloc", NULL, NULL, false, 0},
    {"the length of the box", "/moov/pssh", "length", "14", false, 1},
    {"another length", "/moov/pssh", "length", "15", false, 0},
    {"the version", "/moov/pssh", "version", "01", false, 1},
    {"another version", "/moov/pssh", "version", "00", false, 0},
    {"the flags", "/moov/pssh", "flags", "43000005", false, 1},
    {"a bit of the flags, exactly", "/moov/pssh", "flags", "43000001", false, 0},
    {"a bit of the flags, not exactly", "/moov/pssh", "flags", "43000001", true, 1},
    {"another bit, not exactly", "/moov/pssh", "flags", "43000002", true, 0},
    {"bytes that are there", "/moov/pssh", "data", "81A2666F66667365740C6576616C7565420707", false,
     1},
    {"bytes that are not there", "/moov/pssh", "data", "81A2666F66667365740C6576616C7565420708",
     false, 0},
    {"bytes past the box", "/moov/pssh", "data", "81A2666F6666736574136576616C7565420707", false,
     0},
    {"a subset to the end", "/moov/pssh", "subset", "81A2666F66667365740C666C656E67746800", false,
     4},
    {"a subset longer than the box", "/moov/pssh", "subset",
     "81A2666F66667365740C666C656E677468 1903E8", false, 4},
};

static bytes without(const movie *m, int out) {
  uint64_t tkhd = 16, first = m->second_tkhd - 24;
  switch (out) {
    case 1:
      return sha256_of(&m->b, 7, OFFSET_OF(m->moov), m->moov, U(8), m->pssh + 20,
                       m->free_box - m->pssh - 20, OFFSET_OF(m->free_box), m->free_box,
                       m->mdat - m->free_box, OFFSET_OF(m->mdat), m->mdat, m->size - m->mdat);
    case 2:
      return sha256_of(&m->b, 6, OFFSET_OF(m->moov), m->moov, m->second_tkhd - m->moov,
                       OFFSET_OF(m->free_box), m->free_box, m->mdat - m->free_box,
                       OFFSET_OF(m->mdat), m->mdat, m->size - m->mdat);
    case 3:
      return sha256_of(&m->b, 7, OFFSET_OF(m->moov), m->moov, first - m->moov, first + tkhd,
                       m->second_tkhd - first - tkhd, OFFSET_OF(m->free_box), m->free_box,
                       m->mdat - m->free_box, OFFSET_OF(m->mdat), m->mdat, m->size - m->mdat);
    case 4:
      return sha256_of(&m->b, 7, OFFSET_OF(m->moov), m->moov, U(8 + 12), m->pssh + 20,
                       m->free_box - m->pssh - 20, OFFSET_OF(m->free_box), m->free_box,
                       m->mdat - m->free_box, OFFSET_OF(m->mdat), m->mdat, m->size - m->mdat);
    default:
      return all_of(m);
  }
}

static void exclusions_by_path_and_condition(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_conditions / sizeof k_conditions[0]; i++) {
    const condition *c = &k_conditions[i];
    movie m = a_movie();
    bytes members = none();
    size_t n = 0;
    if (c->member) members = join(2, members, member(c->member, hex(c->value))), n++;
    if (c->exact_false) members = join(2, members, member("exact", u8(0xF4))), n++;
    bound_run(&m.b, "c2pa.hash.bmff.v2",
              bmff_hash(exclusions(1, path(c->xpath, n, members)), without(&m, c->out)));
    if (m.b.result->match != JB_PRESENT) fail_msg("%s", c->what);
    assert_int_equal(bound_says(&m.b, "assertion.bmffHash.additionalExclusionsPresent"),
                     c->out != 0);
    bound_free(&m.b);
  }
}

static void what_changed_is_a_mismatch(void **state) {
  (void)state;
  for (int n = 0; n < 4; n++) {
    movie m = a_movie();
    bytes hash = all_of(&m);
    if (n == 0) m.b.file.ptr[m.size - 1] ^= 1;      /* media */
    if (n == 1) m.b.file.ptr[m.free_box + 9] ^= 1;  /* free space that is not excluded */
    if (n >= 2) {
      /* a box, and bytes that are no box, behind the last one */
      bytes longer = join(2, copy_of(m.b.file), n == 2 ? box("skip", fill(0, 4)) : text("more"));
      bound_free(&m.b);
      m.b = bound_file(longer);
    }
    bound_run(&m.b, "c2pa.hash.bmff.v2", bmff_hash(exclusions(0, none()), hash));
    assert_int_equal(m.b.result->match, JB_ABSENT);
    assert_true(bound_says(&m.b, "assertion.bmffHash.mismatch"));
    if (n == 3) assert_int_equal(bound_status(&m.b, "assertion.bmffHash.mismatch")->at.offset, m.size);
    bound_free(&m.b);
  }
}

static void what_cannot_be_read_is_malformed(void **state) {
  (void)state;
  static const struct {
    const char *xpath, *member, *value;
  } k_cases[] = {{"moov", NULL, NULL},           {"/mov", NULL, NULL},
                 {"/moov[0]", NULL, NULL},       {"/moov[x]", NULL, NULL},
                 {"/moov/", NULL, NULL},         {"", NULL, NULL},
                 {"/moov", "flags", "4105"},     {"/moov", "exact", "01"},
                 {"/moov", "version", "6131"},   {"/moov", "data", "81A0"},
                 {"/moov", "subset", "80"},      {"/moov", "length", "20"},
                 {"/a/bcde", NULL, NULL},
                 /* subsets out of order; a length of zero before the last */
                 {"/moov", "subset", "82A2666F666673657408666C656E67746804A2666F666673657404666C656E67746802"},
                 {"/moov", "subset", "82A2666F666673657408666C656E67746800A2666F66667365740C666C656E67746802"}};
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    movie m = a_movie();
    bool more = k_cases[i].member != NULL;
    bytes members = more ? member(k_cases[i].member, hex(k_cases[i].value)) : none();
    bound_run(&m.b, "c2pa.hash.bmff.v2",
              bmff_hash(exclusions(1, path(k_cases[i].xpath, more, members)), all_of(&m)));
    if (!bound_says(&m.b, "assertion.bmffHash.malformed")) fail_msg("%s %zu", k_cases[i].xpath, i);
    bound_free(&m.b);
  }
  movie m = a_movie();
  bound_run(&m.b, "c2pa.hash.bmff.v2", cbor_map(1, member("hash", all_of(&m))));
  assert_true(bound_says(&m.b, "assertion.bmffHash.malformed")); /* no exclusions */
  bound_free(&m.b);
  m = a_movie();
  bound_run(&m.b, "c2pa.hash.bmff.v2", cbor_map(1, member("exclusions", exclusions(0, none()))));
  assert_true(bound_says(&m.b, "assertion.bmffHash.malformed")); /* no hash */
  bound_free(&m.b);
}

/* ---- merkle ---- */

/* A node over one or two hashes given as CBOR byte strings of 32. */
static bytes parent(bytes left, bytes right) {
  uint8_t both[64], out[JB_HASH_MAX];
  memcpy(both, &left.ptr[left.len - 32], 32);
  memcpy(&both[32], &right.ptr[right.len - 32], 32);
  assert_true(jb_digest_once(JB_SHA256, jb_span_of(both, 64), out));
  bytes_free(left);
  bytes_free(right);
  return cbor_bytes(raw(out, 32));
}

typedef struct merkle_case {
  const char *what;
  bool variable, upper; /* sizes one by one; a row above the leaves */
  bool both, no_count;
  unsigned count;
  int damage; /* offset in the mdat box, 0: none */
  jb_answer match;
  const char *code;
} merkle_case;

/* The payload behind 16 bytes is 32 long: blocks of 12, 12 and 8. */
static const merkle_case k_merkle[] = {
    {"fixed blocks", false, false, false, false, 3, 0, JB_PRESENT, "assertion.bmffHash.match"},
    {"variable blocks", true, false, false, false, 3, 0, JB_PRESENT, "assertion.bmffHash.match"},
    {"a row above the leaves", false, true, false, false, 3, 0, JB_PRESENT,
     "assertion.bmffHash.match"},
    {"the last block changed", false, false, false, false, 3, 16 + 30, JB_ABSENT,
     "assertion.bmffHash.mismatch"},
    {"the first block changed, one row up", false, true, false, false, 3, 16 + 1, JB_ABSENT,
     "assertion.bmffHash.mismatch"},
    {"what stands before the blocks changed", false, false, false, false, 3, 9, JB_ABSENT,
     "assertion.bmffHash.mismatch"},
    {"another count", false, false, false, false, 4, 0, JB_ABSENT, "assertion.bmffHash.malformed"},
    {"both kinds of sizes", false, false, true, false, 3, 0, JB_ABSENT,
     "assertion.bmffHash.malformed"},
    {"no count", false, false, false, true, 3, 0, JB_ABSENT, "assertion.bmffHash.malformed"},
};

static bytes merkle_map(const movie *m, const merkle_case *c) {
  uint64_t at = m->mdat + 16;
  bytes one = sha256_of(&m->b, 1, at, U(12)), two = sha256_of(&m->b, 1, at + 12, U(12));
  bytes three = sha256_of(&m->b, 1, at + 24, U(8));
  size_t n = 5, rows = c->upper ? 2 : 3;
  bytes row = c->upper ? join(2, parent(one, two), three) : join(3, one, two, three);
  bytes members = join(3, member("uniqueId", cbor_uint(1)), member("localId", cbor_uint(0)),
                       member("hashes", cbor_array(rows, row)));
  if (c->no_count) n--;
  else members = join(2, members, member("count", cbor_uint(c->count)));
  if (c->variable || c->both) {
    bytes sizes = join(3, cbor_uint(12), cbor_uint(12), cbor_uint(8));
    members = join(2, members, member("variableBlockSizes", cbor_array(3, sizes)));
  }
  if (c->both) n++;
  if (!c->variable) members = join(2, members, member("fixedBlockSize", cbor_uint(12)));
  return cbor_map(n, members);
}

static void media_in_blocks(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_merkle / sizeof k_merkle[0]; i++) {
    const merkle_case *c = &k_merkle[i];
    movie m = a_movie();
    assert_int_equal(m.size - m.mdat, 8 + MDAT);
    bytes subset = cbor_map(2, join(2, member("offset", cbor_uint(16)), member("length", cbor_uint(0))));
    bytes ex = exclusions(1, path("/mdat", 1, member("subset", cbor_array(1, subset))));
    bytes hash = sha256_of(&m.b, 6, OFFSET_OF(m.moov), m.moov, m.free_box - m.moov,
                           OFFSET_OF(m.free_box), m.free_box, m.mdat - m.free_box,
                           OFFSET_OF(m.mdat), m.mdat, U(16));
    bytes item = cbor_map(4, join(4, member("exclusions", ex), member("alg", cbor_text("sha256")),
                                  member("hash", hash),
                                  member("merkle", cbor_array(1, merkle_map(&m, c)))));
    if (c->damage) m.b.file.ptr[m.mdat + (uint64_t)c->damage] ^= 1;
    bound_run(&m.b, "c2pa.hash.bmff.v3", item);
    if (m.b.result->match != c->match || !bound_says(&m.b, c->code)) fail_msg("%s", c->what);
    if (c->damage == 16 + 30) {
      jb_range at = bound_status(&m.b, c->code)->at;
      assert_int_equal(at.offset, m.mdat + 16 + 24);
      assert_int_equal(at.length, 8);
    }
    if (c->match == JB_PRESENT) {
      const jb_binding_result *r = m.b.result;
      assert_int_equal(r->covered[r->covered_count - 1].offset + r->covered[r->covered_count - 1].length,
                       m.size);
    }
    bound_free(&m.b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(root_boxes_with_their_offsets),
      cmocka_unit_test(exclusions_by_path_and_condition),
      cmocka_unit_test(what_changed_is_a_mismatch),
      cmocka_unit_test(what_cannot_be_read_is_malformed),
      cmocka_unit_test(media_in_blocks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
