/* Axis A: every row of the truth table, and what just misses it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/facts.h"

#define LABEL "gb45438 kind=label claim=generated Label:1 well-formed=pass canonical=a "
#define CODE "producer-code=pass producer-uscc=pass producer-organisation=pass producer-service~pass "
#define GENERATOR "generator:comfyui claim=generated "
#define CAMERA "exif claim=captured strength=context "
#define C2PA "c2pa kind=manifest claim=generated group=signature "

typedef struct row {
  const char *why; /* what the case shows */
  const char *findings[4];
  jb_c2pa c2pa;
  const char *grade, *rule;
} row;

static const row k_rows[] = {
    /* ---- confirmed ---- */
    {"C2PA trusted by the official list", {C2PA}, {JB_PRESENT, "trusted", "none", "official"},
     "confirmed", "origin.c2pa.trusted"},
    {"an edit by a generative agent too", {"c2pa kind=manifest claim=edited group=signature"},
     {JB_PRESENT, "trusted", "none", "official"}, "confirmed", "origin.c2pa.trusted"},
    {"interim list with a time stamp of its time", {C2PA "interim-time-stamp=pass"},
     {JB_PRESENT, "trusted", "none", "interim"}, "confirmed", "origin.c2pa.trusted"},
    {"trusted, but says nothing of AI", {"c2pa kind=manifest claim=captured group=signature"},
     {JB_PRESENT, "trusted", "none", "official"}, "none_found", "origin.none"},
    {"the statement stands in a parent that is trusted", {C2PA "state:trusted vouched-by:official"},
     {JB_PRESENT, "trusted", "none", "official"}, "confirmed", "origin.c2pa.trusted"},
    {"in a parent that is only valid", {C2PA "state:valid vouched-by:none"},
     {JB_PRESENT, "trusted", "none", "official"}, "highly_likely", "origin.c2pa.valid"},
    {"in a parent that is invalid", {C2PA "state:invalid vouched-by:none"},
     {JB_PRESENT, "trusted", "none", "official"}, "suspected", "origin.c2pa.invalid"},
    {"in an ingredient that is no parent", {C2PA "role=ingredient"},
     {JB_PRESENT, "trusted", "none", "official"}, "none_found", "origin.none"},
    {"pixel signature of the generator",
     {"generator:novelai kind=mark claim=generated_or_edited strength=proof group=pixels "
      "pixel-signature=pass"},
     {0}, "confirmed", "origin.pixel-signature"},
    {"pixel signature that does not verify",
     {"generator:novelai claim=generated_or_edited strength=weak group=pixels pixel-signature=fail"},
     {0}, "suspected", "origin.generator"},
    {"SecurityData by a pinned key", {LABEL CODE "strength=proof security-1=pass"}, {0},
     "confirmed", "origin.gb45438.pinned-signature"},
    {"SecurityData by the key in the label itself", {LABEL CODE "security-1=pass"}, {0},
     "highly_likely", "origin.gb45438.well-formed"},

    /* ---- highly likely ---- */
    {"interim list, no time stamp", {C2PA}, {JB_PRESENT, "trusted", "none", "interim"},
     "highly_likely", "origin.c2pa.valid"},
    {"a user's list", {C2PA}, {JB_PRESENT, "trusted", "none", "user"}, "highly_likely",
     "origin.c2pa.valid"},
    {"valid, on no list, not self-signed", {C2PA "signer-chain=pass"},
     {JB_PRESENT, "valid", "trust", "none"}, "highly_likely", "origin.c2pa.valid"},
    {"only time prevents trust", {C2PA "signer-chain=pass"},
     {JB_PRESENT, "invalid", "time", "none"}, "highly_likely", "origin.c2pa.valid"},
    {"Label 1, well-formed, code correct", {LABEL CODE}, {0}, "highly_likely",
     "origin.gb45438.well-formed"},
    {"Label 1, well-formed, plain name", {LABEL}, {0}, "highly_likely",
     "origin.gb45438.well-formed"},
    {"two copies that agree", {LABEL CODE "copies-agree=pass", LABEL CODE}, {0}, "highly_likely",
     "origin.gb45438.well-formed"},
    {"a model's public watermark payload",
     {"watermark:sdxl kind=watermark claim=generated group=pixels"}, {0}, "highly_likely",
     "origin.watermark"},
    {"metadata and pixels agree",
     {GENERATOR, "watermark:x kind=watermark claim=generated group=pixels strength=weak"}, {0},
     "highly_likely", "origin.two-groups"},
    {"file name and pixels agree",
     {"generator:gemini claim=generated group=name strength=weak",
      "visible claim=generated_or_edited group=pixels strength=weak"},
     {0}, "highly_likely", "origin.two-groups"},
    {"signature and metadata agree",
     {"generator:x claim=generated group=signature strength=weak", GENERATOR}, {0},
     "highly_likely", "origin.two-groups"},

    /* ---- suspected ---- */
    {"Label 2", {"gb45438 kind=label claim=generated_or_edited Label:2 well-formed=pass"}, {0},
     "suspected", "origin.gb45438.weak"},
    {"Label 3", {"gb45438 kind=label claim=generated_or_edited Label:3 well-formed=pass"}, {0},
     "suspected", "origin.gb45438.weak"},
    {"Label 1, malformed", {"gb45438 kind=label claim=generated Label:1 well-formed=fail"}, {0},
     "suspected", "origin.gb45438.weak"},
    {"Label 1, not read to its end",
     {"gb45438 kind=label claim=generated Label:1 well-formed=unknown"}, {0}, "suspected",
     "origin.gb45438.weak"},
    {"a value the standard does not know",
     {"gb45438 kind=label claim=unknown Label:AIGC well-formed=fail"}, {0}, "suspected",
     "origin.gb45438.weak"},
    {"a check digit is wrong", {LABEL "producer-code=pass producer-uscc=fail"}, {0}, "suspected",
     "origin.gb45438.weak"},
    {"a check digit could not be computed", {LABEL "producer-code=unknown"}, {0}, "suspected",
     "origin.gb45438.weak"},
    {"the service type alone is odd", {LABEL "producer-code=pass producer-service~fail"}, {0},
     "highly_likely", "origin.gb45438.well-formed"},
    {"copies that say so themselves", {LABEL CODE "copies-agree=fail", LABEL CODE}, {0},
     "suspected", "origin.gb45438.weak"},
    {"copies with different digests",
     {LABEL CODE, "gb45438 kind=label claim=generated Label:1 well-formed=pass canonical=b"}, {0},
     "suspected", "origin.gb45438.weak"},
    {"a different copy in the thumbnail is another picture's",
     {LABEL CODE,
      "gb45438 kind=label claim=generated Label:1 well-formed=pass canonical=b role=thumbnail"},
     {0}, "highly_likely", "origin.gb45438.well-formed"},
    {"one unsigned generator mark", {GENERATOR}, {0}, "suspected", "origin.generator"},
    {"a weak one as well", {GENERATOR "strength=weak"}, {0}, "suspected", "origin.generator"},
    {"two marks in metadata are one group", {GENERATOR, "iptc claim=generated"}, {0}, "suspected",
     "origin.generator"},
    {"source type", {"iptc claim=generated"}, {0}, "suspected", "origin.source-type"},
    {"visible label alone", {"visible claim=generated_or_edited group=pixels"}, {0}, "suspected",
     "origin.visible"},
    {"watermark payload that the user gave",
     {"watermark:user kind=watermark claim=generated group=pixels code=watermark.user"}, {0},
     "suspected", "origin.other"},
    {"self-signed manifest", {C2PA "signer-chain=fail"}, {JB_PRESENT, "valid", "trust", "none"},
     "suspected", "origin.c2pa.invalid"},
    {"invalid manifest", {C2PA "signer-chain=pass"}, {JB_PRESENT, "invalid", "integrity", "none"},
     "suspected", "origin.c2pa.invalid"},
    {"invalid manifest and a generator mark do not make two groups", {C2PA, GENERATOR},
     {JB_PRESENT, "invalid", "integrity", "none"}, "suspected", "origin.c2pa.invalid"},
    {"file name with a source type that alone raises nothing",
     {"generator:chatgpt claim=generated group=name strength=weak",
      "iptc claim=unknown strength=context code=mark.iptc.composite-synthetic"},
     {0}, "suspected", "origin.name-and-other"},
    {"file name and metadata: neither is anything else",
     {"generator:gemini claim=generated group=name strength=weak", GENERATOR}, {0}, "suspected",
     "origin.generator"},

    /* ---- nothing found ---- */
    {"nothing", {NULL}, {0}, "none_found", "origin.none"},
    {"a file name alone", {"generator:gemini claim=generated group=name strength=weak"}, {0},
     "none_found", "origin.none"},
    {"a file name beside camera data",
     {"generator:gemini claim=generated group=name strength=weak", CAMERA}, {0}, "none_found",
     "origin.none"},
    {"compositeSynthetic, algorithmicMedia, scene recognition alone",
     {"iptc claim=unknown strength=context", "generator:xiaomi claim=generated strength=context"},
     {0}, "none_found", "origin.none"},
    {"camera data", {CAMERA}, {0}, "none_found", "origin.none"},
    {"a label in the thumbnail only",
     {"gb45438 kind=label claim=generated Label:1 well-formed=pass role=thumbnail"}, {0},
     "none_found", "origin.none"},
    {"a label after the end of the picture",
     {"gb45438 kind=label claim=generated Label:1 well-formed=pass role=trailer"}, {0},
     "none_found", "origin.none"},
    {"a mark in a secondary picture", {GENERATOR "role=auxiliary"}, {0}, "none_found",
     "origin.none"},
    {"the shell of a label is a sign of removal, no claim",
     {"trace kind=trace code=gb45438.shell group=structure strength=weak"}, {0}, "none_found",
     "origin.none"},
};

