/* Locations: from a place in a part's content back to bytes of the file. */
#include "model/model.h"

bool jb_step_is_value(jb_step step) {
  return step == JB_STEP_ENTITY || step == JB_STEP_BASE64 || step == JB_STEP_PERCENT ||
         step == JB_STEP_JSON_STRING;
}

void jb_location_add_step(jb_location *at, jb_step step) {
  if (at->step_count < JB_STEPS_MAX) at->steps[at->step_count++] = (uint8_t)step;
}

jb_location jb_location_part(const jb_part *part) {
  jb_location at = {.part = part->id, .ranges = part->ranges, .range_count = part->range_count,
                    .step_count = part->step_count};
  memcpy(at.steps, part->steps, sizeof at.steps);
  return at;
}

/* Cut a list of ranges to [at, at+length) of their joined bytes. */
static bool cut_ranges(jb_inspection *in, jb_location *loc, uint64_t at, uint64_t length) {
  const jb_range *from = loc->ranges;
  jb_range *to = jb_arena_array(in->arena, loc->range_count ? loc->range_count : 1, sizeof *to);
  if (!to) return false;
  size_t n = 0;
  for (size_t i = 0; i < loc->range_count && length > 0; i++) {
    if (at >= from[i].length) {
      at -= from[i].length;
      continue;
    }
    uint64_t take = from[i].length - at < length ? from[i].length - at : length;
    to[n++] = (jb_range){from[i].offset + at, take};
    length -= take;
    at = 0;
  }
  loc->ranges = to;
  loc->range_count = n;
  return true;
}

/* True when the joined ranges are the content byte for byte. */
static bool is_plain(const jb_location *loc) {
  for (size_t i = 0; i < loc->step_count; i++) {
    if (loc->steps[i] != JB_STEP_REASSEMBLE) return false;
  }
  return true;
}

jb_location jb_location_cut(jb_inspection *in, const jb_location *whole, uint64_t at,
                            uint64_t length) {
  jb_location loc = *whole;
  while (loc.step_count > 0 && jb_step_is_value((jb_step)loc.steps[loc.step_count - 1])) {
    loc.step_count--;
  }
  if (is_plain(&loc) && loc.sub.length == 0 && cut_ranges(in, &loc, at, length)) {
    if (loc.range_count <= 1) loc.step_count = 0; /* one piece: nothing to join */
    return loc;
  }
  loc.sub = (jb_range){loc.sub.offset + at, length};
  return loc;
}

jb_location jb_location_in(jb_inspection *in, const jb_part *part, uint64_t at, uint64_t length) {
  jb_location whole = jb_location_part(part);
  return jb_location_cut(in, &whole, at, length);
}
