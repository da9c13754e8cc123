/* jianbiao - AI-content label inspector.  SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking into loaded rules: what there is, what it says to people, where it
 * comes from; and running the examples that rule authors write beside them.
 *
 * jb_rules is immutable: everything here may be called from any thread, and
 * every text lives as long as the jb_rules it came from.
 */
#ifndef JIANBIAO_RULES_H
#define JIANBIAO_RULES_H

#include "jianbiao/jianbiao.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One rule, whatever its kind.  Texts are UTF-8; NULL where a kind of rule has
 * no such text. */
typedef struct jb_rule_info {
  const char *id;       /* "mark.comfyui.prompt", "cn.measures.10" */
  const char *kind;     /* "mark", "clause", "verdict", "step", "term" */
  const char *file;     /* relative to the rule directory */
  unsigned line;        /* of the element in that file, 1-based */
  const char *basis;    /* "primary" or "secondary" */
  const char *source;   /* where the fact or the clause can be looked up */
  const char *verified; /* "YYYY-MM-DD": when the source was last compared */
  const char *means_zh, *means_en;   /* what it means when the rule speaks */
  const char *caveat_zh, *caveat_en; /* and what it does not mean */
  /* clauses only */
  const char *instrument; /* id of the law or standard */
  const char *clause;
  const char *from, *to;  /* "YYYY-MM-DD": first and last day in force; to NULL: open */
  const char *level;      /* what a violation comes out as: "violated", "notice" */
  /* terms only: the word as people read it */
  const char *word_zh, *word_en;
} jb_rule_info;

/* Called for each rule; false stops the walk. */
typedef bool jb_rule_visitor(void *user, const jb_rule_info *info);

/* Every rule, by kind and then in the order of files. */
JB_API void jb_rules_list(const jb_rules *rules, jb_rule_visitor *visit, void *user);

/* The rule with that id (also the `code` of a mark's finding).  False when
 * there is none; *out is untouched then. */
JB_API bool jb_rules_find(const jb_rules *rules, const char *id, jb_rule_info *out);

/* What the rule says to people when it comes out so: outcome is "satisfied",
 * "violated", "notice", "undetermined" or "not_applicable" for a clause, "" for
 * a row of the verdict, a next step or a term ("ai_origin.confirmed" too); a value for the id of an axis
 * ("ai_origin", "confirmed").  lang is "zh" or "en".  `as_of` picks the version
 * of a clause; NULL: the latest.  NULL when there is no such text. */
JB_API const char *jb_rules_text(const jb_rules *rules, const char *id, const char *outcome,
                                 const char *lang, const char *as_of);

/* The word for a value of an axis: ("ai_origin", "confirmed", "zh") is 确证….
 * NULL when there is none. */
JB_API const char *jb_rules_word(const jb_rules *rules, const char *axis, const char *value,
                                 const char *lang);

/* A sentence that the program owes its reader: "absence", "unsigned", "signed",
 * "intent".  NULL when there is none. */
JB_API const char *jb_rules_sentence(const jb_rules *rules, const char *id, const char *lang);

/* A law or standard. */
typedef struct jb_instrument_info {
  const char *id, *jurisdiction;
  const char *title_zh, *title_en;
  const char *issued;    /* NULL: not known */
  const char *from, *to; /* first and last day in force; to NULL: open */
  const char *source, *url; /* url may be NULL */
  const char *basis, *verified;
  const char *file;
  unsigned line;
} jb_instrument_info;

/* False when there is none; *out is untouched then. */
JB_API bool jb_rules_instrument(const jb_rules *rules, const char *id, jb_instrument_info *out);
JB_API bool jb_rules_instrument_at(const jb_rules *rules, size_t index, jb_instrument_info *out);

/* ---- checking what somebody wrote ---- */

/* Told each mistake: file in `where`, line, one sentence. */
typedef void jb_rule_error_visitor(void *user, const jb_error *error);

/* Load `directory` and look for everything that would make a rule silently
 * wrong: the schema (file `schema`, RELAX NG; NULL: ruleset.rng of the
 * directory, if it is there), names that no facts have, absence without
 * `requires`, numbers under not(), expressions that do not compile or do not
 * give what their place asks for.  *errors (may be NULL) counts the mistakes.
 * Statuses: OK (also with mistakes), IO, NOMEM. */
JB_API JB_NODISCARD jb_status jb_rules_check(const char *directory, const char *schema,
                                             jb_rule_error_visitor *visit, void *user,
                                             size_t *errors);

/* One example of a rule and how it came out. */
typedef struct jb_rule_test {
  const char *rule;   /* id */
  const char *file;
  unsigned line;      /* of the example */
  bool passed;
  const char *detail; /* NULL, or what was found instead; valid during the call */
} jb_rule_test;

typedef void jb_rule_test_visitor(void *user, const jb_rule_test *test);

/* Run every <example> of every rule.  *failed (may be NULL) counts those that
 * came out wrong, rules without a single positive example included.
 * Statuses: OK (also when examples failed), NOMEM. */
JB_API JB_NODISCARD jb_status jb_rules_test(const jb_rules *rules, jb_rule_test_visitor *visit,
                                            void *user, size_t *failed);

#ifdef __cplusplus
}
#endif
#endif
