/* Trust lists of this installation: those of the rules, those that the user
 * keeps by `trust import`, those named for one run. */
#ifndef JB_CLI_TRUST_LISTS_H
#define JB_CLI_TRUST_LISTS_H

#include "cli/commands.h"
#include "jianbiao/jianbiao.h"

/* Where imported lists are kept: <data>/jianbiao/trust/signers or /time-stamps.
 * False when there is no home. */
bool jb_trust_folder(jb_trust_use use, char out[4096]);

/* All of them into a new jb_trust, which borrows from the rules. */
JB_NODISCARD jb_status jb_trust_gather(const jb_rules *rules, const jb_arguments *args,
                                       jb_trust **out, jb_error *err);

/* A file, or every *.pem of a folder, by name. */
JB_NODISCARD jb_status jb_trust_add_path(jb_trust *trust, const char *path, jb_trust_use use,
                                         jb_trust_origin origin, jb_error *err);

/* Certificates in it. */
size_t jb_trust_size(const jb_trust *trust);

#endif
