// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes everything down and finds out what stayed. Each thing gets time to end by itself, as it
 * does when all is well, and is killed after that.
 */
#include "harness/teardown.h"

#include <signal.h>
#include <sys/wait.h>
#include "harness/leftovers.h"
#include "harness/show.h"
#include "lab/deadline.h"

#define NSTRACE_ENDS_MSEC 10000 /* it reads what is in its buffers, and prints */
#define CHILDREN_END_MSEC 2000
#define KILLED_ENDS_MSEC  5000

static bool foreground_has_ended(struct harness *harness)
{
	return !harness->foreground || !program_runs(harness->foreground);
}

static bool nstrace_has_ended(struct harness *harness)
{
	return watch_is_over(&harness->watch);
}

static bool lab_has_ended(struct harness *harness)
{
	return harness->lab.host_tgid == 0;
}

static bool children_have_ended(struct harness *harness)
{
	siginfo_t info;

	(void)harness;
	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 && errno == ECHILD;
}

static void kill_process(pid_t tgid)
{
	(void)kill(tgid, SIGKILL);
}

/* A killed child's own children come to us in its place. */
static bool children_are_killed(struct harness *harness)
{
	if (children_have_ended(harness))
		return true;
	(void)leftovers_children(kill_process);
	return false;
}

static void end_foreground(struct harness *harness)
{
	if (foreground_has_ended(harness))
		return;
	program_signal(harness->foreground, SIGKILL);
	(void)!harness_wait(harness, foreground_has_ended, KILLED_ENDS_MSEC);
}

static void end_nstrace(struct harness *harness)
{
	struct watch *watch = &harness->watch;

	if (!watch->program.tgid)
		return;
	program_signal(&watch->program, SIGINT);
	if (harness_wait(harness, nstrace_has_ended, NSTRACE_ENDS_MSEC) < 0) {
		program_signal(&watch->program, SIGKILL);
		(void)!harness_wait(harness, nstrace_has_ended, KILLED_ENDS_MSEC);
	}
	if (watch->error || !watch->has_summary || program_exit_status(&watch->program))
		(void)harness_fail(harness, VERDICT_NSTRACE_FAILED,
				   "nstrace did not come to a good end");
}

static void end_lab(struct harness *harness)
{
	struct lab *lab = &harness->lab;

	if (lab_has_ended(harness))
		return;
	lab_stop(lab);
	if (harness_wait(harness, lab_has_ended, lab_stop_msec(lab)) < 0) {
		(void)kill(lab->host_tgid, SIGKILL);
		(void)!harness_wait(harness, lab_has_ended, KILLED_ENDS_MSEC);
	}
}

/* After a good end there are none. After a bad one of the lab's host its containers, killed by the
 * kernel, are ours to reap; and a command may have left whatever it likes. */
static unsigned int end_children(struct harness *harness)
{
	unsigned int n_left = 0;

	if (!harness->options->command &&
	    harness_wait(harness, children_have_ended, CHILDREN_END_MSEC) < 0)
		n_left = leftovers_children(NULL);
	(void)!harness_wait(harness, children_are_killed, KILLED_ENDS_MSEC);
	return n_left;
}

static unsigned int links_left(const struct harness *harness, unsigned int n_before)
{
	unsigned int n_after = n_before;

	(void)!leftovers_links(&n_after);
	return harness->lab.left.n_links + (n_after > n_before ? n_after - n_before : 0);
}

void teardown_run(struct harness *harness, unsigned int n_links_before)
{
	struct leftovers *left = &harness->report.left_behind;
	uint64_t begin_nsec;

	harness->is_ending = true;
	end_foreground(harness);
	end_nstrace(harness);
	progress_step("lab: taking it down");
	begin_nsec = clock_nsec(CLOCK_MONOTONIC);
	end_lab(harness);
	left->n_processes = end_children(harness);
	harness->report.teardown_msec =
		(unsigned int)((clock_nsec(CLOCK_MONOTONIC) - begin_nsec) / 1000000);
	left->n_netns = leftovers_netns(&harness->lab);
	left->n_links = links_left(harness, n_links_before);
}
