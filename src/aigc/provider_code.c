#include "aigc/provider_code.h"

#include "base/ascii.h"

/* ---- check digits ---- */

char jb_uscc_check(jb_span first17) {
  /* GB 32100-2015, 4: no I, O, S, V, Z; the weight of place i is 3^(i-1) mod 31 */
  static const char k_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  unsigned sum = 0, weight = 1;
  if (first17.len != 17) return 0;
  for (size_t i = 0; i < 17; i++) {
    const char *hit = first17.ptr[i] ? strchr(k_alphabet, first17.ptr[i]) : NULL;
    if (!hit) return 0;
    sum += (unsigned)(hit - k_alphabet) * weight;
    weight = weight * 3 % 31;
  }
  return k_alphabet[(31 - sum % 31) % 31];
}

char jb_organisation_check(jb_span first8) {
  static const unsigned k_weights[8] = {3, 7, 9, 10, 5, 8, 4, 2}; /* GB 11714 */
  unsigned sum = 0;
  if (first8.len != 8) return 0;
  for (size_t i = 0; i < 8; i++) {
    uint8_t c = first8.ptr[i];
    if (!jb_ascii_digit(c) && !jb_ascii_upper_case(c)) return 0;
    unsigned value = jb_ascii_digit(c) ? c - (unsigned)'0' : c - (unsigned)'A' + 10;
    sum += value * k_weights[i];
  }
  unsigned check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
}

char jb_identity_check(jb_span first17) {
  /* GB 11643 by ISO 7064 MOD 11-2: the weight of place i is 2^(18-i) mod 11 */
  unsigned sum = 0;
  if (first17.len != 17) return 0;
  for (size_t i = 0; i < 17; i++) {
    if (!jb_ascii_digit(first17.ptr[i])) return 0;
    sum = (sum + (unsigned)(first17.ptr[i] - '0')) * 2 % 11;
  }
  unsigned check = (12 - sum) % 11;
  return check == 10 ? 'X' : (char)('0' + check);
}

/* ---- identity numbers ---- */

static unsigned number(jb_span s, size_t at, size_t n) {
  unsigned v = 0;
  for (size_t i = 0; i < n; i++) v = v * 10 + (unsigned)(s.ptr[at + i] - '0');
  return v;
}

bool jb_looks_like_identity(jb_span s) {
  if (s.len != 18) return false;
  for (size_t i = 0; i < 17; i++) {
    if (!jb_ascii_digit(s.ptr[i])) return false;
  }
  if (!jb_ascii_digit(s.ptr[17]) && (s.ptr[17] | 32) != 'x') return false;
  unsigned year = number(s, 6, 4), month = number(s, 10, 2), day = number(s, 12, 2);
  return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

size_t jb_provider_personal(jb_span value) {
  jb_provider code = jb_provider_decode(value);
  if (code.kind == JB_PROVIDER_CODE) {
    if (code.binding == '1' && code.uscc == JB_CHECK_PASS) return SIZE_MAX;
    /* another binding: whatever has 17 digits there may be a person's number */
    size_t digits = 0;
    while (digits < 17 && jb_ascii_digit(code.subject.ptr[digits])) digits++;
    if (code.binding != '1' && digits == 17) return 4;
  }
  for (size_t i = 0; value.len >= 18 && i <= value.len - 18; i++) {
    if (jb_looks_like_identity(jb_span_cut(value, i, 18))) return i;
  }
  return SIZE_MAX;
}

/* ---- codes ---- */

enum { CODE_LENGTH = 27, MEANT_MIN = 20, MEANT_MAX = 34 };

/* ^00[0-9][0-9][0-9A-Z]{23}$; letters in lower case are noted */
static jb_provider_kind kind_of(jb_span v, bool *lower) {
  *lower = false;
  if (v.len == 0) return JB_PROVIDER_EMPTY;
  if (v.len < MEANT_MIN || v.len > MEANT_MAX) return JB_PROVIDER_NAME;
  for (size_t i = 0; i < v.len; i++) {
    uint8_t c = v.ptr[i];
    bool fits = i < 2 ? c == '0' : i < 4 ? jb_ascii_digit(c) : jb_ascii_digit(c) || jb_ascii_alpha(c);
    if (!fits) return JB_PROVIDER_NAME;
    if (jb_ascii_lower_case(c)) *lower = true;
  }
  return v.len == CODE_LENGTH && !*lower ? JB_PROVIDER_CODE : JB_PROVIDER_BAD_CODE;
}

static jb_check_answer compare(char expected, uint8_t found) {
  return expected != 0 && (uint8_t)expected == found ? JB_CHECK_PASS : JB_CHECK_FAIL;
}

static void check_digits(jb_provider *p) {
  if (p->binding == '1') {
    p->uscc_expected = jb_uscc_check(jb_span_cut(p->subject, 0, 17));
    p->uscc = compare(p->uscc_expected, p->subject.ptr[17]);
    p->organisation_expected = jb_organisation_check(jb_span_cut(p->subject, 8, 8));
    p->organisation = compare(p->organisation_expected, p->subject.ptr[16]);
  } else if (jb_looks_like_identity(p->subject)) {
    p->identity_expected = jb_identity_check(jb_span_cut(p->subject, 0, 17));
    p->identity = compare(p->identity_expected, p->subject.ptr[17]);
  }
}

jb_provider jb_provider_decode(jb_span value) {
  jb_provider p = {.kind = JB_PROVIDER_EMPTY};
  p.kind = kind_of(value, &p.has_lower_case);
  /* a code that is too short or long still shows whom it names */
  if (p.kind == JB_PROVIDER_CODE || (p.kind == JB_PROVIDER_BAD_CODE && value.len >= 22)) {
    p.subject_type = (char)value.ptr[2];
    p.binding = (char)value.ptr[3];
    p.subject = jb_span_cut(value, 4, JB_PROVIDER_SUBJECT);
    check_digits(&p);
  }
  if (p.kind == JB_PROVIDER_CODE) {
    p.service = (char)value.ptr[22];
    p.own = jb_span_cut(value, 23, 4);
  }
  return p;
}

const char *jb_provider_brand(jb_span uscc) {
  static const struct {
    const char *uscc, *brand;
  } k_table[] = {
#define JB_PROVIDER_BRAND(uscc, brand) {uscc, brand},
#include "aigc/providers.def"
#undef JB_PROVIDER_BRAND
  };
  for (size_t i = 0; i < sizeof k_table / sizeof k_table[0]; i++) {
    if (jb_span_is(uscc, k_table[i].uscc)) return k_table[i].brand;
  }
  return NULL;
}
