/* Makes every file of testdata/ from pictures drawn in draw.c.
 *
 * Usage: make_testdata FOLDER          write them
 *        make_testdata --list          names and what each is, as Markdown rows
 *
 * People, companies, cameras and codes in them are invented.
 */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/codec.h"
#include "base/reader.h"
#include "draw.h"
#include "support/c2pa_write.h"

/* ---- putting metadata into plain files ---- */

/* Segments right after SOI. */
static bytes jpeg_plus(bytes segments) {
  picture p;
  draw_cup(&p, 1);
  bytes plain = encode_jpeg(&p, 85);
  bytes rest = raw(plain.ptr + 2, plain.len - 2);
  bytes_free(plain);
  return join(3, hex("FFD8"), segments, rest);
}

/* Chunks right after IHDR (8 + 25 bytes). */
static bytes png_plus(bytes chunks) {
  picture p;
  draw_cup(&p, 1);
  bytes plain = encode_png(&p);
  bytes head = raw(plain.ptr, 33), rest = raw(plain.ptr + 33, plain.len - 33);
  bytes_free(plain);
  return join(3, head, chunks, rest);
}

/* A VP8X file around the plain one's only chunk. */
static bytes webp_plus(unsigned flags, bytes chunks) {
  picture p;
  draw_cup(&p, 1);
  bytes plain = encode_webp(&p);
  bytes image = raw(plain.ptr + 12, plain.len - 12);
  bytes_free(plain);
  unsigned w = PICTURE_WIDTH - 1, h = PICTURE_HEIGHT - 1;
  bytes size = join(4, u16le(w), u8(0), u16le(h), u8(0));
  bytes extended = riff_chunk("VP8X", join(3, u8(flags), fill(0, 3), size));
  return riff_file("WEBP", join(3, extended, image, chunks));
}

/* An application extension before the trailer byte. */
static bytes gif_plus(bytes extension) {
  picture p;
  draw_cup(&p, 1);
  bytes plain = encode_gif(&p);
  bytes head = cut(plain, plain.len - 1);
  return join(3, head, extension, hex("3B"));
}

/* XMP specification part 3: the packet as it is, then the magic trailer. */
static bytes gif_xmp(bytes packet) {
  bytes magic = u8(1);
  for (int v = 255; v >= 0; v--) magic = join(2, magic, u8((unsigned)v));
  return join(4, hex("21 FF 0B"), text("XMP DataXMP"), packet, join(2, magic, u8(0)));
}

/* ---- labels ---- */

static const char k_other_label[] =
    "{\"Label\":\"2\",\"ContentProducer\":\"001191110000T3ET00020P10001\",\"ProduceID\":\"zz-9\","
    "\"ReservedCode1\":\"\",\"ContentPropagator\":\"001191110000T3ET00020P20001\","
    "\"PropagateID\":\"p-77\",\"ReservedCode2\":\"\"}";

static bytes wrapped(const char *json) {
  return join(3, text("{\"AIGC\":"), text(json), text("}"));
}

static bytes user_comment(bytes value) {
  tiff_entry e = tiff_undefined(0x9286, join(2, raw("ASCII\0\0", 8), value));
  tiff_entry make = tiff_ascii(0x0131, "test program");
  return tiff_with(1, &make, 1, &e, 1);
}

/* ASCII as UTF-16. */
static bytes wide(const char *s, int big_endian) {
  bytes b = none();
  for (; *s; s++) {
    unsigned c = (uint8_t)*s;
    b = join(2, b, big_endian ? u16be(c) : u16le(c));
  }
  return b;
}

static bytes unicode_comment(const char *s, int tiff_big_endian, int text_big_endian) {
  tiff_entry e =
      tiff_undefined(0x9286, join(2, raw("UNICODE", 8), wide(s, text_big_endian)));
  tiff_entry x = tiff_ascii(0x010E, "drawn");
  return tiff_with(tiff_big_endian, &x, 1, &e, 1);
}

/* SM2 with SM3 over the label's own words, key in the label (TC260-PG-202511A):
 * the ordinary digest mode. */
