// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * While one thread is on a visit, another one, at home, makes a worker. All goes well. Had the
 * scheduler let the visitor make it, it would have been born abroad.
 *
 * Expect: exposed net worker
 */
#include "corpus.h"

static sem_t is_there, may_return;

static void *visit(void *home_fd)
{
	enter(new_netns());
	post(&is_there);
	await(&may_return);
	enter(*(int *)home_fd);
	return NULL;
}

int main(void)
{
	int home_fd = here("net");
	pthread_t visitor;

	if (sem_init(&is_there, 0, 0) || sem_init(&may_return, 0, 0))
		err(1, "sem_init");
	visitor = start(visit, &home_fd);
	await(&is_there);
	start_idle("worker");
	post(&may_return);
	join(visitor);
	return 0;
}
