/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one answer of a run: what all its numbers together mean. */
#ifndef HARNESS_VERDICT_H
#define HARNESS_VERDICT_H

struct report;

/* The order is that of --help; the numbers are internal. */
enum verdict {
	VERDICT_REPRODUCED,
	VERDICT_NOT_REPRODUCED,
	VERDICT_FIXED_CLEAN,
	VERDICT_CLEAN,
	VERDICT_DETECTED,
	VERDICT_MISSED,
	VERDICT_FALSE_ALARM,
	VERDICT_FIXED_FAILED,
	VERDICT_WEAVE_PS_FAILED,
	VERDICT_ROUND_BROKEN,
	VERDICT_EVENTS_LOST,
	VERDICT_LEFT_BEHIND,
	VERDICT_LAB_FAILED,
	VERDICT_NSTRACE_FAILED,
	VERDICT_NOT_POSSIBLE,
	VERDICT_INTERRUPTED,
	N_VERDICTS,
};

const char *verdict_name(enum verdict verdict);
const char *verdict_meaning(enum verdict verdict);
/* The signal counts only for VERDICT_INTERRUPTED. */
int verdict_exit_status(enum verdict verdict, int signal_number);

/* For a run that came to its end. */
enum verdict verdict_decide(const struct report *report);

#endif
