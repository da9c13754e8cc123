/* The second witness inside the library: see jb_inspect_witness. */
#ifndef JB_INSPECT_WITNESS_H
#define JB_INSPECT_WITNESS_H

/* Load the module and let libexiv2 set itself up. */
void jb_witness_warm_up(void);
/* Version of libexiv2, NULL when the module is missing. */
const char *jb_witness_version(void);

#endif
