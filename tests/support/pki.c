#include "support/pki.h"

#include <stdlib.h>

pki *pki_new(void) {
  pki *p = calloc(1, sizeof *p);
  if (!p) abort();
  p->world = trust_world_new();
  return p;
}

void pki_free(pki *p) {
  for (size_t i = 0; i < p->count; i++) {
    person_free(p->people[i]);
    free(p->people[i]);
  }
  trust_world_free(&p->world);
  free(p);
}

const person *pki_person(pki *p, const person *issuer, person_options options) {
  person *made = calloc(1, sizeof *made);
  if (!made || p->count == PKI_PEOPLE) abort();
  *made = person_new(issuer, options);
  p->people[p->count++] = made;
  return made;
}

bytes pki_root_pem(const pki *p) { return person_pem(&p->world.root); }
bytes pki_tsa_root_pem(const pki *p) { return person_pem(&p->world.time_root); }
