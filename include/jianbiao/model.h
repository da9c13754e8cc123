/* jianbiao - AI-content label inspector.  SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inspection: everything that was found out about one file, as plain data.
 *
 * No file handles, no library types, no logic.  An inspection owns an arena in
 * which all of its strings and arrays live; jb_inspection_free frees them
 * together.  It can be written as JSON (schema jianbiao.inspection/1) and read
 * back without loss; that is also how a sandboxed worker hands it over.
 *
 * Strings called `text` are NUL-terminated UTF-8 of ours (codes, names).
 * Strings that came out of the file are jb_bytes: any bytes; JSON and people
 * see them through the reversible escape of jb_escape.
 *
 * One inspection belongs to one thread at a time.
 */
#ifndef JIANBIAO_MODEL_H
#define JIANBIAO_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jianbiao/limits.h"
#include "jianbiao/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Three answers, everywhere. */
typedef enum jb_answer { JB_UNKNOWN = 0, JB_ABSENT, JB_PRESENT } jb_answer;

/* The same for one check on a finding. */
typedef enum jb_check_answer { JB_CHECK_UNKNOWN = 0, JB_CHECK_FAIL, JB_CHECK_PASS } jb_check_answer;

typedef struct jb_bytes {
  const uint8_t *ptr;
  size_t len;
} jb_bytes;

typedef struct jb_range {
  uint64_t offset, length;
} jb_range;

#define JB_NO_PART UINT32_MAX

/* ---- enumerations with the names that stand in JSON (X-macros) ---- */

/* kind of a part: what its bytes are, whatever the container calls it */
#define JB_PART_KINDS(X)                                                                        \
  X(JB_PART_STRUCTURE, "structure")   /* headers and chunks without a reader of their own */    \
  X(JB_PART_IMAGE_DATA, "image-data") /* entropy-coded or compressed pixels; not hashed alone */\
  X(JB_PART_EXIF, "exif")             /* TIFF structure: byte order mark, IFDs */               \
  X(JB_PART_XMP, "xmp")               /* an XMP packet */                                       \
  X(JB_PART_XMP_EXTENDED, "xmp-extended") /* JPEG extended XMP of one GUID, reassembled */      \
  X(JB_PART_PHOTOSHOP, "photoshop")   /* 8BIM image resources, IPTC inside */                   \
  X(JB_PART_IPTC, "iptc")             /* IIM records alone (TIFF tag 33723) */                  \
  X(JB_PART_ICC, "icc")                                                                         \
  X(JB_PART_COMMENT, "comment")       /* JPEG COM, GIF comment */                               \
  X(JB_PART_TEXT, "text")             /* PNG tEXt/zTXt/iTXt, keyword in `key` */                \
  X(JB_PART_JUMBF, "jumbf")           /* JUMBF superbox; C2PA store when `key` is "c2pa" */     \
  X(JB_PART_MPF, "mpf")               /* CIPA multi-picture index */                            \
  X(JB_PART_APP, "app")               /* JPEG APPn or other vendor block, identifier in `key` */\
  X(JB_PART_SVG, "svg")               /* an SVG document */                                     \
  X(JB_PART_EMBEDDED, "embedded")     /* a whole picture inside the file; its parts follow */   \
  X(JB_PART_TRAILER, "trailer")       /* bytes after the end of the picture */                  \
  X(JB_PART_BOX, "box")               /* BMFF box, RIFF chunk or item without a reader */

/* where a part stands; only primary feeds the verdict */
#define JB_PART_ROLES(X)                                                       \
  X(JB_ROLE_PRIMARY, "primary")                                                \
  X(JB_ROLE_THUMBNAIL, "thumbnail")                                            \
  X(JB_ROLE_AUXILIARY, "auxiliary") /* MPF secondary picture, gain map, depth */\
  X(JB_ROLE_INGREDIENT, "ingredient")                                          \
  X(JB_ROLE_TRAILER, "trailer")

/* what has to be done to the bytes of `ranges` before `sub` and raw_sha256 apply */
#define JB_STEPS(X)                                                       \
  X(JB_STEP_REASSEMBLE, "reassemble") /* join the ranges */               \
  X(JB_STEP_INFLATE, "inflate")       /* zlib */                          \
  X(JB_STEP_ENTITY, "entity")         /* XML character references */      \
  X(JB_STEP_BASE64, "base64")                                             \
  X(JB_STEP_PERCENT, "percent")       /* RFC 3986 */                      \
  X(JB_STEP_UTF16BE, "utf16be")                                           \
  X(JB_STEP_UTF16LE, "utf16le")                                           \
  X(JB_STEP_LATIN1, "latin1")                                             \
  X(JB_STEP_JSON_STRING, "json-string") /* undo JSON string escapes */    \
  X(JB_STEP_BROTLI, "brotli")                                             \
  X(JB_STEP_GIF_SUBBLOCKS, "gif-sub-blocks") /* drop the length bytes */ \
  X(JB_STEP_UTF32BE, "utf32be")                                           \
  X(JB_STEP_UTF32LE, "utf32le")                                           \
  X(JB_STEP_RAW_PROFILE, "raw-profile") /* ImageMagick: name, length, hexadecimal digits */

