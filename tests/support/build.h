/* Building files byte by byte, for tests and for testdata/.
 *
 * A `bytes` is an owned run of bytes.  Builders take their arguments over (they
 * free them), so that cases read like the thing they make:
 *
 *   bytes file = jpeg_with(app1_xmp(text("<x:xmpmeta ...")));
 *   ...
 *   bytes_free(file);
 */
#ifndef JB_TESTS_BUILD_H
#define JB_TESTS_BUILD_H

#include "base/span.h"

typedef struct bytes {
  uint8_t *ptr;
  size_t len;
} bytes;

bytes none(void);
bytes raw(const void *p, size_t n);
bytes text(const char *s);
bytes fill(uint8_t value, size_t n);
bytes hex(const char *digits); /* white space is passed over */
bytes u8(unsigned v);
bytes u16be(unsigned v);
bytes u16le(unsigned v);
bytes u32be(uint32_t v);
bytes u32le(uint32_t v);
bytes u64be(uint64_t v);
bytes u64le(uint64_t v);

/* join(3, a, b, c) */
bytes join(int count, ...);
bytes copy_of(bytes b); /* does not take b over */
jb_span span_of(bytes b);
void bytes_free(bytes b);

/* Replace the byte at `at`; aborts when it is outside. */
bytes patch(bytes b, size_t at, uint8_t value);
/* The first n bytes. */
bytes cut(bytes b, size_t n);

/* ---- JPEG ---- */
bytes jpeg_segment(uint8_t marker, bytes payload); /* FF marker length payload */
bytes app1_xmp(bytes packet);
bytes app1_exif(bytes tiff);
bytes app13_iptc(bytes iim); /* Photoshop 3.0, 8BIM 0x0404 */
bytes jpeg_comment(bytes value);
/* SOI, the segments, a real 8x8 grey scan, EOI. */
bytes jpeg_with(bytes segments);

/* ---- PNG ---- */
bytes png_chunk(const char type[4], bytes data); /* length type data CRC */
bytes png_text(const char *keyword, bytes value); /* tEXt */
bytes png_ztxt(const char *keyword, bytes value);
bytes png_itxt(const char *keyword, bytes value, int compressed);
bytes png_xmp(bytes packet);
/* Signature, IHDR 8x8 grey, the chunks, IDAT, IEND. */
bytes png_with(bytes chunks);
/* The chunks after IDAT instead. */
bytes png_with_after(bytes chunks);

/* ---- RIFF, BMFF, TIFF ---- */
bytes riff_chunk(const char id[4], bytes data); /* padded */
bytes riff_file(const char form[4], bytes chunks);
bytes box(const char type[4], bytes payload);
bytes full_box(const char type[4], unsigned version, uint32_t flags, bytes payload);

typedef struct tiff_entry {
  uint16_t tag, type; /* TIFF 6.0 field types: 2 ASCII, 3 SHORT, 4 LONG, 7 UNDEFINED ... */
  uint32_t count;
  bytes value; /* in the file's byte order */
} tiff_entry;
/* A classic TIFF with one IFD0 and, when exif_count > 0, an ExifIFD. */
bytes tiff_with(int big_endian, const tiff_entry *ifd0, size_t ifd0_count, const tiff_entry *exif,
                size_t exif_count);
tiff_entry tiff_ascii(uint16_t tag, const char *value);
tiff_entry tiff_undefined(uint16_t tag, bytes value);

/* ---- XMP ---- */
/* A whole packet with one rdf:Description: `attributes` inside its tag
 * (namespaces too), `elements` inside it. */
bytes xmp_packet(const char *attributes, const char *elements);
/* {"Label":"1",...} of an invented provider, all seven keys, code valid. */
extern const char k_label_json[];
/* The same packet as the guide prints it: <TC260:AIGC> element, &quot; escapes. */
bytes xmp_tc260(const char *json);

#endif
