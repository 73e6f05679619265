// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A server makes a thread for each of many requests, and goes on with that while one thread is on a
 * visit. Each of them could have been the unlucky one.
 *
 * Expect: exposed net request
 */
#include "corpus.h"

#define N_REQUESTS 500

static sem_t is_there, may_return;

static void *visit(void *home_fd)
{
	enter(new_netns());
	post(&is_there);
	await(&may_return);
	enter(*(int *)home_fd);
	return NULL;
}

static void serve(void)
{
	announce("request");
}

int main(void)
{
	int home_fd = here("net");
	pthread_t visitor;

	if (sem_init(&is_there, 0, 0) || sem_init(&may_return, 0, 0))
		err(1, "sem_init");
	visitor = start(visit, &home_fd);
	await(&is_there);
	for (int i = 0; i < N_REQUESTS; i++)
		in_thread(serve);
	post(&may_return);
	join(visitor);
	return 0;
}
