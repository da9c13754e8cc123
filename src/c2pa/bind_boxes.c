#include "c2pa/binding_run.h"
void jb_run_begin_boxes(jb_binding_run *run) { jb_run_limit(run, "boxes hash"); }
