/* Text of a label among bytes that nobody else reads: vendor segments, free
 * boxes, padding. */
#ifndef JB_METADATA_REMAINS_H
#define JB_METADATA_REMAINS_H

#include "base/span.h"

enum { JB_REMAINS_MAX = 64 * 1024, JB_REMAINS_COUNT_MAX = 8 };

/* The next run of text with "AIGC" in it, from an offset on.  It begins where
 * its JSON or name begins, ends with the JSON's last brace or with the text,
 * and is cut at JB_REMAINS_MAX.  False when there is none. */
bool jb_remains_find(jb_span bytes, size_t from, size_t *at, size_t *length);

/* The length of the text at an offset: UTF-8 without control characters but
 * tab and line ends; at most `max`. */
size_t jb_text_length(jb_span bytes, size_t at, size_t max);

#endif
