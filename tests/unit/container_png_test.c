/* PNG: chunks as parts, the text bytes of each keyword chunk, CRCs, the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/parts.h"

enum { FIRST = 33 }; /* the first chunk behind IHDR */

static bytes itxt(const char *keyword, unsigned flag, unsigned method, const char *language,
                  bytes value) {
  return png_chunk("iTXt", join(7, text(keyword), u8(0), u8(flag), u8(method), text(language),
                                u8(0), join(2, u8(0), value)));
}

static bytes store(void) {
  return png_chunk("caBX", join(6, u32be(38), text("jumb"), u32be(30), text("jumd"),
                                hex("63327061 00110010800000AA00389B71 03"), raw("c2pa", 5)));
}

/* ---- cases ---- */

static bytes c_plain(void) { return png_with(none()); }
static bytes c_text(void) { return png_with(png_text("AIGC", text("{}"))); }
static bytes c_ztxt(void) {
  return png_with(png_chunk("zTXt", join(3, raw("k", 2), u8(0), hex("789c030000000001"))));
}
static bytes c_ztxt_method(void) {
  return png_with(png_chunk("zTXt", join(3, raw("k", 2), u8(7), hex("789c030000000001"))));
}
static bytes c_itxt(void) { return png_with(itxt("k", 0, 0, "zh-CN", text("abc"))); }
static bytes c_itxt_inflate(void) {
  return png_with(itxt("k", 1, 0, "", hex("789c030000000001")));
}
static bytes c_itxt_flag(void) { return png_with(itxt("k", 9, 0, "", text("abc"))); }
static bytes c_itxt_short(void) { return png_with(png_chunk("iTXt", raw("k\0\0\0zh", 6))); }
static bytes c_xmp(void) { return png_with(png_xmp(text("<x/>"))); }
static bytes c_xmp_text(void) { return png_with(png_text("XML:com.adobe.xmp", text("<x/>"))); }
static bytes c_xmp_twice(void) {
  return png_with(join(2, png_xmp(text("<x/>")), png_xmp(text("<y/>"))));
}
static bytes c_raw_profile(void) {
  return png_with(png_text("Raw profile type exif", text("\nexif\n 2\n4949\n")));
}
static bytes c_no_keyword(void) { return png_with(png_chunk("tEXt", text("AIGC"))); }
static bytes c_empty_keyword(void) { return png_with(png_chunk("tEXt", raw("\0abc", 4))); }
static bytes c_space_keyword(void) { return png_with(png_text(" k", text("a"))); }
static bytes c_exif(void) { return png_with(png_chunk("eXIf", text("II*"))); }
static bytes c_exif_prefix(void) { return png_with(png_chunk("eXIf", raw("Exif\0\0II*", 9))); }
static bytes c_icc(void) {
  return png_with(png_chunk("iCCP", join(3, raw("icc", 4), u8(0), hex("789c030000000001"))));
}
static bytes c_store(void) { return png_with(store()); }
static bytes c_store_twice(void) { return png_with(join(2, store(), store())); }
static bytes c_store_is_none(void) { return png_with(png_chunk("caBX", text("c2pa"))); }
static bytes c_store_after(void) { return png_with_after(store()); }
static bytes c_unknown_chunk(void) { return png_with(png_chunk("prVt", text("x"))); }
static bytes c_text_after(void) { return png_with_after(png_text("k", text("a"))); }
static bytes c_behind_end(void) {
  return join(3, c_plain(), png_text("AIGC", text("{}")), text("tail"));
}
static bytes c_trailer(void) { return join(2, c_plain(), text("SEFT")); }
static bytes c_picture_behind(void) { return join(2, c_plain(), c_plain()); }
static bytes c_crc(void) { return patch(c_text(), FIRST + 14, '!'); }
static bytes c_two_images(void) {
  return png_with_after(join(2, png_text("k", text("a")), png_chunk("IDAT", text("b"))));
}
static bytes c_cut_in_chunk(void) { return cut(c_text(), FIRST + 14); }
static bytes c_cut_before_end(void) { return cut(c_plain(), 57); }
static bytes c_past_end(void) { return patch(c_text(), FIRST + 1, 1); }
static bytes c_not_a_chunk(void) { return patch(c_text(), FIRST + 4, '!'); }
static bytes c_transfer_damage(void) { return patch(c_plain(), 4, '\n'); }
static bytes c_no_header_first(void) {
  return join(3, hex("89504E470D0A1A0A"), png_chunk("CgBI", u32be(1)), png_chunk("IEND", none()));
}
static bytes c_zero_wide(void) {
  return join(3, hex("89504E470D0A1A0A"), png_chunk("IHDR", hex("00000000 00000008 08 00 00 00 00")),
              join(2, png_chunk("IDAT", none()), png_chunk("IEND", none())));
}

