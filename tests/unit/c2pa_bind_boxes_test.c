/* c2pa.hash.boxes: C2PA 2.2 clauses 18.7 and 15.12.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/bound.h"
#include "support/heif.h"

typedef struct run_of { /* an entry: names, and the bytes they stand for */
  const char *names[4];
  size_t length;
  bool excluded;
} run_of;

/* Entries over the file from its start, each with the right hash. */
static bytes boxes_hash(const bound *b, const run_of *runs, size_t count) {
  bytes entries = none();
  uint64_t at = 0;
  for (size_t i = 0; i < count; i++) {
    bytes names = none();
    size_t n = 0;
    while (n < 4 && runs[i].names[n]) names = join(2, names, cbor_text(runs[i].names[n++]));
    bool store = strcmp(runs[i].names[0], "C2PA") == 0;
    bytes hash = store ? cbor_bytes(u8(0)) : sha256_of(b, 1, at, (uint64_t)runs[i].length);
    bytes members = join(2, member("names", cbor_array(n, names)), member("hash", hash));
    if (runs[i].excluded) members = join(2, members, member("excluded", u8(0xF5)));
    entries = join(2, entries, cbor_map(runs[i].excluded ? 3 : 2, members));
    at += runs[i].length;
  }
  return cbor_map(2, join(2, member("alg", cbor_text("sha256")),
                          member("boxes", cbor_array(count, entries))));
}

static bytes a_png(void) {
  return png_with(join(2, png_chunk("caBX", jumbf_store()), png_text("Comment", text("hello"))));
}

static void a_png_by_its_chunks(void **state) {
  (void)state;
  bound b = bound_file(a_png());
  assert_non_null(b.env.store);
  size_t store = 12 + (size_t)jb_part_length(b.env.store);
  size_t idat = b.file.len - 8 - 25 - store - 25 - 12;
  const run_of runs[] = {{{"PNGh", "IHDR"}, 33, false}, {{"C2PA"}, store, false},
                         {{"tEXt"}, 25, false},         {{"IDAT"}, idat, false},
                         {{"IEND"}, 12, false}};
  bound_run(&b, "c2pa.hash.boxes", boxes_hash(&b, runs, 5));
  assert_int_equal(b.result->match, JB_PRESENT);
  assert_true(bound_says(&b, "assertion.boxesHash.match"));
  assert_int_equal(b.result->covered_count, 2);
  bound_free(&b);
}

typedef struct png_case {
  const char *what;
  int drop, swap; /* entries of the right list; -1: none */
  const char *rename;
  bool exclude_comment, append, damage;
  jb_answer match;
  const char *code;
} png_case;

static const png_case k_png[] = {
    {"a chunk that is not listed", 2, -1, NULL, false, false, false, JB_ABSENT,
     "assertion.boxesHash.unknownBox"},
    {"the store is not listed", 1, -1, NULL, false, false, false, JB_ABSENT,
     "assertion.boxesHash.unknownBox"},
    {"another order", -1, 2, NULL, false, false, false, JB_ABSENT,
     "assertion.boxesHash.mismatch"},
    {"an ordinary chunk passed off as the store", -1, -1, "C2PA", false, false, false, JB_ABSENT,
     "assertion.boxesHash.unknownBox"},
    {"a name that no chunk has", -1, -1, "iTXt", false, false, false, JB_ABSENT,
     "assertion.boxesHash.unknownBox"},
    {"bytes behind IEND", -1, -1, NULL, false, true, false, JB_ABSENT,
     "assertion.boxesHash.mismatch"},
    {"a byte of a chunk changed", -1, -1, NULL, false, false, true, JB_ABSENT,
     "assertion.boxesHash.mismatch"},
    {"a chunk left out by the signer", -1, -1, NULL, true, false, false, JB_PRESENT,
     "assertion.boxesHash.additionalExclusionsPresent"},
};

