/* HEIF and AVIF: items, where they lie, what they describe, what is left over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/heif.h"
#include "support/inspect.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static bytes tiff(void) {
  tiff_entry software = tiff_ascii(0x0131, "maker");
  return tiff_with(1, &software, 1, NULL, 0);
}

static heif_item picture(void) {
  return (heif_item){.id = 1, .type = "hvc1", .data = fill(0x55, 40)};
}

static bytes with_xmp(heif_item xmp) {
  heif_item items[] = {picture(), xmp};
  return heif_with("heic", items, COUNT(items));
}

static void brands_tell_the_format(void **state) {
  (void)state;
  static const struct {
    const char *major, *compatible, *format;
  } k_cases[] = {{"heic", "mif1", "heic"}, {"avif", "mif1", "avif"}, {"avis", "msf1", "avif"},
                 {"mif1", "heic", "heic"}, {"mif1", "avif", "avif"}, {"mif1", "mif1", "heif"},
                 {"hevc", "msf1", "heic"}, {"isom", "mif1", "unknown"},
                 {"qt  ", "heic", "unknown"}, {"crx ", "mif1", "unknown"}, {"\x20xyz", "heic", "heic"}};
  for (size_t i = 0; i < COUNT(k_cases); i++) {
    bytes head = box("ftyp", join(3, text(k_cases[i].major), u32be(0), text(k_cases[i].compatible)));
    const jb_container_format *found = jb_container_identify(span_of(head));
    bool other = strcmp(k_cases[i].format, "unknown") == 0; /* left to video formats */
    if (other) assert_true(!found || !found->walk || !strstr("avif heic heif", found->name));
    else assert_string_equal(found->name, k_cases[i].format);
    bytes_free(head);
  }
}

static void items_of_metadata_are_parts(void **state) {
  (void)state;
  heif_item items[] = {
      picture(),
      {.id = 2, .type = "Exif", .data = heif_exif(tiff()), .describes = 1},
      {.id = 3, .type = "mime", .content_type = "application/rdf+xml", .data = text("<xmp/>"),
       .describes = 1},
      {.id = 4, .type = "mime", .content_type = "application/json", .data = text("{}")}};
  inspected i = inspect_bytes(heif_with("heic", items, COUNT(items)), false);
  assert_string_equal(i.in->file.format, "heic");
  assert_int_equal(i.in->file.width, 64);
  assert_int_equal(i.in->file.height, 48);
  const jb_part *exif = part_of_kind(&i, JB_PART_EXIF, 0);
  assert_non_null(exif);
  assert_int_equal(i.file.ptr[exif->ranges[0].offset], 'M'); /* the TIFF header itself */
  assert_int_equal(exif->role, JB_ROLE_PRIMARY);
  const jb_part *xmp = part_of_kind(&i, JB_PART_XMP, 0);
  assert_true(part_is(&i, xmp, "<xmp/>"));
  assert_int_equal(xmp->role, JB_ROLE_PRIMARY);
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_BOX, 0), "{}"));
  assert_int_equal(i.in->problem_total, 0);
  assert_int_equal(i.in->not_checked_count, 0);
  inspected_free(i);
}

static void the_exif_offset_is_followed_and_mended(void **state) {
  (void)state;
  static const struct {
    const char *prefix; /* hex, before the TIFF header */
    bool problem;
  } k_cases[] = {{"00000000", false},
                 {"00000006 457869660000", false},
                 {"00000000 457869660000", true}, /* offset forgets the identifier */
                 {"457869660000", true},          /* no offset at all */
                 {"", true}};
  for (size_t k = 0; k < COUNT(k_cases); k++) {
    heif_item items[] = {picture(), {.id = 2, .type = "Exif",
                                     .data = join(2, hex(k_cases[k].prefix), tiff())}};
    inspected i = inspect_bytes(heif_with("heic", items, 2), false);
    const jb_part *exif = part_of_kind(&i, JB_PART_EXIF, 0);
    assert_non_null(exif);
    assert_int_equal(i.file.ptr[exif->ranges[0].offset], 'M');
    assert_int_equal(i.file.ptr[exif->ranges[0].offset + 1], 'M');
    assert_int_equal(has_problem(&i, "heif.exif-offset"), k_cases[k].problem);
    inspected_free(i);
  }
}

