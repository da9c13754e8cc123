#define _POSIX_C_SOURCE 200809L
#include "base/date.h"

#include <stdio.h>
#include <time.h>

#include "base/ascii.h"

/* Days from civil date, after the well-known era arithmetic. */
static int64_t days_from(int64_t y, int64_t m, int64_t d) {
  y -= m <= 2;
  int64_t era = (y >= 0 ? y : y - 399) / 400;
  int64_t yoe = y - era * 400;
  int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

static void civil_from(int64_t z, int64_t *y, int64_t *m, int64_t *d) {
  z += 719468;
  int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  int64_t doe = z - era * 146097;
  int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int64_t mp = (5 * doy + 2) / 153;
  *d = doy - (153 * mp + 2) / 5 + 1;
  *m = mp + (mp < 10 ? 3 : -9);
  *y = yoe + era * 400 + (*m <= 2);
}

static bool number(jb_span s, size_t at, size_t n, int64_t *out) {
  int64_t v = 0;
  for (size_t i = at; i < at + n; i++) {
    if (i >= s.len || !jb_ascii_digit(s.ptr[i])) return false;
    v = v * 10 + (s.ptr[i] - '0');
  }
  *out = v;
  return true;
}

bool jb_date_parse(jb_span s, int64_t *day) {
  int64_t y, m, d, y2, m2, d2;
  if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-') return false;
  if (!number(s, 0, 4, &y) || !number(s, 5, 2, &m) || !number(s, 8, 2, &d)) return false;
  if (m < 1 || m > 12 || d < 1 || d > 31) return false;
  int64_t z = days_from(y, m, d);
  civil_from(z, &y2, &m2, &d2);
  if (y2 != y || m2 != m || d2 != d) return false;
  *day = z;
  return true;
}

void jb_date_format(int64_t day, char out[11]) {
  int64_t y, m, d;
  civil_from(day, &y, &m, &d);
  (void)snprintf(out, 11, "%04u-%02u-%02u", (unsigned)y % 10000u, (unsigned)m % 100u,
                 (unsigned)d % 100u);
}

bool jb_time_parse(jb_span s, int64_t *seconds) {
  int64_t day, h, m, sec, oh = 0, om = 0, sign = 0;
  if (s.len < 20 || !jb_date_parse(jb_span_cut(s, 0, 10), &day)) return false;
  if ((s.ptr[10] | 32) != 't' || s.ptr[13] != ':' || s.ptr[16] != ':') return false;
  if (!number(s, 11, 2, &h) || !number(s, 14, 2, &m) || !number(s, 17, 2, &sec)) return false;
  if (h > 23 || m > 59 || sec > 60) return false;
  size_t i = 19;
  if (s.ptr[i] == '.') {
    size_t first = ++i;
    while (i < s.len && jb_ascii_digit(s.ptr[i])) i++;
    if (i == first) return false;
  }
  if (i >= s.len) return false;
  if ((s.ptr[i] | 32) == 'z') {
    if (i + 1 != s.len) return false;
  } else {
    if (s.ptr[i] != '+' && s.ptr[i] != '-') return false;
    sign = s.ptr[i] == '+' ? 1 : -1;
    if (s.len != i + 6 || s.ptr[i + 3] != ':') return false;
    if (!number(s, i + 1, 2, &oh) || !number(s, i + 4, 2, &om) || oh > 23 || om > 59) return false;
  }
  *seconds = day * 86400 + h * 3600 + m * 60 + sec - sign * (oh * 3600 + om * 60);
  return true;
}

void jb_time_format(int64_t seconds, char out[21]) {
  int64_t day = seconds >= 0 ? seconds / 86400 : -((-seconds + 86399) / 86400);
  unsigned s = (unsigned)(seconds - day * 86400);
  char date[11];
  jb_date_format(day, date);
  (void)snprintf(out, 21, "%sT%02u:%02u:%02uZ", date, s / 3600 % 24, s / 60 % 60, s % 60);
}

int64_t jb_clock_now(void) { return (int64_t)time(NULL); }

int64_t jb_clock_ms(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return 0;
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
