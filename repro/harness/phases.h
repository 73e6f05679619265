/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The programs, each run round after round. */
#ifndef HARNESS_PHASES_H
#define HARNESS_PHASES_H

#include "harness/harness.h"

struct phase_programs {
	const char *buggy_ps;
	const char *weave_ps;
};

/* What a shell runs for --ps=COMMAND, its arguments being the ids; to be freed. NULL: no memory. */
char *phases_own_script(const char *command);

/* Fills harness->rounds. 0 or -ECANCELED, the verdict being set. */
int phases_run(struct harness *harness, const struct phase_programs *programs) warn_unused_result_;

#endif
