/* GB 45438-2025 6.1 c: one copy of the label in a file.  Identical copies are
 * worth a notice; copies that differ contradict each other. */
#include "aigc/finder.h"
#include "base/buf.h"

static bool is_label(const jb_finding *f) {
  return strcmp(f->scheme, "gb45438") == 0 && f->kind == JB_FINDING_LABEL;
}

static uint32_t picture_of(const jb_inspection *in, const jb_finding *f) {
  const jb_part *part = jb_aigc_part_of(in, f->at.part);
  return part ? part->parent : JB_NO_PART;
}

/* Labels of the same picture: a thumbnail or a second picture in the file has
 * a label of its own. */
static bool same_picture(const jb_inspection *in, const jb_finding *a, const jb_finding *b) {
  return is_label(b) && a->role == b->role && picture_of(in, a) == picture_of(in, b);
}

static bool same_words(const jb_finding *a, const jb_finding *b) {
  return a->canonical && b->canonical && strcmp(a->canonical, b->canonical) == 0;
}

static void compare(jb_inspection *in, jb_finding *f) {
  jb_buf others = jb_buf_new(256), differing = jb_buf_new(256);
  size_t copies = 0, conflicts = 0;
  for (size_t i = 0; i < in->finding_count; i++) {
    const jb_finding *other = in->findings[i];
    if (other == f || !same_picture(in, f, other)) continue;
    jb_buf_format(&others, "%s%u", copies++ ? " " : "findings=", (unsigned)other->id);
    if (same_words(f, other)) continue;
    jb_buf_format(&differing, "%s%u", conflicts++ ? " " : "findings=", (unsigned)other->id);
  }
  jb_buf_char(&others, '\0');
  jb_buf_char(&differing, '\0');
  const char *list = jb_buf_ok(&others) ? (const char *)others.data : "many";
  const char *conflict_list = jb_buf_ok(&differing) ? (const char *)differing.data : "many";
  jb_aigc_check(in, f, "one-copy", copies ? JB_CHECK_FAIL : JB_CHECK_PASS, copies ? list : NULL);
  if (copies) {
    jb_aigc_check(in, f, "copies-agree", conflicts ? JB_CHECK_FAIL : JB_CHECK_PASS,
                  conflicts ? conflict_list : NULL);
  }
  jb_buf_free(&others);
  jb_buf_free(&differing);
}

void jb_aigc_compare_copies(jb_inspection *in) {
  for (size_t i = 0; i < in->finding_count; i++) {
    if (is_label(in->findings[i])) compare(in, in->findings[i]);
  }
}
