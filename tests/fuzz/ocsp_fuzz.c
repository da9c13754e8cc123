/* OCSP responses.  The input holds three items, each behind its length in two
 * bytes: the certificate asked about, its issuer, the response. */
#include <stdlib.h>

#include "base/reader.h"
#include "c2pa/ocsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_reader r = jb_reader_new(jb_span_of(data, size), 0);
  jb_span leaf = jb_read_span(&r, jb_read_u16be(&r));
  jb_span above = jb_read_span(&r, jb_read_u16be(&r));
  jb_span response = jb_read_span(&r, jb_read_u16be(&r));
  if (!jb_reader_ok(&r)) return 0;
  X509 *cert = jb_x509_read(leaf), *issuer = jb_x509_read(above);
  if (cert && issuer) {
    jb_ocsp_reply reply = jb_ocsp_read(response, cert, issuer, 1795431600, 1795435200);
    if (reply.answer == JB_OCSP_NOTHING && !reply.why) abort();
    if (reply.answer == JB_OCSP_NOTHING && reply.timely) abort();
  }
  X509_free(cert);
  X509_free(issuer);
  return 0;
}
