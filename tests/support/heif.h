/* HEIF files of items, for tests. */
#ifndef JB_TESTS_HEIF_H
#define JB_TESTS_HEIF_H

#include "support/build.h"

typedef struct heif_item {
  unsigned id;
  const char *type;             /* item_type: "hvc1", "Exif", "mime" */
  const char *content_type;     /* of a mime item, or NULL */
  const char *content_encoding; /* or NULL */
  bytes data;                   /* taken over */
  int in_idat;                  /* construction method 1 instead of 0 */
  unsigned describes;           /* cdsc reference to that item, 0: none */
  unsigned thumbnail_of, auxiliary_of;
} heif_item;

/* ftyp of that brand, meta (hdlr, pitm 1, iinf, iref, iprp 64x48, idat, iloc),
 * mdat with the data of the items in order. */
bytes heif_with(const char brand[4], const heif_item *items, size_t count);

/* exif_tiff_header_offset 6, "Exif\0\0", the TIFF structure. */
bytes heif_exif(bytes tiff);

/* The box of a C2PA store: uuid, full box, purpose, offset, store. */
bytes heif_c2pa(const char *purpose, bytes store);

/* A JUMBF superbox whose description says "C2PA manifest store". */
bytes jumbf_store(void);

#endif
