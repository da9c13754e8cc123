#include "aigc/finder.h"
#include "base/ascii.h"

const char *jb_aigc_picture_format(const jb_inspection *in, const jb_part *part) {
  if (!part || part->parent == JB_NO_PART) return in->file.format;
  /* a walker adds the picture's own part first, named by its format */
  for (size_t i = (size_t)part->parent + 1; i < in->part_count; i++) {
    const jb_part *p = in->parts[i];
    if (p->kind == JB_PART_STRUCTURE && p->parent == part->parent) return p->name;
  }
  return in->file.format;
}

bool jb_aigc_is_xmp(const jb_property *p) { return p && strcmp(p->carrier, "xmp") == 0; }

/* "AIGC" as the name of text in bytes without structure is the reader's, not
 * the file's. */
static bool is_nameless(const jb_property *p) {
  return p->form && strcmp(p->form, "remains") == 0;
}

jb_aigc_named jb_aigc_named_by(const jb_property *p) {
  bool exact;
  if (is_nameless(p)) return JB_AIGC_UNNAMED;
  jb_span name = jb_span_from(p->name);
  if (jb_aigc_is_wrapper(jb_aigc_local_name(name), &exact)) return JB_AIGC_NAME_IS;
  if (jb_span_find(name, jb_span_str("AIGC")) != SIZE_MAX) return JB_AIGC_NAME_CONTAINS;
  return JB_AIGC_UNNAMED;
}

static bool one_of(const char *text, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(text, list[i]) == 0) return true;
  }
  return false;
}

static bool is_heif(const char *format) {
  static const char *const k_heif[] = {"heif", "heic", "avif"};
  return one_of(format, k_heif, 3);
}

static bool is_tiff(const char *format) {
  return strcmp(format, "tiff") == 0 || strcmp(format, "dng") == 0;
}

/* "exif-" and the tag's name in lower case */
static const char *exif_carrier(jb_inspection *in, const jb_property *p) {
  const char *dot = strrchr(p->key, '.');
  char *name = jb_arena_format(in->arena, "exif-%.40s", dot ? dot + 1 : p->key);
  for (char *c = name; c && *c; c++) *c = (char)jb_ascii_lower((uint8_t)*c);
  return name ? name : "exif";
}

static const char *xmp_carrier(jb_inspection *in, const char *format) {
  if (strcmp(format, "jpeg") == 0) return "jpeg-app1-xmp";
  if (strcmp(format, "png") == 0) return "png-itxt-xmp";
  if (is_heif(format)) return "heif-xmp";
  if (is_tiff(format)) return "tiff-xmp";
  if (strcmp(format, "unknown") == 0) return "xmp";
  const char *name = jb_arena_format(in->arena, "%s-xmp", format);
  return name ? name : "xmp";
}

static const char *part_carrier(jb_inspection *in, const jb_part *part, const char *format) {
  switch (part ? part->kind : JB_PART_KIND_COUNT) {
    case JB_PART_XMP:
    case JB_PART_XMP_EXTENDED: return xmp_carrier(in, format);
    case JB_PART_EXIF: return "exif";
    case JB_PART_COMMENT: return strcmp(format, "gif") == 0 ? "gif-comment" : "jpeg-com";
    case JB_PART_TEXT: return "png-text";
    case JB_PART_APP: return strcmp(part->name, "APP11") == 0 ? "jpeg-app11" : "jpeg-app";
    case JB_PART_TRAILER: return "trailer";
    case JB_PART_SVG: return "svg";
    case JB_PART_PHOTOSHOP:
    case JB_PART_IPTC: return "iptc";
    case JB_PART_BOX: return "box";
    default: return "other";
  }
}

static const char *carrier_name(jb_inspection *in, const jb_property *p, const jb_part *part,
                                const char *format) {
  if (!p) return part_carrier(in, part, format);
  if (strcmp(p->carrier, "exif") == 0) return exif_carrier(in, p);
  if (jb_aigc_is_xmp(p)) {
    return part && part->kind == JB_PART_SVG ? "svg" : xmp_carrier(in, format);
  }
  if (strcmp(p->carrier, "comment") == 0 || strcmp(p->carrier, "app") == 0) {
    if (strcmp(p->key, "Jpeg.APP11") == 0) return "jpeg-app11";
    if (strcmp(p->key, "Jpeg.COM") == 0) return "jpeg-com";
    if (strcmp(p->key, "Gif.Comment") == 0) return "gif-comment";
    return part ? part_carrier(in, part, format) : p->carrier;
  }
  return p->carrier;
}

/* The image guide 20259A: XMP first; its Annex B allows UserComment in JPEG
 * (and WebP) and the text chunk AIGC in PNG.  Everything else is nobody's place. */
static const char *placement_of(const jb_property *p, const jb_part *part, const char *format,
                                const jb_aigc_label *label) {
  static const char *const k_xmp[] = {"jpeg", "png", "gif", "webp"};
  if (!p || !part || label->shape == JB_AIGC_SPLIT) return "non-standard";
  if (jb_aigc_is_xmp(p)) {
    bool place = one_of(format, k_xmp, 4) || is_tiff(format) || is_heif(format);
    bool packet = part->kind == JB_PART_XMP || part->kind == JB_PART_XMP_EXTENDED;
    if (strcmp(format, "png") == 0 && strcmp(part->name, "iTXt") != 0) packet = false;
    if (strcmp(format, "jpeg") == 0 && strncmp(part->name, "APP1", 4) != 0) packet = false;
    bool property = jb_span_is(jb_span_from(p->ns), JB_TC260_NAMESPACE) &&
                    jb_span_is(jb_span_from(p->name), "AIGC");
    return place && packet && property ? "primary" : "non-standard";
  }
  if (strcmp(p->key, "Exif.ExifIFD.UserComment") == 0) {
    bool allowed = strcmp(format, "jpeg") == 0 || strcmp(format, "webp") == 0;
    return allowed ? "alternative" : "non-standard";
  }
  if (strcmp(p->carrier, "png-text") == 0 && jb_span_is(jb_span_from(p->name), "AIGC") &&
      strcmp(part->name, "tEXt") == 0) {
    return "alternative";
  }
  return "non-standard";
}

jb_aigc_carrier jb_aigc_carrier_of(jb_aigc_finder *fd, const jb_property *p, const jb_part *part,
                                   const jb_aigc_label *label) {
  const char *format = jb_aigc_picture_format(fd->in, part);
  jb_aigc_carrier c = {.property = p,
                       .part = part,
                       .name = carrier_name(fd->in, p, part, format),
                       .placement = placement_of(p, part, format, label)};
  if (p && !is_nameless(p)) c.field = jb_span_from(p->name);
  else if (part) c.field = jb_span_from(part->key);
  return c;
}