#define JB_FINDING_KINDS(X)                                                     \
  X(JB_FINDING_LABEL, "label")         /* a label that a regulation asks for */ \
  X(JB_FINDING_MARK, "mark")           /* any other statement or fingerprint */ \
  X(JB_FINDING_TRACE, "trace")         /* a relation or structural sign */      \
  X(JB_FINDING_MANIFEST, "manifest")   /* C2PA */                               \
  X(JB_FINDING_WATERMARK, "watermark")

#define JB_CLAIMS(X)                                  \
  X(JB_CLAIM_UNKNOWN, "unknown")                      \
  X(JB_CLAIM_GENERATED, "generated")                  \
  X(JB_CLAIM_EDITED, "edited")                        \
  X(JB_CLAIM_GENERATED_OR_EDITED, "generated_or_edited") \
  X(JB_CLAIM_CAPTURED, "captured")

#define JB_STRENGTHS(X)            \
  X(JB_STRENGTH_CONTEXT, "context") \
  X(JB_STRENGTH_WEAK, "weak")      \
  X(JB_STRENGTH_STRONG, "strong")  \
  X(JB_STRENGTH_PROOF, "proof")

/* why a check was not done; tier, proprietary and offline are no shortfall */
#define JB_WHYS(X)                                                                  \
  X(JB_WHY_INPUT, "input")     /* the file is damaged or of an unsupported format */\
  X(JB_WHY_LIMIT, "limit")     /* a documented limit was hit */                     \
  X(JB_WHY_WORKER, "worker")   /* the process that looked died */                   \
  X(JB_WHY_MISSING, "missing") /* this machine or build lacks what it takes */      \
  X(JB_WHY_TIER, "tier")       /* the chosen tier leaves it out */                  \
  X(JB_WHY_PROPRIETARY, "proprietary")                                              \
  X(JB_WHY_OFFLINE, "offline")

#define JB_TIERS(X)          \
  X(JB_TIER_FAST, "fast")    \
  X(JB_TIER_FULL, "full")    \
  X(JB_TIER_DEEP, "deep")

#define JB_OUTCOMES(X)                         \
  X(JB_OUTCOME_UNDETERMINED, "undetermined")   \
  X(JB_OUTCOME_SATISFIED, "satisfied")         \
  X(JB_OUTCOME_VIOLATED, "violated")           \
  X(JB_OUTCOME_NOTICE, "notice")               \
  X(JB_OUTCOME_NOT_APPLICABLE, "not_applicable")

#define JB_ENUM_MEMBER(id, name) id,
typedef enum jb_part_kind { JB_PART_KINDS(JB_ENUM_MEMBER) JB_PART_KIND_COUNT } jb_part_kind;
typedef enum jb_part_role { JB_PART_ROLES(JB_ENUM_MEMBER) JB_PART_ROLE_COUNT } jb_part_role;
typedef enum jb_step { JB_STEPS(JB_ENUM_MEMBER) JB_STEP_COUNT } jb_step;
typedef enum jb_finding_kind { JB_FINDING_KINDS(JB_ENUM_MEMBER) JB_FINDING_KIND_COUNT } jb_finding_kind;
typedef enum jb_claim { JB_CLAIMS(JB_ENUM_MEMBER) JB_CLAIM_COUNT } jb_claim;
typedef enum jb_strength { JB_STRENGTHS(JB_ENUM_MEMBER) JB_STRENGTH_COUNT } jb_strength;
typedef enum jb_why { JB_WHYS(JB_ENUM_MEMBER) JB_WHY_COUNT } jb_why;
typedef enum jb_tier { JB_TIERS(JB_ENUM_MEMBER) JB_TIER_COUNT } jb_tier;
typedef enum jb_outcome { JB_OUTCOMES(JB_ENUM_MEMBER) JB_OUTCOME_COUNT } jb_outcome;
#undef JB_ENUM_MEMBER

