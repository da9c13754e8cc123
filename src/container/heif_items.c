/* Items become parts: metadata one by one, pictures by role and type. */
#include "container/heif.h"

#include <stdio.h>

enum { GROUPS_MAX = 32, NAME_MAX_LENGTH = 48 };

typedef struct items {
  jb_heif_meta *meta;
  jb_part *groups[GROUPS_MAX];
  size_t group_count;
  uint64_t budget; /* bytes of metadata that items may still claim */
} items;

static jb_inspection *inspection(const items *s) { return s->meta->file->walk->in; }

/* ---- bytes of an item ---- */

/* Copy n bytes from `at` of the item's joined ranges; how many there were. */
static size_t read_item(const items *s, const jb_heif_item *item, uint64_t at, uint8_t *to,
                        size_t n) {
  size_t done = 0;
  for (size_t i = 0; i < item->range_count && done < n; i++) {
    jb_range r = item->ranges[i];
    if (at >= r.length) {
      at -= r.length;
      continue;
    }
    uint64_t left = r.length - at;
    size_t take = left < n - done ? (size_t)left : n - done;
    size_t got = jb_source_read(s->meta->file->walk->source, r.offset + at, to + done, take);
    done += got;
    if (got < take) break;
    at = 0;
  }
  return done;
}

/* Add the ranges from `at` on. */
static void add_ranges(const items *s, jb_part *part, const jb_heif_item *item, uint64_t at) {
  for (size_t i = 0; i < item->range_count; i++) {
    jb_range r = item->ranges[i];
    if (at >= r.length) {
      at -= r.length;
      continue;
    }
    jb_part_add_range(inspection(s), part, r.offset + at, r.length - at);
    at = 0;
  }
}

/* ---- roles ---- */

static jb_part_role picture_role(const items *s, const jb_heif_item *item) {
  if (item->of_primary || !s->meta->has_primary) return s->meta->role;
  return item->is_thumbnail ? JB_ROLE_THUMBNAIL : JB_ROLE_AUXILIARY;
}

/* Metadata that describes nothing in particular, or nothing that is there, is
 * taken for the picture's: leaving it out would hide a label. */
static jb_part_role metadata_role(const items *s, const jb_heif_item *item) {
  unsigned d = item->describes;
  if (d == 0 || (d & (JB_HEIF_PRIMARY | JB_HEIF_NOTHING)) || !s->meta->has_primary) {
    return s->meta->role;
  }
  return d & JB_HEIF_OTHER ? JB_ROLE_AUXILIARY : JB_ROLE_THUMBNAIL;
}

/* ---- metadata ---- */

static void not_checked(const items *s, const jb_part *part, jb_why why, const char *detail) {
  if (part->role != JB_ROLE_PRIMARY) return;
  const char *probe = part->kind == JB_PART_EXIF  ? "exif"
                      : part->kind == JB_PART_XMP ? "xmp"
                                                  : "structure";
  jb_add_not_checked(inspection(s), probe, why, detail);
}

/* Why the bytes of an item cannot be had, or NULL. */
static const char *unreachable(const jb_heif_item *item) {
  if (item->is_protected) return "protected item";
  if (!item->located) return "item without location";
  if (item->data_reference != 0) return "item in another file";
  if (item->construction == 2) return "item made of items";
  if (item->construction > 2) return "item construction method";
  return item->cut ? "item ends early" : NULL;
}

/* content_encoding (23008-12 8.11.6.3) names an HTTP coding. */
static void add_encoding(const items *s, jb_part *part, jb_span encoding) {
  encoding = jb_span_trim(encoding);
  if (encoding.len == 0 || jb_span_is(encoding, "identity")) return;
  if (jb_span_equal_nocase(encoding, jb_span_str("deflate")) ||
      jb_span_equal_nocase(encoding, jb_span_str("compress_zlib"))) {
    jb_part_add_step(part, JB_STEP_INFLATE);
  } else if (jb_span_equal_nocase(encoding, jb_span_str("br"))) {
    jb_part_add_step(part, JB_STEP_BROTLI);
  } else {
    part->range_count = 0; /* what the bytes mean is not known: give nobody text to read */
    jb_add_problem(inspection(s), part, "heif.content-encoding", part->envelope.offset, NULL);
    not_checked(s, part, JB_WHY_INPUT, "content encoding");
  }
}

