/* JPEG: which parts a file has, where their payload is, what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/parts.h"

static const char k_guid[] = "0123456789ABCDEF0123456789ABCDEF";

static bytes app(unsigned number, const char *id, size_t id_length, bytes content) {
  return jpeg_segment((uint8_t)(0xE0 + number), join(2, raw(id, id_length), content));
}

static bytes extended(uint32_t total, uint32_t offset, const char *content) {
  return app(1, "http://ns.adobe.com/xmp/extension/", 35,
             join(4, text(k_guid), u32be(total), u32be(offset), text(content)));
}

static bytes icc(unsigned number, unsigned count, const char *content) {
  return app(2, "ICC_PROFILE", 12, join(3, u8(number), u8(count), text(content)));
}

static bytes box_piece(unsigned instance, uint32_t z, uint32_t lbox, bytes content) {
  return app(11, "JP", 2,
             join(5, u16be(instance), u32be(z), u32be(lbox), text("jumb"), content));
}

/* jumd with the C2PA manifest store's UUID and label: 30 bytes, 38 as a superbox */
static bytes description(void) {
  return join(4, u32be(30), text("jumd"), hex("63327061 00110010800000AA00389B71 03"),
              raw("c2pa", 5));
}

static bytes description_from(size_t from, size_t n) {
  bytes all = description(), some = raw(all.ptr + from, n);
  bytes_free(all);
  return some;
}

static bytes mpf(uint32_t length, uint32_t offset) {
  bytes entries = join(2, fill(0, 16), join(4, u32be(0), u32be(length), u32be(offset), u32be(0)));
  return app(2, "MPF", 4,
             join(7, text("MM"), u16be(42), u32be(8), u16be(1),
                  join(4, u16be(0xB002), u16be(7), u32be(32), u32be(26)), u32be(0), entries));
}

static size_t size_of(bytes b) {
  size_t n = b.len;
  bytes_free(b);
  return n;
}

/* ---- cases ---- */

static bytes c_plain(void) { return jpeg_with(none()); }
static bytes c_exif(void) { return jpeg_with(app1_exif(text("II*\0"))); }
static bytes c_exif_padding(void) { return jpeg_with(app(1, "Exif\0\xFF", 6, text("MM"))); }
static bytes c_exif_elsewhere(void) { return jpeg_with(app(4, "Exif\0\0", 6, text("II"))); }
static bytes c_exif_goes_on(void) {
  return jpeg_with(join(2, app1_exif(raw("II*\0abc", 7)), app1_exif(text("def"))));
}
static bytes c_xmp(void) { return jpeg_with(app1_xmp(text("<x/>"))); }
static bytes c_xmp_twice(void) {
  return jpeg_with(join(2, app1_xmp(text("<x/>")), app1_xmp(text("<y/>"))));
}
static bytes c_xmp_bare(void) { return jpeg_with(app(1, "XMP", 4, text("<?xpacket b"))); }
static bytes c_xmp_no_nul(void) {
  return jpeg_with(app(1, "http://ns.adobe.com/xap/1.0/", 28, text("<x/>")));
}
static bytes c_raw_label(void) { return jpeg_with(app(11, "", 0, text("AIGC{\"Label\":\"1\"}"))); }
static bytes c_huawei(void) { return jpeg_with(app(7, "HUAWEI\0", 8, text("x"))); }
static bytes c_comment(void) { return jpeg_with(jpeg_comment(text("hello"))); }
static bytes c_photoshop_joined(void) {
  return jpeg_with(join(2, app(13, "Photoshop 3.0", 14, text("8BIMab")),
                        app(13, "Photoshop 3.0", 14, text("cd"))));
}
static bytes c_photoshop_apart(void) {
  return jpeg_with(join(3, app(13, "Photoshop 3.0", 14, text("8BIM")), jpeg_comment(text("-")),
                        app(13, "Photoshop 3.0", 14, text("8BIM"))));
}
static bytes c_icc(void) { return jpeg_with(join(2, icc(1, 2, "ab"), icc(2, 2, "cd"))); }
static bytes c_icc_shuffled(void) { return jpeg_with(join(2, icc(2, 2, "cd"), icc(1, 2, "ab"))); }
static bytes c_icc_missing(void) { return jpeg_with(join(2, icc(1, 3, "ab"), icc(3, 3, "ef"))); }
static bytes c_icc_twice(void) { return jpeg_with(join(2, icc(1, 1, "ab"), icc(1, 1, "zz"))); }
static bytes c_extended(void) {
  return jpeg_with(join(2, extended(6, 0, "abc"), extended(6, 3, "def")));
}
static bytes c_extended_shuffled(void) {
  return jpeg_with(join(2, extended(6, 3, "def"), extended(6, 0, "abc")));
}
static bytes c_extended_gap(void) {
  return jpeg_with(join(2, extended(9, 0, "abc"), extended(9, 6, "ghi")));
}
static bytes c_extended_overlap(void) {
  return jpeg_with(join(2, extended(5, 0, "abc"), extended(5, 2, "cde")));
}
static bytes c_extended_short(void) { return jpeg_with(extended(100, 0, "abc")); }
static bytes c_jumbf(void) { return jpeg_with(box_piece(1, 1, 38, description())); }
static bytes c_jumbf_pieces(void) {
  return jpeg_with(join(2, box_piece(1, 1, 38, description_from(0, 10)),
                        box_piece(1, 2, 38, description_from(10, 20))));
}
static bytes c_jumbf_shuffled(void) {
  return jpeg_with(join(2, box_piece(1, 2, 38, description_from(10, 20)),
                        box_piece(1, 1, 38, description_from(0, 10))));
}
static bytes c_jumbf_missing(void) {
  return jpeg_with(join(2, box_piece(1, 1, 68, description()), box_piece(1, 3, 68, text("xyz"))));
}
static bytes c_jumbf_twice_the_piece(void) {
  return jpeg_with(join(3, box_piece(1, 1, 41, description()), box_piece(1, 2, 41, text("abc")),
                        box_piece(1, 2, 41, text("zzz"))));
}
static bytes c_jumbf_apart(void) {
  return jpeg_with(join(3, box_piece(1, 1, 41, description()), jpeg_comment(text("-")),
                        box_piece(1, 2, 41, text("abc"))));
}
/* Found by fuzzing: the surplus of a later box was collected before that of an
 * earlier one, and the envelope ended before it began. */
