/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of one run, and the one place where it waits. */
#ifndef HARNESS_HARNESS_H
#define HARNESS_HARNESS_H

#include "harness/options.h"
#include "harness/program.h"
#include "harness/report.h"
#include "harness/round.h"
#include "harness/watch.h"
#include "lab/lab.h"

struct harness {
	const struct harness_options *options;
	int signal_fd;
	bool has_failed;	 /* report.verdict says how; what follows is clean-up */
	char run[32];		 /* unlike that of any other lab on this machine */
	uint64_t lab_begin_nsec; /* CLOCK_MONOTONIC, of its start */
	bool is_ending;		 /* signals and deaths are expected, or no longer matter */
	struct lab lab;
	struct watch watch;
	struct program *foreground; /* the round or command that runs, or NULL */
	struct round *rounds;
	size_t n_rounds;
	struct report report;
};

/* All signals come through signal_fd from then on; orphans in the lab become our children. */
int harness_open(const struct harness_options *options, struct harness *ret) warn_unused_result_;
void harness_close(struct harness *harness);

/* Ends the run with a verdict, and says why if it is the first; gives -ECANCELED. */
int harness_fail(struct harness *harness, enum verdict verdict, const char *format, ...)
	printf_(3, 4);

typedef bool harness_condition(struct harness *harness);

/* Serves all there is to serve until the condition holds. -ETIMEDOUT, -ECANCELED once the run has
 * failed (not while it is ending), or another errno. timeout_msec < 0: no limit. */
int harness_wait(struct harness *harness, harness_condition *is_done,
		 int timeout_msec) warn_unused_result_;

#endif
