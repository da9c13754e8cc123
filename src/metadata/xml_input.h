/* XML bytes as UTF-8, with the way back to the bytes as they stand.
 *
 * UTF-16 and UTF-32 (with or without byte order mark) and ISO 8859-1 are
 * decoded here; every offset into the text can be turned into one into the
 * raw bytes.  Text in any other declared encoding is taken as it is, because
 * the markup of all encodings met in practice is ASCII, and `foreign` says so.
 */
#ifndef JB_METADATA_XML_INPUT_H
#define JB_METADATA_XML_INPUT_H

#include "model/model.h"

typedef enum jb_xml_encoding {
  JB_XML_UTF8,
  JB_XML_UTF16BE,
  JB_XML_UTF16LE,
  JB_XML_UTF32BE,
  JB_XML_UTF32LE,
  JB_XML_LATIN1
} jb_xml_encoding;

typedef struct jb_xml_mark {
  size_t raw, text; /* the same character in both */
} jb_xml_mark;

typedef struct jb_xml_input {
  jb_span raw;
  jb_span text; /* raw itself when it is UTF-8 */
  jb_xml_encoding encoding;
  bool foreign; /* another encoding is declared and the bytes are not all ASCII */
  jb_xml_mark *marks;
  size_t mark_count;
} jb_xml_input;

/* False when the decoded text would pass text_max or the arena's end. */
bool jb_xml_input_open(jb_arena *arena, jb_span raw, size_t text_max, jb_xml_input *out);

/* Where the character at an offset of the text begins in raw. */
size_t jb_xml_input_raw(const jb_xml_input *input, size_t text_offset);

/* The place of [at, at+length) of the text, when `whole` is the place of raw.
 * An empty stretch keeps its offset where the bytes stand as they are. */
jb_location jb_xml_input_locate(jb_inspection *in, const jb_location *whole,
                                const jb_xml_input *input, size_t at, size_t length);

/* The place of a part's content before its character steps: what a reader
 * gets and jb_xml_input_locate wants. */
jb_location jb_xml_input_whole(const jb_part *part);

#endif
