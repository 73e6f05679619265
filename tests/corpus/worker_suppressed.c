// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A worker for each namespace, which enters it and stays, on purpose: whoever runs this program has
 * written so into a suppression file, by the name that it gives to its threads.
 *
 * Options: --max-visit=50ms
 * Suppressions: comm:netns-worker
 * Expect: nothing
 */
#include "corpus.h"

static sem_t is_named, may_go, is_there;

static void *work(void *unused)
{
	(void)unused;
	if (pthread_setname_np(pthread_self(), "netns-worker"))
		errx(1, "pthread_setname_np");
	post(&is_named);
	await(&may_go);
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	post(&is_there);
	for (;;)
		pause();
	return NULL;
}

int main(void)
{
	if (sem_init(&is_named, 0, 0) || sem_init(&may_go, 0, 0) || sem_init(&is_there, 0, 0))
		err(1, "sem_init");
	for (int i = 0; i < 3; i++) {
		start(work, NULL);
		await(&is_named);
	}
	for (int i = 0; i < 3; i++)
		post(&may_go);
	for (int i = 0; i < 3; i++)
		await(&is_there);
	stay_msec(150); /* longer than --max-visit */
	return 0;
}
