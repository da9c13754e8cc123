#include "support/labels.h"

#include <stdio.h>
#include <stdlib.h>

#include "aigc/aigc.h"

#define TC260 "http://www.tc260.org.cn/ns/AIGC/1.0/"

jb_inspection *label_inspection(const char *format, jb_part_kind kind, const char *part_name) {
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  if (!in || !jb_add_part(in, kind, JB_ROLE_PRIMARY, part_name)) abort();
  in->file.format = format;
  return in;
}

jb_property *label_property(jb_inspection *in, const char *carrier, const char *key, const char *ns,
                            const char *name, const char *value) {
  jb_property *p = jb_add_property(in, 0, carrier, key, jb_span_str(value));
  if (!p) abort();
  jb_property_set_name(in, p, jb_span_str(ns), jb_span_str(name));
  return p;
}

jb_inspection *label_in_xmp(const char *value) {
  jb_inspection *in = label_inspection("png", JB_PART_XMP, "iTXt");
  jb_property *p = label_property(in, "xmp", "Xmp.TC260.AIGC", TC260, "AIGC", value);
  p->prefix = jb_bytes_of(jb_span_str("TC260"));
  p->form = "element";
  jb_aigc_find(NULL, in);
  return in;
}

jb_inspection *label_in_comment(const char *value) {
  jb_inspection *in = label_inspection("jpeg", JB_PART_EXIF, "APP1");
  (void)label_property(in, "exif", "Exif.ExifIFD.UserComment", "", "UserComment", value);
  jb_aigc_find(NULL, in);
  return in;
}

const jb_finding *label_finding(const jb_inspection *in, const char *code) {
  for (size_t i = 0; i < in->finding_count; i++) {
    if (strcmp(in->findings[i]->code, code) == 0) return in->findings[i];
  }
  return NULL;
}

size_t label_count(const jb_inspection *in, const char *code) {
  size_t n = 0;
  for (size_t i = 0; i < in->finding_count; i++) n += strcmp(in->findings[i]->code, code) == 0;
  return n;
}

const char *label_failures(const jb_finding *f) {
  static char text[1024];
  size_t n = 0;
  text[0] = '\0';
  for (size_t i = 0; f && i < f->check_count; i++) {
    if (f->checks[i].answer != JB_CHECK_FAIL) continue;
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "", f->checks[i].id);
  }
  return text;
}

const char *label_check(const jb_finding *f, const char *id) {
  const jb_check *c = f ? jb_finding_find_check(f, id) : NULL;
  return c ? jb_check_answer_name(c->answer) : "-";
}

const char *label_detail(const jb_finding *f, const char *id) {
  const jb_check *c = f ? jb_finding_find_check(f, id) : NULL;
  return c && c->detail ? c->detail : "";
}

bool label_field_is(const jb_finding *f, const char *name, const char *value) {
  const jb_field *field = f ? jb_finding_find_field(f, name) : NULL;
  if (!field || !value) return !field && !value;
  return jb_span_is(jb_span_from(field->value), value);
}
