#include "ruleset/keys.h"

#include "base/ascii.h"

#define JB_EXIF_TAG(tag, name) name,
static const char *const k_tags[] = {
#define JB_EXIF_IMAGE
#define JB_EXIF_INTEROP
#include "model/exif_tags.def"
#undef JB_EXIF_IMAGE
#undef JB_EXIF_INTEROP
};
static const char *const k_gps_tags[] = {
#define JB_EXIF_GPS
#include "model/exif_tags.def"
#undef JB_EXIF_GPS
};
#undef JB_EXIF_TAG

#define JB_NAMESPACE(prefix, uri) prefix,
static const char *const k_prefixes[] = {
#include "model/xmp_namespaces.def"
};
#undef JB_NAMESPACE

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static bool is_in(const char *const *list, size_t count, jb_span name) {
  for (size_t i = 0; i < count; i++) {
    if (jb_span_is(name, list[i])) return true;
  }
  return false;
}

/* What stands before the first `mark` (all of it when there is none); *rest
 * is what follows. */
static jb_span before(jb_span s, const char *mark, jb_span *rest) {
  size_t at = jb_span_find(s, jb_span_str(mark));
  *rest = at == SIZE_MAX ? (jb_span){NULL, 0} : jb_span_cut(s, at + 1, SIZE_MAX);
  return at == SIZE_MAX ? s : jb_span_cut(s, 0, at);
}

/* ---- Exif.<directory>.<tag> ---- */

/* As src/container/tiff_ifd.c names directories. */
static bool is_directory(jb_span name) {
  static const char *const k_fixed[] = {"ExifIFD", "GPS", "Interop", "OtherIFD", "SubIFD"};
  if (is_in(k_fixed, COUNT(k_fixed), name)) return true;
  size_t digits = jb_span_starts(name, jb_span_str("SubIFD")) ? 6
                  : jb_span_starts(name, jb_span_str("IFD"))  ? 3
                                                              : name.len;
  for (size_t i = digits; i < name.len; i++) {
    if (!jb_ascii_digit(name.ptr[i])) return false;
  }
  return digits < name.len;
}

static bool is_number(jb_span name) {
  if (name.len != 6 || !jb_span_starts(name, jb_span_str("0x"))) return false;
  for (size_t i = 2; i < name.len; i++) {
    uint8_t b = name.ptr[i];
    if (!jb_ascii_digit(b) && (b < 'a' || b > 'f')) return false;
  }
  return true;
}

static const char *exif_fault(jb_span key) {
  jb_span tag, directory = before(key, ".", &tag);
  if (!is_directory(directory)) return "no directory of Exif is called so";
  bool known = jb_span_is(directory, "GPS") ? is_in(k_gps_tags, COUNT(k_gps_tags), tag)
                                            : is_in(k_tags, COUNT(k_tags), tag);
  if (known || is_number(tag)) return NULL;
  return "no tag of Exif is called so (a tag without a name is written 0x and four digits a-f)";
}

/* ---- Xmp.<prefix>.<name>, then /<prefix>:<name> and /?<prefix>:<name> ---- */

static const char k_no_prefix[] =
    "no namespace with this prefix is known (write {URI}name instead)";

static const char *xmp_fault(jb_span key) {
  jb_span rest;
  if (jb_span_starts(key, jb_span_str("{"))) {
    (void)before(key, "}", &rest);
    if (rest.len == 0) return "a namespace is written {URI}name";
  } else {
    jb_span prefix = before(key, ".", &rest);
    /* what the reader says of the packet itself */
    if (jb_span_is(prefix, "packet") || jb_span_is(prefix, "xmlns")) return NULL;
    if (!is_in(k_prefixes, COUNT(k_prefixes), prefix)) return k_no_prefix;
    if (rest.len == 0) return "the name after the prefix is missing";
  }
  for ((void)before(rest, "/", &rest); rest.len > 0;) {
    jb_span name;
    if (jb_span_starts(rest, jb_span_str("?"))) rest = jb_span_cut(rest, 1, SIZE_MAX);
    if (jb_span_starts(rest, jb_span_str("{"))) {
      (void)before(rest, "}", &rest); /* a URI has slashes of its own */
      (void)before(rest, "/", &rest);
      continue;
    }
    jb_span prefix = before(before(rest, "/", &rest), ":", &name);
    if (name.len == 0 || !is_in(k_prefixes, COUNT(k_prefixes), prefix)) return k_no_prefix;
  }
  return NULL;
}

const char *jb_key_fault(const char *key) {
  jb_span s = jb_span_str(key);
  if (jb_span_starts(s, jb_span_str("Exif."))) return exif_fault(jb_span_cut(s, 5, SIZE_MAX));
  if (jb_span_starts(s, jb_span_str("Xmp."))) return xmp_fault(jb_span_cut(s, 4, SIZE_MAX));
  return NULL;
}
