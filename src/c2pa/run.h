/* One store under verification: what the files of this room share.
 * Internal to src/c2pa.  Everything lives in the run's scratch arena, but for
 * what stands in the inspection. */
#ifndef JB_C2PA_RUN_H
#define JB_C2PA_RUN_H

#include "c2pa/bindings.h"
#include "c2pa/c2pa.h"
#include "c2pa/cbor.h"
#include "c2pa/cose.h"
#include "c2pa/jumbf.h"

/* marks of a box */
enum {
  JB_BOX_DECLARED = 1u << 0, /* a claim refers to it as an assertion */
  JB_BOX_REDACTED = 1u << 1, /* a later manifest redacted it */
  JB_BOX_HASHED = 1u << 2    /* a hashed URI that matches covers its body */
};

typedef enum jb_assertion_type {
  JB_ASSERTION_OTHER,
  JB_ASSERTION_ACTIONS,      /* c2pa.actions, c2pa.actions.v2 */
  JB_ASSERTION_INGREDIENT,   /* c2pa.ingredient[.v2|.v3] */
  JB_ASSERTION_HARD_BINDING, /* as jb_binding_is_hard says */
  JB_ASSERTION_BINDING_PART,
  JB_ASSERTION_MULTI_ASSET,
  JB_ASSERTION_THUMBNAIL,
  JB_ASSERTION_SOFT_BINDING,
  JB_ASSERTION_CLOUD_DATA,
  JB_ASSERTION_METADATA, /* c2pa.metadata */
  JB_ASSERTION_CERTIFICATE_STATUS,
  JB_ASSERTION_TIME_STAMP
} jb_assertion_type;

typedef struct jb_hashed_uri {
  jb_span url, alg, hash; /* alg empty: as the enclosing map or claim says */
} jb_hashed_uri;

/* An assertion as the claim refers to it. */
typedef struct jb_assertion {
  jb_hashed_uri ref;
  jb_jumbf_box *box;        /* NULL: missing or elsewhere */
  jb_jumbf_box *content;    /* its content box, or NULL */
  jb_span label;            /* with its instance */
  jb_assertion_type type;
  unsigned version;         /* .vN of the label; 1 without */
  bool created, redacted;
  jb_answer hash;           /* PRESENT: matches */
  const jb_cbor_item *item; /* kept for the types above; NULL otherwise */
} jb_assertion;

typedef enum jb_relationship {
  JB_RELATIONSHIP_NONE,
  JB_RELATIONSHIP_PARENT,
  JB_RELATIONSHIP_COMPONENT,
  JB_RELATIONSHIP_INPUT
} jb_relationship;

typedef struct jb_manifest jb_manifest;

typedef struct jb_ingredient {
  jb_assertion *assertion;
  jb_relationship relationship;
  bool names_manifest;
  jb_manifest *target; /* NULL: none, or missing */
  bool proved;         /* the reference's hash holds */
  size_t told;         /* its place in the model's ingredients + 1; 0: not told */
} jb_ingredient;

struct jb_manifest {
  jb_jumbf_box *box;  /* in the store */
  jb_jumbf_box *tree; /* its boxes: itself, or what was decompressed */
  jb_c2pa_manifest *model;
  size_t order;       /* in which it was reached from the active manifest */
  bool reached, update, time_stamp, unreadable;
  jb_manifest *reached_from; /* whose ingredient led here first; NULL for the active one */
  jb_relationship reached_as;
  /* claim */
  jb_jumbf_box *claim_box, *signature_box, *assertion_store;
  jb_span claim_bytes;
  const jb_cbor_item *claim;
  jb_span alg;
  jb_assertion *assertions; /* in the claim's order: created, then gathered */
  size_t assertion_count;
  jb_ingredient *ingredients;
  size_t ingredient_count;
  jb_cose_result *cose; /* NULL: no signature could be looked at */
};

struct jb_c2pa_run {
  jb_source *source;
  jb_inspection *in;
  jb_hash_plan *plan;
  jb_arena *scratch;
  jb_c2pa_options options;
  jb_binding_file file;
  const jb_part *part;
  jb_span store;
  jb_jumbf jumbf;
  jb_manifest *manifests; /* in the order of the store */
  size_t manifest_count;
  jb_manifest **reached; /* in the order they were reached, active first */
  size_t reached_count;
  jb_manifest *active;
  jb_manifest *bound; /* the standard manifest whose hard binding counts */
  jb_binding *binding;
  const jb_binding_result *bound_result;
  struct jb_recorded *recorded; /* sorted */
  size_t recorded_count;
  uint64_t assertions_left, items_left, inflated_left, effort_left;
  bool two_stores, limit; /* limit: something was left out, and not_checked says so */
};

/* ---- status.c ---- */

/* Add a status about a box (NULL: the manifest).  `code` and `explanation` are
 * static or in the inspection's arena. */
void jb_c2pa_say(jb_c2pa_run *run, jb_manifest *m, const char *code, jb_c2pa_severity severity,
                 const jb_jumbf_box *box, const char *explanation);
/* The same about a URI that leads nowhere. */
void jb_c2pa_say_uri(jb_c2pa_run *run, jb_manifest *m, const char *code,
                     jb_c2pa_severity severity, jb_span uri, const char *explanation);
