/* vivo: streams and a JSON text behind the picture, ended by a fixed footer. */
#include "base/json.h"
#include "metadata/trailer.h"

void jb_read_vivo(jb_reading *r);

static const uint8_t k_footer[15] = {0xFF, 0xFF, 0xFF, 0xFF, 0x1B, 0x2A, 0x39, 0x48,
                                     0x57, 0x66, 0x75, 0x84, 0x93, 0xA2, 0xB1};

enum { SEARCH = 8 << 20 };

/* The JSON text ends with its closing brace; a NUL follows as a rule. */
static size_t json_length(jb_reading *r, jb_span text) {
  jb_json_options options = {.tolerant = true,
                             .depth_max = (unsigned)r->in->limits.nesting_max,
                             .nodes_max = 20000};
  jb_span bounded = jb_span_cut(text, 0, JB_TRAILER_VALUE_MAX);
  jb_json_result parsed = jb_json_parse(r->scratch, bounded, options);
  return parsed.root ? parsed.consumed : 0;
}

void jb_read_vivo(jb_reading *r) {
  jb_trailer t = jb_trailer_of(r);
  uint64_t length = t.range.length;
  if (length < sizeof k_footer) return;
  jb_span end = jb_trailer_bytes(&t, length - sizeof k_footer, sizeof k_footer);
  if (!jb_span_equal(end, jb_span_of(k_footer, sizeof k_footer))) return;
  uint64_t from = length > SEARCH ? length - SEARCH : 0;
  jb_span tail = jb_trailer_bytes(&t, from, SEARCH);
  size_t stream = jb_span_find(tail, jb_span_str("streamdata"));
  size_t json = jb_span_find(tail, jb_span_str("vivo{\""));
  size_t start = stream < json ? stream : json;
  if (start == SIZE_MAX) {
    jb_trailer_damaged(&t, "vivo.start", length - sizeof k_footer);
    return;
  }
  jb_property *note = jb_add_property(r->in, r->part->id, "vivo", "Vivo.Trailer",
                                      jb_span_str(stream < json ? "streamdata" : "vivo"));
  if (note) note->at = jb_location_in(r->in, r->part, from + start, length - from - start);
  jb_part *part = jb_trailer_part(&t, "vivo", from + start, length - from - start);
  if (!part || json == SIZE_MAX) return;
  size_t at = json + 4;
  size_t n = json_length(r, jb_span_cut(tail, at, tail.len - at));
  if (n == 0) {
    jb_trailer_damaged(&t, "vivo.json", from + at);
    return;
  }
  (void)jb_trailer_record(&t, part, "vivo", "Vivo.JSONInfo", jb_span_str("vivo"), from + at, n);
}
