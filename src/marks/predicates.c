/* What no operator can say: shapes of text and of JSON. */
#include "base/ascii.h"
#include "marks/value.h"

typedef bool predicate(jb_mark_value *v, const jb_mark_test *t);

/* ---- text ---- */

/* RFC 9562 section 4: 8-4-4-4-12 hexadecimal digits. */
static bool is_uuid(jb_span s) {
  if (s.len != 36) return false;
  for (size_t i = 0; i < s.len; i++) {
    bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? s.ptr[i] != '-' : jb_ascii_hex(s.ptr[i]) < 0) return false;
  }
  return true;
}

static bool uuid(jb_mark_value *v, const jb_mark_test *t) {
  (void)t;
  return is_uuid(jb_span_trim(v->bytes));
}

/* Without the prefix; ptr NULL when it is not there. */
static jb_span after_prefix(jb_span s, jb_span prefix) {
  s = jb_span_trim(s);
  if (!prefix.ptr) return s;
  if (!jb_span_starts(s, prefix)) return (jb_span){NULL, 0};
  return jb_span_trim(jb_span_cut(s, prefix.len, SIZE_MAX));
}

/* RFC 4648 section 4, padded. */
static bool base64(jb_mark_value *v, const jb_mark_test *t) {
  jb_span s = after_prefix(v->bytes, t->value);
  if (!s.ptr || s.len == 0 || s.len % 4 != 0) return false;
  if (s.len < t->min || (t->max > 0 && s.len > t->max)) return false;
  size_t body = s.len;
  while (body > s.len - 2 && s.ptr[body - 1] == '=') body--;
  for (size_t i = 0; i < body; i++) {
    uint8_t c = s.ptr[i];
    if (!jb_ascii_alpha(c) && !jb_ascii_digit(c) && c != '+' && c != '/') return false;
  }
  return true;
}

static bool midjourney_job(jb_mark_value *v, const jb_mark_test *t) {
  (void)t;
  jb_span s = jb_span_trim(v->bytes), job = jb_span_str("Job ID: ");
  if (s.len < job.len + 36) return false;
  jb_span tail = jb_span_cut(s, s.len - job.len - 36, SIZE_MAX);
  return jb_span_starts(tail, job) && is_uuid(jb_span_cut(tail, job.len, SIZE_MAX));
}

/* Six characters repeated and cut; seventeen of eighteen names seen have
 * period six, one has five. */
static bool gemini_name(jb_mark_value *v, const jb_mark_test *t) {
  (void)t;
  enum { CODE = 16, PERIOD_MAX = 6 };
  jb_span prefix = jb_span_str("Gemini_Generated_Image_");
  if (!jb_span_starts(v->bytes, prefix)) return false;
  jb_span code = jb_span_cut(v->bytes, prefix.len, CODE);
  jb_span next = jb_span_cut(v->bytes, prefix.len + CODE, 1);
  if (code.len != CODE || (next.len && (jb_ascii_alpha(next.ptr[0]) || jb_ascii_digit(next.ptr[0])))) {
    return false;
  }
  for (size_t i = 0; i < CODE; i++) {
    if (!jb_ascii_lower_case(code.ptr[i]) && !jb_ascii_digit(code.ptr[i])) return false;
  }
  size_t period = 1;
  while (period <= PERIOD_MAX && !jb_span_equal(jb_span_cut(code, 0, CODE - period),
                                                jb_span_cut(code, period, CODE - period))) {
    period++;
  }
  return period <= PERIOD_MAX;
}

/* ---- generation parameters ---- */

/* "Steps: 20, Sampler: ..., Seed: ..." at the start of a line.  Three keys of
 * the line, because a photographer's note may have one by chance. */
static bool is_parameter_line(jb_span line) {
  static const char *const k_keys[] = {", Sampler: ", ", CFG scale: ",  ", Seed: ",
                                       ", Size: ",    ", Model hash: ", ", Model: "};
  jb_span steps = jb_span_str("Steps: ");
  size_t i = steps.len, found = 0;
  if (!jb_span_starts(line, steps)) return false;
  while (i < line.len && jb_ascii_digit(line.ptr[i])) i++;
  if (i == steps.len) return false;
  for (size_t k = 0; k < sizeof k_keys / sizeof k_keys[0]; k++) {
    found += jb_span_find_nocase(line, jb_span_str(k_keys[k])) != SIZE_MAX;
  }
  return found >= 3;
}

