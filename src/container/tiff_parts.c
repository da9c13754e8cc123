#include "container/tiff_parts.h"

const jb_tiff_part *jb_tiff_part_of(uint16_t tag) {
  static const jb_tiff_part k_parts[] = {
      {700, JB_PART_XMP, NULL},         /* XMP part 3, 1.1.3 (TIFF) */
      {33723, JB_PART_IPTC, NULL},      /* IPTC-NAA record, TIFF/EP */
      {34377, JB_PART_PHOTOSHOP, NULL}, /* image resources, Adobe Photoshop TIFF notes */
      {34675, JB_PART_ICC, NULL},       /* ICC.1 B.4 */
      {0xC68F, JB_PART_ICC, NULL},      /* DNG AsShotICCProfile */
      {0xC691, JB_PART_ICC, NULL},      /* DNG CurrentICCProfile */
      {0xCD41, JB_PART_JUMBF, "c2pa"},  /* C2PA 2.x A.3.2: embedding into TIFF */
  };
  for (size_t i = 0; i < sizeof k_parts / sizeof k_parts[0]; i++) {
    if (k_parts[i].tag == tag) return &k_parts[i];
  }
  return NULL;
}

jb_tiff_take jb_tiff_ledger_take(jb_tiff_ledger *l, jb_range value) {
  for (size_t i = 0; i < l->count; i++) {
    if (l->taken[i].offset == value.offset && l->taken[i].length == value.length) {
      return JB_TIFF_TAKEN_ALREADY;
    }
  }
  if (l->count >= JB_TIFF_PARTS_MAX || value.length > l->bytes_left) return JB_TIFF_REFUSED;
  l->bytes_left -= value.length;
  l->taken[l->count++] = value;
  return JB_TIFF_TAKE;
}
