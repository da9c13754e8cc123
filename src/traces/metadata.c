/* What pieces of metadata say of each other. */
#include <inttypes.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/date.h"
#include "traces/trace.h"

static bool has_manifest(const jb_inspection *in) {
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *part = in->parts[i];
    if (part->kind == JB_PART_JUMBF && jb_span_is(jb_span_from(part->key), "c2pa")) return true;
  }
  return false;
}

static bool starts_nocase(jb_span s, const char *prefix) {
  jb_span want = jb_span_str(prefix);
  return s.len >= want.len && jb_span_equal_nocase(jb_span_cut(s, 0, want.len), want);
}

/* C2PA 15.5.2: dcterms:provenance is the URI of the active manifest.  One
 * in this file ("self#...") that is not there is a sign of removal; one on the
 * network is kept there by design and was not asked.  Any other text is
 * Dublin Core's and says nothing about a manifest. */
void jb_trace_manifest_reference(jb_inspection *in) {
  const jb_property *p = jb_trace_property(in, "Xmp.dcterms.provenance");
  if (!p || has_manifest(in)) return;
  jb_span uri = jb_span_trim(jb_span_from(p->value));
  if (starts_nocase(uri, "http://") || starts_nocase(uri, "https://")) {
    jb_trace_quote(in, jb_trace_new(in, "c2pa-remote-reference"), "reference", p);
    jb_add_not_checked(in, "c2pa", JB_WHY_OFFLINE, "c2pa-remote-reference");
  } else if (starts_nocase(uri, "self#")) {
    jb_trace_quote(in, jb_trace_new(in, "c2pa-reference-without-manifest"), "reference", p);
  }
}

/* XMP specification part 3, 1.1.3.1: HasExtendedXMP names the GUID of what
 * should follow in further segments. */
void jb_trace_extended_xmp(jb_inspection *in) {
  const jb_property *p = jb_trace_property(in, "Xmp.xmpNote.HasExtendedXMP");
  if (!p) return;
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *part = in->parts[i];
    if (part->kind == JB_PART_XMP_EXTENDED &&
        jb_span_equal_nocase(jb_span_from(part->key), jb_span_trim(jb_span_from(p->value)))) {
      return;
    }
  }
  jb_trace_quote(in, jb_trace_new(in, "extended-xmp-missing"), "guid", p);
}

/* Photoshop resource 0x0425 is the MD5 of the IPTC block as its writer left
 * it: another value means that something else changed the block since. */
void jb_trace_stale_digest(jb_inspection *in) {
  const jb_property *stored = jb_trace_property(in, "Iptc.Digest");
  const jb_property *computed = jb_trace_property(in, "Iptc.DigestComputed");
  if (!stored || !computed ||
      jb_span_equal_nocase(jb_span_from(stored->value), jb_span_from(computed->value))) {
    return;
  }
  jb_finding *f = jb_trace_new(in, "iptc-digest-stale");
  jb_trace_quote(in, f, "stored", stored);
  jb_trace_quote(in, f, "computed", computed);
}

static bool number_of(const jb_property *p, uint64_t *out) {
  uint64_t v = 0;
  jb_span s = p ? jb_span_trim(jb_span_from(p->value)) : (jb_span){NULL, 0};
  if (s.len == 0 || s.len > 9) return false;
  for (size_t i = 0; i < s.len; i++) {
    if (!jb_ascii_digit(s.ptr[i])) return false;
    v = v * 10 + (uint64_t)(s.ptr[i] - '0');
  }
  *out = v;
  return true;
}

/* Exif says how large the picture was when Exif was written.  Turned by 90
 * degrees is the same picture. */
void jb_trace_dimensions(jb_inspection *in) {
  uint64_t w, h, fw = in->file.width, fh = in->file.height;
  const jb_property *x = jb_trace_property(in, "Exif.ExifIFD.PixelXDimension");
  const jb_property *y = jb_trace_property(in, "Exif.ExifIFD.PixelYDimension");
  if (!number_of(x, &w) || !number_of(y, &h) || w == 0 || h == 0 || fw == 0 || fh == 0) return;
  if ((w == fw && h == fh) || (w == fh && h == fw)) return;
  jb_finding *f = jb_trace_new(in, "dimensions-changed");
  char now[48];
  (void)snprintf(now, sizeof now, "%" PRIu64 "x%" PRIu64, fw, fh);
  jb_trace_quote(in, f, "width-then", x);
  jb_trace_quote(in, f, "height-then", y);
  if (f) jb_finding_add_field(in, f, "now", jb_span_str(now));
}

/* "2026:05:01 12:00:00" of Exif or "2026-05-01T12:00:00..." of XMP, as local
 * seconds. */
static bool local_seconds(const jb_property *p, int64_t *out) {
  char date[11];
  int64_t day;
  jb_span s = p ? jb_span_trim(jb_span_from(p->value)) : (jb_span){NULL, 0};
  if (s.len < 19) return false;
  for (size_t i = 0; i < 10; i++) date[i] = s.ptr[i] == ':' ? '-' : (char)s.ptr[i];
  date[10] = '\0';
  if (!jb_date_parse(jb_span_str(date), &day)) return false;
  static const size_t k_at[3] = {11, 14, 17};
  static const int64_t k_unit[3] = {3600, 60, 1};
  int64_t seconds = day * 86400;
  for (size_t i = 0; i < 3; i++) {
    uint8_t a = s.ptr[k_at[i]], b = s.ptr[k_at[i] + 1];
    if (!jb_ascii_digit(a) || !jb_ascii_digit(b)) return false;
    seconds += ((a - '0') * 10 + (b - '0')) * k_unit[i];
  }
  *out = seconds;
  return true;
}

/* Exif's and XMP's time of creation more than a day apart: no time zone
 * explains that. */
void jb_trace_dates(jb_inspection *in) {
  const jb_property *exif = jb_trace_property(in, "Exif.ExifIFD.DateTimeOriginal");
  const jb_property *xmp = jb_trace_property(in, "Xmp.xmp.CreateDate");
  int64_t a, b;
  if (!local_seconds(exif, &a) || !local_seconds(xmp, &b)) return;
  if ((a > b ? a - b : b - a) <= 86400) return;
  jb_finding *f = jb_trace_new(in, "dates-disagree");
  jb_trace_quote(in, f, "exif", exif);
  jb_trace_quote(in, f, "xmp", xmp);
}

/* IPTC IIM 2:110 and photoshop:Credit are the same field; one of them was
 * changed or removed without the other. */
void jb_trace_credits(jb_inspection *in) {
  const jb_property *iim = jb_trace_property(in, "Iptc.Credit");
  const jb_property *xmp = jb_trace_property(in, "Xmp.photoshop.Credit");
  if (!iim || !xmp) return;
  jb_span a = jb_span_trim(jb_span_from(iim->value)), b = jb_span_trim(jb_span_from(xmp->value));
  /* IIM holds at most 32 bytes */
  if (jb_span_equal(a, b) || (a.len >= 32 && jb_span_starts(b, a))) return;
  jb_finding *f = jb_trace_new(in, "credits-disagree");
  jb_trace_quote(in, f, "iptc", iim);
  jb_trace_quote(in, f, "xmp", xmp);
}
