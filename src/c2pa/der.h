/* The distinguished encoding of ASN.1 (X.690), as far as accounting for bytes
 * needs it: which element lies where, and whether it is the only encoding of
 * what it says.  Meaning is left to OpenSSL. */
#ifndef JB_C2PA_DER_H
#define JB_C2PA_DER_H

#include "base/buf.h"
#include "base/reader.h"

enum {
  JB_DER_INTEGER = 0x02,
  JB_DER_OCTETS = 0x04,
  JB_DER_OID = 0x06,
  JB_DER_SEQUENCE = 0x30,
  JB_DER_SET = 0x31,
  JB_DER_CONTEXT_0 = 0xA0,
  JB_DER_CONTEXT_1 = 0xA1
};

typedef struct jb_der {
  uint8_t tag;
  jb_span body, whole;
  size_t at;      /* of the whole element, from the reader's base */
  size_t body_at; /* of its body */
} jb_der;

/* The next element.  False at the end and at damage (the reader tells which):
 * indefinite lengths and high tag numbers are damage in DER. */
bool jb_der_next(jb_reader *r, jb_der *out);

/* The next element when it has this tag; nothing is consumed otherwise. */
bool jb_der_take(jb_reader *r, uint8_t tag, jb_der *out);

/* A reader over the body of an element; its base continues the parent's. */
jb_reader jb_der_inside(const jb_der *element);

/* True when the span is exactly one element. */
bool jb_der_is_one(jb_span bytes);

/* True when every length is as short as can be, booleans are 00 or FF and
 * integers minimal, through all constructed elements.  Otherwise *at gets the
 * offset of the first element that is not. */
bool jb_der_distinguished(jb_span bytes, size_t *at);

/* Append one element. */
void jb_der_write(jb_buf *out, uint8_t tag, jb_span body);

#endif
