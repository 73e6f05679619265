// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two threads visit two namespaces at the same time, and each makes a worker there. When one goes
 * home, only its own worker is left behind; then the other does the same.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

static pthread_barrier_t both;
static int home_fd;

static void *visit(void *unused)
{
	(void)unused;
	pthread_barrier_wait(&both);
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	pthread_barrier_wait(&both);
	start_idle("worker");
	pthread_barrier_wait(&both);
	enter(home_fd);
	return NULL;
}

int main(void)
{
	pthread_t other;

	home_fd = here("net");
	pthread_barrier_init(&both, NULL, 2);
	other = start(visit, NULL);
	visit(NULL);
	join(other);
	return 0;
}
