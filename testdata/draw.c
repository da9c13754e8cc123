#include "draw.h"

#include <stdio.h> /* jpeglib.h needs FILE */
#include <stdlib.h>

#include <jpeglib.h>
#include <libheif/heif.h>
#define png_text libpng_text /* our builder has that name */
#include <png.h>
#undef png_text
#include <webp/encode.h>

/* ---- drawing ---- */

static void dot(picture *p, int x, int y, int r, int g, int b) {
  if (x < 0 || y < 0 || x >= p->width || y >= p->height) return;
  uint8_t *at = &p->rgb[(y * p->width + x) * 3];
  at[0] = (uint8_t)r;
  at[1] = (uint8_t)g;
  at[2] = (uint8_t)b;
}

static void background(picture *p) {
  for (int y = 0; y < p->height; y++) {
    for (int x = 0; x < p->width; x++) {
      int table = y > p->height * 2 / 3;
      int grain = (x * 7 + y * 13) % 5;
      if (table) {
        dot(p, x, y, 150 + grain * 3, 105 + grain * 2, 70 + grain);
      } else {
        dot(p, x, y, 205 - y / 3, 215 - y / 4, 225 - y / 6);
      }
    }
  }
}

static void cup(picture *p) {
  int cx = p->width / 2, top = p->height / 4, bottom = p->height * 3 / 4;
  for (int y = top; y < bottom; y++) {
    int half = 36 - (y - top) / 8;
    for (int x = cx - half; x <= cx + half; x++) {
      int shade = 250 - abs(x - cx + half / 2) * 2;
      dot(p, x, y, shade, shade, shade - 8);
    }
    int ring = y - top - 12;
    if (ring > 0 && ring < 40) { /* the handle */
      int out = half + (ring < 20 ? ring : 40 - ring);
      for (int x = cx + out; x < cx + out + 5; x++) dot(p, x, y, 225, 225, 220);
    }
  }
}

static void crack(picture *p) {
  int x = p->width / 2 - 8, y = p->height / 4;
  for (int step = 0; y < p->height * 3 / 5; step++) {
    dot(p, x, y, 30, 25, 25);
    dot(p, x + 1, y, 70, 60, 60);
    y++;
    x += (step * 5 + step / 3) % 3 - 1;
  }
}

void draw_cup(picture *p, int cracked) {
  p->width = PICTURE_WIDTH;
  p->height = PICTURE_HEIGHT;
  background(p);
  cup(p);
  if (cracked) crack(p);
}

/* ---- encoding ---- */

static void png_append(png_structp png, png_bytep data, png_size_t n) {
  bytes *out = png_get_io_ptr(png);
  *out = join(2, *out, raw(data, n));
}

bytes encode_png(const picture *p) {
  bytes out = none();
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) abort();
  png_set_write_fn(png, &out, png_append, NULL);
  png_set_IHDR(png, info, (png_uint_32)p->width, (png_uint_32)p->height, 8, PNG_COLOR_TYPE_RGB,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 9);
  png_write_info(png, info);
  for (int y = 0; y < p->height; y++) png_write_row(png, &p->rgb[y * p->width * 3]);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  return out;
}

bytes encode_jpeg(const picture *p, int quality) {
  struct jpeg_compress_struct c;
  struct jpeg_error_mgr errors;
  unsigned char *data = NULL;
  unsigned long n = 0;
  c.err = jpeg_std_error(&errors);
  jpeg_create_compress(&c);
  jpeg_mem_dest(&c, &data, &n);
  c.image_width = (JDIMENSION)p->width;
  c.image_height = (JDIMENSION)p->height;
  c.input_components = 3;
  c.in_color_space = JCS_RGB;
  jpeg_set_defaults(&c);
  jpeg_set_quality(&c, quality, TRUE);
  jpeg_start_compress(&c, TRUE);
  while (c.next_scanline < c.image_height) {
    JSAMPROW row = (JSAMPROW)(uintptr_t)&p->rgb[c.next_scanline * (unsigned)p->width * 3];
    (void)jpeg_write_scanlines(&c, &row, 1);
  }
  jpeg_finish_compress(&c);
  jpeg_destroy_compress(&c);
  bytes out = raw(data, n);
  free(data);
  return out;
}

bytes encode_webp(const picture *p) {
  uint8_t *data = NULL;
  size_t n = WebPEncodeRGB(p->rgb, p->width, p->height, p->width * 3, 80, &data);
  if (n == 0) abort();
  bytes out = raw(data, n);
  WebPFree(data);
  return out;
}

/* Uncompressed LZW: a clear code before the dictionary would grow to nine bits. */
bytes encode_gif(const picture *p) {
  bytes palette = none();
  for (int i = 0; i < 128; i++) {
    int grey = i * 2;
    palette = join(4, palette, u8((unsigned)grey), u8((unsigned)grey), u8((unsigned)grey));
  }
  size_t pixels = (size_t)(p->width * p->height), at = 0, bits = 0;
  uint8_t *stream = calloc(1, pixels * 2);
  if (!stream) abort();
  for (size_t i = 0; i <= pixels; i++) {
    unsigned code[2];
    int codes = 0;
    if (i % 120 == 0 && i < pixels) code[codes++] = 128; /* clear */
    code[codes++] = i == pixels ? 129u : p->rgb[i * 3] / 2u;
    for (int k = 0; k < codes; k++) {
      for (int bit = 0; bit < 8; bit++, bits++) {
        if (code[k] >> bit & 1) stream[bits / 8] = (uint8_t)(stream[bits / 8] | 1u << bits % 8);
      }
    }
  }
  size_t length = (bits + 7) / 8;
  bytes blocks = none();
  while (at < length) {
    size_t n = length - at < 255 ? length - at : 255;
    blocks = join(3, blocks, u8((unsigned)n), raw(stream + at, n));
    at += n;
  }
  free(stream);
  return join(11, text("GIF89a"), u16le((unsigned)p->width), u16le((unsigned)p->height),
              hex("F6 00 00"), palette, hex("2C 0000 0000"), u16le((unsigned)p->width),
              u16le((unsigned)p->height), hex("00 07"), blocks, hex("00 3B"));
}

