// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Many visits by one thread, and many threads made by it and others, but never at the same time:
 * each is at home before somebody makes a thread.
 *
 * Expect: nothing
 */
#include "corpus.h"

static int home_fd, netns_fd;

static void visit(void)
{
	enter(netns_fd);
	enter(home_fd);
	start_idle("healthy");
}

int main(void)
{
	home_fd = here("net");
	netns_fd = new_netns();
	for (int i = 0; i < 100; i++) {
		visit();
		in_thread(visit);
	}
	return 0;
}
