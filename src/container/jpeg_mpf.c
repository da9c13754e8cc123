/* The multi-picture index (CIPA DC-007) and what stands behind the first
 * picture: secondary pictures where the index says so, and the rest. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "container/jpeg.h"

enum {
  ENTRY = 16,            /* 5.2.3.3: bytes of one MP entry */
  IMAGES_MAX = 4096,     /* as many entries fit into one segment */
  MP_ENTRY_TAG = 0xB002, /* 5.2.3.3 */
  FIELD_UNDEFINED = 7
};

typedef struct index_reader {
  jb_reader r;
  bool big_endian;
} index_reader;

static uint32_t get16(index_reader *i) {
  return i->big_endian ? jb_read_u16be(&i->r) : jb_read_u16le(&i->r);
}

static uint32_t get32(index_reader *i) {
  return i->big_endian ? jb_read_u32be(&i->r) : jb_read_u32le(&i->r);
}

/* The entry list in the index, a TIFF structure with one IFD that counts. */
static jb_span find_entries(index_reader *i) {
  i->big_endian = jb_span_is(jb_read_span(&i->r, 2), "MM");
  (void)get16(i);
  jb_reader_seek(&i->r, get32(i));
  uint32_t count = get16(i);
  for (uint32_t k = 0; k < count && jb_reader_ok(&i->r); k++) {
    uint32_t tag = get16(i), type = get16(i), n = get32(i), at = get32(i);
    if (!jb_reader_ok(&i->r) || tag != MP_ENTRY_TAG) continue;
    if (type != FIELD_UNDEFINED || at > i->r.data.len || n > i->r.data.len - at) break;
    return jb_span_cut(i->r.data, at, n);
  }
  return (jb_span){NULL, 0};
}

typedef struct picture {
  uint64_t offset, length;
  unsigned number; /* from 1, as the index counts */
} picture;

static int by_offset(const void *a, const void *b) {
  const picture *x = a, *y = b;
  if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* Secondary pictures that lie behind `after`, in order, and what is wrong with
 * the others.  At most `max` of them. */
static size_t read_index(jb_jpeg *j, uint64_t after, picture *list, size_t max) {
  jb_walk *walk = j->walk;
  uint64_t base = j->mpf_payload.offset;
  index_reader i = {
      .r = jb_reader_new(jb_walk_peek(walk, base, (size_t)j->mpf_payload.length), base)};
  jb_span entries = find_entries(&i);
  if (entries.len < ENTRY) {
    jb_add_problem(walk->in, j->mpf, "jpeg.mpf-index", base, NULL);
    return 0;
  }
  index_reader e = {.r = jb_reader_new(entries, base), .big_endian = i.big_endian};
  size_t n = 0;
  for (unsigned number = 1; jb_reader_left(&e.r) >= ENTRY && n < max; number++) {
    jb_reader_skip(&e.r, 4);
    uint64_t length = get32(&e), offset = get32(&e);
    jb_reader_skip(&e.r, 4);
    if (offset == 0) continue; /* the first picture itself */
    uint64_t room = walk->end > base ? walk->end - base : 0;
    if (offset > room || length > room - offset) {
      jb_add_problem(walk->in, j->mpf, "jpeg.mpf-past-end", base, "picture %u", number);
    } else if (base + offset < after || length == 0) {
      jb_add_problem(walk->in, j->mpf, "jpeg.mpf-offset", base, "picture %u", number);
    } else {
      list[n++] = (picture){base + offset, length, number};
    }
  }
  if (n > 1) qsort(list, n, sizeof *list, by_offset);
  return n;
}

static bool is_jpeg(const jb_walk *walk, uint64_t at) {
  return jb_span_is(jb_walk_peek(walk, at, 2), "\xFF\xD8");
}

void jb_jpeg_behind(jb_jpeg *j, uint64_t after) {
  jb_walk *walk = j->walk;
  picture *list = j->mpf ? calloc(IMAGES_MAX, sizeof *list) : NULL;
  if (j->mpf && !list) jb_memory_note();
  size_t n = list ? read_index(j, after, list, IMAGES_MAX) : 0;
  for (size_t i = 0; i < n; i++) {
    const picture *p = &list[i];
    char name[32];
    (void)snprintf(name, sizeof name, "MPF picture %u", p->number);
    if (p->offset < after) { /* two entries claim the same bytes */
      jb_add_problem(walk->in, j->mpf, "jpeg.mpf-overlap", p->offset, "picture %u", p->number);
      continue;
    }
    if (!is_jpeg(walk, p->offset)) {
      jb_add_problem(walk->in, j->mpf, "jpeg.mpf-no-picture", p->offset, "picture %u", p->number);
      continue;
    }
    jb_walk_trailer(walk, after, p->offset);
    after = p->offset;
    if (!jb_walk_embedded(walk, p->offset, p->length, JB_ROLE_AUXILIARY, name)) break;
    after += p->length;
  }
  free(list);
  jb_walk_trailer(walk, after, walk->end);
}
