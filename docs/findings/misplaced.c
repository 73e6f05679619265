// SPDX-License-Identifier: GPL-2.0-or-later
/* A stranded thread runs a command. */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

static pthread_barrier_t creator_is_home;

static void *work(void *unused)
{
	pthread_barrier_wait(&creator_is_home);
	if (system("ip -br link show weave"))
		warnx("the command failed");
	return unused;
}

int main(void)
{
	int home_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	pthread_t worker;

	pthread_barrier_init(&creator_is_home, NULL, 2);
	if (home_fd < 0 || unshare(CLONE_NEWNET))
		err(1, "cannot go to a new namespace");
	if (pthread_create(&worker, NULL, work, NULL))
		errx(1, "cannot make a thread");
	if (setns(home_fd, CLONE_NEWNET))
		err(1, "cannot go home");
	pthread_barrier_wait(&creator_is_home);
	pthread_join(worker, NULL);
}
