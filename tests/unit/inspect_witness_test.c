/* The second witness: what it adds, what it may not touch, and every way of
 * its not being there. */
#define _GNU_SOURCE /* setenv */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "container/container.h"
#include "jianbiao/jianbiao.h"
#include "metadata/metadata.h"
#include "support/build.h"

typedef struct parsed {
  bytes file;
  jb_source *source;
  jb_inspection *in;
} parsed;

static parsed parse(bytes file) {
  parsed p = {.file = file};
  jb_limits limits = jb_limits_default();
  assert_int_equal(jb_source_from_memory(file.ptr, file.len, &p.source), JB_OK);
  p.in = jb_inspection_new(&limits);
  p.in->tier = JB_TIER_FULL;
  jb_container_walk(p.source, p.in, NULL);
  jb_metadata_read(p.source, p.in);
  return p;
}

static parsed camera(void) {
  tiff_entry ifd0[] = {tiff_ascii(0x010F, "Maker"), tiff_ascii(0x0131, "Software 1.0")};
  tiff_entry exif[] = {tiff_undefined(0x9286, raw("ASCII\0\0\0comment", 15))};
  return parse(jpeg_with(app1_exif(tiff_with(0, ifd0, 2, exif, 1))));
}

static void done(parsed p) {
  jb_inspection_free(p.in);
  jb_source_free(p.source);
  bytes_free(p.file);
}

static uint32_t exif_part(const jb_inspection *in) {
  for (size_t i = 0; i < in->part_count; i++) {
    if (in->parts[i]->kind == JB_PART_EXIF) return (uint32_t)i;
  }
  fail_msg("no Exif part");
  return 0;
}

/* `format` with %u for the Exif part. */
static void hear(parsed *p, const char *format) {
  bytes said = none();
  char number[8];
  (void)snprintf(number, sizeof number, "%u", exif_part(p->in));
  for (const char *c = format; *c; c++) {
    said = join(2, said, *c == '#' ? text(number) : raw(c, 1));
  }
  assert_int_equal(jb_inspect_add_witness(p->in, (const char *)said.ptr, said.len, NULL), JB_OK);
  bytes_free(said);
}

static const jb_not_checked *unheard(const jb_inspection *in) {
  const jb_not_checked *n = NULL;
  (void)jb_probe_answer(in, "witness", &n);
  return n;
}

static void maker_notes_become_properties(void **state) {
  (void)state;
  parsed p = camera();
  size_t before = p.in->property_count;
  hear(&p, "[{\"part\":#,\"key\":\"Exif.Canon.OwnerName\",\"value\":\"A\\\\x00B\"}]");
  assert_int_equal(p.in->property_count, before + 1);
  const jb_property *note = p.in->properties[before];
  assert_string_equal(note->carrier, "makernote");
  assert_string_equal(note->key, "Exif.Canon.OwnerName");
  assert_true(jb_span_equal(jb_span_from(note->value), jb_span_of("A\0B", 3)));
  assert_null(unheard(p.in));
  done(p);
}

static void readers_that_disagree_are_a_finding(void **state) {
  (void)state;
  static const struct {
    const char *said;
    size_t findings;
  } k_cases[] = {
      {"[{\"part\":#,\"key\":\"Exif.Image.Software\",\"value\":\"Software 1.0\"}]", 0},
      {"[{\"part\":#,\"key\":\"Exif.Image.Software\",\"value\":\"Software 1.0  \"}]", 0},
      {"[{\"part\":#,\"key\":\"Exif.Image.Software\",\"value\":\"Other\"}]", 1},
      {"[{\"part\":#,\"key\":\"Exif.Photo.UserComment\",\"value\":\"charset=Ascii comment\"}]", 0},
      {"[{\"part\":#,\"key\":\"Exif.Photo.UserComment\",\"value\":\"charset=Ascii other\"}]", 1},
      {"[{\"part\":#,\"key\":\"Exif.Image.Orientation\",\"value\":\"9\"}]", 0},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    parsed p = camera();
    size_t properties = p.in->property_count;
    hear(&p, k_cases[i].said);
    if (p.in->finding_count != k_cases[i].findings) fail_msg("%s", k_cases[i].said);
    assert_int_equal(p.in->property_count, properties);
    if (k_cases[i].findings) {
      const jb_finding *f = p.in->findings[0];
      assert_string_equal(f->scheme, "trace");
      assert_string_equal(f->code, "readers-disagree");
      assert_string_equal(f->group, "structure");
      assert_int_equal(f->strength, JB_STRENGTH_CONTEXT);
      assert_non_null(jb_finding_find_field(f, "ours"));
      assert_non_null(jb_finding_find_field(f, "witness"));
    }
    done(p);
  }
}

