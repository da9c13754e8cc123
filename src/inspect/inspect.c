/* The pipeline: which stage runs on which file, once each. */
#include <stdlib.h>

#include "aigc/aigc.h"
#include "base/date.h"
#include "base/memory.h"
#include "c2pa/c2pa.h"
#include "container/container.h"
#include "inspect/trust.h"
#include "inspect/witness.h"
#include "io/hash_plan.h"
#include "io/source.h"
#include "jianbiao/jianbiao.h"
#include "marks/marks.h"
#include "metadata/metadata.h"
#include "rules/judge.h"
#include "traces/traces.h"

struct jb_inspector {
  const jb_rules *rules;
  jb_options options;
  char as_of[11];
  char time[21];
  bool time_given;
  int64_t now; /* the same, epoch seconds */
  jb_judge_state *judge;
};

enum { BEIJING = 8 * 3600 };

const char *jb_version(void) { return JB_VERSION; }

jb_options jb_options_default(void) {
  return (jb_options){.tier = JB_TIER_FULL, .time = INT64_MIN, .limits = jb_limits_default()};
}

jb_status jb_inspector_new(const jb_rules *rules, const jb_options *options, jb_inspector **out,
                           jb_error *err) {
  int64_t now = options->time != INT64_MIN ? options->time : jb_clock_now(), day;
  if (options->as_of && !jb_date_parse(jb_span_str(options->as_of), &day)) {
    return jb_error_set(err, JB_E_ARG, "--as-of", 0, "%s is no date (YYYY-MM-DD)", options->as_of);
  }
  jb_inspector *i = calloc(1, sizeof *i);
  if (!i) return jb_error_set(err, JB_E_NOMEM, "", 0, "out of memory");
  i->rules = rules;
  i->options = *options;
  /* "today" is Beijing's day: the rules are Chinese law first */
  if (!options->as_of) day = (jb_clock_now() + BEIJING) / 86400;
  jb_date_format(day, i->as_of);
  jb_time_format(now, i->time);
  i->time_given = options->time != INT64_MIN;
  i->now = now;
  i->options.as_of = i->as_of;
  i->judge = jb_judge_state_new(rules);
  if (!i->judge) {
    free(i);
    return jb_error_set(err, JB_E_NOMEM, "", 0, "out of memory");
  }
  *out = i;
  return JB_OK;
}

void jb_inspector_free(jb_inspector *i) {
  if (!i) return;
  jb_judge_state_free(i->judge);
  free(i);
}

/* Digests of the file and of every part that is not pixels. */
typedef struct digests {
  jb_hash_job *sha, *sm3;
  jb_hash_job **parts; /* NULL where a part has none */
  size_t part_count;
} digests;

static digests plan_digests(const jb_options *options, const jb_inspection *in,
                            jb_hash_plan *plan, jb_arena *scratch) {
  jb_hash_piece whole = {.length = in->file.size};
  digests d = {.sha = jb_hash_plan_add(plan, JB_SHA256, &whole, 1),
               .parts = jb_arena_array(scratch, in->part_count + 1, sizeof(jb_hash_job *)),
               .part_count = in->part_count};
  if (options->sm3) d.sm3 = jb_hash_plan_add(plan, JB_SM3, &whole, 1);
  for (size_t i = 0; d.parts && i < in->part_count; i++) {
    const jb_part *part = in->parts[i];
    if (part->kind == JB_PART_IMAGE_DATA || part->kind == JB_PART_STRUCTURE ||
        part->kind == JB_PART_EMBEDDED || part->kind == JB_PART_BOX || part->range_count == 0) {
      continue;
    }
    jb_hash_piece *pieces = jb_arena_array(scratch, part->range_count, sizeof *pieces);
    for (size_t k = 0; pieces && k < part->range_count; k++) {
      pieces[k] = (jb_hash_piece){.offset = part->ranges[k].offset,
                                  .length = part->ranges[k].length};
    }
    if (pieces) d.parts[i] = jb_hash_plan_add(plan, JB_SHA256, pieces, part->range_count);
  }
  return d;
}

