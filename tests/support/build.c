#include "support/build.h"

#include <stdarg.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/ascii.h"

/* An invented company: region 110000, organisation code T3ET0001 and its check,
 * unified code check digit computed (GB 11714, GB 32100-2015). */
const char k_label_json[] =
    "{\"Label\":\"1\",\"ContentProducer\":\"001191110000T3ET00012W10001\",\"ProduceID\":\"a1b2c3d4\","
    "\"ReservedCode1\":\"\",\"ContentPropagator\":\"001191110000T3ET00012W10001\","
    "\"PropagateID\":\"a1b2c3d4\",\"ReservedCode2\":\"\"}";

static bytes room(size_t n) {
  bytes b = {calloc(1, n + 1), n};
  if (!b.ptr) abort();
  return b;
}

bytes none(void) { return room(0); }

bytes raw(const void *p, size_t n) {
  bytes b = room(n);
  if (n) memcpy(b.ptr, p, n);
  return b;
}

bytes text(const char *s) { return raw(s, strlen(s)); }

bytes fill(uint8_t value, size_t n) {
  bytes b = room(n);
  memset(b.ptr, value, n);
  return b;
}

bytes hex(const char *digits) {
  bytes b = room(strlen(digits) / 2 + 1);
  size_t n = 0;
  for (const char *p = digits; *p;) {
    if (jb_ascii_space((uint8_t)*p)) {
      p++;
      continue;
    }
    int hi = jb_ascii_hex((uint8_t)p[0]), lo = jb_ascii_hex((uint8_t)p[1]);
    if (hi < 0 || lo < 0) abort();
    b.ptr[n++] = (uint8_t)(hi * 16 + lo);
    p += 2;
  }
  b.len = n;
  return b;
}

static bytes number(uint64_t v, size_t n, int big_endian) {
  bytes b = room(n);
  for (size_t i = 0; i < n; i++) b.ptr[big_endian ? n - 1 - i : i] = (uint8_t)(v >> (8 * i));
  return b;
}

bytes u8(unsigned v) { return number(v, 1, 1); }
bytes u16be(unsigned v) { return number(v, 2, 1); }
bytes u16le(unsigned v) { return number(v, 2, 0); }
bytes u32be(uint32_t v) { return number(v, 4, 1); }
bytes u32le(uint32_t v) { return number(v, 4, 0); }
bytes u64be(uint64_t v) { return number(v, 8, 1); }
bytes u64le(uint64_t v) { return number(v, 8, 0); }

bytes join(int count, ...) {
  va_list args;
  bytes all = none();
  va_start(args, count);
  for (int i = 0; i < count; i++) {
    bytes b = va_arg(args, bytes);
    uint8_t *p = realloc(all.ptr, all.len + b.len + 1);
    if (!p) abort();
    all.ptr = p;
    if (b.len) memcpy(all.ptr + all.len, b.ptr, b.len);
    all.len += b.len;
    bytes_free(b);
  }
  va_end(args);
  return all;
}

bytes copy_of(bytes b) { return raw(b.ptr, b.len); }
jb_span span_of(bytes b) { return jb_span_of(b.ptr, b.len); }
void bytes_free(bytes b) { free(b.ptr); }

bytes patch(bytes b, size_t at, uint8_t value) {
  if (at >= b.len) abort();
  b.ptr[at] = value;
  return b;
}

bytes cut(bytes b, size_t n) {
  if (n < b.len) b.len = n;
  return b;
}

/* ---- JPEG ---- */

bytes jpeg_segment(uint8_t marker, bytes payload) {
  unsigned length = (unsigned)payload.len + 2;
  return join(4, u8(0xFF), u8(marker), u16be(length), payload);
}

bytes app1_xmp(bytes packet) {
  return jpeg_segment(0xE1, join(2, raw("http://ns.adobe.com/xap/1.0/", 29), packet));
}

bytes app1_exif(bytes tiff) { return jpeg_segment(0xE1, join(2, raw("Exif\0", 6), tiff)); }

bytes app13_iptc(bytes iim) {
  unsigned n = (unsigned)iim.len;
  return jpeg_segment(0xED, join(6, raw("Photoshop 3.0", 14), text("8BIM"), u16be(0x0404),
                                 u16be(0), u32be(n), join(2, iim, fill(0, n & 1))));
}

bytes jpeg_comment(bytes value) { return jpeg_segment(0xFE, value); }

/* Quantisation of ones, one DC and one AC code, an 8x8 mid-grey block. */
static const char k_scan[] =
    "FFC0 000B 08 0008 0008 01 01 11 00"
    "FFC4 0014 00 01 00000000000000000000000000000000"
    "FFC4 0014 10 01 00000000000000000000000000000000"
    "FFDA 0008 01 01 00 00 3F 00 3F";

bytes jpeg_with(bytes segments) {
  bytes table = jpeg_segment(0xDB, join(2, u8(0), fill(1, 64)));
  return join(5, hex("FFD8"), segments, table, hex(k_scan), hex("FFD9"));
}

/* ---- PNG ---- */

bytes png_chunk(const char type[4], bytes data) {
  bytes body = join(2, raw(type, 4), data);
  uint32_t crc = (uint32_t)crc32(0, body.ptr, (uInt)body.len);
  return join(3, u32be((uint32_t)body.len - 4), body, u32be(crc));
}

