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
#include "lab/engine.h"

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

/* The lab's host alone may be one that stays: then it was told to. */
static bool children_have_ended(struct harness *harness)
{
	siginfo_t info;

	if (harness->lab.host_tgid)
		return leftovers_children(harness->lab.host_tgid, NULL) == 0;
	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 && errno == ECHILD;
}

static bool host_is_on_its_own(struct harness *harness)
{
	return harness->lab.control_fd < 0;
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
	(void)leftovers_children(harness->lab.host_tgid, kill_process);
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

/* In the place of a host that was killed. Its children are ours now: some may be about to start
 * containers, others may be what keeps one, and ends with it. So what there is is removed, until
 * there are no children and nothing can come any more. */
static int clean_up_for_host(struct harness *harness, char *ret_step)
{
	uint64_t deadline_nsec = deadline_in_msec((unsigned int)lab_stop_msec(&harness->lab));
	int waited_r, r;

	do {
		waited_r = harness_wait(harness, children_have_ended, CHILDREN_END_MSEC);
		r = lab_clean(&harness->lab, ret_step);
	} while (waited_r < 0 && deadline_msec_left(deadline_nsec));
	return r;
}

static void make_up_for_host(struct harness *harness)
{
	struct lab *lab = &harness->lab;
	char step[LAB_FAILURE_BYTES];

	if (!lab->engine || lab->engine->has_own_host || lab->is_clean ||
	    clean_up_for_host(harness, step) >= 0)
		return;
	log_error("cannot remove everything: %s; nstrace-repro --clean may, later", step);
	lab->left.n_containers = lab->n_containers;
}

static void keep_lab(struct harness *harness)
{
	show_kept(&harness->lab);
	lab_keep(&harness->lab);
	if (harness_wait(harness, host_is_on_its_own, KILLED_ENDS_MSEC) < 0)
		log_error("the lab did not stay up");
}

static bool is_to_be_kept(const struct harness *harness)
{
	return harness->options->keep && harness->lab.state == LAB_UP &&
	       !harness->report.signal_number;
}

/* After a good end there are none. After a bad one of the lab's host its containers, killed by the
 * kernel, are ours to reap; and a command may have left whatever it likes. */
static unsigned int end_children(struct harness *harness)
{
	unsigned int n_left = 0;

	if (!harness->options->command &&
	    harness_wait(harness, children_have_ended, CHILDREN_END_MSEC) < 0)
		n_left = leftovers_children(harness->lab.host_tgid, NULL);
	(void)!harness_wait(harness, children_are_killed, KILLED_ENDS_MSEC);
	return n_left;
}

static unsigned int links_left(const struct harness *harness, unsigned int n_before)
{
	unsigned int n_after = n_before;

	(void)!leftovers_links(&n_after);
	return harness->lab.left.n_links + (n_after > n_before ? n_after - n_before : 0);
}

static void take_down(struct harness *harness, unsigned int n_links_before)
{
	struct leftovers *left = &harness->report.left_behind;

	end_lab(harness);
	make_up_for_host(harness);
	left->n_processes = end_children(harness);
	left->n_netns = leftovers_netns(&harness->lab);
	left->n_links = links_left(harness, n_links_before);
	left->n_containers = harness->lab.left.n_containers;
}

void teardown_run(struct harness *harness, unsigned int n_links_before)
{
	uint64_t begin_nsec;

	harness->is_ending = true;
	end_foreground(harness);
	end_nstrace(harness);
	if (is_to_be_kept(harness)) {
		keep_lab(harness);
		harness->report.left_behind.n_processes = end_children(harness);
		return;
	}
	progress_step("lab: taking it down");
	begin_nsec = clock_nsec(CLOCK_MONOTONIC);
	take_down(harness, n_links_before);
	harness->report.teardown_msec =
		(unsigned int)((clock_nsec(CLOCK_MONOTONIC) - begin_nsec) / 1000000);
}
