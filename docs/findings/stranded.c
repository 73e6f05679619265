// SPDX-License-Identifier: GPL-2.0-or-later
/* A thread is made during a visit, and its creator goes home without it. */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

static pthread_barrier_t creator_is_home;

static void say_where(const char *who)
{
	char netns[64] = "";

	if (readlink("/proc/thread-self/ns/net", netns, sizeof(netns) - 1) < 0)
		err(1, "/proc/thread-self/ns/net");
	printf("%s is in %s\n", who, netns);
}

static void *work(void *unused)
{
	pthread_barrier_wait(&creator_is_home);
	say_where("the worker");
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
	say_where("main");
	pthread_barrier_wait(&creator_is_home);
	pthread_join(worker, NULL);
}
