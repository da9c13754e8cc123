/* Property values out of a hostile file, against the shipped mark rules.
 *
 * Input: records "place value" ended by 0xFF; place is a letter, A the first of
 * k_places.  What
 * is promised: no crash, findings that point at parts that exist, excerpts and
 * fields within their bounds. */
#include <stdlib.h>
#include <string.h>

#include "marks/marks.h"

static const struct {
  const char *carrier, *key;
} k_places[] = {
    {"png-text", "Png.parameters"},
    {"exif", "Exif.ExifIFD.UserComment"},
    {"png-text", "Png.prompt"},
    {"png-text", "Png.workflow"},
    {"exif", "Exif.IFD0.Make"},
    {"exif", "Exif.IFD0.Model"},
    {"exif", "Exif.IFD0.ImageDescription"},
    {"exif", "Exif.IFD0.Artist"},
    {"exif", "Exif.IFD0.Software"},
    {"xmp", "Xmp.Iptc4xmpExt.DigitalSourceType"},
    {"xmp", "Xmp.photoshop.Credit"},
    {"png-text", "Png.Description"},
    {"png-text", "Png.Comment"},
    {"png-text", "Png.Dream"},
    {"png-text", "Png.generation_data"},
    {"samsung", "Samsung.PEg_Info"},
    {"samsung", "Samsung.PhotoEditor_Re_Edit_Data"},
    {"comment", "Jpeg.COM"},
    {"xmp", "Xmp.exif.UserComment[1]"},
    {"file-name", ""},
};

static void require(bool ok) {
  if (!ok) abort();
}

static const jb_rules *shipped(void) {
  static jb_rules *rules;
  if (!rules) require(jb_rules_load(JB_SOURCE_DIR "/rules", &rules, NULL) == JB_OK);
  return rules;
}

static void check(const jb_inspection *in) {
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    require(f->code && f->scheme && f->group);
    require(f->at.part == JB_NO_PART || f->at.part < in->part_count);
    require(f->excerpt.len <= 256);
    require(f->strength != JB_STRENGTH_PROOF);
    for (size_t k = 0; k < f->field_count; k++) require(f->fields[k].value.len <= 200);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  require(in != NULL);
  const char *name = NULL;
  jb_span rest = jb_span_of(data, size);
  while (rest.len > 1) {
    /* records end in 0xFF, which no UTF-8 text contains */
    size_t end = jb_span_find(rest, jb_span_of("\xFF", 1));
    jb_span record = jb_span_cut(rest, 0, end == SIZE_MAX ? rest.len : end);
    rest = end == SIZE_MAX ? (jb_span){NULL, 0} : jb_span_cut(rest, end + 1, SIZE_MAX);
    if (record.len == 0) continue;
    size_t place = (size_t)(record.ptr[0] - (uint8_t)'A') % (sizeof k_places / sizeof k_places[0]);
    jb_span value = jb_span_cut(record, 1, SIZE_MAX);
    if (strcmp(k_places[place].carrier, "file-name") == 0) {
      name = jb_arena_string(in->arena, value);
      continue;
    }
    const jb_part *part = jb_add_part(in, JB_PART_TEXT, JB_ROLE_PRIMARY, "fuzz");
    if (!part) break;
    if (!jb_add_property(in, part->id, k_places[place].carrier, k_places[place].key, value)) break;
  }
  jb_marks_find(shipped(), in, name);
  check(in);
  jb_inspection_free(in);
  return 0;
}
