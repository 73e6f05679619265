/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run found out, in numbers, and their form as JSON. */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "harness/verdict.h"
#include "lib/cleanup.h"

enum phase {
	PHASE_BUGGY,
	PHASE_FIXED,
	PHASE_WEAVE_PS,
	N_PHASES,
};

struct phase_report {
	unsigned int n_rounds;		 /* that ended */
	unsigned int n_failed;		 /* rounds that did */
	unsigned int n_flagged;		 /* rounds with an error finding of nstrace's */
	unsigned int n_failed_unflagged; /* failed, and no finding names the thread that did */
	unsigned int n_broken;		 /* failed in another way than by the bug */
};

struct leftovers {
	unsigned int n_netns;
	unsigned int n_links;
	unsigned int n_processes;
	unsigned int n_containers;
};

struct report {
	const char *engine;
	const char *runtime; /* of the buggy phase */
	const char *ps;	     /* the user's command in its place, or NULL */
	uint64_t seed;
	unsigned int n_containers;
	unsigned int n_rounds;
	struct phase_report phases[N_PHASES];
	unsigned int n_rows;	       /* of weave-ps, in its last round */
	bool rows_identical;	       /* in all rounds, and there was one */
	unsigned int n_stray_findings; /* errors that belong to no round */
	uint64_t n_lost_events;
	struct leftovers left_behind;
	unsigned int setup_msec;
	unsigned int teardown_msec;
	enum verdict verdict;
	int signal_number; /* of VERDICT_INTERRUPTED */
};

/* NULL when memory is short. */
json_t *report_to_json(const struct report *report);

/* Replaces the file in one step, and makes the directories above it. */
int report_save(const struct report *report, const char *path) warn_unused_result_;

#endif
