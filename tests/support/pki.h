/* The trust world of credential_test.h with everyone whom a case invents on
 * the way; all are freed together. */
#ifndef JB_TESTS_PKI_H
#define JB_TESTS_PKI_H

#include "support/credential_test.h"

enum { PKI_PEOPLE = 96 };

typedef struct pki {
  trust_world world;
  person *people[PKI_PEOPLE];
  size_t count;
} pki;

pki *pki_new(void);
void pki_free(pki *p);

/* issuer NULL: self-signed.  Owned by the pki. */
const person *pki_person(pki *p, const person *issuer, person_options options);

/* PEM of the roots: of signers, and of time stamps. */
bytes pki_root_pem(const pki *p);
bytes pki_tsa_root_pem(const pki *p);

#endif
