#include "metadata/usercomment.h"

#include "base/utf8.h"
#include "metadata/exif_value.h"

enum { CODE_LENGTH = 8, SNIFF_MAX = 4096 };

/* The name of the code that the first 8 bytes spell, NULL when they are text. */
static const char *code_of(jb_span raw) {
  static const struct {
    const char *spelling, *name;
  } k_codes[] = {{"ASCII", "ascii"}, {"UNICODE", "unicode"}, {"JIS", "jis"}, {"", "undefined"}};
  if (raw.len < CODE_LENGTH) return NULL;
  jb_span word = jb_span_trim(jb_span_cut(raw, 0, CODE_LENGTH));
  for (size_t i = 0; i < sizeof k_codes / sizeof k_codes[0]; i++) {
    if (jb_span_equal_nocase(word, jb_span_str(k_codes[i].spelling))) return k_codes[i].name;
  }
  return NULL;
}

/* Units that are common in text: the side with more of them wins.  Only asked
 * when zero bytes do not tell (Chinese without any ASCII). */
static bool more_text_big_endian(jb_span s, bool otherwise) {
  size_t be = 0, le = 0;
  for (size_t i = 0; i + 1 < s.len; i += 2) {
    unsigned b = (unsigned)s.ptr[i] << 8 | s.ptr[i + 1];
    unsigned l = (unsigned)s.ptr[i + 1] << 8 | s.ptr[i];
    be += (b >= 0x4E00 && b < 0xA000) || (b >= 0x3000 && b < 0x3100) || b >= 0xFF00;
    le += (l >= 0x4E00 && l < 0xA000) || (l >= 0x3000 && l < 0x3100) || l >= 0xFF00;
  }
  return be == le ? otherwise : be > le;
}

/* The beginning, without padding: zero bytes of padding say nothing. */
static jb_span sample_of(jb_span text) {
  while (text.len > 0 && text.ptr[text.len - 1] == 0) text.len--;
  return jb_span_cut(text, 0, SNIFF_MAX);
}

/* A byte order mark, or zero bytes at every other place. */
static bool looks_utf16(jb_span text) {
  jb_span head = sample_of(text);
  bool order;
  size_t bom, zero[2] = {0, 0};
  if (!jb_utf16_sniff(head, &order, &bom)) return false;
  for (size_t i = 0; i < head.len; i++) zero[i & 1] += head.ptr[i] == 0;
  size_t more = zero[0] > zero[1] ? zero[0] : zero[1];
  return bom > 0 || (more * 4 >= head.len && more > 2 * (zero[0] + zero[1] - more));
}

static void set_utf16(jb_user_comment *c, jb_span raw, bool tiff_big_endian) {
  jb_span text = jb_span_cut(raw, c->at, c->length);
  jb_span head = sample_of(text);
  bool big_endian;
  size_t bom;
  if (!jb_utf16_sniff(head, &big_endian, &bom)) {
    big_endian = more_text_big_endian(head, tiff_big_endian);
  }
  c->encoding = big_endian ? JB_COMMENT_UTF16BE : JB_COMMENT_UTF16LE;
  c->at += bom;
  c->length -= bom;
  c->length -= c->length & 1;
  while (c->length >= 2) { /* NUL and blank padding */
    size_t last = c->at + c->length - 2;
    uint8_t high = raw.ptr[big_endian ? last : last + 1];
    uint8_t low = raw.ptr[big_endian ? last + 1 : last];
    if (high != 0 || (low != 0 && low != ' ')) break;
    c->length -= 2;
  }
}

static void set_bytes(jb_user_comment *c, jb_span raw) {
  c->encoding = JB_COMMENT_BYTES;
  while (c->length > 0) {
    uint8_t last = raw.ptr[c->at + c->length - 1];
    if (last != 0 && last != ' ') break;
    c->length--;
  }
  while (c->length > 0 && raw.ptr[c->at] == 0) {
    c->at++;
    c->length--;
  }
}

jb_user_comment jb_user_comment_read(jb_span raw, bool tiff_big_endian) {
  const char *code = code_of(raw);
  jb_user_comment c = {.code = code ? code : "bare"};
  c.at = code ? CODE_LENGTH : 0;
  c.length = raw.len - c.at;
  jb_span text = jb_span_cut(raw, c.at, c.length);
  bool utf16;
  if (jb_span_is(jb_span_str(c.code), "unicode")) {
    /* UTF-8 behind the UNICODE code: no zero byte but padding, no control */
    jb_span trimmed = jb_span_trim(text);
    utf16 = trimmed.len == 0 || !jb_exif_is_text(trimmed) || looks_utf16(text);
  } else {
    utf16 = !jb_span_is(jb_span_str(c.code), "jis") && looks_utf16(text);
  }
  if (utf16) {
    set_utf16(&c, raw, tiff_big_endian);
  } else {
    set_bytes(&c, raw);
  }
  return c;
}

void jb_user_comment_text(jb_buf *out, jb_span raw, const jb_user_comment *c) {
  jb_span text = jb_span_cut(raw, c->at, c->length);
  if (c->encoding == JB_COMMENT_BYTES) {
    jb_buf_add(out, text);
  } else {
    jb_utf16_to_utf8(out, text, c->encoding == JB_COMMENT_UTF16BE);
  }
}