/* Names as they stand in JSON; "?" for a value out of range.  Static. */
JB_API const char *jb_part_kind_name(jb_part_kind v);
JB_API const char *jb_part_role_name(jb_part_role v);
JB_API const char *jb_step_name(jb_step v);
JB_API const char *jb_finding_kind_name(jb_finding_kind v);
JB_API const char *jb_claim_name(jb_claim v);
JB_API const char *jb_strength_name(jb_strength v);
JB_API const char *jb_why_name(jb_why v);
JB_API const char *jb_tier_name(jb_tier v);
JB_API const char *jb_outcome_name(jb_outcome v);
JB_API const char *jb_answer_name(jb_answer v);
JB_API const char *jb_check_answer_name(jb_check_answer v);

/* ---- the parts of an inspection ---- */

enum { JB_STEPS_MAX = 6 };

/* Where something stands.  Join the bytes of `ranges`; apply the stream steps
 * (reassemble, inflate, brotli, gif-sub-blocks, raw-profile, utf16, utf32, latin1) in order: that
 * is the content.  Cut it to `sub` when sub.length is not 0.  Then apply the
 * value steps (entity, json-string, base64, percent) to the cut.  The result
 * is the thing, and raw_sha256 is over it.  Readers give exact `ranges` and no
 * `sub` wherever the bytes stand in the file as they are. */
typedef struct jb_location {
  uint32_t part; /* index into parts, or JB_NO_PART */
  const jb_range *ranges;
  size_t range_count;
  uint8_t steps[JB_STEPS_MAX]; /* jb_step */
  uint8_t step_count;
  jb_range sub;
} jb_location;

/* Something structurally wrong or odd, e.g. code "png.crc" at an offset. */
typedef struct jb_problem {
  const char *code;
  uint64_t offset;
  const char *detail; /* NULL or text of ours */
} jb_problem;

typedef struct jb_part {
  uint32_t id; /* its index */
  jb_part_kind kind;
  jb_part_role role;
  uint32_t parent;     /* the embedded picture it belongs to, or JB_NO_PART */
  const char *name;    /* as the format calls it: "APP1", "iTXt", "mime item 3", "IFD0" */
  jb_bytes key;        /* keyword, APPn identifier, content type; empty when none */
  const jb_range *ranges; /* payload, in reading order, without framing */
  size_t range_count;
  jb_range envelope;   /* framing included: marker or chunk header to CRC */
  uint8_t steps[JB_STEPS_MAX]; /* what turns the ranges into the content, e.g. inflate */
  uint8_t step_count;
  bool has_sha256;
  uint8_t sha256[32]; /* of the joined ranges, before steps */
  jb_problem *problems;
  size_t problem_count, problem_capacity;
} jb_part;

/* A value that a reader found.  `key` is its canonical name, e.g.
 * "Exif.IFD0.Software", "Xmp.Iptc4xmpExt.DigitalSourceType", "Png.parameters",
 * "Iptc.Credit", "Jpeg.COM", "Samsung.PEg_Info". */
typedef struct jb_property {
  uint32_t part;
  const char *carrier; /* "exif" "xmp" "iptc" "png-text" "comment" "app" "svg" "samsung" ... */
  const char *key;
  jb_bytes ns;   /* XMP, SVG: namespace URI; empty otherwise */
  jb_bytes name; /* local name, tag name, keyword: as in the file */
  jb_bytes prefix; /* XMP, SVG: namespace prefix as written; empty otherwise */
  const char *form; /* how it was written: "element" "attribute" "resource" "declaration" ...
                       or NULL */
  jb_bytes value;   /* decoded to UTF-8 where the encoding is known; cut when sealed */
  uint64_t value_length; /* before it was cut */
  jb_location at;
} jb_property;

typedef struct jb_field {
  const char *name;
  jb_bytes value;
} jb_field;

typedef struct jb_check {
  const char *id; /* e.g. "label-value" */
  jb_check_answer answer;
  const char *severity; /* "error" "notice": what a fail means */
  const char *clause;   /* e.g. "GB 45438-2025 E.c", or NULL */
  const char *detail;   /* NULL, or codes and figures; people's words are in rules and po/ */
  const char *basis;    /* "primary" or "secondary" */
  bool has_at;
  jb_range at; /* bytes of the file that the check is about */
} jb_check;

