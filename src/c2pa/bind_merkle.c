#include "c2pa/bind_merkle.h"

/* With hash and merkle both, what the hash leaves out of an mdat box begins
 * here, whatever the length of its header (18.6.2: subset {16, 0}). */
enum { MDAT_SKIP = 16 };

typedef struct tree {
  struct tree *next;
  const jb_cbor_item *hashes; /* the row that the assertion holds */
  jb_hash alg;
  jb_range payload;
  size_t leaf_count;
  uint64_t fixed;      /* block size; 0: sizes */
  const uint64_t *sizes;
  const jb_hash_job *job;
  uint8_t *nodes; /* leaf digests, then reduced in place */
} tree;

static bool row_is_possible(uint64_t leaves, size_t row) {
  for (uint64_t n = leaves; n >= row; n = (n + 1) / 2) {
    if (n == row) return true;
    if (n == 1) break;
  }
  return false;
}

static bool map_is_sound(const jb_cbor_item *map) {
  uint64_t n, count = 0;
  if (!jb_cbor_uint(jb_cbor_get(map, "uniqueId"), &n)) return false;
  if (!jb_cbor_uint(jb_cbor_get(map, "localId"), &n)) return false;
  if (!jb_cbor_uint(jb_cbor_get(map, "count"), &count) || count == 0) return false;
  const jb_cbor_item *hashes = jb_cbor_get(map, "hashes");
  if (!hashes || hashes->kind != JB_CBOR_ARRAY || hashes->count == 0) return false;
  for (const jb_cbor_item *h = hashes->first; h; h = h->next) {
    if (h->kind != JB_CBOR_BYTES) return false;
  }
  return row_is_possible(count, hashes->count);
}

const jb_cbor_item *jb_merkle_init_hash(jb_binding_run *run, const jb_cbor_item *maps) {
  if (maps->kind != JB_CBOR_ARRAY || !maps->first) {
    jb_run_malformed(run, "merkle is no array of maps");
    return NULL;
  }
  if (maps->count > JB_MERKLE_MAPS) {
    jb_run_limit(run, "merkle maps");
    return NULL;
  }
  for (const jb_cbor_item *m = maps->first; m; m = m->next) {
    if (map_is_sound(m)) continue;
    jb_run_malformed(run, "a merkle map without what it must have");
    return NULL;
  }
  const jb_cbor_item *init = jb_cbor_get(maps->first, "initHash");
  return init && init->kind == JB_CBOR_BYTES ? init : NULL;
}

/* Blocks as the map cuts the payload; false when it was said what is wrong. */
static bool cut_blocks(jb_binding_run *run, const jb_cbor_item *map, tree *t) {
  const jb_cbor_item *fixed = jb_cbor_get(map, "fixedBlockSize");
  const jb_cbor_item *sizes = jb_cbor_get(map, "variableBlockSizes");
  uint64_t length = t->payload.length, count = 1, wanted = 0;
  (void)jb_cbor_uint(jb_cbor_get(map, "count"), &wanted);
  if (fixed && sizes) {
    jb_run_malformed(run, "fixed and variable block sizes in one merkle map");
    return false;
  }
  if (fixed && (!jb_cbor_uint(fixed, &t->fixed) || t->fixed == 0)) {
    jb_run_malformed(run, "a block size that is none");
    return false;
  }
  if (sizes && sizes->kind != JB_CBOR_ARRAY) {
    jb_run_malformed(run, "block sizes that are no array");
    return false;
  }
  if (fixed) count = length / t->fixed + (length % t->fixed != 0);
  if (sizes) count = sizes->count;
  if (!fixed && !sizes) t->fixed = length; /* one block */
  if (count != wanted) {
    jb_run_mismatch(run, t->payload, "the media data has another number of blocks");
    return false;
  }
  if (count > JB_MERKLE_LEAVES) {
    jb_run_limit(run, "merkle leaves");
    return false;
  }
  t->leaf_count = (size_t)count;
  if (!sizes) return true;
  uint64_t *list = jb_arena_array(run->file->scratch, t->leaf_count, sizeof *list), sum = 0;
  if (!list) {
    jb_run_limit(run, "scratch_max");
    return false;
  }
  size_t i = 0;
  for (const jb_cbor_item *s = sizes->first; s; s = s->next, i++) {
    if (!jb_cbor_uint(s, &list[i]) || list[i] > length - sum) {
      jb_run_mismatch(run, t->payload, "the blocks are longer than the media data");
      return false;
    }
    sum += list[i];
  }
  if (sum != length) {
    jb_run_mismatch(run, t->payload, "the blocks are shorter than the media data");
    return false;
  }
  t->sizes = list;
  return true;
}

static uint64_t block_size(const tree *t, size_t i, uint64_t done) {
  if (t->sizes) return t->sizes[i];
  uint64_t left = t->payload.length - done;
  return left < t->fixed ? left : t->fixed;
}

