/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The beginning of a run: what is needed, and the lab. */
#ifndef HARNESS_STARTUP_H
#define HARNESS_STARTUP_H

#include "harness/harness.h"

/* Finds out early what would make the run fail late. 0 or -ECANCELED, the verdict being set. */
int startup_check(struct harness *harness, const char *const *programs,
		  size_t n_programs) warn_unused_result_;

/* Brings the lab up, with a progress bar. 0 or -ECANCELED, the verdict being set. */
int startup_lab(struct harness *harness) warn_unused_result_;

#endif