static void take_digests(const digests *d, jb_inspection *in) {
  if (d->sha && d->sha->done) {
    in->file.has_sha256 = true;
    memcpy(in->file.sha256, d->sha->digest, 32);
  } else {
    jb_add_not_checked(in, "read", JB_WHY_INPUT, "file.read-error");
  }
  if (d->sm3 && d->sm3->done) {
    in->file.has_sm3 = true;
    memcpy(in->file.sm3, d->sm3->digest, 32);
  }
  for (size_t i = 0; d->parts && i < d->part_count; i++) {
    if (!d->parts[i] || !d->parts[i]->done) continue;
    in->parts[i]->has_sha256 = true;
    memcpy(in->parts[i]->sha256, d->parts[i]->digest, 32);
  }
}

/* What is hashed, in one read: the file, its parts, and what a C2PA manifest
 * binds. */
static jb_status verify_and_hash(const jb_inspector *i, jb_source *source, jb_inspection *in) {
  jb_arena *scratch = jb_arena_new((size_t)in->limits.scratch_max);
  if (!scratch) return JB_E_NOMEM;
  jb_hash_plan plan = jb_hash_plan_new(scratch);
  jb_c2pa_options c2pa = {.now = i->now, .anchors = jb_trust_anchors_of(i->options.trust),
                          .boxes = i->options.boxes};
  jb_trust_tell(i->options.trust, in);
  digests d = plan_digests(&i->options, in, &plan, scratch);
  jb_c2pa_run *run = jb_c2pa_begin(source, in, &c2pa, &plan, scratch);
  jb_status status = jb_hash_plan_run(&plan, source);
  take_digests(&d, in);
  jb_c2pa_conclude(run);
  /* certificates were held against the clock: it is part of the result */
  if (in->c2pa.answer == JB_PRESENT && !in->time) {
    in->time = jb_arena_string(in->arena, jb_span_str(i->time));
  }
  jb_arena_free(scratch);
  return status;
}

/* Memory that ran out may have silenced any reader.  False when not even that
 * can be said. */
static bool note_exhaustion(jb_inspection *in) {
  bool lacked = jb_memory_lacked();
  if (!lacked && !jb_arena_exhausted(in->arena)) return true;
  static const char *const k_probes[] = {"structure", "exif", "xmp", "iptc", "text", "gb45438",
                                         "marks",     "c2pa"};
  for (size_t k = 0; k < sizeof k_probes / sizeof k_probes[0]; k++) {
    jb_add_not_checked(in, k_probes[k], JB_WHY_LIMIT, lacked ? "memory" : "memory_max");
  }
  for (size_t k = 0; k < sizeof k_probes / sizeof k_probes[0]; k++) {
    const jb_not_checked *entry = NULL;
    if (jb_probe_answer(in, k_probes[k], &entry) != JB_UNKNOWN) return false;
  }
  return true;
}

/* What this version does not look at, said in every inspection. */
static void add_unpromised(const jb_inspector *i, jb_inspection *in) {
  size_t count;
  const jb_probe_info *probes = jb_probe_table(&count);
  for (size_t k = 0; k < count; k++) {
    if (probes[k].tier < 0) {
      bool owner_only = strcmp(probes[k].id, "proprietary") == 0;
      jb_add_not_checked(in, probes[k].id, owner_only ? JB_WHY_PROPRIETARY : JB_WHY_TIER, NULL);
    } else if (probes[k].tier > (int)i->options.tier) {
      jb_add_not_checked(in, probes[k].id, JB_WHY_TIER, NULL);
    }
  }
}

static jb_inspection *begin(const jb_inspector *i, const char *name) {
  jb_inspection *in = jb_inspection_new(&i->options.limits);
  if (!in) return NULL;
  in->tier = i->options.tier;
  in->declared = i->options.declared;
  in->as_of = jb_arena_string(in->arena, jb_span_str(i->as_of));
  if (i->time_given) in->time = jb_arena_string(in->arena, jb_span_str(i->time));
  if (name) in->run.name = jb_bytes_of(jb_arena_copy(in->arena, jb_span_str(name)));
  return in;
}