static bytes signed_label(void) {
  static const char k_message[] =
      "\"Label\":\"1\",\"ContentProducer\":\"001191110000T3ET00012W10001\","
      "\"ProduceID\":\"a1b2c3d4\"";
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
  EVP_MD_CTX *md = EVP_MD_CTX_new();
  EVP_PKEY_CTX *pctx = key ? EVP_PKEY_CTX_new(key, NULL) : NULL;
  uint8_t signature[128], *spki = NULL;
  size_t n = sizeof signature;
  if (!pctx || EVP_PKEY_CTX_set1_id(pctx, "1234567812345678", 16) <= 0) abort();
  EVP_MD_CTX_set_pkey_ctx(md, pctx);
  if (EVP_DigestSignInit(md, NULL, EVP_sm3(), NULL, key) != 1 ||
      EVP_DigestSign(md, signature, &n, (const uint8_t *)k_message, strlen(k_message)) != 1) {
    abort();
  }
  int spki_length = i2d_PUBKEY(key, &spki);
  char signature_hex[257], key_hex[1024];
  if (spki_length <= 0 || spki_length > 500) abort();
  jb_hex_string(signature_hex, jb_span_of(signature, n));
  jb_hex_string(key_hex, jb_span_of(spki, (size_t)spki_length));
  static const char k_format[] =
      "{\"Label\":\"1\",\"ContentProducer\":\"001191110000T3ET00012W10001\",\"ProduceID\":"
      "\"a1b2c3d4\",\"ReservedCode1\":\"{\\\"SecurityData\\\":{\\\"Type\\\":\\\"TC260PG\\\","
      "\\\"Version\\\":1,\\\"PubSD\\\":[{\\\"Type\\\":\\\"DS\\\",\\\"AlgID\\\":"
      "\\\"1.2.156.10197.1.501\\\",\\\"TBSData\\\":{\\\"Type\\\":\\\"LabelMataData\\\"},"
      "\\\"Signature\\\":\\\"%s\\\"},{\\\"Type\\\":\\\"PubKey\\\",\\\"AlgID\\\":"
      "\\\"1.2.156.10197.1.501\\\",\\\"KeyValue\\\":\\\"%s\\\"}]}}\",\"ContentPropagator\":"
      "\"001191110000T3ET00012W10001\",\"PropagateID\":\"a1b2c3d4\",\"ReservedCode2\":\"\"}";
  char json[4096];
  (void)snprintf(json, sizeof json, k_format, signature_hex, key_hex);
  OPENSSL_free(spki);
  EVP_MD_CTX_free(md);
  EVP_PKEY_CTX_free(pctx);
  EVP_PKEY_free(key);
  return png_plus(png_chunk("tEXt", join(3, text("AIGC"), u8(0), text(json))));
}

/* ---- Content Credentials ---- */

/* A manifest by a signer that stands on no list, good for as long as these
 * files are meant to be read. */
static bytes credentialed(bytes plain, int jpeg) {
  enum { YEAR = 31536000 };
  int64_t from = CREDENTIAL_NOW - INT64_C(10) * YEAR, to = CREDENTIAL_NOW + INT64_C(30) * YEAR;
  pki *p = pki_new();
  person_options ca = {.name = "Invented Issuer", .ca = true, .from = from, .to = to};
  person_options leaf = {.name = "Invented Painter", .from = from, .to = to};
  const person *issuer = pki_person(p, NULL, ca);
  c2pa_manifest m = c2pa_ai_picture(p);
  m.cose.chain[0] = pki_person(p, issuer, leaf);
  bytes file = jpeg ? c2pa_into_jpeg(plain, 65000, p, &m, NULL) : c2pa_into_png(plain, p, &m, NULL);
  pki_free(p);
  return file;
}

static bytes signed_png(void) { return credentialed(png_plus(none()), 0); }
static bytes signed_jpeg(void) { return credentialed(jpeg_plus(none()), 1); }

/* A pixel of it changed afterwards: one byte of IDAT, its CRC corrected. */
static bytes signed_changed(void) {
  bytes file = signed_png();
  size_t type = c2pa_find(file, "IDAT", 0);
  jb_reader r = jb_reader_new(jb_span_of(file.ptr + type - 4, 4), 0);
  size_t length = jb_read_u32be(&r);
  if (length == 0 || length > file.len - type - 8) abort();
  file.ptr[type + 4 + length / 2] ^= 1;
  uint32_t crc = (uint32_t)crc32(0, file.ptr + type, (uInt)(length + 4));
  for (size_t i = 0; i < 4; i++) file.ptr[type + 4 + length + i] = (uint8_t)(crc >> (24 - 8 * i));
  return file;
}

/* ---- other marks ---- */

static const char k_a1111[] =
    "a cracked cup on a table\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, "
    "CFG scale: 7, Seed: 12345, Size: 192x144, Model hash: 0123456789, Model: drawn, "
    "Version: v1.9.0";

