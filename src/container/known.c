/* Formats that are known by content but not walked in this version, so that
 * "unsupported" can name what the file is. */
#include "container/container.h"

#include "base/ascii.h"

static bool at(jb_span head, size_t from, const char *magic, size_t length) {
  return jb_span_equal(jb_span_cut(head, from, length), jb_span_of(magic, length));
}

/* A literal, NULs inside it included. */
#define AT(from, magic) at(head, (from), (magic), sizeof(magic) - 1)

#define KNOWN(id, text, media, exts, answer)                       \
  static bool sniff_##id(jb_span head) { return (answer); }        \
  const jb_container_format jb_format_##id = {.name = (text),      \
                                              .media_type = (media), \
                                              .extensions = (exts), \
                                              .supported = false,  \
                                              .sniff = sniff_##id};

static bool brand_in(jb_span head, const char *const *brands) {
  if (!AT(4, "ftyp")) return false;
  for (; *brands; brands++) {
    if (at(head, 8, *brands, 4)) return true;
  }
  return false;
}

/* Major brands (ISO/IEC 14496-12 4.3) that are not of this family's pictures. */
static const char *const k_mov[] = {"qt  ", NULL};
static const char *const k_audio[] = {"M4A ", "M4B ", "M4P ", "F4A ", "F4B ", NULL};
static const char *const k_cr3[] = {"crx ", NULL};
static const char *const k_jpx[] = {"jp2 ", "jpx ", "jpm ", "mjp2", NULL};
static const char *const k_picture[] = {"heic", "heix", "hevc", "hevx", "heim", "heis", "hevm",
                                        "hevs", "mif1", "mif2", "mif3", "msf1", "avif", "avis",
                                        "avci", "miaf", "jpeg", "j2ki", "jxl ", NULL};

/* QuickTime files older than ftyp start with one of these atoms. */
static bool is_old_mov(jb_span head) {
  return AT(4, "moov") || AT(4, "mdat") || AT(4, "wide") || AT(4, "pnot");
}

/* ISO/IEC 11172-3 2.4.2.3: sync word; reserved values are none. */
static bool is_mpeg_audio(jb_span head) {
  if (head.len < 4 || head.ptr[0] != 0xFF || (head.ptr[1] & 0xE0) != 0xE0) return false;
  unsigned version = (head.ptr[1] >> 3) & 3, layer = (head.ptr[1] >> 1) & 3;
  unsigned rate = head.ptr[2] >> 4, frequency = (head.ptr[2] >> 2) & 3;
  return version != 1 && layer != 0 && rate != 15 && rate != 0 && frequency != 3;
}

static bool is_transport_stream(jb_span head) {
  enum { PACKET = 188 };
  for (size_t i = 0; i < 4 * PACKET; i += PACKET) {
    if (!AT(i, "G")) return false;
  }
  return true;
}

static bool is_pdf(jb_span head) {
  size_t i = AT(0, "\xEF\xBB\xBF") ? 3 : 0;
  while (i < head.len && jb_ascii_space(head.ptr[i])) i++;
  return AT(i, "%PDF-");
}

/* APPNOTE 4.3.7: names start 30 bytes after the local header. */
static bool is_zip(jb_span head) { return AT(0, "PK\3\4") || AT(0, "PK\5\6"); }
static bool zip_has(jb_span head, const char *text) {
  return AT(0, "PK\3\4") && jb_span_find(head, jb_span_str(text)) != SIZE_MAX;
}

static bool is_pnm(jb_span head) {
  if (head.len < 4 || head.ptr[0] != 'P' || !jb_ascii_space(head.ptr[2])) return false;
  if (head.ptr[1] == '7') return AT(3, "WIDTH") || AT(3, "HEIGHT") || AT(3, "DEPTH") || AT(3, "#");
  /* then the width or a comment: a note that begins "P2 is broken" is none */
  bool number = head.ptr[3] == '#' || (head.ptr[3] >= '0' && head.ptr[3] <= '9');
  return head.ptr[1] >= '1' && head.ptr[1] <= '6' && number;
}

static bool is_icon(jb_span head, uint8_t type) {
  /* reserved, type, count; then entries whose fourth byte is reserved */
  return head.len >= 22 && AT(0, "\0\0") && head.ptr[2] == type && head.ptr[3] == 0 &&
         (head.ptr[4] | head.ptr[5]) != 0 && head.ptr[9] == 0;
}

/* pictures */
KNOWN(psd, "psd", "image/vnd.adobe.photoshop", "psd psb", AT(0, "8BPS"))
KNOWN(jp2, "jp2", "image/jp2", "jp2 jpx jpf jpm j2k j2c jpc",
      AT(0, "\0\0\0\x0CjP  \r\n\x87\n") || AT(0, "\xFF\x4F\xFF\x51") || brand_in(head, k_jpx))
