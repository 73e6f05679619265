// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One child for one namespace. The child has a single thread, so setns() moves the whole process,
 * and it never goes home: it ends. Who started it stays where it is, whatever happens to the child.
 *
 * Most of what fork() costs is the copy of the address space, two to three times as much as the
 * look itself. So the program forks a foreman for each processor, and only the foremen make the
 * children, which borrow their foreman's memory and descriptors as those of vfork() do; a foreman
 * stands still meanwhile. A child that was killed may leave that memory in any state: its foreman
 * ends, too, and the program, whose memory it is not, finds that the answer is not complete.
 */
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "weave-ps/crew.h"
#include "weave-ps/inspect.h"

#define STACK_BYTES (256 * 1024)

/* What the child is to do and, since they share memory, what it has found. */
struct errand {
	const struct crew_member *member;
	struct interfaces *interfaces;
	pid_t foreman_tgid;
	int error;
};

static int run_errand(void *data)
{
	struct errand *errand = data;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != errand->foreman_tgid)
		_exit(EXIT_FAILURE);
	errand->error = inspect_entering(errand->member->itinerary, errand->member->visit,
					 errand->interfaces);
	_exit(EXIT_SUCCESS);
}

static int wait_for(pid_t tgid)
{
	int status;

	while (waitpid(tgid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS ? 0 : -EIO;
}

static int send_child(struct crew_member *member, struct interfaces *interfaces)
{
	struct errand errand = {
		.member = member, .interfaces = interfaces, .foreman_tgid = getpid()};
	pid_t tgid;
	int r;

	if (!member->memory)
		member->memory = malloc(STACK_BYTES);
	if (!member->memory)
		return -ENOMEM;
	tgid = clone(run_errand, (char *)member->memory + STACK_BYTES,
		     CLONE_VM | CLONE_VFORK | CLONE_FILES | CLONE_PARENT_SETTID | SIGCHLD, &errand,
		     member->helper_tgid);
	if (tgid < 0)
		return -errno;
	r = wait_for(tgid);
	*member->helper_tgid = 0;
	if (r < 0)
		_exit(EXIT_FAILURE); /* nothing that it left is fit for use */
	return errand.error;
}

static int look(struct itinerary *itinerary)
{
	struct crew_plan plan = crew_of_cpus(itinerary, send_child);

	return crew_run(itinerary, &plan);
}

const struct strategy strategy_fork = {.name = "fork", .look = look};