static void idat_holds_items_too(void **state) {
  (void)state;
  inspected i = inspect_bytes(with_xmp((heif_item){.id = 2, .type = "mime", .in_idat = 1,
                                                   .content_type = "application/rdf+xml",
                                                   .data = text("<in idat>")}),
                              false);
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_XMP, 0), "<in idat>"));
  inspected_free(i);
}

static void what_metadata_describes_is_its_role(void **state) {
  (void)state;
  static const struct {
    unsigned describes;
    jb_part_role role;
  } k_cases[] = {{0, JB_ROLE_PRIMARY},
                 {1, JB_ROLE_PRIMARY},
                 {2, JB_ROLE_THUMBNAIL},
                 {3, JB_ROLE_AUXILIARY},
                 {99, JB_ROLE_PRIMARY}}; /* nothing there: must not hide a label */
  for (size_t k = 0; k < COUNT(k_cases); k++) {
    heif_item items[] = {picture(),
                         {.id = 2, .type = "hvc1", .data = fill(1, 8), .thumbnail_of = 1},
                         {.id = 3, .type = "hvc1", .data = fill(2, 8), .auxiliary_of = 1},
                         {.id = 4, .type = "mime", .content_type = "application/rdf+xml",
                          .data = text("<x/>"), .describes = k_cases[k].describes}};
    inspected i = inspect_bytes(heif_with("heic", items, COUNT(items)), false);
    assert_int_equal(part_of_kind(&i, JB_PART_XMP, 0)->role, k_cases[k].role);
    assert_int_equal(has_problem(&i, "heif.cdsc-dangling"), k_cases[k].describes == 99);
    inspected_free(i);
  }
}

static void content_encodings_are_steps(void **state) {
  (void)state;
  heif_item items[] = {picture(), {.id = 2, .type = "mime", .content_type = "application/rdf+xml",
                                   .content_encoding = "deflate",
                                   .data = hex("789c b329 0200 00b5 0079")}};
  inspected i = inspect_bytes(heif_with("heic", items, 2), false);
  const jb_part *xmp = part_of_kind(&i, JB_PART_XMP, 0);
  assert_int_equal(xmp->step_count, 1);
  assert_int_equal(xmp->steps[0], JB_STEP_INFLATE);
  inspected_free(i);
  i = inspect_bytes(with_xmp((heif_item){.id = 2, .type = "mime", .data = text("zzzz"),
                                         .content_type = "application/rdf+xml",
                                         .content_encoding = "x-unheard-of"}),
                    false);
  assert_true(is_unchecked(&i, "xmp", JB_WHY_INPUT));
  inspected_free(i);
}

static void the_c2pa_store_is_found_by_its_uuid(void **state) {
  (void)state;
  static const struct {
    const char *purpose;
    bool problem;
  } k_cases[] = {{"manifest", false}, {"original", false}, {"update", false}, {"secret", true}};
  for (size_t k = 0; k < COUNT(k_cases); k++) {
    heif_item one = picture();
    bytes store = jumbf_store();
    size_t length = store.len;
    inspected i = inspect_bytes(join(2, heif_with("heic", &one, 1),
                                     heif_c2pa(k_cases[k].purpose, store)),
                                false);
    const jb_part *part = part_of_kind(&i, JB_PART_JUMBF, 0);
    assert_non_null(part);
    assert_true(jb_span_is(jb_span_from(part->key), "c2pa"));
    assert_int_equal(jb_part_length(part), length);
    assert_memory_equal(i.file.ptr + part->ranges[0].offset + 4, "jumb", 4);
    assert_int_equal(has_problem(&i, "c2pa.purpose"), k_cases[k].problem);
    inspected_free(i);
  }
}

static void leftovers_are_shown(void **state) {
  (void)state;
  heif_item one = picture();
  inspected i = inspect_bytes(join(3, heif_with("heic", &one, 1), box("free", text("AIGC{old}")),
                                   box("mdat", text("dropped"))),
                              false);
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_BOX, 0), "AIGC{old}"));
  const jb_part *gap = part_of_kind(&i, JB_PART_BOX, 1);
  assert_string_equal(gap->name, "mdat, not referred to");
  assert_true(part_is(&i, gap, "dropped"));
  inspected_free(i);
}

