/* jb_rules_load: find the files, digest them, hand each to its loader. */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/codec.h"
#include "io/digest.h"
#include "jianbiao/rules.h"
#include "ruleset/image.h"
#include "ruleset/ruleset.h"
#include "ruleset/xml.h"

enum { FILE_MAX = 8 * 1024 * 1024, FILES_MAX = 512, PATH_ROOM = 4096 };

typedef jb_status loader(jb_rules *rules, const char *file, xmlNode *root, jb_error *err);
typedef jb_status finisher(jb_rules *rules, jb_error *err);
typedef bool lister(const jb_rules *rules, jb_rule_visitor *visit, void *user);

static const struct {
  const char *root;
  loader *load;
  finisher *finish;
  lister *list;
} k_loaders[] = {
#define JB_RULE_LOADER(root, load, finish, list) {root, load, finish, list},
#include "ruleset/loaders.def"
#undef JB_RULE_LOADER
    {NULL, NULL, NULL, NULL}};

jb_status jb_rules_fail(jb_rules *rules, const jb_error *err) {
  rules->error_count++;
  if (!rules->on_error || err->status != JB_E_RULES) return err->status;
  rules->on_error(rules->on_error_user, err);
  return JB_OK;
}

typedef struct names {
  char *items[FILES_MAX];
  size_t count;
} names;

static void names_free(names *n) {
  for (size_t i = 0; i < n->count; i++) free(n->items[i]);
}

static bool ends_with_xml(const char *name) {
  size_t n = strlen(name);
  return n > 4 && strcmp(name + n - 4, ".xml") == 0;
}

/* Every *.xml below root/prefix, at most two folders deep.  The folder
 * "examples" holds tests of rules, no rules. */
static jb_status collect(const char *root, const char *prefix, unsigned depth, names *out,
                         jb_error *err) {
  char path[PATH_ROOM];
  (void)snprintf(path, sizeof path, "%s/%s", root, prefix);
  DIR *dir = opendir(path);
  if (!dir) return jb_error_set(err, JB_E_IO, path, 0, "%s", strerror(errno));
  jb_status status = JB_OK;
  for (struct dirent *e; status == JB_OK && (e = readdir(dir));) {
    if (e->d_name[0] == '.') continue;
    char relative[PATH_ROOM], full[2 * PATH_ROOM];
    (void)snprintf(relative, sizeof relative, "%s%s%s", prefix, *prefix ? "/" : "", e->d_name);
    (void)snprintf(full, sizeof full, "%s/%s", root, relative);
    struct stat st;
    if (stat(full, &st) != 0) continue;
    if (S_ISDIR(st.st_mode) && depth > 0 && strcmp(e->d_name, "examples") != 0) {
      status = collect(root, relative, depth - 1, out, err);
    } else if (S_ISREG(st.st_mode) && ends_with_xml(e->d_name)) {
      if (out->count == FILES_MAX) {
        status = jb_error_set(err, JB_E_RULES, root, 0, "more than %d rule files", FILES_MAX);
      } else if (!(out->items[out->count++] = strdup(relative))) {
        out->count--;
        status = jb_error_set(err, JB_E_NOMEM, root, 0, "out of memory");
      }
    }
  }
  closedir(dir);
  return status;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static jb_status read_file(const char *path, jb_buf *out, jb_error *err) {
  FILE *f = fopen(path, "rbe");
  if (!f) return jb_error_set(err, JB_E_IO, path, 0, "%s", strerror(errno));
  uint8_t block[8192];
  for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) jb_buf_add(out, jb_span_of(block, n));
  bool bad = ferror(f) != 0;
  fclose(f);
  if (bad) return jb_error_set(err, JB_E_IO, path, 0, "could not be read");
  if (!jb_buf_ok(out)) return jb_error_set(err, JB_E_RULES, path, 0, "larger than 8 MiB");
  return JB_OK;
}

static void first_error(void *user, xmlErrorPtr e) {
  jb_error *keep = user;
  if (keep->status != JB_OK) return;
  char text[400];
  (void)snprintf(text, sizeof text, "%s", e->message ? e->message : "not well-formed XML");
  text[strcspn(text, "\r\n")] = '\0';
  (void)jb_error_set(keep, JB_E_RULES, "", e->line > 0 ? (unsigned)e->line : 0, "%s", text);
}

