// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A task enters a namespace on one thread, is moved to another by its scheduler, and goes home
 * there, which changes nothing: that thread never left. The first one stays away for good.
 *
 * Options: --max-visit=50ms
 * Expect: misrestored net second
 * Expect: tainted net first
 */
#include "corpus.h"

static sem_t is_there;

static void *begin_task(void *unused)
{
	(void)unused;
	announce("first");
	enter(new_netns());
	post(&is_there);
	for (;;)
		pause();
	return NULL;
}

static void *end_task(void *home_fd)
{
	announce("second");
	await(&is_there);
	enter(*(int *)home_fd);
	return NULL;
}

int main(void)
{
	int home_fd = here("net");
	pthread_t second;

	if (sem_init(&is_there, 0, 0))
		err(1, "sem_init");
	second = start(end_task, &home_fd);
	start(begin_task, NULL);
	join(second);
	stay_msec(150); /* longer than --max-visit */
	return 0;
}
