/* UserComment: the text lies in the value, whatever the bytes are. */
#include "walk.h"

#include "metadata/usercomment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  for (int big_endian = 0; big_endian < 2; big_endian++) {
    jb_span raw = jb_span_of(data, size);
    jb_user_comment c = jb_user_comment_read(raw, big_endian != 0);
    FUZZ_PROMISE(c.code && c.at <= size && c.length <= size - c.at);
    FUZZ_PROMISE(c.encoding == JB_COMMENT_BYTES || c.length % 2 == 0);
    jb_buf out = jb_buf_new(3 * size + 16);
    jb_user_comment_text(&out, raw, &c);
    FUZZ_PROMISE(jb_buf_ok(&out));
    jb_buf_free(&out);
  }
  return 0;
}
