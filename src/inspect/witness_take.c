/* The second witness, heard: MakerNote values become properties, and where
 * libexiv2 reads another text than our reader a finding says so.
 *
 * The text comes from a process that hostile bytes may have taken over: it is
 * parsed strictly, it can add properties and traces of its own kind, and it
 * touches nothing that the core readers found. */
#include "base/ascii.h"
#include "base/json.h"
#include "base/utf8.h"
#include "jianbiao/jianbiao.h"
#include "model/model.h"

enum { MAKERNOTES_MAX = 1024, DISAGREEMENTS_MAX = 16, KEY_MAX = 128, VALUES_MAX = 8192 };

typedef struct hearing {
  jb_inspection *in;
  jb_arena *scratch;
  const jb_json_node *root;
  jb_buf value; /* of the element at hand, unescaped */
  size_t makernotes, disagreements;
} hearing;

/* Values in which a difference matters, with our key for each. */
static const struct {
  const char *theirs, *ours;
} k_compared[] = {
    {"Exif.Image.Make", "Exif.IFD0.Make"},
    {"Exif.Image.Model", "Exif.IFD0.Model"},
    {"Exif.Image.Software", "Exif.IFD0.Software"},
    {"Exif.Image.ImageDescription", "Exif.IFD0.ImageDescription"},
    {"Exif.Image.Artist", "Exif.IFD0.Artist"},
    {"Exif.Image.DateTime", "Exif.IFD0.DateTime"},
    {"Exif.Image.DocumentName", "Exif.IFD0.DocumentName"},
    {"Exif.Image.HostComputer", "Exif.IFD0.HostComputer"},
    {"Exif.Photo.UserComment", "Exif.ExifIFD.UserComment"},
    {"Exif.Photo.DateTimeOriginal", "Exif.ExifIFD.DateTimeOriginal"},
    {"Exif.Photo.DateTimeDigitized", "Exif.ExifIFD.DateTimeDigitized"},
    {"Exif.Photo.ImageUniqueID", "Exif.ExifIFD.ImageUniqueID"},
    {"Exif.Photo.LensModel", "Exif.ExifIFD.LensModel"},
};

static bool is_exif_part(const hearing *h, uint64_t part) {
  return part < h->in->part_count && h->in->parts[part]->kind == JB_PART_EXIF &&
         h->in->parts[part]->role == JB_ROLE_PRIMARY;
}

/* "Exif.Canon.OwnerName": three words; a few of libexiv2's hold a blank. */
static bool is_key(jb_span key) {
  unsigned dots = 0;
  for (size_t i = 0; i < key.len; i++) {
    uint8_t c = key.ptr[i];
    if (!jb_ascii_alpha(c) && !jb_ascii_digit(c) && c != '.' && c != '_' && c != '-' &&
        c != ' ') {
      return false;
    }
    dots += c == '.';
  }
  return key.len < KEY_MAX && dots == 2 && jb_span_starts(key, jb_span_str("Exif."));
}

/* The directories that the standards know; every other group is a MakerNote's. */
static bool is_standard_group(jb_span key) {
  static const char *const k_groups[] = {
      "Exif.Image.",     "Exif.Image2.",    "Exif.Image3.",    "Exif.Photo.",
      "Exif.GPSInfo.",   "Exif.Iop.",       "Exif.Thumbnail.", "Exif.SubImage1.",
      "Exif.SubImage2.", "Exif.SubImage3.", "Exif.SubImage4.", "Exif.SubImage5.",
      "Exif.SubImage6.", "Exif.SubImage7.", "Exif.SubImage8.", "Exif.SubImage9.",
      "Exif.SubThumb1.", "Exif.MpfInfo."};
  for (size_t i = 0; i < sizeof k_groups / sizeof k_groups[0]; i++) {
    if (jb_span_starts(key, jb_span_str(k_groups[i]))) return true;
  }
  return false;
}

static const jb_property *find_ours(const hearing *h, uint64_t part, const char *key) {
  for (size_t i = 0; i < h->in->property_count; i++) {
    const jb_property *p = h->in->properties[i];
    if (p->part == part && strcmp(p->carrier, "exif") == 0 && strcmp(p->key, key) == 0) return p;
  }
  return NULL;
}

/* ---- MakerNotes ---- */