static bytes c_two_boxes_with_surplus(void) {
  return jpeg_with(join(4, box_piece(1, 1, 38, text("a")), box_piece(1, 1, 38, text("b")),
                        box_piece(2, 1, 38, text("c")), box_piece(2, 1, 38, text("d"))));
}
static bytes c_other_box(void) {
  return jpeg_with(app(11, "JP", 2, join(4, u16be(1), u32be(2), u32be(11), text("RESIabc"))));
}
static bytes c_two_stores(void) {
  return jpeg_with(join(2, box_piece(1, 1, 38, description()), box_piece(1, 1, 38, description())));
}
static bytes c_numbered_from_zero(void) { return jpeg_with(box_piece(1, 0, 38, description())); }
static bytes c_box_too_short(void) { return jpeg_with(app(11, "JP\0\1\0\0\0\1", 8, none())); }
static bytes c_mpf(void) {
  uint32_t first = (uint32_t)size_of(jpeg_with(mpf(0, 0)));
  return join(3, jpeg_with(mpf((uint32_t)size_of(c_plain()), first - 10)), c_plain(),
              text("tail"));
}
static bytes c_mpf_past_end(void) { return jpeg_with(mpf(1000, 1000)); }
static bytes c_mpf_no_picture(void) {
  uint32_t first = (uint32_t)size_of(jpeg_with(mpf(0, 0)));
  return join(2, jpeg_with(mpf(4, first - 10)), text("text"));
}
static bytes c_second_picture(void) { return join(3, c_plain(), c_plain(), text("SEFT")); }
static bytes c_padding_behind(void) { return join(2, c_plain(), fill(0, 10)); }
static bytes c_movie_behind(void) { return join(3, c_plain(), u32be(24), text("ftypmp42")); }
static bytes c_no_eoi(void) { return cut(c_plain(), size_of(c_plain()) - 2); }
static bytes c_truncated_segment(void) { return cut(c_xmp(), 37); }
static bytes c_fill_bytes(void) {
  return jpeg_with(join(2, hex("FFFFFF"), jpeg_comment(text("x"))));
}
static bytes c_garbage(void) { return jpeg_with(join(2, jpeg_comment(text("x")), text("??"))); }
static bytes c_zeros_between(void) { return jpeg_with(join(2, jpeg_comment(none()), fill(0, 2))); }
static bytes c_length_one(void) { return jpeg_with(hex("FFE0 0001")); }
static bytes c_thumbnail(void) { return jpeg_with(app(0, "JFXX\0\x10", 6, c_plain())); }
static bytes c_no_scan(void) { return hex("FFD8 FFD9"); }
static bytes c_begins_again(void) { return join(2, c_no_eoi(), c_plain()); }

