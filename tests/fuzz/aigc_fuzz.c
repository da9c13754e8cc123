/* Any text in any carrier: located, parsed and judged without a crash; what is
 * said stands inside the file and under the rows of checks.def. */
#include "walk.h"

#include "aigc/aigc.h"
#include "aigc/finder.h"

/* The first byte picks the carrier, the rest is the text. */
static const struct {
  jb_part_kind kind;
  const char *format, *part, *carrier, *key, *ns, *name, *form;
} k_carriers[] = {
    {JB_PART_XMP, "png", "iTXt", "xmp", "Xmp.TC260.AIGC", JB_TC260_NAMESPACE, "AIGC", "element"},
    {JB_PART_TEXT, "png", "tEXt", "png-text", "Png.AIGC", "", "AIGC", NULL},
    {JB_PART_TEXT, "png", "tEXt", "png-text", "Png.Comment", "", "Comment", NULL},
    {JB_PART_EXIF, "jpeg", "APP1", "exif", "Exif.ExifIFD.UserComment", "", "UserComment", "ascii"},
    {JB_PART_XMP, "jpeg", "APP1", "xmp", "Xmp.{urn:kv}XmpKvBase64", "urn:kv", "XmpKvBase64", NULL},
    {JB_PART_XMP, "jpeg", "APP1", "xmp", "Xmp.packet.padding", "", "", "remains"},
    {JB_PART_APP, "jpeg", "APP11", NULL, NULL, NULL, NULL, NULL},
    {JB_PART_TRAILER, "jpeg", "after the end", NULL, NULL, NULL, NULL, NULL},
    {JB_PART_BOX, "heic", "free", NULL, NULL, NULL, NULL, NULL},
};
enum { CARRIERS = sizeof k_carriers / sizeof k_carriers[0] };

static void check_location(const jb_location *at, uint64_t size) {
  FUZZ_PROMISE(at->step_count <= JB_STEPS_MAX);
  for (size_t k = 0; k < at->range_count; k++) fuzz_range_inside(at->ranges[k], size);
}

static void check_finding(const jb_inspection *in, const jb_finding *f, uint64_t size) {
  FUZZ_PROMISE(f->scheme && f->code && f->group && f->at.part < in->part_count);
  FUZZ_PROMISE(f->excerpt.len <= 256);
  check_location(&f->at, size);
  for (size_t k = 0; k < f->field_count; k++) {
    FUZZ_PROMISE(f->fields[k].name && f->fields[k].value.len <= in->limits.property_value_max);
  }
  for (size_t k = 0; k < f->check_count; k++) {
    const jb_check *c = &f->checks[k];
    FUZZ_PROMISE(c->id && c->severity && c->clause && c->basis);
    if (c->has_at) fuzz_range_inside(c->at, size);
  }
  if (f->kind != JB_FINDING_LABEL) return;
  FUZZ_PROMISE(f->canonical && strlen(f->canonical) == 64);
  FUZZ_PROMISE(jb_finding_find_check(f, "well-formed") && jb_finding_find_check(f, "one-copy"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  size_t pick = data[0] % CARRIERS;
  jb_limits limits = jb_limits_default();
  jb_source *source = NULL;
  if (jb_source_from_memory(data, size, &source) != JB_OK) return 0;
  jb_inspection *in = jb_inspection_new(&limits);
  jb_part *part = in ? jb_add_part(in, k_carriers[pick].kind, JB_ROLE_PRIMARY, k_carriers[pick].part)
                     : NULL;
  if (part) {
    in->file.format = k_carriers[pick].format;
    in->file.size = size;
    jb_part_add_range(in, part, 1, size - 1);
    if (k_carriers[pick].carrier) {
      jb_property *p = jb_add_property(in, 0, k_carriers[pick].carrier, k_carriers[pick].key,
                                       jb_span_cut(jb_span_of(data, size), 1, size - 1));
      if (p) {
        jb_property_set_name(in, p, jb_span_str(k_carriers[pick].ns),
                             jb_span_str(k_carriers[pick].name));
        p->form = k_carriers[pick].form;
        p->at = jb_location_part(part);
      }
    }
    jb_aigc_find(source, in);
    for (size_t i = 0; i < in->finding_count; i++) check_finding(in, in->findings[i], size);
    fuzz_check_inspection(in, size);
  }
  jb_inspection_free(in);
  jb_source_free(source);
  return 0;
}
