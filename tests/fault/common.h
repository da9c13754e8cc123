/* What the fault tests share: the fixtures, and one inspection as text. */
#ifndef JB_TESTS_FAULT_COMMON_H
#define JB_TESTS_FAULT_COMMON_H

#include <stdint.h>

#include "jianbiao/jianbiao.h"
#include "model/json.h"
#include "support/build.h"

/* The date that rules are picked by, so that a result never depends on today. */
#define FAULT_AS_OF "2026-11-23"

typedef struct fixture {
  char name[64];
  bytes file;
} fixture;

/* All pictures of testdata/, by name.  Aborts when there are none. */
fixture *fixtures(size_t *count);
void fixtures_free(fixture *all, size_t count);
/* The one of that name; aborts when it is missing. */
const fixture *fixture_named(const fixture *all, size_t count, const char *name);

/* The rules of the source tree. */
jb_rules *fault_rules(void);
jb_options fault_options(jb_tier tier);
jb_inspector *fault_inspector(const jb_rules *rules, const jb_options *options);

/* Inspect bytes under a name; the status as it came. */
jb_status fault_inspect(jb_inspector *inspector, const uint8_t *data, size_t size,
                        const char *name, jb_inspection **out);

/* `core` as JSON without white space, to be freed with jb_buf_free. */
jb_buf fault_core(const jb_inspection *in);

/* CPU time of this process in milliseconds. */
double fault_cpu_ms(void);

/* A linear congruential generator: the same numbers on every machine. */
uint32_t fault_next(uint64_t *state);

_Noreturn void fault_die(const char *format, ...) JB_PRINTF(1, 2);

#endif
