#include "support/heif.h"

bytes heif_exif(bytes tiff) { return join(3, u32be(6), raw("Exif\0", 6), tiff); }

bytes jumbf_store(void) {
  return box("jumb", box("jumd", join(3, hex("63327061 0011 0010 8000 00AA00389B71"), u8(3),
                                      raw("c2pa", 5))));
}

bytes heif_c2pa(const char *purpose, bytes store) {
  size_t n = strlen(purpose) + 1;
  int offset = strcmp(purpose, "manifest") == 0 || strcmp(purpose, "original") == 0;
  return box("uuid", join(5, hex("D8FEC3D6 1B0E 483C 9297 5828877EC481"), u32be(0),
                          raw(purpose, n), fill(0, offset ? 8 : 0), store));
}

static bytes infe(const heif_item *item) {
  bytes fields = join(4, u16be(item->id), u16be(0), text(item->type), u8(0));
  if (item->content_type) {
    fields = join(3, fields, text(item->content_type), u8(0));
    if (item->content_encoding) fields = join(3, fields, text(item->content_encoding), u8(0));
  }
  return full_box("infe", 2, 0, fields);
}

static bytes reference(const char type[4], unsigned from, unsigned to) {
  return to ? box(type, join(3, u16be(from), u16be(1), u16be(to))) : none();
}

/* Offsets of 4 bytes, lengths of 4, no base: version 1. */
static bytes iloc(const heif_item *items, size_t count, uint32_t mdat_at) {
  bytes entries = none();
  uint32_t in_mdat = mdat_at, in_idat = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t n = (uint32_t)items[i].data.len;
    uint32_t *at = items[i].in_idat ? &in_idat : &in_mdat;
    entries = join(7, entries, u16be(items[i].id), u16be(items[i].in_idat ? 1 : 0), u16be(0),
                   u16be(1), u32be(*at), u32be(n));
    *at += n;
  }
  return full_box("iloc", 1, 0, join(3, hex("4400"), u16be((unsigned)count), entries));
}

static bytes meta(const heif_item *items, size_t count, uint32_t mdat_at) {
  bytes infos = none(), references = none(), idat = none();
  for (size_t i = 0; i < count; i++) {
    infos = join(2, infos, infe(&items[i]));
    references = join(4, references, reference("cdsc", items[i].id, items[i].describes),
                      reference("thmb", items[i].id, items[i].thumbnail_of),
                      reference("auxl", items[i].id, items[i].auxiliary_of));
    if (items[i].in_idat) idat = join(2, idat, copy_of(items[i].data));
  }
  bytes ispe = full_box("ispe", 0, 0, join(2, u32be(64), u32be(48)));
  bytes ipma = full_box("ipma", 0, 0, join(4, u32be(1), u16be(1), u8(1), u8(1)));
  return full_box(
      "meta", 0, 0,
      join(7, full_box("hdlr", 0, 0, join(3, u32be(0), text("pict"), fill(0, 13))),
           full_box("pitm", 0, 0, u16be(1)),
           full_box("iinf", 0, 0, join(2, u16be((unsigned)count), infos)),
           full_box("iref", 0, 0, references), box("iprp", join(2, box("ipco", ispe), ipma)),
           box("idat", idat), iloc(items, count, mdat_at)));
}

bytes heif_with(const char brand[4], const heif_item *items, size_t count) {
  bytes head = box("ftyp", join(3, raw(brand, 4), u32be(0), raw(brand, 4)));
  bytes sized = meta(items, count, 0);
  uint32_t mdat_at = (uint32_t)(head.len + sized.len + 8);
  bytes_free(sized);
  bytes tables = meta(items, count, mdat_at), data = none();
  for (size_t i = 0; i < count; i++) {
    data = items[i].in_idat ? data : join(2, data, copy_of(items[i].data));
    bytes_free(items[i].data);
  }
  return join(3, head, tables, box("mdat", data));
}
