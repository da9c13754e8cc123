/* Registry of formats and what all walkers share. */
#include "container/container.h"

#include "base/ascii.h"
#include "base/reader.h"

#define JB_CONTAINER(format) extern const jb_container_format format;
#include "container/list.def"
#undef JB_CONTAINER

static const jb_container_format *const k_formats[] = {
#define JB_CONTAINER(format) &format,
#include "container/list.def"
#undef JB_CONTAINER
    NULL};

const jb_container_format *const *jb_container_formats(size_t *count) {
  *count = sizeof k_formats / sizeof k_formats[0] - 1;
  return k_formats;
}

const jb_container_format *jb_container_identify(jb_span head) {
  for (size_t i = 0; k_formats[i]; i++) {
    if (k_formats[i]->sniff(head)) return k_formats[i];
  }
  return NULL;
}

jb_span jb_walk_peek(const jb_walk *walk, uint64_t offset, size_t n) {
  if (offset >= walk->end) return (jb_span){NULL, 0};
  if (n > walk->end - offset) n = (size_t)(walk->end - offset);
  return jb_source_peek(walk->source, offset, n);
}

jb_span jb_walk_ahead(const jb_walk *walk, uint64_t offset) {
  bool resident = jb_source_resident(walk->source).ptr != NULL;
  return jb_walk_peek(walk, offset, resident ? SIZE_MAX : JB_PEEK_MAX / 2);
}

size_t jb_walk_copy(const jb_walk *walk, uint64_t offset, void *to, size_t n) {
  jb_span s = jb_walk_peek(walk, offset, n);
  if (s.len) memcpy(to, s.ptr, s.len);
  return s.len;
}

uint64_t jb_walk_find(const jb_walk *walk, uint64_t from, uint64_t to, uint8_t value,
                      bool equal) {
  while (from < to) {
    jb_span s = jb_walk_ahead(walk, from);
    if (s.len > to - from) s = jb_span_cut(s, 0, (size_t)(to - from));
    if (s.len == 0) return to;
    size_t i = 0;
    if (equal) {
      const uint8_t *hit = memchr(s.ptr, value, s.len);
      i = hit ? (size_t)(hit - s.ptr) : s.len;
    } else {
      while (i < s.len && s.ptr[i] == value) i++;
    }
    from += i;
    if (i < s.len) return from;
  }
  return to;
}

bool jb_jumbf_type(jb_span head, char type[5]) {
  jb_reader r = jb_reader_new(head, 0);
  uint32_t lbox = jb_read_u32be(&r);
  bool super = jb_span_is(jb_read_span(&r, 4), "jumb");
  if (lbox == 1) jb_reader_skip(&r, 8);
  jb_reader_skip(&r, 4);
  bool description = jb_span_is(jb_read_span(&r, 4), "jumd");
  jb_span uuid = jb_read_span(&r, 16);
  if (!jb_reader_ok(&r) || !super || !description) return false;
  memcpy(type, uuid.ptr, 4);
  type[4] = '\0';
  return true;
}

jb_part *jb_walk_add_part(jb_walk *walk, jb_part_kind kind, const char *name, uint64_t offset,
                          uint64_t length, jb_range envelope) {
  jb_part *part = jb_add_part(walk->in, kind, walk->role, name);
  if (!part) return NULL;
  part->parent = walk->parent;
  part->envelope = envelope;
  jb_part_add_range(walk->in, part, offset, length);
  return part;
}

bool jb_walk_add_range(jb_walk *walk, jb_part *part, uint64_t offset, uint64_t length) {
  if (part->range_count >= JB_RANGES_MAX) {
    jb_add_not_checked(walk->in, "structure", JB_WHY_LIMIT, "ranges of one part");
    return false;
  }
  jb_part_add_range(walk->in, part, offset, length);
  return true;
}

void jb_walk_damaged(jb_walk *walk, jb_part *part, const char *code, uint64_t offset,
                     const char *detail) {
  jb_add_problem(walk->in, part, code, offset, detail ? "%s" : NULL, detail);
  if (walk->role == JB_ROLE_PRIMARY) {
    jb_add_not_checked(walk->in, "structure", JB_WHY_INPUT, code);
  }
}

static size_t embedded_count(const jb_inspection *in) {
  size_t n = 0;
  for (size_t i = 0; i < in->part_count; i++) n += in->parts[i]->kind == JB_PART_EMBEDDED;
  return n;
}

