/* Memory that runs out: the n-th allocation of an inspection fails, for n from
 * 1 until the inspection gets through; once that allocation alone, once it and
 * all later ones.  Each time
 *   - the status is OK or NOMEM,
 *   - a result that differs from the undisturbed one says what was not looked
 *     at: lost memory is never a lost label in silence,
 *   - nothing is leaked, and the same inspector then gives the undisturbed
 *     result byte for byte.
 *
 * In ordinary builds malloc itself is replaced, so that libxml2, PCRE2, zlib,
 * jansson and OpenSSL fail too.  Sanitizers own malloc: there the calls of our
 * own objects are wrapped by the linker, and the leak checker of the sanitizer
 * counts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault/common.h"

#ifdef JB_SANITIZED
enum { TRIES = 60 };
#else
enum { TRIES = 400 };
#endif

/* OpenSSL and libxml2 keep error records for the thread: 16 and 1, texts apart */
enum { KEPT_MAX = 40 };

#define CALLER __builtin_return_address(0)

static bool g_armed, g_sticky, g_judging;
static unsigned long g_calls, g_fail_at, g_failed;
static long g_live; /* blocks; only in ordinary builds */

/* libxml2 2.9 itself follows null pointers when memory runs out while it
 * evaluates XPath; judging happens on bounded facts, never on bytes of a file.
 * There its own calls are left alone, and its dictionary of names always: that
 * one says to nobody that it failed.  libcrypto's are left alone everywhere:
 * a key that it could not read for want of memory looks like no key. */
typedef enum sparing { NEVER, WHEN_JUDGING, ALWAYS } sparing;

static sparing sparing_of(const void *caller) {
  Dl_info where;
  if (!dladdr(caller, &where) || !where.dli_fname) return NEVER;
  if (strstr(where.dli_fname, "libcrypto")) return ALWAYS;
  if (!strstr(where.dli_fname, "libxml2")) return NEVER;
  return where.dli_sname && strncmp(where.dli_sname, "xmlDict", 7) == 0 ? ALWAYS : WHEN_JUDGING;
}

static bool spared(const void *caller) {
  static struct {
    const void *caller;
    sparing answer;
  } known[4096]; /* dladdr is slow, callers are few */
  size_t slot = (size_t)((uintptr_t)caller * UINT64_C(0x9E3779B97F4A7C15) >> 52);
  if (known[slot].caller != caller) {
    known[slot].caller = caller;
    known[slot].answer = sparing_of(caller);
  }
  return known[slot].answer == ALWAYS || (g_judging && known[slot].answer == WHEN_JUDGING);
}

static bool fails_now(const void *caller) {
  if (!g_armed || spared(caller)) return false;
  g_calls++;
  if (g_calls != g_fail_at && !(g_sticky && g_fail_at && g_calls > g_fail_at)) return false;
  g_failed++;
  errno = ENOMEM;
  return true;
}

#ifdef JB_SANITIZED
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n) { return fails_now(CALLER) ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t size) { return fails_now(CALLER) ? NULL : __real_calloc(n, size); }
void *__wrap_realloc(void *p, size_t n) { return fails_now(CALLER) ? NULL : __real_realloc(p, n); }
#else
/* glibc's own allocator under its other names; ours must be seen by the libraries */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static void *counted(void *p) {
  if (p) g_live++;
  return p;
}
JB_API void *malloc(size_t n) { return fails_now(CALLER) ? NULL : counted(__libc_malloc(n)); }
JB_API void *calloc(size_t n, size_t size) {
  return fails_now(CALLER) ? NULL : counted(__libc_calloc(n, size));
}
JB_API void *realloc(void *p, size_t n) {
  if (fails_now(CALLER)) return NULL;
  void *q = __libc_realloc(p, n);
  return p ? q : counted(q);
}
JB_API void free(void *p) {
  if (p) g_live--;
  __libc_free(p);
}
#endif

/* ---- one inspection, stage by stage as jb_inspect does it ---- */

typedef struct trial {
  const jb_rules *rules;
  jb_inspector *inspector;
  const fixture *file;
  jb_buf clean; /* the undisturbed core */
  unsigned long allocations;
  unsigned long ok, same, nomem, wrong;
} trial;

static bool says_why(const jb_inspection *in) {
  for (size_t i = 0; i < in->not_checked_count; i++) {
    jb_why why = in->not_checked[i].why;
    if (why == JB_WHY_INPUT || why == JB_WHY_LIMIT) return true;
  }
  return false;
}

static void complain(trial *t, unsigned long n, const char *what) {
  fprintf(stderr, "%s: allocation %lu of %lu%s: %s\n", t->file->name, n, t->allocations,
          g_sticky ? " and all later ones" : "", what);
  t->wrong++;
}

