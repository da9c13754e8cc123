/* jianbiao - AI-content label inspector.  SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read a file, find every label that says "AI made or changed this", judge it
 * by rules in force on a date.
 *
 *   jb_rules_load  ->  jb_inspector_new  ->  jb_inspect  ->  jb_inspection
 *
 * jb_rules is immutable and may be shared by threads; make one jb_inspector
 * per thread.  The library never forks, prints, writes a file or reaches a
 * network.
 */
#ifndef JIANBIAO_JIANBIAO_H
#define JIANBIAO_JIANBIAO_H

#include "jianbiao/limits.h"
#include "jianbiao/model.h"
#include "jianbiao/source.h"
#include "jianbiao/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0".  Static. */
JB_API const char *jb_version(void);

/* The libraries that do the work, one after the other: name and version of
 * number `i`.  *version is NULL when the library is missing here (a module
 * that could not be loaded).  NULL after the last.  Static. */
JB_API const char *jb_component(size_t i, const char **version);

/* ---- rules ---- */

typedef struct jb_rules jb_rules;

/* Load every *.xml below `directory`: marks, label rules, verdict.  The verdict
 * with its four axes must be among them.
 * JB_E_RULES with file and line in *err when one is wrong; JB_E_IO when the
 * directory cannot be read.  Free with jb_rules_free. */
JB_API JB_NODISCARD jb_status jb_rules_load(const char *directory, jb_rules **out, jb_error *err);
JB_API void jb_rules_free(jb_rules *rules); /* NULL is allowed */

/* Write <directory>.image: the same rules, ready to use, so that loading them
 * need not parse XML.  jb_rules_load takes it only when it was made by this
 * very build (of the library, or of the program that carries it) from files with the very bytes that the directory
 * holds; otherwise it parses, and nothing is different but the time.
 * Statuses: OK, RULES, IO, NOMEM, INTERNAL (a table that cannot be moved). */
JB_API JB_NODISCARD jb_status jb_rules_precompile(const char *directory, const char *image,
                                                  jb_error *err);

/* SHA-256 (64 hex digits) over names and bytes of the files loaded. */
JB_API const char *jb_rules_digest(const jb_rules *rules);

/* ---- trust: whose C2PA credentials count ---- */

typedef struct jb_trust jb_trust;

typedef enum jb_trust_use { JB_TRUST_SIGNERS, JB_TRUST_TIME_STAMPERS } jb_trust_use;

/* Strongest first; what a result says of a credential names the list's origin. */
typedef enum jb_trust_origin {
  JB_TRUST_OFFICIAL,
  JB_TRUST_INTERIM,
  JB_TRUST_IMPORTED,
  JB_TRUST_USER
} jb_trust_origin;

/* Free with jb_trust_free.  Statuses: OK, NOMEM. */
JB_API JB_NODISCARD jb_status jb_trust_new(jb_trust **out);
JB_API void jb_trust_free(jb_trust *trust); /* NULL is allowed */

/* Add the lists that stand in the rules (rules/trust): official and interim
 * ones, and the denylist.  The rules must outlive `trust`. */
JB_API JB_NODISCARD jb_status jb_trust_add_shipped(jb_trust *trust, const jb_rules *rules,
                                                   jb_error *err);

/* Add every certificate of a PEM text: CAs as anchors, leaves as allowed
 * leaves.  `list` names it in results.  JB_E_RULES when it holds none or one
 * cannot be read.  Not while inspectors use it. */
JB_API JB_NODISCARD jb_status jb_trust_add(jb_trust *trust, const char *pem, size_t length,
                                           jb_trust_use use, jb_trust_origin origin,
                                           const char *list, jb_error *err);
/* The same of a file, named by its last path component. */
JB_API JB_NODISCARD jb_status jb_trust_add_file(jb_trust *trust, const char *path,
                                                jb_trust_use use, jb_trust_origin origin,
                                                jb_error *err);

typedef struct jb_trust_info {
  const char *list;
  const char *date;       /* YYYY-MM-DD of a shipped list, otherwise NULL */
  jb_trust_origin origin;
  const uint8_t *sha256;  /* of a PEM text; of a shipped list's certificates' digests */
  size_t signers, time_stampers, leaves; /* anchors for each use; single credentials */
} jb_trust_info;

typedef struct jb_trusted {
  const char *list, *name; /* name: the subject, in one line */
  jb_trust_use use;
  jb_trust_origin origin;
  bool leaf;               /* a single credential, no anchor */
  const uint8_t *sha256;   /* of the certificate */
  int64_t from, to;        /* its validity, epoch seconds */
} jb_trusted;

/* Every list, every anchor and credential, in the order they were added; false
 * from the visitor ends the walk.  What is passed lives as long as the call. */
JB_API void jb_trust_lists(const jb_trust *trust, bool (*visit)(void *user, const jb_trust_info *),
                           void *user);
