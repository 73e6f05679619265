// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The way home fails at first, by a descriptor that was closed too early, and then works by
 * another. The thread comes home like anybody else.
 *
 * Expect: refused net visitor
 */
#include "corpus.h"

static void *visit(void *unused)
{
	int home_fd = here("net");

	(void)unused;
	announce("visitor");
	enter(new_netns());
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "it did not fail");
	enter(home_fd);
	stay_msec(150); /* a failure that was not made up for would show by now */
	start_idle("healthy");
	return NULL;
}

int main(void)
{
	join(start(visit, NULL));
	return 0;
}
