/* A label as it was read: the seven values with their places, and everything
 * that was odd about how they were written.  Plain data in a scratch arena. */
#ifndef JB_AIGC_LABEL_H
#define JB_AIGC_LABEL_H

#include "aigc/keys.h"
#include "base/json.h"
#include "jianbiao/model.h"

typedef enum jb_aigc_shape {
  JB_AIGC_WRAPPED, /* {"AIGC":{"Label":...}}, Annex E b */
  JB_AIGC_BARE,    /* {"Label":...} in a field that is called AIGC */
  JB_AIGC_SPLIT,   /* one XMP or SVG property for each key */
  JB_AIGC_YAML,    /* the front matter of the text guide */
  JB_AIGC_TEXT     /* a field called AIGC whose text is none of these */
} jb_aigc_shape;

typedef struct jb_aigc_value {
  bool present;
  bool exact; /* the key is spelt as in Annex E */
  jb_json_kind kind;
  jb_span text;             /* decoded; an object or list as it is written */
  const jb_json_node *node; /* of an object or list */
  size_t at, length;        /* in the label's text; length 0: the whole of it */
} jb_aigc_value;

enum { JB_AIGC_LAYERS = 4, JB_AIGC_NAMES = 160 };

typedef struct jb_aigc_label {
  jb_aigc_shape shape;
  jb_aigc_value values[JB_AIGC_KEYS];
  jb_span text;            /* after all layers */
  uint32_t quirks;         /* JB_JSON_*, of the whole text */
  bool wrapper_exact;      /* wrapped: the key is AIGC, not aigc */
  bool empty;              /* nothing in it: {}, {"AIGC":""}, {"AIGC":null} */
  bool pre_standard;       /* ServiceProvider, ServiceUser, ContentId instead of the seven */
  const jb_json_node *object; /* the object that holds the keys, or NULL */
  bool named;              /* AIGC stands in the text right before the object */
  bool surrounded;         /* other text before or behind it in the same value */
  bool limit;              /* not read to its end because of a limit */
  unsigned inner_strings;  /* the object stood in a JSON string of the object */
  bool inner_base64, inner_percent;
  /* lists of key names, separated by commas, escaped, cut */
  char unknown[JB_AIGC_NAMES], misspelt[JB_AIGC_NAMES], duplicate[JB_AIGC_NAMES];
} jb_aigc_label;

/* A label and its place in a text. */
typedef struct jb_aigc_hit {
  jb_aigc_label label;
  size_t at, length;                 /* in the text that was searched */
  jb_step layers[JB_AIGC_LAYERS];    /* undone in this order over [at, at+length) */
  size_t layer_count;
} jb_aigc_hit;

/* Add a name to one of the lists. */
void jb_aigc_list_name(char list[JB_AIGC_NAMES], jb_span name);

/* Value of a key as people would read it: empty when absent, null or not text. */
jb_span jb_aigc_text_of(const jb_aigc_label *label, jb_aigc_key key);

/* SHA-256 (64 hex digits into the arena) of what the label says: for each of
 * the seven keys in the order of Annex E its name, "=", the length of its
 * value in bytes, ":", the value, a line feed.  Absent, null and empty values
 * are the same; a number is its digits.  NULL when memory is short. */
const char *jb_aigc_canonical(jb_arena *arena, const jb_aigc_label *label);

#endif
