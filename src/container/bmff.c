#include "container/bmff.h"

#include "base/codec.h"

enum {
  HEADER = 8,        /* size(4) type(4) */
  LARGE_HEADER = 16, /* size(4) type(4) largesize(8) */
  UUID = 16,
  HEAD_MAX = LARGE_HEADER + UUID
};

jb_boxes jb_boxes_new(jb_bmff *file, uint64_t start, uint64_t end) {
  return (jb_boxes){.file = file, .at = start, .end = end};
}

static void stop_at_limit(jb_boxes *it, const char *limit) {
  jb_add_not_checked(it->file->walk->in, "structure", JB_WHY_LIMIT, limit);
  it->stop = JB_BOXES_LIMIT;
}

jb_boxes jb_boxes_inside(const jb_boxes *outer, const jb_box *box, uint64_t skip) {
  jb_boxes it = {.file = outer->file, .at = box->body, .end = box->end,
                 .depth = outer->depth + 1};
  it.at = skip > jb_box_length(box) ? box->end : box->body + skip;
  if (it.depth > it.file->walk->in->limits.nesting_max) stop_at_limit(&it, "nesting_max");
  return it;
}

static bool fault(jb_boxes *it, const char *code) {
  it->stop = JB_BOXES_FAULT;
  it->fault = code;
  return false;
}

static bool all_zero(jb_span s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] != 0) return false;
  }
  return true;
}

/* 4.2.2: size 1 puts the size behind the type in 64 bits, size 0 means "to the
 * end", and 'uuid' carries its extended type in the header. */
bool jb_boxes_next(jb_boxes *it, jb_box *box) {
  if (it->stop != JB_BOXES_MORE) return false;
  uint64_t left = it->end - it->at;
  if (left == 0) {
    it->stop = JB_BOXES_END;
    return false;
  }
  jb_span head = jb_walk_peek(it->file->walk, it->at, left < HEAD_MAX ? (size_t)left : HEAD_MAX);
  if (left < HEADER) {
    *box = (jb_box){.start = it->at, .body = it->end, .end = it->end};
    if (it->depth == 0 || !all_zero(head)) return fault(it, "bmff.box-header");
    it->at = it->end; /* QuickTime ends some lists with a 32-bit zero */
    it->stop = JB_BOXES_END;
    return false;
  }
  if (it->file->boxes >= it->file->walk->in->limits.boxes_max) {
    stop_at_limit(it, "boxes_max");
    return false;
  }
  it->file->boxes++;
  jb_reader r = jb_reader_new(head, it->at);
  uint64_t size = jb_read_u32be(&r);
  *box = (jb_box){.type = jb_read_u32be(&r), .start = it->at, .end = it->end};
  if (size == 1) size = jb_read_u64be(&r);
  else if (size == 0) {
    box->to_end = true;
    size = left;
  }
  if (box->type == JB_FOURCC('u', 'u', 'i', 'd')) {
    jb_span id = jb_read_span(&r, UUID);
    if (id.len == UUID) memcpy(box->uuid, id.ptr, UUID);
  }
  box->body = jb_reader_tell(&r);
  if (!jb_reader_ok(&r) || size < box->body - box->start) {
    box->body = box->end;
    return fault(it, jb_reader_ok(&r) ? "bmff.box-size" : "bmff.box-header");
  }
  if (size > left) return fault(it, "bmff.box-past-end");
  box->end = it->at + size;
  it->at = box->end;
  return true;
}

void jb_boxes_close(const jb_boxes *it, jb_part *part) {
  if (it->stop == JB_BOXES_FAULT) {
    jb_walk_damaged(it->file->walk, part, it->fault, it->at, NULL);
  }
}

jb_reader jb_box_reader(jb_bmff *file, const jb_box *box) {
  uint64_t n = jb_box_length(box), max = file->walk->in->limits.part_content_max;
  if (n > max) {
    jb_add_not_checked(file->walk->in, "structure", JB_WHY_LIMIT, "part_content_max");
    n = max;
  }
  jb_span all = jb_source_resident(file->walk->source), bytes;
  if (all.ptr) {
    bytes = box->body < all.len ? jb_span_cut(all, (size_t)box->body, (size_t)n)
                                : (jb_span){NULL, 0};
  } else {
    bytes = jb_source_copy(file->walk->source, file->scratch, box->body, (size_t)n);
    if (!bytes.ptr) {
      jb_add_not_checked(file->walk->in, "structure", JB_WHY_LIMIT, "scratch_max");
    }
  }
  return jb_reader_new(bytes, box->body);
}

jb_full_box jb_read_full_box(jb_reader *r) {
  uint32_t v = jb_read_u32be(r);
  return (jb_full_box){.version = v >> 24, .flags = v & 0xFFFFFF};
}

