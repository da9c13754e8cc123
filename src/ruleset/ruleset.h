/* Everything under rules/ as tables.  Loaded once, immutable, shared.
 *
 * A file's root element says what it holds; loaders.def names its loader, so
 * a new kind of rule file is one file and one line.
 */
#ifndef JB_RULESET_RULESET_H
#define JB_RULESET_RULESET_H

#include "base/arena.h"
#include "base/span.h"
#include "ruleset/patterns.h"
#include "jianbiao/jianbiao.h"

typedef struct jb_mark_table jb_mark_table;       /* ruleset/marks_table.h */
typedef struct jb_clause_table jb_clause_table;   /* ruleset/clause_table.h */
typedef struct jb_verdict_table jb_verdict_table; /* ruleset/verdict_table.h */
typedef struct jb_glossary jb_glossary;           /* ruleset/verdict_table.h */
typedef struct jb_trust_table jb_trust_table;     /* ruleset/trust_table.h */

typedef struct jb_rule_file {
  const char *name; /* relative to the directory, "label/cn.xml" */
  const char *kind; /* root element */
} jb_rule_file;

/* Takes one error of a rule file. */
typedef void jb_rule_error(void *user, const jb_error *error);

struct jb_rules {
  jb_arena *arena;
  jb_rule_error *on_error; /* NULL: the first error ends the loading */
  void *on_error_user;
  size_t error_count;
  char digest[65];
  jb_rule_file *files;
  size_t file_count, file_capacity;
  jb_mark_table *marks;       /* NULL when no file holds marks */
  jb_clause_table *clauses;   /* NULL when no file holds label rules */
  jb_verdict_table *verdict;  /* NULL when no file holds a verdict */
  jb_glossary *glossary;      /* NULL when no file holds terms */
  jb_trust_table *trust;      /* NULL when no file holds anchors or a denylist */
  jb_patterns patterns;
  void *image; /* memory of a precompiled set instead of the arena, or NULL */
};

/* A loader's way to fail over one element: `return jb_rules_fail(...)` after
 * jb_error_set, or go on with the next element when it gives JB_OK, which it
 * does while errors are collected (`rules check` lists all of them). */
jb_status jb_rules_fail(jb_rules *rules, const jb_error *err);

/* jb_rules_load with every JB_E_RULES error told to `on_error` instead of
 * ending at the first; the caller looks at error_count. */
JB_NODISCARD jb_status jb_rules_load_with(const char *directory, jb_rule_error *on_error,
                                          void *user, jb_rules **out, jb_error *err);

/* jb_rules_load by parsing, with everything in `arena`, which belongs to the
 * rules from here on. */
JB_NODISCARD jb_status jb_rules_load_into(const char *directory, jb_arena *arena, jb_rules **out,
                                          jb_error *err);

/* Rules of one file in memory, called `name` in errors; no digest. */
JB_NODISCARD jb_status jb_rules_load_memory(const char *name, jb_span bytes, jb_rules **out,
                                            jb_error *err);

#endif
