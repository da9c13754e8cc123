/* Damage to every fixture, the same on every machine: truncations, flipped
 * bits, wrong length fields.  Whatever the damage,
 *   - the call gives JB_OK within CPU_MS_MAX,
 *   - the result survives being written as JSON and read back byte for byte,
 *   - a label or mark of the undamaged file is found again, or the result says
 *     that something is wrong, or the damage lies in the evidence itself.
 *     What must not come out is "nothing there, everything checked" because
 *     of bytes that stand somewhere else.
 *
 * Usage: fault_mutate [NAME]     FAULT_EXPLAIN=1 prints every silent loss.
 */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault/common.h"

#ifdef JB_SANITIZED
enum { TRUNCATIONS = 24, FLIPS = 60, LENGTHS = 30, HANG_SECONDS = 60 };
#define CPU_MS_MAX 2000.0
#else
enum { TRUNCATIONS = 256, FLIPS = 600, LENGTHS = 200, HANG_SECONDS = 10 };
#define CPU_MS_MAX 2000.0
#endif
enum { REMARKS_MAX = 1024 };

typedef struct damage {
  const char *kind;
  size_t at, length; /* of the undamaged file: what is no longer as it was */
  uint32_t value;
} damage;

typedef struct run {
  jb_inspector *inspector;
  const fixture *seed;
  jb_inspection *pristine;
  damage damage;
  unsigned long scans, kept, said, touched, silent, wrong;
  double slowest;
  char slowest_name[160];
} run;

static char g_now[200];

/* Whoever reads the log of a crash or a hang wants to know of which bytes. */
static void last_words(int sig) {
  ssize_t n = write(STDERR_FILENO, g_now, strlen(g_now));
  (void)n;
  signal(sig, SIG_DFL);
  raise(sig);
}

static void name_damage(const run *r, char *to, size_t size) {
  snprintf(to, size, "%s: %s at %zu+%zu value %#x\n", r->seed->name, r->damage.kind, r->damage.at,
           r->damage.length, r->damage.value);
}

/* ---- the oracle ---- */

static bool tells_of_ai(const jb_finding *f) {
  return (f->kind == JB_FINDING_LABEL || f->kind == JB_FINDING_MARK) &&
         f->claim != JB_CLAIM_CAPTURED;
}

static bool is_kept(const jb_inspection *in, const jb_finding *wanted) {
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *f = in->findings[i];
    if (tells_of_ai(f) && strcmp(f->scheme, wanted->scheme) == 0) return true;
  }
  return false;
}

/* A problem, a probe that came to no end, a trace: the reader is told.  What
 * the undamaged file says already does not count. */
typedef struct remarks {
  const char *codes[REMARKS_MAX];
  size_t count;
} remarks;

static void add_remark(remarks *all, const char *code) {
  if (all->count < REMARKS_MAX) all->codes[all->count++] = code;
}

static remarks remarks_of(const jb_inspection *in) {
  remarks all = {.count = 0};
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *part = in->parts[i];
    for (size_t k = 0; k < part->problem_count; k++) add_remark(&all, part->problems[k].code);
  }
  for (size_t i = 0; i < in->not_checked_count; i++) {
    jb_why why = in->not_checked[i].why;
    if (why == JB_WHY_INPUT || why == JB_WHY_LIMIT || why == JB_WHY_MISSING) {
      add_remark(&all, in->not_checked[i].check);
    }
  }
  for (size_t i = 0; i < in->finding_count; i++) {
    if (in->findings[i]->kind == JB_FINDING_TRACE) add_remark(&all, in->findings[i]->code);
  }
  return all;
}

static size_t times(const remarks *all, const char *code) {
  size_t n = 0;
  for (size_t i = 0; i < all->count; i++) n += strcmp(all->codes[i], code) == 0;
  return n;
}

static bool says_more(const jb_inspection *in, const jb_inspection *pristine) {
  remarks now = remarks_of(in), before = remarks_of(pristine);
  for (size_t i = 0; i < now.count; i++) {
    if (times(&now, now.codes[i]) > times(&before, now.codes[i])) return true;
  }
  return false;
}

static bool meets(const damage *d, jb_range range) {
  return d->at < range.offset + range.length && range.offset < d->at + d->length;
}

