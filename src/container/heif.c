/* HEIF (ISO/IEC 23008-12), AVIF: brands, top-level boxes, what is behind them. */
#include "container/heif.h"

#include <stdlib.h>

#include "container/bmff.h"

/* ---- brands ---- */

typedef enum kind { NO_PICTURE, AVIF, HEIC, HEIF } kind;

static kind kind_of_brand(uint32_t brand) {
  static const struct {
    char brand[5];
    kind kind;
  } k_brands[] = {
      {"avif", AVIF}, {"avis", AVIF}, {"avio", AVIF},
      {"heic", HEIC}, {"heix", HEIC}, {"heim", HEIC}, {"heis", HEIC},
      {"hevc", HEIC}, {"hevx", HEIC}, {"hevm", HEIC}, {"hevs", HEIC},
      {"mif1", HEIF}, {"mif2", HEIF}, {"mif3", HEIF}, {"msf1", HEIF}, {"miaf", HEIF},
      {"1pic", HEIF}, {"unif", HEIF}, {"jpeg", HEIF}, {"jpgs", HEIF}, {"j2ki", HEIF},
      {"j2is", HEIF}, {"avci", HEIF}, {"avcs", HEIF}, {"vvic", HEIF}, {"vvis", HEIF},
      {"evbi", HEIF}, {"evmi", HEIF}, {"evbs", HEIF}, {"evms", HEIF}};
  char name[JB_FOURCC_NAME];
  jb_fourcc_name(brand, name);
  for (size_t i = 0; i < sizeof k_brands / sizeof k_brands[0]; i++) {
    if (strcmp(k_brands[i].brand, name) == 0) return k_brands[i].kind;
  }
  return NO_PICTURE;
}

/* Films, sound and raw photos that may list a picture brand as compatible. */
static bool is_other_brand(uint32_t brand) {
  static const char k_starts[][5] = {"iso", "mp4", "mp7", "M4", "qt", "3g", "avc", "dash", "crx",
                                     "dby", "f4", "F4", "mmp", "MSN", "XAVC", "jp", "cm", "hvc"};
  char name[JB_FOURCC_NAME];
  jb_fourcc_name(brand, name);
  for (size_t i = 0; i < sizeof k_starts / sizeof k_starts[0]; i++) {
    if (strncmp(name, k_starts[i], strlen(k_starts[i])) == 0) return true;
  }
  return false;
}

/* 14496-12 4.3: the major brand decides; where it says no more than "some
 * picture", or nothing known, the compatible ones do. */
static kind sniff(jb_span head) {
  jb_reader r = jb_reader_new(head, 0);
  uint32_t size = jb_read_u32be(&r);
  if (jb_read_u32be(&r) != JB_FOURCC('f', 't', 'y', 'p')) return NO_PICTURE;
  uint32_t major = jb_read_u32be(&r);
  kind found = kind_of_brand(major);
  jb_reader_skip(&r, 4); /* minor_version */
  if (!jb_reader_ok(&r) || (found == NO_PICTURE && is_other_brand(major))) return NO_PICTURE;
  while (found != AVIF && found != HEIC && jb_reader_left(&r) >= 4 && r.pos + 4 <= size) {
    kind more = kind_of_brand(jb_read_u32be(&r));
    if (more != NO_PICTURE) found = more;
  }
  return found;
}

static bool sniff_avif(jb_span head) { return sniff(head) == AVIF; }
static bool sniff_heic(jb_span head) { return sniff(head) == HEIC; }
static bool sniff_heif(jb_span head) { return sniff(head) == HEIF; }

/* ---- the walk ---- */

enum { MDAT_MAX = 16, GAPS_MAX = 64 };

typedef struct heif {
  jb_bmff file;
  jb_part *root;
  bool has_ftyp, has_meta, has_movie;
  unsigned metas;
  jb_box mdat[MDAT_MAX];
  size_t mdat_count;
  jb_range *used; /* extents of all items */
  size_t used_count, used_capacity;
} heif;