static bool add_makernote(hearing *h, uint32_t part, jb_span key) {
  jb_inspection *in = h->in;
  if (h->makernotes >= MAKERNOTES_MAX || in->property_count + 1 >= in->limits.properties_max) {
    jb_add_not_checked(in, "witness", JB_WHY_LIMIT, "properties_max");
    return false;
  }
  char name[KEY_MAX + 1];
  memcpy(name, key.ptr, key.len);
  name[key.len] = '\0';
  jb_span value = jb_buf_span(&h->value);
  if (!value.ptr) value = jb_span_of("", 0);
  jb_property *p = jb_add_property(in, part, "makernote", name,
                                   jb_span_cut(value, 0, (size_t)in->limits.property_value_max));
  if (!p) return false;
  p->value_length = value.len;
  const jb_property *note = find_ours(h, part, "Exif.ExifIFD.MakerNote");
  p->at = note ? note->at : jb_location_part(in->parts[part]);
  h->makernotes++;
  return true;
}

/* ---- the same text? ---- */

/* libexiv2 writes a UserComment as: charset=Unicode text, or with quotes. */
static jb_span without_charset(jb_span s) {
  static const char *const k_prefixes[] = {"charset=Ascii ",   "charset=Unicode ",
                                           "charset=Jis ",     "charset=Undefined ",
                                           "charset=InvalidCharsetId ", "charset=\"Ascii\" ",
                                           "charset=\"Unicode\" ",      "charset=\"Jis\" "};
  for (size_t i = 0; i < sizeof k_prefixes / sizeof k_prefixes[0]; i++) {
    jb_span prefix = jb_span_str(k_prefixes[i]);
    if (jb_span_starts(s, prefix)) return jb_span_cut(s, prefix.len, s.len);
  }
  return s;
}

/* libexiv2 ends some values at an inner NUL, we keep what follows. */
static jb_span first_string(jb_span s) {
  s = jb_span_trim(s);
  const uint8_t *nul = s.len ? memchr(s.ptr, 0, s.len) : NULL;
  return nul ? jb_span_trim(jb_span_cut(s, 0, (size_t)(nul - s.ptr))) : s;
}

/* Equal up to where one of them was cut; a cut may fall inside a character. */
static bool same_text(jb_span ours, bool ours_cut, jb_span theirs, size_t theirs_max) {
  enum { SLACK = 8 };
  ours = first_string(ours);
  theirs = first_string(theirs);
  bool theirs_cut = theirs.len + SLACK >= theirs_max;
  if (!ours_cut && !theirs_cut) return jb_span_equal(ours, theirs);
  if (!ours_cut && ours.len + SLACK < theirs.len) return false;
  if (!theirs_cut && theirs.len + SLACK < ours.len) return false;
  size_t n = ours.len < theirs.len ? ours.len : theirs.len;
  n = n > SLACK ? n - SLACK : 0;
  return jb_span_equal(jb_span_cut(ours, 0, n), jb_span_cut(theirs, 0, n));
}

static bool has_step(const jb_property *p, jb_step step) {
  for (size_t i = 0; i < p->at.step_count; i++) {
    if (p->at.steps[i] == step) return true;
  }
  return false;
}

/* libexiv2 takes UTF-16 in the order of the TIFF header, we take the order
 * that the text shows: the same bytes, no disagreement about them. */
static bool same_other_order(const hearing *h, const jb_property *ours, jb_span theirs) {
  bool be = has_step(ours, JB_STEP_UTF16BE);
  if (!be && !has_step(ours, JB_STEP_UTF16LE)) return false;
  jb_buf units = jb_buf_new(2 * ours->value.len + 2), other = jb_buf_new(4 * ours->value.len + 4);
  jb_span text = jb_span_from(ours->value);
  for (size_t i = 0; i < text.len;) {
    uint32_t code;
    size_t n = jb_utf8_decode(jb_span_cut(text, i, text.len - i), &code);
    if (n == 0 || code > 0xFFFF) break;
    char unit[2] = {(char)(code >> 8), (char)(code & 0xFF)};
    jb_buf_add(&units, jb_span_of(unit, 2));
    i += n;
  }
  jb_utf16_to_utf8(&other, jb_buf_span(&units), false);
  bool same = same_text(jb_buf_span(&other), ours->value_length > ours->value.len, theirs,
                        (size_t)h->in->limits.property_value_max);
  jb_buf_free(&units);
  jb_buf_free(&other);
  return same;
}

static bool agrees(const hearing *h, const jb_property *ours, jb_span theirs) {
  /* without a code, eight bytes of text are lost to libexiv2 */
  bool bare = ours->form && strcmp(ours->form, "bare") == 0;
  if (bare && jb_span_starts(theirs, jb_span_str("charset=InvalidCharsetId"))) return true;
  theirs = without_charset(theirs);
  jb_span text = jb_span_from(ours->value);
  bool cut = ours->value_length > text.len;
  if (same_text(text, cut, theirs, (size_t)h->in->limits.property_value_max)) return true;
  /* libexiv2 ends a string at its first NUL even where nothing stands before it */
  bool led = ours->form && strcmp(ours->form, "leading-nul") == 0;
  if (led && jb_span_trim(theirs).len == 0) return true;
  return same_other_order(h, ours, theirs);
}

