/* The commands.  Each takes the arguments and gives the exit code. */
#ifndef JB_CLI_COMMANDS_H
#define JB_CLI_COMMANDS_H

#include "cli/options.h"

/* Meaning of an exit code, the first that applies. */
enum {
  JB_EXIT_OK = 0,          /* everything promised was checked, the policy was met */
  JB_EXIT_VIOLATED = 1,    /* a policy or --fail-on was given and is violated */
  JB_EXIT_USAGE = 2,       /* usage, configuration, rules wrong; nothing was scanned */
  JB_EXIT_INCONCLUSIVE = 3,
  JB_EXIT_NO_INPUT = 4,
  JB_EXIT_OUTPUT = 6,      /* output could not be written whole */
  JB_EXIT_INTERRUPTED = 130
};

#define JB_COMMAND(name, function, operands) int function(const jb_arguments *args);
#define JB_COMMAND_LATER(name)
#include "cli/commands.def"
#undef JB_COMMAND
#undef JB_COMMAND_LATER

#endif
