/* Memory that the machine did not give, as opposed to a limit of ours.
 *
 * Small helpers answer a failed allocation with "nothing there".  So that
 * nobody takes that for an answer about the file, whoever allocates notes the
 * failure here, and the inspection asks at its end.  One note a thread. */
#ifndef JB_BASE_MEMORY_H
#define JB_BASE_MEMORY_H

#include <stdbool.h>

void jb_memory_note(void);
bool jb_memory_lacked(void); /* since jb_memory_forget */
void jb_memory_forget(void);

#endif
