/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `nstrace scan`: which threads are elsewhere than their process now, without tracing anything. */
#ifndef NSTRACE_SCAN_H
#define NSTRACE_SCAN_H

#include "nstrace/options.h"

#define SCAN_EXIT_STRAYS 1

/* Look and tell; what goes wrong is told on stderr. Returns the exit status. */
int scan_run(const struct options *options);

#endif