static void at_stage(const jb_inspector *i, jb_stage stage) {
  if (i->options.stage) *i->options.stage = (uint8_t)stage;
}

const char *jb_stage_name(unsigned stage) {
  static const char *const k_names[JB_STAGE_COUNT] = {"idle",  "container", "metadata", "labels",
                                                      "marks", "hashes",    "writing"};
  return stage < JB_STAGE_COUNT ? k_names[stage] : "?";
}

jb_status jb_inspect_parse(jb_inspector *i, jb_source *source, const char *name,
                           jb_inspection **out) {
  jb_memory_forget();
  jb_inspection *in = begin(i, name);
  if (!in) return JB_E_NOMEM;
  jb_source_make_resident(source, i->options.limits.resident_max);
  at_stage(i, JB_STAGE_CONTAINER);
  jb_container_walk(source, in, name);
  at_stage(i, JB_STAGE_METADATA);
  jb_metadata_read(source, in);
  at_stage(i, JB_STAGE_LABELS);
  jb_aigc_find(source, in);
  at_stage(i, JB_STAGE_MARKS);
  jb_marks_find(i->rules, in, name);
  at_stage(i, JB_STAGE_HASHES);
  jb_status status = verify_and_hash(i, source, in);
  add_unpromised(i, in);
  if (!note_exhaustion(in)) status = JB_E_NOMEM;
  jb_memory_forget();
  jb_inspection_seal(in);
  if (status != JB_OK || !in->as_of) {
    jb_inspection_free(in);
    return status == JB_OK ? JB_E_NOMEM : status;
  }
  *out = in;
  return JB_OK;
}

jb_status jb_inspect_unread(jb_inspector *i, const char *name, jb_why why, const char *detail,
                            jb_inspection **out) {
  jb_inspection *in = begin(i, name);
  if (!in) return JB_E_NOMEM;
  size_t count;
  const jb_probe_info *probes = jb_probe_table(&count);
  for (size_t k = 0; k < count; k++) {
    bool promised = probes[k].tier >= 0 && probes[k].tier <= (int)i->options.tier;
    if (promised) jb_add_not_checked(in, probes[k].id, why, detail);
  }
  add_unpromised(i, in);
  if (!in->as_of) {
    jb_inspection_free(in);
    return JB_E_NOMEM;
  }
  *out = in;
  return JB_OK;
}

bool jb_is_media(const jb_inspection *in, const char *name) {
  return in->file.supported != JB_ABSENT || jb_container_is_media(in->file.media_type) ||
         jb_container_promised(name);
}

void jb_inspect_relate(jb_inspection *in) { jb_traces_find(in); }

jb_status jb_judge(jb_inspector *i, jb_inspection *in) {
  return jb_judge_inspection(i->judge, in);
}

/* In this process: callers that cannot afford libexiv2's faults ask for it in
 * another one. */
static jb_status hear_witness(const jb_inspector *i, jb_source *source, jb_inspection *in) {
  if (!jb_inspect_wants_witness(i, in)) return JB_OK;
  char *text = NULL;
  size_t length = 0;
  jb_status status = jb_inspect_witness(source, in, &text, &length);
  if (status == JB_OK) status = jb_inspect_add_witness(in, text, length, NULL);
  jb_free(text);
  return status == JB_E_LIMIT ? JB_OK : status;
}

jb_status jb_inspect(jb_inspector *i, jb_source *source, const char *name, jb_inspection **out) {
  jb_inspection *in = NULL;
  jb_status status = jb_inspect_parse(i, source, name, &in);
  if (status != JB_OK) return status;
  status = hear_witness(i, source, in);
  if (status == JB_OK) {
    jb_inspect_relate(in);
    status = jb_judge(i, in);
  }
  if (status != JB_OK && status != JB_E_LIMIT) {
    jb_inspection_free(in);
    return status;
  }
  *out = in;
  return JB_OK;
}

void jb_warm_up(jb_tier tier) {
  jb_digest_warm_up(false);
  if (tier >= JB_TIER_FULL) jb_witness_warm_up();
}
