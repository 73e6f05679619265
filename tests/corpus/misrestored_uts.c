// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A visit to another host name that is entered on one thread and left on another: misunderstandings
 * about threads are the same for every kind of namespace.
 *
 * Options: --ns=uts --max-visit=50ms
 * Expect: misrestored uts second
 * Expect: tainted uts first
 */
#include "corpus.h"

static sem_t is_there;

static void *begin_task(void *unused)
{
	(void)unused;
	announce("first");
	if (unshare(CLONE_NEWUTS))
		err(1, "unshare");
	post(&is_there);
	for (;;)
		pause();
	return NULL;
}

static void *end_task(void *unused)
{
	int home_fd = here("uts");

	(void)unused;
	announce("second");
	await(&is_there);
	if (setns(home_fd, CLONE_NEWUTS))
		err(1, "setns");
	return NULL;
}

int main(void)
{
	pthread_t second;

	if (sem_init(&is_there, 0, 0))
		err(1, "sem_init");
	second = start(end_task, NULL);
	start(begin_task, NULL);
	join(second);
	stay_msec(150); /* longer than --max-visit */
	return 0;
}
