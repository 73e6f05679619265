// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A service, ill for long, one of whose threads sees another tree of files than all others.
 *
 * Attach: yes
 * Options: --ns=all
 * Expect: stranded mnt worker
 */
#include "corpus.h"

static sem_t is_there;

static void *work(void *unused)
{
	(void)unused;
	announce("worker");
	if (unshare(CLONE_NEWNS))
		err(1, "unshare");
	post(&is_there);
	for (;;)
		pause();
	return NULL;
}

int main(void)
{
	if (sem_init(&is_there, 0, 0))
		err(1, "sem_init");
	start_idle("healthy");
	start_idle("healthy");
	start(work, NULL);
	await(&is_there);
	await_trace();
	return 0;
}
