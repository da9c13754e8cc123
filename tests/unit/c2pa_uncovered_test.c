/* Every byte accounted for: what no matching hash and no good signature covers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/bound.h"
#include "support/heif.h"

#define U(n) ((uint64_t)(n))

static bytes described(const char *type, const char *label) {
  bytes uuid = join(2, text(type), hex("0011 0010 8000 00AA00389B71"));
  return box("jumd", join(4, uuid, u8(3), text(label), u8(0)));
}

/* A store of one manifest with one signature box of 40 bytes, and `more` in
 * the store behind it. */
static bytes a_store(bytes more) {
  bytes signature = box("jumb", join(2, described("c2cs", "c2pa.signature"),
                                     box("cbor", fill(0x55, 40))));
  bytes manifest = box("jumb", join(2, described("c2ma", "urn:c2pa:1"), signature));
  return box("jumb", join(3, described("c2pa", "c2pa"), manifest, more));
}

/* The data hash that leaves out the store with its framing, and matches. */
static void bind_around(bound *b, jb_range frame) {
  uint64_t end = frame.offset + frame.length;
  bytes hash = sha256_of(b, 2, U(0), frame.offset, end, b->file.len - end);
  bound_run(b, "c2pa.hash.data",
            cbor_map(2, join(2, member("exclusions", cbor_array(1, exclusion(frame.offset, frame.length))),
                             member("hash", hash))));
  assert_int_equal(b->result->match, JB_PRESENT);
}

static jb_range frame_of(const bound *b) {
  size_t count;
  bool contiguous;
  const jb_range *r = jb_store_place(&b->env, &count, &contiguous);
  assert_int_equal(count, 1);
  assert_true(contiguous);
  return r[0];
}

/* List with the signature's content signed but for [at, at+length) of it. */
static void list(bound *b, jb_range loose, const char *what) {
  jb_span store = jb_span_cut(span_of(b->file), (size_t)b->env.store->ranges[0].offset,
                              (size_t)b->env.store->ranges[0].length);
  jb_jumbf jumbf = jb_jumbf_parse(b->scratch, store, &b->in->limits);
  assert_non_null(jumbf.root);
  const jb_jumbf_box *signature = jumbf.root->first->first;
  const jb_jumbf_box *content = jb_jumbf_content(signature, "cbor");
  uint64_t at = content->at + content->header;
  jb_range signed_bytes = {at, 40};
  jb_c2pa_uncovered open = {.range = {at + loose.offset, loose.length}, .what = what};
  jb_uncovered_input input = {.jumbf = &jumbf, .signatures = &signed_bytes, .signature_count = 1,
                              .loose = &open, .loose_count = loose.length > 0,
                              .binding = b->result};
  jb_uncovered_list(&b->env, &input);
}

/* Covered and uncovered together are the file, and no byte is both. */
static void every_byte_is_one_or_the_other(void **state) {
  (void)state;
  bound b = bound_file(png_with(png_chunk("caBX", a_store(none()))));
  bind_around(&b, frame_of(&b));
  list(&b, (jb_range){10, 6}, "cose-pad");
  uint8_t *seen = jb_arena_alloc(b.scratch, b.file.len);
  for (size_t i = 0; i < b.result->covered_count; i++) {
    jb_range r = b.result->covered[i];
    for (uint64_t k = 0; k < r.length; k++) seen[r.offset + k]++;
  }
  for (size_t i = 0; i < b.in->c2pa.uncovered_count; i++) {
    jb_range r = b.in->c2pa.uncovered[i].range;
    for (uint64_t k = 0; k < r.length; k++) seen[r.offset + k]++;
  }
  size_t signed_bytes = 0;
  for (size_t i = 0; i < b.file.len; i++) {
    assert_true(seen[i] <= 1);
    signed_bytes += seen[i] == 0;
  }
  assert_int_equal(signed_bytes, 40 - 6);
  bound_free(&b);
}

static void heads_labels_and_pads_have_names(void **state) {
  (void)state;
  bound b = bound_file(png_with(png_chunk("caBX", a_store(none()))));
  jb_range frame = frame_of(&b);
  assert_int_equal(b.file.ptr[frame.offset + 4], 'c');
  bind_around(&b, frame);
  list(&b, (jb_range){10, 6}, "cose-pad");
  static const char *const k_names[] = {"store-framing", "crc", "box-header", "box-description",
                                        "label", "cose-pad"};
  for (size_t i = 0; i < sizeof k_names / sizeof k_names[0]; i++) {
    if (!bound_uncovered(&b, k_names[i])) fail_msg("%s", k_names[i]);
  }
  assert_int_equal(bound_uncovered(&b, "crc")->range.offset, frame.offset + frame.length - 4);
  assert_int_equal(bound_uncovered(&b, "cose-pad")->range.length, 6);
  assert_int_equal(b.in->finding_count, 0); /* all of this is ordinary */
  bound_free(&b);
}