static bool a1111_parameters(jb_mark_value *v, const jb_mark_test *t) {
  (void)t;
  enum { LINE_MAX_BYTES = 16 * 1024, LINES_MAX = 16 };
  jb_span rest = v->bytes;
  for (unsigned n = 0; n < LINES_MAX; n++) {
    size_t at = jb_span_find(rest, jb_span_str("Steps: "));
    if (at == SIZE_MAX) return false;
    bool starts = at == 0 ? rest.ptr == v->bytes.ptr : rest.ptr[at - 1] == '\n' || rest.ptr[at - 1] == '\r';
    jb_span line = jb_span_cut(rest, at, LINE_MAX_BYTES);
    if (starts && is_parameter_line(line)) return true;
    rest = jb_span_cut(rest, at + 1, SIZE_MAX);
  }
  return false;
}

/* ---- JSON ---- */

/* The value, or what follows "workflow:" and the like. */
static const jb_json_node *json_of(jb_mark_value *v, const jb_mark_test *t) {
  if (!t->value.ptr) return jb_mark_json(v);
  jb_span s = after_prefix(v->bytes, t->value);
  return s.ptr ? jb_mark_json_text(v, s) : NULL;
}

static bool is_kind(const jb_json_node *node, jb_json_kind kind) {
  return node && node->kind == kind;
}

static bool comfyui_prompt(jb_mark_value *v, const jb_mark_test *t) {
  if (jb_span_find(v->bytes, jb_span_str("\"class_type\"")) == SIZE_MAX) return false;
  const jb_json_node *root = json_of(v, t);
  if (!is_kind(root, JB_JSON_OBJECT)) return false;
  for (const jb_json_node *n = root->first; n; n = n->next) {
    if (is_kind(jb_json_member(n, "class_type"), JB_JSON_STRING) &&
        is_kind(jb_json_member(n, "inputs"), JB_JSON_OBJECT)) {
      return true;
    }
  }
  return false;
}

static bool comfyui_workflow(jb_mark_value *v, const jb_mark_test *t) {
  if (jb_span_find(v->bytes, jb_span_str("\"nodes\"")) == SIZE_MAX) return false;
  const jb_json_node *root = json_of(v, t);
  const jb_json_node *nodes = jb_json_member(root, "nodes");
  if (!is_kind(nodes, JB_JSON_LIST) || !is_kind(jb_json_member(root, "links"), JB_JSON_LIST)) {
    return false;
  }
  for (const jb_json_node *n = nodes->first; n; n = n->next) {
    if (is_kind(jb_json_member(n, "type"), JB_JSON_STRING) && jb_json_member(n, "id")) return true;
  }
  return false;
}

static bool sd_config(jb_mark_value *v, const jb_mark_test *t) {
  static const char *const k_keys[][4] = {
      {"prompt", "Prompt", "positive_prompt", "c"},
      {"negative_prompt", "Negative Prompt", "negativePrompt", "uc"},
      {"seed", "Seed", NULL, NULL},
      {"steps", "Steps", "num_inference_steps", NULL},
      {"sampler", "sampler_name", "Sampler", "scheduler"},
      {"cfg", "cfg_scale", "guidance_scale", "Guidance Scale"},
      {"model", "Model", "base_model", "use_stable_diffusion_model"},
  };
  const jb_json_node *root = json_of(v, t);
  unsigned found = 0;
  for (size_t i = 0; root && i < sizeof k_keys / sizeof k_keys[0]; i++) {
    bool here = false;
    for (size_t k = 0; k < 4 && k_keys[i][k]; k++) here |= jb_json_member(root, k_keys[i][k]) != NULL;
    found += here;
  }
  return found >= 4;
}

bool jb_mark_predicate(jb_mark_value *v, const jb_mark_test *t) {
  static predicate *const k_predicates[] = {
      [JB_PREDICATE_UUID] = uuid,
      [JB_PREDICATE_BASE64] = base64,
      [JB_PREDICATE_A1111_PARAMETERS] = a1111_parameters,
      [JB_PREDICATE_COMFYUI_PROMPT] = comfyui_prompt,
      [JB_PREDICATE_COMFYUI_WORKFLOW] = comfyui_workflow,
      [JB_PREDICATE_MIDJOURNEY_JOB] = midjourney_job,
      [JB_PREDICATE_GEMINI_NAME] = gemini_name,
      [JB_PREDICATE_SD_CONFIG] = sd_config,
  };
  return k_predicates[t->predicate](v, t);
}
