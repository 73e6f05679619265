// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two threads divide a visit between them: one enters, the other "goes home" for it, as a guard
 * does that is dropped by whoever holds it. Then the first goes home as well, by luck.
 *
 * Expect: misrestored net second
 */
#include "corpus.h"

static sem_t is_there, may_return;
static int home_fd;

static void *begin_task(void *unused)
{
	(void)unused;
	enter(new_netns());
	post(&is_there);
	await(&may_return);
	enter(home_fd);
	return NULL;
}

static void *end_task(void *unused)
{
	(void)unused;
	announce("second");
	await(&is_there);
	enter(home_fd);
	post(&may_return);
	return NULL;
}

int main(void)
{
	pthread_t first, second;

	home_fd = here("net");
	if (sem_init(&is_there, 0, 0) || sem_init(&may_return, 0, 0))
		err(1, "sem_init");
	second = start(end_task, NULL);
	first = start(begin_task, NULL);
	join(first);
	join(second);
	return 0;
}