static jb_inspection *inspection_of(const row *r) {
  jb_inspection *in = an_inspection();
  for (size_t i = 0; i < 4 && r->findings[i]; i++) (void)with(in, r->findings[i]);
  if (r->c2pa.state) in->c2pa = r->c2pa;
  return in;
}

static void truth_table(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof k_rows / sizeof k_rows[0]; i++) {
    jb_inspection *in = inspection_of(&k_rows[i]);
    judge(in);
    if (strcmp(in->verdict.ai_origin, k_rows[i].grade) != 0 ||
        strcmp(because_of(in, "ai_origin"), k_rows[i].rule) != 0) {
      fail_msg("%s: %s by %s, not %s by %s", k_rows[i].why, in->verdict.ai_origin,
               because_of(in, "ai_origin"), k_rows[i].grade, k_rows[i].rule);
    }
    jb_inspection_free(in);
  }
}

/* Adding a weaker sign to a stronger one never weakens the grade. */
static void the_strongest_row_wins(void **state) {
  (void)state;
  static const char *const k_order[] = {"undetermined", "none_found", "suspected", "highly_likely",
                                        "confirmed"};
  static const char *const k_more[] = {GENERATOR, "iptc claim=generated", CAMERA,
                                       "generator:gemini claim=generated group=name strength=weak"};
  for (size_t i = 0; i < sizeof k_rows / sizeof k_rows[0]; i++) {
    for (size_t k = 0; k < sizeof k_more / sizeof k_more[0]; k++) {
      jb_inspection *in = inspection_of(&k_rows[i]);
      (void)with(in, k_more[k]);
      judge(in);
      size_t before = 0, after = 0;
      for (size_t g = 0; g < 5; g++) {
        if (strcmp(k_order[g], k_rows[i].grade) == 0) before = g;
        if (strcmp(k_order[g], in->verdict.ai_origin) == 0) after = g;
      }
      if (after < before) fail_msg("%s: weaker with %s", k_rows[i].why, k_more[k]);
      jb_inspection_free(in);
    }
  }
}