static const char k_comfy_prompt[] =
    "{\"3\":{\"inputs\":{\"seed\":1,\"steps\":20,\"model\":[\"4\",0]},\"class_type\":\"KSampler\"},"
    "\"4\":{\"inputs\":{\"ckpt_name\":\"drawn.safetensors\"},"
    "\"class_type\":\"CheckpointLoaderSimple\"}}";

static bytes dst(const char *value) {
  char element[256];
  (void)snprintf(element, sizeof element,
                 "<Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType>", value);
  return xmp_packet("xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"", element);
}

static bytes iim(unsigned record, unsigned dataset, const char *value) {
  unsigned n = (unsigned)strlen(value);
  return join(5, u8(0x1C), u8(record), u8(dataset), u16be(n), text(value));
}

static bytes camera_exif(void) {
  tiff_entry ifd0[] = {tiff_ascii(0x010F, "Drawn Optics"), tiff_ascii(0x0110, "Pencil 1"),
                       tiff_ascii(0x0131, "1.0"), tiff_ascii(0x0132, "2026:05:01 12:00:00")};
  tiff_entry exif[] = {
      {0x829A, 5, 1, join(2, u32be(1), u32be(125))}, {0x829D, 5, 1, join(2, u32be(28), u32be(10))},
      {0x8827, 3, 1, u16be(200)}, tiff_ascii(0x9003, "2026:05:01 12:00:00"),
      {0xA002, 4, 1, u32be(PICTURE_WIDTH)}, {0xA003, 4, 1, u32be(PICTURE_HEIGHT)}};
  return app1_exif(tiff_with(1, ifd0, 4, exif, 6));
}

/* Samsung's trailer after EOI, with the record that a generative edit leaves. */
static bytes samsung(void) {
  static const char k_name[] = "PEg_Info";
  static const char k_value[] =
      "{\"genImageVersion\":\"v1\",\"connectorType\":\"srvg\",\"genAIType\":5}";
  bytes block = join(4, hex("0000 910D"), u32le(sizeof k_name - 1), text(k_name), text(k_value));
  uint32_t n = (uint32_t)block.len;
  bytes directory = join(7, text("SEFH"), u32le(101), u32le(1), hex("0000 910D"), u32le(n),
                         u32le(n), none());
  uint32_t length = (uint32_t)directory.len;
  return join(5, jpeg_plus(camera_exif()), block, directory, u32le(length), text("SEFT"));
}

/* ---- the table ---- */

typedef struct fixture {
  const char *name;
  const char *what;
  bytes (*make)(void);
  int random; /* a signature or encoder makes other bytes each time or on other machines */
} fixture;

#define MAKE(function, expression) \
  static bytes function(void) { return (expression); }

MAKE(f_labelled_png, png_plus(png_xmp(xmp_tc260(k_label_json))))
MAKE(f_labelled_jpg, jpeg_plus(app1_xmp(xmp_tc260(k_label_json))))
MAKE(f_usercomment, jpeg_plus(app1_exif(user_comment(wrapped(k_label_json)))))
MAKE(f_text_png, png_plus(png_text("AIGC", wrapped(k_label_json))))
MAKE(f_ztxt_png, png_plus(png_ztxt("AIGC", wrapped(k_label_json))))
MAKE(f_compressed_xmp, png_plus(png_itxt("XML:com.adobe.xmp", xmp_tc260(k_label_json), 1)))
MAKE(f_no_producer, png_plus(png_text("AIGC", text("{\"ContentPropagator\":"
                                                   "\"001191110000T3ET00012W20001\",\"Label\":\"1\","
                                                   "\"ProduceID\":\"u:1/task:2\"}"))))
MAKE(f_bad_digit, png_plus(png_text("AIGC", text("{\"Label\":\"1\",\"ContentProducer\":"
                                                 "\"001191110000T3ET00013W10001\",\"ProduceID\":\"1\","
                                                 "\"ReservedCode1\":\"\",\"ContentPropagator\":\"\","
                                                 "\"PropagateID\":\"\",\"ReservedCode2\":\"\"}"))))
MAKE(f_app11, jpeg_plus(jpeg_segment(0xEB, join(2, text("AIGC"), text(k_label_json)))))
MAKE(f_comment, jpeg_plus(jpeg_comment(text("{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":"
                                            "\"DRAWN\"}}"))))
MAKE(f_twice, png_plus(join(2, png_xmp(xmp_tc260(k_label_json)),
                            png_text("AIGC", wrapped(k_label_json)))))
MAKE(f_conflict, png_plus(join(2, png_xmp(xmp_tc260(k_label_json)),
                               png_text("AIGC", wrapped(k_other_label)))))
MAKE(f_shell, png_plus(png_xmp(xmp_packet("xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\"",
                                          "<TC260:AIGC></TC260:AIGC>"))))
MAKE(f_possible, png_plus(png_text("AIGC", wrapped(k_other_label))))
MAKE(f_webp, webp_plus(0x04, riff_chunk("XMP ", xmp_tc260(k_label_json))))
MAKE(f_gif, gif_plus(gif_xmp(xmp_tc260(k_label_json))))
MAKE(f_a1111_png, png_plus(png_text("parameters", text(k_a1111))))
MAKE(f_a1111_jpg, jpeg_plus(app1_exif(unicode_comment(k_a1111, 1, 1))))
MAKE(f_civitai_order, jpeg_plus(app1_exif(unicode_comment(k_a1111, 0, 1))))
MAKE(f_comfy, png_plus(png_text("prompt", text(k_comfy_prompt))))
MAKE(f_dst, jpeg_plus(app1_xmp(dst("http://cv.iptc.org/newscodes/digitalsourcetype/"
                                   "trainedAlgorithmicMedia"))))
MAKE(f_dst_edit, jpeg_plus(join(2, camera_exif(),
                                app1_xmp(dst("http://cv.iptc.org/newscodes/digitalsourcetype/"
                                             "compositeWithTrainedAlgorithmicMedia")))))
MAKE(f_dst_algorithmic, jpeg_plus(app1_xmp(dst("digsrctype:algorithmicMedia"))))
MAKE(f_google, jpeg_plus(app13_iptc(iim(2, 110, "Made with Google AI"))))
MAKE(f_camera, jpeg_plus(camera_exif()))
MAKE(f_unmarked_jpg, jpeg_plus(none()))
MAKE(f_unmarked_png, png_plus(none()))
MAKE(f_after_end, join(2, jpeg_plus(none()), text("{\"AIGC\":{\"Label\":\"1\"}}")))

static bytes f_tiff(void) {
  picture p;
  draw_cup(&p, 1);
  bytes packet = xmp_tc260(k_label_json);
  tiff_entry xmp = {700, 1, (uint32_t)packet.len, packet};
  return encode_tiff(&p, &xmp, 1);
}

static bytes f_bmp(void) {
  picture p;
  draw_cup(&p, 1);
  return encode_bmp(&p);
}

static bytes f_heic(void) {
  picture p;
  draw_cup(&p, 1);
  return encode_heif(&p, 1, xmp_tc260(k_label_json), none());
}

static bytes f_avif(void) {
  picture p;
  draw_cup(&p, 1);
  return encode_heif(&p, 0, xmp_tc260(k_label_json), none());
}

static bytes f_svg(void) {
  return text("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><metadata>"
              "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
              "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><rdf:Description dc:Label=\"1\" "
              "dc:ContentProducer=\"001191110000T3ET00012W10001\" dc:ProduceID=\"a1b2c3d4\"/>"
              "</rdf:RDF></metadata><circle cx=\"20\" cy=\"20\" r=\"15\"/></svg>\n");
}

static bytes f_truncated(void) {
  bytes b = f_labelled_jpg();
  return cut(b, b.len / 2);
}

static bytes f_bad_crc(void) {
  bytes b = f_text_png();
  return patch(b, 60, 'X'); /* inside the tEXt chunk's text */
}

static const fixture k_fixtures[] = {
    {"labelled.png", "GB 45438 label in XMP (iTXt), the guide's primary place", f_labelled_png, 0},
    {"labelled.jpg", "the same label in JPEG APP1", f_labelled_jpg, 0},
    {"labelled-usercomment.jpg", "the same label, wrapped, in Exif UserComment", f_usercomment, 0},
    {"labelled-text.png", "the same label, wrapped, in tEXt with keyword AIGC", f_text_png, 0},
    {"labelled-ztxt.png", "the same, compressed (zTXt)", f_ztxt_png, 0},
    {"labelled-compressed-xmp.png", "XMP in a compressed iTXt", f_compressed_xmp, 0},
    {"labelled-no-producer.png", "Label 1 without ContentProducer, keys reordered", f_no_producer, 0},
    {"labelled-bad-digit.png", "provider code whose check digits are wrong", f_bad_digit, 0},
    {"labelled-app11.jpg", "label as raw text in APP11: not a place of the guide", f_app11, 0},
    {"labelled-comment.jpg", "two-field label with a plain name in COM", f_comment, 0},
    {"labelled-twice.png", "the same label in XMP and tEXt: one copy too many", f_twice, 0},
    {"labelled-conflict.png", "two labels that contradict each other", f_conflict, 0},
    {"labelled-shell.png", "TC260 namespace declared, the label itself empty", f_shell, 0},
    {"labelled-possible.png", "Label 2: possibly AI-made", f_possible, 0},
    {"credentials.png", "Content Credentials: AI-made, by a signer on no list", signed_png, 1},
    {"credentials.jpg", "the same in APP11", signed_jpeg, 1},
    {"credentials-changed.png", "the same, a pixel changed afterwards", signed_changed, 1},
    {"labelled-signed.png", "label with an SM2 signature by a key of its own", signed_label, 1},
    {"labelled.webp", "label in the XMP chunk", f_webp, 0},
    {"labelled.gif", "label in the XMP application extension", f_gif, 0},
    {"labelled.tif", "label in tag 700", f_tiff, 0},
    {"labelled.heic", "label in a mime item (HEVC)", f_heic, 1},
    {"labelled.avif", "label in a mime item (AV1)", f_avif, 1},
    {"labelled.svg", "label as attributes of an rdf:Description", f_svg, 0},
    {"labelled-after-end.jpg", "label after EOI, where no standard puts it", f_after_end, 0},
    {"a1111.png", "AUTOMATIC1111 parameters in tEXt", f_a1111_png, 0},
    {"a1111.jpg", "the same in UserComment, UTF-16BE in a big-endian Exif", f_a1111_jpg, 0},
    {"a1111-order.jpg", "the same, UTF-16BE in a little-endian Exif", f_civitai_order, 0},
    {"comfyui.png", "a ComfyUI prompt graph", f_comfy, 0},
    {"iptc-generated.jpg", "DigitalSourceType trainedAlgorithmicMedia", f_dst, 0},
    {"iptc-edited.jpg", "camera Exif and compositeWithTrainedAlgorithmicMedia", f_dst_edit, 0},
    {"iptc-algorithmic.jpg", "algorithmicMedia, which is not AI", f_dst_algorithmic, 0},
    {"google-credit.jpg", "IPTC Credit of Google's generator", f_google, 0},
    {"samsung-edit.jpg", "camera Exif and Samsung's generative-edit trailer", samsung, 0},
    {"camera.jpg", "camera Exif of an invented camera, no label", f_camera, 0},
    {"unmarked.jpg", "no metadata at all", f_unmarked_jpg, 0},
    {"unmarked.png", "no metadata at all", f_unmarked_png, 0},
    {"plain.bmp", "a format that cannot carry a label", f_bmp, 0},
    {"png-named.jpg", "a PNG with the wrong extension", f_labelled_png, 0},
    {"truncated.jpg", "labelled.jpg cut in the middle", f_truncated, 0},
    {"bad-crc.png", "one byte changed inside a label's chunk", f_bad_crc, 0},
};

enum { FIXTURES = sizeof k_fixtures / sizeof k_fixtures[0] };

static int write_all(const char *folder) {
  for (int i = 0; i < FIXTURES; i++) {
    char path[4096];
    bytes b = k_fixtures[i].make();
    (void)snprintf(path, sizeof path, "%s/%s", folder, k_fixtures[i].name);
    if (b.len == 0) {
      fprintf(stderr, "%s: no encoder here\n", k_fixtures[i].name);
      bytes_free(b);
      continue;
    }
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(b.ptr, 1, b.len, f) != b.len || fclose(f) != 0) {
      fprintf(stderr, "%s: cannot be written\n", path);
      return 1;
    }
    bytes_free(b);
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: make_testdata FOLDER | --list | --random\n");
    return 2;
  }
  if (strcmp(argv[1], "--list") == 0) {
    for (int i = 0; i < FIXTURES; i++) {
      printf("| `%s` | %s |\n", k_fixtures[i].name, k_fixtures[i].what);
    }
    return 0;
  }
  if (strcmp(argv[1], "--random") == 0) {
    for (int i = 0; i < FIXTURES; i++) {
      if (k_fixtures[i].random) printf("%s\n", k_fixtures[i].name);
    }
    return 0;
  }
  return write_all(argv[1]);
}
