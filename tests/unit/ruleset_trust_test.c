/* <trust> and <denylist> files, and the lists that are shipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "c2pa/x509.h"
#include "inspect/trust.h"
#include "ruleset/trust_table.h"

#define HEX_16 "00112233445566778899aabbccddeeff"
#define SHA " sha256=\"" HEX_16 HEX_16 "\" "
#define DAYS " from=\"2025-01-01T00:00:00Z\" to=\"2035-01-01T00:00:00Z\" "
#define LIST "<trust list=\"L\" origin=\"interim\" date=\"2026-01-01\" source=\"S\">"
#define LEAF "<leaf name=\"N\" use=\"signer\"" SHA DAYS "/>"
#define FACTS " subject=\"MAA=\" serial=\"AQ==\" key=\"MAA=\" "

static jb_status load(const char *xml, jb_rules **out) {
  jb_error err;
  return jb_rules_load_memory("trust/test.xml", jb_span_str(xml), out, &err);
}

static void entries(void **state) {
  (void)state;
  jb_rules *rules = NULL;
  assert_int_equal(load(LIST LEAF "<anchor name=\"A\" use=\"signer time-stamp\" path-length=\"1\""
                        SHA DAYS FACTS "/></trust>", &rules), JB_OK);
  const jb_trust_table *t = rules->trust;
  assert_int_equal(t->source_count, 1);
  assert_int_equal(t->sources[0].leaves, 1);
  assert_int_equal(t->sources[0].anchors, 1);
  assert_true(t->entries[0].leaf && t->entries[0].signer && !t->entries[0].time_stamp);
  assert_true(t->entries[1].signer && t->entries[1].time_stamp);
  assert_int_equal(t->entries[1].path_length, 1);
  assert_int_equal(t->entries[1].subject.len, 2);
  assert_int_equal(t->entries[1].sha256[1], 0x11);
  jb_rules_free(rules);
}

static void files_that_are_wrong(void **state) {
  (void)state;
  static const char *const k_texts[] = {
      "<trust/>",
      "<trust list=\"L\" origin=\"user\" date=\"2026-01-01\" source=\"S\"/>",
      "<trust list=\"L\" origin=\"official\" date=\"soon\" source=\"S\"/>",
      LIST "<leaf/></trust>",
      LIST "<root name=\"N\" use=\"signer\"" SHA DAYS "/></trust>",
      LIST "<leaf name=\"N\" use=\"nobody\"" SHA DAYS "/></trust>",
      LIST "<leaf name=\"N\" use=\"signer\" sha256=\"00\"" DAYS "/></trust>",
      LIST "<leaf name=\"N\" use=\"signer\"" SHA " from=\"x\" to=\"y\"/></trust>",
      LIST "<anchor name=\"N\" use=\"signer\"" SHA DAYS "/></trust>",
      LIST "<anchor name=\"N\" use=\"signer\" path-length=\"-1\"" SHA DAYS FACTS "/></trust>",
      "<denylist><denied id=\"a\" from=\"2025-01-01\" source=\"S\"" SHA "/></denylist>",
      "<denylist><leaf/></denylist>",
  };
  for (size_t i = 0; i < sizeof k_texts / sizeof k_texts[0]; i++) {
    jb_rules *rules = NULL;
    jb_status status = load(k_texts[i], &rules);
    if (status != JB_E_RULES) print_message("%s\n", k_texts[i]);
    assert_int_equal(status, JB_E_RULES);
  }
}

static void denied(void **state) {
  (void)state;
  jb_rules *rules = NULL;
  assert_int_equal(load("<denylist><denied id=\"a\" from=\"2025-01-01\" source=\"S\"" SHA
                        "issued-before=\"2025-01-01T00:00:00Z\"><reason lang=\"zh\">缘由</reason>"
                        "<reason lang=\"en\">why</reason></denied></denylist>", &rules), JB_OK);
  assert_int_equal(rules->trust->denied_count, 1);
  assert_int_equal(rules->trust->denied[0].issued_before, 1735689600);
  assert_string_equal(rules->trust->denied[0].reason_en, "why");
  jb_rules_free(rules);
}

/* Each shipped anchor is a name and a key that OpenSSL can use; what the
 * denylist names is there. */
