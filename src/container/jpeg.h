/* JPEG inside this room: what the walker and its collectors share.
 * ISO/IEC 10918-1 annex B (markers), JEITA CP-3451 (Exif), ISO 16684-3 (XMP in
 * JPEG), ICC.1 annex B.4, ISO/IEC 18477-3 (boxes in APP11), CIPA DC-007 (MPF).
 */
#ifndef JB_CONTAINER_JPEG_H
#define JB_CONTAINER_JPEG_H

#include "base/reader.h"
#include "container/container.h"

/* One marker segment.  Offsets are of the source. */
typedef struct jb_jpeg_segment {
  uint8_t marker;   /* second byte: 0xE1 is APP1 */
  uint64_t index;   /* how many marker segments stood before it */
  uint64_t at;      /* of the 0xFF */
  uint64_t payload; /* after the length field */
  uint64_t length;  /* of the payload, as far as it stands in the file */
} jb_jpeg_segment;

/* Pieces of one thing spread over segments, joined when the walk ends. */
typedef struct jb_jpeg_fragment {
  uint64_t order;  /* Z of a box, offset of extended XMP */
  uint64_t offset; /* of the first byte that counts when it is the first piece */
  uint32_t length; /* from there */
  uint32_t header; /* bytes that a later piece repeats */
  uint32_t arrival;
} jb_jpeg_fragment;

typedef struct jb_jpeg_group {
  struct jb_jpeg_group *next;
  jb_part_kind kind; /* JB_PART_JUMBF, JB_PART_APP (other boxes) or JB_PART_XMP_EXTENDED */
  uint8_t id[32];    /* GUID; or En and TBox */
  jb_part *part;
  jb_jpeg_fragment *list;
  size_t count, capacity;
  uint64_t declared; /* LBox or full length; 0: to the end */
  uint64_t joined;   /* bytes collected so far */
  uint64_t last_index;
  bool apart;     /* other segments stand between the pieces */
  bool shuffled;  /* pieces do not come in order */
  bool disagrees; /* pieces name different totals */
  bool closed;    /* complete; what follows under the same id is another one */
} jb_jpeg_group;

typedef struct jb_jpeg_run { /* segments that are joined only when neighbours */
  jb_part *part;
  uint64_t next_index;
  size_t count;
} jb_jpeg_run;

typedef struct jb_jpeg {
  jb_walk *walk;
  jb_part *self;
  jb_arena *scratch; /* fragments and groups; made when first needed */
  uint64_t segments, unlisted;
  /* frame and scans */
  jb_part *image;
  unsigned frames;
  bool jpeg_ls;
  uint64_t strays, first_stray;
  uint64_t end; /* after EOI; 0 when there is none */
  /* application data */
  jb_jpeg_group *groups, *last_group; /* in file order */
  size_t group_count, fragment_count;
  jb_jpeg_run exif, photoshop;
  size_t xmp_count;
  jb_part *icc;
  jb_range icc_chunks[256];
  unsigned icc_total, icc_seen, icc_last;
  bool icc_shuffled, icc_disagrees;
  jb_part *surplus_icc, *surplus_boxes;
  size_t surplus_icc_count, surplus_box_count;
  jb_part *mpf;
  jb_range mpf_payload;
} jb_jpeg;

/* "SOF0", "APP1" ...; static. */
const char *jb_jpeg_marker_name(uint8_t marker);

/* A part over [payload+skip, end) of the segment, envelope the whole segment.
 * NULL when parts_max is reached; the segment is then counted in `unlisted`. */
jb_part *jb_jpeg_add(jb_jpeg *j, jb_part_kind kind, const jb_jpeg_segment *s, uint64_t skip,
                     jb_span key);

/* APPn and COM. */
void jb_jpeg_app(jb_jpeg *j, const jb_jpeg_segment *s);

/* Collectors: take a segment in, and after the last segment join what came. */
void jb_jpeg_add_icc(jb_jpeg *j, const jb_jpeg_segment *s, uint8_t number, uint8_t count);
void jb_jpeg_add_extended_xmp(jb_jpeg *j, const jb_jpeg_segment *s, jb_span head);
void jb_jpeg_add_box(jb_jpeg *j, const jb_jpeg_segment *s, jb_span head);
void jb_jpeg_join_all(jb_jpeg *j);

/* The multi-picture index: secondary pictures and what lies between and behind
 * them, from `after` (end of the first picture) on. */
void jb_jpeg_behind(jb_jpeg *j, uint64_t after);

#endif