static bool plan_leaves(jb_binding_run *run, tree *t) {
  size_t n = jb_hash_length(t->alg);
  jb_arena *scratch = run->file->scratch;
  t->nodes = jb_arena_array(scratch, t->leaf_count, n);
  jb_hash_piece *pieces = jb_arena_array(scratch, t->leaf_count, sizeof *pieces);
  if (!t->nodes || !pieces) {
    jb_run_limit(run, "scratch_max");
    return false;
  }
  uint64_t done = 0;
  for (size_t i = 0; i < t->leaf_count; i++) {
    uint64_t size = block_size(t, i, done);
    pieces[i] = (jb_hash_piece){.offset = t->payload.offset + done, .length = size,
                                .digest = &t->nodes[i * n]};
    done += size;
  }
  t->job = jb_hash_plan_add(run->file->plan, t->alg, pieces, t->leaf_count);
  if (!t->job) jb_run_limit(run, "scratch_max");
  return t->job != NULL;
}

/* 18.6.3: pairs from the left; a node without a partner goes up as it is. */
static size_t reduce(tree *t, size_t count) {
  size_t n = jb_hash_length(t->alg), made = 0;
  for (size_t i = 0; i < count; i += 2, made++) {
    uint8_t *to = &t->nodes[made * n];
    if (i + 1 == count) {
      memmove(to, &t->nodes[i * n], n);
    } else if (!jb_digest_once(t->alg, jb_span_of(&t->nodes[i * n], 2 * n), to)) {
      return 0;
    }
  }
  return made;
}

/* The bytes under the next node of the row `level` rows above the leaves. */
static jb_range bytes_under(const tree *t, unsigned level, uint64_t *at, size_t *leaf) {
  jb_range r = {t->payload.offset + *at, 0};
  for (size_t i = 0; i < (size_t)1 << level && *leaf < t->leaf_count; i++, ++*leaf) {
    uint64_t size = block_size(t, *leaf, *at);
    r.length += size;
    *at += size;
  }
  return r;
}

static bool check_tree(jb_binding_run *run, tree *t) {
  size_t n = jb_hash_length(t->alg), count = t->leaf_count, leaf = 0, node = 0;
  unsigned level = 0;
  uint64_t at = 0;
  while (count > t->hashes->count) {
    count = reduce(t, count);
    level++;
  }
  bool all = true;
  for (const jb_cbor_item *h = t->hashes->first; h; h = h->next, node++) {
    jb_range r = bytes_under(t, level, &at, &leaf);
    if (jb_span_equal(h->bytes, jb_span_of(&t->nodes[node * n], n))) {
      (void)jb_ranges_add(run->file->scratch, &run->verified, r.offset, r.length);
    } else {
      all = false;
      jb_run_mismatch(run, r, "a block of media data does not have the hash that was signed");
    }
  }
  return all;
}

static bool finish(jb_binding_run *run) {
  bool all = true;
  for (tree *t = run->data; t; t = t->next) {
    if (!t->job->done) {
      jb_run_unknown(run, JB_WHY_INPUT, "read error");
      return true;
    }
    all = check_tree(run, t) && all;
  }
  return all;
}

/* The map of the n-th mdat: localIds count the boxes, from 0 or from 1, and are
 * each used once. */
static const jb_cbor_item *map_of(const jb_cbor_item *maps, uint64_t first, uint64_t n) {
  const jb_cbor_item *found = NULL;
  for (const jb_cbor_item *m = maps->first; m; m = m->next) {
    uint64_t id = 0;
    (void)jb_cbor_uint(jb_cbor_get(m, "localId"), &id);
    if (id - first != n) continue;
    if (found) return NULL;
    found = m;
  }
  return found;
}

void jb_merkle_begin(jb_binding_run *run, const jb_cbor_item *maps, const jb_ranges *mdats) {
  if (maps->count != mdats->count) {
    jb_run_mismatch(run, (jb_range){0}, "not one merkle map for each mdat box");
    return;
  }
  uint64_t first = map_of(maps, 0, 0) ? 0 : 1;
  for (size_t i = 0; i < mdats->count; i++) {
    const jb_cbor_item *map = map_of(maps, first, i);
    jb_range box = mdats->list[i];
    uint64_t skip = box.length < MDAT_SKIP ? box.length : MDAT_SKIP;
    tree *t = jb_arena_alloc(run->file->scratch, sizeof *t);
    if (!map || !t) {
      if (!t) jb_run_limit(run, "scratch_max");
      else jb_run_mismatch(run, box, "an mdat box without a merkle map");
      return;
    }
    *t = (tree){.next = run->data, .hashes = jb_cbor_get(map, "hashes"),
                .payload = {box.offset + skip, box.length - skip}};
    if (!jb_run_algorithm(run, map, run->assertion.item, &t->alg)) return;
    if (!cut_blocks(run, map, t) || !plan_leaves(run, t)) return;
    run->data = t;
    run->finish = finish;
  }
}
