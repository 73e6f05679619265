// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One of the threads of a pool has taken a task that keeps it in a container for longer than the
 * others can be expected to know about.
 *
 * Options: --max-visit=50ms
 * Expect: tainted net visitor
 */
#include "corpus.h"

static void *visit(void *unused)
{
	int home_fd = here("net");

	(void)unused;
	announce("visitor");
	enter(new_netns());
	stay_msec(150); /* longer than --max-visit */
	enter(home_fd);
	return NULL;
}

int main(void)
{
	join(start(visit, NULL));
	return 0;
}
