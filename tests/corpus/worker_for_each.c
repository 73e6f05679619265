// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A worker for each namespace, which enters it and stays. It may be on purpose, but it looks like a
 * thread that was forgotten, and whoever makes the next worker beside it takes a risk.
 *
 * Options: --max-visit=50ms
 * Expect: tainted net first
 * Expect: tainted net other
 * Expect: exposed net other
 */
#include "corpus.h"

static sem_t is_there;

static void *work(void *role)
{
	announce(role);
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	post(&is_there);
	for (;;)
		pause();
	return NULL;
}

static void start_worker(const char *role)
{
	start(work, (char *)(uintptr_t)role);
	await(&is_there);
}

int main(void)
{
	if (sem_init(&is_there, 0, 0))
		err(1, "sem_init");
	start_worker("first");
	start_worker("other");
	start_worker("other");
	stay_msec(150); /* longer than --max-visit */
	return 0;
}