static jb_status load_document(jb_rules *rules, const char *file, jb_span bytes, jb_error *err) {
  jb_error first = {.status = JB_OK};
  xmlParserCtxt *ctxt = xmlNewParserCtxt();
  if (!ctxt) return jb_error_set(err, JB_E_NOMEM, file, 0, "out of memory");
  xmlSetStructuredErrorFunc(&first, first_error);
  xmlDoc *doc = xmlCtxtReadMemory(ctxt, (const char *)bytes.ptr, (int)bytes.len, NULL, "UTF-8",
                                  XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOBLANKS);
  xmlSetStructuredErrorFunc(NULL, NULL);
  bool has_dtd = doc && (doc->intSubset || doc->extSubset);
  xmlFreeParserCtxt(ctxt);
  xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
  jb_status status = JB_OK;
  if (!root) {
    status = jb_error_set(err, JB_E_RULES, file, first.line, "%s",
                          first.what[0] ? first.what : "not well-formed XML");
  } else if (has_dtd) {
    status = jb_error_set(err, JB_E_RULES, file, 1, "a DOCTYPE is not allowed");
  } else {
    status = jb_error_set(err, JB_E_RULES, file, jb_xml_line(root), "unknown root element <%s>",
                          (const char *)root->name);
    for (size_t i = 0; k_loaders[i].root; i++) {
      if (!jb_xml_is(root, k_loaders[i].root)) continue;
      jb_rule_file *more = jb_arena_grow(rules->arena, rules->files, rules->file_count,
                                         &rules->file_capacity, sizeof *more);
      if (!more) {
        status = jb_error_set(err, JB_E_NOMEM, file, 0, "out of memory");
        break;
      }
      rules->files = more;
      const char *own = jb_arena_string(rules->arena, jb_span_str(file));
      rules->files[rules->file_count++] = (jb_rule_file){own, k_loaders[i].root};
      status = k_loaders[i].load(rules, own, root, err);
      break;
    }
  }
  xmlFreeDoc(doc);
  return status;
}

static jb_rules *rules_new(jb_arena *arena, jb_rule_error *on_error, void *user) {
  jb_rules *rules = calloc(1, sizeof *rules);
  if (!rules) return NULL;
  rules->arena = arena ? arena : jb_arena_new(64u << 20);
  rules->on_error = on_error;
  rules->on_error_user = user;
  if (rules->arena) return rules;
  free(rules);
  return NULL;
}

/* References between files. */
static jb_status finish(jb_rules *rules, jb_error *err) {
  jb_status status = JB_OK;
  for (size_t i = 0; status == JB_OK && k_loaders[i].root; i++) {
    status = k_loaders[i].finish(rules, err);
    if (status != JB_OK) status = jb_rules_fail(rules, err);
  }
  return status;
}

/* The files of a directory, read once: their digest decides whether the
 * precompiled set beside the directory is theirs. */
typedef struct rule_files {
  names list;
  jb_buf bytes[FILES_MAX];
  char digest[65];
} rule_files;

static void rule_files_free(rule_files *f) {
  if (!f) return;
  for (size_t i = 0; i < f->list.count; i++) jb_buf_free(&f->bytes[i]);
  names_free(&f->list);
  free(f);
}

static jb_status read_files(const char *directory, rule_files *f, jb_error *err) {
  jb_status status = collect(directory, "", 2, &f->list, err);
  qsort(f->list.items, f->list.count, sizeof f->list.items[0], by_name);
  if (status == JB_OK && f->list.count == 0) {
    return jb_error_set(err, JB_E_RULES, directory, 0, "holds no rule file (*.xml)");
  }
  jb_digest *digest = jb_digest_new(JB_SHA256);
  if (!digest) return jb_error_set(err, JB_E_NOMEM, directory, 0, "out of memory");
  for (size_t i = 0; status == JB_OK && i < f->list.count; i++) {
    char path[2 * PATH_ROOM], length[32];
    const char *name = f->list.items[i];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    f->bytes[i] = jb_buf_new(FILE_MAX);
    status = read_file(path, &f->bytes[i], err);
    /* name, NUL, length, NUL, bytes: no two sets of files digest alike */
    int n = snprintf(length, sizeof length, "%zu", f->bytes[i].len);
    jb_digest_add(digest, jb_span_of(name, strlen(name) + 1));
    jb_digest_add(digest, jb_span_of(length, (size_t)n + 1));
    jb_digest_add(digest, jb_buf_span(&f->bytes[i]));
  }
  uint8_t sum[JB_HASH_MAX];
  if (!jb_digest_finish(digest, sum) && status == JB_OK) {
    status = jb_error_set(err, JB_E_INTERNAL, directory, 0, "SHA-256 failed");
  }
  if (status == JB_OK) jb_hex_string(f->digest, jb_span_of(sum, 32));
  return status;
}

