/* Phrases about a result, for people: pieces of the text output, also used by
 * tree and explain.  Everything is appended to `out`. */
#ifndef JB_CLI_SUMMARY_H
#define JB_CLI_SUMMARY_H

#include "cli/format.h"

/* The word for a value of an axis, as the rules give it ("ai_origin",
 * "confirmed"); the value itself when they have none. */
void jb_summary_word(jb_buf *out, const jb_report *r, const char *axis, const char *value);

/* What a rule says when it comes out so, or NULL. */
const char *jb_outcome_text(const jb_report *r, const jb_rule_result *result, const char *as_of);

/* Next steps, joined; returns how many.  A step that needs a command of a
 * later version is left out. */
size_t jb_summary_steps(jb_buf *out, const jb_report *r, const jb_inspection *in, size_t max);

/* What a finding says, and that anyone could have written it when nothing is
 * signed. */
void jb_summary_finding(jb_buf *out, const jb_report *r, const jb_finding *f, size_t columns);

/* Provider code, company number, content number of a GB 45438 label.  False
 * when the finding has none. */
bool jb_summary_provider(jb_buf *out, const jb_report *r, const jb_finding *f, size_t columns);

/* What a code of a trace or problem means; the code when nobody says. */
void jb_summary_code(jb_buf *out, const jb_report *r, const char *code);

/* An AI statement outside the picture itself: where, what, at which offset. */
void jb_summary_elsewhere(jb_buf *out, const jb_report *r, const jb_finding *f);

/* Which part, where, how long. */
void jb_summary_place(jb_buf *out, const jb_report *r, const jb_inspection *in,
                      const jb_finding *f, size_t columns);

/* What was not looked at: the shortfalls, with their reasons, or the rest.
 * False when there is none. */
bool jb_summary_not_checked(jb_buf *out, const jb_report *r, const jb_inspection *in,
                            bool shortfalls, size_t columns);

/* Everything about a rule, a line each. */
void jb_rule_show(jb_buf *out, const jb_rule_info *info, jb_lang lang);

/* The text of a rule in the user's language, or NULL. */
const char *jb_rule_means(const jb_rule_info *info, jb_lang lang);
const char *jb_rule_caveat(const jb_rule_info *info, jb_lang lang);

#endif
