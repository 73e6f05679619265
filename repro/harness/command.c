// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Brings the lab up, runs the user's command in it, takes it down. Prints nothing on standard
 * output, which is the command's.
 */
#include "harness/command.h"

#include <string.h>
#include "harness/startup.h"
#include "harness/teardown.h"

#define COMMAND_ENDS_MSEC 5000 /* after a signal that was sent to us was sent on to it */

static bool command_has_ended(struct harness *harness)
{
	return !program_runs(harness->foreground);
}

/* A signal for us is one for the command, which may have something of its own to clean up. */
static void pass_signal_on(struct harness *harness)
{
	if (!harness->report.signal_number)
		return;
	program_signal(harness->foreground, harness->report.signal_number);
	harness->is_ending = true;
	(void)!harness_wait(harness, command_has_ended, COMMAND_ENDS_MSEC);
}

static int run_in_lab(struct harness *harness, struct program *command)
{
	struct program_spec spec = {.argv = (const char *const *)harness->options->command,
				    .lab = &harness->lab,
				    .stdin_fd = -1,
				    .stdout_fd = -1,
				    .stderr_fd = -1,
				    .extra_fd = -1};
	int r;

	r = program_start(&spec, command);
	if (r < 0)
		return harness_fail(harness, VERDICT_LAB_FAILED, "cannot run %s: %s", spec.argv[0],
				    strerror(-r));
	harness->foreground = command;
	r = harness_wait(harness, command_has_ended, -1);
	if (r < 0)
		pass_signal_on(harness);
	return r;
}

int command_run(struct harness *harness)
{
	struct program command = {0};
	int r;

	r = startup_check(harness, NULL, 0);
	if (r >= 0)
		r = startup_lab(harness);
	if (r >= 0)
		(void)!run_in_lab(harness, &command);
	teardown_run(harness, 0);
	harness->foreground = NULL;
	if (harness->has_failed)
		return verdict_exit_status(harness->report.verdict, harness->report.signal_number);
	return program_exit_status(&command);
}
