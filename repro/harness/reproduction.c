// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The story in order: check, lab, nstrace, rounds, clean-up, verdict. What a step does is in the
 * file of its name.
 */
#include "harness/reproduction.h"

#include <string.h>
#include "harness/leftovers.h"
#include "harness/phases.h"
#include "harness/show.h"
#include "harness/startup.h"
#include "harness/teardown.h"
#include "lib/log.h"

#define NSTRACE_STARTS_MSEC 20000

struct paths {
	char *buggy_ps, *weave_ps, *nstrace, *report;
};

static void paths_free(struct paths *paths)
{
	free(paths->buggy_ps);
	free(paths->weave_ps);
	free(paths->nstrace);
	free(paths->report);
}

static int find_paths(struct paths *paths, const char *report_path)
{
	int r;

	r = program_find("buggy-ps", &paths->buggy_ps);
	if (r >= 0)
		r = program_find("weave-ps", &paths->weave_ps);
	if (r >= 0)
		r = program_find("nstrace", &paths->nstrace);
	if (r < 0)
		return r;
	if (!report_path)
		return program_find("repro/report.json", &paths->report);
	paths->report = strdup(report_path);
	return paths->report ? 0 : -ENOMEM;
}

static bool nstrace_has_started(struct harness *harness)
{
	return harness->watch.has_started;
}

static int start_nstrace(struct harness *harness, const char *path)
{
	int r;

	r = watch_start(&harness->watch, path, &harness->lab);
	if (r >= 0)
		r = harness_wait(harness, nstrace_has_started, NSTRACE_STARTS_MSEC);
	if (r < 0)
		return harness_fail(harness, VERDICT_NSTRACE_FAILED, "cannot start nstrace: %s",
				    strerror(-r));
	progress_step("nstrace: watching");
	return 0;
}

static int run_all(struct harness *harness, const struct paths *paths)
{
	const char *const programs[] = {paths->buggy_ps, paths->weave_ps, paths->nstrace};
	struct phase_programs phase_programs = {paths->buggy_ps, paths->weave_ps};
	unsigned int n_links_before = 0;
	int r;

	r = startup_check(harness, programs, sizeof(programs) / sizeof(programs[0]));
	if (r < 0)
		return r;
	r = leftovers_links(&n_links_before);
	if (r < 0)
		return harness_fail(harness, VERDICT_LAB_FAILED, "cannot list links: %s",
				    strerror(-r));
	r = startup_lab(harness);
	if (r >= 0)
		r = start_nstrace(harness, paths->nstrace);
	if (r >= 0)
		r = phases_run(harness, &phase_programs);
	teardown_run(harness, n_links_before);
	return r;
}

static void sum_up(struct harness *harness)
{
	struct report *report = &harness->report;
	const struct watch *watch = &harness->watch;
	int phase;

	report->n_lost_events = watch->n_lost;
	report->n_stray_findings =
		round_match(harness->rounds, harness->n_rounds, watch->findings, watch->n_findings);
	for (phase = 0; phase < N_PHASES; phase++)
		round_count(harness->rounds, harness->n_rounds, (enum phase)phase,
			    &report->phases[phase]);
	if (!harness->has_failed)
		report->verdict = verdict_decide(report);
}

/* Of a round that failed, if there is one. */
static pid_t thread_to_show(const struct harness *harness)
{
	size_t i;

	for (i = 0; i < harness->n_rounds; i++) {
		if (harness->rounds[i].culprit_flagged)
			return harness->rounds[i].failed_tid;
	}
	return 0;
}

static void show_result(const struct harness *harness)
{
	_cleanup_free_ char *text = watch_text(&harness->watch);

	if (text)
		show_finding(text, thread_to_show(harness));
	show_report(&harness->report);
}

static int save_report(const struct report *report, const char *path)
{
	int r;

	r = report_save(report, path);
	if (r < 0)
		return log_errno(r, "cannot write %s", path);
	printf("report:  %s\n", path);
	return 0;
}

/* With --expect, 0 is for that verdict alone. */
static int exit_status(const struct harness *harness)
{
	const struct report *report = &harness->report;
	const char *expected = harness->options->expected;
	int status = verdict_exit_status(report->verdict, report->signal_number);

	if (!expected)
		return status;
	if (!strcmp(expected, verdict_name(report->verdict)))
		return 0;
	return status ? status : EXIT_FAILURE;
}

int reproduction_run(struct harness *harness)
{
	_cleanup_(paths_free) struct paths paths = {0};
	struct report *report = &harness->report;
	int r, status;

	r = find_paths(&paths, harness->options->report_path);
	if (r < 0) {
		log_errno(r, "cannot find the programs");
		return verdict_exit_status(VERDICT_NOT_POSSIBLE, 0);
	}
	/* An older one would be taken for this run's if it were killed. */
	(void)unlink(paths.report);
	(void)!run_all(harness, &paths);
	sum_up(harness);
	show_result(harness);
	r = save_report(report, paths.report);
	status = exit_status(harness);
	return r < 0 && status == 0 ? verdict_exit_status(VERDICT_NOT_POSSIBLE, 0) : status;
}
