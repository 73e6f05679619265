// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A visitor in a mount namespace makes a thread, which shares its working directory from then on.
 * So the way home is refused, although it had been possible when it was tried without that thread.
 *
 * Options: --ns=mnt
 * Expect: refused mnt visitor
 * Expect: tainted mnt visitor
 * Expect: exposed mnt worker
 */
#include "corpus.h"

static sem_t has_tried;

static void *visit(void *unused)
{
	int home_fd = here("mnt");

	(void)unused;
	announce("visitor");
	if (unshare(CLONE_NEWNS)) /* with it, this thread's working directory is its own */
		err(1, "unshare");
	start_idle("worker");
	if (!setns(home_fd, CLONE_NEWNS) || errno != EINVAL)
		errx(1, "it did not fail");
	post(&has_tried);
	for (;;)
		pause();
	return NULL;
}

int main(void)
{
	if (sem_init(&has_tried, 0, 0))
		err(1, "sem_init");
	start(visit, NULL);
	await(&has_tried);
	stay_msec(250); /* what is still there 100 ms later will not leave */
	return 0;
}
