#include "aigc/aigc.h"

void jb_aigc_find(jb_source *source, jb_inspection *in) {
  (void)source;
  (void)in;
}
