#include "support/parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "jianbiao/jianbiao.h"

inspected walk_within(bytes file, const jb_limits *limits) {
  inspected i = {.file = file, .in = jb_inspection_new(limits)};
  if (!i.in || jb_source_from_memory(file.ptr, file.len, &i.source) != JB_OK) abort();
  jb_container_walk(i.source, i.in, NULL);
  return i;
}

static void add_part(jb_buf *out, const jb_part *p) {
  jb_buf_str(out, jb_part_kind_name(p->kind));
  if (p->role != JB_ROLE_PRIMARY) jb_buf_format(out, " (%s)", jb_part_role_name(p->role));
  jb_buf_format(out, " %s", p->name);
  if (p->key.len) jb_buf_format(out, " [%.*s]", (int)p->key.len, (const char *)p->key.ptr);
  for (size_t i = 0; i < p->range_count && i < 8; i++) {
    jb_buf_format(out, "%s%llu+%llu", i ? "," : " ", (unsigned long long)p->ranges[i].offset,
                  (unsigned long long)p->ranges[i].length);
  }
  for (size_t i = 0; i < p->step_count; i++) {
    jb_buf_format(out, "%s%s", i ? " " : " | ", jb_step_name((jb_step)p->steps[i]));
  }
  jb_buf_char(out, '\n');
}

bytes parts_text(const jb_inspection *in) {
  jb_buf out = jb_buf_new(1 << 20);
  for (size_t i = 0; i < in->part_count; i++) {
    const jb_part *p = in->parts[i];
    bool frame = p->kind == JB_PART_STRUCTURE || p->kind == JB_PART_IMAGE_DATA;
    if (frame && p->problem_count == 0) continue;
    add_part(&out, p);
    for (size_t k = 0; k < p->problem_count; k++) {
      jb_buf_format(&out, "  ! %s\n", p->problems[k].code);
    }
  }
  for (size_t i = 0; i < in->not_checked_count; i++) {
    jb_buf_format(&out, "? %s %s\n", in->not_checked[i].check,
                  jb_why_name(in->not_checked[i].why));
  }
  bytes all = raw(out.data, out.len);
  jb_buf_free(&out);
  return all;
}

size_t parts_cases_failed(const parts_case *cases, size_t count) {
  size_t failed = 0;
  for (size_t i = 0; i < count; i++) {
    inspected got = inspect_bytes(cases[i].make(), false);
    bytes said = parts_text(got.in);
    if (strcmp((const char *)said.ptr, cases[i].parts) != 0) {
      fprintf(stderr, "%s:\n%s--- expected:\n%s", cases[i].what, (const char *)said.ptr,
              cases[i].parts);
      failed++;
    }
    bytes_free(said);
    inspected_free(got);
  }
  return failed;
}