/* Does the damage lie in what the finding was read from: its bytes, its part,
 * the framing of its part or of the picture that holds it? */
static bool in_evidence(const jb_inspection *pristine, const jb_finding *f, const damage *d) {
  for (size_t i = 0; i < f->at.range_count; i++) {
    if (meets(d, f->at.ranges[i])) return true;
  }
  for (uint32_t p = f->at.part; p != JB_NO_PART; p = pristine->parts[p]->parent) {
    const jb_part *part = pristine->parts[p];
    /* the window of a TIFF's directories is the whole file: its ranges count */
    if (part->envelope.length < pristine->file.size && meets(d, part->envelope)) return true;
    for (size_t i = 0; i < part->range_count; i++) {
      if (meets(d, part->ranges[i])) return true;
    }
  }
  return false;
}

/* A length in front of it that was changed can make the finding's bytes a part
 * of the picture data: then no label stands in the file, by its format. */
static bool became_pixels(const jb_inspection *in, const jb_finding *f) {
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *part = in->parts[i];
    if (part->kind != JB_PART_IMAGE_DATA) continue;
    jb_range all = part->envelope;
    if (all.length == 0 && part->range_count > 0) all = part->ranges[0];
    bool inside = f->at.range_count > 0;
    for (size_t k = 0; inside && k < f->at.range_count; k++) {
      const jb_range *at = &f->at.ranges[k];
      inside = at->offset >= all.offset && at->offset + at->length <= all.offset + all.length;
    }
    if (inside) return true;
  }
  return false;
}

static void judge_honesty(run *r, const jb_inspection *in) {
  bool said = says_more(in, r->pristine);
  for (size_t i = 0; i < r->pristine->finding_count; i++) {
    const jb_finding *f = r->pristine->findings[i];
    if (!tells_of_ai(f)) continue;
    if (is_kept(in, f)) {
      r->kept++;
    } else if (said) {
      r->said++;
    } else if (in_evidence(r->pristine, f, &r->damage) || became_pixels(in, f)) {
      r->touched++;
    } else {
      r->silent++;
      if (r->silent <= 20 || getenv("FAULT_EXPLAIN")) {
        char name[200];
        name_damage(r, name, sizeof name);
        fprintf(stderr, "silent loss of %s (%s): %s", f->scheme, f->code, name);
      }
    }
  }
}

/* ---- one damaged file ---- */

static void complain(run *r, const char *what) {
  char name[200];
  name_damage(r, name, sizeof name);
  fprintf(stderr, "%s: %s", what, name);
  r->wrong++;
}

static void round_trip(run *r, const jb_inspection *in) {
  char *once = NULL, *twice = NULL;
  size_t once_length = 0, twice_length = 0;
  jb_inspection *again = NULL;
  jb_error err = {0};
  if (jb_inspection_to_json(in, false, &once, &once_length) != JB_OK ||
      jb_inspection_from_json(once, once_length, &again, &err) != JB_OK ||
      jb_inspection_to_json(again, false, &twice, &twice_length) != JB_OK) {
    complain(r, err.what);
  } else if (once_length != twice_length || memcmp(once, twice, once_length) != 0) {
    complain(r, "JSON read back differs");
  }
  jb_inspection_free(again);
  jb_free(once);
  jb_free(twice);
}

static void scan(run *r, const uint8_t *data, size_t size) {
  /* an exact allocation, so that a sanitizer sees one byte too far */
  uint8_t *exact = malloc(size ? size : 1);
  if (!exact) fault_die("out of memory");
  if (size) memcpy(exact, data, size);
  name_damage(r, g_now, sizeof g_now);
  alarm(HANG_SECONDS);
  double before = fault_cpu_ms();
  jb_inspection *in = NULL;
  jb_status status = fault_inspect(r->inspector, exact, size, r->seed->name, &in);
  double spent = fault_cpu_ms() - before;
  r->scans++;
  if (spent > r->slowest) {
    r->slowest = spent;
    snprintf(r->slowest_name, sizeof r->slowest_name, "%.150s", g_now);
  }
  if (spent > CPU_MS_MAX) complain(r, "slow");
  if (status != JB_OK) {
    complain(r, jb_status_name(status));
  } else {
    round_trip(r, in);
    judge_honesty(r, in);
  }
  jb_inspection_free(in);
  free(exact);
}

