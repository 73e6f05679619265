// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which program runs with which arguments in which phase, and what its output must be. One round
 * runs at a time, in the lab's host.
 */
#include "harness/phases.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "harness/show.h"
#include "lib/escape.h"
#include "lib/log.h"

/* With 100 containers a round takes some 200; the buggy ps lists all ports for each container. */
#define ROUND_ENDS_MSEC(n) (30000 + (int)((n) * (n)) / 5)
#define KILLED_ENDS_MSEC   5000

struct phase_plan {
	enum phase phase;
	const char *title;
	const char *const *argv;
};

static bool round_has_ended(struct harness *harness)
{
	return !program_runs(harness->foreground);
}

static int await_round(struct harness *harness, struct round *round)
{
	int patience_msec = ROUND_ENDS_MSEC(harness->options->n_containers);
	int r;

	harness->foreground = &round->program;
	r = harness_wait(harness, round_has_ended, patience_msec);
	if (r == -ETIMEDOUT) {
		progress_clear();
		log_error("a round did not end in %d s and was killed", patience_msec / 1000);
		program_signal(&round->program, SIGKILL);
		r = harness_wait(harness, round_has_ended, KILLED_ENDS_MSEC);
	}
	if (r >= 0)
		harness->foreground = NULL;
	return r;
}

static unsigned int count_lines(const char *text)
{
	unsigned int n = 0;

	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}
	return n;
}

/* Keeps the first round's rows to compare the others with. */
static void compare_rows(struct report *report, char **first_rows, char **rows)
{
	report->n_rows = count_lines(*rows);
	if (*first_rows) {
		report->rows_identical &= !strcmp(*first_rows, *rows);
		return;
	}
	report->rows_identical = true;
	*first_rows = *rows;
	*rows = NULL;
}

static void show_broken(const struct phase_plan *plan, const struct round *round, const char *text)
{
	char escaped[512];

	progress_clear();
	log_error("%s ended with status %d: %s", plan->title, program_exit_status(&round->program),
		  escape_text(text, escaped, sizeof(escaped)));
}

static int run_round(struct harness *harness, const struct phase_plan *plan, char **first_rows)
{
	struct round *round = &harness->rounds[harness->n_rounds];
	_cleanup_free_ char *rows = NULL, *messages = NULL;
	int r;

	r = round_begin(round, plan->phase, plan->argv, &harness->lab);
	if (r < 0)
		return r;
	r = await_round(harness, round);
	if (r >= 0)
		r = round_end(round, &rows, &messages);
	if (r < 0)
		return r;
	harness->n_rounds++;
	if (round->outcome == ROUND_BROKEN)
		show_broken(plan, round, messages);
	else if (plan->phase == PHASE_WEAVE_PS)
		compare_rows(&harness->report, first_rows, &rows);
	return 0;
}

static int run_phase(struct harness *harness, const struct phase_plan *plan)
{
	unsigned int i, n_rounds = harness->options->n_rounds;
	_cleanup_free_ char *first_rows = NULL;
	int r;

	progress_step("%s: %u round%s", plan->title, n_rounds, n_rounds == 1 ? "" : "s");
	for (i = 0; i < n_rounds; i++) {
		progress_show(plan->title, i, n_rounds);
		r = run_round(harness, plan, &first_rows);
		if (r < 0)
			return harness_fail(harness, VERDICT_ROUND_BROKEN, "%s: %s", plan->title,
					    strerror(-r));
	}
	return 0;
}

/* buggy-ps takes the ids as arguments; the options come first. */
static int run_buggy(struct harness *harness, enum phase phase, const char *path,
		     const char *runtime)
{
	const struct lab *lab = &harness->lab;
	char runtime_option[32], schedule_option[32], title[32];
	const char *const options[] = {path,
				       "--engine-socket=" LAB_ENGINE_SOCKET,
				       "--bridge=" LAB_BRIDGE,
				       "--failed-tid-fd=" PROGRAM_EXTRA_FD_TEXT,
				       runtime_option,
				       schedule_option};
	size_t n_options = sizeof(options) / sizeof(options[0]);
	_cleanup_free_ const char **argv = calloc(n_options + lab->n_containers + 1, sizeof(*argv));
	struct phase_plan plan = {.phase = phase, .title = title, .argv = argv};
	unsigned int i;

	if (!argv)
		return harness_fail(harness, VERDICT_ROUND_BROKEN, "out of memory");
	snprintf(runtime_option, sizeof(runtime_option), "--runtime=%s", runtime);
	snprintf(schedule_option, sizeof(schedule_option), "--schedule=%s",
		 harness->options->schedule);
	snprintf(title, sizeof(title), "buggy ps (%s)", runtime);
	memcpy(argv, options, sizeof(options));
	for (i = 0; i < lab->n_containers; i++)
		argv[n_options + i] = lab->containers[i].id;
	return run_phase(harness, &plan);
}

int phases_run(struct harness *harness, const struct phase_programs *programs)
{
	const char *const weave_ps_argv[] = {programs->weave_ps, NULL};
	struct phase_plan weave_ps = {
		.phase = PHASE_WEAVE_PS, .title = "weave-ps", .argv = weave_ps_argv};
	int r;

	r = run_buggy(harness, PHASE_BUGGY, programs->buggy_ps, harness->options->runtime);
	if (r >= 0)
		r = run_buggy(harness, PHASE_FIXED, programs->buggy_ps, "go1.10");
	if (r >= 0)
		r = run_phase(harness, &weave_ps);
	return r;
}
