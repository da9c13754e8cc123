/* What the files of this room share while one file is looked at. */
#ifndef JB_AIGC_FINDER_H
#define JB_AIGC_FINDER_H

#include "aigc/parse.h"
#include "aigc/security.h"
#include "container/content.h"
#include "io/source.h"
#include "model/model.h"

#define JB_TC260_NAMESPACE "http://www.tc260.org.cn/ns/AIGC/1.0/"

typedef struct jb_aigc_finder {
  jb_source *source; /* NULL: only the properties are known */
  jb_inspection *in;
  jb_arena *scratch; /* of the property or part being looked at */
  uint64_t budget;   /* label_parse_max, counting down */
  unsigned signatures_left;
  const jb_pinned_key *pinned;
  size_t pinned_count;
  bool full;         /* no more findings are taken: stop looking */
  const char *limit; /* name of the first limit that ended a look early, or NULL */
} jb_aigc_finder;

/* Where a label stands and what the guides say of that place. */
typedef struct jb_aigc_carrier {
  const jb_property *property; /* NULL: found in the bytes of a part without a reader */
  const jb_part *part;         /* NULL when the property names none */
  const char *name;            /* "png-itxt-xmp", "jpeg-app11" ...; in the inspection's arena */
  const char *placement;       /* primary alternative non-standard */
  jb_span field;               /* name of the metadata field, empty when it has none */
} jb_aigc_carrier;

/* ---- carrier.c: names and placement, table 3.3 of the facts page ---- */
jb_aigc_carrier jb_aigc_carrier_of(jb_aigc_finder *fd, const jb_property *p, const jb_part *part,
                                   const jb_aigc_label *label);
/* Format of the picture that a part belongs to: the file's or the embedded one's. */
const char *jb_aigc_picture_format(const jb_inspection *in, const jb_part *part);
bool jb_aigc_is_xmp(const jb_property *p);
jb_aigc_named jb_aigc_named_by(const jb_property *p);

/* ---- trace.c: from a place in a value back to bytes of the file ---- */
typedef struct jb_aigc_trace {
  jb_inspection *in;
  jb_arena *arena;
  jb_location whole;
  jb_span bytes;  /* what `whole` names after all its steps */
  bool readable;  /* bytes are known */
  bool exact;     /* and the value stands in them at `base` */
  size_t base;
  bool in_file;   /* offsets can be followed to the file */
  jb_span stage[JB_STEPS_MAX + 1]; /* before each step; the last is `bytes` */
  size_t stream_steps; /* the first of the steps; value steps follow */
} jb_aigc_trace;

/* Read what the location names and look for `value` in it. */
jb_aigc_trace jb_aigc_trace_new(jb_aigc_finder *fd, const jb_location *at, jb_span value);
/* [at, at+length) of the value as a location with the same steps; the whole
 * location when the trace is not exact. */
jb_location jb_aigc_trace_cut(const jb_aigc_trace *t, size_t at, size_t length);
/* The same as bytes of the file; false when they are not one run of it. */
bool jb_aigc_trace_range(const jb_aigc_trace *t, size_t at, size_t length, jb_range *out);

/* ---- finding.c: a label becomes a finding ---- */
typedef struct jb_aigc_found {
  const jb_aigc_label *label;
  const jb_aigc_carrier *carrier;
  const jb_aigc_hit *hit; /* NULL when split */
  jb_location at;
  bool has_bytes;
  jb_span bytes; /* what `at` names after its steps */
  bool has_range[JB_AIGC_KEYS];
  jb_range range[JB_AIGC_KEYS]; /* of the values in the file */
  bool has_whole;
  jb_range whole; /* of the label in the file */
} jb_aigc_found;

void jb_aigc_add_label(jb_aigc_finder *fd, const jb_aigc_found *find);
/* True for text that a reader found where no value stands: XML comments,
 * padding, what follows the packet, free boxes. */
bool jb_aigc_is_leftover(const jb_property *p, const jb_part *part);
/* True for a box that stands for nothing: what is in it was meant to be gone. */
bool jb_aigc_is_free_space(const jb_part *part);
/* A trace of this room: kind trace, group structure, claim unknown, weak. */
jb_finding *jb_aigc_add_trace(jb_aigc_finder *fd, const char *code, const jb_part *part,
                              const jb_location *at, jb_span bytes);
/* raw_sha256 and excerpt. */
void jb_aigc_set_bytes(jb_aigc_finder *fd, jb_finding *f, jb_span bytes);

/* ---- validate.c: the checks of checks.def ---- */
void jb_aigc_validate(jb_aigc_finder *fd, jb_finding *f, const jb_aigc_found *find,
                      const jb_security security[2]);
/* Add a check of checks.def with its severity, clause and basis. */
jb_check *jb_aigc_check(jb_inspection *in, jb_finding *f, const char *id, jb_check_answer answer,
                        const char *detail);
/* Put the checks of a finding into the order of checks.def. */
void jb_aigc_order_checks(jb_finding *f);

/* ---- locate.c ---- */
void jb_aigc_locate(jb_aigc_finder *fd);
/* True when a finding of a label already covers the byte of the file. */
bool jb_aigc_covered(const jb_inspection *in, uint64_t offset);

/* ---- raw.c: labels in bytes without a structure ---- */
typedef void jb_aigc_on_hit(jb_aigc_finder *fd, const jb_part *part, jb_span text, uint64_t text_at,
                            jb_aigc_hit *hit);
/* Every label in the content of a part; text_at is where `text` begins in it. */
void jb_aigc_scan_part(jb_aigc_finder *fd, const jb_part *part, jb_aigc_on_hit *on_hit);
void jb_aigc_locate_raw(jb_aigc_finder *fd);

/* ---- split.c: a label written as one property for each key ---- */
void jb_aigc_locate_split(jb_aigc_finder *fd);

/* ---- copies.c: one copy only (6.1 c) ---- */
void jb_aigc_compare_copies(jb_inspection *in);

/* ---- shell.c: what a removed label leaves behind ---- */
void jb_aigc_find_shells(jb_aigc_finder *fd);

/* ---- pieces for several of them ---- */
/* True for a label that breaks off where a damaged file ends: what is missing
 * may have stood in what is lost. */
bool jb_aigc_is_cut_off(const jb_aigc_finder *fd, const jb_aigc_found *find);
/* A scratch arena for one property or part; false, and the limit noted, when
 * memory is short. */
bool jb_aigc_begin(jb_aigc_finder *fd);
void jb_aigc_end(jb_aigc_finder *fd);
const jb_part *jb_aigc_part_of(const jb_inspection *in, uint32_t part);
/* Find with a pinned-key table of the caller's, for tests. */
void jb_aigc_find_pinned(jb_source *source, jb_inspection *in, const jb_pinned_key *pinned,
                         size_t count);

#endif
