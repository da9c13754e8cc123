/* What the container itself shows. */
#include <inttypes.h>
#include <stdio.h>

#include "traces/trace.h"

/* The name says one format, the bytes another.  Ordinary after a rename or a
 * platform's conversion. */
void jb_trace_extension(jb_inspection *in) {
  if (in->file.extension_matches != JB_ABSENT) return;
  jb_finding *f = jb_trace_new(in, "extension-mismatch");
  if (!f) return;
  jb_finding_add_field(in, f, "format", jb_span_str(in->file.format));
  jb_finding_add_field(in, f, "name", jb_span_from(in->run.name));
}

/* Bytes after the end of the picture, that no known trailer accounts for. */
void jb_trace_data_after_end(jb_inspection *in) {
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *part = in->parts[i];
    if (part->kind != JB_PART_TRAILER || part->parent != JB_NO_PART) continue;
    bool known = false;
    for (size_t k = 0; k < in->property_count && !known; k++) {
      const char *carrier = in->properties[k]->carrier;
      known = in->properties[k]->part == part->id &&
              (strcmp(carrier, "samsung") == 0 || strcmp(carrier, "vivo") == 0 ||
               strcmp(carrier, "oppo") == 0);
    }
    if (known) continue;
    jb_finding *f = jb_trace_new(in, "data-after-end");
    if (!f) return;
    char length[24];
    (void)snprintf(length, sizeof length, "%" PRIu64, jb_part_length(part));
    f->at = jb_location_part(part);
    jb_finding_add_field(in, f, "length", jb_span_str(length));
  }
}

/* The chunk holds a label, whose own finding tells of the checksum. */
static bool label_has_crc(const jb_inspection *in, const jb_part *part) {
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    if (strcmp(f->code, "gb45438.crc") == 0 && f->at.part == part->id) return true;
  }
  return false;
}

/* Numbered pieces of which some are gone, and indexes that point past the end:
 * the file was saved again or cut by something that did not know them. */
void jb_trace_pieces_missing(jb_inspection *in) {
  static const struct {
    const char *problem, *code;
  } k_pairs[] = {
      {"jpeg.jumbf-missing", "c2pa-pieces-missing"}, {"jpeg.jumbf-short", "c2pa-pieces-missing"},
      {"jpeg.icc-missing", "icc-pieces-missing"},    {"jpeg.mpf-past-end", "mpf-past-end"},
      {"png.crc", "png-crc"},
  };
  for (size_t i = 0; i < sizeof k_pairs / sizeof k_pairs[0]; i++) {
    const jb_part *part = NULL;
    const jb_problem *problem = jb_trace_problem(in, k_pairs[i].problem, &part);
    if (!problem || (strcmp(k_pairs[i].code, "png-crc") == 0 && label_has_crc(in, part))) continue;
    jb_finding *f = jb_trace_new(in, k_pairs[i].code);
    if (!f) return;
    f->at = jb_location_part(part);
    if (problem->detail) jb_finding_add_field(in, f, "detail", jb_span_str(problem->detail));
  }
}