static const parts_case k_cases[] = {
    {"nothing but a picture", c_plain, ""},
    {"tEXt: the text behind the keyword", c_text, "text tEXt [AIGC] 46+2 | latin1\n"},
    {"zTXt: behind the method", c_ztxt, "text zTXt [k] 44+8 | inflate latin1\n"},
    {"a method that is not defined", c_ztxt_method,
     "text zTXt [k] 44+8 | inflate latin1\n  ! png.compression-method\n"},
    {"iTXt: UTF-8 behind five fields", c_itxt, "text iTXt [k] 52+3\n"},
    {"iTXt, compressed", c_itxt_inflate, "text iTXt [k] 47+8 | inflate\n"},
    {"a flag that is neither 0 nor 1, content in plain sight", c_itxt_flag,
     "text iTXt [k] 47+3\n  ! png.compression-flag\n"},
    {"iTXt that ends in its fields", c_itxt_short, "text iTXt [k] 47+0\n  ! png.itxt-fields\n"},
    {"the XMP packet", c_xmp, "xmp iTXt [XML:com.adobe.xmp] 63+4\n"},
    {"XMP in another text chunk", c_xmp_text,
     "xmp tEXt [XML:com.adobe.xmp] 59+4\n  ! png.xmp-chunk\n"},
    {"two packets", c_xmp_twice,
     "xmp iTXt [XML:com.adobe.xmp] 63+4\nxmp iTXt [XML:com.adobe.xmp] 101+4\n"
     "  ! png.xmp-repeated\n"},
    {"ImageMagick's hexadecimal profile stays text", c_raw_profile,
     "text tEXt [Raw profile type exif] 63+14 | latin1\n"},
    {"a keyword without its NUL", c_no_keyword, "text tEXt 41+4 | latin1\n  ! png.keyword\n"},
    {"an empty keyword", c_empty_keyword, "text tEXt 42+3 | latin1\n  ! png.keyword\n"},
    {"a keyword that begins with a space", c_space_keyword,
     "text tEXt [ k] 44+1 | latin1\n  ! png.keyword\n"},
    {"eXIf", c_exif, "exif eXIf 41+3\n"},
    {"eXIf with JPEG's identifier", c_exif_prefix, "exif eXIf 47+3\n  ! png.exif-prefix\n"},
    {"iCCP", c_icc, "icc iCCP [icc] 46+8 | inflate\n"},
    {"the C2PA manifest store", c_store, "jumbf caBX [c2pa] 41+38\n"},
    {"two stores", c_store_twice,
     "jumbf caBX [c2pa] 41+38\njumbf caBX [c2pa] 91+38\n  ! png.cabx-repeated\n"},
    {"caBX that holds no superbox", c_store_is_none,
     "jumbf caBX 41+4\n  ! png.jumbf-description\n"},
    {"a store behind the picture", c_store_after,
     "jumbf caBX [c2pa] 65+38\n  ! png.after-idat\n"},
    {"an unknown chunk is structure", c_unknown_chunk, ""},
    {"text behind the picture", c_text_after, "text tEXt [k] 67+1 | latin1\n  ! png.after-idat\n"},
    {"a chunk behind IEND", c_behind_end,
     "text (trailer) tEXt [AIGC] 82+2 | latin1\n  ! png.after-iend\n"
     "trailer (trailer) after the end 88+4\n"},
    {"bytes behind IEND", c_trailer, "trailer (trailer) after the end 69+4\n"},
    {"a picture behind IEND", c_picture_behind,
     "embedded (auxiliary) after the end [png] 69+69\n"},
    {"a CRC that differs", c_crc, "text tEXt [AIGC] 46+2 | latin1\n  ! png.crc\n"},
    {"IDAT in two places", c_two_images,
     "image-data IDAT 41+12,80+1 | reassemble\n  ! png.idat-not-consecutive\n"
     "text tEXt [k] 67+1 | latin1\n  ! png.after-idat\n"},
    {"the file ends inside a chunk", c_cut_in_chunk,
     "structure png 0+47\n  ! png.chunk-truncated\n  ! png.iend-missing\n  ! png.idat-missing\n"
     "text tEXt [AIGC] 46+1 | latin1\n? structure input\n? structure input\n"},
    {"IEND is missing", c_cut_before_end,
     "structure png 0+57\n  ! png.iend-missing\n? structure input\n"},
    {"a length past the end", c_past_end,
     "structure png 0+88\n  ! png.chunk-truncated\n  ! png.iend-missing\n  ! png.idat-missing\n"
     "text tEXt [AIGC] 46+42 | latin1\n? structure input\n? structure input\n"},
    {"a type that is no type", c_not_a_chunk,
     "structure png 0+88\n  ! png.chunk\n  ! png.iend-missing\n  ! png.idat-missing\n"
     "? structure input\n? structure input\n"},
    {"line ends changed in transfer", c_transfer_damage,
     "structure png 0+69\n  ! png.signature\n? structure input\n"},
    {"IHDR does not come first", c_no_header_first,
     "structure png 0+36\n  ! png.ihdr-not-first\n  ! png.idat-missing\n"},
    {"a picture of no width", c_zero_wide, "structure IHDR 16+13\n  ! png.ihdr\n"},
};

