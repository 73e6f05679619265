// SPDX-License-Identifier: GPL-2.0-or-later
/* A thread gives up its privileges first, and then cannot enter a namespace. */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static void *work(void *unused)
{
	if (seteuid(65534))
		err(1, "cannot give up privileges");
	if (unshare(CLONE_NEWNET))
		warn("cannot go to a new namespace");
	return unused;
}

int main(void)
{
	pthread_t worker;

	if (pthread_create(&worker, NULL, work, NULL))
		errx(1, "cannot make a thread");
	pthread_join(worker, NULL);
}
