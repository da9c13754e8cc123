/* What people read, in both languages, from po/.  The tables are made at
 * build time by tools/po2c, so both languages are always complete, can be used
 * side by side in one process and need no locale of the system.
 *
 * Texts of the shipped rules are not here: they stand beside the rules. */
#ifndef JB_BASE_TEXT_H
#define JB_BASE_TEXT_H

#include "base/buf.h"
#include "base/text_ids.h" /* generated: jb_text_id */

typedef enum jb_lang { JB_LANG_EN, JB_LANG_ZH, JB_LANG_COUNT } jb_lang;

/* Never NULL; static. */
const char *jb_text(jb_lang lang, jb_text_id id);

/* The id as it stands in po/, e.g. "origin.confirmed". */
const char *jb_text_key(jb_text_id id);

/* The id `prefix` + `name`; false when po/ has none.  For words of the result
 * that are data (grades, states). */
bool jb_text_find(const char *prefix, const char *name, jb_text_id *id);

/* The text of prefix + name, or `name` itself when po/ has none.  "" for NULL. */
const char *jb_text_word(jb_lang lang, const char *prefix, const char *name);

/* Append the text with {1}..{9} replaced by args[0].. (NULL counts as ""). */
void jb_text_add_list(jb_buf *out, jb_lang lang, jb_text_id id, size_t count,
                      const char *const *args);
/* jb_text_add(out, lang, JB_TEXT_X, "first", "second") */
#define jb_text_add(out, lang, ...) JB_TEXT_ADD_(out, lang, __VA_ARGS__, NULL)
#define JB_TEXT_ADD_(out, lang, id, ...)                                            \
  jb_text_add_list((out), (lang), (id),                                             \
                   sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), \
                   (const char *const[]){__VA_ARGS__})

/* The language that a value such as "zh_CN.UTF-8", "zh" or "en" asks for;
 * false when it says nothing ("", NULL, "C"). */
bool jb_lang_parse(const char *value, jb_lang *lang);

#endif
