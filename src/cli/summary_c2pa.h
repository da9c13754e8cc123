/* The phrases of a Content Credential (C2PA), for the text output. */
#ifndef JB_CLI_SUMMARY_C2PA_H
#define JB_CLI_SUMMARY_C2PA_H

#include "cli/format.h"
#include "cli/term.h"

bool jb_is_c2pa_manifest(const jb_finding *f);

/* Who claims what of the content, and whether the file is still the one. */
void jb_summary_c2pa(jb_buf *out, const jb_report *r, const jb_finding *f, size_t columns);

/* Signer, list that vouches, time.  False when no signer is known. */
bool jb_summary_c2pa_signer(jb_buf *out, const jb_report *r, const jb_finding *f, size_t columns);

#endif
