// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A worker that is left behind in a foreign mount namespace does one piece of work there, and ends
 * at once. Nobody touches the network, which is looked at, too.
 *
 * Options: --ns=net,mnt
 * Expect: stranded mnt worker
 */
#include "corpus.h"

static sem_t is_born;
static int orders[2];

static void *work(void *unused)
{
	char order;

	(void)unused;
	announce("worker");
	post(&is_born);
	if (read(orders[0], &order, 1) != 1)
		err(1, "read");
	return NULL;
}

int main(void)
{
	pthread_t worker;
	int home_fd = here("mnt");

	if (sem_init(&is_born, 0, 0) || pipe2(orders, O_CLOEXEC) || unshare(CLONE_FS | CLONE_NEWNS))
		err(1, "a mount namespace");
	worker = start(work, NULL);
	await(&is_born);
	if (unshare(CLONE_FS) || setns(home_fd, CLONE_NEWNS))
		err(1, "setns");
	if (write(orders[1], "", 1) != 1)
		err(1, "write");
	join(worker);
	stay_msec(50); /* so that it is the worker's end that matters, not the process's */
	return 0;
}
