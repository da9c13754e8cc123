/* Flips every byte of small signed and time-stamped pictures (XOR 0x55) and
 * asks whether the inspection notices: a state or a status that differs, or a
 * finding whose range holds the byte.
 * Prints the figure and each stretch that goes unnoticed, with what the intact
 * file's list of uncovered ranges calls it; fails on one that the list does not
 * hold. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/c2pa_inspect.h"
#include "support/c2pa_write.h"

static bool holds(jb_range r, uint64_t at) { return at >= r.offset && at - r.offset < r.length; }

/* A finding of the inspection names the byte. */
static bool named(const jb_inspection *in, uint64_t at) {
  for (size_t f = 0; f < in->finding_count; f++) {
    const jb_location *l = &in->findings[f]->at;
    for (size_t r = 0; r < l->range_count; r++) {
      if (holds(l->ranges[r], at)) return true;
    }
  }
  return false;
}

/* The kind of uncovered range that holds the byte, or "covered". */
static const char *lies_in(const jb_inspection *in, uint64_t at) {
  for (size_t u = 0; u < in->c2pa.uncovered_count; u++) {
    if (holds(in->c2pa.uncovered[u].range, at)) return in->c2pa.uncovered[u].what;
  }
  return "covered";
}

static bool same(bytes a, bytes b) { return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0; }

/* A stretch of unnoticed bytes of one kind, printed when it ends. */
typedef struct stretch {
  const char *what;
  size_t from, to;
} stretch;

static void end_stretch(stretch *s) {
  if (s->what) printf("  unnoticed: %zu to %zu, %s\n", s->from, s->to, s->what);
  s->what = NULL;
}

static void unnoticed(stretch *s, size_t at, const char *what) {
  if (!s->what || s->to + 1 != at || strcmp(s->what, what) != 0) {
    end_stretch(s);
    *s = (stretch){what, at, at};
  }
  s->to = at;
}

typedef bytes (*mend)(bytes file);
static bytes as_it_is(bytes file) { return file; }
/* Only a store that is still one has a checksum to mend. */
static bytes mend_crc(bytes file) {
  return memcmp(file.ptr + 37, "caBX", 4) == 0 ? png_mend_crc(file) : file;
}

/* Bytes in [from, to) of the file that go unnoticed and are not listed. */
static size_t sweep(const char *name, const pki *p, bytes file, size_t from, size_t to, mend after) {
  size_t silent = 0, unexplained = 0;
  stretch run = {0};
  inspected whole = c2pa_verified(p, copy_of(file));
  bytes pristine = c2pa_digest(whole.in);
  printf("%s: %zu bytes, state %s\n", name, to - from, whole.in->c2pa.state);
  for (size_t at = from; at < to; at++) {
    bytes flipped = patch(copy_of(file), at, (uint8_t)(file.ptr[at] ^ 0x55));
    inspected i = c2pa_verified(p, after(flipped));
    bytes now = c2pa_digest(i.in);
    if (same(pristine, now) && !(named(i.in, at) && !named(whole.in, at))) {
      const char *what = lies_in(whole.in, at);
      unnoticed(&run, at, what);
      silent++;
      unexplained += strcmp(what, "covered") == 0;
    }
    bytes_free(now);
    inspected_free(i);
  }
  end_stretch(&run);
  printf("%s: %zu of %zu bytes change without a word (%.2f %%; c2pa-rs 0.91.3: 64 %%), %zu of them "
         "unexplained\n",
         name, silent, to - from, 100.0 * (double)silent / (double)(to - from), unexplained);
  bytes_free(pristine);
  inspected_free(whole);
  bytes_free(file);
  return unexplained;
}

static c2pa_manifest stamped(pki *p) {
  c2pa_manifest m = c2pa_ai_picture(p);
  m.cose.stamp = &p->world.authority;
  m.cose.stamp_ca = &p->world.time_root;
  m.cose.pad = 256;
  return m;
}

int main(void) {
  pki *p = pki_new();
  c2pa_manifest m = stamped(p);
  bytes file = c2pa_png(p, &m, NULL);
  size_t bad = sweep("PNG", p, copy_of(file), 0, file.len, as_it_is);
  /* who changes a store can correct its checksum too */
  size_t end = c2pa_find(file, "IDAT", 0) - 8;
  bad += sweep("PNG, store with its CRC corrected", p, file, 41, end, mend_crc);
  m = stamped(p);
  file = c2pa_jpeg(p, &m, NULL);
  bad += sweep("JPEG", p, copy_of(file), 0, file.len, as_it_is);
  bytes_free(file);
  pki_free(p);
  return bad ? 1 : 0;
}