/* What a process that was taken over may say. */
static void nonsense_is_no_answer(void **state) {
  (void)state;
  static const char *const k_said[] = {
      "",
      "{}",
      "[1]",
      "[{\"part\":9999,\"key\":\"Exif.Canon.X\",\"value\":\"v\"}]",
      "[{\"part\":0,\"key\":\"Exif.Canon.X\",\"value\":\"v\"}]",
      "[{\"part\":#,\"key\":\"Xmp.TC260.AIGC\",\"value\":\"v\"}]",
      "[{\"part\":#,\"key\":\"Exif.a.b.c\",\"value\":\"v\"}]",
      "[{\"part\":#,\"key\":\"Exif.Canon.\\u4e2d\",\"value\":\"v\"}]",
      "[{\"part\":#,\"key\":\"Exif.Canon.X\"}]",
      "[{\"part\":#,\"why\":\"because\"}]",
      "[{\"part\":#,\"key\":\"Exif.Canon.X\",\"value\":\"v\"}",
  };
  for (size_t i = 0; i < sizeof k_said / sizeof k_said[0]; i++) {
    parsed p = camera();
    size_t before = p.in->property_count;
    hear(&p, k_said[i]);
    if (!unheard(p.in)) fail_msg("%s", k_said[i]);
    assert_int_equal(unheard(p.in)->why, JB_WHY_WORKER);
    assert_int_equal(p.in->property_count, before);
    assert_int_equal(p.in->finding_count, 0);
    done(p);
  }
}

static void why_it_was_not_heard(void **state) {
  (void)state;
  parsed p = camera();
  assert_int_equal(jb_inspect_add_witness(p.in, NULL, 0, "worker ended with signal 11"), JB_OK);
  assert_int_equal(unheard(p.in)->why, JB_WHY_WORKER);
  assert_string_equal(unheard(p.in)->detail, "worker ended with signal 11");
  done(p);
  p = camera();
  hear(&p, "[{\"part\":#,\"why\":\"limit\",\"detail\":\"exif_guest_max\"}]");
  assert_int_equal(unheard(p.in)->why, JB_WHY_LIMIT);
  done(p);
}

static void only_full_tiers_with_exif_ask(void **state) {
  (void)state;
  parsed p = camera();
  assert_true(jb_inspect_wants_witness(NULL, p.in));
  p.in->tier = JB_TIER_FAST;
  assert_false(jb_inspect_wants_witness(NULL, p.in));
  done(p);
  p = parse(jpeg_with(none()));
  char *said = NULL;
  size_t length = 0;
  assert_false(jb_inspect_wants_witness(NULL, p.in));
  assert_int_equal(jb_inspect_witness(p.source, p.in, &said, &length), JB_E_LIMIT);
  assert_null(said);
  done(p);
}

/* With the module of this build: it reads what we read. */
static void libexiv2_agrees(void **state) {
  (void)state;
  parsed p = camera();
  char *said = NULL;
  size_t length = 0;
  assert_int_equal(jb_inspect_witness(p.source, p.in, &said, &length), JB_OK);
  assert_non_null(strstr(said, "\"Exif.Image.Software\",\"value\":\"Software 1.0\""));
  assert_int_equal(jb_inspect_add_witness(p.in, said, length, NULL), JB_OK);
  assert_null(unheard(p.in));
  assert_int_equal(p.in->finding_count, 0);
  jb_free(said);
  done(p);
}

static void a_payload_over_the_limit_is_not_given(void **state) {
  (void)state;
  parsed p = camera();
  p.in->limits.exif_guest_max = 40;
  char *said = NULL;
  size_t length = 0;
  assert_int_equal(jb_inspect_witness(p.source, p.in, &said, &length), JB_OK);
  assert_int_equal(jb_inspect_add_witness(p.in, said, length, NULL), JB_OK);
  assert_int_equal(unheard(p.in)->why, JB_WHY_LIMIT);
  assert_string_equal(unheard(p.in)->detail, "exif_guest_max");
  jb_free(said);
  done(p);
}

int main(void) {
  if (setenv("JIANBIAO_MODULES", JB_BINARY_DIR "/lib/jianbiao", 1) != 0) return 1;
  jb_warm_up(JB_TIER_FULL);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(maker_notes_become_properties),
      cmocka_unit_test(readers_that_disagree_are_a_finding),
      cmocka_unit_test(nonsense_is_no_answer),
      cmocka_unit_test(why_it_was_not_heard),
      cmocka_unit_test(only_full_tiers_with_exif_ask),
      cmocka_unit_test(libexiv2_agrees),
      cmocka_unit_test(a_payload_over_the_limit_is_not_given),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
