/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a run, on every path. */
#ifndef HARNESS_TEARDOWN_H
#define HARNESS_TEARDOWN_H

#include "harness/harness.h"

/* Ends the foreground program, nstrace, the lab and whatever else is a child, in this order, and
 * waits for each; n_links_before: leftovers_links() before the lab was started. */
void teardown_run(struct harness *harness, unsigned int n_links_before);

#endif
