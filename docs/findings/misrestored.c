// SPDX-License-Identifier: GPL-2.0-or-later
/* A task enters a namespace on one thread, is moved to another one, and leaves from there. */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static int home_fd;
static pthread_barrier_t step;

static void *begin_task(void *unused)
{
	pthread_barrier_wait(&step); /* both threads are there */
	if (unshare(CLONE_NEWNET))
		err(1, "cannot go to a new namespace");
	pthread_barrier_wait(&step);
	usleep(200000); /* other tasks, in the wrong place */
	return unused;
}

static void *end_task(void *unused)
{
	pthread_barrier_wait(&step);
	pthread_barrier_wait(&step); /* the other one is away */
	if (setns(home_fd, CLONE_NEWNET))
		err(1, "cannot go home");
	return unused; /* "home" again, and it never was away */
}

int main(void)
{
	pthread_t first, second;

	home_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	pthread_barrier_init(&step, NULL, 2);
	if (home_fd < 0 || pthread_create(&first, NULL, begin_task, NULL) ||
	    pthread_create(&second, NULL, end_task, NULL))
		errx(1, "cannot begin");
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
