/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For programs with io_uring, whose threads nobody starts by name. */
#pragma once

#include <dirent.h>
#include <liburing.h>

static inline void ring_open(struct io_uring *ring, unsigned int flags)
{
	int r = io_uring_queue_init(8, ring, flags);

	if (r < 0)
		errx(1, "io_uring: %s", strerror(-r));
}

/* A request that does nothing, and may not be done by the thread that submits it. */
static inline void ring_work(struct io_uring *ring)
{
	struct io_uring_sqe *request = io_uring_get_sqe(ring);
	struct io_uring_cqe *completion;

	io_uring_prep_nop(request);
	io_uring_sqe_set_flags(request, IOSQE_ASYNC);
	if (io_uring_submit(ring) != 1 || io_uring_wait_cqe(ring, &completion))
		errx(1, "io_uring does no work");
	io_uring_cqe_seen(ring, completion);
}

/* Calls visit for every thread of the process but the calling one. Returns their number. */
static inline int for_each_other(void (*visit)(pid_t tid, const char *role), const char *role)
{
	DIR *directory = opendir("/proc/self/task");
	struct dirent *entry;
	int n = 0;

	if (!directory)
		err(1, "/proc/self/task");
	while ((entry = readdir(directory))) {
		pid_t tid = atoi(entry->d_name);

		if (!tid || tid == gettid())
			continue;
		n++;
		if (visit)
			visit(tid, role);
	}
	closedir(directory);
	return n;
}

static inline void announce_other(pid_t tid, const char *role)
{
	announce_tid(role, tid);
}

static inline void announce_others(const char *role)
{
	if (!for_each_other(announce_other, role))
		errx(1, "io_uring has no thread");
}

static inline void await_others(void)
{
	while (for_each_other(NULL, NULL))
		sched_yield();
}
