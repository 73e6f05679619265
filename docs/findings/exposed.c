// SPDX-License-Identifier: GPL-2.0-or-later
/* One thread is on a visit, and another one, at home, makes a third. */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

static pthread_barrier_t step;

static void *visit(void *unused)
{
	int home_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (home_fd < 0 || unshare(CLONE_NEWNET))
		err(1, "cannot go to a new namespace");
	pthread_barrier_wait(&step); /* away */
	pthread_barrier_wait(&step); /* until main has made its thread */
	if (setns(home_fd, CLONE_NEWNET))
		err(1, "cannot go home");
	return unused;
}

static void *work(void *unused)
{
	return unused;
}

static pthread_t spawn(void *(*function)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, function, NULL))
		errx(1, "cannot make a thread");
	return thread;
}

int main(void)
{
	pthread_t visitor, worker;

	pthread_barrier_init(&step, NULL, 2);
	visitor = spawn(visit);
	pthread_barrier_wait(&step);
	worker = spawn(work);
	pthread_barrier_wait(&step);
	pthread_join(worker, NULL);
	pthread_join(visitor, NULL);
}