static const parts_case k_cases[] = {
    {"nothing but a picture", c_plain, ""},
    {"Exif: the TIFF bytes alone", c_exif, "exif APP1 [Exif] 12+3\n"},
    {"another padding byte", c_exif_padding, "exif APP1 [Exif] 12+2\n  ! jpeg.exif-prefix\n"},
    {"Exif in another APPn", c_exif_elsewhere, "exif APP4 [Exif] 12+2\n  ! jpeg.app-number\n"},
    {"Exif longer than a segment", c_exif_goes_on,
     "exif APP1 [Exif] 12+7,29+3 | reassemble\n"},
    {"XMP: the packet alone", c_xmp, "xmp APP1 [http://ns.adobe.com/xap/1.0/] 35+4\n"},
    {"one standard packet a file", c_xmp_twice,
     "xmp APP1 [http://ns.adobe.com/xap/1.0/] 35+4\n"
     "xmp APP1 [http://ns.adobe.com/xap/1.0/] 72+4\n  ! jpeg.xmp-repeated\n"},
    {"a packet behind another identifier", c_xmp_bare,
     "xmp APP1 [http://ns.adobe.com/xap/1.0/] 10+11\n  ! jpeg.xmp-prefix\n"},
    {"XMP's identifier without its NUL", c_xmp_no_nul,
     "xmp APP1 [http://ns.adobe.com/xap/1.0/] 34+4\n  ! jpeg.xmp-prefix\n"},
    {"a label as raw text", c_raw_label, "app APP11 [AIGC] 6+17\n"},
    {"a vendor's segment", c_huawei, "app APP7 [HUAWEI] 6+9\n"},
    {"COM", c_comment, "comment COM 6+5\n"},
    {"consecutive APP13 are one", c_photoshop_joined,
     "photoshop APP13 [Photoshop 3.0] 20+6,44+2 | reassemble\n"},
    {"others are not", c_photoshop_apart,
     "photoshop APP13 [Photoshop 3.0] 20+4\ncomment COM 28+1\n"
     "photoshop APP13 [Photoshop 3.0] 47+4\n  ! jpeg.photoshop-repeated\n"},
    {"ICC chunks in sequence", c_icc, "icc APP2 [ICC_PROFILE] 20+2,40+2 | reassemble\n"},
    {"whatever order they stand in", c_icc_shuffled,
     "icc APP2 [ICC_PROFILE] 40+2,20+2 | reassemble\n  ! jpeg.icc-order\n"},
    {"a chunk is missing", c_icc_missing,
     "icc APP2 [ICC_PROFILE] 20+2,40+2 | reassemble\n  ! jpeg.icc-missing\n"},
    {"a chunk comes twice", c_icc_twice,
     "icc APP2 [ICC_PROFILE] 20+2\napp APP2 [ICC_PROFILE] 26+16\n  ! jpeg.icc-duplicate\n"},
    {"extended XMP joined by offset", c_extended,
     "xmp-extended APP1 [0123456789ABCDEF0123456789ABCDEF] 81+3,163+3 | reassemble\n"},
    {"extended XMP out of order", c_extended_shuffled,
     "xmp-extended APP1 [0123456789ABCDEF0123456789ABCDEF] 163+3,81+3 | reassemble\n"
     "  ! jpeg.xmp-extended-order\n"},
    {"extended XMP with a gap", c_extended_gap,
     "xmp-extended APP1 [0123456789ABCDEF0123456789ABCDEF] 81+3,163+3 | reassemble\n"
     "  ! jpeg.xmp-extended-gap\n? xmp input\n"},
    {"of bytes given twice the first count", c_extended_overlap,
     "xmp-extended APP1 [0123456789ABCDEF0123456789ABCDEF] 81+3,164+2 | reassemble\n"
     "  ! jpeg.xmp-extended-overlap\n"},
    {"extended XMP that ends early", c_extended_short,
     "xmp-extended APP1 [0123456789ABCDEF0123456789ABCDEF] 81+3\n"
     "  ! jpeg.xmp-extended-short\n? xmp input\n"},
    {"a box in one segment", c_jumbf, "jumbf APP11 [c2pa] 14+38\n"},
    {"later pieces lose LBox and TBox", c_jumbf_pieces,
     "jumbf APP11 [c2pa] 14+18,52+20 | reassemble\n"},
    {"pieces out of order", c_jumbf_shuffled,
     "jumbf APP11 [c2pa] 54+18,22+20 | reassemble\n  ! jpeg.jumbf-order\n"},
    {"a piece is missing", c_jumbf_missing,
     "jumbf APP11 [c2pa] 14+38,72+3 | reassemble\n  ! jpeg.jumbf-missing\n"
     "  ! jpeg.jumbf-short\n? c2pa input\n? c2pa input\n"},
    {"a piece comes twice: the first counts", c_jumbf_twice_the_piece,
     "jumbf APP11 [c2pa] 14+38,72+3 | reassemble\n  ! jpeg.jumbf-duplicate\napp APP11 [JP] 79+19\n"},
    {"another segment between the pieces", c_jumbf_apart,
     "jumbf APP11 [c2pa] 14+38,77+3 | reassemble\n  ! jpeg.jumbf-not-contiguous\n"
     "comment COM 56+1\n"},
    {"surplus of two boxes", c_two_boxes_with_surplus,
     "jumbf APP11 14+9\n  ! jpeg.jumbf-description\n  ! jpeg.jumbf-duplicate\n"
     "  ! jpeg.jumbf-short\njumbf APP11 56+9\n  ! jpeg.jumbf-description\n  ! jpeg.jumbf-duplicate\n"
     "  ! jpeg.jumbf-short\napp APP11 [JP] 27+17,69+17 | reassemble\n? c2pa input\n"},
    {"a box that is no JUMBF", c_other_box,
     "app APP11 [RESI] 14+11\n  ! jpeg.box-missing\n? structure input\n"},
    {"two stores are two parts", c_two_stores,
     "jumbf APP11 [c2pa] 14+38\njumbf APP11 [c2pa] 64+38\n"},
    {"numbers that start at 0 are in use", c_numbered_from_zero,
     "jumbf APP11 [c2pa] 14+38\n  ! jpeg.jumbf-numbering\n"},
    {"a box header that ends early", c_box_too_short,
     "app APP11 [JP] 6+8\n"},
    {"a second picture of the index", c_mpf,
     "mpf APP2 [MPF] 10+58\nembedded (auxiliary) MPF picture 2 [jpeg] 207+141\n"
     "trailer (trailer) after the end 348+4\n"},
    {"an index that points past the end", c_mpf_past_end,
     "mpf APP2 [MPF] 10+58\n  ! jpeg.mpf-past-end\n"},
    {"an index that points at no picture", c_mpf_no_picture,
     "mpf APP2 [MPF] 10+58\n  ! jpeg.mpf-no-picture\ntrailer (trailer) after the end 207+4\n"},
    {"a picture behind EOI, then a trailer", c_second_picture,
     "embedded (auxiliary) after the end [jpeg] 141+141\ntrailer (trailer) after the end 282+4\n"},
    {"zeros behind EOI", c_padding_behind, "trailer (trailer) after the end [padding] 141+10\n"},
    {"a movie behind EOI", c_movie_behind, "trailer (trailer) after the end [mp4] 141+12\n"},
    {"EOI is missing", c_no_eoi,
     "structure jpeg 0+139\n  ! jpeg.eoi-missing\n? structure input\n"},
    {"the file ends inside a segment", c_truncated_segment,
     "structure jpeg 0+37\n  ! jpeg.segment-truncated\n  ! jpeg.eoi-missing\n"
     "xmp APP1 [http://ns.adobe.com/xap/1.0/] 35+2\n? structure input\n? structure input\n"},
    {"fill bytes are legal", c_fill_bytes, "comment COM 9+1\n"},
    {"bytes where a marker should be", c_garbage,
     "comment COM 6+1\nstructure between segments 7+2\n  ! jpeg.bytes-between-segments\n"
     "? structure input\n"},
    {"zeros there hide nothing", c_zeros_between,
     "comment COM 6+0\nstructure between segments 6+2\n  ! jpeg.padding-between-segments\n"},
    {"a length below two", c_length_one,
     "structure jpeg 0+145\n  ! jpeg.segment-length\nstructure between segments 4+2\n"
     "  ! jpeg.bytes-between-segments\n? structure input\n? structure input\n"},
    {"a JFIF extension thumbnail", c_thumbnail,
     "app APP0 [JFXX] 6+147\nembedded (thumbnail) JFXX thumbnail [jpeg] 12+141\n"},
    {"no scan at all", c_no_scan, "structure jpeg 0+4\n  ! jpeg.no-scan\n"},
    {"a picture begins before this one ended", c_begins_again,
     "structure jpeg 0+280\n  ! jpeg.eoi-missing\n"
     "embedded (auxiliary) after the end [jpeg] 139+141\n? structure input\n"},
};

