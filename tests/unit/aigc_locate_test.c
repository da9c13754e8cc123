/* Labels in whole files: found in every carrier, with the exact bytes; copies
 * compared; the shells of removed labels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "aigc/aigc.h"
#include "io/digest.h"
#include "support/inspect.h"
#include "support/labels.h"

#define LABEL "gb45438.label"
#define WRAPPED_SHORT "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"NETA\"}}"
#define TC "xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\""

static inspected examine(bytes file) {
  inspected i = inspect_bytes(file, true);
  jb_aigc_find(i.source, i.in);
  return i;
}

static bytes wrapped(void) { return join(3, text("{\"AIGC\":"), text(k_label_json), text("}")); }

static bytes exif_comment(const char *code, bytes value, int big_endian) {
  tiff_entry e = tiff_undefined(0x9286, join(2, raw(code, 8), value));
  return tiff_with(big_endian, NULL, 0, &e, 1);
}

static bytes utf16(bytes ascii, int big_endian) {
  bytes out = none();
  for (size_t i = 0; i < ascii.len; i++) {
    out = join(2, out, big_endian ? u16be(ascii.ptr[i]) : u16le(ascii.ptr[i]));
  }
  bytes_free(ascii);
  return out;
}

static bytes xmp_of(const char *elements) { return xmp_packet(TC, elements); }

/* ---- every carrier, its name, its class of place ---- */

static const char *steps_of(const jb_finding *f) {
  static char text[128];
  size_t n = 0;
  text[0] = '\0';
  for (size_t i = 0; i < f->at.step_count; i++) {
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "",
                          jb_step_name((jb_step)f->at.steps[i]));
  }
  return text;
}

static void check_carrier(bytes file, const char *what, const char *carrier, const char *placement,
                          const char *steps, jb_part_role role) {
  inspected i = examine(file);
  print_message("%s\n", what);
  assert_int_equal(label_count(i.in, LABEL), 1);
  assert_int_equal(i.in->finding_count, 1);
  const jb_finding *f = label_finding(i.in, LABEL);
  assert_true(label_field_is(f, "carrier", carrier));
  assert_true(label_field_is(f, "placement", placement));
  assert_true(label_field_is(f, "Label", "1"));
  assert_string_equal(steps_of(f), steps);
  assert_int_equal(f->role, role);
  /* the digest is over the JSON, whatever it was wrapped in */
  uint8_t digest[JB_HASH_MAX];
  bool whole = f->excerpt.len < 256;
  if (whole) {
    assert_true(jb_digest_once(JB_SHA256, jb_span_from(f->excerpt), digest));
    assert_true(f->has_raw_sha256);
    assert_memory_equal(f->raw_sha256, digest, 32);
    assert_int_equal(f->excerpt.ptr[0], '{');
    assert_int_equal(f->excerpt.ptr[f->excerpt.len - 1], '}');
  }
  inspected_free(i);
}