static void shipped(void **state) {
  (void)state;
  jb_rules *rules = NULL;
  jb_error err;
  assert_int_equal(jb_rules_load(JB_SOURCE_DIR "/rules", &rules, &err), JB_OK);
  jb_trust *trust = NULL;
  assert_int_equal(jb_trust_new(&trust), JB_OK);
  assert_int_equal(jb_trust_add_shipped(trust, rules, &err), JB_OK);
  const jb_trust_anchors *anchors = jb_trust_anchors_of(trust);
  size_t official[2] = {0, 0}, interim = 0;
  for (size_t i = 0; i < jb_trust_anchors_count(anchors); i++) {
    const jb_anchor *a = jb_trust_anchors_at(anchors, i);
    if (a->origin == JB_ANCHOR_OFFICIAL) official[a->use]++;
    else interim++;
    if (a->leaf) continue;
    X509 *cert = jb_anchor_certificate(a);
    if (!cert) print_message("anchor %zu\n", i);
    assert_non_null(cert);
    assert_true(jb_x509_is_ca(cert));
    assert_non_null(X509_get0_pubkey(cert));
    assert_int_equal(jb_x509_not_after(cert), a->not_after);
    X509_free(cert);
  }
  assert_true(official[JB_ANCHOR_SIGNER] >= 30);
  assert_true(official[JB_ANCHOR_TIME_STAMP] >= 22);
  assert_true(interim > 100);
  size_t count = 0;
  const jb_denied *d = jb_trust_anchors_denied(anchors, &count);
  for (size_t i = 0; i < count; i++) {
    size_t hits = 0;
    for (size_t k = 0; k < jb_trust_anchors_count(anchors); k++) {
      hits += memcmp(jb_trust_anchors_at(anchors, k)->sha256, d[i].sha256, 32) == 0;
    }
    assert_true(hits > 0);
  }
  assert_true(count > 0);
  jb_trust_free(trust);
  jb_rules_free(rules);
}

typedef struct seen {
  size_t lists, signers, time_stampers, leaves, each;
} seen;

static bool see_list(void *user, const jb_trust_info *info) {
  seen *s = user;
  s->lists++;
  s->signers += info->signers;
  s->time_stampers += info->time_stampers;
  s->leaves += info->leaves;
  assert_non_null(info->date);
  return true;
}

static bool see_one(void *user, const jb_trusted *t) {
  seen *s = user;
  s->each++;
  assert_true(t->name[0] != '\0');
  assert_true(t->from < t->to);
  return s->each < 3; /* the walk ends when it is told to */
}

static void lists_can_be_shown(void **state) {
  (void)state;
  jb_rules *rules = NULL;
  jb_trust *trust = NULL;
  jb_error err;
  seen s = {0};
  assert_int_equal(load(LIST LEAF LEAF "<anchor name=\"A\" use=\"signer time-stamp\"" SHA DAYS FACTS
                        "/></trust>", &rules), JB_OK);
  assert_int_equal(jb_trust_new(&trust), JB_OK);
  assert_int_equal(jb_trust_add_shipped(trust, rules, &err), JB_OK);
  jb_trust_lists(trust, see_list, &s);
  jb_trust_each(trust, see_one, &s);
  assert_int_equal(s.lists, 1);
  assert_int_equal(s.signers, 1);
  assert_int_equal(s.time_stampers, 1);
  assert_int_equal(s.leaves, 2);
  assert_int_equal(s.each, 3);
  jb_trust_free(trust);
  jb_rules_free(rules);
}

static void lists_of_the_caller(void **state) {
  (void)state;
  jb_trust *trust = NULL;
  jb_error err;
  assert_int_equal(jb_trust_new(&trust), JB_OK);
  assert_int_equal(jb_trust_add(trust, "nothing", 7, JB_TRUST_SIGNERS, JB_TRUST_USER, "mine", &err),
                   JB_E_RULES);
  assert_int_equal(jb_trust_anchors_count(jb_trust_anchors_of(trust)), 0);
  jb_trust_free(trust);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(entries),
      cmocka_unit_test(files_that_are_wrong),
      cmocka_unit_test(denied),
      cmocka_unit_test(shipped),
      cmocka_unit_test(lists_can_be_shown),
      cmocka_unit_test(lists_of_the_caller),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