jb_part *jb_box_part(jb_bmff *file, const jb_box *box, jb_part_kind kind) {
  char name[JB_FOURCC_NAME];
  jb_fourcc_name(box->type, name);
  return jb_walk_add_part(file->walk, kind, name, box->body, jb_box_length(box),
                          (jb_range){box->start, box->end - box->start});
}

/* C2PA 2.x A.5.1 "Embedding manifests into BMFF-based assets" */
static const uint8_t k_c2pa_uuid[16] = {0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C,
                                        0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81};
/* XMP specification part 3, 1.1.4 */
static const uint8_t k_xmp_uuid[16] = {0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8,
                                       0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC};

static jb_part *box_part_from(jb_bmff *file, const jb_box *box, jb_part_kind kind, uint64_t from,
                              const char *name) {
  return jb_walk_add_part(file->walk, kind, name, from, box->end - from,
                          (jb_range){box->start, box->end - box->start});
}

/* Full box header, purpose as a NUL-terminated string; "manifest" and
 * "original" go on with the 8-byte offset of the first merkle box. */
static void c2pa_box(jb_bmff *file, const jb_box *box) {
  enum { PURPOSE_MAX = 64 };
  uint64_t n = jb_box_length(box);
  jb_span head = jb_walk_peek(file->walk, box->body, n < PURPOSE_MAX ? (size_t)n : PURPOSE_MAX);
  jb_reader r = jb_reader_new(head, box->body);
  (void)jb_read_full_box(&r);
  jb_span purpose = jb_read_until(&r, 0);
  bool first = jb_span_is(purpose, "manifest") || jb_span_is(purpose, "original");
  bool store = first || jb_span_is(purpose, "update");
  if (first) jb_reader_skip(&r, 8);
  if (!jb_reader_ok(&r)) {
    jb_part *part = box_part_from(file, box, JB_PART_BOX, box->body, "uuid c2pa");
    jb_walk_damaged(file->walk, part, "c2pa.uuid-box", box->start, r.fail);
    return;
  }
  uint64_t at = jb_reader_tell(&r);
  /* a store behind another purpose is a way to hide it: look at what is there */
  jb_span inner = jb_walk_peek(file->walk, at, 8);
  bool jumb = inner.len == 8 && jb_span_is(jb_span_cut(inner, 4, 4), "jumb") && at < box->end;
  jb_part *part = box_part_from(file, box, store || jumb ? JB_PART_JUMBF : JB_PART_BOX, at,
                                store ? "uuid c2pa" : "uuid c2pa (other purpose)");
  if (!part) return;
  jb_part_set_key(file->walk->in, part, store || jumb ? jb_span_str("c2pa") : purpose);
  if (store && !jumb) jb_add_problem(file->walk->in, part, "c2pa.no-jumbf", at, NULL);
  if (!store && jumb) jb_add_problem(file->walk->in, part, "c2pa.purpose", box->start, NULL);
}

static void uuid_box(jb_bmff *file, const jb_box *box) {
  if (memcmp(box->uuid, k_c2pa_uuid, UUID) == 0) {
    c2pa_box(file, box);
  } else if (memcmp(box->uuid, k_xmp_uuid, UUID) == 0) {
    (void)box_part_from(file, box, JB_PART_XMP, box->body, "uuid XMP");
  } else {
    jb_part *part = jb_box_part(file, box, JB_PART_BOX);
    char digits[2 * UUID + 1];
    jb_hex_string(digits, jb_span_of(box->uuid, UUID));
    if (part) jb_part_set_key(file->walk->in, part, jb_span_str(digits));
  }
}

bool jb_bmff_common_box(jb_bmff *file, const jb_box *box) {
  switch (box->type) {
    case JB_FOURCC('f', 'r', 'e', 'e'):
    case JB_FOURCC('s', 'k', 'i', 'p'):
    case JB_FOURCC('w', 'i', 'd', 'e'):
      if (jb_box_length(box) > 0) (void)jb_box_part(file, box, JB_PART_BOX);
      return true;
    case JB_FOURCC('u', 'u', 'i', 'd'):
      uuid_box(file, box);
      return true;
    case JB_FOURCC('j', 'u', 'm', 'b'): {
      /* the superbox is the thing: its own header belongs to it */
      jb_part *part = box_part_from(file, box, JB_PART_JUMBF, box->start, "jumb");
      char type[5];
      jb_span head = jb_walk_peek(file->walk, box->start, JB_JUMBF_HEAD);
      if (part && jb_jumbf_type(head, type)) {
        jb_part_set_key(file->walk->in, part, jb_span_of(type, 4));
      } else {
        jb_add_problem(file->walk->in, part, "bmff.jumbf-description", box->start, NULL);
      }
      return true;
    }
    default:
      return false;
  }
}