static void what_a_png_may_not_do(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_png / sizeof k_png[0]; i++) {
    const png_case *c = &k_png[i];
    bytes file = a_png();
    size_t plain = file.len;
    if (c->append) file = join(2, file, text("more"));
    bound b = bound_file(file);
    size_t store = 12 + (size_t)jb_part_length(b.env.store), n = 0;
    run_of all[] = {{{"PNGh", "IHDR"}, 33, false},
                    {{"C2PA"}, store, false},
                    {{c->rename ? c->rename : "tEXt"}, 25, c->exclude_comment},
                    {{"IDAT"}, plain - 8 - 25 - store - 25 - 12, false},
                    {{"IEND"}, 12, false}};
    run_of runs[5];
    for (int k = 0; k < 5; k++) {
      if (k == c->drop) continue;
      int from = c->swap >= 0 && k == c->swap ? k + 1 : c->swap >= 0 && k == c->swap + 1 ? k - 1 : k;
      runs[n++] = all[from];
    }
    bytes item = boxes_hash(&b, runs, n);
    if (c->damage) b.file.ptr[plain - 12 - 10] ^= 1;
    bound_run(&b, "c2pa.hash.boxes", item);
    if (b.result->match != c->match || !bound_says(&b, c->code)) fail_msg("%s", c->what);
    bound_free(&b);
  }
}

/* One wrong box is named by its bytes, and the others stay covered. */
static void the_box_that_differs_is_named(void **state) {
  (void)state;
  bound b = bound_file(a_png());
  size_t store = 12 + (size_t)jb_part_length(b.env.store), comment = 33 + store;
  const run_of runs[] = {{{"PNGh", "IHDR"}, 33, false}, {{"C2PA"}, store, false},
                         {{"tEXt"}, 25, false},
                         {{"IDAT", "IEND"}, b.file.len - 33 - store - 25, false}};
  bytes item = boxes_hash(&b, runs, 4);
  b.file.ptr[comment + 10] ^= 1;
  bound_run(&b, "c2pa.hash.boxes", item);
  const jb_binding_status *s = bound_status(&b, "assertion.boxesHash.mismatch");
  assert_non_null(s);
  assert_int_equal(s->at.offset, comment);
  assert_int_equal(s->at.length, 25);
  assert_int_equal(b.result->covered_count, 2);
  bound_free(&b);
}

/* Restarts are boxes of their own, or go with the scan when nobody names them. */
static void a_jpeg_by_its_markers(void **state) {
  (void)state;
  for (int named = 0; named < 2; named++) {
    bytes store = app11_store(jumbf_store(), 2);
    size_t n = store.len;
    bytes scan = join(2, jpeg_segment(0xDA, fill(1, 6)), hex("112233FF00 44"));
    size_t sos = scan.len;
    bound b = bound_file(join(6, hex("FFD8"), store, jpeg_segment(0xDB, fill(1, 65)), scan,
                              hex("FFD0 5566FF00FFFF"), hex("FFD9")));
    assert_non_null(b.env.store);
    const run_of by_name[] = {{{"SOI"}, 2, false}, {{"C2PA"}, n, false}, {{"DQT"}, 69, false},
                              {{"SOS"}, sos, false}, {{"RST0"}, 8, false}, {{"EOI"}, 2, false}};
    const run_of with_scan[] = {{{"SOI"}, 2, false}, {{"C2PA"}, n, false}, {{"DQT"}, 69, false},
                                {{"SOS"}, sos + 8, false}, {{"EOI"}, 2, false}};
    bound_run(&b, "c2pa.hash.boxes",
              named ? boxes_hash(&b, by_name, 6) : boxes_hash(&b, with_scan, 5));
    assert_int_equal(b.result->match, JB_PRESENT);
    bound_free(&b);
  }
}

static void bytes_between_boxes_count(void **state) {
  (void)state;
  bytes store = app11_store(jumbf_store(), 1);
  size_t n = store.len;
  bound b = bound_file(join(5, hex("FFD8"), store, jpeg_segment(0xDB, fill(1, 65)), fill(0, 3),
                            join(2, jpeg_segment(0xDA, fill(1, 6)), hex("1122FFD9"))));
  const run_of runs[] = {{{"SOI"}, 2, false}, {{"C2PA"}, n, false}, {{"DQT"}, 69, false},
                         {{"SOS"}, 12, false}, {{"EOI"}, 2, false}};
  bound_run(&b, "c2pa.hash.boxes", boxes_hash(&b, runs, 5));
  assert_int_equal(b.result->match, JB_ABSENT);
  bound_free(&b);
}

