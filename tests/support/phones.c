#include "support/phones.h"

#include <stdio.h>

bytes sef_trailer(const sef_record *records, size_t count) {
  bytes data = none(), entries = none();
  for (size_t i = 0; i < count; i++) {
    bytes record = join(5, u16le(0), u16le(records[i].type), u32le((uint32_t)strlen(records[i].name)),
                        text(records[i].name), records[i].value);
    data = join(2, data, record);
  }
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    size_t next = at + 8 + strlen(records[i].name) + records[i].value.len;
    entries = join(5, entries, u16le(0), u16le(records[i].type), u32le((uint32_t)(data.len - at)),
                   u32le((uint32_t)(next - at)));
    at = next;
  }
  uint32_t length = (uint32_t)entries.len + 12;
  return join(7, data, text("SEFH"), u32le(101), u32le((uint32_t)count), entries, u32le(length),
              text("SEFT"));
}

bytes vivo_trailer(const char *json) {
  return join(4, text("vivo"), text(json), u8(0), hex("FFFFFFFF 1B2A39485766758493A2B1"));
}

bytes oppo_trailer(const char *name, bytes value) {
  char list[256];
  (void)snprintf(list, sizeof list, "[{\"offset\":%zu,\"name\":\"%s\",\"length\":%zu}]", value.len,
                 name, value.len);
  uint32_t length = (uint32_t)strlen(list) + 2 + 8;
  return join(5, value, text(list), u16le(0), text("jxrs"), u32le(length));
}
