/* Compiles gettext files with symbolic msgids into tables of C.
 *
 *   po2c HEADER TABLE en.po zh_CN.po
 *
 * HEADER gets an enumeration of the ids (verdict.none -> JB_TEXT_VERDICT_NONE;
 * codes of the result, code.*, are looked up by name and get no symbol), TABLE
 * the sorted ids and their texts.  It fails, with file and line, on a
 * text that is missing or empty in one language, an id that the other file
 * does not have or has twice, and placeholders ({1}) that differ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANGUAGES = 2, ENTRIES_MAX = 4096, TEXT_MAX = 4096, LINE_MAX_LENGTH = 8192 };

typedef struct entry {
  char *id;
  char *text[LANGUAGES];
  unsigned line[LANGUAGES];
} entry;

static entry g_entries[ENTRIES_MAX];
static size_t g_count;

typedef struct parser {
  const char *file;
  unsigned line;
  int language;
  int in_text; /* 0: msgid is being collected, 1: msgstr */
  int any;
  char id[TEXT_MAX], text[TEXT_MAX];
} parser;

static void die(const char *file, unsigned line, const char *what, const char *more) {
  (void)fprintf(stderr, "%s:%u: %s%s%s\n", file, line, what, more ? ": " : "", more ? more : "");
  exit(1);
}

static char *copy(const char *s) {
  char *p = malloc(strlen(s) + 1);
  if (!p) exit(1);
  memcpy(p, s, strlen(s) + 1);
  return p;
}

/* The quoted part of a line, escapes undone, appended. */
static void append_quoted(const parser *p, const char *s, char to[TEXT_MAX]) {
  size_t n = strlen(to);
  s = strchr(s, '"');
  if (!s) die(p->file, p->line, "a quoted text is expected", NULL);
  for (s++; *s && *s != '"'; s++) {
    char c = *s;
    if (c == '\\') {
      s++;
      c = *s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
    }
    if (n + 2 > TEXT_MAX) die(p->file, p->line, "text too long", NULL);
    to[n++] = c;
    to[n] = '\0';
  }
  if (*s != '"') die(p->file, p->line, "quote is not closed", NULL);
}

static entry *find(const char *id) {
  for (size_t i = 0; i < g_count; i++) {
    if (strcmp(g_entries[i].id, id) == 0) return &g_entries[i];
  }
  return NULL;
}

static void check_id(const parser *p) {
  for (const char *c = p->id; *c; c++) {
    if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-_", *c)) {
      die(p->file, p->line, "an id has small letters, digits, dots, hyphens only", p->id);
    }
  }
}

static void finish(parser *p) {
  if (!p->any) return;
  p->any = 0;
  if (p->id[0] == '\0') return; /* the header entry */
  check_id(p);
  if (p->text[0] == '\0') die(p->file, p->line, "no translation", p->id);
  entry *e = find(p->id);
  if (!e) {
    if (g_count == ENTRIES_MAX) die(p->file, p->line, "too many entries", NULL);
    e = &g_entries[g_count++];
    e->id = copy(p->id);
  }
  if (e->text[p->language]) die(p->file, p->line, "twice", p->id);
  e->text[p->language] = copy(p->text);
  e->line[p->language] = p->line;
}

static void read_po(const char *file, int language) {
  static parser p;
  static char line[LINE_MAX_LENGTH];
  memset(&p, 0, sizeof p);
  p.file = file;
  p.language = language;
  FILE *f = fopen(file, "rb");
  if (!f) die(file, 0, "cannot be read", NULL);
  while (fgets(line, sizeof line, f)) {
    p.line++;
    if (strncmp(line, "msgid ", 6) == 0) {
      finish(&p);
      p.any = 1;
      p.in_text = 0;
      p.id[0] = p.text[0] = '\0';
      append_quoted(&p, line + 6, p.id);
    } else if (strncmp(line, "msgstr ", 7) == 0) {
      p.in_text = 1;
      append_quoted(&p, line + 7, p.text);
    } else if (line[0] == '"') {
      append_quoted(&p, line, p.in_text ? p.text : p.id);
    } else if (line[0] != '#' && line[0] != '\n') {
      die(file, p.line, "not understood", line);
    }
  }
  finish(&p);
  (void)fclose(f);
}

/* Bit n is set when {n} stands in the text. */
static unsigned placeholders(const char *s) {
  unsigned bits = 0;
  for (; *s; s++) {
    if (s[0] == '{' && s[1] >= '1' && s[1] <= '9' && s[2] == '}') bits |= 1u << (s[1] - '0');
  }
  return bits;
}

static int by_id(const void *a, const void *b) {
  return strcmp(((const entry *)a)->id, ((const entry *)b)->id);
}

static void check_all(char **files) {
  for (size_t i = 0; i < g_count; i++) {
    const entry *e = &g_entries[i];
    for (int l = 0; l < LANGUAGES; l++) {
      if (!e->text[l]) die(files[l], 0, "no translation", e->id);
    }
    if (placeholders(e->text[0]) != placeholders(e->text[1])) {
      die(files[1], e->line[1], "placeholders differ", e->id);
    }
  }
}

static void write_symbol(FILE *out, const char *id) {
  (void)fputs("JB_TEXT_", out);
  for (; *id; id++) {
    (void)fputc(*id >= 'a' && *id <= 'z' ? *id - 32 : *id == '.' || *id == '-' ? '_' : *id, out);
  }
}

static void write_string(FILE *out, const char *s) {
  (void)fputc('"', out);
  for (; *s; s++) {
    unsigned char c = (unsigned char)*s;
    if (c < 0x20 || c > 0x7E || c == '"' || c == '\\' || c == '?') {
      (void)fprintf(out, "\\%03o", c);
    } else {
      (void)fputc(c, out);
    }
  }
  (void)fputc('"', out);
}

static void write_all(const char *header, const char *table) {
  FILE *h = fopen(header, "wb"), *t = fopen(table, "wb");
  if (!h || !t) die(header, 0, "cannot be written", NULL);
  (void)fputs("/* Made by tools/po2c from po/. */\ntypedef enum jb_text_id {\n", h);
  for (size_t i = 0; i < g_count; i++) {
    const entry *e = &g_entries[i];
    if (strncmp(e->id, "code.", 5) != 0) {
      (void)fputs("  ", h);
      write_symbol(h, e->id);
      (void)fprintf(h, " = %zu,\n", i);
    }
    (void)fputs("{", t);
    write_string(t, e->id);
    for (int l = 0; l < LANGUAGES; l++) {
      (void)fputs(", ", t);
      write_string(t, e->text[l]);
    }
    (void)fputs("},\n", t);
  }
  (void)fprintf(h, "  JB_TEXT_COUNT = %zu\n} jb_text_id;\n", g_count);
  if (fclose(h) != 0 || fclose(t) != 0) die(table, 0, "cannot be written", NULL);
}

int main(int argc, char **argv) {
  if (argc != 3 + LANGUAGES) {
    (void)fprintf(stderr, "usage: po2c HEADER TABLE en.po zh_CN.po\n");
    return 2;
  }
  for (int l = 0; l < LANGUAGES; l++) read_po(argv[3 + l], l);
  check_all(argv + 3);
  qsort(g_entries, g_count, sizeof g_entries[0], by_id);
  write_all(argv[1], argv[2]);
  return 0;
}
