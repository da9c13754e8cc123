#include "support/c2pa_cases.h"

#include <stdlib.h>

const c2pa_case *c2pa_case_at(size_t index) {
  const c2pa_case *const k_tables[] = {k_c2pa_claim_cases, k_c2pa_binding_cases,
                                       k_c2pa_credential_cases, k_c2pa_graph_cases};
  for (size_t t = 0; t < sizeof k_tables / sizeof *k_tables; t++) {
    for (const c2pa_case *c = k_tables[t]; c->name; c++) {
      if (index-- == 0) return c;
    }
  }
  return NULL;
}

bytes c2pa_case_file(pki *p, const c2pa_case *c) {
  if (c->make) return c->make(p);
  c2pa_manifest m = c2pa_ai_picture(p);
  if (c->bend) c->bend(p, &m);
  bool jpeg = strstr(c->name, ".jpg") != NULL;
  return jpeg ? c2pa_jpeg(p, &m, NULL) : c2pa_png(p, &m, NULL);
}
