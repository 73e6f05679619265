// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Somebody has closed the descriptor of home. The way back fails, nobody looks at the error, and
 * the thread goes on to wait for its next task in the wrong place.
 *
 * Expect: refused net visitor
 * Expect: tainted net visitor
 */
#include "corpus.h"

static sem_t has_tried;

static void *visit(void *unused)
{
	int home_fd = here("net");

	(void)unused;
	announce("visitor");
	enter(new_netns());
	close(home_fd);
	if (!setns(home_fd, CLONE_NEWNET))
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