static void parts_and_problems(void **state) {
  (void)state;
  assert_int_equal(parts_cases_failed(k_cases, sizeof k_cases / sizeof k_cases[0]), 0);
}

static void content_is_the_text(void **state) {
  (void)state;
  inspected i = inspect_bytes(
      png_with(join(2, png_ztxt("a", text("compressed")), png_itxt("b", text("\xE4\xB8\xAD"), 1))),
      false);
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_TEXT, 0), "compressed"));
  assert_true(part_is(&i, part_of_kind(&i, JB_PART_TEXT, 1), "\xE4\xB8\xAD"));
  inspected_free(i);
}

static void a_keyword_longer_than_79_is_kept_and_said(void **state) {
  (void)state;
  char keyword[101];
  memset(keyword, 'k', 100);
  keyword[100] = '\0';
  inspected i = inspect_bytes(png_with(png_text(keyword, text("v"))), false);
  const jb_part *part = part_of_kind(&i, JB_PART_TEXT, 0);
  assert_non_null(part);
  assert_int_equal(part->key.len, 100);
  assert_true(part_is(&i, part, "v"));
  assert_true(has_problem(&i, "png.keyword"));
  inspected_free(i);
}

/* APNG: fdAT starts with a sequence number that is no picture data. */
static void frames_of_an_animation_are_one_part(void **state) {
  (void)state;
  bytes frames = join(5, png_chunk("fcTL", fill(0, 26)), png_chunk("fdAT", text("0001abc")),
                      png_chunk("fcTL", fill(0, 26)), png_chunk("fdAT", text("0002de")),
                      png_chunk("tIME", fill(1, 7)));
  inspected i = inspect_bytes(png_with_after(frames), false);
  const jb_part *part = part_of_kind(&i, JB_PART_IMAGE_DATA, 1);
  assert_non_null(part);
  assert_true(part_is(&i, part, "abcde"));
  assert_int_equal(i.in->problem_total, 0);
  inspected_free(i);
}

static void header_gives_the_size(void **state) {
  (void)state;
  inspected i = inspect_bytes(c_plain(), false);
  assert_string_equal(i.in->file.format, "png");
  assert_int_equal(i.in->file.width, 8);
  assert_int_equal(i.in->file.height, 8);
  inspected_free(i);
}

static void truncation_is_always_said(void **state) {
  (void)state;
  bytes whole = png_with(join(3, png_xmp(text("<x/>")), png_ztxt("k", text("v")), store()));
  for (size_t n = 8; n < whole.len; n++) {
    inspected i = inspect_bytes(cut(copy_of(whole), n), false);
    assert_string_equal(i.in->file.format, "png");
    assert_true(is_unchecked(&i, "structure", JB_WHY_INPUT));
    inspected_free(i);
  }
  bytes_free(whole);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_and_problems),
      cmocka_unit_test(content_is_the_text),
      cmocka_unit_test(a_keyword_longer_than_79_is_kept_and_said),
      cmocka_unit_test(frames_of_an_animation_are_one_part),
      cmocka_unit_test(header_gives_the_size),
      cmocka_unit_test(truncation_is_always_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
