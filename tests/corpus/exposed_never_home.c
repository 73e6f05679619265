// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread works in a container for the rest of the process's life, and has made a worker there. As
 * long as it stays, nobody is left behind, but nothing would keep it from going home.
 *
 * Expect: exposed net worker
 */
#include "corpus.h"

static sem_t is_there;

static void *visit(void *unused)
{
	(void)unused;
	enter(new_netns());
	start_idle("worker");
	post(&is_there);
	for (;;)
		pause();
	return NULL;
}

int main(void)
{
	if (sem_init(&is_there, 0, 0))
		err(1, "sem_init");
	start(visit, NULL);
	await(&is_there);
	return 0;
}
