// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A visit for each of many small jobs; every thread that is made during one has ended before the
 * visitor goes home. Nobody is ever left behind.
 *
 * Expect: nothing
 */
#include "corpus.h"

static void do_nothing(void)
{
}

int main(void)
{
	int home_fd = here("net"), netns_fd = new_netns();

	for (int visit = 0; visit < 300; visit++) {
		enter(netns_fd);
		for (int i = 0; i < 10; i++)
			in_thread(do_nothing);
		enter(home_fd);
	}
	return 0;
}
