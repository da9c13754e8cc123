/* JPEG application segments: told apart by their identifier, whatever number
 * the segment has; a number that the identifier does not belong to is a
 * problem of the part, never a reason to look away. */
#include "base/ascii.h"
#include "container/jpeg.h"

enum { HEAD_MAX = 128, KEY_MAX = 40, APP0 = 0xE0, APP11 = 0xEB, COM = 0xFE };

typedef struct app {
  jb_jpeg *j;
  const jb_jpeg_segment *s;
  jb_span head; /* first bytes of the payload, copied */
} app;

static const char k_extended_xmp[] = "http://ns.adobe.com/xmp/extension/";

/* What vendors put in front: letters, digits and a little punctuation. */
static jb_span identifier(jb_span head) {
  size_t n = 0;
  while (n < head.len && n < KEY_MAX) {
    uint8_t c = head.ptr[n];
    bool inner = n > 0 && (c == ' ' || (c != 0 && strchr("_.:/-+", c)));
    if (!jb_ascii_alpha(c) && !jb_ascii_digit(c) && !inner) break;
    n++;
  }
  return jb_span_trim(jb_span_cut(head, 0, n));
}

static void say_number(const app *a, jb_part *part, const char *what, unsigned expected) {
  if (!part || a->s->marker == APP0 + expected) return;
  jb_add_problem(a->j->walk->in, part, "jpeg.app-number", a->s->at, "%s in %s, not APP%u", what,
                 jb_jpeg_marker_name(a->s->marker), expected);
}

/* Payload of a run of neighbours: the first makes the part, the next append. */
static bool append_to_run(app *a, jb_jpeg_run *run, uint64_t skip) {
  if (!run->part || run->next_index != a->s->index) return false;
  if (run->count++ == 1) jb_part_add_step(run->part, JB_STEP_REASSEMBLE);
  jb_walk_add_range(a->j->walk, run->part, a->s->payload + skip, a->s->length - skip);
  run->part->envelope.length = a->s->payload + a->s->length - run->part->envelope.offset;
  run->next_index = a->s->index + 1;
  return true;
}

static bool is_tiff(jb_span s) {
  return jb_span_starts(s, jb_span_of("II*\0", 4)) || jb_span_starts(s, jb_span_of("MM\0*", 4));
}

/* JEITA CP-3451 4.7.2: "Exif", NUL, padding byte.  Seen in the wild: another
 * padding byte, other case, up to four bytes in front, and payloads too long
 * for one segment that go on in the next one. */
static bool take_exif(app *a) {
  static const jb_span k_exif = {(const uint8_t *)"Exif", 5};
  size_t at = jb_span_find_nocase(jb_span_cut(a->head, 0, 4 + k_exif.len), k_exif);
  if (at == SIZE_MAX || a->head.len < at + 6) return false;
  uint64_t skip = at + 6;
  jb_span content = jb_span_cut(a->head, (size_t)skip, 4);
  jb_jpeg_run *run = &a->j->exif;
  if (content.len > 0 && !is_tiff(content) && append_to_run(a, run, skip)) return true;
  bool exact = jb_span_starts(a->head, jb_span_of("Exif\0\0", 6));
  jb_part *part = jb_jpeg_add(a->j, JB_PART_EXIF, a->s, skip, jb_span_str("Exif"));
  *run = (jb_jpeg_run){part, a->s->index + 1, 1};
  if (!part) return true;
  if (!exact) {
    jb_add_problem(a->j->walk->in, part, "jpeg.exif-prefix", a->s->payload, NULL);
  }
  say_number(a, part, "Exif", 1);
  return true;
}

static bool take_xmp(app *a) {
  static const char k_id[] = "http://ns.adobe.com/xap/1.0/";
  uint64_t skip = sizeof k_id; /* with its NUL */
  bool exact = jb_span_starts(a->head, jb_span_of(k_id, sizeof k_id));
  if (!exact && jb_span_starts(a->head, jb_span_str(k_id))) {
    skip = sizeof k_id - 1;
  } else if (!exact) {
    size_t at = jb_span_find(a->head, jb_span_str("<?xpacket"));
    if (at == SIZE_MAX) at = jb_span_find(a->head, jb_span_str("<x:xmpmeta"));
    if (at == SIZE_MAX) return false;
    skip = at;
  }
  jb_part *part = jb_jpeg_add(a->j, JB_PART_XMP, a->s, skip, jb_span_str(k_id));
  if (!part) return true;
  if (!exact) jb_add_problem(a->j->walk->in, part, "jpeg.xmp-prefix", a->s->payload, NULL);
  /* ISO 16684-3: one standard packet a file */
  if (a->j->xmp_count++ > 0) {
    jb_add_problem(a->j->walk->in, part, "jpeg.xmp-repeated", a->s->at, NULL);
  }
  say_number(a, part, "XMP", 1);
  return true;
}

