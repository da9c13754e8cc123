/* Provider codes (服务提供者编码) of TC260-PG-20252A and their check digits. */
#ifndef JB_AIGC_PROVIDER_CODE_H
#define JB_AIGC_PROVIDER_CODE_H

#include "base/span.h"
#include "jianbiao/model.h"

typedef enum jb_provider_kind {
  JB_PROVIDER_EMPTY,
  JB_PROVIDER_NAME,     /* the standard allows a name */
  JB_PROVIDER_CODE,     /* 27 characters of the right shape */
  JB_PROVIDER_BAD_CODE  /* meant as a code, but of another length or in lower case */
} jb_provider_kind;

enum { JB_PROVIDER_SUBJECT = 18 };

typedef struct jb_provider {
  jb_provider_kind kind;
  /* the fields of a code, position counted from 1 */
  char subject_type;  /* 3: 1 organisation */
  char binding;       /* 4: 1 unified social credit code */
  jb_span subject;    /* 5 to 22 */
  char service;       /* 23: 1 generation, 2 propagation, 0 unused */
  jb_span own;        /* 24 to 27 */
  bool has_lower_case;
  /* UNKNOWN where the algorithm does not apply to this binding */
  jb_check_answer uscc, organisation, identity;
  char uscc_expected, organisation_expected, identity_expected;
} jb_provider;

/* `value` stays referenced. */
jb_provider jb_provider_decode(jb_span value);

/* Check symbol of a unified social credit code from its first 17 characters
 * (GB 32100-2015, mod 31); 0 when one of them is not in its alphabet. */
char jb_uscc_check(jb_span first17);
/* Of an organisation code from its first 8 (GB 11714, mod 11); 0 as above. */
char jb_organisation_check(jb_span first8);
/* Of an identity number from its first 17 digits (GB 11643, mod 11-2); 0 as above. */
char jb_identity_check(jb_span first17);

/* True for 17 digits and a digit or X whose digits 7 to 14 are a date of
 * birth: the shape of a person's identity number. */
bool jb_looks_like_identity(jb_span text18);

/* Where in `value` a person's number stands that must not be shown: returns
 * its position, SIZE_MAX when there is none.  A valid credit code of a code
 * that says so is none. */
size_t jb_provider_personal(jb_span value);

/* A brand that a third party attributes to a credit code (providers.def), or
 * NULL.  A hint, never a statement. */
const char *jb_provider_brand(jb_span uscc);

#endif