static void a_pad_that_is_not_zero_is_a_finding(void **state) {
  (void)state;
  bound b = bound_file(png_with(png_chunk("caBX", a_store(none()))));
  bind_around(&b, frame_of(&b));
  list(&b, (jb_range){12, 3}, "cose-pad-not-zero");
  const jb_finding *f = bound_finding(&b, "c2pa.uncovered.pad");
  assert_non_null(f);
  assert_int_equal(f->at.range_count, 1);
  assert_int_equal(f->at.ranges[0].offset, bound_uncovered(&b, "cose-pad-not-zero")->range.offset);
  assert_int_equal(f->excerpt.ptr[0], 0x55);
  bound_free(&b);
}

static void a_wrong_crc_is_a_finding(void **state) {
  (void)state;
  bytes chunk = png_chunk("caBX", a_store(none()));
  chunk.ptr[chunk.len - 1] ^= 1;
  bound b = bound_file(png_with(chunk));
  jb_range frame = frame_of(&b);
  bind_around(&b, frame);
  list(&b, (jb_range){0}, NULL);
  const jb_finding *f = bound_finding(&b, "c2pa.uncovered.crc");
  assert_non_null(f);
  assert_int_equal(f->at.ranges[0].offset, frame.offset + frame.length - 4);
  bound_free(&b);
}

static void bytes_behind_the_store_are_padding(void **state) {
  (void)state;
  for (unsigned value = 0; value < 2; value++) {
    bytes chunk = png_chunk("caBX", join(2, a_store(none()), fill((uint8_t)value, 5)));
    bound b = bound_file(png_with(chunk));
    bind_around(&b, frame_of(&b));
    list(&b, (jb_range){0}, NULL);
    assert_int_equal(bound_uncovered(&b, "padding")->range.length, 5);
    assert_int_equal(bound_finding(&b, "c2pa.uncovered.pad") != NULL, value != 0);
    bound_free(&b);
  }
}

static void a_box_that_nobody_refers_to_is_a_finding(void **state) {
  (void)state;
  bytes stranger = box("jumb", join(2, described("cbor", "x.hidden"), box("cbor", fill(1, 9))));
  bound b = bound_file(png_with(png_chunk("caBX", a_store(stranger))));
  bind_around(&b, frame_of(&b));
  list(&b, (jb_range){0}, NULL);
  const jb_c2pa_uncovered *u = bound_uncovered(&b, "unreferenced");
  assert_non_null(u);
  assert_string_equal(u->detail, "x.hidden");
  assert_non_null(bound_finding(&b, "c2pa.uncovered.content"));
  bound_free(&b);
}

static void appended_bytes_are_a_finding(void **state) {
  (void)state;
  bytes store = app11_store(a_store(none()), 1);
  bytes picture = jpeg_with(store);
  uint64_t end = picture.len;
  bound b = bound_file(join(2, picture, text("appended")));
  jb_range frame = frame_of(&b);
  uint64_t behind = frame.offset + frame.length;
  bytes hash = sha256_of(&b, 2, U(0), frame.offset, behind, end - behind);
  bound_run(&b, "c2pa.hash.data",
            cbor_map(2, join(2, member("exclusions", cbor_array(1, exclusion(frame.offset, frame.length))),
                             member("hash", hash))));
  assert_int_equal(b.result->match, JB_ABSENT);
  list(&b, (jb_range){0}, NULL);
  assert_int_equal(bound_uncovered(&b, "appended")->range.offset, end);
  assert_int_equal(bound_finding(&b, "c2pa.uncovered.appended")->at.ranges[0].length, 8);
  assert_string_equal(bound_uncovered(&b, "content")->detail, "the binding does not match");
  bound_free(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_byte_is_one_or_the_other),
      cmocka_unit_test(heads_labels_and_pads_have_names),
      cmocka_unit_test(a_pad_that_is_not_zero_is_a_finding),
      cmocka_unit_test(a_wrong_crc_is_a_finding),
      cmocka_unit_test(bytes_behind_the_store_are_padding),
      cmocka_unit_test(a_box_that_nobody_refers_to_is_a_finding),
      cmocka_unit_test(appended_bytes_are_a_finding),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
