/* Everything under rules/ as tables.  Loaded once, immutable, shared.
 *
 * A file's root element says what it holds; loaders.def names its loader, so
 * a new kind of rule file is one file and one line.
 */
#ifndef JB_RULESET_RULESET_H
#define JB_RULESET_RULESET_H

#include "base/arena.h"
#include "base/span.h"
#include "jianbiao/jianbiao.h"

typedef struct jb_mark_table jb_mark_table;       /* ruleset/marks_table.h */
typedef struct jb_clause_table jb_clause_table;   /* ruleset/clause_table.h */
typedef struct jb_verdict_table jb_verdict_table; /* ruleset/verdict_table.h */

typedef struct jb_rule_file {
  const char *name; /* relative to the directory, "label/cn.xml" */
  const char *kind; /* root element */
} jb_rule_file;

struct jb_rules {
  jb_arena *arena;
  char digest[65];
  jb_rule_file *files;
  size_t file_count, file_capacity;
  jb_mark_table *marks;       /* NULL when no file holds marks */
  jb_clause_table *clauses;   /* NULL when no file holds label rules */
  jb_verdict_table *verdict;  /* NULL when no file holds a verdict */
};

#endif