static void what_was_not_looked_at(void **state) {
  (void)state;
  static const struct {
    const char *probe;
    jb_why why;
    jb_tier tier;
    const char *grade;
  } k_cases[] = {
      {"xmp", JB_WHY_INPUT, JB_TIER_FAST, "undetermined"},
      {"marks", JB_WHY_LIMIT, JB_TIER_FAST, "undetermined"},
      {"structure", JB_WHY_WORKER, JB_TIER_FAST, "undetermined"},
      {"c2pa", JB_WHY_MISSING, JB_TIER_FAST, "undetermined"},
      {"c2pa", JB_WHY_OFFLINE, JB_TIER_FAST, "none_found"},
      {"xmp", JB_WHY_TIER, JB_TIER_FAST, "none_found"},
      {"marks", JB_WHY_PROPRIETARY, JB_TIER_FAST, "none_found"},
      {"witness", JB_WHY_WORKER, JB_TIER_FAST, "none_found"}, /* promised by full only */
      {"witness", JB_WHY_WORKER, JB_TIER_FULL, "undetermined"},
      {"visible", JB_WHY_MISSING, JB_TIER_DEEP, "none_found"}, /* promised by no tier */
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = an_inspection();
    in->tier = k_cases[i].tier;
    jb_add_not_checked(in, k_cases[i].probe, JB_WHY_TIER, "first a reason that does not block");
    jb_add_not_checked(in, k_cases[i].probe, k_cases[i].why, NULL);
    judge(in);
    if (strcmp(in->verdict.ai_origin, k_cases[i].grade) != 0) {
      fail_msg("%s %s: %s", k_cases[i].probe, jb_why_name(k_cases[i].why), in->verdict.ai_origin);
    }
    /* a label that was found stays found */
    (void)with(in, LABEL);
    judge(in);
    assert_string_equal(in->verdict.ai_origin, "highly_likely");
    jb_inspection_free(in);
  }
}

static void conflict_is_reported_and_changes_nothing(void **state) {
  (void)state;
  jb_inspection *in = an_inspection();
  (void)with(in, LABEL);
  (void)with(in, CAMERA);
  judge(in);
  assert_string_equal(in->verdict.ai_origin, "highly_likely");
  assert_true(has_because(in, "origin.conflict.captured"));
  assert_true(has_step(in, "resolve-conflict"));
  jb_inspection_free(in);

  in = an_inspection();
  (void)with(in, CAMERA);
  judge(in);
  assert_false(has_because(in, "origin.conflict.captured"));
  jb_inspection_free(in);
}

static void evidence_names_the_findings(void **state) {
  (void)state;
  jb_inspection *in = an_inspection();
  (void)with(in, CAMERA);
  (void)with(in, LABEL);
  judge(in);
  const jb_because *b = &in->verdict.because[0];
  assert_string_equal(b->rule, "origin.gb45438.well-formed");
  assert_int_equal(b->finding_count, 1);
  assert_int_equal(b->findings[0], 1);
  jb_inspection_free(in);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(truth_table),
      cmocka_unit_test(the_strongest_row_wins),
      cmocka_unit_test(what_was_not_looked_at),
      cmocka_unit_test(conflict_is_reported_and_changes_nothing),
      cmocka_unit_test(evidence_names_the_findings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