/* An image sequence names the same bytes in the MetaBox of the file and of the
 * track: that is one copy of the metadata, not two. */
static bool is_there_already(const items *s, const jb_heif_item *item, jb_part_kind kind,
                             uint64_t from) {
  enum { LOOK_AT = 256 };
  const jb_inspection *in = inspection(s);
  if (item->range_count == 0) return false;
  for (size_t i = 0; i < s->meta->parts_before && i < LOOK_AT; i++) {
    const jb_part *part = in->parts[i];
    if (part->kind == kind && part->range_count > 0 && from < item->ranges[0].length &&
        part->ranges[0].offset == item->ranges[0].offset + from &&
        jb_part_length(part) == item->length - from) {
      return true;
    }
  }
  return false;
}

static jb_part *add_metadata(items *s, const jb_heif_item *item, jb_part_kind kind,
                             const char *what, uint64_t from) {
  if (is_there_already(s, item, kind, from)) return NULL;
  char name[NAME_MAX_LENGTH];
  (void)snprintf(name, sizeof name, "%s item %u", what, item->id);
  jb_walk walk = *s->meta->file->walk;
  walk.role = metadata_role(s, item);
  jb_part *part = jb_add_part(inspection(s), kind, walk.role, name);
  if (!part) return NULL;
  part->parent = walk.parent;
  uint64_t length = item->length > from ? item->length - from : 0;
  if (item->describes & JB_HEIF_NOTHING) {
    jb_add_problem(inspection(s), part, "heif.cdsc-dangling", item->at, NULL);
  }
  const char *why = unreachable(item);
  if (why) {
    jb_add_problem(inspection(s), part, "heif.item-unreadable", item->at, "%s", why);
    not_checked(s, part, JB_WHY_INPUT, why);
  }
  if (item->is_protected || item->range_count == 0) return part;
  if (length > s->budget) {
    /* items share bytes: together they would claim more than the file has */
    jb_add_problem(inspection(s), part, "heif.items-overlap", item->at, NULL);
    not_checked(s, part, JB_WHY_LIMIT, "items overlap");
    return part;
  }
  s->budget -= length;
  add_ranges(s, part, item, from);
  if (part->range_count == 1) part->envelope = item->ranges[0];
  if (part->range_count > 1) jb_part_add_step(part, JB_STEP_REASSEMBLE);
  return part;
}

static bool tiff_at(const items *s, const jb_heif_item *item, uint64_t at) {
  uint8_t b[4];
  if (read_item(s, item, at, b, sizeof b) != sizeof b) return false;
  jb_span head = jb_span_of(b, sizeof b);
  return jb_span_equal(head, jb_span_of("II*\0", 4)) || jb_span_equal(head, jb_span_of("MM\0*", 4));
}

/* 23008-12 A.2.1: exif_tiff_header_offset(32), then as many bytes before the
 * TIFF header ("Exif\0\0" as a rule).  Writers that got the offset wrong, or
 * left it out, are met: the header is searched where it can be. */
static void add_exif(items *s, const jb_heif_item *item) {
  static const uint64_t k_elsewhere[] = {4, 10, 0, 6};
  uint8_t b[4] = {0};
  size_t got = read_item(s, item, 0, b, sizeof b);
  jb_reader r = jb_reader_new(jb_span_of(b, got), 0);
  uint64_t said = 4 + (uint64_t)jb_read_u32be(&r), at = said;
  bool good = tiff_at(s, item, at);
  for (size_t i = 0; !good && i < sizeof k_elsewhere / sizeof k_elsewhere[0]; i++) {
    if (!tiff_at(s, item, k_elsewhere[i])) continue;
    at = k_elsewhere[i];
    good = true;
  }
  if (at > item->length) at = item->length < 4 ? item->length : 4;
  jb_part *part = add_metadata(s, item, JB_PART_EXIF, "Exif", at);
  if (!part || item->length == 0) return;
  if (at != said || !good) {
    jb_add_problem(inspection(s), part, good ? "heif.exif-offset" : "heif.exif-no-tiff",
                   item->ranges[0].offset, NULL);
  }
}

