// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A pool of threads that is complete before anybody goes anywhere. Its threads visit namespaces in
 * turn, at the same time, but make no threads there, and each comes home.
 *
 * Expect: nothing
 */
#include "corpus.h"

#define N_THREADS 4

static pthread_barrier_t pool_is_complete;
static int home_fd;

static void *work(void *unused)
{
	(void)unused;
	pthread_barrier_wait(&pool_is_complete);
	for (int i = 0; i < 10; i++) {
		if (unshare(CLONE_NEWNET))
			err(1, "unshare");
		enter(home_fd);
	}
	return NULL;
}

int main(void)
{
	pthread_t pool[N_THREADS];

	home_fd = here("net");
	pthread_barrier_init(&pool_is_complete, NULL, N_THREADS);
	for (int i = 0; i < N_THREADS; i++)
		pool[i] = start(work, NULL);
	for (int i = 0; i < N_THREADS; i++)
		join(pool[i]);
	return 0;
}