static bytes deflated(bytes plain) {
  uLongf n = compressBound((uLong)plain.len);
  bytes b = room(n);
  if (compress2(b.ptr, &n, plain.ptr, (uLong)plain.len, 9) != Z_OK) abort();
  b.len = n;
  bytes_free(plain);
  return b;
}

bytes png_text(const char *keyword, bytes value) {
  return png_chunk("tEXt", join(3, text(keyword), u8(0), value));
}

bytes png_ztxt(const char *keyword, bytes value) {
  return png_chunk("zTXt", join(4, text(keyword), u8(0), u8(0), deflated(value)));
}

bytes png_itxt(const char *keyword, bytes value, int compressed) {
  return png_chunk("iTXt", join(7, text(keyword), u8(0), u8(compressed ? 1 : 0), u8(0), u8(0),
                                u8(0), compressed ? deflated(value) : value));
}

bytes png_xmp(bytes packet) { return png_itxt("XML:com.adobe.xmp", packet, 0); }

static bytes png_head(void) {
  return join(2, hex("89504E470D0A1A0A"),
              png_chunk("IHDR", hex("00000008 00000008 08 00 00 00 00")));
}

static bytes png_data(void) { return png_chunk("IDAT", deflated(fill(0, 72))); }

bytes png_with(bytes chunks) {
  return join(4, png_head(), chunks, png_data(), png_chunk("IEND", none()));
}

bytes png_with_after(bytes chunks) {
  return join(4, png_head(), png_data(), chunks, png_chunk("IEND", none()));
}

/* ---- RIFF, BMFF, TIFF ---- */

bytes riff_chunk(const char id[4], bytes data) {
  uint32_t n = (uint32_t)data.len;
  return join(4, raw(id, 4), u32le(n), data, fill(0, n & 1));
}

bytes riff_file(const char form[4], bytes chunks) {
  return join(4, text("RIFF"), u32le((uint32_t)chunks.len + 4), raw(form, 4), chunks);
}

bytes box(const char type[4], bytes payload) {
  return join(3, u32be((uint32_t)payload.len + 8), raw(type, 4), payload);
}

bytes full_box(const char type[4], unsigned version, uint32_t flags, bytes payload) {
  return box(type, join(2, u32be(version << 24 | flags), payload));
}

tiff_entry tiff_ascii(uint16_t tag, const char *value) {
  return (tiff_entry){tag, 2, (uint32_t)strlen(value) + 1, raw(value, strlen(value) + 1)};
}

tiff_entry tiff_undefined(uint16_t tag, bytes value) {
  return (tiff_entry){tag, 7, (uint32_t)value.len, value};
}

static bytes ifd(int be, const tiff_entry *entries, size_t count, size_t at, uint32_t pointer) {
  size_t total = count + (pointer ? 1 : 0);
  size_t data_at = at + 2 + total * 12 + 4;
  bytes head = number(total, 2, be), data = none();
  for (size_t i = 0; i < count; i++) {
    bytes value = entries[i].value;
    bytes four;
    if (value.len <= 4) {
      size_t pad = 4 - value.len;
      four = join(2, value, fill(0, pad));
    } else {
      four = number(data_at + data.len, 4, be);
      size_t pad = value.len & 1;
      data = join(3, data, value, fill(0, pad));
    }
    head = join(5, head, number(entries[i].tag, 2, be), number(entries[i].type, 2, be),
                number(entries[i].count, 4, be), four);
  }
  if (pointer) {
    head = join(5, head, number(0x8769, 2, be), number(4, 2, be), number(1, 4, be),
                number(pointer, 4, be));
  }
  return join(3, head, number(0, 4, be), data);
}

bytes tiff_with(int be, const tiff_entry *ifd0, size_t ifd0_count, const tiff_entry *exif,
                size_t exif_count) {
  size_t length = 8 + 2 + (ifd0_count + (exif_count ? 1 : 0)) * 12 + 4;
  for (size_t i = 0; i < ifd0_count; i++) {
    size_t n = ifd0[i].value.len;
    if (n > 4) length += n + (n & 1);
  }
  bytes head = join(3, text(be ? "MM" : "II"), number(42, 2, be), number(8, 4, be));
  bytes first = ifd(be, ifd0, ifd0_count, 8, exif_count ? (uint32_t)length : 0);
  bytes second = exif_count ? ifd(be, exif, exif_count, length, 0) : none();
  return join(3, head, first, second);
}

/* ---- XMP ---- */

bytes xmp_packet(const char *attributes, const char *elements) {
  return join(5,
              text("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
                   "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
                   "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                   "<rdf:Description rdf:about=\"\" "),
              text(attributes), text(">"), text(elements),
              text("</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"));
}

bytes xmp_tc260(const char *json) {
  bytes escaped = none();
  for (const char *p = json; *p; p++) {
    escaped = join(2, escaped, *p == '"' ? text("&quot;") : raw(p, 1));
  }
  bytes element = join(4, text("<TC260:AIGC>"), escaped, text("</TC260:AIGC>"), u8(0));
  bytes packet = xmp_packet("xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\"",
                            (const char *)element.ptr);
  bytes_free(element);
  return packet;
}