static void set_size(const heif *h, uint32_t width, uint32_t height) {
  jb_walk *walk = h->file.walk;
  if (walk->parent != JB_NO_PART || walk->in->file.width != 0) return;
  walk->in->file.width = width;
  walk->in->file.height = height;
}

static void remember_extents(heif *h, const jb_heif_meta *m) {
  for (size_t i = 0; i < m->item_count; i++) {
    for (size_t k = 0; k < m->items[i].range_count; k++) {
      jb_range *list = jb_arena_grow(h->file.scratch, h->used, h->used_count, &h->used_capacity,
                                     sizeof *list);
      if (!list) return;
      h->used = list;
      list[h->used_count++] = m->items[i].ranges[k];
    }
  }
}

static void meta_box(heif *h, const jb_boxes *outer, const jb_box *box, jb_part_role role) {
  size_t before = h->metas++ ? h->file.walk->in->part_count : 0;
  jb_part *part = jb_box_part(&h->file, box, JB_PART_STRUCTURE);
  if (!part) return;
  part->role = role;
  jb_heif_meta m = {.file = &h->file, .part = part, .role = role, .parts_before = before};
  jb_heif_read_meta(&m, outer, box);
  jb_heif_add_items(&m);
  set_size(h, m.width, m.height);
  remember_extents(h, &m);
}

/* ---- image sequences: moov, trak ---- */

static bool find_child(const jb_boxes *outer, const jb_box *box, uint32_t type, jb_box *out,
                       jb_boxes *inside) {
  *inside = jb_boxes_inside(outer, box, 0);
  while (jb_boxes_next(inside, out)) {
    if (out->type == type) return true;
  }
  return false;
}

static uint32_t handler_of(const heif *h, const jb_boxes *outer, const jb_box *trak) {
  jb_box mdia, hdlr;
  jb_boxes in_trak, in_mdia;
  if (!find_child(outer, trak, JB_FOURCC('m', 'd', 'i', 'a'), &mdia, &in_trak) ||
      !find_child(&in_trak, &mdia, JB_FOURCC('h', 'd', 'l', 'r'), &hdlr, &in_mdia)) {
    return 0;
  }
  jb_reader r = jb_reader_new(jb_walk_peek(h->file.walk, hdlr.body, 12), hdlr.body);
  jb_reader_skip(&r, 8); /* version and flags, pre_defined */
  return jb_read_u32be(&r);
}

/* 14496-12 8.3.2: width and height are the last two fields, 16.16. */
static void tkhd_box(const heif *h, const jb_box *box) {
  uint64_t n = jb_box_length(box);
  if (n < 8) return;
  jb_reader r = jb_reader_new(jb_walk_peek(h->file.walk, box->end - 8, 8), box->end - 8);
  uint32_t width = jb_read_u32be(&r) >> 16, height = jb_read_u32be(&r) >> 16;
  set_size(h, width, height);
}

static void trak_box(heif *h, const jb_boxes *outer, const jb_box *box) {
  bool pictures = handler_of(h, outer, box) == JB_FOURCC('p', 'i', 'c', 't');
  jb_part_role role = pictures ? h->file.walk->role : JB_ROLE_AUXILIARY;
  jb_boxes it = jb_boxes_inside(outer, box, 0);
  jb_box child;
  while (jb_boxes_next(&it, &child)) {
    if (child.type == JB_FOURCC('m', 'e', 't', 'a')) meta_box(h, &it, &child, role);
    else if (child.type == JB_FOURCC('t', 'k', 'h', 'd') && pictures) tkhd_box(h, &child);
    else (void)jb_bmff_common_box(&h->file, &child);
  }
  jb_boxes_close(&it, h->root);
}