jb_part *jb_walk_embedded(jb_walk *outer, uint64_t offset, uint64_t length, jb_part_role role,
                          const char *name) {
  if (offset > outer->end || length > outer->end - offset) return NULL;
  if (outer->depth + 1 > outer->in->limits.nesting_max ||
      embedded_count(outer->in) >= outer->in->limits.embedded_max) {
    jb_add_not_checked(outer->in, "structure", JB_WHY_LIMIT, "embedded_max");
    return NULL;
  }
  jb_walk plain = *outer;
  plain.role = role;
  jb_part *part = jb_walk_add_part(&plain, JB_PART_EMBEDDED, name, offset, length,
                                   (jb_range){offset, length});
  if (!part) return NULL;
  jb_walk inner = *outer;
  inner.role = role;
  inner.parent = part->id;
  inner.start = offset;
  inner.end = offset + length;
  inner.depth = outer->depth + 1;
  const jb_container_format *format =
      jb_container_identify(jb_walk_peek(&inner, offset, JB_SNIFF_MAX));
  if (format && format->walk) {
    jb_part_set_key(outer->in, part, jb_span_str(format->name));
    format->walk(&inner);
  }
  return part;
}

jb_walk jb_walk_from_part(jb_source *source, jb_inspection *in, const jb_part *part) {
  jb_walk walk = {.source = source,
                  .in = in,
                  .role = part->role,
                  .parent = part->parent,
                  .end = jb_source_size(source)};
  for (uint32_t p = part->parent; p != JB_NO_PART; p = in->parts[p]->parent) walk.depth++;
  return walk;
}

/* What follows the last dot of the name; empty when there is none. */
static jb_span extension_of(const char *name) {
  const char *dot = name ? strrchr(name, '.') : NULL;
  return jb_span_str(dot && !strchr(dot, '/') ? dot + 1 : "");
}

static bool is_listed(const char *list, jb_span wanted) {
  while (*list) {
    size_t n = strcspn(list, " ");
    if (jb_span_equal_nocase(jb_span_of(list, n), wanted)) return true;
    list += n;
    list += strspn(list, " ");
  }
  return false;
}

/* Does the name's extension stand in the format's list? */
static jb_answer extension_answer(const char *name, const jb_container_format *format) {
  jb_span wanted = extension_of(name);
  if (wanted.len == 0) return JB_UNKNOWN;
  return is_listed(format->extensions, wanted) ? JB_PRESENT : JB_ABSENT;
}

bool jb_container_is_media(const char *media_type) {
  static const char *const k_kinds[] = {"image/", "video/", "audio/", "application/pdf",
                                        "application/postscript"};
  for (size_t i = 0; media_type && i < sizeof k_kinds / sizeof k_kinds[0]; i++) {
    if (jb_span_starts(jb_span_str(media_type), jb_span_str(k_kinds[i]))) return true;
  }
  return false;
}

bool jb_container_promised(const char *name) {
  /* of formats that no sniffer knows */
  static const char k_more[] = "tga pcx rm rmvb ra ape wv caf dsf mts m4r dv divx mxf 3gpp";
  /* more often program text, shell output or notes than what the format's list means */
  static const char k_ambiguous[] = "ts ps pic mid hdr";
  jb_span wanted = extension_of(name);
  if (wanted.len == 0 || is_listed(k_ambiguous, wanted)) return false;
  for (size_t i = 0; k_formats[i]; i++) {
    if (jb_container_is_media(k_formats[i]->media_type) &&
        is_listed(k_formats[i]->extensions, wanted)) {
      return true;
    }
  }
  return is_listed(k_more, wanted);
}

void jb_container_walk(jb_source *source, jb_inspection *in, const char *name) {
  jb_walk walk = {.source = source,
                  .in = in,
                  .role = JB_ROLE_PRIMARY,
                  .parent = JB_NO_PART,
                  .end = jb_source_size(source)};
  jb_span head = jb_source_peek(source, 0, JB_SNIFF_MAX);
  const jb_container_format *format = jb_container_identify(head);
  in->file.size = jb_source_size(source);
  if (!format) {
    bool empty = in->file.size == 0;
    bool promised = jb_container_promised(name);
    in->file.supported = promised || jb_source_broken(source) ? JB_UNKNOWN : JB_ABSENT;
    jb_add_not_checked(in, "format", JB_WHY_INPUT,
                       empty ? "file.empty" : promised ? "file.damaged" : "format.unknown");
    return;
  }
  in->file.format = format->name;
  in->file.media_type = format->media_type;
  in->file.supported = format->supported ? JB_PRESENT : JB_ABSENT;
  in->file.extension_matches = extension_answer(name, format);
  if (!format->walk) {
    jb_add_not_checked(in, "format", JB_WHY_INPUT, "format.unsupported");
    return;
  }
  format->walk(&walk);
  if (jb_source_broken(source)) jb_add_not_checked(in, "read", JB_WHY_INPUT, "file.read-error");
}