KNOWN(cr3, "cr3", "image/x-canon-cr3", "cr3", brand_in(head, k_cr3))
KNOWN(raf, "raf", "image/x-fuji-raf", "raf", AT(0, "FUJIFILMCCD-RAW"))
KNOWN(ico, "ico", "image/vnd.microsoft.icon", "ico", is_icon(head, 1))
KNOWN(cur, "cur", "image/vnd.microsoft.cursor", "cur", is_icon(head, 2))
KNOWN(icns, "icns", "image/icns", "icns", AT(0, "icns"))
KNOWN(jxr, "jxr", "image/jxr", "jxr hdp wdp", AT(0, "II\xBC\x01"))
KNOWN(exr, "exr", "image/x-exr", "exr", AT(0, "\x76\x2F\x31\x01"))
KNOWN(hdr, "hdr", "image/vnd.radiance", "hdr pic", AT(0, "#?RADIANCE") || AT(0, "#?RGBE"))
KNOWN(dds, "dds", "image/vnd.ms-dds", "dds", AT(0, "DDS "))
KNOWN(qoi, "qoi", "image/qoi", "qoi", AT(0, "qoif"))
KNOWN(bpg, "bpg", "image/bpg", "bpg", AT(0, "BPG\xFB"))
KNOWN(flif, "flif", "image/flif", "flif", AT(0, "FLIF"))
KNOWN(mng, "mng", "video/x-mng", "mng", AT(0, "\x8AMNG\r\n\x1A\n"))
KNOWN(jng, "jng", "image/x-jng", "jng", AT(0, "\x8BJNG\r\n\x1A\n"))
KNOWN(xcf, "xcf", "image/x-xcf", "xcf", AT(0, "gimp xcf"))
KNOWN(djvu, "djvu", "image/vnd.djvu", "djvu djv", AT(0, "AT&TFORM"))
KNOWN(pnm, "pnm", "image/x-portable-anymap", "pbm pgm ppm pnm pam", is_pnm(head))
KNOWN(eps, "eps", "application/postscript", "eps ps ai",
      AT(0, "%!PS") || AT(0, "\xC5\xD0\xD3\xC6"))
KNOWN(emf, "emf", "image/emf", "emf", AT(0, "\1\0\0\0") && AT(40, " EMF"))
KNOWN(wmf, "wmf", "image/wmf", "wmf", AT(0, "\xD7\xCD\xC6\x9A"))

/* moving pictures and sound */
KNOWN(mov, "mov", "video/quicktime", "mov qt", brand_in(head, k_mov) || is_old_mov(head))
KNOWN(m4a, "m4a", "audio/mp4", "m4a m4b m4p", brand_in(head, k_audio))
KNOWN(mp4, "mp4", "video/mp4", "mp4 m4v mp4v 3gp 3g2 f4v",
      AT(4, "ftyp") && !brand_in(head, k_picture))
KNOWN(avi, "avi", "video/x-msvideo", "avi", AT(0, "RIFF") && AT(8, "AVI "))
KNOWN(wav, "wav", "audio/wav", "wav",
      (AT(0, "RIFF") || AT(0, "RF64") || AT(0, "BW64")) && AT(8, "WAVE"))
KNOWN(mkv, "mkv", "video/x-matroska", "mkv webm mka mk3d", AT(0, "\x1A\x45\xDF\xA3"))
KNOWN(flv, "flv", "video/x-flv", "flv", AT(0, "FLV\x01"))
KNOWN(asf, "asf", "video/x-ms-asf", "asf wmv wma",
      AT(0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"))
KNOWN(mpeg, "mpeg", "video/mpeg", "mpg mpeg vob ts m2ts",
      AT(0, "\0\0\1\xBA") || AT(0, "\0\0\1\xB3") || is_transport_stream(head))
KNOWN(flac, "flac", "audio/flac", "flac", AT(0, "fLaC"))
KNOWN(ogg, "ogg", "audio/ogg", "ogg oga ogv opus spx", AT(0, "OggS"))
KNOWN(aiff, "aiff", "audio/aiff", "aif aiff aifc",
      AT(0, "FORM") && (AT(8, "AIFF") || AT(8, "AIFC")))
KNOWN(amr, "amr", "audio/amr", "amr", AT(0, "#!AMR"))
KNOWN(midi, "midi", "audio/midi", "mid midi", AT(0, "MThd"))
KNOWN(aac, "aac", "audio/aac", "aac", AT(0, "\xFF\xF1") || AT(0, "\xFF\xF9"))
KNOWN(mp3, "mp3", "audio/mpeg", "mp3 mp2", AT(0, "ID3") || is_mpeg_audio(head))

/* documents and archives */
KNOWN(pdf, "pdf", "application/pdf", "pdf ai", is_pdf(head))
KNOWN(docx, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "docx docm dotx", zip_has(head, "word/"))
KNOWN(xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "xlsx xlsm xltx", zip_has(head, "xl/"))
KNOWN(pptx, "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
      "pptx pptm potx", zip_has(head, "ppt/"))
KNOWN(epub, "epub", "application/epub+zip", "epub", zip_has(head, "application/epub+zip"))
KNOWN(zip, "zip", "application/zip", "zip docx xlsx pptx jar apk odt ods odp", is_zip(head))
KNOWN(ole, "ole", "application/x-ole-storage", "doc xls ppt msi",
      AT(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
KNOWN(rtf, "rtf", "application/rtf", "rtf doc", AT(0, "{\\rtf"))
KNOWN(gzip, "gzip", "application/gzip", "gz svgz tgz emz", AT(0, "\x1F\x8B\x08"))
KNOWN(sevenzip, "7z", "application/x-7z-compressed", "7z", AT(0, "7z\xBC\xAF\x27\x1C"))
KNOWN(rar, "rar", "application/vnd.rar", "rar", AT(0, "Rar!\x1A\x07"))
