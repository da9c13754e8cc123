/* GIF: extensions as parts, with or without sub-blocks.  BMP: measured, and
 * said that it cannot carry a label. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/parts.h"

enum { FIRST = 19 }; /* the first block behind the global colour table */

static bytes gif_head(void) {
  return join(2, text("GIF89a"), hex("0300 0200 80 00 00 000000 FFFFFF"));
}

static bytes picture(void) { return hex("2C 0000 0000 0300 0200 00 02 02 8451 00"); }

static bytes gif_with(bytes blocks) { return join(4, gif_head(), blocks, picture(), hex("3B")); }

static bytes application(const char id[11], bytes data) {
  return join(3, hex("21FF0B"), raw(id, 11), data);
}

static bytes sub_block(const char *content) {
  return join(3, u8((unsigned)strlen(content)), text(content), u8(0));
}

/* XMP part 3, 1.1.2 */
static bytes magic(void) {
  bytes b = fill(0, 258);
  b.ptr[0] = 1;
  for (unsigned i = 1; i < 257; i++) b.ptr[i] = (uint8_t)(0x100 - i);
  return b;
}

/* ---- cases ---- */

static bytes c_plain(void) { return gif_with(none()); }
static bytes c_xmp(void) {
  return gif_with(application("XMP DataXMP", join(2, text("<x/>"), magic())));
}
static bytes c_xmp_sub_blocks(void) {
  return gif_with(application("XMP DataXMP", sub_block("<x/>")));
}
static bytes c_xmp_no_trailer(void) {
  return gif_with(application("XMP DataXMP", join(2, text("<?"), fill(0, 1))));
}
static bytes c_comment(void) { return gif_with(join(2, hex("21FE"), sub_block("AIGC"))); }
static bytes c_plain_text(void) {
  return gif_with(join(4, hex("2101 0C"), fill(0, 12), sub_block("hello"), none()));
}
static bytes c_icc(void) { return gif_with(application("ICCRGBG1012", sub_block("icc"))); }
static bytes c_store(void) { return gif_with(application("C2PA_GIF\1\0\0", sub_block("jumb"))); }
static bytes c_loops(void) { return gif_with(application("NETSCAPE2.0", hex("03 010000 00"))); }
static bytes c_vendor(void) { return gif_with(application("AIGC-LABEL1", sub_block("{}"))); }
static bytes c_odd_application(void) { return gif_with(hex("21FF 02 4142 00")); }
static bytes c_trailer(void) { return join(2, c_plain(), text("tail")); }
static bytes c_no_trailer(void) { return cut(c_plain(), FIRST + 15); }
static bytes c_cut_comment(void) { return cut(c_comment(), FIRST + 5); }
static bytes c_not_a_block(void) { return gif_with(hex("77")); }
static bytes c_zeros(void) { return gif_with(hex("0000")); }

static const parts_case k_gif[] = {
    {"nothing but a picture", c_plain, ""},
    {"the packet stands as it is", c_xmp, "xmp application [XMP DataXMP] 33+4\n"},
    {"a packet in sub-blocks", c_xmp_sub_blocks,
     "xmp application [XMP DataXMP] 33+6 | gif-sub-blocks\n  ! gif.xmp-trailer\n"},
    {"a packet that is cut, and its trailer gone", c_xmp_no_trailer,
     "structure gif 0+52\n  ! gif.trailer-missing\n"
     "xmp application [XMP DataXMP] 33+19\n  ! gif.xmp-trailer\n? structure input\n"},
    {"a comment", c_comment, "comment comment 21+6 | gif-sub-blocks\n"},
    {"text painted on the picture", c_plain_text,
     "comment plain text [plain-text] 34+7 | gif-sub-blocks\n"},
    {"a colour profile", c_icc, "icc application [ICCRGBG1012] 33+5 | gif-sub-blocks\n"},
    {"a C2PA manifest store", c_store, "jumbf application [c2pa] 33+6 | gif-sub-blocks\n"},
    {"loops are structure", c_loops, ""},
    {"another application", c_vendor, "app application [AIGC-LABEL1] 33+4 | gif-sub-blocks\n"},
    {"an identifier of the wrong length", c_odd_application,
     "app application 21+4 | gif-sub-blocks\n  ! gif.application-length\n"},
    {"bytes behind the trailer", c_trailer, "trailer (trailer) after the end 35+4\n"},
    {"the trailer is missing", c_no_trailer,
     "structure gif 0+34\n  ! gif.trailer-missing\n? structure input\n"},
    {"the file ends inside a comment", c_cut_comment,
     "structure gif 0+24\n  ! gif.trailer-missing\n"
     "comment comment 21+3 | gif-sub-blocks\n? structure input\n"},
    {"a block of no kind", c_not_a_block,
     "structure gif 0+36\n  ! gif.block\n  ! gif.trailer-missing\n? structure input\n"
     "? structure input\n"},
    {"zeros between blocks", c_zeros, "structure gif 0+37\n  ! gif.padding-between-blocks\n"},
};