static jb_status inspect(trial *t, unsigned long fail_at, jb_inspection **in) {
  g_calls = 0;
  g_failed = 0;
  g_fail_at = fail_at;
  g_armed = true;
  jb_source *source = NULL;
  jb_inspection *made = NULL;
  jb_status status = jb_source_from_memory(t->file->file.ptr, t->file->file.len, &source);
  if (status == JB_OK) status = jb_inspect_parse(t->inspector, source, t->file->name, &made);
  if (status == JB_OK) {
    jb_inspect_relate(made);
    g_judging = true;
    status = jb_judge(t->inspector, made);
    g_judging = false;
  }
  g_armed = false;
  jb_source_free(source);
  if (status == JB_OK) {
    *in = made;
  } else {
    jb_inspection_free(made);
  }
  return status;
}

static bool is_clean(const trial *t, const jb_inspection *in) {
  jb_buf core = fault_core(in);
  bool same = core.len == t->clean.len && memcmp(core.data, t->clean.data, core.len) == 0;
  if (!same && getenv("FAULT_EXPLAIN")) {
    fprintf(stderr, "%.*s\n", (int)core.len, (const char *)core.data);
  }
  jb_buf_free(&core);
  return same;
}

/* Reusable: the next inspection is as if nothing had happened. */
static void inspect_again(trial *t, unsigned long n) {
  jb_inspection *in = NULL;
  if (inspect(t, 0, &in) != JB_OK) {
    complain(t, n, "the inspector is unusable afterwards");
  } else if (!is_clean(t, in)) {
    complain(t, n, "the next inspection differs");
  }
  jb_inspection_free(in);
}

/* False once n is past the last allocation. */
static bool fail_nth(trial *t, unsigned long n) {
  jb_inspection *in = NULL;
  jb_status status = inspect(t, n, &in);
  bool reached = g_failed > 0;
  if (status == JB_OK) {
    t->ok++;
    if (is_clean(t, in)) {
      t->same++;
    } else if (!says_why(in)) {
      complain(t, n, "something is missing and nothing says so");
    }
  } else if (status == JB_E_NOMEM) {
    t->nomem++;
  } else {
    complain(t, n, jb_status_name(status));
  }
  jb_inspection_free(in);
  return reached;
}

static void fail_all(trial *t, bool sticky) {
  g_sticky = sticky;
  unsigned long step = t->allocations / TRIES + 1;
  for (unsigned long n = 1; fail_nth(t, n); n += step) {
    if (n / step % 16 == 0) inspect_again(t, n);
  }
  inspect_again(t, t->allocations);
}

static void try_fixture(trial *t) {
  jb_inspection *in = NULL;
  jb_options options = fault_options(JB_TIER_FAST);
  long live = 0;
  g_sticky = false;
  for (int round = 0; round < 2; round++) { /* the first: what libraries set up once */
    jb_inspection_free(in);
    jb_inspector_free(t->inspector);
    live = g_live;
    in = NULL;
    t->inspector = fault_inspector(t->rules, &options);
    if (inspect(t, 0, &in) != JB_OK) fault_die("%s: no result", t->file->name);
  }
  t->allocations = g_calls;
  t->clean = fault_core(in);
  if (getenv("FAULT_EXPLAIN")) fprintf(stderr, "%.*s\n", (int)t->clean.len, (char *)t->clean.data);
  jb_inspection_free(in);
  fail_all(t, false);
  fail_all(t, true);
  jb_buf_free(&t->clean);
  jb_inspector_free(t->inspector); /* it keeps compiled expressions until now */
  if (g_live - live > KEPT_MAX) {
    fprintf(stderr, "%s: %ld blocks leaked\n", t->file->name, g_live - live);
    t->wrong++;
  }
  printf("%-24s %6lu allocations: %lu unharmed, %lu with gaps that are said, %lu NOMEM\n",
         t->file->name, t->allocations, t->same, t->ok - t->same, t->nomem);
}

int main(int argc, char **argv) {
  static const char *const k_files[] = {"labelled.jpg",   "labelled-compressed-xmp.png",
                                        "labelled.heic",  "labelled.tif",
                                        "labelled.webp",  "labelled.svg",
                                        "samsung-edit.jpg", "labelled-signed.png"};
  size_t count;
  unsigned long wrong = 0;
  fixture *all = fixtures(&count);
  jb_rules *rules = fault_rules();
  for (size_t i = 0; i < sizeof k_files / sizeof k_files[0]; i++) {
    if (argc > 1 && strcmp(argv[1], k_files[i]) != 0) continue;
    trial t = {.rules = rules, .file = fixture_named(all, count, k_files[i])};
    try_fixture(&t);
    wrong += t.wrong;
  }
  jb_rules_free(rules);
  fixtures_free(all, count);
  return wrong ? 1 : 0;
}
