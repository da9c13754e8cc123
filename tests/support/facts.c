#include "support/facts.h"

#include <stdio.h>
#include <stdlib.h>

static _Noreturn void wrong(const char *what, const char *detail) {
  fprintf(stderr, "%s: %s\n", what, detail);
  abort();
}

jb_inspection *an_inspection(void) {
  jb_limits limits = jb_limits_default();
  jb_inspection *in = jb_inspection_new(&limits);
  if (!in) abort();
  in->tier = JB_TIER_FAST;
  in->as_of = "2026-11-23";
  in->time = "2026-11-23T00:00:00Z";
  in->file.format = "jpeg";
  in->file.media_type = "image/jpeg";
  in->file.supported = JB_PRESENT;
  in->c2pa = (jb_c2pa){JB_ABSENT, "none", "none", "none"};
  if (!jb_add_part(in, JB_PART_STRUCTURE, JB_ROLE_PRIMARY, "file")) abort();
  jb_add_not_checked(in, "visible", JB_WHY_TIER, NULL);
  jb_add_not_checked(in, "watermark", JB_WHY_TIER, NULL);
  jb_add_not_checked(in, "proprietary", JB_WHY_PROPRIETARY, NULL);
  return in;
}

typedef const char *namer(int value);
static const char *kind_name(int v) { return jb_finding_kind_name((jb_finding_kind)v); }
static const char *claim_name(int v) { return jb_claim_name((jb_claim)v); }
static const char *strength_name(int v) { return jb_strength_name((jb_strength)v); }
static const char *role_name(int v) { return jb_part_role_name((jb_part_role)v); }
static const char *answer_name(int v) { return jb_check_answer_name((jb_check_answer)v); }

static int value_of(namer *name, int count, const char *text) {
  for (int i = 0; i < count; i++) {
    if (strcmp(name(i), text) == 0) return i;
  }
  wrong("no such value", text);
}

static void set(jb_inspection *in, jb_finding *f, const char *key, const char *value,
                const char *severity) {
  if (strcmp(key, "kind") == 0) {
    f->kind = (jb_finding_kind)value_of(kind_name, JB_FINDING_KIND_COUNT, value);
  } else if (strcmp(key, "claim") == 0) {
    f->claim = (jb_claim)value_of(claim_name, JB_CLAIM_COUNT, value);
  } else if (strcmp(key, "strength") == 0) {
    f->strength = (jb_strength)value_of(strength_name, JB_STRENGTH_COUNT, value);
  } else if (strcmp(key, "role") == 0) {
    f->role = (jb_part_role)value_of(role_name, JB_PART_ROLE_COUNT, value);
  } else if (strcmp(key, "group") == 0) {
    f->group = value;
  } else if (strcmp(key, "code") == 0) {
    f->code = value;
  } else if (strcmp(key, "canonical") == 0) {
    f->canonical = value;
  } else if (strcmp(key, "part") == 0) {
    f->at.part = (uint32_t)strtoul(value, NULL, 10);
  } else {
    int answer = value_of(answer_name, 3, value);
    (void)jb_finding_add_check(in, f, key, (jb_check_answer)answer, severity, NULL, NULL);
  }
}

jb_finding *with(jb_inspection *in, const char *spelling) {
  char *words = jb_arena_string(in->arena, jb_span_str(spelling));
  jb_finding *f = NULL;
  while (*words) {
    char *word = words;
    words += strcspn(words, " ");
    while (*words == ' ') *words++ = '\0';
    if (!f) {
      f = jb_add_finding(in, word, JB_FINDING_MARK, "metadata", "test");
      if (!f) abort();
      f->strength = JB_STRENGTH_STRONG;
      continue;
    }
    size_t n = strcspn(word, "=~:");
    char mark = word[n];
    if (!mark) wrong("neither field nor check", word);
    word[n] = '\0';
    if (mark == ':') {
      jb_finding_add_field(in, f, word, jb_span_str(word + n + 1));
    } else {
      set(in, f, word, word + n + 1, mark == '=' ? "error" : "notice");
    }
  }
  return f;
}

const jb_rules *shipped_rules(void) {
  static jb_rules *rules;
  jb_error err = {.status = JB_OK};
  if (!rules && jb_rules_load(JB_SOURCE_DIR "/rules", &rules, &err) != JB_OK) {
    fprintf(stderr, "%s:%u: ", err.where, err.line);
    wrong("rules", err.what);
  }
  return rules;
}

void judge(jb_inspection *in) {
  static jb_judge_state *state;
  if (!state && !(state = jb_judge_state_new(shipped_rules()))) abort();
  if (jb_judge_inspection(state, in) != JB_OK) wrong("judging", "failed");
}

const jb_rule_result *result_of(const jb_inspection *in, const char *rule) {
  for (size_t i = 0; i < in->rule_count; i++) {
    if (strcmp(in->rules[i].rule, rule) == 0) return &in->rules[i];
  }
  return NULL;
}

const char *because_of(const jb_inspection *in, const char *axis) {
  const jb_verdict *v = &in->verdict;
  for (size_t i = 0; i < v->because_count; i++) {
    if (strcmp(v->because[i].axis, axis) == 0) return v->because[i].rule;
  }
  return "";
}

bool has_because(const jb_inspection *in, const char *rule) {
  for (size_t i = 0; i < in->verdict.because_count; i++) {
    if (strcmp(in->verdict.because[i].rule, rule) == 0) return true;
  }
  return false;
}

const char *state_of(const jb_inspection *in, const char *scheme) {
  for (size_t i = 0; i < in->label_count; i++) {
    if (strcmp(in->labels[i].scheme, scheme) == 0) return in->labels[i].state;
  }
  return "";
}

bool has_step(const jb_inspection *in, const char *step) {
  for (size_t i = 0; i < in->verdict.next_step_count; i++) {
    if (strcmp(in->verdict.next_steps[i], step) == 0) return true;
  }
  return false;
}
