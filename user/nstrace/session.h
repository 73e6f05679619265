/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One trace from start to summary: the loop between the probes, the engine and the outputs. */
#ifndef NSTRACE_SESSION_H
#define NSTRACE_SESSION_H

#include "nstrace/options.h"

#define SESSION_EXIT_LOST   124 /* with --error-exitcode: "nothing found" can't be promised */
#define SESSION_EXIT_FAILED 125 /* nstrace itself could not do its work */

/* Trace as the options say; what goes wrong is told on stderr. Returns the exit status. */
int session_run(const struct options *options);

#endif