typedef struct jb_finding {
  uint32_t id;
  const char *scheme; /* gb45438 c2pa iptc xmp exif generator:<name> watermark:<name> visible trace */
  jb_finding_kind kind;
  jb_claim claim;
  jb_strength strength;
  const char *group; /* signature pixels metadata name structure: two marks agree only across groups */
  const char *code;  /* what exactly, e.g. rule id "mark.novelai.comment" or trace "jpeg.trailer" */
  jb_part_role role; /* of the part it stands in */
  jb_location at;
  uint8_t raw_sha256[32]; /* of the located bytes after steps */
  bool has_raw_sha256;
  jb_bytes excerpt;      /* first bytes, at most 256 */
  const char *canonical; /* digest (hex) of what it says, to compare copies; or NULL */
  jb_field *fields;
  size_t field_count, field_capacity;
  jb_check *checks;
  size_t check_count, check_capacity;
} jb_finding;

typedef struct jb_not_checked {
  const char *check; /* probe id, src/model/probes.def */
  jb_why why;
  const char *detail; /* text of ours or NULL */
} jb_not_checked;

/* One label of one scheme with its condition (axis B), set by rules. */
typedef struct jb_label {
  const char *scheme;
  const char *state; /* altered stripped incomplete undetermined intact absent */
  const char *rule;  /* the row that gave it; no part of the JSON: NULL before judging */
  const uint32_t *findings;
  size_t finding_count;
} jb_label;

typedef struct jb_rule_result {
  const char *rule;
  const char *instrument;
  const char *clause;
  jb_outcome outcome;
  const char *basis;
  const uint32_t *findings; /* the evidence */
  size_t finding_count;
} jb_rule_result;

typedef struct jb_because {
  const char *axis;
  const char *rule;
  const uint32_t *findings;
  size_t finding_count;
} jb_because;

typedef struct jb_verdict {
  const char *ai_origin, *label_state, *copy_quality, *cn_class; /* NULL before judging */
  jb_because *because;
  size_t because_count, because_capacity;
  const char **next_steps; /* ids of rules/verdict.xml */
  size_t next_step_count, next_step_capacity;
} jb_verdict;

/* ---- C2PA (src/c2pa) ---- */

/* One validation status (C2PA 2.2 clause 15.2), codes as the specification
 * names them. */
#define JB_C2PA_SEVERITIES(X)             \
  X(JB_C2PA_SUCCESS, "success")           \
  X(JB_C2PA_INFORMATIONAL, "informational") \
  X(JB_C2PA_FAILURE, "failure")

typedef enum jb_c2pa_severity {
#define JB_C2PA_SEVERITY(id, name) id,
  JB_C2PA_SEVERITIES(JB_C2PA_SEVERITY)
#undef JB_C2PA_SEVERITY
      JB_C2PA_SEVERITY_COUNT
} jb_c2pa_severity;
JB_API const char *jb_c2pa_severity_name(jb_c2pa_severity v); /* "?" when out of range */

typedef struct jb_c2pa_status {
  const char *code; /* "claimSignature.validated" */
  jb_c2pa_severity severity;
  jb_bytes url;            /* JUMBF URI of the box it is about */
  const char *explanation; /* ours, or NULL */
  bool has_at;
  jb_range at; /* bytes of the file, where one range tells */
} jb_c2pa_status;

typedef struct jb_c2pa_credential {
  bool present;
  jb_bytes subject, issuer, common_name, organisation; /* as printed names */
  const char *serial;                                  /* hex */
  int64_t not_before, not_after;                       /* epoch seconds */
  uint8_t sha256[32];                                  /* of the certificate */
} jb_c2pa_credential;

typedef struct jb_c2pa_assertion {
  jb_bytes label;
  bool created;  /* attributed to the signer; false: only gathered */
  bool redacted;
  jb_answer hash; /* PRESENT: matches; ABSENT: does not */
} jb_c2pa_assertion;

typedef struct jb_c2pa_action {
  jb_bytes action, digital_source_type, software_agent, when, description;
  bool created;
} jb_c2pa_action;

typedef struct jb_c2pa_ingredient {
  jb_bytes relationship, title, format;
  jb_bytes manifest; /* label of the manifest it names, empty when none */
  const char *state; /* of that manifest as we find it, or "none" */
  jb_bytes assertion; /* label of the ingredient assertion */
  const char **stored; /* codes that the signer recorded */
  size_t stored_count, stored_capacity;
} jb_c2pa_ingredient;