static void parts_and_problems(void **state) {
  (void)state;
  assert_int_equal(parts_cases_failed(k_cases, sizeof k_cases / sizeof k_cases[0]), 0);
}

static void frame_gives_the_size_of_the_first_picture_alone(void **state) {
  (void)state;
  bytes big = c_second_picture(); /* the second picture is made 16 high */
  inspected i = inspect_bytes(patch(big, 141 + 2 + 69 + 6, 16), false);
  assert_string_equal(i.in->file.format, "jpeg");
  assert_int_equal(i.in->file.supported, JB_PRESENT);
  assert_int_equal(i.in->file.width, 8);
  assert_int_equal(i.in->file.height, 8);
  inspected_free(i);
}

/* B.2.5: a frame of 0 lines is completed by DNL after the first scan. */
static void lines_may_come_after_the_scan(void **state) {
  (void)state;
  bytes file = c_no_eoi();
  file = patch(file, 2 + 69 + 6, 0);
  inspected i = inspect_bytes(join(2, file, hex("FFDC 0004 0021 FFD9")), false);
  assert_int_equal(i.in->file.height, 33);
  inspected_free(i);
}

/* Two scans with stuffing, restart markers and tables between them. */
static void scans_are_ranges_of_one_part(void **state) {
  (void)state;
  bytes scan = hex("FFDA 0008 01 01 00 00 3F 00");
  bytes file = join(6, hex("FFD8"), copy_of(scan), hex("11 FF00 22 FFD0 33"),
                    jpeg_segment(0xC4, fill(0, 17)), scan, hex("44 FFD9"));
  inspected i = inspect_bytes(file, false);
  const jb_part *image = part_of_kind(&i, JB_PART_IMAGE_DATA, 0);
  assert_non_null(image);
  assert_int_equal(image->range_count, 2);
  assert_int_equal(image->ranges[0].offset, 12);
  assert_int_equal(image->ranges[0].length, 7);
  assert_int_equal(image->ranges[1].offset, 50);
  assert_int_equal(image->ranges[1].length, 1);
  assert_int_equal(i.in->not_checked_count, 0);
  inspected_free(i);
}

/* Every cut of a file with everything in it: no crash, and never a clean bill. */
static void truncation_is_always_said(void **state) {
  (void)state;
  bytes whole = jpeg_with(join(3, app1_xmp(text("<x/>")), jpeg_comment(text("c")), icc(1, 1, "ab")));
  for (size_t n = 3; n < whole.len; n++) {
    inspected i = inspect_bytes(cut(copy_of(whole), n), false);
    assert_string_equal(i.in->file.format, "jpeg");
    assert_true(is_unchecked(&i, "structure", JB_WHY_INPUT));
    inspected_free(i);
  }
  bytes_free(whole);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_and_problems),
      cmocka_unit_test(frame_gives_the_size_of_the_first_picture_alone),
      cmocka_unit_test(lines_may_come_after_the_scan),
      cmocka_unit_test(scans_are_ranges_of_one_part),
      cmocka_unit_test(truncation_is_always_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
