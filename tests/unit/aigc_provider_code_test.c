/* Provider codes of TC260-PG-20252A; companies and people are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "aigc/provider_code.h"
#include "support/labels.h"

static void check_digits_follow_their_standards(void **state) {
  (void)state;
  /* GB 32100-2015 over codes whose check symbol an independent program gave */
  assert_int_equal(jb_uscc_check(jb_span_str("91110000T3ET00012")), 'W');
  assert_int_equal(jb_uscc_check(jb_span_str("91110000T3ET00013")), '0');
  /* I, O, S, V, Z are no symbols; a wrong length is none either */
  assert_int_equal(jb_uscc_check(jb_span_str("91110000I3ET00012")), 0);
  assert_int_equal(jb_uscc_check(jb_span_str("9111")), 0);
  /* GB 11714: digits, X and 0 as check */
  assert_int_equal(jb_organisation_check(jb_span_str("T3ET0001")), '2');
  assert_int_equal(jb_organisation_check(jb_span_str("D2143569")), 'X');
  assert_int_equal(jb_organisation_check(jb_span_str("00000000")), '0');
  assert_int_equal(jb_organisation_check(jb_span_str("t3et0001")), 0);
  /* GB 11643: the example numbers of its appendix */
  assert_int_equal(jb_identity_check(jb_span_str("11010519491231002")), 'X');
  assert_int_equal(jb_identity_check(jb_span_str("44052418800101001")), '4');
  assert_int_equal(jb_identity_check(jb_span_str("4405241880010100A")), 0);
}

static void codes_are_told_from_names(void **state) {
  (void)state;
  static const struct {
    const char *value;
    jb_provider_kind kind;
  } k_cases[] = {
      {"", JB_PROVIDER_EMPTY},
      {"001191110000T3ET00012W10001", JB_PROVIDER_CODE},
      {"001191110000T3ET00012W1000", JB_PROVIDER_BAD_CODE},   /* 26 characters */
      {"001191110000T3ET00012W100011", JB_PROVIDER_BAD_CODE}, /* 28 */
      {"001191110000t3et00012w10001", JB_PROVIDER_BAD_CODE},
      {"001191110000T3ET00012W1xliu", JB_PROVIDER_BAD_CODE},
      {"0011", JB_PROVIDER_NAME},
      {"011191110000T3ET00012W10001", JB_PROVIDER_NAME}, /* version 00 begins every code */
      {"001191110000T3ET00012W1000-", JB_PROVIDER_NAME},
      {"doubao", JB_PROVIDER_NAME},
      {"Minimax Agent AI", JB_PROVIDER_NAME},
      {"\xE6\x9F\x90\xE7\xA7\x91\xE6\x8A\x80", JB_PROVIDER_NAME},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    assert_int_equal(jb_provider_decode(jb_span_str(k_cases[i].value)).kind, k_cases[i].kind);
  }
}

static void a_code_is_taken_apart(void **state) {
  (void)state;
  jb_provider p = jb_provider_decode(jb_span_str("001191110000T3ET00012W2XGW3"));
  assert_int_equal(p.subject_type, '1');
  assert_int_equal(p.binding, '1');
  assert_true(jb_span_is(p.subject, "91110000T3ET00012W"));
  assert_int_equal(p.service, '2');
  assert_true(jb_span_is(p.own, "XGW3"));
  assert_int_equal(p.uscc, JB_CHECK_PASS);
  assert_int_equal(p.organisation, JB_CHECK_PASS);
  assert_int_equal(p.identity, JB_CHECK_UNKNOWN);
}

/* Position 4 chooses the algorithm. */
static void an_individual_is_checked_by_gb_11643(void **state) {
  (void)state;
  jb_provider p = jb_provider_decode(jb_span_str("002211010519491231002X10000"));
  assert_int_equal(p.uscc, JB_CHECK_UNKNOWN);
  assert_int_equal(p.identity, JB_CHECK_PASS);
  p = jb_provider_decode(jb_span_str("002211010519491231002110000"));
  assert_int_equal(p.identity, JB_CHECK_FAIL);
  assert_int_equal(p.identity_expected, 'X');
}

#define REST "\",\"ProduceID\":\"a1\",\"ReservedCode1\":\"\",\"ContentPropagator\":\""
#define TAIL "\",\"PropagateID\":\"a1\",\"ReservedCode2\":\"\"}"

