// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Checks privileges and programs, then starts the lab and waits until it is up.
 */
#include "harness/startup.h"

#include <string.h>
#include "harness/show.h"
#include "lab/deadline.h"

#define LAB_STARTS_MSEC(n_containers) (30000 + 100 * (int)(n_containers)) /* it takes a 50th */

int startup_check(struct harness *harness, const char *const *programs, size_t n_programs)
{
	size_t i;

	if (geteuid() != 0)
		return harness_fail(harness, VERDICT_NOT_POSSIBLE,
				    "namespaces and BPF need root: run it under sudo");
	for (i = 0; i < n_programs; i++) {
		if (access(programs[i], X_OK) < 0)
			return harness_fail(harness, VERDICT_NOT_POSSIBLE, "%s: %s", programs[i],
					    strerror(errno));
	}
	return 0;
}

static bool lab_is_up(struct harness *harness)
{
	const struct lab *lab = &harness->lab;

	if (lab->state == LAB_STARTING && !harness->has_failed)
		progress_show("starting containers", lab->n_started, lab->n_containers);
	return lab->state == LAB_UP;
}

int startup_lab(struct harness *harness)
{
	const struct harness_options *options = harness->options;
	unsigned int n = options->n_containers;
	uint64_t begin_nsec = clock_nsec(CLOCK_MONOTONIC);
	int r;

	progress_step("lab: starting %u containers (%s)", n, options->engine);
	r = lab_start(options->engine, n, &harness->lab);
	if (r >= 0)
		r = harness_wait(harness, lab_is_up, LAB_STARTS_MSEC(n));
	if (r < 0)
		return harness_fail(harness, VERDICT_LAB_FAILED, "cannot start the lab: %s",
				    strerror(-r));
	harness->report.setup_msec =
		(unsigned int)((clock_nsec(CLOCK_MONOTONIC) - begin_nsec) / 1000000);
	progress_step("lab: %u containers up in %u ms", n, harness->report.setup_msec);
	return 0;
}