static void every_carrier_is_found_and_named(void **state) {
  (void)state;
  const jb_part_role PRIMARY = JB_ROLE_PRIMARY, TRAILER = JB_ROLE_TRAILER;
  check_carrier(png_with(png_xmp(xmp_tc260(k_label_json))), "PNG XMP", "png-itxt-xmp", "primary", "entity", PRIMARY);
  check_carrier(png_with(png_itxt("XML:com.adobe.xmp", xmp_tc260(k_label_json), 1)), "PNG XMP, compressed",
                "png-itxt-xmp", "primary", "inflate entity", PRIMARY);
  check_carrier(png_with(png_text("AIGC", wrapped())), "PNG tEXt", "png-text", "alternative", "", PRIMARY);
  check_carrier(png_with_after(png_text("AIGC", wrapped())), "PNG tEXt behind IDAT", "png-text", "alternative", "",
                PRIMARY);
  check_carrier(png_with(png_ztxt("AIGC", wrapped())), "PNG zTXt", "png-text", "non-standard", "inflate", PRIMARY);
  check_carrier(png_with(png_itxt("AIGC", wrapped(), 0)), "PNG iTXt", "png-text", "non-standard", "", PRIMARY);
  check_carrier(png_with(png_text("UserComment", wrapped())), "PNG UserComment", "png-text", "non-standard", "", PRIMARY);
  check_carrier(png_with(png_text("Description", wrapped())), "PNG Description", "png-text", "non-standard", "", PRIMARY);
  check_carrier(jpeg_with(app1_xmp(xmp_tc260(k_label_json))), "JPEG XMP", "jpeg-app1-xmp", "primary", "entity", PRIMARY);
  check_carrier(jpeg_with(app1_exif(exif_comment("ASCII\0\0\0", wrapped(), 1))), "UserComment ASCII",
                "exif-usercomment", "alternative", "", PRIMARY);
  check_carrier(jpeg_with(app1_exif(exif_comment("UNICODE\0", utf16(wrapped(), 0), 0))), "UserComment UTF-16LE",
                "exif-usercomment", "alternative", "utf16le", PRIMARY);
  check_carrier(jpeg_with(app1_exif(exif_comment("UNICODE\0", utf16(wrapped(), 1), 1))), "UserComment UTF-16BE",
                "exif-usercomment", "alternative", "utf16be", PRIMARY);
  tiff_entry description = tiff_ascii(0x010E, WRAPPED_SHORT);
  check_carrier(jpeg_with(app1_exif(tiff_with(0, &description, 1, NULL, 0))), "ImageDescription",
                "exif-imagedescription", "non-standard", "", PRIMARY);
  check_carrier(jpeg_with(jpeg_comment(text(WRAPPED_SHORT))), "JPEG COM", "jpeg-com", "non-standard", "", PRIMARY);
  check_carrier(jpeg_with(jpeg_segment(0xEB, join(2, text("AIGC"), text(k_label_json)))), "JPEG APP11", "jpeg-app11",
                "non-standard", "", PRIMARY);
  check_carrier(jpeg_with(jpeg_segment(0xE4, join(3, hex("01 02 7B 22 00"), text("AIGC"), text(k_label_json)))),
                "JPEG APP4, binary before", "jpeg-app", "non-standard", "", PRIMARY);
  check_carrier(join(2, jpeg_with(none()), text(WRAPPED_SHORT)), "behind EOI", "trailer", "non-standard", "", TRAILER);
  check_carrier(join(3, png_with(none()), fill(0x7B, 4000), text(WRAPPED_SHORT)), "behind IEND", "trailer",
                "non-standard", "", TRAILER);
  /* large enough that the trailer is read in windows, the label across their edge */
  check_carrier(join(3, jpeg_with(none()), fill(0xAA, (1 << 20) - 20), text(WRAPPED_SHORT)), "across a window",
                "trailer", "non-standard", "", TRAILER);
  check_carrier(join(3, jpeg_with(none()), fill(0x20, 5 << 20), text(WRAPPED_SHORT)), "behind five megabytes",
                "trailer", "non-standard", "", TRAILER);
}

/* GBK names are no UTF-8: the label is read to its end all the same. */
static void gbk_in_a_vendor_segment_is_kept(void **state) {
  (void)state;
  bytes label = text("AIGC{\"Label\":\"1\",\"ContentProducer\":\"\xC4\xB3\xBF\xC6\xBC\xBC\",\"ProduceID\":\"a1\"}");
  inspected i = examine(jpeg_with(jpeg_segment(0xEB, label)));
  const jb_finding *f = label_finding(i.in, LABEL);
  assert_int_equal(i.in->finding_count, 1);
  assert_true(label_field_is(f, "ContentProducer", "\xC4\xB3\xBF\xC6\xBC\xBC"));
  assert_true(label_field_is(f, "ProduceID", "a1"));
  assert_string_equal(label_detail(f, "character-set"), "ContentProducer=not-utf8");
  inspected_free(i);
}

/* ---- exact bytes ---- */

static bool bytes_at(const inspected *i, jb_range r, const char *expected) {
  jb_span file = span_of(i->file);
  return jb_span_is(jb_span_cut(file, (size_t)r.offset, (size_t)r.length), expected);
}

static jb_range place_of(const jb_finding *f, const char *check) {
  const jb_check *c = jb_finding_find_check(f, check);
  assert_true(c && c->has_at);
  return c->at;
}

