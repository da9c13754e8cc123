/* Every validation status that pictures can produce, each by a file that is
 * wrong in that one way (C2PA 2.2 clause 15.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/c2pa_cases.h"
#include "support/c2pa_inspect.h"

/* "a|b" holds the word. */
static bool one_of(const char *list, const char *word) {
  size_t n = strlen(word);
  for (const char *p = list; *p;) {
    size_t length = strcspn(p, "|");
    if (length == n && memcmp(p, word, n) == 0) return true;
    p += length + (p[length] == '|');
  }
  return false;
}

/* One word of `codes`: "code", "a|b" or "!code". */
static bool holds(const jb_inspection *in, const char *word, size_t length) {
  if (*word == '!') return !c2pa_has_code(in, word + 1, length - 1);
  for (size_t at = 0; at < length;) {
    size_t n = strcspn(word + at, "| ");
    if (n > length - at) n = length - at;
    if (c2pa_has_code(in, word + at, n)) return true;
    at += n + 1;
  }
  return false;
}

/* Counts and prints what is wrong. */
static int judge(const c2pa_case *c, const jb_inspection *in) {
  int bad = 0;
  if (!in->c2pa.state || !one_of(c->states, in->c2pa.state)) {
    print_message("%s: state %s, must be %s\n", c->name, in->c2pa.state, c->states);
    bad++;
  }
  if (c->why && (!in->c2pa.why_invalid || !one_of(c->why, in->c2pa.why_invalid))) {
    print_message("%s: why %s, must be %s\n", c->name, in->c2pa.why_invalid, c->why);
    bad++;
  }
  for (const char *p = c->codes; *p;) {
    size_t length = strcspn(p, " ");
    if (!holds(in, p, length)) {
      print_message("%s: must say %.*s\n", c->name, (int)length, p);
      bad++;
    }
    p += length + (p[length] == ' ');
  }
  if (bad) print_message("    it says: %s\n", c2pa_codes(in));
  return bad;
}

static void run_table(const c2pa_case *table) {
  pki *p = pki_new();
  int bad = 0;
  for (const c2pa_case *c = table; c->name; c++) {
    inspected i = c2pa_verified(p, c2pa_case_file(p, c));
    bad += judge(c, i.in);
    inspected_free(i);
  }
  pki_free(p);
  assert_int_equal(bad, 0);
}

static void claims(void **state) {
  (void)state;
  run_table(k_c2pa_claim_cases);
}
static void bindings(void **state) {
  (void)state;
  run_table(k_c2pa_binding_cases);
}
static void credentials(void **state) {
  (void)state;
  run_table(k_c2pa_credential_cases);
}
static void graphs(void **state) {
  (void)state;
  run_table(k_c2pa_graph_cases);
}

static bool has_finding(const jb_inspection *in, const char *code) {
  for (size_t i = 0; i < in->finding_count; i++) {
    if (strcmp(in->findings[i]->code, code) == 0) return true;
  }
  return false;
}

/* The standard lets a manifest leave out more than metadata; what it leaves
 * out is said. */
static void excluded_content_is_told(void **state) {
  (void)state;
  for (size_t k = 0; c2pa_case_at(k); k++) {
    const c2pa_case *c = c2pa_case_at(k);
    bool pixels = strcmp(c->name, "exclusion-of-pixels.png") == 0;
    if (!pixels && strcmp(c->name, "valid-v2.png") != 0) continue;
    pki *p = pki_new();
    inspected i = c2pa_verified(p, c2pa_case_file(p, c));
    assert_int_equal(has_finding(i.in, "c2pa.uncovered.content"), pixels);
    inspected_free(i);
    pki_free(p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(claims), cmocka_unit_test(bindings),
                                     cmocka_unit_test(credentials), cmocka_unit_test(graphs),
                                     cmocka_unit_test(excluded_content_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