static void data_behind_the_boxes_is_a_trailer(void **state) {
  (void)state;
  bytes behind[] = {text("AIGC{\"Label\":\"1\"}"), fill(0, 40), text("abc"),
                    hex("FFD8FFE000104A46"), box("ftyp", join(2, text("mp42"), u32be(0))),
                    hex("0000 010A 0E00 0000 AABBCCDD")};
  for (size_t k = 0; k < COUNT(behind); k++) {
    heif_item one = picture();
    size_t length = behind[k].len;
    inspected i = inspect_bytes(join(2, heif_with("heic", &one, 1), behind[k]), false);
    const jb_part *part = part_of_kind(&i, JB_PART_TRAILER, 0);
    assert_non_null(part);
    assert_int_equal(part->role, JB_ROLE_TRAILER);
    assert_int_equal(jb_part_length(part), length);
    assert_int_equal(i.in->not_checked_count, 0);
    inspected_free(i);
  }
}

static bytes ftyp(void) { return box("ftyp", join(2, text("heic"), u32be(0))); }

/* iloc version 0 with one item of the extents given (offset, length pairs). */
static bytes raw_iloc(unsigned id, const uint32_t *pairs, unsigned count) {
  bytes extents = none();
  for (unsigned k = 0; k < count; k++) {
    extents = join(3, extents, u32be(pairs[2 * k]), u32be(pairs[2 * k + 1]));
  }
  return full_box("iloc", 0, 0, join(6, hex("4400"), u16be(1), u16be(id), u16be(0), u16be(count),
                                     extents));
}

/* ftyp, meta with one XMP item 2. */
static bytes with_iloc(bytes iloc) {
  bytes infe = full_box("infe", 2, 0, join(4, u16be(2), u16be(0), text("mime"),
                                           raw("\0application/rdf+xml", 21)));
  return join(2, ftyp(), full_box("meta", 0, 0,
                                  join(2, full_box("iinf", 0, 0, join(2, u16be(1), infe)), iloc)));
}

static void extents_are_bounded(void **state) {
  (void)state;
  static const struct {
    uint32_t pairs[6];
    unsigned count;
    const char *content;
    bool unreadable;
  } k_cases[] = {
      {{200, 3, 205, 2}, 2, "abcfg", false},       /* two pieces */
      {{205, 2, 200, 3}, 2, "fgabc", false},       /* backwards */
      {{200, 3, 203, 2}, 2, "abcde", false},       /* touching */
      {{207, 0}, 1, "hij", false},                 /* length 0: everything behind */
      {{207, 100}, 1, "hij", true},                /* past the end */
      {{0xFFFFFF00u, 4}, 1, "", true},             /* not there at all */
  };
  for (size_t k = 0; k < COUNT(k_cases); k++) {
    bytes head = with_iloc(raw_iloc(2, k_cases[k].pairs, k_cases[k].count));
    size_t pad = 200 - 8 - head.len - 8; /* so that the data of mdat stand at 200 */
    inspected i = inspect_bytes(join(3, head, box("free", fill(0x20, pad)),
                                     box("mdat", text("abcdefghij"))),
                                false);
    const jb_part *xmp = part_of_kind(&i, JB_PART_XMP, 0);
    assert_non_null(xmp);
    assert_int_equal(is_unchecked(&i, "xmp", JB_WHY_INPUT), k_cases[k].unreadable);
    assert_int_equal(has_problem(&i, "heif.item-unreadable"), k_cases[k].unreadable);
    assert_true(part_is(&i, xmp, k_cases[k].content));
    inspected_free(i);
  }
}

static void items_cannot_claim_more_than_the_file_has(void **state) {
  (void)state;
  enum { EXTENTS = 400 };
  uint32_t pairs[2 * EXTENTS];
  for (unsigned k = 0; k < EXTENTS; k++) {
    pairs[2 * k] = 16;
    pairs[2 * k + 1] = 3000;
  }
  inspected i = inspect_bytes(join(2, with_iloc(raw_iloc(2, pairs, EXTENTS)),
                                   box("mdat", fill(0, 4000))),
                              false);
  assert_true(has_problem(&i, "heif.items-overlap"));
  assert_true(is_unchecked(&i, "xmp", JB_WHY_LIMIT));
  inspected_free(i);
}