typedef struct jb_c2pa_manifest {
  jb_bytes label;
  unsigned claim_version; /* 1 or 2; 0 when no claim could be read */
  bool update, compressed, active, reachable;
  const char *state;       /* trusted valid well_formed invalid */
  const char *why_invalid; /* integrity structure trust time none */
  const char *vouched_by;  /* official interim user imported none */
  jb_bytes claim_generator, title, instance_id;
  const char *algorithm;   /* "es256", NULL when unknown */
  jb_c2pa_credential signer, time_stamper;
  int64_t signed_at;       /* by a time stamp that holds; INT64_MIN when none */
  int64_t claimed_at;      /* iat or the like: nobody vouches; INT64_MIN when none */
  const char *time_by;     /* list that vouches for the time stamp, or "none" */
  jb_c2pa_assertion *assertions;
  size_t assertion_count, assertion_capacity;
  jb_c2pa_action *actions;
  size_t action_count, action_capacity;
  jb_c2pa_ingredient *ingredients;
  size_t ingredient_count, ingredient_capacity;
  jb_c2pa_status *statuses;
  size_t status_count, status_capacity;
} jb_c2pa_manifest;

/* A range of the file that no verified hash or signature covers. */
typedef struct jb_c2pa_uncovered {
  jb_range range;
  const char *what;  /* code: "store" "cose-pad" "time-stamp" "label" "box-length" "crc" "exclusion" ... */
  const char *detail; /* NULL or what lies there */
} jb_c2pa_uncovered;

typedef struct jb_c2pa {
  jb_answer answer;
  const char *state, *why_invalid, *vouched_by; /* of the asset: active manifest and binding */
  jb_bytes active_manifest;
  jb_c2pa_manifest **manifests; /* active first, then in order of the store */
  size_t manifest_count, manifest_capacity;
  jb_c2pa_uncovered *uncovered;
  size_t uncovered_count, uncovered_capacity;
} jb_c2pa;

typedef struct jb_trust_list {
  const char *list, *date, *origin;
  uint8_t sha256[32];
} jb_trust_list;

typedef struct jb_file {
  uint64_t size;
  bool has_sha256, has_sm3;
  uint8_t sha256[32], sm3[32];
  const char *format;     /* "jpeg" "png" ... "unknown" */
  const char *media_type; /* NULL when unknown */
  jb_answer supported;    /* PRESENT; ABSENT: format not supported; UNKNOWN: empty or damaged head */
  jb_answer extension_matches; /* UNKNOWN: no name or no extension */
  uint32_t width, height; /* 0 when unknown */
} jb_file;

typedef struct jb_run {
  jb_bytes name, path; /* as given */
  int64_t modified, checked_at; /* epoch seconds; INT64_MIN when unknown */
  const char *sandbox;          /* "none", "seccomp+landlock+rlimit" ... */
  const char *executable_sha256; /* hex, of the program that made this; NULL: not measured */
  uint64_t elapsed_ms;
} jb_run;

typedef struct jb_inspection {
  struct jb_arena *arena; /* owns everything below */
  jb_limits limits;       /* in force while it was made */
  jb_run run;
  /* core: depends only on bytes, rules, trust, limits and options */
  jb_tier tier;
  const char *as_of;   /* "2026-11-23" */
  const char *time;    /* RFC 3339: the clock that certificates were held against; NULL when it
                          was neither given nor used, so that results of two runs are equal */
  bool declared;
  const char *rules_digest; /* hex, or NULL before judging */
  jb_trust_list *trust;
  size_t trust_count, trust_capacity;
  jb_file file;
  jb_part **parts;
  size_t part_count, part_capacity;
  jb_property **properties;
  size_t property_count, property_capacity;
  jb_finding **findings;
  size_t finding_count, finding_capacity;
  jb_label *labels;
  size_t label_count, label_capacity;
  jb_c2pa c2pa;
  jb_rule_result *rules;
  size_t rule_count, rule_capacity;
  jb_verdict verdict;
  jb_not_checked *not_checked;
  size_t not_checked_count, not_checked_capacity;
  size_t problem_total; /* of all parts, for the limit */
} jb_inspection;

/* NULL is allowed. */
JB_API void jb_inspection_free(jb_inspection *inspection);

/* JSON, schema jianbiao.inspection/1.  The text is malloc'ed, not NUL counted
 * in *length, to be freed with jb_free.  Statuses: OK, NOMEM. */
JB_API JB_NODISCARD jb_status jb_inspection_to_json(const jb_inspection *inspection, bool pretty,
                                                    char **text, size_t *length);

/* The inverse.  The text is untrusted: every index, enumeration and length is
 * checked.  JB_E_ARG with the offset in err->line's stead inside err->what. */
JB_API JB_NODISCARD jb_status jb_inspection_from_json(const char *text, size_t length,
                                                      jb_inspection **out, jb_error *err);

JB_API void jb_free(void *from_this_library);

#ifdef __cplusplus
}
#endif
#endif