static void add_disagreement(hearing *h, const char *key, const jb_property *ours,
                             jb_span theirs) {
  jb_inspection *in = h->in;
  if (++h->disagreements > DISAGREEMENTS_MAX) return;
  jb_finding *f = jb_add_finding(in, "trace", JB_FINDING_TRACE, "structure", "readers-disagree");
  if (!f) return;
  f->strength = JB_STRENGTH_CONTEXT;
  f->role = in->parts[ours->part]->role;
  f->at = ours->at;
  f->excerpt = jb_bytes_of(jb_span_cut(jb_span_from(ours->value), 0, 256));
  jb_finding_add_field(in, f, "key", jb_span_str(key));
  jb_finding_add_field(in, f, "ours", jb_span_cut(jb_span_from(ours->value), 0, 256));
  jb_finding_add_field(in, f, "witness", jb_span_cut(theirs, 0, 256));
}

/* A key may stand several times in a directory: one equal pair is enough, for
 * which of them counts no standard says. */
static bool any_of_ours_agrees(const hearing *h, uint64_t part, const char *key, jb_span theirs) {
  for (size_t i = 0; i < h->in->property_count; i++) {
    const jb_property *p = h->in->properties[i];
    if (p->part == part && strcmp(p->carrier, "exif") == 0 && strcmp(p->key, key) == 0 &&
        agrees(h, p, theirs)) {
      return true;
    }
  }
  return false;
}

static void compare(hearing *h, uint64_t part, jb_span key) {
  for (size_t i = 0; i < sizeof k_compared / sizeof k_compared[0]; i++) {
    if (!jb_span_is(key, k_compared[i].theirs)) continue;
    const jb_property *ours = find_ours(h, part, k_compared[i].ours);
    jb_span theirs = jb_buf_span(&h->value);
    if (ours && !any_of_ours_agrees(h, part, k_compared[i].ours, theirs)) {
      add_disagreement(h, k_compared[i].ours, ours, without_charset(theirs));
    }
    return;
  }
}

/* ---- the text ---- */

static void take_not_read(hearing *h, jb_span why, jb_span detail) {
  const char *text = NULL;
  for (int w = 0; w < JB_WHY_COUNT; w++) {
    if (!jb_span_is(why, jb_why_name((jb_why)w))) continue;
    if (detail.len > 0 && detail.len < KEY_MAX && jb_utf8_valid(detail)) {
      text = jb_arena_string(h->scratch, detail);
    }
    jb_add_not_checked(h->in, "witness", (jb_why)w, text);
    return;
  }
  jb_add_not_checked(h->in, "witness", JB_WHY_WORKER, "answer not understood");
}

static bool take(hearing *h, const jb_json_node *node) {
  uint64_t part;
  jb_span why = jb_json_member_text(node, "why");
  if (why.ptr) {
    take_not_read(h, why, jb_json_member_text(node, "detail"));
    return true;
  }
  jb_span key = jb_json_member_text(node, "key"), value = jb_json_member_text(node, "value");
  if (!jb_json_to_uint(jb_json_member(node, "part"), &part) || !is_exif_part(h, part) ||
      !is_key(key) || !value.ptr) {
    jb_add_not_checked(h->in, "witness", JB_WHY_WORKER, "answer not understood");
    return false;
  }
  jb_buf_reset(&h->value);
  jb_unescape(&h->value, value);
  if (!is_standard_group(key)) return add_makernote(h, (uint32_t)part, key);
  compare(h, part, key);
  return true;
}

jb_status jb_inspect_add_witness(jb_inspection *in, const char *text, size_t length,
                                 const char *detail) {
  if (!text) {
    jb_add_not_checked(in, "witness", JB_WHY_WORKER, detail);
    return JB_OK;
  }
  jb_arena *scratch = jb_arena_new((size_t)in->limits.scratch_max);
  if (!scratch) return JB_E_NOMEM;
  jb_json_options strict = {.depth_max = 4, .nodes_max = 8 * VALUES_MAX};
  jb_json_result r = jb_json_parse(scratch, jb_span_of(text, length), strict);
  if (!r.root || r.error || r.root->kind != JB_JSON_LIST) {
    jb_add_not_checked(in, "witness", JB_WHY_WORKER, "answer not understood");
    jb_arena_free(scratch);
    return JB_OK;
  }
  hearing h = {.in = in, .scratch = scratch, .root = r.root, .value = jb_buf_new(length + 1)};
  for (const jb_json_node *n = r.root->first; n; n = n->next) {
    if (!take(&h, n)) break;
  }
  jb_buf_free(&h.value);
  jb_arena_free(scratch);
  return JB_OK;
}
