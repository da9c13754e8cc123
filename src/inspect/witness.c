/* The second witness, asking: libexiv2 in a module of its own, on the payload
 * of Exif parts only.  What it says leaves here as a JSON text:
 *
 *   [{"part":1,"key":"Exif.Image.Make","value":"Canon"},
 *    {"part":4,"why":"limit","detail":"exif_guest_max"}, ...]
 *
 * Values carry the reversible escape of jb_escape. */
#define _GNU_SOURCE /* dladdr, secure_getenv */
#include "inspect/witness.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json_write.h"
#include "base/utf8.h"
#include "container/content.h"
#include "container/tiff_parts.h"
#include "io/source.h"
#include "jianbiao/jianbiao.h"
#include "metadata/exiv2_shim.h"
#include "model/model.h"

enum { TEXT_MAX = 1 << 20, VALUES_MAX = 4096 };

/* ---- the module ---- */

static pthread_once_t k_once = PTHREAD_ONCE_INIT;
static jb_exiv2_decode_function *g_decode; /* NULL: not there */
static jb_exiv2_version_function *g_version;

/* The folder of the object that this code is in, without a slash at its end.
 * Of a program only /proc tells it for sure. */
static bool own_folder(char *to, size_t size) {
  static const char here = 0;
  Dl_info info;
  ssize_t n = 0;
  if (!dladdr(&here, &info) || !info.dli_fname) return false;
  if (strstr(info.dli_fname, ".so")) {
    n = snprintf(to, size, "%s", info.dli_fname);
  } else {
    n = readlink("/proc/self/exe", to, size - 1);
    if (n > 0) to[n] = '\0';
  }
  char *slash = n > 0 && (size_t)n < size ? strrchr(to, '/') : NULL;
  if (slash) *slash = '\0';
  return slash != NULL;
}

/* JIANBIAO_MODULES; else beside the library, or in the library folder that goes
 * with the program. */
static bool module_path(char *to, size_t size) {
  static const char *const k_below[] = {"jianbiao", "../lib/jianbiao",
                                        "../" JB_LIBRARY_FOLDER "/jianbiao"};
  char folder[4096];
  const char *named = secure_getenv("JIANBIAO_MODULES");
  if (named && *named) {
    int n = snprintf(to, size, "%s/%s", named, JB_EXIV2_MODULE);
    return n > 0 && (size_t)n < size;
  }
  if (!own_folder(folder, sizeof folder)) return false;
  for (size_t i = 0; i < sizeof k_below / sizeof k_below[0]; i++) {
    int n = snprintf(to, size, "%s/%s/%s", folder, k_below[i], JB_EXIV2_MODULE);
    if (n > 0 && (size_t)n < size && access(to, R_OK) == 0) return true;
  }
  return false;
}

static void load(void) {
  char path[4096];
  if (!module_path(path, sizeof path)) return;
  void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void *entry = module ? dlsym(module, JB_EXIV2_ENTRY) : NULL;
  void *version = module ? dlsym(module, JB_EXIV2_VERSION_ENTRY) : NULL;
  if (entry) memcpy(&g_decode, &entry, sizeof entry); /* ISO C has no cast for it */
  if (version) memcpy(&g_version, &version, sizeof version);
}

const char *jb_witness_version(void) {
  (void)pthread_once(&k_once, load);
  return g_version ? g_version() : NULL;
}

static bool ignore_value(void *user, const char *key, const char *value, size_t length) {
  (void)user;
  (void)key;
  (void)value;
  (void)length;
  return true;
}

void jb_witness_warm_up(void) {
  /* a UserComment in UNICODE makes libexiv2 open its converters now, not in a sandbox */
  static const char k_block[] =
      "II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x1A\0\0\0\0\0\0\0"
      "\x01\0\x86\x92\x07\0\x0A\0\0\0\x2C\0\0\0\0\0\0\0UNICODE\0A";
  (void)pthread_once(&k_once, load);
  if (g_decode) {
    (void)g_decode((const uint8_t *)k_block, sizeof k_block, ignore_value, NULL);
  }
}

/* ---- one part ---- */

typedef struct asking {
  jb_json_writer w;
  uint32_t part;
  size_t count, value_max;
} asking;

static void put_escaped(jb_json_writer *w, const char *key, jb_span raw, size_t max) {
  jb_buf text = jb_buf_new(4 * max + 4);
  (void)jb_escape(&text, jb_span_cut(raw, 0, max));
  jb_json_put_string(w, key, jb_buf_span(&text));
  jb_buf_free(&text);
}

