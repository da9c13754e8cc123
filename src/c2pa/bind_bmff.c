/* c2pa.hash.bmff.v2 and .v3: root boxes with their offsets, without what the
 * exclusions name (C2PA 2.2 clauses 18.6 and 15.12.2). */
#include "c2pa/bind_merkle.h"
#include "c2pa/bmff_exclusions.h"

typedef struct bmff {
  jb_binding_run *run;
  jb_bmff_exclusions exclusions;
  jb_pieces pieces;
  jb_ranges mdats; /* root boxes, header included */
  bool merkle, fragmented, init_only;
  bool extra;
  jb_range first_extra;
} bmff;

/* 18.6: an 8-byte big-endian offset goes before each root box that is not left
 * out as a whole. */
static bool add_offset(bmff *b, uint64_t offset) {
  uint8_t *bytes = jb_arena_alloc(b->run->file->scratch, 8);
  if (!bytes || !jb_pieces_add(b->run, &b->pieces, 0, 0)) {
    jb_run_limit(b->run, "scratch_max");
    return false;
  }
  for (unsigned i = 0; i < 8; i++) bytes[i] = (uint8_t)(offset >> (56 - 8 * i));
  b->pieces.list[b->pieces.count - 1].inject = jb_span_of(bytes, 8);
  return true;
}

/* What the specification, not the signer, leaves out (18.6.2), and free space;
 * media that a merkle tree binds are not left out at all. */
static const char *usual_name(const bmff *b, const jb_box *box) {
  switch (box->type) {
    case JB_FOURCC('f', 't', 'y', 'p'):
      return "file-type";
    case JB_FOURCC('m', 'f', 'r', 'a'):
      return "random-access";
    case JB_FOURCC('f', 'r', 'e', 'e'):
    case JB_FOURCC('s', 'k', 'i', 'p'):
      return "padding";
    case JB_FOURCC('u', 'u', 'i', 'd'):
      return memcmp(box->uuid, jb_bmff_c2pa_uuid, sizeof box->uuid) == 0 ? "c2pa-box" : NULL;
    case JB_FOURCC('m', 'd', 'a', 't'):
      return b->merkle ? "" : NULL;
    default:
      return NULL;
  }
}

/* Free space: what counts as empty starts behind the header. */
static void exclude_padding(jb_binding_run *run, const jb_box *box, jb_range r) {
  uint64_t head = r.offset < box->body ? box->body - r.offset : 0;
  if (head > r.length) head = r.length;
  jb_run_exclude(run, (jb_range){r.offset, head}, "box-header");
  jb_run_exclude(run, (jb_range){r.offset + head, r.length - head}, "padding");
}

static void tell_excluded(bmff *b, const jb_box *box, const jb_ranges *out) {
  jb_binding_run *run = b->run;
  const char *usual = usual_name(b, box);
  if (usual && !*usual) return;
  for (size_t i = 0; i < out->count; i++) {
    jb_range r = out->list[i];
    if (run->store.present && jb_range_meets(r, run->store.payload)) {
      jb_run_exclude(run, r, "store");
    } else if (usual && strcmp(usual, "padding") == 0) {
      exclude_padding(run, box, r);
    } else {
      jb_run_exclude(run, r, usual ? usual : "exclusion");
    }
    if (usual) continue;
    if (!b->extra) b->first_extra = r;
    b->extra = true;
  }
}

static bool add_root(bmff *b, const jb_boxes *level, const jb_box *box) {
  jb_binding_run *run = b->run;
  jb_arena *scratch = run->file->scratch;
  jb_ranges out = {0}, in = {0};
  if (!jb_bmff_exclusions_apply(run, &b->exclusions, level, box, &out)) return false;
  jb_ranges_normalise(&out);
  tell_excluded(b, box, &out);
  jb_range whole = {box->start, box->end - box->start};
  if (!jb_ranges_subtract(scratch, whole, &out, &in)) {
    jb_run_limit(run, "scratch_max");
    return false;
  }
  if (in.count == 0) return true;
  if (!add_offset(b, box->start - run->window.offset)) return false;
  for (size_t i = 0; i < in.count; i++) {
    if (!jb_pieces_add(run, &b->pieces, in.list[i].offset, in.list[i].length)) return false;
    if (!jb_ranges_add(scratch, &run->covered, in.list[i].offset, in.list[i].length)) return false;
  }
  return true;
}

/* Every root box of the window; false when there is nothing to compare. */
static bool walk_root(bmff *b) {
  jb_binding_run *run = b->run;
  uint64_t end = jb_range_end(run->window);
  jb_walk walk = {.source = run->file->source, .in = run->file->in, .parent = JB_NO_PART,
                  .role = JB_ROLE_PRIMARY, .start = run->window.offset, .end = end};
  jb_bmff file = {.walk = &walk, .scratch = run->file->scratch};
  jb_boxes it = jb_boxes_new(&file, walk.start, end);
  jb_box box;
  while (jb_boxes_next(&it, &box)) {
    if (box.type == JB_FOURCC('m', 'o', 'o', 'f')) b->fragmented = true;
    if (box.type == JB_FOURCC('m', 'd', 'a', 't')) {
      (void)jb_ranges_add(run->file->scratch, &b->mdats, box.start, box.end - box.start);
    }
    if (b->init_only && b->fragmented) continue; /* behind the initialisation segment */
    if (!add_root(b, &it, &box)) return false;
  }
  if (it.stop == JB_BOXES_LIMIT) {
    jb_run_limit(run, "boxes_max");
    return false;
  }
  if (it.stop == JB_BOXES_FAULT) {
    jb_run_mismatch(run, (jb_range){it.at, end - it.at}, "bytes that are no box of the file");
    return false;
  }
  return true;
}

void jb_run_begin_bmff(jb_binding_run *run) {
  const jb_cbor_item *item = run->assertion.item;
  bmff b = {.run = run};
  jb_hash alg;
  const jb_cbor_item *hash = jb_cbor_get(item, "hash"), *merkle = jb_cbor_get(item, "merkle");
  if (hash && hash->kind == JB_CBOR_NULL) hash = NULL;
  if (merkle && merkle->kind == JB_CBOR_NULL) merkle = NULL;
  b.merkle = merkle != NULL;
  if (!jb_bmff_exclusions_read(run, jb_cbor_get(item, "exclusions"), &b.exclusions)) return;
  const jb_cbor_item *init = merkle ? jb_merkle_init_hash(run, merkle) : NULL;
  if (run->failed) return;
  if (hash ? hash->kind != JB_CBOR_BYTES : init == NULL) {
    jb_run_malformed(run, "neither a hash nor an initHash");
    return;
  }
  b.init_only = !hash;
  if (!jb_run_algorithm(run, hash ? item : jb_cbor_get(item, "merkle")->first, item, &alg)) return;
  if (!walk_root(&b)) return;
  const jb_hash_job *job = jb_hash_plan_add(run->file->plan, alg, b.pieces.list, b.pieces.count);
  jb_run_expect(run, job, job ? job->digest : NULL, hash ? hash->bytes : init->bytes, 0);
  if (b.extra) {
    jb_run_say(run, run->codes->extra, JB_C2PA_INFORMATIONAL, b.first_extra,
               "boxes beside those of C2PA are left out of the hash");
  }
  if (merkle && hash) {
    jb_merkle_begin(run, merkle, &b.mdats);
  } else if (merkle) {
    /* fragments, in this file or in others, each with a proof of its own */
    jb_run_unknown(run, JB_WHY_MISSING, "fragments of a merkle tree");
  }
}
