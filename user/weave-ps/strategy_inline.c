// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The process itself goes from namespace to namespace, and home at the end: the least that the
 * others can cost. It is right only in a process with one thread, and it has no parent that could
 * end a visit which hangs: SIGALRM does, and with it the whole program. One that could not come
 * home must not go on: whatever it did next would be done in a container.
 */
#include <sched.h>
#include <sys/time.h>

#include "lib/log.h"
#include "weave-ps/inspect.h"

#define NSEC_PER_USEC 1000
#define USEC_PER_SEC  1000000

/* 0: no alarm any more */
static void set_alarm(uint64_t timeout_nsec)
{
	uint64_t usec = (timeout_nsec + NSEC_PER_USEC - 1) / NSEC_PER_USEC;
	struct itimerval timer = {.it_value = {.tv_sec = (time_t)(usec / USEC_PER_SEC),
					       .tv_usec = (suseconds_t)(usec % USEC_PER_SEC)}};

	setitimer(ITIMER_REAL, &timer, NULL);
}

static void go_home(int home_netns_fd)
{
	if (setns(home_netns_fd, CLONE_NEWNET) < 0) {
		log_errno(errno, "cannot go back to the host's network namespace");
		abort();
	}
}

static int look(struct itinerary *itinerary)
{
	size_t i;
	int r = 0;

	/* Does nothing for a process with one thread, and fails with EINVAL for others. */
	if (unshare(CLONE_THREAD) < 0)
		return -errno;
	for (i = 0; r == 0 && i < itinerary->n_visits; i++) {
		struct visit *visit = &itinerary->visits[i];

		set_alarm(itinerary->timeout_nsec);
		r = visit->error = inspect_entering(itinerary, visit, &visit->interfaces);
	}
	set_alarm(0);
	go_home(itinerary->home_netns_fd);
	return r;
}

const struct strategy strategy_inline = {.name = "inline", .look = look};
