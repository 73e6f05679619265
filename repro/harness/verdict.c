// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names, exit statuses and the decision. Pure: a report in, a verdict out.
 */
#include "harness/verdict.h"

#include <string.h>
#include "harness/report.h"

static const struct {
	const char *name;
	int exit_status;
	const char *meaning;
} verdicts[N_VERDICTS] = {
	[VERDICT_REPRODUCED] = {"reproduced-and-detected", 0, "the bug showed, nstrace named it"},
	[VERDICT_NOT_REPRODUCED] = {"not-reproduced", 1, "no round of the buggy ps failed"},
	[VERDICT_FIXED_CLEAN] = {"fixed-runtime-clean", 3,
				 "--runtime=go1.10 was asked for: no failure, no error"},
	[VERDICT_CLEAN] = {"clean", 4, "--ps: no round failed, nstrace found no error"},
	[VERDICT_DETECTED] = {"detected", 5,
			      "--ps: no round failed, but nstrace found an error in one"},
	[VERDICT_MISSED] = {"missed", 10, "a round failed and nstrace did not name its thread"},
	[VERDICT_FALSE_ALARM] = {"false-alarm", 11,
				 "nstrace reported an error in a correct program"},
	[VERDICT_FIXED_FAILED] = {"fixed-runtime-failed", 12,
				  "a round on the fixed runtime failed"},
	[VERDICT_WEAVE_PS_FAILED] = {"weave-ps-failed", 13,
				     "weave-ps failed, or its rows were wrong or changed"},
	[VERDICT_ROUND_BROKEN] = {"round-broken", 14, "a round ended in an unknown way"},
	[VERDICT_EVENTS_LOST] = {"events-lost", 15,
				 "nstrace lost events, so its silence means little"},
	[VERDICT_LEFT_BEHIND] = {"left-behind", 16,
				 "namespaces, links, processes or containers stayed"},
	[VERDICT_LAB_FAILED] = {"lab-failed", 20, "the lab did not come up or did not stay up"},
	[VERDICT_NSTRACE_FAILED] = {"nstrace-failed", 21,
				    "nstrace did not start or did not finish"},
	[VERDICT_NOT_POSSIBLE] = {"not-possible", 22, "privileges or programs are missing"},
	[VERDICT_INTERRUPTED] = {"interrupted", 128, "ended by a signal (128 + its number)"},
};

const char *verdict_name(enum verdict verdict)
{
	return verdicts[verdict].name;
}

const char *verdict_meaning(enum verdict verdict)
{
	return verdicts[verdict].meaning;
}

int verdict_exit_status(enum verdict verdict, int signal_number)
{
	return verdicts[verdict].exit_status + (verdict == VERDICT_INTERRUPTED ? signal_number : 0);
}

/* The buggy ps alone has a runtime that can be chosen. */
static bool asks_for_fixed(const struct report *report)
{
	return !report->ps && !strcmp(report->runtime, "go1.10");
}

static bool weave_ps_is_wrong(const struct report *report)
{
	/* One row for each container, and the bridge's own. */
	return report->phases[PHASE_WEAVE_PS].n_failed || !report->rows_identical ||
	       report->n_rows != report->n_containers + 1;
}

static bool something_is_left(const struct leftovers *left)
{
	return left->n_netns || left->n_links || left->n_processes || left->n_containers;
}

/* Of a run in which nothing went wrong. */
static enum verdict judge_result(const struct report *report)
{
	const struct phase_report *first = &report->phases[PHASE_BUGGY];

	if (asks_for_fixed(report))
		return VERDICT_FIXED_CLEAN;
	if (first->n_failed)
		return VERDICT_REPRODUCED;
	if (!report->ps)
		return VERDICT_NOT_REPRODUCED;
	return first->n_flagged ? VERDICT_DETECTED : VERDICT_CLEAN;
}

/* The promise broken first, then what weakens the result, then whether there was one. */
enum verdict verdict_decide(const struct report *report)
{
	const struct phase_report *buggy = &report->phases[PHASE_BUGGY];
	const struct phase_report *fixed = &report->phases[PHASE_FIXED];
	bool asked_for_fixed = asks_for_fixed(report);

	if (buggy->n_broken)
		return VERDICT_ROUND_BROKEN;
	if (buggy->n_failed_unflagged)
		return VERDICT_MISSED;
	if (fixed->n_failed || (asked_for_fixed && buggy->n_failed))
		return VERDICT_FIXED_FAILED;
	if (weave_ps_is_wrong(report))
		return VERDICT_WEAVE_PS_FAILED;
	if (fixed->n_flagged || report->phases[PHASE_WEAVE_PS].n_flagged ||
	    report->n_stray_findings || (asked_for_fixed && buggy->n_flagged))
		return VERDICT_FALSE_ALARM;
	if (report->n_lost_events)
		return VERDICT_EVENTS_LOST;
	if (something_is_left(&report->left_behind))
		return VERDICT_LEFT_BEHIND;
	return judge_result(report);
}
