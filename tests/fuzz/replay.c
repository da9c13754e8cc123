/* Runs a fuzz target without a fuzzer: over every file of its corpus folder,
 * every truncation of it (at most 256) and 400 mutations from a fixed seed, so
 * that a failure can be repeated.  Prints how many inputs ran; fails when the
 * folder holds none.
 *
 * Usage: <name>_fuzz FOLDER|FILE...   REPLAY_MUTATIONS=0 runs the files alone.
 */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 20, TRUNCATIONS = 256 };

static unsigned long g_ran;
static unsigned g_mutations = 400;

/* An exact allocation, so that a sanitizer sees one byte too far. */
static void run(const uint8_t *data, size_t size) {
  uint8_t *exact = malloc(size ? size : 1);
  if (!exact) abort();
  if (size) memcpy(exact, data, size);
  (void)LLVMFuzzerTestOneInput(exact, size);
  free(exact);
  g_ran++;
}

static uint32_t next(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

static void mutate(const uint8_t *seed, size_t size, uint64_t *state) {
  static const uint8_t k_odd[] = {0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF, '"', '<', '{', '\\'};
  uint8_t *copy = malloc(size);
  if (!copy) abort();
  memcpy(copy, seed, size);
  for (uint32_t n = 1 + next(state) % 4; n > 0; n--) {
    size_t at = next(state) % size;
    switch (next(state) % 4) {
      case 0: copy[at] = (uint8_t)(copy[at] ^ (1u << (next(state) % 8))); break;
      case 1: copy[at] = k_odd[next(state) % sizeof k_odd]; break;
      case 2: copy[at] = (uint8_t)next(state); break;
      default: { /* a length field: four bytes at once */
        uint32_t v = next(state) % 3 ? 0xFFFFFFFFu : next(state);
        for (size_t k = 0; k < 4 && at + k < size; k++) copy[at + k] = (uint8_t)(v >> (8 * k));
      }
    }
  }
  run(copy, size);
  free(copy);
}

static void run_file(const char *path) {
  static uint8_t data[INPUT_MAX];
  FILE *f = fopen(path, "rb");
  if (!f) {
    fprintf(stderr, "%s: cannot be read\n", path);
    exit(1);
  }
  size_t size = fread(data, 1, sizeof data, f);
  fclose(f);
  run(data, size);
  if (g_mutations == 0 || size == 0) return;
  size_t step = size / TRUNCATIONS + 1;
  for (size_t n = 0; n < size; n += step) run(data, n);
  uint64_t state = size;
  for (unsigned i = 0; i < g_mutations; i++) mutate(data, size, &state);
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static void run_folder(const char *path) {
  struct dirent **list = NULL;
  int n = scandir(path, &list, NULL, by_name);
  if (n < 0) {
    run_file(path);
    return;
  }
  for (int i = 0; i < n; i++) {
    if (list[i]->d_name[0] != '.') {
      char full[4096];
      (void)snprintf(full, sizeof full, "%s/%s", path, list[i]->d_name);
      run_file(full);
    }
    free(list[i]);
  }
  free(list);
}

int main(int argc, char **argv) {
  if (getenv("REPLAY_MUTATIONS")) {
    g_mutations = (unsigned)strtoul(getenv("REPLAY_MUTATIONS"), NULL, 10);
  }
  for (int i = 1; i < argc; i++) run_folder(argv[i]);
  printf("%lu inputs\n", g_ran);
  return g_ran > 0 ? 0 : 1;
}
