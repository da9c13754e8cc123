/* Writes every case of support/c2pa_cases.h and the roots it needs into a
 * folder, to hold other readers against them.
 * Usage: write_cases FOLDER */
#include <stdio.h>

#include "support/c2pa_cases.h"

static int put(const char *folder, const char *name, bytes content) {
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "wb");
  size_t n = f ? fwrite(content.ptr, 1, content.len, f) : 0;
  int ok = f && n == content.len;
  if (f && fclose(f) != 0) ok = 0;
  bytes_free(content);
  if (!ok) fprintf(stderr, "cannot write %s\n", path);
  return ok;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: write_cases FOLDER\n");
    return 2;
  }
  pki *p = pki_new();
  int ok = put(argv[1], "root.pem", pki_root_pem(p)) &&
           put(argv[1], "tsa-root.pem", pki_tsa_root_pem(p));
  const c2pa_case *c;
  for (size_t i = 0; ok && (c = c2pa_case_at(i)); i++) {
    ok = put(argv[1], c->name, c2pa_case_file(p, c));
    printf("%s\t%s\t%s\n", c->name, c->states, c->codes);
  }
  pki_free(p);
  return ok ? 0 : 1;
}
