// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The visitor never comes home: it goes on to another namespace and works there. The thread that it
 * made in the first is as lost as if it had gone home.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

static sem_t has_moved_on;

static void *visit(void *unused)
{
	(void)unused;
	enter(new_netns());
	start_idle("worker");
	enter(new_netns());
	post(&has_moved_on);
	for (;;)
		pause();
	return NULL;
}

int main(void)
{
	if (sem_init(&has_moved_on, 0, 0))
		err(1, "sem_init");
	start(visit, NULL);
	await(&has_moved_on);
	return 0;
}
