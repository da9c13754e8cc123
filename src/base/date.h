/* Dates and times as the rules and the result need them: UTC, proleptic
 * Gregorian, no locale, no time zone database. */
#ifndef JB_BASE_DATE_H
#define JB_BASE_DATE_H

#include "base/span.h"

/* "2026-11-23" exactly.  False when it is no date. *day gets days since
 * 1970-01-01. */
bool jb_date_parse(jb_span text, int64_t *day);
/* Into 11 bytes. */
void jb_date_format(int64_t day, char out[11]);

/* RFC 3339 with Z or offset, fractions passed over.  Epoch seconds. */
bool jb_time_parse(jb_span text, int64_t *seconds);
/* "2026-11-23T12:00:00Z", 21 bytes. */
void jb_time_format(int64_t seconds, char out[21]);

/* The wall clock, epoch seconds; the only place that reads it. */
int64_t jb_clock_now(void);
/* Monotonic milliseconds, for elapsed times. */
int64_t jb_clock_ms(void);

#endif
