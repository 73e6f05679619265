// SPDX-License-Identifier: GPL-2.0-or-later
/* A thread gives up its privileges during a visit, cannot go home, and goes on with other work. */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static void *work(void *unused)
{
	int home_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (home_fd < 0 || unshare(CLONE_NEWNET))
		err(1, "cannot go to a new namespace");
	if (seteuid(65534))
		err(1, "cannot give up privileges");
	if (setns(home_fd, CLONE_NEWNET))
		warn("cannot go home");
	usleep(200000); /* the next task of this worker */
	return unused;
}

int main(void)
{
	pthread_t worker;

	if (pthread_create(&worker, NULL, work, NULL))
		errx(1, "cannot make a thread");
	pthread_join(worker, NULL);
}
