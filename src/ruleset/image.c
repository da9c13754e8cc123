/* Pointers are found by loading the same rules twice into two blocks of
 * memory: a word that differs by the distance of the blocks points into its
 * own block, a word that lies inside this library points to a constant of it,
 * equal words are data.  Anything else cannot be moved and is an error when
 * the image is made, never when it is read. */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "ruleset/image.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/atomic_file.h"

enum { BLOCK_MAX = 16 << 20, ID_MAX = 32, WORD = sizeof(uintptr_t) };

static const char k_magic[8] = "JBIMAGE1";

typedef struct header {
  char magic[8];
  uint8_t build[ID_MAX]; /* of the library that made it */
  char digest[72];
  uint64_t block, root;  /* bytes; offset of a copy of jb_rules in the block */
  uint64_t own_count, library_count, patterns;
} header;

/* ---- this library in memory ---- */

typedef struct library {
  uintptr_t base, end;
  uint8_t build[ID_MAX];
  bool found;
} library;

static void copy_build_id(library *lib, const uint8_t *note, size_t size) {
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) n;
    memcpy(&n, note, sizeof n);
    size_t name = (n.n_namesz + 3u) & ~3u, body = (n.n_descsz + 3u) & ~3u;
    if (size - sizeof n < name || size - sizeof n - name < body) return;
    const uint8_t *id = note + sizeof n + name;
    if (n.n_type == NT_GNU_BUILD_ID && n.n_descsz <= ID_MAX) {
      memcpy(lib->build, id, n.n_descsz);
      lib->found = true;
      return;
    }
    note += sizeof n + name + body;
    size -= sizeof n + name + body;
  }
}

static int look_at(struct dl_phdr_info *info, size_t size, void *user) {
  library *lib = user;
  (void)size;
  library own = {.base = UINTPTR_MAX};
  for (size_t i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    uintptr_t at = info->dlpi_addr + p->p_vaddr;
    if (p->p_type == PT_LOAD) {
      if (at < own.base) own.base = at;
      if (at + p->p_memsz > own.end) own.end = at + p->p_memsz;
    }
  }
  uintptr_t here = (uintptr_t)k_magic;
  if (here < own.base || here >= own.end) return 0;
  for (size_t i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    if (p->p_type == PT_NOTE && !own.found) {
      copy_build_id(&own, (const uint8_t *)(info->dlpi_addr + p->p_vaddr), p->p_memsz);
    }
  }
  *lib = own;
  return 1;
}

static library this_library(void) {
  library lib = {0};
  (void)dl_iterate_phdr(look_at, &lib);
  return lib;
}

/* ---- making ---- */

typedef struct relocations {
  uint32_t *own, *library;
  size_t own_count, library_count;
} relocations;

static uintptr_t word_at(jb_span block, size_t at) {
  uintptr_t w;
  memcpy(&w, block.ptr + at, WORD);
  return w;
}

static jb_status find_pointers(jb_span a, jb_span b, const library *lib, relocations *r,
                               jb_error *err) {
  if (a.len != b.len) {
    return jb_error_set(err, JB_E_INTERNAL, "", 0, "two loadings differ in size");
  }
  for (size_t at = 0; at + WORD <= a.len; at += WORD) {
    uintptr_t x = word_at(a, at), y = word_at(b, at);
    bool into_own = x >= (uintptr_t)a.ptr && x <= (uintptr_t)a.ptr + a.len;
    if (into_own && y - (uintptr_t)b.ptr == x - (uintptr_t)a.ptr) {
      r->own[r->own_count++] = (uint32_t)at;
    } else if (x != y) {
      return jb_error_set(err, JB_E_INTERNAL, "", 0, "word at %zu cannot be moved", at);
    } else if (x >= lib->base && x < lib->end) {
      r->library[r->library_count++] = (uint32_t)at;
    }
  }
  return JB_OK;
}

/* The rules in one block, a copy of their root at its end; the copy's pointers
 * out of the block are cleared. */
static jb_status load_whole(const char *directory, jb_rules **out, uint64_t *root, jb_error *err) {
  jb_arena *arena = jb_arena_new_whole(BLOCK_MAX);
  if (!arena) return jb_error_set(err, JB_E_NOMEM, directory, 0, "out of memory");
  jb_rules *rules = NULL;
  jb_status status = jb_rules_load_into(directory, arena, &rules, err);
  if (status != JB_OK) return status;
  jb_rules *copy = jb_arena_alloc(arena, sizeof *copy);
  if (!copy) {
    jb_rules_free(rules);
    return jb_error_set(err, JB_E_NOMEM, directory, 0, "rules larger than 16 MiB");
  }
  memcpy(copy, rules, sizeof *copy);
  copy->arena = NULL;
  copy->image = NULL;
  copy->patterns = (jb_patterns){0};
  *root = (uint64_t)((const uint8_t *)copy - jb_arena_whole(arena).ptr);
  *out = rules;
  return JB_OK;
}

static jb_status write_image(const char *path, const header *h, jb_span block,
                             const relocations *r, jb_span patterns, jb_error *err) {
  jb_atomic_file *f = NULL;
  jb_status status = jb_atomic_file_open(path, &f, err);
  if (status != JB_OK) return status;
  jb_atomic_file_add(f, jb_span_of(h, sizeof *h));
  jb_atomic_file_add(f, block);
  jb_atomic_file_add(f, jb_span_of(r->own, r->own_count * sizeof *r->own));
  jb_atomic_file_add(f, jb_span_of(r->library, r->library_count * sizeof *r->library));
  jb_atomic_file_add(f, patterns);
  return jb_atomic_file_commit(f, err);
}