static bool take_value(void *user, const char *key, const char *value, size_t length) {
  asking *a = user;
  if (++a->count > VALUES_MAX) return false;
  jb_json_object(&a->w);
  jb_json_put_uint(&a->w, "part", a->part);
  put_escaped(&a->w, "key", jb_span_str(key), 256);
  put_escaped(&a->w, "value", jb_span_of(value, length), a->value_max);
  jb_json_object_end(&a->w);
  return jb_buf_ok(a->w.out);
}

static void say_not_read(asking *a, jb_why why, const char *detail) {
  jb_json_object(&a->w);
  jb_json_put_uint(&a->w, "part", a->part);
  jb_json_put_text(&a->w, "why", jb_why_name(why));
  jb_json_put_text(&a->w, "detail", detail);
  jb_json_object_end(&a->w);
}

/* Of a TIFF file: from its header to the end of the last directory or value,
 * so that offsets hold and pixels behind them stay out. */
static jb_part block_of(const jb_part *part, jb_range *range) {
  jb_part block = *part;
  if (!jb_span_is(jb_span_from(part->key), JB_TIFF_EXIF_KEY) || part->range_count == 0) return block;
  const jb_range *last = &part->ranges[part->range_count - 1];
  *range = (jb_range){part->envelope.offset, last->offset + last->length - part->envelope.offset};
  block.ranges = range;
  block.range_count = 1;
  return block;
}

static bool is_readable(const jb_part *part) {
  return part->kind == JB_PART_EXIF && part->role == JB_ROLE_PRIMARY && jb_part_length(part) > 0;
}

static void ask(asking *a, jb_source *source, const jb_inspection *in, const jb_part *part) {
  jb_range range;
  jb_part block = block_of(part, &range);
  if (!g_decode) {
    say_not_read(a, JB_WHY_MISSING, JB_EXIV2_MODULE);
    return;
  }
  if (jb_part_length(&block) > in->limits.exif_guest_max) {
    say_not_read(a, JB_WHY_LIMIT, "exif_guest_max");
    return;
  }
  jb_arena *scratch = jb_arena_new((size_t)in->limits.scratch_max);
  if (!scratch) {
    say_not_read(a, JB_WHY_LIMIT, "memory");
    return;
  }
  jb_content content = jb_part_content(source, &block, &in->limits, scratch, NULL);
  jb_span bytes = content.bytes, id = jb_span_of("Exif\0", 6);
  if (jb_span_starts(bytes, id)) bytes = jb_span_cut(bytes, id.len, bytes.len);
  if (!content.complete) {
    say_not_read(a, content.why, content.detail);
  } else if (bytes.len > in->limits.exif_guest_max) {
    say_not_read(a, JB_WHY_LIMIT, "exif_guest_max");
  } else if (g_decode(bytes.ptr, bytes.len, take_value, a) != 0) {
    say_not_read(a, JB_WHY_INPUT, "libexiv2 refused the block");
  } else if (a->count > VALUES_MAX) {
    say_not_read(a, JB_WHY_LIMIT, "values of the witness");
  }
  jb_arena_free(scratch);
}

/* ---- the public calls ---- */

bool jb_inspect_wants_witness(const jb_inspector *inspector, const jb_inspection *parsed) {
  (void)inspector; /* the tier is the inspection's own */
  if (parsed->tier < JB_TIER_FULL) return false;
  for (size_t i = 0; i < parsed->part_count; i++) {
    if (is_readable(parsed->parts[i])) return true;
  }
  return false;
}

jb_status jb_inspect_witness(jb_source *source, const jb_inspection *parsed, char **text,
                             size_t *length) {
  (void)pthread_once(&k_once, load);
  jb_buf out = jb_buf_new(TEXT_MAX);
  asking a = {.w = jb_json_writer_new(&out, false),
              .value_max = (size_t)parsed->limits.property_value_max};
  bool any = false;
  jb_json_list(&a.w);
  for (size_t i = 0; i < parsed->part_count && a.count <= VALUES_MAX; i++) {
    if (!is_readable(parsed->parts[i])) continue;
    any = true;
    a.part = (uint32_t)i;
    ask(&a, source, parsed, parsed->parts[i]);
  }
  jb_json_list_end(&a.w);
  if (any && !jb_buf_ok(&out)) { /* too much to tell: say that, and nothing else */
    jb_buf_reset(&out);
    jb_buf_str(&out, "[{\"part\":0,\"why\":\"limit\",\"detail\":\"values of the witness\"}]");
  }
  jb_buf_char(&out, '\0');
  if (!any || !jb_buf_ok(&out)) {
    jb_buf_free(&out);
    return any ? JB_E_NOMEM : JB_E_LIMIT;
  }
  *text = (char *)out.data; /* malloc'ed: jb_free */
  *length = out.len - 1;
  return JB_OK;
}