static jb_status parse_files(jb_rules *rules, const rule_files *f, jb_error *err) {
  jb_status status = JB_OK;
  for (size_t i = 0; status == JB_OK && i < f->list.count; i++) {
    status = load_document(rules, f->list.items[i], jb_buf_span(&f->bytes[i]), err);
    if (status != JB_OK) status = jb_rules_fail(rules, err);
  }
  if (status == JB_OK) status = finish(rules, err);
  memcpy(rules->digest, f->digest, sizeof rules->digest);
  return status;
}

/* A directory is what photos are judged by: without the rows of the four axes
 * every answer would be "undetermined", and nobody would know why.  A <verdict>
 * that is there has been held to its axes by its own loader.  A file that could
 * not be read may have been the one, so it alone is told. */
static jb_status require_verdict(jb_rules *rules, const char *directory, jb_error *err) {
  if (rules->verdict || rules->error_count > 0) return JB_OK;
  jb_status status = jb_error_set(err, JB_E_RULES, directory, 0,
                                  "no file holds a <verdict> (verdict.xml): nothing can be judged");
  return rules->on_error ? jb_rules_fail(rules, err) : status;
}

/* `arena` NULL: one of its own. */
static jb_status load_directory(const char *directory, jb_arena *arena, bool may_use_image,
                                jb_rule_error *on_error, void *user, jb_rules **out,
                                jb_error *err) {
  jb_error own = {.status = JB_OK};
  if (!err) err = &own;
  rule_files *files = calloc(1, sizeof *files);
  jb_rules *rules = rules_new(arena, on_error, user);
  jb_status status = files && rules ? read_files(directory, files, err)
                                    : jb_error_set(err, JB_E_NOMEM, directory, 0, "out of memory");
  if (status == JB_OK && !(may_use_image && jb_image_read(directory, files->digest, rules))) {
    status = parse_files(rules, files, err);
    if (status == JB_OK) status = require_verdict(rules, directory, err);
  }
  rule_files_free(files);
  if (status == JB_OK) {
    *out = rules;
  } else {
    jb_rules_free(rules);
  }
  return status;
}

jb_status jb_rules_load_with(const char *directory, jb_rule_error *on_error, void *user,
                             jb_rules **out, jb_error *err) {
  return load_directory(directory, NULL, false, on_error, user, out, err);
}

jb_status jb_rules_load_into(const char *directory, jb_arena *arena, jb_rules **out,
                             jb_error *err) {
  return load_directory(directory, arena, false, NULL, NULL, out, err);
}

jb_status jb_rules_load(const char *directory, jb_rules **out, jb_error *err) {
  return load_directory(directory, NULL, true, NULL, NULL, out, err);
}

jb_status jb_rules_load_memory(const char *name, jb_span bytes, jb_rules **out, jb_error *err) {
  jb_error own = {.status = JB_OK};
  if (!err) err = &own;
  jb_rules *rules = rules_new(NULL, NULL, NULL);
  if (!rules) return jb_error_set(err, JB_E_NOMEM, name, 0, "out of memory");
  jb_status status = bytes.len > FILE_MAX
                         ? jb_error_set(err, JB_E_RULES, name, 0, "larger than 8 MiB")
                         : load_document(rules, name, bytes, err);
  if (status == JB_OK) status = finish(rules, err);
  if (status == JB_OK) {
    *out = rules;
  } else {
    jb_rules_free(rules);
  }
  return status;
}

void jb_rules_free(jb_rules *rules) {
  if (!rules) return;
  jb_arena_free(rules->arena);
  jb_patterns_free(&rules->patterns);
  free(rules->image);
  free(rules);
}

void jb_rules_list(const jb_rules *rules, jb_rule_visitor *visit, void *user) {
  for (size_t i = 0; k_loaders[i].root; i++) {
    if (!k_loaders[i].list(rules, visit, user)) return;
  }
}

typedef struct wanted {
  const char *id;
  jb_rule_info *out;
  bool found;
} wanted;

static bool is_wanted(void *user, const jb_rule_info *info) {
  wanted *w = user;
  if (strcmp(info->id, w->id) != 0) return true;
  *w->out = *info;
  w->found = true;
  return false;
}

bool jb_rules_find(const jb_rules *rules, const char *id, jb_rule_info *out) {
  wanted w = {.id = id, .out = out};
  jb_rules_list(rules, is_wanted, &w);
  return w.found;
}

const char *jb_rules_digest(const jb_rules *rules) { return rules->digest; }
