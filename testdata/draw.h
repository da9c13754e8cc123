/* Pictures that we draw ourselves, and their plain encodings. */
#ifndef JB_TESTDATA_DRAW_H
#define JB_TESTDATA_DRAW_H

#include "support/build.h"

enum { PICTURE_WIDTH = 192, PICTURE_HEIGHT = 144 };

typedef struct picture {
  int width, height;
  uint8_t rgb[PICTURE_WIDTH * PICTURE_HEIGHT * 3];
} picture;

/* A cup on a table; cracked when asked for. */
void draw_cup(picture *p, int cracked);

/* Plain files without any metadata. */
bytes encode_png(const picture *p);
bytes encode_jpeg(const picture *p, int quality);
bytes encode_webp(const picture *p);
bytes encode_gif(const picture *p);
bytes encode_bmp(const picture *p);
/* Uncompressed TIFF, one strip; entries are added to IFD0. */
bytes encode_tiff(const picture *p, const tiff_entry *more, size_t more_count);
/* HEIC (hevc != 0) or AVIF with the given XMP packet and Exif block, either may
 * be empty; both are freed.  Empty when this machine has no encoder. */
bytes encode_heif(const picture *p, int hevc, bytes xmp, bytes exif);

#endif