static inline void jb_c2pa_fail(jb_c2pa_run *run, jb_manifest *m, const char *code,
                                const jb_jumbf_box *box, const char *explanation) {
  jb_c2pa_say(run, m, code, JB_C2PA_FAILURE, box, explanation);
}
/* Said in not_checked "c2pa". */
void jb_c2pa_limit(jb_c2pa_run *run, const char *detail);
/* Absolute URI of a box, in the inspection's arena. */
jb_bytes jb_c2pa_url(jb_c2pa_run *run, const jb_jumbf_box *box);
/* From the first to the last byte in the file of [at, at+length) of a box that
 * stands in the store or in a compressed manifest; false when unknown. */
bool jb_c2pa_place(jb_c2pa_run *run, const jb_jumbf_box *box, uint64_t at, uint64_t length,
                   jb_range *out);
/* True when the part's content is its ranges joined, nothing decoded. */
bool jb_c2pa_is_plain(const jb_part *part);
/* From its first to its last byte in the file. */
jb_range jb_c2pa_part_range(const jb_part *part);
/* A copy in the inspection. */
jb_bytes jb_c2pa_keep(jb_c2pa_run *run, jb_span text);
bool jb_c2pa_has_failed(const jb_manifest *m, const char *code);

/* What a failure says about the asset. */
typedef enum jb_why_invalid {
  JB_INVALID_NONE,
  JB_INVALID_TIME,
  JB_INVALID_TRUST,
  JB_INVALID_STRUCTURE,
  JB_INVALID_INTEGRITY /* the strongest last */
} jb_why_invalid;
jb_why_invalid jb_c2pa_why(const char *failure);

/* ---- uri.c ---- */

jb_hashed_uri jb_hashed_uri_of(const jb_cbor_item *map);
/* PRESENT: the box's body has that hash; ABSENT: another; UNKNOWN: the
 * algorithm is not one of the three (2.2 clause 13.1).  `alg` as the URI, the
 * enclosing map or the claim says. */
jb_answer jb_box_hash(jb_c2pa_run *run, jb_jumbf_box *box, jb_span alg, jb_span hash);
jb_span jb_alg_of(const jb_hashed_uri *uri, const jb_manifest *m);
/* The label without "__n"; *version from ".vN" (1 without), which is cut too. */
jb_span jb_label_base(jb_span label, unsigned *version);

/* ---- claim.c ---- */

/* The manifests of the store, told to the inspection too; finds the active one. */
void jb_c2pa_list_manifests(jb_c2pa_run *run);
/* Decompress where needed, find claim, signature and assertion store, parse
 * the claim, list its assertions and ingredients.  Says what is wrong. */
void jb_c2pa_read_claim(jb_c2pa_run *run, jb_manifest *m);
/* Manifest superbox with the label of `uri`, absolute or relative; NULL: none. */
jb_manifest *jb_c2pa_find_manifest(jb_c2pa_run *run, jb_manifest *from, jb_span uri);
/* brotli.c: the manifest in a brob box; NULL: invalid or a limit (said). */
jb_jumbf_box *jb_c2pa_inflate(jb_c2pa_run *run, jb_manifest *m);

/* ---- assertion.c ---- */

void jb_c2pa_list_assertions(jb_c2pa_run *run, jb_manifest *m);
void jb_c2pa_check_assertions(jb_c2pa_run *run, jb_manifest *m);
/* Mark what the claim redacts elsewhere; says selfRedacted and so on. */
void jb_c2pa_note_redactions(jb_c2pa_run *run, jb_manifest *m);
/* Parse CBOR and keep it; NULL when it is none (*error says what) or a limit
 * was hit (*error is NULL). */
const jb_cbor_item *jb_c2pa_parse(jb_c2pa_run *run, jb_span text, const char **error);

/* ---- action.c, ingredient.c ---- */

void jb_c2pa_check_actions(jb_c2pa_run *run, jb_manifest *m);
void jb_c2pa_list_ingredients(jb_c2pa_run *run, jb_manifest *m);
/* References to manifests, relationships, rules of update manifests. */
void jb_c2pa_check_ingredients(jb_c2pa_run *run, jb_manifest *m);
jb_ingredient *jb_c2pa_ingredient_at(jb_manifest *m, const jb_jumbf_box *box);

/* ---- recorded.c: failures that a signer above already recorded ---- */

void jb_c2pa_collect_recorded(jb_c2pa_run *run);
/* True when a signed ingredient assertion of a manifest above `m` records this
 * failure of `m`. */
bool jb_c2pa_is_recorded(const jb_c2pa_run *run, const jb_manifest *m, const jb_c2pa_status *failure);

/* ---- validate.c ---- */

/* Everything but the bindings' outcome. */
void jb_c2pa_validate(jb_c2pa_run *run);
/* States of all manifests and of the asset, after the bindings. */
void jb_c2pa_conclude_states(jb_c2pa_run *run);

/* ---- coverage.c ---- */

/* in->c2pa.uncovered, and findings about what should not lie there. */
void jb_c2pa_list_uncovered(jb_c2pa_run *run);

/* ---- boxes.c ---- */

/* Every box and field as a property of the part. */
void jb_c2pa_list_boxes(jb_c2pa_run *run);

/* ---- finding.c ---- */

void jb_c2pa_add_findings(jb_c2pa_run *run);

#endif