static void checks_point_at_the_bytes_of_their_value(void **state) {
  (void)state;
  inspected i = examine(png_with(png_xmp(xmp_of(
      "<TC260:AIGC>{&quot;Label&quot;:&quot;7&quot;,&#34;ProduceID&#x22;:&quot;0&quot;,"
      "\"ContentProducer\":\"a&amp;b\"}</TC260:AIGC>"))));
  const jb_finding *f = label_finding(i.in, LABEL);
  assert_true(bytes_at(&i, place_of(f, "label-value"), "&quot;7&quot;"));
  assert_true(bytes_at(&i, place_of(f, "produce-id"), "&quot;0&quot;"));
  assert_true(bytes_at(&i, place_of(f, "producer"), "\"a&amp;b\""));
  inspected_free(i);

  i = examine(jpeg_with(app1_exif(exif_comment(
      "UNICODE\0", utf16(text("{\"AIGC\":{\"Label\":\"9\",\"ProduceID\":\"x\"}}"), 0), 0))));
  f = label_finding(i.in, LABEL);
  jb_range at = place_of(f, "label-value");
  assert_int_equal(at.length, 6);
  assert_memory_equal(i.file.ptr + at.offset, "\"\0" "9\0\"\0", 6);
  inspected_free(i);

  /* the escapes of a JSON string around it */
  i = examine(jpeg_with(jpeg_comment(text("x \"{\\\"AIGC\\\":{\\\"Label\\\":\\\"8\\\"}}\" y"))));
  f = label_finding(i.in, LABEL);
  assert_true(bytes_at(&i, place_of(f, "label-value"), "\\\"8\\\""));
  assert_true(bytes_at(&i, f->at.ranges[0], "{\\\"AIGC\\\":{\\\"Label\\\":\\\"8\\\"}}"));
  assert_string_equal(steps_of(f), "json-string");
  assert_true(jb_span_is(jb_span_from(f->excerpt), "{\"AIGC\":{\"Label\":\"8\"}}"));
  inspected_free(i);
}

/* Compressed bytes cannot be pointed into, but at; copies point at themselves. */
static void checks_on_compressed_labels_point_at_their_bytes(void **state) {
  (void)state;
  bytes chunks = join(2, png_ztxt("AIGC", wrapped()), png_text("AIGC", wrapped()));
  inspected i = examine(png_with(chunks));
  assert_int_equal(label_count(i.in, LABEL), 2);
  for (size_t k = 0; k < 2; k++) {
    const jb_finding *f = i.in->findings[k];
    assert_int_equal(place_of(f, "seven-keys").offset, f->at.ranges[0].offset);
    assert_int_equal(place_of(f, "one-copy").length, f->at.ranges[0].length);
  }
  inspected_free(i);
}

static void a_label_inside_other_text_is_cut_out(void **state) {
  (void)state;
  inspected i = examine(png_with(png_text("Comment", text("made here: " WRAPPED_SHORT ", thanks"))));
  const jb_finding *f = label_finding(i.in, LABEL);
  assert_int_equal(f->at.range_count, 1);
  assert_true(bytes_at(&i, f->at.ranges[0], WRAPPED_SHORT));
  assert_true(jb_span_is(jb_span_from(f->excerpt), WRAPPED_SHORT));
  inspected_free(i);
}

/* ---- copies ---- */

static void copies_are_counted_and_compared(void **state) {
  (void)state;
  bytes twice = join(2, png_xmp(xmp_tc260(k_label_json)), png_text("AIGC", wrapped()));
  inspected i = examine(png_with(twice));
  assert_int_equal(label_count(i.in, LABEL), 2);
  for (size_t k = 0; k < 2; k++) {
    const jb_finding *f = i.in->findings[k];
    assert_string_equal(label_check(f, "one-copy"), "fail");
    assert_string_equal(label_detail(f, "one-copy"), k ? "findings=0" : "findings=1");
    assert_string_equal(label_check(f, "copies-agree"), "pass");
    /* a second copy does not make a label malformed */
    assert_string_equal(label_check(f, "well-formed"), "pass");
  }
  assert_string_equal(i.in->findings[0]->canonical, i.in->findings[1]->canonical);
  inspected_free(i);

  bytes differ = join(2, png_xmp(xmp_tc260(k_label_json)), png_text("AIGC", text(WRAPPED_SHORT)));
  i = examine(png_with(differ));
  for (size_t k = 0; k < 2; k++) {
    assert_string_equal(label_check(i.in->findings[k], "one-copy"), "fail");
    assert_string_equal(label_check(i.in->findings[k], "copies-agree"), "fail");
  }
  inspected_free(i);
}

/* A thumbnail's label is a label of its own. */
static void another_picture_is_no_copy(void **state) {
  (void)state;
  jb_inspection *in = label_inspection("jpeg", JB_PART_EXIF, "APP1");
  (void)label_property(in, "exif", "Exif.ExifIFD.UserComment", "", "UserComment", WRAPPED_SHORT);
  (void)label_property(in, "exif", "Exif.IFD1.ImageDescription", "", "ImageDescription",
                       "{\"AIGC\":{\"Label\":\"2\",\"ContentProducer\":\"x\"}}");
  assert_non_null(jb_add_part(in, JB_PART_COMMENT, JB_ROLE_AUXILIARY, "COM"));
  jb_property *p = label_property(in, "comment", "Jpeg.COM", "", "", "{\"AIGC\":{\"Label\":\"3\"}}");
  p->part = 1;
  jb_aigc_find(NULL, in);
  assert_int_equal(label_count(in, LABEL), 3);
  assert_int_equal(in->findings[0]->role, JB_ROLE_PRIMARY);
  assert_int_equal(in->findings[1]->role, JB_ROLE_THUMBNAIL);
  assert_int_equal(in->findings[2]->role, JB_ROLE_AUXILIARY);
  for (size_t k = 0; k < 3; k++) {
    assert_string_equal(label_check(in->findings[k], "one-copy"), "pass");
    assert_string_equal(label_check(in->findings[k], "copies-agree"), "-");
  }
  jb_inspection_free(in);
}

