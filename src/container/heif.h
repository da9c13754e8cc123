/* Between the files that read HEIF (ISO/IEC 23008-12) and AVIF: the items of a
 * MetaBox (ISO/IEC 14496-12 8.11), what refers to what, and where they lie.
 *
 *   heif.c        brands, top-level boxes, movie tracks, what is behind
 *   heif_meta.c   iinf, iloc, iref, iprp into the tables below
 *   heif_items.c  items into parts
 */
#ifndef JB_CONTAINER_HEIF_H
#define JB_CONTAINER_HEIF_H

#include "container/bmff.h"

/* What an item of metadata says it describes (bits). */
enum { JB_HEIF_PRIMARY = 1, JB_HEIF_THUMBNAIL = 2, JB_HEIF_OTHER = 4, JB_HEIF_NOTHING = 8 };

typedef struct jb_heif_item {
  uint32_t id;
  uint32_t type;              /* item_type; 0 in infe of version 0 and 1 */
  jb_span content_type;       /* of a mime item, URI of a uri item */
  jb_span content_encoding;
  bool is_protected;
  bool located;               /* iloc speaks of it */
  unsigned construction;      /* 0 file, 1 idat, 2 item */
  unsigned data_reference;    /* 0: this file */
  jb_range *ranges;           /* in the file, cut to it */
  size_t range_count;
  uint64_t length;
  bool cut;                   /* an extent was cut or left out */
  uint64_t at;                /* of its infe */
  bool of_primary;            /* the primary item or what it is derived from */
  bool is_thumbnail, is_auxiliary;
  unsigned describes;         /* JB_HEIF_..., by its cdsc references */
} jb_heif_item;

typedef struct jb_heif_ref {
  uint32_t type, from, to;
} jb_heif_ref;

typedef struct jb_heif_meta {
  jb_bmff *file;
  jb_part *part;       /* of the MetaBox: problems go there */
  jb_part_role role;   /* of everything in it */
  jb_box idat;
  bool has_idat;
  uint32_t primary;
  bool has_primary;
  jb_heif_item *items; /* by id */
  size_t item_count, item_capacity;
  jb_heif_ref *refs;
  size_t ref_count, ref_capacity;
  size_t extent_count; /* of all items, against boxes_max */
  size_t parts_before; /* parts of earlier MetaBoxes stand below this index */
  uint32_t width, height; /* of the primary item, before irot and clap; 0: not said */
} jb_heif_meta;

/* Read the tables of a MetaBox.  Faults become problems of meta->part. */
void jb_heif_read_meta(jb_heif_meta *meta, const jb_boxes *outer, const jb_box *box);

/* The item of that id, or NULL. */
jb_heif_item *jb_heif_find(const jb_heif_meta *meta, uint32_t id);

/* One part for each item of metadata, one for each role and type of picture. */
void jb_heif_add_items(jb_heif_meta *meta);

#endif
