// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A server moves to another namespace for good, each of its threads by itself, since that is the
 * only way. When the last one is there, it is home, and threads that are made there are at home.
 *
 * Options: --max-visit=300ms
 * Expect: nothing
 */
#include "corpus.h"

#define N_THREADS 4

static pthread_barrier_t everyone;
static int netns_fd;

static void *work(void *unused)
{
	(void)unused;
	pthread_barrier_wait(&everyone);
	enter(netns_fd);
	pthread_barrier_wait(&everyone);
	for (;;)
		pause();
	return NULL;
}

int main(void)
{
	netns_fd = new_netns();
	pthread_barrier_init(&everyone, NULL, N_THREADS + 1);
	for (int i = 0; i < N_THREADS; i++)
		start(work, NULL);
	pthread_barrier_wait(&everyone);
	enter(netns_fd);
	pthread_barrier_wait(&everyone);
	start_idle("healthy");
	stay_msec(400); /* longer than --max-visit */
	return 0;
}