/* ---- shells ---- */

static void check_shell(bytes file, const char *what, const char *code, size_t labels) {
  inspected i = examine(file);
  print_message("%s\n", what);
  assert_int_equal(label_count(i.in, LABEL), labels);
  assert_int_equal(i.in->finding_count, labels + (code ? 1 : 0));
  const jb_finding *f = code ? label_finding(i.in, code) : NULL;
  if (code) {
    assert_non_null(f);
    assert_int_equal(f->kind, JB_FINDING_TRACE);
    assert_int_equal(f->claim, JB_CLAIM_UNKNOWN);
    assert_int_equal(f->strength, JB_STRENGTH_WEAK);
    assert_string_equal(f->scheme, "trace");
    assert_string_equal(f->group, "structure");
    assert_true(f->at.part != JB_NO_PART && f->at.range_count > 0);
  }
  inspected_free(i);
}

static bytes before_end(bytes packet, const char *insert) {
  /* in front of <?xpacket end */
  static const char k_end[] = "<?xpacket end=\"w\"?>";
  size_t at = packet.len - (sizeof k_end - 1);
  bytes tail = text((const char *)k_end), head = cut(packet, at);
  return join(3, head, text(insert), tail);
}

static void shells_of_removed_labels_are_traces(void **state) {
  (void)state;
  const char *k_namespace = "gb45438.shell.namespace", *k_empty = "gb45438.shell.empty-value";
  const char *k_remains = "gb45438.shell.remains";
  check_shell(png_with(png_xmp(xmp_of(""))), "namespace alone", k_namespace, 0);
  check_shell(png_with(png_xmp(xmp_of("<TC260:AIGC/>"))), "empty element", k_empty, 0);
  check_shell(png_with(png_xmp(xmp_of("<TC260:AIGC></TC260:AIGC>"))), "empty element, long", k_empty, 0);
  check_shell(png_with(png_xmp(xmp_of("<TC260:AIGC> \n </TC260:AIGC>"))), "white space", k_empty, 0);
  check_shell(png_with(png_xmp(xmp_packet(TC " TC260:AIGC=\"\"", ""))), "empty attribute", k_empty, 0);
  check_shell(png_with(png_xmp(xmp_of("<TC260:AIGC>{}</TC260:AIGC>"))), "empty object", k_empty, 0);
  check_shell(png_with(png_text("AIGC", text("{\"AIGC\":{}}"))), "empty wrapped object", k_empty, 0);
  check_shell(png_with(png_text("AIGC", text("{\"AIGC\":\"\"}"))), "empty wrapped string", k_empty, 0);
  check_shell(png_with(png_text("AIGC", text("{\"AIGC\":null}"))), "null", k_empty, 0);
  check_shell(png_with(png_text("AIGC", none())), "text chunk without text", k_empty, 0);
  check_shell(png_with(png_text("AIGC", fill(' ', 200))), "text chunk of blanks", k_empty, 0);
  check_shell(png_with(png_xmp(before_end(xmp_of(""), WRAPPED_SHORT))), "label in the padding", k_remains, 0);
  check_shell(png_with(png_xmp(before_end(xmp_packet("xmlns:dc=\"http://purl.org/dc/elements/1.1/\"", ""),
                                          "  {&quot;Label&quot;:&quot;1&quot;,&quot;ProduceID&quot;:&quot;x&quot;}  "))),
              "escaped label in the padding", k_remains, 0);
  check_shell(png_with(png_xmp(xmp_of("<!-- <TC260:AIGC>" WRAPPED_SHORT "</TC260:AIGC> -->"))), "commented out",
              k_remains, 0);
  /* a label that is there is no shell */
  check_shell(png_with(png_xmp(xmp_tc260(k_label_json))), "whole", NULL, 1);
  check_shell(png_with(png_xmp(xmp_packet("xmlns:dc=\"http://purl.org/dc/elements/1.1/\"", "<dc:title>AIGC</dc:title>"))),
              "the word alone", NULL, 0);
}