static bool take_extended_xmp(app *a) {
  if (!jb_span_starts(a->head, jb_span_of(k_extended_xmp, sizeof k_extended_xmp))) return false;
  if (a->head.len < sizeof k_extended_xmp + 40) return false;
  jb_jpeg_add_extended_xmp(a->j, a->s, jb_span_cut(a->head, sizeof k_extended_xmp, a->head.len));
  return true;
}

/* Adobe: resources longer than a segment go on in the next APP13, which starts
 * with the same identifier. */
static bool take_photoshop(app *a) {
  static const char k_id[] = "Photoshop 3.0";
  if (!jb_span_starts(a->head, jb_span_of(k_id, sizeof k_id))) return false;
  jb_jpeg_run *run = &a->j->photoshop;
  if (append_to_run(a, run, sizeof k_id)) return true;
  bool repeated = run->part != NULL;
  jb_part *part = jb_jpeg_add(a->j, JB_PART_PHOTOSHOP, a->s, sizeof k_id, jb_span_str(k_id));
  *run = (jb_jpeg_run){part, a->s->index + 1, 1};
  if (part && repeated) {
    jb_add_problem(a->j->walk->in, part, "jpeg.photoshop-repeated", a->s->at, NULL);
  }
  say_number(a, part, "Photoshop", 13);
  return true;
}

static bool take_icc(app *a) {
  static const char k_id[] = "ICC_PROFILE";
  if (!jb_span_starts(a->head, jb_span_of(k_id, sizeof k_id))) return false;
  if (a->head.len < sizeof k_id + 2) return false;
  jb_jpeg_add_icc(a->j, a->s, a->head.ptr[sizeof k_id], a->head.ptr[sizeof k_id + 1]);
  return true;
}

/* CIPA DC-007: the index is read when the end of the first picture is known. */
static bool take_mpf(app *a) {
  if (!jb_span_starts(a->head, jb_span_of("MPF", 4))) return false;
  jb_part *part = jb_jpeg_add(a->j, JB_PART_MPF, a->s, 4, jb_span_str("MPF"));
  if (part && !a->j->mpf) {
    a->j->mpf = part;
    a->j->mpf_payload = (jb_range){a->s->payload + 4, a->s->length - 4};
  } else if (part) {
    jb_add_problem(a->j->walk->in, part, "jpeg.mpf-repeated", a->s->at, NULL);
  }
  say_number(a, part, "MPF", 2);
  return true;
}

/* ISO/IEC 18477-3 B.2: common identifier "JP", then a box or a piece of one. */
static bool take_box(app *a) {
  if (a->s->marker != APP11 || !jb_span_starts(a->head, jb_span_str("JP"))) return false;
  if (a->head.len < 16) return false;
  jb_jpeg_add_box(a->j, a->s, a->head);
  return true;
}

/* JFIF 1.02: an extension segment of code 0x10 holds a JPEG thumbnail. */
static bool take_jfxx(app *a) {
  if (!jb_span_starts(a->head, jb_span_of("JFXX\0\x10", 6))) return false;
  if (!jb_jpeg_add(a->j, JB_PART_APP, a->s, 0, jb_span_str("JFXX"))) return true;
  (void)jb_walk_embedded(a->j->walk, a->s->payload + 6, a->s->length - 6, JB_ROLE_THUMBNAIL,
                         "JFXX thumbnail");
  return true;
}

void jb_jpeg_app(jb_jpeg *j, const jb_jpeg_segment *s) {
  static bool (*const k_take[])(app *) = {take_exif, take_extended_xmp, take_icc,  take_photoshop,
                                          take_mpf,  take_box,          take_jfxx, take_xmp};
  if (s->marker == COM) {
    jb_jpeg_add(j, JB_PART_COMMENT, s, 0, (jb_span){NULL, 0});
    return;
  }
  uint8_t bytes[HEAD_MAX];
  size_t n =
      jb_walk_copy(j->walk, s->payload, bytes, s->length < HEAD_MAX ? (size_t)s->length : HEAD_MAX);
  app a = {j, s, jb_span_of(bytes, n)};
  for (size_t i = 0; i < sizeof k_take / sizeof k_take[0]; i++) {
    if (k_take[i](&a)) return;
  }
  jb_jpeg_add(j, JB_PART_APP, s, 0, identifier(a.head));
}
