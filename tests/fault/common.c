#define _DEFAULT_SOURCE
#include "fault/common.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIXTURES_MAX = 256, CORE_MAX = 64 << 20 };

void fault_die(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  exit(1);
}

static bytes read_whole(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f || fseek(f, 0, SEEK_END) != 0) fault_die("%s cannot be read", path);
  long size = ftell(f);
  rewind(f);
  bytes b = {.ptr = malloc((size_t)size + 1), .len = (size_t)size};
  if (!b.ptr || fread(b.ptr, 1, b.len, f) != b.len) fault_die("%s cannot be read", path);
  fclose(f);
  return b;
}

/* pictures, not the program that draws them nor its README */
static int is_picture(const struct dirent *e) {
  static const char *const k_others[] = {".c", ".h", ".md"};
  const char *dot = strrchr(e->d_name, '.');
  if (!dot || e->d_name[0] == '.') return 0;
  for (size_t i = 0; i < sizeof k_others / sizeof k_others[0]; i++) {
    if (strcmp(dot, k_others[i]) == 0) return 0;
  }
  return 1;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const fixture *)a)->name, ((const fixture *)b)->name);
}

fixture *fixtures(size_t *count) {
  fixture *all = calloc(FIXTURES_MAX, sizeof *all);
  DIR *dir = opendir(JB_SOURCE_DIR "/testdata");
  if (!all || !dir) fault_die("testdata/ cannot be read");
  *count = 0;
  for (struct dirent *e; (e = readdir(dir)) && *count < FIXTURES_MAX;) {
    if (!is_picture(e)) continue;
    char path[1024];
    fixture *f = &all[(*count)++];
    snprintf(f->name, sizeof f->name, "%s", e->d_name);
    snprintf(path, sizeof path, "%s/testdata/%s", JB_SOURCE_DIR, e->d_name);
    f->file = read_whole(path);
  }
  closedir(dir);
  if (*count == 0) fault_die("testdata/ holds no picture");
  qsort(all, *count, sizeof *all, by_name);
  return all;
}

void fixtures_free(fixture *all, size_t count) {
  for (size_t i = 0; i < count; i++) bytes_free(all[i].file);
  free(all);
}

const fixture *fixture_named(const fixture *all, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(all[i].name, name) == 0) return &all[i];
  }
  fault_die("testdata/%s is missing", name);
}

jb_rules *fault_rules(void) {
  jb_error err = {0};
  jb_rules *rules = NULL;
  if (jb_rules_load(JB_SOURCE_DIR "/rules", &rules, &err) != JB_OK) {
    fault_die("%s:%u: %s", err.where, err.line, err.what);
  }
  return rules;
}

jb_options fault_options(jb_tier tier) {
  jb_options options = jb_options_default();
  options.tier = tier;
  options.as_of = FAULT_AS_OF;
  return options;
}

jb_inspector *fault_inspector(const jb_rules *rules, const jb_options *options) {
  jb_error err = {0};
  jb_inspector *inspector = NULL;
  if (jb_inspector_new(rules, options, &inspector, &err) != JB_OK) fault_die("%s", err.what);
  return inspector;
}

jb_status fault_inspect(jb_inspector *inspector, const uint8_t *data, size_t size,
                        const char *name, jb_inspection **out) {
  jb_source *source = NULL;
  jb_status status = jb_source_from_memory(data, size, &source);
  if (status == JB_OK) status = jb_inspect(inspector, source, name, out);
  jb_source_free(source);
  return status;
}

jb_buf fault_core(const jb_inspection *in) {
  jb_buf text = jb_buf_new(CORE_MAX);
  jb_json_writer w = jb_json_writer_new(&text, false);
  jb_inspection_write_core(&w, in);
  if (!jb_buf_ok(&text)) fault_die("a core longer than %d bytes", CORE_MAX);
  return text;
}

double fault_cpu_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

uint32_t fault_next(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}