static void a_checksum_in_a_label_chunk_is_a_trace(void **state) {
  (void)state;
  bytes chunk = png_text("AIGC", wrapped());
  size_t crc = chunk.len - 1;
  inspected i = examine(png_with(patch(chunk, crc, (uint8_t)(chunk.ptr[crc] ^ 1))));
  assert_int_equal(label_count(i.in, LABEL), 1);
  assert_int_equal(label_count(i.in, "gb45438.crc"), 1);
  inspected_free(i);
  /* elsewhere it is none of ours */
  chunk = png_text("Title", text("a cup"));
  crc = chunk.len - 1;
  i = examine(png_with(patch(chunk, crc, (uint8_t)(chunk.ptr[crc] ^ 1))));
  assert_int_equal(i.in->finding_count, 0);
  inspected_free(i);
}

/* ---- what was not looked at ---- */

static void gaps_of_other_probes_are_gaps_here(void **state) {
  (void)state;
  static const struct {
    const char *probe;
    jb_why why;
    bool inherited;
  } k_cases[] = {
      {"structure", JB_WHY_INPUT, true}, {"exif", JB_WHY_LIMIT, true},   {"xmp", JB_WHY_INPUT, true},
      {"text", JB_WHY_LIMIT, true},      {"format", JB_WHY_INPUT, true}, {"c2pa", JB_WHY_MISSING, false},
      {"witness", JB_WHY_LIMIT, false},  {"exif", JB_WHY_TIER, false},
  };
  for (size_t k = 0; k < sizeof k_cases / sizeof k_cases[0]; k++) {
    jb_inspection *in = label_inspection("png", JB_PART_TEXT, "tEXt");
    jb_add_not_checked(in, k_cases[k].probe, k_cases[k].why, "x");
    jb_aigc_find(NULL, in);
    const jb_not_checked *entry = NULL;
    jb_answer answer = jb_probe_answer(in, "gb45438", &entry);
    assert_int_equal(answer, k_cases[k].inherited ? JB_UNKNOWN : JB_PRESENT);
    if (entry) assert_int_equal(entry->why, k_cases[k].why);
    jb_inspection_free(in);
  }
}

static void a_cut_label_is_not_called_incomplete(void **state) {
  (void)state;
  bytes file = jpeg_with(app1_xmp(xmp_tc260(k_label_json)));
  inspected i = examine(cut(file, 400)); /* in the middle of the label */
  assert_true(is_unchecked(&i, "gb45438", JB_WHY_INPUT));
  const jb_finding *f = label_finding(i.in, LABEL);
  assert_true(label_field_is(f, "Label", "1"));
  assert_string_equal(label_check(f, "json"), "unknown");
  assert_string_equal(label_check(f, "seven-keys"), "unknown");
  assert_string_equal(label_check(f, "produce-id"), "unknown");
  assert_string_equal(label_check(f, "well-formed"), "unknown");
  inspected_free(i);
  /* broken off inside a whole file it is the label that is at fault */
  i = examine(png_with(png_text("AIGC", text("{\"AIGC\":{\"Label\":\"1\",\"Conte"))));
  f = label_finding(i.in, LABEL);
  assert_true(label_field_is(f, "Label", "1"));
  assert_string_equal(label_detail(f, "json"), "unterminated");
  assert_string_equal(label_check(f, "well-formed"), "fail");
  inspected_free(i);
}

static void many_labels_end_at_the_limit_and_say_so(void **state) {
  (void)state;
  bytes tail = none();
  for (int k = 0; k < 140; k++) tail = join(2, tail, text(WRAPPED_SHORT "\n"));
  inspected i = examine(join(2, jpeg_with(none()), tail));
  assert_int_equal(label_count(i.in, LABEL), i.in->limits.findings_per_scheme_max);
  assert_true(is_unchecked(&i, "gb45438", JB_WHY_LIMIT));
  inspected_free(i);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_carrier_is_found_and_named),
      cmocka_unit_test(gbk_in_a_vendor_segment_is_kept),
      cmocka_unit_test(checks_point_at_the_bytes_of_their_value),
      cmocka_unit_test(checks_on_compressed_labels_point_at_their_bytes),
      cmocka_unit_test(a_label_inside_other_text_is_cut_out),
      cmocka_unit_test(copies_are_counted_and_compared),
      cmocka_unit_test(another_picture_is_no_copy),
      cmocka_unit_test(shells_of_removed_labels_are_traces),
      cmocka_unit_test(a_checksum_in_a_label_chunk_is_a_trace),
      cmocka_unit_test(gaps_of_other_probes_are_gaps_here),
      cmocka_unit_test(a_cut_label_is_not_called_incomplete),
      cmocka_unit_test(many_labels_end_at_the_limit_and_say_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