static void damaged_boxes_are_said(void **state) {
  (void)state;
  const struct {
    bytes rest;
    const char *code;
  } cases[] = {
      {join(2, u32be(4), text("meta")), "bmff.box-size"},
      {join(3, u32be(1), text("meta"), u64be(15)), "bmff.box-size"},
      {join(3, u32be(1), text("meta"), u64be(UINT64_MAX)), "bmff.box-past-end"},
      {join(2, u32be(100), text("mdat")), "bmff.box-past-end"},
      {text("abc"), "bmff.box-header"},
      {box("meta", join(2, u32be(0), box("iinf", hex("01000000 FFFFFFFF")))),
       "heif.iinf-count"},
      {box("meta", join(2, u32be(0), box("iloc", hex("05000000 4400 0001")))), "heif.iloc"},
      {box("meta", join(2, u32be(0), box("iloc", hex("00000000 3300 0001")))), "heif.iloc"},
      {box("meta", join(2, u32be(0), box("iloc", hex("02000000 4400 FFFFFFFF")))), "heif.iloc"},
      {box("meta", join(2, u32be(0), box("pitm", hex("00000000 0001")))), NULL},
  };
  for (size_t k = 0; k < COUNT(cases); k++) {
    inspected i = inspect_bytes(join(2, ftyp(), cases[k].rest),
                                false);
    if (cases[k].code) assert_true(has_problem(&i, cases[k].code));
    else assert_int_equal(i.in->problem_total, 0);
    inspected_free(i);
  }
}

static void boxes_in_boxes_without_end_are_bounded(void **state) {
  (void)state;
  bytes nest = none();
  for (unsigned k = 0; k < 10000; k++) nest = join(2, join(2, u32be(0), text("meta")), nest);
  inspected i = inspect_bytes(join(2, ftyp(), nest), false);
  assert_true(i.in->part_count < 10);
  inspected_free(i);
  bytes row = fill(0, 8u * 70000u);
  for (size_t k = 0; k < row.len; k += 8) memcpy(row.ptr + k, "\0\0\0\x08skip", 8);
  i = inspect_bytes(join(2, ftyp(), row), false);
  assert_true(is_unchecked(&i, "structure", JB_WHY_LIMIT));
  inspected_free(i);
}

static void every_truncation_is_answered(void **state) {
  (void)state;
  heif_item items[] = {picture(),
                       {.id = 2, .type = "Exif", .data = heif_exif(tiff()), .describes = 1},
                       {.id = 3, .type = "mime", .content_type = "application/rdf+xml",
                        .data = text("<xmp/>"), .in_idat = 1}};
  bytes whole = join(2, heif_with("heic", items, COUNT(items)), box("free", text("x")));
  for (size_t n = 17; n < whole.len; n++) {
    inspected i = inspect_bytes(cut(copy_of(whole), n), false);
    bool said = i.in->not_checked_count > 0;
    size_t boxes = whole.len - 9; /* where the free box starts: cut there nothing is missing */
    bool left_over = part_of_kind(&i, JB_PART_TRAILER, 0) != NULL;
    if (n > boxes && n < boxes + 8) assert_true(left_over);
    if (said != (n < boxes || n == boxes + 8)) fail_msg("cut to %zu of %zu bytes", n, whole.len);
    inspected_free(i);
  }
  bytes_free(whole);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(brands_tell_the_format),
      cmocka_unit_test(items_of_metadata_are_parts),
      cmocka_unit_test(the_exif_offset_is_followed_and_mended),
      cmocka_unit_test(idat_holds_items_too),
      cmocka_unit_test(what_metadata_describes_is_its_role),
      cmocka_unit_test(content_encodings_are_steps),
      cmocka_unit_test(the_c2pa_store_is_found_by_its_uuid),
      cmocka_unit_test(leftovers_are_shown),
      cmocka_unit_test(data_behind_the_boxes_is_a_trailer),
      cmocka_unit_test(extents_are_bounded),
      cmocka_unit_test(items_cannot_claim_more_than_the_file_has),
      cmocka_unit_test(damaged_boxes_are_said),
      cmocka_unit_test(boxes_in_boxes_without_end_are_bounded),
      cmocka_unit_test(every_truncation_is_answered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
