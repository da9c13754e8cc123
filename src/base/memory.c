#include "base/memory.h"

static _Thread_local bool g_lacked;

void jb_memory_note(void) { g_lacked = true; }
bool jb_memory_lacked(void) { return g_lacked; }
void jb_memory_forget(void) { g_lacked = false; }