static void every_code_check_passes_and_fails(void **state) {
  (void)state;
  static const struct {
    const char *producer, *propagator, *failures, *check, *detail;
  } k_cases[] = {
      {"001191110000T3ET00012W10001", "001191110000T3ET00012W20001", "", "propagator-service", ""},
      {"001191110000T3ET00012W00000", "001191110000T3ET00012W00000", "", "producer-service", "unused"},
      {"001191110000T3ET00012W10001", "001191110000T3ET00012W10001", "", "propagator-service", "first-write"},
      {"001191110000T3ET00012W20001", "x", "producer-service", "producer-service", "service=2"},
      {"001191110000T3ET00012W00001", "x", "producer-service", "producer-service", "own-code-without-service"},
      {"x", "001191110000T3ET00012W10001", "propagator-service", "propagator-service", "service=1"},
      {"001191110000T3ET00012X10001", "x", "producer-uscc well-formed", "producer-uscc", "expected=W,found=X"},
      {"x", "001191110000T3ET00012X20001", "propagator-uscc well-formed", "propagator-uscc", "expected=W,found=X"},
      /* a wrong inner digit with a right outer one */
      {"001191110000T3ET00013010001", "x", "producer-organisation well-formed", "producer-organisation",
       "expected=2,found=3"},
      {"x", "001191110000T3ET00013020001", "propagator-organisation well-formed", "propagator-organisation",
       "expected=2,found=3"},
      {"001191110000T3ET00012W1000", "x", "producer-code well-formed", "producer-code", "length=26"},
      {"x", "001191110000T3ET00012Wxliu1", "propagator-code well-formed", "propagator-code", "lower-case"},
      {"00229991119491231002X10000", "x", "producer-code well-formed", "producer-code", "length=26"},
      {"002211010519491231002110000", "x", "producer-identity", "producer-identity", "expected=X,found=1"},
      {"x", "002211010519491231002120000", "propagator-identity", "propagator-identity", "expected=X,found=1"},
      {"a name", "a name", "character-set", "producer-code", ""},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    char text[512];
    (void)snprintf(text, sizeof text, "{\"Label\":\"1\",\"ContentProducer\":\"%s" REST "%s" TAIL,
                   k_cases[i].producer, k_cases[i].propagator);
    jb_inspection *in = label_in_xmp(text);
    const jb_finding *f = label_finding(in, "gb45438.label");
    print_message("%s %s\n", k_cases[i].producer, k_cases[i].propagator);
    assert_string_equal(label_failures(f), k_cases[i].failures);
    assert_string_equal(label_detail(f, k_cases[i].check), k_cases[i].detail);
    jb_inspection_free(in);
  }
}

/* Subject and binding values other than 1 were never confirmed: no verdict. */
static void an_unknown_binding_is_neither_right_nor_wrong(void **state) {
  (void)state;
  jb_inspection *in = label_in_xmp("{\"Label\":\"1\",\"ContentProducer\":\"002211010519491231002X10000" REST "x" TAIL);
  const jb_finding *f = label_finding(in, "gb45438.label");
  assert_string_equal(label_check(f, "producer-code"), "unknown");
  assert_string_equal(label_check(f, "producer-uscc"), "-");
  assert_string_equal(label_check(f, "producer-identity"), "pass");
  assert_string_equal(label_check(f, "well-formed"), "pass");
  jb_inspection_free(in);
}

static void a_persons_number_is_masked_in_fields(void **state) {
  (void)state;
  static const struct {
    const char *value, *shown;
  } k_cases[] = {
      {"002211010519491231002X10000", "0022110105***********X10000"},
      {"11010519491231002X", "110105***********X"},
      {"id 11010519491231002x!", "id 110105***********x!"},
      /* another binding: no date of birth needed */
      {"003312345678901234567810000", "0033123456***********810000"},
      /* a company's code of digits only is no person's number */
      {"001191110000T3ET00012W10001", "001191110000T3ET00012W10001"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    char text[512];
    (void)snprintf(text, sizeof text, "{\"Label\":\"1\",\"ContentProducer\":\"%s" REST "%s" TAIL,
                   k_cases[i].value, k_cases[i].value);
    jb_inspection *in = label_in_xmp(text);
    const jb_finding *f = label_finding(in, "gb45438.label");
    bool changed = strcmp(k_cases[i].value, k_cases[i].shown) != 0;
    assert_true(label_field_is(f, "ContentProducer", k_cases[i].shown));
    assert_true(label_field_is(f, "ContentPropagator", k_cases[i].shown));
    assert_true(label_field_is(f, "masked", changed ? "ContentProducer,ContentPropagator" : NULL));
    jb_inspection_free(in);
  }
}

static void fields_decode_the_code(void **state) {
  (void)state;
  jb_inspection *in = label_in_xmp("{\"Label\":\"1\",\"ContentProducer\":\"001191110000T3ET00012W1XGW3" REST
                                   "picwish" TAIL);
  const jb_finding *f = label_finding(in, "gb45438.label");
  assert_true(label_field_is(f, "producer.kind", "code"));
  assert_true(label_field_is(f, "producer.uscc", "91110000T3ET00012W"));
  assert_true(label_field_is(f, "producer.service", "generation"));
  assert_true(label_field_is(f, "producer.own-code", "XGW3"));
  assert_true(label_field_is(f, "producer.brand-hint", NULL));
  assert_true(label_field_is(f, "propagator.kind", "name"));
  assert_true(label_field_is(f, "propagator.uscc", NULL));
  jb_inspection_free(in);
  assert_string_equal(jb_provider_brand(jb_span_str("91110105MACJ6K1C8A")), "LiblibAI");
  assert_null(jb_provider_brand(jb_span_str("91110000T3ET00012W")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(check_digits_follow_their_standards),
      cmocka_unit_test(codes_are_told_from_names),
      cmocka_unit_test(a_code_is_taken_apart),
      cmocka_unit_test(an_individual_is_checked_by_gb_11643),
      cmocka_unit_test(every_code_check_passes_and_fails),
      cmocka_unit_test(an_unknown_binding_is_neither_right_nor_wrong),
      cmocka_unit_test(a_persons_number_is_masked_in_fields),
      cmocka_unit_test(fields_decode_the_code),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