static void truncate_it(run *r) {
  size_t size = r->seed->file.len;
  size_t count = size < TRUNCATIONS ? size : TRUNCATIONS;
  for (size_t i = 0; i < count; i++) {
    size_t keep = size * i / count;
    r->damage = (damage){.kind = "cut", .at = keep, .length = size - keep};
    scan(r, r->seed->file.ptr, keep);
  }
}

static void flip_bits(run *r, uint8_t *copy, uint64_t *state) {
  for (int i = 0; i < FLIPS; i++) {
    size_t at = fault_next(state) % r->seed->file.len;
    uint8_t bit = (uint8_t)(1u << (fault_next(state) % 8));
    r->damage = (damage){.kind = "flip", .at = at, .length = 1, .value = bit};
    copy[at] = (uint8_t)(copy[at] ^ bit);
    scan(r, copy, r->seed->file.len);
    copy[at] = (uint8_t)(copy[at] ^ bit);
  }
}

/* Lengths stand near where parts begin: half of the edits go there. */
static size_t length_place(const run *r, uint64_t *state) {
  size_t size = r->seed->file.len;
  const jb_inspection *in = r->pristine;
  size_t at = fault_next(state) % size;
  if (in->part_count && fault_next(state) % 2) {
    const jb_part *part = in->parts[fault_next(state) % in->part_count];
    at = (size_t)part->envelope.offset + fault_next(state) % 12;
  }
  return at < size ? at : size - 1;
}

static void edit_lengths(run *r, uint8_t *copy, uint64_t *state) {
  static const uint32_t k_values[] = {0, 1, 2, 7, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
  size_t size = r->seed->file.len;
  for (int i = 0; i < LENGTHS; i++) {
    size_t at = length_place(r, state), width = fault_next(state) % 2 ? 4 : 2;
    uint32_t pick = fault_next(state) % 12;
    uint32_t value = pick < 8 ? k_values[pick] : fault_next(state) % (uint32_t)(2 * size);
    if (width > size - at) width = size - at;
    r->damage = (damage){.kind = "length", .at = at, .length = width, .value = value};
    for (size_t k = 0; k < width; k++) {
      copy[at + k] = (uint8_t)(value >> (8 * (width - 1 - k)));
    }
    scan(r, copy, size);
    memcpy(copy + at, r->seed->file.ptr + at, width);
  }
}

static void damage_fixture(run *r) {
  size_t size = r->seed->file.len;
  uint64_t state = 20251101; /* any number, always the same */
  if (fault_inspect(r->inspector, r->seed->file.ptr, size, r->seed->name, &r->pristine) != JB_OK) {
    fault_die("%s: no result for the undamaged file", r->seed->name);
  }
  uint8_t *copy = malloc(size);
  if (!copy) fault_die("out of memory");
  memcpy(copy, r->seed->file.ptr, size);
  truncate_it(r);
  flip_bits(r, copy, &state);
  edit_lengths(r, copy, &state);
  free(copy);
  jb_inspection_free(r->pristine);
  r->pristine = NULL;
}

int main(int argc, char **argv) {
  size_t count;
  fixture *all = fixtures(&count);
  jb_rules *rules = fault_rules();
  /* the fast tier: libexiv2 has no place in the process that reads hostile bytes */
  jb_options options = fault_options(JB_TIER_FAST);
  run r = {.inspector = fault_inspector(rules, &options)};
  signal(SIGSEGV, last_words);
  signal(SIGABRT, last_words);
  signal(SIGALRM, last_words);
  for (size_t i = 0; i < count; i++) {
    r.seed = &all[i];
    if (argc < 2 || strcmp(argv[1], all[i].name) == 0) damage_fixture(&r);
  }
  alarm(0);
  printf("%zu fixtures, %lu damaged files, slowest %.1f ms (%.*s)\n", count, r.scans, r.slowest,
         (int)strcspn(r.slowest_name, "\n"), r.slowest_name);
  printf("findings: %lu kept, %lu lost and said, %lu lost with their own bytes, %lu lost silently\n",
         r.kept, r.said, r.touched, r.silent);
  jb_inspector_free(r.inspector);
  jb_rules_free(rules);
  fixtures_free(all, count);
  if (r.scans == 0) fault_die("nothing was damaged");
  return r.silent || r.wrong ? 1 : 0;
}