/* Pointers into the library are kept as distances from its base. */
static void make_relative(uint8_t *block, const jb_rules *rules, const relocations *r,
                          const library *lib) {
  uintptr_t start = (uintptr_t)jb_arena_whole(rules->arena).ptr;
  for (size_t i = 0; i < r->own_count + r->library_count; i++) {
    bool own = i < r->own_count;
    size_t at = own ? r->own[i] : r->library[i - r->own_count];
    uintptr_t w;
    memcpy(&w, block + at, WORD);
    w -= own ? start : lib->base;
    memcpy(block + at, &w, WORD);
  }
}

static jb_status make(const char *path, const jb_rules *a, const jb_rules *b, uint64_t root,
                      jb_error *err) {
  library lib = this_library();
  if (!lib.found) return jb_error_set(err, JB_E_INTERNAL, path, 0, "library without build id");
  jb_span block = jb_arena_whole(a->arena);
  relocations r = {.own = malloc(block.len), .library = malloc(block.len)};
  uint8_t *copy = malloc(block.len);
  jb_buf patterns = jb_buf_new(BLOCK_MAX);
  jb_status status = JB_OK;
  if (!r.own || !r.library || !copy || !jb_patterns_write(&a->patterns, &patterns)) {
    status = jb_error_set(err, JB_E_NOMEM, path, 0, "out of memory");
  } else {
    status = find_pointers(block, jb_arena_whole(b->arena), &lib, &r, err);
  }
  if (status == JB_OK) {
    header h = {.block = block.len, .root = root, .own_count = r.own_count,
                .library_count = r.library_count, .patterns = patterns.len};
    memcpy(h.magic, k_magic, sizeof h.magic);
    memcpy(h.build, lib.build, sizeof h.build);
    memcpy(h.digest, a->digest, sizeof a->digest);
    memcpy(copy, block.ptr, block.len);
    make_relative(copy, a, &r, &lib);
    status = write_image(path, &h, jb_span_of(copy, block.len), &r, jb_buf_span(&patterns), err);
  }
  jb_buf_free(&patterns);
  free(copy);
  free(r.own);
  free(r.library);
  return status;
}

jb_status jb_rules_precompile(const char *directory, const char *image, jb_error *err) {
  jb_rules *a = NULL, *b = NULL;
  uint64_t root_a = 0, root_b = 0;
  jb_status status = load_whole(directory, &a, &root_a, err);
  if (status == JB_OK) status = load_whole(directory, &b, &root_b, err);
  if (status == JB_OK) status = make(image, a, b, root_a, err);
  jb_rules_free(a);
  jb_rules_free(b);
  return status;
}

/* ---- reading ---- */

static uint8_t *read_whole(const char *path, size_t *size) {
  FILE *f = fopen(path, "rbe");
  if (!f) return NULL;
  uint8_t *bytes = NULL;
  long length = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
  if (length > (long)sizeof(header) && length <= 4L * BLOCK_MAX && fseek(f, 0, SEEK_SET) == 0) {
    bytes = malloc((size_t)length);
  }
  if (bytes && fread(bytes, 1, (size_t)length, f) != (size_t)length) {
    free(bytes);
    bytes = NULL;
  }
  fclose(f);
  *size = (size_t)length;
  return bytes;
}

static bool is_ours(const header *h, size_t size, const char digest[65], const library *lib) {
  if (memcmp(h->magic, k_magic, sizeof k_magic) != 0 || !lib->found) return false;
  if (memcmp(h->build, lib->build, ID_MAX) != 0 || memcmp(h->digest, digest, 65) != 0) return false;
  uint64_t rest = size - sizeof *h;
  if (h->block > rest || h->root > h->block || h->block - h->root < sizeof(jb_rules)) return false;
  rest -= h->block;
  if (h->own_count > rest / 4 || h->library_count > rest / 4 - h->own_count) return false;
  return h->patterns == rest - 4 * (h->own_count + h->library_count);
}

static void move_pointers(uint8_t *block, const uint8_t *list, uint64_t count, uint64_t size,
                          uintptr_t by) {
  for (uint64_t i = 0; i < count; i++) {
    uint32_t at;
    uintptr_t w;
    memcpy(&at, list + 4 * i, 4);
    if (at > size - WORD) continue;
    memcpy(&w, block + at, WORD);
    w += by;
    memcpy(block + at, &w, WORD);
  }
}

bool jb_image_read(const char *directory, const char digest[65], jb_rules *rules) {
  char path[4200];
  size_t n = strlen(directory), size = 0;
  while (n > 1 && directory[n - 1] == '/') n--;
  if (n > 4096) return false;
  (void)snprintf(path, sizeof path, "%.*s.image", (int)n, directory);
  uint8_t *bytes = read_whole(path, &size);
  if (!bytes) return false;
  header h;
  memcpy(&h, bytes, sizeof h);
  library lib = this_library();
  uint8_t *block = bytes + sizeof h;
  const uint8_t *own = block + (is_ours(&h, size, digest, &lib) ? h.block : 0);
  const uint8_t *library_list = own + 4 * h.own_count;
  jb_patterns patterns = {0};
  if (own == block ||
      !jb_patterns_read(&patterns, jb_span_of(library_list + 4 * h.library_count, h.patterns))) {
    jb_patterns_free(&patterns);
    free(bytes);
    return false;
  }
  move_pointers(block, own, h.own_count, h.block, (uintptr_t)block);
  move_pointers(block, library_list, h.library_count, h.block, lib.base);
  jb_arena *arena = rules->arena;
  memcpy(rules, block + h.root, sizeof *rules);
  rules->arena = arena;
  rules->patterns = patterns;
  rules->image = bytes;
  return true;
}