static void a_gif_by_its_blocks(void **state) {
  (void)state;
  bytes store = jumbf_store();
  bytes block = join(6, hex("21FF0B"), text("C2PA_GIF"), hex("010000"), u8((unsigned)store.len),
                     store, u8(0));
  size_t n = block.len;
  bytes screen = hex("0800 0800 80 00 00 000000 FFFFFF");
  bytes picture = hex("2C 0000 0000 0800 0800 00"), data = hex("02 03 84 8F A9 00");
  bytes comment = join(3, hex("21FE"), hex("02 4869"), u8(0));
  bound b = bound_file(join(7, text("GIF89a"), screen, block, comment, picture, data, hex("3B")));
  assert_non_null(b.env.store);
  const run_of runs[] = {{{"GIF89a", "LSD"}, 6 + 13, false}, {{"C2PA"}, n, false},
                         {{"21FE"}, 6, false},               {{"2C", "TBID"}, 10 + 6, false},
                         {{"3B"}, 1, false}};
  bound_run(&b, "c2pa.hash.boxes", boxes_hash(&b, runs, 5));
  assert_int_equal(b.result->match, JB_PRESENT);
  bound_free(&b);
}

static void a_webp_by_its_chunks(void **state) {
  (void)state;
  bytes store = riff_chunk("C2PA", jumbf_store());
  size_t n = store.len;
  bytes pixels = riff_chunk("VP8L", hex("2F 07C00100 00 00 00 00"));
  size_t m = pixels.len;
  bound b = bound_file(riff_file("WEBP", join(2, pixels, store)));
  assert_non_null(b.env.store);
  const run_of runs[] = {{{"WEBP"}, 12, false}, {{"VP8L"}, m, false}, {{"C2PA"}, n, false}};
  bound_run(&b, "c2pa.hash.boxes", boxes_hash(&b, runs, 3));
  assert_int_equal(b.result->match, JB_PRESENT);
  bound_free(&b);
}

static void what_cannot_be_read_is_malformed(void **state) {
  (void)state;
  static const char *const k_items[] = {
      "A0",                                     /* {} */
      "A1 65626F786573 80",                     /* {"boxes": []} */
      "A1 65626F786573 81 A0",                  /* {"boxes": [{}]} */
      "A1 65626F786573 81 A1 65 6E616D6573 81 63 534F49", /* no hash */
      /* {"boxes": [{"names": ["SOI", "C2PA"], "hash": h'00'}]} */
      "A1 65626F786573 81 A2 65 6E616D6573 82 63 534F49 64 43325041 64 68617368 41 00",
      /* {"boxes": [{"names": [1], "hash": h'00'}]} */
      "A1 65626F786573 81 A2 65 6E616D6573 81 01 64 68617368 41 00",
  };
  for (size_t i = 0; i < sizeof k_items / sizeof k_items[0]; i++) {
    bound b = bound_file(a_png());
    bound_run(&b, "c2pa.hash.boxes", hex(k_items[i]));
    if (!bound_says(&b, "assertion.boxesHash.malformed")) fail_msg("%s", k_items[i]);
    assert_int_equal(b.result->match, JB_ABSENT);
    bound_free(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_png_by_its_chunks),       cmocka_unit_test(what_a_png_may_not_do),
      cmocka_unit_test(the_box_that_differs_is_named), cmocka_unit_test(a_jpeg_by_its_markers),
      cmocka_unit_test(bytes_between_boxes_count), cmocka_unit_test(a_gif_by_its_blocks),
      cmocka_unit_test(a_webp_by_its_chunks),      cmocka_unit_test(what_cannot_be_read_is_malformed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