bytes encode_bmp(const picture *p) {
  bytes rows = none();
  for (int y = p->height - 1; y >= 0; y--) {
    bytes row = raw(&p->rgb[y * p->width * 3], (size_t)p->width * 3);
    for (size_t i = 0; i + 2 < row.len; i += 3) {
      uint8_t red = row.ptr[i];
      row.ptr[i] = row.ptr[i + 2];
      row.ptr[i + 2] = red;
    }
    rows = join(2, rows, row);
  }
  uint32_t size = 54 + (uint32_t)rows.len, data = (uint32_t)rows.len;
  return join(9, text("BM"), u32le(size), u32le(0), u32le(54),
              join(3, u32le(40), u32le((uint32_t)p->width), u32le((uint32_t)p->height)),
              join(3, u16le(1), u16le(24), u32le(0)), u32le(data), fill(0, 16), rows);
}

static tiff_entry entry_long(uint16_t tag, uint32_t v) { return (tiff_entry){tag, 4, 1, u32le(v)}; }
static tiff_entry entry_short(uint16_t tag, unsigned v) {
  return (tiff_entry){tag, 3, 1, u16le(v)};
}

static int by_tag(const void *a, const void *b) {
  return (int)((const tiff_entry *)a)->tag - (int)((const tiff_entry *)b)->tag;
}

/* The strip stands at the end; its offset is known once the rest is laid out. */
bytes encode_tiff(const picture *p, const tiff_entry *more, size_t more_count) {
  size_t data = (size_t)(p->width * p->height * 3);
  uint32_t strip = 0;
  for (int pass = 0;; pass++) {
    tiff_entry all[32] = {entry_long(256, (uint32_t)p->width), entry_long(257, (uint32_t)p->height),
                          {258, 3, 3, join(3, u16le(8), u16le(8), u16le(8))},
                          entry_short(259, 1), entry_short(262, 2), entry_long(273, strip),
                          entry_short(277, 3), entry_long(278, (uint32_t)p->height),
                          entry_long(279, (uint32_t)data)};
    size_t n = 9;
    for (size_t i = 0; i < more_count; i++) {
      all[n] = more[i];
      all[n++].value = copy_of(more[i].value);
    }
    qsort(all, n, sizeof all[0], by_tag);
    bytes head = tiff_with(0, all, n, NULL, 0);
    if (pass == 1) {
      for (size_t i = 0; i < more_count; i++) bytes_free(more[i].value);
      return join(2, head, raw(p->rgb, data));
    }
    strip = (uint32_t)head.len;
    bytes_free(head);
  }
}

static struct heif_error heif_append(struct heif_context *ctx, const void *data, size_t n,
                                     void *user) {
  (void)ctx;
  bytes *out = user;
  *out = join(2, *out, raw(data, n));
  return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, "ok"};
}

bytes encode_heif(const picture *p, int hevc, bytes xmp, bytes exif) {
  bytes out = none();
  struct heif_context *ctx = heif_context_alloc();
  struct heif_encoder *encoder = NULL;
  struct heif_image *image = NULL;
  struct heif_image_handle *handle = NULL;
  enum heif_compression_format format =
      hevc ? heif_compression_HEVC : heif_compression_AV1;
  if (heif_context_get_encoder_for_format(ctx, format, &encoder).code == heif_error_Ok &&
      heif_image_create(p->width, p->height, heif_colorspace_RGB, heif_chroma_interleaved_RGB,
                        &image).code == heif_error_Ok &&
      heif_image_add_plane(image, heif_channel_interleaved, p->width, p->height, 8).code ==
          heif_error_Ok) {
    int stride = 0;
    uint8_t *plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < p->height; y++) {
      memcpy(plane + y * stride, &p->rgb[y * p->width * 3], (size_t)p->width * 3);
    }
    (void)heif_encoder_set_lossy_quality(encoder, 60);
    if (heif_context_encode_image(ctx, image, encoder, NULL, &handle).code == heif_error_Ok) {
      if (xmp.len) (void)heif_context_add_XMP_metadata(ctx, handle, xmp.ptr, (int)xmp.len);
      if (exif.len) (void)heif_context_add_exif_metadata(ctx, handle, exif.ptr, (int)exif.len);
      struct heif_writer writer = {1, heif_append};
      (void)heif_context_write(ctx, &writer, &out);
    }
  }
  heif_image_handle_release(handle);
  heif_image_release(image);
  heif_encoder_release(encoder);
  heif_context_free(ctx);
  bytes_free(xmp);
  bytes_free(exif);
  return out;
}