static void moov_box(heif *h, const jb_boxes *outer, const jb_box *box) {
  (void)jb_box_part(&h->file, box, JB_PART_STRUCTURE);
  jb_boxes it = jb_boxes_inside(outer, box, 0);
  jb_box child;
  while (jb_boxes_next(&it, &child)) {
    if (child.type == JB_FOURCC('m', 'e', 't', 'a')) meta_box(h, &it, &child, h->file.walk->role);
    else if (child.type == JB_FOURCC('t', 'r', 'a', 'k')) trak_box(h, &it, &child);
    else (void)jb_bmff_common_box(&h->file, &child);
  }
  jb_boxes_close(&it, h->root);
}

/* ---- bytes that nothing points to ---- */

static int by_offset(const void *a, const void *b) {
  const jb_range *x = a, *y = b;
  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Bytes of an mdat that no item claims: what stays behind when a tool drops an
 * item from the tables alone. */
static void add_gaps(heif *h) {
  size_t next = 0, gaps = 0;
  if (h->used_count > 1) qsort(h->used, h->used_count, sizeof *h->used, by_offset);
  for (size_t i = 0; i < h->mdat_count; i++) {
    const jb_box *mdat = &h->mdat[i];
    uint64_t at = mdat->body;
    while (at < mdat->end && gaps < GAPS_MAX) {
      while (next < h->used_count && h->used[next].offset <= at) {
        uint64_t end = h->used[next].offset + h->used[next].length;
        if (end > at) at = end;
        next++;
      }
      if (at >= mdat->end) break;
      uint64_t stop = mdat->end;
      if (next < h->used_count && h->used[next].offset < stop) stop = h->used[next].offset;
      (void)jb_walk_add_part(h->file.walk, JB_PART_BOX, "mdat, not referred to", at, stop - at,
                             (jb_range){at, stop - at});
      gaps++;
      at = stop;
    }
  }
}

static bool is_known(uint32_t type) {
  static const char k_types[][5] = {"ftyp", "meta", "mdat", "moov", "moof", "free", "skip", "wide",
                                    "uuid", "jumb", "mfra", "styp", "sidx", "pdin", "mini", "sefd",
                                    "mpvd", "idat", "etyp", "pnot", "udta"};
  char name[JB_FOURCC_NAME];
  jb_fourcc_name(type, name);
  for (size_t i = 0; i < sizeof k_types / sizeof k_types[0]; i++) {
    if (strcmp(k_types[i], name) == 0) return true;
  }
  return false;
}

static void top_box(heif *h, const jb_boxes *it, const jb_box *box) {
  if (jb_bmff_common_box(&h->file, box)) return;
  switch (box->type) {
    case JB_FOURCC('m', 'e', 't', 'a'):
      h->has_meta = true;
      meta_box(h, it, box, h->file.walk->role);
      return;
    case JB_FOURCC('m', 'o', 'o', 'v'):
      h->has_movie = true;
      moov_box(h, it, box);
      return;
    case JB_FOURCC('m', 'd', 'a', 't'):
      if (h->mdat_count < MDAT_MAX) h->mdat[h->mdat_count++] = *box;
      (void)jb_box_part(&h->file, box, JB_PART_IMAGE_DATA);
      return;
    case JB_FOURCC('m', 'i', 'n', 'i'):
      /* 23008-12 minimised box: its bit-packed fields are not read */
      (void)jb_box_part(&h->file, box, JB_PART_STRUCTURE);
      h->has_meta = true;
      if (h->file.walk->role == JB_ROLE_PRIMARY) {
        jb_add_not_checked(h->file.walk->in, "exif", JB_WHY_INPUT, "mini box is not supported");
        jb_add_not_checked(h->file.walk->in, "xmp", JB_WHY_INPUT, "mini box is not supported");
      }
      return;
    case JB_FOURCC('s', 'e', 'f', 'd'): /* Samsung's trailer, in a box here */
      (void)jb_box_part(&h->file, box, JB_PART_TRAILER);
      return;
    case JB_FOURCC('m', 'p', 'v', 'd'): { /* a motion photo's film: not the picture */
      jb_part *film = jb_box_part(&h->file, box, JB_PART_STRUCTURE);
      if (film && film->role == JB_ROLE_PRIMARY) film->role = JB_ROLE_AUXILIARY;
      return;
    }
    default:
      (void)jb_box_part(&h->file, box, box->type == JB_FOURCC('f', 't', 'y', 'p')
                                           ? JB_PART_STRUCTURE
                                           : JB_PART_BOX);
  }
}

/* Something after the picture that is no box of it: a second ftyp (a film put
 * behind), zeros, another format's bytes. */
static bool is_trailer(const heif *h, const jb_box *box, bool faulty) {
  if (!h->has_meta && !h->has_movie) return false;
  if (box->type == JB_FOURCC('f', 't', 'y', 'p')) return true;
  if (faulty) return !is_known(box->type);
  return !jb_fourcc_printable(box->type);
}

/* What stands where the boxes stop being boxes. */
static void add_rest(heif *h, const jb_boxes *it, const jb_box *box) {
  jb_walk *walk = h->file.walk;
  if (it->at >= walk->end) return;
  if (it->stop == JB_BOXES_FAULT && is_trailer(h, box, true)) {
    jb_walk_trailer(walk, it->at, walk->end);
    return;
  }
  jb_boxes_close(it, h->root);
  bool cut = it->fault && strcmp(it->fault, "bmff.box-past-end") == 0 && is_known(box->type);
  if (cut) {
    top_box(h, it, box);
  } else {
    (void)jb_walk_add_part(walk, JB_PART_STRUCTURE, "no box", it->at, walk->end - it->at,
                           (jb_range){it->at, walk->end - it->at});
  }
}

static void walk_heif(jb_walk *walk) {
  heif h = {.file = {.walk = walk}};
  h.root = jb_walk_add_part(walk, JB_PART_STRUCTURE, "heif", walk->start, walk->end - walk->start,
                            (jb_range){walk->start, walk->end - walk->start});
  h.file.scratch = h.root ? jb_arena_new((size_t)walk->in->limits.scratch_max) : NULL;
  if (!h.file.scratch) return;
  jb_boxes it = jb_boxes_new(&h.file, walk->start, walk->end);
  jb_box box = {0};
  bool trailer = false;
  while (jb_boxes_next(&it, &box)) {
    trailer = (h.has_ftyp || box.type != JB_FOURCC('f', 't', 'y', 'p')) && is_trailer(&h, &box, false);
    if (trailer) break;
    h.has_ftyp = h.has_ftyp || box.type == JB_FOURCC('f', 't', 'y', 'p');
    top_box(&h, &it, &box);
  }
  if (trailer) jb_walk_trailer(walk, box.start, walk->end);
  else add_rest(&h, &it, &box);
  if (h.has_meta && !h.has_movie) add_gaps(&h);
  if (!h.has_meta && !h.has_movie) jb_walk_damaged(walk, h.root, "heif.no-meta", walk->start, NULL);
  jb_arena_free(h.file.scratch);
}

const jb_container_format jb_format_avif = {.name = "avif",
                                               .media_type = "image/avif",
                                               .extensions = "avif avifs heif hif",
                                               .supported = true,
                                               .sniff = sniff_avif,
                                               .walk = walk_heif};
const jb_container_format jb_format_heic = {.name = "heic",
                                               .media_type = "image/heic",
                                               .extensions = "heic heics heif heifs hif",
                                               .supported = true,
                                               .sniff = sniff_heic,
                                               .walk = walk_heif};
const jb_container_format jb_format_heif = {.name = "heif",
                                               .media_type = "image/heif",
                                               .extensions = "heif heifs hif heic heics avif avifs",
                                               .supported = true,
                                               .sniff = sniff_heif,
                                               .walk = walk_heif};
