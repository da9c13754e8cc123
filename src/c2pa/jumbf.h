/* JUMBF (ISO 19566-5) as C2PA uses it: superboxes with a description box,
 * found by label AND type; every box with its place in the store. */
#ifndef JB_C2PA_JUMBF_H
#define JB_C2PA_JUMBF_H

#include "base/arena.h"
#include "jianbiao/limits.h"

enum { JB_JUMBF_REQUESTABLE = 1, JB_JUMBF_LABEL = 2, JB_JUMBF_ID = 4, JB_JUMBF_HASH = 8,
       JB_JUMBF_PRIVATE = 16 };

typedef struct jb_jumbf_box {
  uint32_t type;       /* 4cc: 'jumb', or that of a content box ('cbor' 'json' 'bidb' 'brob' ...) */
  uint64_t at, length; /* in the store, header included */
  unsigned header;     /* 8 or 16 */
  jb_span body;        /* without the header; of a superbox: what a hashed_uri hashes */
  /* superboxes only */
  uint8_t uuid[16];
  bool described; /* a description box was read */
  uint8_t toggles;
  jb_span label;    /* empty when it has none */
  uint64_t label_at; /* in the store */
  jb_span salt;     /* of a c2sh box */
  struct jb_jumbf_box *parent, *first, *next;
  size_t count;
  struct jb_jumbf_box **by_label; /* its superboxes with a label, sorted */
  size_t labelled;
  /* of a compressed manifest (c2cm): the manifest that came out of its brob
   * box, whose places are in the decompressed bytes.  URIs go on there. */
  struct jb_jumbf_box *inflated;
  /* kept by validation, so that what many URIs point at is hashed once */
  const uint8_t *digests[3]; /* of body: SHA-256, SHA-384, SHA-512; NULL when not asked yet */
  uint8_t marks;             /* JB_BOX_... of c2pa/run.h */
  void *entry;               /* the entry of its list, where there is one */
} jb_jumbf_box;

typedef struct jb_jumbf_problem {
  /* jumbf.no-box jumbf.length jumbf.zero-length jumbf.surplus jumbf.depth jumbf.limit
   * jumbf.no-description jumbf.description jumbf.toggles jumbf.label jumbf.salt
   * jumbf.duplicate-label */
  const char *code;
  uint64_t at;      /* in the store */
} jb_jumbf_problem;

enum { JB_JUMBF_PROBLEMS = 64, JB_JUMBF_DEPTH = 16 };

typedef struct jb_jumbf {
  jb_jumbf_box *root; /* the first superbox of the store, or NULL */
  uint64_t end;       /* where it ends; bytes behind are padding */
  jb_jumbf_problem problems[JB_JUMBF_PROBLEMS];
  size_t problem_count;
  bool limit;
} jb_jumbf;

/* Parse a store.  What can be read is kept, what is wrong is listed. */
jb_jumbf jb_jumbf_parse(jb_arena *arena, jb_span store, const jb_limits *limits);

/* True when the box's UUID is the C2PA type with this 4cc ("c2ma", "c2cl" ...),
 * whose other twelve bytes are 0011-0010-8000-00AA00389B71. */
bool jb_jumbf_is(const jb_jumbf_box *box, const char type[4]);

/* First child superbox with that label, or NULL.  By binary search. */
jb_jumbf_box *jb_jumbf_child(const jb_jumbf_box *box, jb_span label);
/* True when no other child of its parent has its label. */
bool jb_jumbf_is_unique(const jb_jumbf_box *box);
/* First content box of that 4cc, or NULL. */
jb_jumbf_box *jb_jumbf_content(const jb_jumbf_box *box, const char type[4]);

/* Resolve a JUMBF URI (2.2 clause 8.4.2): absolute "self#jumbf=/c2pa/..." (also
 * without the leading slash) from the root, otherwise relative to `manifest`.
 * NULL when there is none, it leaves the store, or a label on the way is
 * ambiguous. */
jb_jumbf_box *jb_jumbf_resolve(const jb_jumbf *store, jb_jumbf_box *manifest, jb_span uri);

#endif
