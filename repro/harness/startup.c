// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Checks privileges and programs, then starts the lab and waits until it is up.
 */
#include "harness/startup.h"

#include <inttypes.h>
#include <string.h>
#include "harness/show.h"
#include "lab/deadline.h"
#include "lab/engine.h"

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
		progress_show("starting containers", lab->n_started, lab->n_containers,
			      harness->lab_begin_nsec);
	return lab->state == LAB_UP;
}

int startup_lab(struct harness *harness)
{
	const struct harness_options *options = harness->options;
	unsigned int n = options->n_containers;
	struct lab_plan plan = {.engine = engine_choose(options->engine),
				.n_containers = n,
				.run = harness->run,
				.seed = options->seed};
	int r;

	harness->lab_begin_nsec = clock_nsec(CLOCK_MONOTONIC);
	harness->report.engine = plan.engine->name;
	snprintf(harness->run, sizeof(harness->run), "%d-%" PRIu64, getpid(),
		 clock_nsec(CLOCK_REALTIME) / 1000000000);
	progress_step("lab: starting %u containers (%s)", n, plan.engine->name);
	r = lab_start(&plan, &harness->lab);
	if (r >= 0)
		r = harness_wait(harness, lab_is_up, lab_start_msec(&harness->lab));
	if (r < 0)
		return harness_fail(harness, VERDICT_LAB_FAILED, "cannot start the lab: %s",
				    strerror(-r));
	harness->report.setup_msec =
		(unsigned int)((clock_nsec(CLOCK_MONOTONIC) - harness->lab_begin_nsec) / 1000000);
	progress_step("lab: %u containers up in %u ms", n, harness->report.setup_msec);
	return 0;
}