JB_API void jb_trust_each(const jb_trust *trust, bool (*visit)(void *user, const jb_trusted *),
                          void *user);

/* ---- inspecting ---- */

typedef enum jb_stage {
  JB_STAGE_IDLE,
  JB_STAGE_CONTAINER,
  JB_STAGE_METADATA,
  JB_STAGE_LABELS,
  JB_STAGE_MARKS,
  JB_STAGE_HASHES,
  JB_STAGE_WRITING, /* the result, by a worker */
  JB_STAGE_COUNT
} jb_stage;

/* "container", "metadata" ...  Static; "?" when out of range. */
JB_API const char *jb_stage_name(unsigned stage);

typedef struct jb_options {
  jb_tier tier;      /* default JB_TIER_FULL */
  const char *as_of; /* "YYYY-MM-DD": picks the rule versions; NULL: today (UTC+8, Beijing) */
  int64_t time;      /* epoch seconds: clock for certificates; INT64_MIN: now */
  bool declared;     /* the user declared the content as AI-made (Article 6 (2)) */
  bool sm3;          /* compute SM3 of the file too */
  bool boxes;        /* list every box and field of C2PA stores as properties (tree) */
  const jb_trust *trust; /* NULL: nobody is trusted.  Must outlive inspectors */
  volatile uint8_t *stage; /* where jb_inspect_parse notes its jb_stage for a parent that may
                              have to say where a worker died; may be NULL */
  jb_limits limits;
} jb_options;

JB_API jb_options jb_options_default(void);

typedef struct jb_inspector jb_inspector;

/* `rules` must outlive the inspector.  JB_E_ARG when as_of is no date. */
JB_API JB_NODISCARD jb_status jb_inspector_new(const jb_rules *rules, const jb_options *options,
                                               jb_inspector **out, jb_error *err);
JB_API void jb_inspector_free(jb_inspector *inspector); /* NULL is allowed */

/* Everything in this process: parse, witness, judge.  `name` (may be NULL) is
 * the file's name, for its extension and name patterns.  A hostile or broken
 * file gives JB_OK and an inspection that says so.  Statuses: OK, NOMEM,
 * INTERNAL. */
JB_API JB_NODISCARD jb_status jb_inspect(jb_inspector *inspector, jb_source *source,
                                         const char *name, jb_inspection **out);

/* ---- the stages of jb_inspect, for callers that parse in another process ---- */

/* Containers, readers, finders, digests.  No rules are applied. */
JB_API JB_NODISCARD jb_status jb_inspect_parse(jb_inspector *inspector, jb_source *source,
                                               const char *name, jb_inspection **out);

/* An inspection of a file that could not be looked at: every probe that the
 * tier promises stands in not_checked with this reason and detail.  For paths
 * that cannot be opened and workers that died.  Statuses: OK, NOMEM. */
JB_API JB_NODISCARD jb_status jb_inspect_unread(jb_inspector *inspector, const char *name,
                                                jb_why why, const char *detail,
                                                jb_inspection **out);

/* The second witness (libexiv2): reads the Exif parts that `parsed` names and
 * gives its values as a JSON text, to be freed with jb_free.  Meant for a
 * guest process: libexiv2 may crash or hang.  JB_E_LIMIT when there is
 * nothing for it to read. */
JB_API JB_NODISCARD jb_status jb_inspect_witness(jb_source *source, const jb_inspection *parsed,
                                                 char **text, size_t *length);

/* Take the witness's text (untrusted) into the inspection: names and
 * MakerNote values as properties.  NULL text: the witness died; `detail` says
 * how.  Can add to, but never touch, what the core readers found. */
JB_API JB_NODISCARD jb_status jb_inspect_add_witness(jb_inspection *inspection, const char *text,
                                                     size_t length, const char *detail);

/* True when the tier asks for the witness and there is something to read. */
JB_API bool jb_inspect_wants_witness(const jb_inspector *inspector, const jb_inspection *parsed);

/* Relations between what was found (contradictions, leftovers, what is
 * missing): after parsing and the witness, before judging, once.  Sees the
 * inspection only, never the file. */
JB_API void jb_inspect_relate(jb_inspection *inspection);

/* Rules, then the verdict.  Also judges a saved inspection again.  Statuses: OK, NOMEM, LIMIT (rules ran out of
 * operations: outcomes are undetermined), INTERNAL. */
JB_API JB_NODISCARD jb_status jb_judge(jb_inspector *inspector, jb_inspection *inspection);

/* Fetch algorithms and load the modules that the tier needs, before a sandbox
 * closes.  What cannot be loaded is reported as missing by later inspections. */
JB_API void jb_warm_up(jb_tier tier);

/* False when neither the content nor the extension of `name` (may be NULL)
 * says picture, sound, film or PDF: what a walk through folders may pass over.
 * Empty or unrecognised content below such an extension is damaged media. */
JB_API bool jb_is_media(const jb_inspection *inspection, const char *name);

#ifdef __cplusplus
}
#endif
#endif