/* "application/rdf+xml", parameters behind a semicolon passed over. */
static bool is_xmp(jb_span content_type) {
  const uint8_t *end = content_type.len ? memchr(content_type.ptr, ';', content_type.len) : NULL;
  if (end) content_type.len = (size_t)(end - content_type.ptr);
  return jb_span_equal_nocase(jb_span_trim(content_type), jb_span_str("application/rdf+xml"));
}

static void add_mime(items *s, const jb_heif_item *item) {
  jb_part *part = add_metadata(s, item, is_xmp(item->content_type) ? JB_PART_XMP : JB_PART_BOX,
                               "mime", 0);
  if (!part) return;
  jb_part_set_key(inspection(s), part, item->content_type);
  add_encoding(s, part, item->content_encoding);
}

static void add_other(items *s, const jb_heif_item *item) {
  char type[JB_FOURCC_NAME];
  jb_fourcc_name(item->type, type);
  jb_part *part = add_metadata(s, item, JB_PART_BOX, type, 0);
  if (part && item->content_type.len) jb_part_set_key(inspection(s), part, item->content_type);
}

/* ---- pictures ---- */

/* Coded and derived picture items, by the specifications that register them:
 * 23008-12, AV1-ISOBMFF, 14496-15, 23001-17. */
static bool is_picture(uint32_t type) {
  static const char k_types[][5] = {"hvc1", "hvt1", "lhv1", "av01", "avc1", "vvc1", "vvs1",
                                    "evc1", "jpeg", "j2k1", "jxs1", "unci", "unc1", "mski",
                                    "grid", "iden", "iovl", "tmap", "sato", "tili", "rgan"};
  char name[JB_FOURCC_NAME];
  jb_fourcc_name(type, name);
  for (size_t i = 0; i < sizeof k_types / sizeof k_types[0]; i++) {
    if (strcmp(k_types[i], name) == 0) return true;
  }
  return false;
}

static jb_part *group_of(items *s, jb_part_role role, const char *type) {
  for (size_t i = 0; i < s->group_count; i++) {
    if (s->groups[i]->role == role && strcmp(s->groups[i]->name, type) == 0) return s->groups[i];
  }
  if (s->group_count == GROUPS_MAX) return s->groups[GROUPS_MAX - 1];
  jb_part *part = jb_add_part(inspection(s), JB_PART_IMAGE_DATA, role, type);
  if (!part) return NULL;
  part->parent = s->meta->file->walk->parent;
  s->groups[s->group_count++] = part;
  return part;
}

/* A JPEG item is a whole picture with segments of its own. */
static bool add_embedded(items *s, const jb_heif_item *item) {
  uint8_t b[3];
  if (item->type != JB_FOURCC('j', 'p', 'e', 'g') || item->range_count != 1 ||
      read_item(s, item, 0, b, 3) != 3 || !jb_span_equal(jb_span_of(b, 3), jb_span_str("\xFF\xD8\xFF"))) {
    return false;
  }
  return jb_walk_embedded(s->meta->file->walk, item->ranges[0].offset, item->ranges[0].length,
                          picture_role(s, item), "jpeg item") != NULL;
}

static void add_picture(items *s, const jb_heif_item *item) {
  if (add_embedded(s, item)) return;
  char type[JB_FOURCC_NAME];
  jb_fourcc_name(item->type, type);
  jb_part *part = group_of(s, picture_role(s, item), type);
  if (part) add_ranges(s, part, item, 0);
}

void jb_heif_add_items(jb_heif_meta *meta) {
  const jb_walk *walk = meta->file->walk;
  items s = {.meta = meta, .budget = walk->end - walk->start};
  if (meta->has_primary && meta->item_count > 0 && !jb_heif_find(meta, meta->primary)) {
    jb_walk_damaged(meta->file->walk, meta->part, "heif.primary-missing", meta->part->envelope.offset,
                    NULL);
  }
  for (size_t i = 0; i < meta->item_count; i++) {
    const jb_heif_item *item = &meta->items[i];
    if (item->type == JB_FOURCC('E', 'x', 'i', 'f')) add_exif(&s, item);
    else if (item->type == JB_FOURCC('m', 'i', 'm', 'e') || item->type == 0) add_mime(&s, item);
    else if (is_picture(item->type)) add_picture(&s, item);
    else add_other(&s, item);
  }
}
