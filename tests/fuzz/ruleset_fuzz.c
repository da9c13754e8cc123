/* A rule file out of anyone's hands: it loads or is refused with a line, never
 * more.  What loads can be listed and its examples run. */
#include <stdlib.h>
#include <string.h>

#include "marks/marks.h"

static void require(bool ok) {
  if (!ok) abort();
}

static bool is_whole(void *user, const jb_rule_info *info) {
  (void)user;
  require(info->id && *info->id && info->kind && info->file);
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  jb_rules *rules = NULL;
  jb_error err = {.status = JB_OK};
  if (size > 256 * 1024) return 0;
  jb_status status = jb_rules_load_memory("fuzz.xml", jb_span_of(data, size), &rules, &err);
  require(status == JB_OK || status == JB_E_RULES || status == JB_E_NOMEM);
  require((status == JB_OK) == (rules != NULL));
  if (status == JB_E_RULES) require(err.what[0] != '\0');
  if (!rules) return 0;
  jb_rules_list(rules, is_whole, NULL);
  size_t failed;
  status = jb_rules_test(rules, NULL, NULL, &failed);
  require(status == JB_OK || status == JB_E_NOMEM);
  jb_rules_free(rules);
  return 0;
}
