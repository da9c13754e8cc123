/* Policies: what violates, what a waiver takes out, and mistakes with their line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "jianbiao/policy.h"
#include "support/facts.h"

#define SHA "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define MALFORMED "gb45438 kind=label claim=generated Label:1 well-formed=fail label-value=fail"

static jb_status parse(const char *text, jb_policy **out, jb_error *err) {
  return jb_policy_from_json("p.json", text, strlen(text), shipped_rules(), out, err);
}

static jb_policy_answer apply(const char *text, jb_inspection *in, const char **reason) {
  jb_policy *p = NULL;
  jb_error err = {.status = JB_OK};
  if (parse(text, &p, &err) != JB_OK) fail_msg("%s: %s", text, err.what);
  judge(in);
  jb_policy_result r;
  assert_int_equal(jb_policy_apply(p, in, &r), JB_OK);
  jb_policy_answer answer = r.answer;
  if (reason) *reason = r.count && r.items[0].reason ? "waived" : "";
  jb_policy_result_free(&r);
  jb_policy_free(p);
  return answer;
}

static void outcomes_and_waivers(void **state) {
  (void)state;
  static const struct {
    const char *policy, *finding;
    jb_policy_answer answer;
    const char *reason;
  } k_cases[] = {
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.e-c\"]}", MALFORMED, JB_POLICY_VIOLATED, ""},
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.e-d\"]}", MALFORMED, JB_POLICY_MET, ""},
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.*\"],\"on_undetermined\":\"pass\"}", MALFORMED,
       JB_POLICY_VIOLATED, ""},
      /* notices are worth saying, no violation */
      {"{\"id\":\"p\",\"rules\":[\"cn.measures.6.propagation\"]}", MALFORMED, JB_POLICY_MET, ""},
      /* no label: whether one was due, the file does not show */
      {"{\"id\":\"p\",\"rules\":[\"cn.measures.5\"]}", NULL, JB_POLICY_REPORTED, ""},
      {"{\"id\":\"p\",\"rules\":[\"cn.measures.5\"],\"on_undetermined\":\"fail\"}", NULL,
       JB_POLICY_VIOLATED, ""},
      {"{\"id\":\"p\",\"rules\":[\"cn.measures.5\"],\"on_undetermined\":\"pass\"}", NULL,
       JB_POLICY_MET, ""},
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.e-c\"],\"waivers\":[{\"rule\":\"cn.gb45438.e-c\","
       "\"until\":\"2026-11-23\",\"reason\":\"old\"}]}", MALFORMED, JB_POLICY_MET, "waived"},
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.e-c\"],\"waivers\":[{\"rule\":\"cn.gb45438.e-c\","
       "\"until\":\"2026-11-22\",\"reason\":\"old\"}]}", MALFORMED, JB_POLICY_VIOLATED, ""},
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.e-c\"],\"waivers\":[{\"rule\":\"cn.gb45438.e-d\","
       "\"until\":\"2027-01-01\",\"reason\":\"other\"}]}", MALFORMED, JB_POLICY_VIOLATED, ""},
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.e-c\"],\"waivers\":[{\"sha256\":\"" SHA "\","
       "\"until\":\"2027-01-01\",\"reason\":\"file\"}]}", MALFORMED, JB_POLICY_MET, "waived"},
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.e-c\"],\"waivers\":[{\"sha256\":\"b" "bbb" "bbbbbbbb"
       "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\"until\":\"2027-01-01\","
       "\"reason\":\"another file\"}]}", MALFORMED, JB_POLICY_VIOLATED, ""},
      {"{\"id\":\"p\",\"rules\":[\"cn.gb45438.e-c\"],\"waivers\":[{\"sha256\":\"" SHA "\","
       "\"rule\":\"cn.gb45438.e-d\",\"until\":\"2027-01-01\",\"reason\":\"both must fit\"}]}",
       MALFORMED, JB_POLICY_VIOLATED, ""},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = an_inspection();
    in->file.has_sha256 = true;
    memset(in->file.sha256, 0xaa, 32);
    if (k_cases[i].finding) (void)with(in, k_cases[i].finding);
    const char *reason;
    jb_policy_answer answer = apply(k_cases[i].policy, in, &reason);
    if (answer != k_cases[i].answer || strcmp(reason, k_cases[i].reason) != 0) {
      fail_msg("%s: %d %s", k_cases[i].policy, (int)answer, reason);
    }
    jb_inspection_free(in);
  }
}

