/* What actions say about AI (C2PA asset rubric 1.0): by digital source type, by
 * a known generative agent, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "c2pa/statement.h"

#define IPTC "http://cv.iptc.org/newscodes/digitalsourcetype/"

static jb_bytes of(const char *text) {
  return text ? jb_bytes_of(jb_span_str(text)) : (jb_bytes){NULL, 0};
}

typedef struct one {
  const char *action, *source_type, *agent, *generator;
  jb_claim claim;
  const char *by;
} one;

static void an_action_says_what_it_is_made_of(void **state) {
  (void)state;
  static const one k_cases[] = {
      {"c2pa.created", IPTC "trainedAlgorithmicMedia", NULL, NULL, JB_CLAIM_GENERATED,
       "digital-source-type"},
      {"c2pa.created", " https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia/ ",
       NULL, NULL, JB_CLAIM_GENERATED, "digital-source-type"},
      {"c2pa.created", "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", NULL, NULL,
       JB_CLAIM_GENERATED, "digital-source-type"},
      {"c2pa.created", "c2pa.trainedAlgorithmicData", NULL, NULL, JB_CLAIM_GENERATED,
       "digital-source-type"},
      /* Photoshop 26.9 says it on what it opened */
      {"c2pa.opened", IPTC "trainedAlgorithmicMedia", NULL, NULL, JB_CLAIM_GENERATED,
       "digital-source-type"},
      {"c2pa.edited", IPTC "trainedAlgorithmicMedia", NULL, NULL, JB_CLAIM_EDITED,
       "digital-source-type"},
      {"c2pa.placed", IPTC "compositeWithTrainedAlgorithmicMedia", NULL, NULL, JB_CLAIM_EDITED,
       "digital-source-type"},
      {"c2pa.published", IPTC "trainedAlgorithmicMedia", NULL, NULL,
       JB_CLAIM_GENERATED_OR_EDITED, "digital-source-type"},
      {"c2pa.created", IPTC "digitalCapture", NULL, NULL, JB_CLAIM_CAPTURED,
       "digital-source-type"},
      {"c2pa.edited", IPTC "digitalCapture", NULL, NULL, JB_CLAIM_UNKNOWN, NULL},
      /* never raise a grade alone */
      {"c2pa.created", IPTC "compositeSynthetic", NULL, NULL, JB_CLAIM_UNKNOWN, NULL},
      {"c2pa.created", IPTC "algorithmicMedia", NULL, NULL, JB_CLAIM_UNKNOWN, NULL},
      {"c2pa.edited", IPTC "algorithmicallyEnhanced", NULL, NULL, JB_CLAIM_UNKNOWN, NULL},
      {"c2pa.created", IPTC "digitalCreation", "Adobe Firefly", NULL, JB_CLAIM_UNKNOWN, NULL},
      /* without a source type: who did it */
      {"c2pa.created", NULL, "DALL\xC2\xB7" "E", NULL, JB_CLAIM_GENERATED, "agent"},
      {"c2pa.created", NULL, "adobe firefly 1.0", NULL, JB_CLAIM_GENERATED, "agent"},
      {"c2pa.edited", NULL, "Photo assist", NULL, JB_CLAIM_EDITED, "agent"},
      {"c2pa.created", NULL, NULL, "Microsoft_Responsible_AI/1.0", JB_CLAIM_GENERATED, "agent"},
      {"c2pa.opened", NULL, "ChatGPT", NULL, JB_CLAIM_UNKNOWN, NULL},
      {"c2pa.converted", NULL, "ChatGPT", NULL, JB_CLAIM_UNKNOWN, NULL},
      {"c2pa.created", NULL, "Fluxus Paint", NULL, JB_CLAIM_UNKNOWN, NULL},
      {"c2pa.created", NULL, "Adobe Photoshop", NULL, JB_CLAIM_UNKNOWN, NULL},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    const one *c = &k_cases[i];
    jb_c2pa_action action = {.action = of(c->action),
                             .digital_source_type = of(c->source_type),
                             .software_agent = of(c->agent)};
    jb_c2pa_manifest model = {.actions = &action, .action_count = 1,
                              .claim_generator = of(c->generator)};
    jb_manifest m = {.model = &model};
    jb_statement s = jb_c2pa_statement(&m);
    assert_int_equal(s.claim, c->claim);
    assert_int_equal(s.by != NULL, c->by != NULL);
    if (c->by) assert_string_equal(s.by, c->by);
  }
}

static void the_strongest_action_counts_and_the_signers_own_before_gathered(void **state) {
  (void)state;
  jb_c2pa_action actions[] = {
      {.action = of("c2pa.created"), .digital_source_type = of(IPTC "digitalCapture"), .created = true},
      {.action = of("c2pa.edited"), .digital_source_type = of(IPTC "trainedAlgorithmicMedia")},
      {.action = of("c2pa.edited"), .digital_source_type = of(IPTC "trainedAlgorithmicMedia"),
       .software_agent = of("Adobe Firefly"), .created = true},
  };
  jb_c2pa_manifest model = {.actions = actions, .action_count = 3};
  jb_manifest m = {.model = &model};
  jb_statement s = jb_c2pa_statement(&m);
  assert_int_equal(s.claim, JB_CLAIM_EDITED);
  assert_ptr_equal(s.action, &actions[2]);
  assert_true(s.created);
  assert_string_equal(s.producer, "Adobe");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_action_says_what_it_is_made_of),
      cmocka_unit_test(the_strongest_action_counts_and_the_signers_own_before_gathered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