static void gif_parts_and_problems(void **state) {
  (void)state;
  assert_int_equal(parts_cases_failed(k_gif, sizeof k_gif / sizeof k_gif[0]), 0);
}

static void gif_size_and_pictures(void **state) {
  (void)state;
  bytes control = hex("21F9 04 00 0A00 00 00");
  inspected i = inspect_bytes(gif_with(join(3, control, picture(), hex("21F9 04 00 0A00 00 00"))),
                              false);
  assert_string_equal(i.in->file.format, "gif");
  assert_int_equal(i.in->file.width, 3);
  assert_int_equal(i.in->file.height, 2);
  const jb_part *image = part_of_kind(&i, JB_PART_IMAGE_DATA, 0);
  assert_non_null(image);
  assert_int_equal(image->range_count, 1); /* delays and pictures touch */
  assert_int_equal(image->ranges[0].offset, FIRST);
  assert_int_equal(image->ranges[0].length, 8 + 15 + 8 + 15);
  inspected_free(i);
}

static bytes bmp(uint32_t size, uint32_t height) {
  return join(6, text("BM"), u32le(size), u32le(0), u32le(54),
              join(5, u32le(40), u32le(2), u32le(height), hex("0100 1800"), fill(0, 24)),
              fill(7, 16));
}

static bytes c_bmp(void) { return bmp(70, 2); }
static bytes c_bmp_trailer(void) { return join(2, bmp(70, 2), text("AIGC{}")); }
static bytes c_bmp_cut(void) { return cut(bmp(70, 2), 60); }
static bytes c_bmp_short(void) { return cut(bmp(70, 2), 20); }
static bytes c_bmp_size(void) { return bmp(0, 2); }

static const parts_case k_bmp[] = {
    {"a bitmap", c_bmp, "structure bmp 0+70\n  ! bmp.cannot-carry-label\n"},
    {"bytes behind it", c_bmp_trailer,
     "structure bmp 0+76\n  ! bmp.cannot-carry-label\ntrailer (trailer) after the end 70+6\n"},
    {"the file is shorter than it says", c_bmp_cut,
     "structure bmp 0+60\n  ! bmp.cannot-carry-label\n  ! bmp.truncated\n? structure input\n"},
    {"the file ends in the header", c_bmp_short,
     "structure bmp 0+20\n  ! bmp.cannot-carry-label\n  ! bmp.header-truncated\n"
     "? structure input\n"},
    {"no size given", c_bmp_size,
     "structure bmp 0+70\n  ! bmp.cannot-carry-label\n  ! bmp.size\n"},
};

static void bmp_parts_and_problems(void **state) {
  (void)state;
  assert_int_equal(parts_cases_failed(k_bmp, sizeof k_bmp / sizeof k_bmp[0]), 0);
}

static void bmp_height_may_be_negative(void **state) {
  (void)state;
  inspected i = inspect_bytes(bmp(70, 0xFFFFFFFE), false);
  assert_string_equal(i.in->file.format, "bmp");
  assert_int_equal(i.in->file.supported, JB_PRESENT);
  assert_int_equal(i.in->file.width, 2);
  assert_int_equal(i.in->file.height, 2);
  inspected_free(i);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gif_parts_and_problems),
      cmocka_unit_test(gif_size_and_pictures),
      cmocka_unit_test(bmp_parts_and_problems),
      cmocka_unit_test(bmp_height_may_be_negative),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