static void mistakes_carry_their_line(void **state) {
  (void)state;
  static const struct {
    const char *policy;
    unsigned line;
    const char *says;
  } k_cases[] = {
      {"", 1, ""},
      {"{\n\"id\": \"p\",\n}", 3, ""},
      {"[]", 1, "object"},
      {"{\n\"rules\": []}", 1, "no id"},
      {"{\"id\":\"p\",\n\"rule\": []}", 2, "unknown member of a policy: rule"},
      {"{\"id\":\"p\",\n\"rules\": [\n\"cn.tea\"]}", 3, "no rule is called cn.tea"},
      {"{\"id\":\"p\",\n\"rules\": [\n\"tea.*\"]}", 3, "no rule is called tea.*"},
      {"{\"id\":\"p\",\n\"rules\": [\n1]}", 3, "text of its id"},
      {"{\"id\":\"p\",\n\"on_undetermined\": \"maybe\"}", 2, "fail, pass or report"},
      {"{\"id\":\"p\",\n\"waivers\": [{\"until\":\"2027-01-01\",\"reason\":\"r\"}]}", 2, "needs sha256"},
      {"{\"id\":\"p\",\n\"waivers\": [{\"rule\":\"cn.measures.5\",\"reason\":\"r\"}]}", 2,
       "until and reason"},
      {"{\"id\":\"p\",\n\"waivers\": [{\"rule\":\"cn.measures.5\",\"until\":\"2027-01-01\"}]}", 2,
       "until and reason"},
      {"{\"id\":\"p\",\n\"waivers\": [{\"sha256\":\"aa\"}]}", 2, "64 hexadecimal"},
      {"{\"id\":\"p\",\n\"waivers\": [{\"until\":\n\"2027-02-30\"}]}", 3, "date"},
      {"{\"id\":\"p\",\n\"id\":\"q\"}", 2, "twice"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_policy *p = NULL;
    jb_error err = {.status = JB_OK};
    assert_int_equal(parse(k_cases[i].policy, &p, &err), JB_E_RULES);
    assert_null(p);
    if (err.line != k_cases[i].line || !strstr(err.what, k_cases[i].says)) {
      fail_msg("%s: line %u: %s", k_cases[i].policy, err.line, err.what);
    }
  }
}

static void fail_on_a_grade(void **state) {
  (void)state;
  static const struct {
    const char *has, *wanted;
    bool reached;
  } k_cases[] = {
      {"confirmed", "suspected", true},      {"suspected", "suspected", true},
      {"suspected", "highly_likely", false}, {"none_found", "suspected", false},
      {"undetermined", "suspected", false},  {"undetermined", "undetermined", true},
      {"none_found", "none_found", true},    {"confirmed", "none_found", false},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    jb_inspection *in = an_inspection();
    assert_false(jb_grade_reached(in, k_cases[i].wanted)); /* not judged yet */
    in->verdict.ai_origin = k_cases[i].has;
    assert_int_equal(jb_grade_reached(in, k_cases[i].wanted), k_cases[i].reached);
    jb_inspection_free(in);
  }
  assert_true(jb_grade_is_known("confirmed"));
  assert_false(jb_grade_is_known("probably"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(outcomes_and_waivers),
      cmocka_unit_test(mistakes_carry_their_line),
      cmocka_unit_test(fail_on_a_grade),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
