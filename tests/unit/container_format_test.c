/* Which format a file is, by its content alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/parts.h"

#define HEAD(bytes) bytes, sizeof(bytes) - 1

static const struct {
  const char *format; /* "" : unknown */
  const char *head;
  size_t length;
  jb_answer supported;
} k_heads[] = {
    {"jpeg", HEAD("\xFF\xD8\xFF\xE0"), JB_PRESENT},
    {"", HEAD("\xFF\xD8 text"), JB_ABSENT},
    {"png", HEAD("\x89PNG\r\n\x1A\n"), JB_PRESENT},
    {"gif", HEAD("GIF87a\1\0\1\0\0\0\0"), JB_PRESENT},
    {"", HEAD("BMW is a maker of cars"), JB_ABSENT},
    {"psd", HEAD("8BPS\0\1"), JB_ABSENT},
    {"jp2", HEAD("\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14" "ftypjp2 "), JB_ABSENT},
    {"ico", HEAD("\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0"), JB_ABSENT},
    {"mp4", HEAD("\0\0\0\x18" "ftypisom\0\0\0\0"), JB_ABSENT},
    {"mov", HEAD("\0\0\0\x14" "ftypqt  \0\0\0\0"), JB_ABSENT},
    {"m4a", HEAD("\0\0\0\x14" "ftypM4A \0\0\0\0"), JB_ABSENT},
    {"cr3", HEAD("\0\0\0\x18" "ftypcrx \0\0\0\0"), JB_ABSENT},
    {"avi", HEAD("RIFF\0\0\0\0AVI LIST"), JB_ABSENT},
    {"wav", HEAD("RIFF\0\0\0\0WAVEfmt "), JB_ABSENT},
    {"mkv", HEAD("\x1A\x45\xDF\xA3\1\0"), JB_ABSENT},
    {"flac", HEAD("fLaC\0\0\0\x22"), JB_ABSENT},
    {"ogg", HEAD("OggS\0\2"), JB_ABSENT},
    {"mp3", HEAD("ID3\4\0\0\0\0\0\0"), JB_ABSENT},
    {"mp3", HEAD("\xFF\xFB\x90\x64"), JB_ABSENT},
    {"aac", HEAD("\xFF\xF1\x50\x80"), JB_ABSENT},
    {"pdf", HEAD("%PDF-1.7\n"), JB_ABSENT},
    {"docx", HEAD("PK\3\4\x14\0\6\0\10\0[Content_Types].xml word/document.xml"), JB_ABSENT},
    {"zip", HEAD("PK\3\4\x14\0\0\0\0\0a.txt"), JB_ABSENT},
    {"gzip", HEAD("\x1F\x8B\x08\0"), JB_ABSENT},
    {"", HEAD("AIGC{\"Label\":\"1\"}"), JB_ABSENT},
    {"", HEAD("<!DOCTYPE html><html>"), JB_ABSENT},
    {"svg", HEAD("<svg xmlns='http://www.w3.org/2000/svg'/>"), JB_PRESENT},
    {"svg", HEAD("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- made --><svg/>"), JB_PRESENT},
    {"svg", HEAD("<!DOCTYPE svg [<!ENTITY a \">]\"> <!ENTITY b 'c'>]>\n<svg/>"), JB_PRESENT},
    {"svg", HEAD("<s:svg xmlns:s='http://www.w3.org/2000/svg'/>"), JB_PRESENT},
    {"svg", HEAD("\xFE\xFF\0<\0s\0v\0g\0/\0>"), JB_PRESENT},
    {"svg", HEAD("<\0s\0v\0g\0/\0>\0"), JB_PRESENT},
    {"", HEAD("<svgx/>"), JB_ABSENT},
    {"", HEAD("<a><svg/></a>"), JB_ABSENT},
    {"", HEAD("<!-- <svg/> -->"), JB_ABSENT},
};

static void format_is_known_by_content(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_heads / sizeof k_heads[0]; i++) {
    inspected got = inspect_bytes(raw(k_heads[i].head, k_heads[i].length), false);
    const char *expected = k_heads[i].format[0] ? k_heads[i].format : "unknown";
    if (strcmp(got.in->file.format, expected) != 0) {
      fail_msg("row %zu: %s, expected %s", i, got.in->file.format, expected);
    }
    assert_int_equal(got.in->file.supported, k_heads[i].supported);
    if (k_heads[i].supported != JB_PRESENT) {
      assert_true(is_unchecked(&got, "format", JB_WHY_INPUT));
    }
    inspected_free(got);
  }
}

static void svg_is_one_part_with_its_encoding(void **state) {
  (void)state;
  inspected i = inspect_bytes(text("<svg width=\"120\" height=' 80.5px '>x</svg>"), false);
  assert_int_equal(i.in->file.width, 120);
  assert_int_equal(i.in->file.height, 80);
  const jb_part *part = part_of_kind(&i, JB_PART_SVG, 0);
  assert_non_null(part);
  assert_int_equal(jb_part_length(part), i.file.len);
  assert_int_equal(part->step_count, 0);
  inspected_free(i);

  inspected wide = inspect_bytes(hex("FFFE 3C007300760067002F003E00"), false);
  part = part_of_kind(&wide, JB_PART_SVG, 0);
  assert_non_null(part);
  assert_int_equal(part->step_count, 1);
  assert_int_equal(part->steps[0], JB_STEP_UTF16LE);
  inspected_free(wide);
}

/* Percentages and other units say nothing about pixels. */
static void svg_size_in_other_units_is_unknown(void **state) {
  (void)state;
  inspected i = inspect_bytes(text("<svg width='100%' height='5cm'/>"), false);
  assert_int_equal(i.in->file.width, 0);
  assert_int_equal(i.in->file.height, 0);
  inspected_free(i);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(format_is_known_by_content),
      cmocka_unit_test(svg_is_one_part_with_its_encoding),
      cmocka_unit_test(svg_size_in_other_units_is_unknown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
